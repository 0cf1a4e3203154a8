"""Chunks -> the survey of the dataset: each chunk is counted once, and a total is kept.

What chunks count adds up, so of a build only the chunks are read that came, and what was counted
of those that went is taken away. The rest (dates, examples, and what is listed of small datasets)
is put together from all chunks. The ledger keeps it by the chunk's file, which is named by its
content.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lod.catalog import counting, tally
from lod.catalog import survey as surveys
from lod.catalog.survey import Survey
from lod.catalog.tally import Counts, Part
from lod.errors import WriteError
from lod.flow import changes, recounting
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
        gone = [self.kept.dropped(path) for path in have.keys() - self.cuts.keys()]
        for one in gone:
            self.total.take(one.counted)
        before = {one.cut: one for one in gone}
        objects = self.flow.counts()["triples"] <= tally.OBJECTS
        listing = self.flow.ledger.counted() <= tally.LISTED
        for counts in self._read(self.cuts.keys() - have.keys(), objects, listing, before):
            self.total.add(counts)
        objects, listing = self.total.triples <= tally.OBJECTS, self.total.documents <= tally.LISTED
        lacking = {
            path
            for path, (has_objects, has_listing) in self.kept.have().items()
            if (objects and not has_objects) or (listing and not has_listing)
        }
        for _ in self._read(lacking, objects, listing, {}):
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

    def _read(
        self, paths: Iterable[str], objects: bool, listing: bool, before: Mapping[str, Tallied]
    ) -> Iterator[Counts]:
        """Read chunks and keep what they count; the counts, in whatever order they come.

        `before` is what was kept of chunks in the places of those that are to be read.
        """
        wanted = sorted(paths, key=self.cuts.__getitem__)
        works = [wanted[at : at + _WIDTH] for at in range(0, len(wanted), _WIDTH)]
        tasks = (
            (tuple(self._work(path, before) for path in work), self.base, objects, listing)
            for work in works
        )
        for counts, made in self.flow.crew.each(read, tasks, len(works)):
            self.kept.keep(made)
            yield counts

    def _work(self, path: str, before: Mapping[str, Tallied]) -> "Work":
        cut = self.cuts[path]
        chunk = self.flow.ledger.chunk(cut)
        return Work(path, cut, changes.state_of((chunk,) if chunk else ()), before.get(cut))


@dataclass(frozen=True, slots=True)
class Work:
    """A chunk to read: its file, where it begins, its lines, and what it was before."""

    path: str
    cut: str
    state: State
    before: Tallied | None


def read(
    works: Sequence[Work], base: str, objects: bool, listing: bool
) -> tuple[Counts, tuple[Tallied, ...]]:
    """What chunks count, together and each with what else is kept of it."""
    total = Counts()
    made = []
    for work in works:
        text = _text(work.state)
        part = None if objects or listing else _recounted(work, text, base)
        if part is None:
            part = counting.read((text,), base, objects=objects, listing=listing)
        total.add(part.counts)
        made.append(Tallied.of(work.path, work.cut, work.state, part))
    return total, tuple(made)


def _recounted(work: Work, text: bytes, base: str) -> Part | None:
    """The part of a chunk that takes the place of another one, where that is there to compare."""
    old = work.before
    if old is None:
        return None
    try:
        was = _text(old.lines)
    except WriteError:
        return None
    return recounting.recounted(old.counted, old.noted, was, text, base)


def _text(state: State) -> bytes:
    return b"".join(stretch.text() for stretch in state)
