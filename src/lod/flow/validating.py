"""The dataset of a flow -> the report of the shapes, for what changed since the last one.

What the shapes say of subjects by themselves is asked of the chunks, what goes from one to another
of a data graph on disk; the report of last time is kept beside it, with the name of the state that
it is about. Where anything of that is missing, damaged or about another state, everything is
validated anew: the report is always that of a full run.
"""

import hashlib
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from lod.flow import changes, held, looking
from lod.flow.beside import Beside
from lod.flow.build import Flow
from lod.flow.changes import State
from lod.flow.held import Bare, Held, Statement, UnfitError
from lod.flow.looking import Looked
from lod.shacl import Report, Shapes, blocks, piecewise, revalidate, validate, walks
from lod.shacl.blocks import NOTHING, Split
from lod.shacl.model import Place
from lod.shacl.piecewise import Rows
from lod.shacl.report import Failure, Result, report_of
from lod.shacl.walks import Walked

VERSION = "lod-validation-1"
"""To be changed whenever shapes come to mean something else, or what is kept is other."""

MANY = 10
"""A change of more than one in this many triples is not told to the store: it is loaded anew."""

Copy = Callable[[ox.Store], None]
"""Is given a store that holds each triple of the dataset once, and nothing else yet."""

_KEPT = "report"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a report was put together from, and the state that it is about."""

    state: str
    rest: Report
    own: tuple[Result, ...]
    rows: dict[str, Rows]
    failures: tuple[Failure, ...]
    hindered: bool
    things: int

    def report(self, shapes: Shapes) -> Report:
        """The report."""
        scanned = piecewise.results(shapes, self.rows.values())
        return report_of(
            [*self.rest.results, *self.own, *scanned],
            untested=self.rest.untested,
            failures=[*self.rest.failures, *self.failures],
            notes=self.rest.notes,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What went and what came: statements, and all lines about the subjects of both."""

    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]

    @property
    def subjects(self) -> frozenset[str]:
        """The subjects about which something went or came."""
        return frozenset(line.split(b" ", 1)[0].decode() for line in (*self.old, *self.new))


