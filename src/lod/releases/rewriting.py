"""The lines of a past release, purged -> its folder again, without a word of what was withdrawn.

The dumps are written anew from the lines, with the release's own context and head. Every other
file stays if it neither names what is gone nor states the digest of a file that changed; else
it is left out, and `release.json` says when that happened.
"""

import gzip
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from lod.derive.mapping import Minting
from lod.publish import context, jsonld, names, nquads, rdf12, trig, turtle
from lod.releases import checksums, dump
from lod.releases.naming import Gone
from lod.releases.release import OWN

_WITH_HEAD = ("facts.ttl", "evidence.ttl", "dataset.trig", "dataset.rdf12.ttl")
_HARMLESS = {".png", ".ico", ".jpg", ".woff", ".woff2"}


def rewrite(old: Path, folder: Path, lines: Iterable[str], gone: Gone) -> None:
    """Fill the new folder with what may stay of the old one; the lines are read repeatedly."""
    dumps = _Dumps(old, lines, gone.base)
    sums = checksums.read(old)
    kept = [name for name in sorted(sums) if name not in OWN and _plain(name) not in dumps.names]
    stale = set()
    for name in sorted(sums):
        if _plain(name) in dumps.names:
            dump.write(folder / name, dumps.text(_plain(name)))
            if checksums.digest(folder / name) != sums[name]:
                stale.add(sums[name])
    for name in kept:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if _may_stay(old / name, gone, stale):
            shutil.copyfile(old / name, target)


def _may_stay(path: Path, gone: Gone, stale: Iterable[str]) -> bool:
    if path.suffix in _HARMLESS:
        return True
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    except (UnicodeDecodeError, OSError, EOFError):
        return False  # what cannot be searched cannot be vouched for
    return not gone.mentioned(text) and not any(digest in text for digest in stale)


def _plain(name: str) -> str:
    """The name of a dump, whatever form its file has."""
    return name.removesuffix(".gz").removesuffix(".zst")


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines in the graph of the claims, or all others; to be read repeatedly."""

    lines: Iterable[str]
    end: str
    within: bool

    def __iter__(self) -> Iterator[str]:
        return (line for line in self.lines if line.endswith(self.end) is self.within)


class _Dumps:
    """The dumps of a build from its lines, those that `publish.dumps` makes, each as a stream."""

    def __init__(self, old: Path, lines: Iterable[str], base: str) -> None:
        self._lines, self._base, self._head = lines, base, _head(old)
        text = (old / "context.jsonld").read_text(encoding="utf-8")
        self._context = context.read(json.loads(text))
        self._prefixes = {**self._context.prefixes, **names.kinds(lines, base)}
        end = f" {Minting(base).graph('claims')} ."
        self._facts, self._evidence = (
            _Part(lines, end, within=False),
            _Part(lines, end, within=True),
        )
        self._makers: Mapping[str, Callable[[], Iterable[str]]] = {
            "dataset.nq": lambda: nquads.write(lines),
            "facts.ttl": lambda: self._turtle(self._facts),
            "evidence.ttl": lambda: self._turtle(self._evidence),
            "facts.jsonld": lambda: jsonld.write(self._facts, self._context, base),
            "dataset.trig": lambda: trig.write(lines, self._prefixes, self._head, base),
            "dataset.rdf12.ttl": lambda: rdf12.write(lines, self._prefixes, self._head, base),
        }
        self.names = self._makers.keys()

    def text(self, name: str) -> Iterable[str]:
        """One dump in chunks."""
        return self._makers[name]()

    def _turtle(self, lines: Iterable[str]) -> Iterable[str]:
        used = names.in_use(lines, self._prefixes)
        return turtle.write(lines, used, self._head, self._base)


def _head(old: Path) -> str:
    """The comment that opens the dumps of a release: titles and licence."""
    for path in (old / f"{name}{form}" for name in _WITH_HEAD for form in dump.FORMS):
        if path.is_file():
            head = takewhile(lambda line: line.startswith("# "), dump.Dump(path))
            return "\n".join(line[2:] for line in head)
    return ""
