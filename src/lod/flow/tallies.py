"""What the ledger keeps of the survey: one row a chunk, and the total of what they count.

The rows are those of the chunks that the total counts, neither more nor fewer.
"""

import pickle
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import zstandard

from lod.catalog import tally
from lod.catalog.tally import Counts, Listing, Notes, Part
from lod.flow.ledger import Ledger

_TOTAL = "tally"


@dataclass(frozen=True, slots=True)
class Tallied:
    """A chunk's part as the ledger holds it, by the chunk's file."""

    path: str
    notes: bytes
    counts: bytes
    objects: bytes | None
    listing: bytes | None

    @classmethod
    def of(cls, path: str, part: Part) -> "Tallied":
        """The row of a part."""
        objects = None if part.objects is None else array("Q", sorted(part.objects)).tobytes()
        listing = None if part.listing is None else pickle.dumps(part.listing)
        said = part.notes
        notes = pickle.dumps((said.start, said.end, dict(said.examples), said.places))
        counts = zstandard.ZstdCompressor(level=1).compress(pickle.dumps(part.counts))
        return cls(path, notes, counts, objects, listing)


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
        rows = ((one.path, one.notes, one.counts, one.objects, one.listing) for one in made)
        self._ledger.change("INSERT OR REPLACE INTO tally VALUES (?, ?, ?, ?, ?)", rows)

    def dropped(self, path: str) -> Counts:
        """What the row counted that is dropped."""
        ((counts,),) = self._ledger.rows("SELECT counts FROM tally WHERE path = ?", path)
        self._ledger.change("DELETE FROM tally WHERE path = ?", [(path,)])
        found: Counts = pickle.loads(zstandard.ZstdDecompressor().decompress(counts))
        return found

    def notes(self) -> Iterator[Notes]:
        """What is put together of all rows."""
        for (notes,) in self._ledger.rows("SELECT notes FROM tally"):
            yield Notes(*pickle.loads(notes))

    def objects(self) -> frozenset[int]:
        """The digests of all objects."""
        found: set[int] = set()
        for (objects,) in self._ledger.rows("SELECT objects FROM tally"):
            found.update(array("Q", objects))
        return frozenset(found)

    def listings(self) -> Iterator[Listing]:
        """What is listed of all rows."""
        for (listing,) in self._ledger.rows("SELECT listing FROM tally"):
            yield pickle.loads(listing)
