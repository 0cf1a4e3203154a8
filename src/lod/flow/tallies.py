"""What the ledger keeps of the survey: one row a chunk, and the total of what they count.

The rows are those of the chunks that the total counts, neither more nor fewer.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass

import zstandard

from lod.catalog import tally
from lod.catalog.tally import Counts, Listing, Notes, Part
from lod.flow.changes import State
from lod.flow.ledger import Ledger
from lod.flow.packing import packed, unpacked

_TOTAL = "tally"


@dataclass(frozen=True, slots=True)
class Tallied:
    """A chunk's part as the ledger holds it, by the chunk's file."""

    path: str
    cut: str
    state: bytes
    notes: bytes
    counts: bytes
    objects: bytes | None
    listing: bytes | None

    @property
    def lines(self) -> State:
        """Where the lines lie, or lay."""
        found: State = unpacked(self.state)
        return found

    @property
    def counted(self) -> Counts:
        """What they count."""
        found: Counts = unpacked(zstandard.ZstdDecompressor().decompress(self.counts))
        return found

    @property
    def noted(self) -> Notes:
        """What is noted of them."""
        return Notes(*unpacked(self.notes))

    @classmethod
    def of(cls, path: str, cut: str, state: State, part: Part) -> "Tallied":
        """The row of a part: where the chunk begins, where its lines lie, what they count."""
        objects = None
        if part.objects is not None:
            objects = packed(array("Q", sorted(part.objects)).tobytes())
        listing = None if part.listing is None else packed(part.listing)
        said = part.notes
        notes = packed((said.start, said.end, dict(said.examples), said.places))
        counts = zstandard.ZstdCompressor(level=1).compress(packed(part.counts))
        return cls(path, cut, packed(state), notes, counts, objects, listing)


class Tallies:
    """Reads and writes the rows."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        kept = ledger.state(_TOTAL)
        if kept is None or kept[0] != tally.FORMAT:
            ledger.change("DELETE FROM tally", [()])
            kept = (tally.FORMAT, Counts())
        self._total: Counts = kept[1]

    def total(self) -> Counts:
        """What all rows count together."""
        return self._total

    def keep_total(self, total: Counts) -> None:
        """What all rows count together now."""
        self._ledger.keep(_TOTAL, (tally.FORMAT, total))

    def have(self) -> Mapping[str, tuple[bool, bool]]:
        """The files of the chunks, each with whether objects and listing are there."""
        rows = self._ledger.rows("SELECT path, objects NOTNULL, listing NOTNULL FROM tally")
        return {path: (bool(objects), bool(listing)) for path, objects, listing in rows}

    def keep(self, made: Iterable[Tallied]) -> None:
        """Keep rows."""
        statement = "INSERT OR REPLACE INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._ledger.change(statement, (astuple(one) for one in made))

    def dropped(self, path: str) -> Tallied:
        """The row that is dropped."""
        (row,) = self._ledger.rows("SELECT * FROM tally WHERE path = ?", path)
        self._ledger.change("DELETE FROM tally WHERE path = ?", [(path,)])
        return Tallied(*row)

    def notes(self) -> Iterator[Notes]:
        """What is put together of all rows."""
        for (notes,) in self._ledger.rows("SELECT notes FROM tally"):
            yield Notes(*unpacked(notes))

    def objects(self) -> frozenset[int]:
        """The digests of all objects."""
        found: set[int] = set()
        for (objects,) in self._ledger.rows("SELECT objects FROM tally"):
            found.update(array("Q", unpacked(objects)))
        return frozenset(found)

    def listings(self) -> Iterator[Listing]:
        """What is listed of all rows."""
        for (listing,) in self._ledger.rows("SELECT listing FROM tally"):
            yield unpacked(listing)
