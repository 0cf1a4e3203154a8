"""A version and what changed since -> a new store that shares the files that stayed the same.

The files of RocksDB that hold data are never written again, so the new store has links to them;
what is added or removed goes into files of its own.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from lod.flow.changes import Group
from lod.stores.loading import triples

_BATCH = 200_000
"""Lines that are removed and added at once."""


def linked(old: Path, new: Path) -> None:
    """A store in a new folder with the same content as one that nobody writes to."""
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == ".sst":
            os.link(path, new / path.name)
        elif not path.name.startswith(("LOCK", "LOG")):
            shutil.copyfile(path, new / path.name)


class Editor:
    """Removes and adds quads; `added` and `removed` count those of the dataset.

    The store is opened when there is something to write, for RocksDB tidies up, at length, as long
    as it is open.
    """

    def __init__(self, opened: Callable[[], ox.Store]) -> None:
        self._opened = lru_cache(maxsize=1)(opened)
        self._going: list[str] = []
        self._coming: list[str] = []
        self._graphs: set[str] = set()
        self.added = self.removed = 0

    def edit(self, groups: Iterable[Group], most: int) -> bool:
        """Bring the store up to date; False where more than `most` quads came or went."""
        for old, new in groups:
            self._take(set(old), set(new))
            if self.added + self.removed > most:
                return False
            if len(self._going) + len(self._coming) > _BATCH:
                self._apply()
        self._apply()
        for graph in sorted(self._graphs):
            self._forget_if_empty(ox.NamedNode(graph))
        self._opened().flush()
        return True

    def _take(self, old: set[str], new: set[str]) -> None:
        """The quads of one subject and predicate, before and after."""
        gone, come = old - new, new - old
        self.removed += len(gone)
        self.added += len(come)
        self._graphs.update(line.rsplit(" ", 2)[1][1:-1] for line in gone)
        self._going.extend(gone)
        self._going.extend(_triples(old) - _triples(new))
        self._coming.extend(come)
        if any(map(_has_literal, gone)):
            # 1.50 and 1.5 are one literal to the store: when one goes, what stays is added again.
            self._coming.extend(filter(_has_literal, new - come))

    def _apply(self) -> None:
        store = self._opened()
        for quad in ox.parse("\n".join(self._going).encode(), ox.RdfFormat.N_QUADS):
            assert isinstance(quad, ox.Quad)
            store.remove(quad)
        quads = "".join(f"{line}\n" for line in self._coming).encode()
        store.load(quads + triples(quads), ox.RdfFormat.N_QUADS)
        self._going, self._coming = [], []

    def _forget_if_empty(self, graph: ox.NamedNode) -> None:
        store = self._opened()
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)


def _has_literal(line: str) -> bool:
    return line.split(" ", 2)[2].startswith('"')


def _triples(lines: set[str]) -> set[str]:
    return {f"{line.rsplit(' ', 2)[0]} ." for line in lines}
