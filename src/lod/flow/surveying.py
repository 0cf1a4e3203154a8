"""Chunks -> the survey of the dataset: each chunk is counted once, and a total is kept.

What chunks count adds up, so of a build only the chunks are read that came, and what was counted
of those that went is taken away. The rest (dates, examples, and what is listed of small datasets)
is put together from all chunks. The ledger keeps it by the chunk's file, which is named by its
content.
"""

from collections.abc import Iterable, Iterator, Sequence

from lod.catalog import survey as surveys
from lod.catalog import tally
from lod.catalog.survey import Survey
from lod.catalog.tally import Counts, Part
from lod.flow import changes
from lod.flow.build import Flow
from lod.flow.changes import State
from lod.flow.tallies import Tallied, Tallies

_WIDTH = 8
"""Chunks that are one piece of work."""


def survey(flow: Flow) -> Survey:
    """The survey of the dataset as it is derived now."""
    return _Surveying(flow).survey()


class _Surveying:
    """One survey; `total` is what all chunks count together."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.base = flow.publication.base
        self.kept = Tallies(flow.ledger)
        self.total = self.kept.total()
        self.cuts = {path: cut for cut, (_, path) in flow.ledger.chunks().items()}

    def survey(self) -> Survey:
        """Count what came, forget what went, and put everything together."""
        have = self.kept.have()
        for path in have.keys() - self.cuts.keys():
            self.total.take(self.kept.dropped(path))
        objects = self.flow.counts()["triples"] <= tally.OBJECTS
        listing = self.flow.ledger.counted()[0] <= tally.LISTED
        for counts in self._read(self.cuts.keys() - have.keys(), objects, listing):
            self.total.add(counts)
        objects, listing = self.total.triples <= tally.OBJECTS, self.total.documents <= tally.LISTED
        lacking = {
            path
            for path, (has_objects, has_listing) in self.kept.have().items()
            if (objects and not has_objects) or (listing and not has_listing)
        }
        for _ in self._read(lacking, objects, listing):
            pass
        self.kept.keep_total(self.total)
        return surveys.of_part(
            Part(
                self.total,
                tally.noted(self.kept.notes()),
                self.kept.objects() if objects else None,
                tally.listed(self.kept.listings()) if listing else None,
            )
        )

    def _read(self, paths: Iterable[str], objects: bool, listing: bool) -> Iterator[Counts]:
        """Read chunks and keep what they count; the counts, in whatever order they come."""
        wanted = sorted(paths)
        works = [wanted[at : at + _WIDTH] for at in range(0, len(wanted), _WIDTH)]
        tasks = (
            (tuple((path, self._state(path)) for path in work), self.base, objects, listing)
            for work in works
        )
        for counts, made in self.flow.crew.each(read, tasks, len(works)):
            self.kept.keep(made)
            yield counts

    def _state(self, path: str) -> State:
        chunk = self.flow.ledger.chunk(self.cuts[path])
        return changes.state_of((chunk,) if chunk else ())


def read(
    chunks: Sequence[tuple[str, State]], base: str, objects: bool, listing: bool
) -> tuple[Counts, tuple[Tallied, ...]]:
    """What chunks count, together and each with what else is kept of it."""
    total = Counts()
    made = []
    for path, state in chunks:
        texts = (stretch.text() for stretch in state)
        part = tally.read(texts, base, objects=objects, listing=listing)
        total.add(part.counts)
        made.append(Tallied.of(path, part))
    return total, tuple(made)
