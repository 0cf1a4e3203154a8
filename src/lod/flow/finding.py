"""What was published last, as chunks -> the lines about some things; other chunks stay packed.

Where a thing is mentioned cannot be known beforehand, so all facts are searched for its name, and
of the claims the rows, which are a fifth of their lines. Everything else goes by the cut points.
"""

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.errors import CacheError
from lod.flow import changes, rows
from lod.flow.chunks import Chunk
from lod.flow.ledger import FILE, read_chunks
from lod.flow.packing import unpacked
from lod.flow.parts import ROWS
from lod.flow.pieces import NQUADS
from lod.flow.rows import END


@dataclass(frozen=True, slots=True)
class Published:
    """The chunks of the dataset in order, each with the subject that it begins with."""

    base: str
    cuts: tuple[str, ...]
    chunks: tuple[Chunk, ...]

    def mentioning(self, iri: str) -> Iterator[str]:
        """The lines that name the thing with this IRI, or something below it."""
        claims, evidence = f"<{self.base}id/claim/", f"<{self.base}id/evidence/"
        nodes: set[str] = set()
        for chunk in self.chunks:
            if chunk.cut.startswith(claims):
                for part in _parts(chunk, ROWS):
                    nodes.update(_claims(part, iri))
            elif not chunk.cut.startswith(evidence):
                for part in _parts(chunk, NQUADS):
                    yield from lines_with(part, iri)
        yield from self.nodes(nodes)

    def nodes(self, subjects: Collection[str]) -> Iterator[str]:
        """The lines about these subjects and about their fragments."""
        wanted: dict[int, list[bytes]] = defaultdict(list)
        for subject in sorted(subjects):
            for start in starts(subject):
                wanted[bisect_right(self.cuts, start.decode()) - 1].append(start)
        for number, some in sorted(wanted.items()):
            if number >= 0:
                for part in _parts(self.chunks[number], NQUADS):
                    for start in some:
                        yield from lines_from(part, start)


def published(cache: Path, dump: Path, base: str) -> Published | None:
    """The chunks that the dump was made of; None where others are at hand, or none."""
    try:
        db = sqlite3.connect(f"file:{cache / FILE}?mode=ro", uri=True)
        try:
            query = "SELECT value FROM state WHERE name = ?"
            kept = [db.execute(query, (name,)).fetchone() for name in ("published", "before")]
            if not all(kept):
                return None
            state, before = (unpacked(value) for (value,) in kept)
            found = tuple(read_chunks(db))
        finally:
            db.close()
    except (sqlite3.Error, CacheError):
        return None
    file, now = before.get(dump.name), dump.stat()
    if not file or (file.size, file.mtime) != (now.st_size, now.st_mtime_ns):
        return None
    if changes.state_of(found) != state or not all(Path(one.path).is_file() for one in found):
        return None
    return Published(base, tuple(chunk.cut for chunk in found), found)


def starts(subject: str) -> tuple[bytes, ...]:
    """How the lines about a subject and about its fragments begin."""
    return tuple(f"{subject[:-1]}{end}".encode() for end in ("#", "> "))


def lines_with(text: bytes, iri: str) -> Iterator[str]:
    """The lines that name the thing with this IRI, or something below it."""
    for place in _mentions(text, iri):
        end = text.index(b"\n", place)
        yield text[text.rfind(b"\n", 0, place) + 1 : end].decode()


def _mentions(text: bytes, iri: str) -> Iterator[int]:
    """Where a text names the thing, or something below it."""
    needle = f"<{iri}".encode()
    place = text.find(needle)
    while place >= 0:
        end = place + len(needle)
        if text[end : end + 1] in (b">", b"/", b"#"):
            yield place
        place = text.find(needle, end)


def lines_from(text: bytes, start: bytes) -> Iterator[str]:
    """The lines of a sorted text that begin so."""
    place = 0 if text.startswith(start) else text.find(b"\n" + start) + 1
    while text.startswith(start, place) and place < len(text):
        end = text.index(b"\n", place)
        yield text[place:end].decode()
        place = end + 1


def _parts(chunk: Chunk, name: str) -> Iterator[bytes]:
    """The frames that hold rows or lines of a chunk."""
    for part in chunk.parts:
        if part.name == name and part.size:
            yield rows.read(chunk.path, part.offset, part.length)


def _claims(packed: bytes, iri: str) -> Iterator[str]:
    """The claims whose rows name the thing."""
    for place in _mentions(packed, iri):
        begin = packed.rfind(END, 0, place) + 1
        yield packed[begin : packed.index(b"\t", begin)].decode()
