"""The lines of a past release, purged -> its folder again, without a word of what was withdrawn.

The dumps are written anew from the lines, with the release's own context and head. Every other
file stays if it neither names what is gone nor states the digest of a file that changed; else
it is left out, and `release.json` says when that happened.
"""

import gzip
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from lod.derive.mapping import Minting
from lod.publish import context, jsonld, names, nquads, rdf12, sink, trig, turtle
from lod.releases import checksums
from lod.releases.naming import Gone
from lod.releases.release import OWN

_HARMLESS = {".png", ".ico", ".jpg", ".woff", ".woff2"}


def rewrite(old: Path, folder: Path, lines: Sequence[str], gone: Gone) -> None:
    """Fill the new folder with what may stay of the old one."""
    written = {name: "".join(chunks) for name, chunks in _dumps(old, lines, gone.base).items()}
    sums = checksums.read(old)
    stale = {sums[name] for name in written if name in sums}
    stale -= {sha256(text.encode()).hexdigest() for text in written.values()}
    for name, text in written.items():
        if name in sums:
            sink.write(folder / name, (text,))
    for name in sorted(sums):
        target = folder / name
        if name in OWN or name in written:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        plain = name.removesuffix(".gz")
        if name.endswith(".gz") and plain in written:
            target.write_bytes(gzip.compress(written[plain].encode(), mtime=0))
        elif _may_stay(old / name, gone, stale):
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


def _dumps(old: Path, lines: Sequence[str], base: str) -> Mapping[str, Iterable[str]]:
    """The dumps of a build from its lines (those that `publish.dumps` makes)."""
    own = context.read(json.loads((old / "context.jsonld").read_text(encoding="utf-8")))
    prefixes = {**own.prefixes, **names.kinds(lines, base)}
    claims = Minting(base).graph("claims")[1:-1]
    facts = list(nquads.outside(lines, claims))
    evidence = list(nquads.within(lines, claims))
    head = _head(old)
    return {
        "dataset.nq": nquads.write(lines),
        "facts.ttl": turtle.write(facts, names.in_use(facts, prefixes), head, base),
        "evidence.ttl": turtle.write(evidence, names.in_use(evidence, prefixes), head, base),
        "facts.jsonld": jsonld.write(facts, own, base),
        "dataset.trig": trig.write(trig.by_graph(lines), prefixes, head, base),
        "dataset.rdf12.ttl": rdf12.write(lines, evidence, prefixes, head, base),
    }


def _head(old: Path) -> str:
    """The comment that opens the dumps of a release: titles and licence."""
    path = old / "facts.ttl"
    if not path.is_file():
        return ""
    head = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("# "):
                break
            head.append(line[2:].rstrip("\n"))
    return "\n".join(head)
