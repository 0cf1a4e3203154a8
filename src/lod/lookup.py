"""The published dataset -> the lines that matter for one thing, without reading all there is.

Enters: a dump, or the chunks that a large one was made of. Leaves: the lines about the thing, the
claims that speak of it, their evidence, and what has the names of whatever these mention.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from lod.flow import finding
from lod.publication import Publication
from lod.releases import dump
from lod.releases.background import thing_of
from lod.releases.dump import Dump


class Source(Protocol):
    """Something that lines can be looked up in."""

    def mentioning(self, iri: str) -> Iterator[str]:
        """The lines that name the thing with this IRI, or something below it."""

    def nodes(self, subjects: Collection[str]) -> Iterator[str]:
        """The lines about these subjects and about their fragments."""


def source(here: Publication) -> Source:
    """Where to look things up: the chunks, if they are what is published, else the dump.

    CallError where nothing is published.
    """
    found = dump.find(here.dist)
    chunks = finding.published(here.root / ".lod" / "cache" / "flow", found.path, here.base)
    return chunks or _Scan(found)


def about(where: Source, iri: str, base: str) -> list[str]:
    """The lines, in the order of the dataset."""
    own = set(where.mentioning(iri))
    claims = {
        subject for line in own if (subject := _subject(line)).startswith(f"<{base}id/claim/")
    }
    said = set(where.nodes(claims))
    spans = {term for line in said if (term := _object(line)).startswith(f"<{base}id/evidence/")}
    quoted = set(where.nodes(spans))
    terms = {term for line in (*own, *said) for term in (_subject(line), _object(line))}
    terms |= {_object(line).replace("/text>", ">") for line in quoted}
    terms |= {thing_of(term, base) for term in terms if term.startswith("<")}
    named = where.nodes({term for term in terms if term.startswith("<")} - claims - spans)
    return sorted({*own, *said, *quoted, *named})


def _subject(line: str) -> str:
    return line.split(" ", 1)[0]


def _object(line: str) -> str:
    return line.split(" ", 3)[2]


class _Scan:
    """Reads the dump once for each question."""

    def __init__(self, found: Dump) -> None:
        self._dump = found

    def mentioning(self, iri: str) -> Iterator[str]:
        for block in _blocks(self._dump.path):
            yield from finding.lines_with(block, iri)

    def nodes(self, subjects: Collection[str]) -> Iterator[str]:
        starts = sorted(start for subject in subjects for start in finding.starts(subject))
        for block in _blocks(self._dump.path):
            last = block[block.rfind(b"\n", 0, -1) + 1 :]
            low = bisect_left(starts, block[: block.index(b" ")])
            for start in starts[max(low - 1, 0) :]:
                if start > last:
                    break
                yield from finding.lines_from(block, start)


def _blocks(path: Path) -> Iterator[bytes]:
    """The dump as stretches of whole lines."""
    rest = b""
    for part in dump.parts(path):
        text, end, rest = (rest + part).rpartition(b"\n")
        if end:
            yield text + end
    if rest:
        yield rest + b"\n"