class Validating:
    """Validates what a flow derived; a store that is loaded anew is given to `copy`."""

    def __init__(
        self, flow: Flow, shapes: Shapes, kinds: frozenset[str], copy: Copy | None = None
    ) -> None:
        self.flow, self.shapes, self.kinds, self.copy = flow, shapes, kinds, copy
        self.folder = flow.cache / "validation"
        self.split = blocks.split(shapes)
        self.before, self.now = flow.derived(), flow.state()
        self.state = self._name(self.now)
        what = (VERSION, ox.__version__, shapes, sorted(kinds))
        self.key = hashlib.sha256(repr(what).encode()).hexdigest()

    def _name(self, state: State) -> str:
        """The name of a state; a store of before a withdrawal has none, it would keep old bytes."""
        gone = hashlib.sha256(repr(sorted(self.flow.here.plan.gone)).encode()).hexdigest()
        return f"{changes.digest_of(state)}-{gone[:16]}"

    def kept(self) -> Kept:
        """What the report is put together from, now."""
        found = None
        with suppress(*held.DAMAGE):  # the store does not hold what it promised
            found = self._kept()
        if found is None:
            found = self._full(None)
        self._keep(found)
        return found

    def _kept(self) -> Kept | None:
        """The same by means of the store that is there; None where it must be loaded anew.

        By then it is closed: one that is open may go on writing what it held.
        """
        store, kept = held.opened(self.folder), self._read()
        if store is not None and store.state == self.state:
            return kept if kept and kept.state == self.state else self._full(store)
        if store is None or store.state != self._name(self.before):
            return None
        change = self._change()
        if change is None:
            return None
        known = kept if kept and kept.state == store.state else None
        try:
            store.change(change.removed, change.added, self.state)
        except UnfitError:
            return None
        hindered = blocks.hinders(self.shapes, self.split, store.data)
        if known is None or known.failures or known.hindered != hindered:
            return self._full(store)
        return self._changed(store, known, change)

    # -- in full

    def _full(self, store: Held | None) -> Kept:
        crew, ways = self.flow.crew, walks.ways(self.shapes)
        with nullcontext() if store else Beside(self._bare) as loading:
            looked = looking.look_at(crew, self.shapes, self.split, ways, self.kinds, self.now)
            if loading:
                shadows = looking.shadows(crew, looked.lossy, self.now)
                store = held.named(loading.result(), shadows, looked.lossy, self.state)
        assert store is not None
        split = NOTHING if looked.hindered else self.split
        rest = self._walked(store, self._rest(split), looked.walked)
        if looked.hindered:
            looked = Looked((), {}, looked.things)
        return Kept(
            self.state,
            rest,
            tuple(result for found in looked.found for result in found.results),
            looked.rows,
            tuple(failure for found in looked.found for failure in found.failures),
            split is NOTHING,
            looked.things,
        )

    def _bare(self, stopped: Event) -> Bare:
        loaded = held.bare(self.folder, changes.texts(self.now, stopped))
        if self.copy:
            self.copy(loaded.store)
        return loaded

    def _walked(self, store: Held, places: frozenset[Place], walked: Walked) -> Report:
        """The report of some constraints, of which walks in the chunks have decided much."""
        workers = self.flow.crew.workers
        rest = validate(self.shapes, store.data, workers=workers, only=places - walked.places)
        settled = walks.settle(self.shapes, store.data, walked, workers)
        return report_of(
            [*rest.results, *(one for some in settled.results.values() for one in some)],
            untested=rest.untested,
            failures=[*rest.failures, *settled.failures],
            notes=rest.notes,
        )

    def _rest(self, split: Split) -> frozenset[Place]:
        return blocks.places(self.shapes) - split.all

    # -- what changed

    def _change(self) -> Change | None:
        """What changed; None where that is so much that a full run is quicker."""
        old, new = changes.differing(self.before, self.now)
        if not all(Path(stretch.path).is_file() for stretch in old):
            return None
        most = self.flow.counts()["triples"] // MANY
        subjects: set[bytes] = set()
        for count, change in enumerate(changes.lines(old, new)):
            if count > most:
                return None
            subjects.add(change.text.split(" ", 1)[0].encode())
        was, now_is = tuple(_about(old, subjects)), tuple(_about(new, subjects))
        gone, come = set(map(_statement, was)), set(map(_statement, now_is))
        return Change(tuple(sorted(gone - come)), tuple(sorted(come - gone)), was, now_is)

    def _changed(self, store: Held, kept: Kept, change: Change) -> Kept:
        split = NOTHING if kept.hindered else self.split
        rest = revalidate(
            self.shapes,
            store.data,
            kept.rest,
            removed=_quads(change.removed),
            added=_quads(change.added),
            workers=self.flow.crew.workers,
            only=self._rest(split),
        )
        looked = piecewise.look(self.shapes, split, b"".join(b"%b\n" % line for line in change.new))
        subjects = change.subjects
        things = looking.things(change.new, self.kinds) - looking.things(change.old, self.kinds)
        return Kept(
            self.state,
            rest,
            (*(r for r in kept.own if r.focus_node not in subjects), *looked.results),
            self._rows(kept, looked.rows, split),
            looked.failures,
            kept.hindered,
            kept.things + things,
        )

    def _rows(self, kept: Kept, found: Rows, split: Split) -> dict[str, Rows]:
        """What scans find now; a changed chunk with a finding is looked at as a whole."""
        here = {looking.name(stretch): stretch for stretch in self.now}
        rows = {name: some for name, some in kept.rows.items() if name in here}
        if found or len(rows) < len(kept.rows):
            _, new = changes.differing(self.before, self.now)
            rows.update(looking.scans(self.flow.crew, self.shapes, split, new))
        return rows

    # -- keeping

    def _read(self) -> Kept | None:
        """What was kept, where it was kept for these shapes and arrived whole."""
        try:
            key, digest, raw = (self.folder / _KEPT).read_bytes().split(b"\n", 2)
        except (OSError, ValueError):
            return None
        if key.decode() != self.key or digest.decode() != hashlib.sha256(raw).hexdigest():
            return None
        kept = pickle.loads(raw)  # our own cache
        return kept if isinstance(kept, Kept) else None

    def _keep(self, kept: Kept) -> None:
        raw = pickle.dumps(kept)
        head = f"{self.key}\n{hashlib.sha256(raw).hexdigest()}\n".encode()
        path = self.folder / f"{_KEPT}.new"
        path.write_bytes(head + raw)
        path.replace(self.folder / _KEPT)


def forget(flow: Flow) -> None:
    """Leave nothing behind of a dataset that is now too small to be kept."""
    shutil.rmtree(flow.cache / "validation", ignore_errors=True)


def _about(state: State, subjects: set[bytes]) -> Iterator[bytes]:
    for stretch in state:
        for line in stretch.text().splitlines():
            if line[: line.index(b" ")] in subjects:
                yield line


def _statement(line: bytes) -> Statement:
    subject, predicate, object_ = line.decode().rsplit(" ", 2)[0].split(" ", 2)
    return subject, predicate, object_


def _quads(statements: Iterable[Statement]) -> list[ox.Quad]:
    text = "".join(f"{' '.join(statement)} .\n" for statement in statements)
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
