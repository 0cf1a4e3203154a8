"""A store of each triple -> the store of a version, made while the dataset is still validated.

It lies where the build works, which is cleared whatever ends the build, until it is taken.
"""

import shutil
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from lod.closing import Closing
from lod.flow import changes
from lod.flow.beside import Beside
from lod.flow.changes import State
from lod.stores import loading


class Ahead(Closing):
    """Makes the store of a state in a folder, which is gone when the block has ended."""

    def __init__(self, folder: Path, state: State) -> None:
        self._folder, self._state = folder, state
        self._loading: Beside[int] | None = None
        self._is_spoilt = False

    def begin(self, store: ox.Store) -> None:
        """Begin with a copy of a store that holds each triple once, and nothing else.

        A second one is given where the first was damaged: then nothing is made of either.
        """
        if self._is_spoilt or self._loading:
            self.close()
            return
        store.backup(str(self._folder))  # links to files that nobody writes to again
        self._loading = Beside(self._load)

    def _load(self, stopped: Event) -> int:
        return loading.add_graphs(self._folder, changes.texts(self._state, stopped))

    def move(self, to: Path) -> int | None:
        """Move the store to its place when it is complete; its quads, or None where there is none.

        CacheError where the dataset in the cache is damaged.
        """
        if self._loading is None:
            return None
        try:
            quads = self._loading.result()
            shutil.move(self._folder, to)
        except (OSError, RuntimeError):
            return None  # what loading finds is told: a full disk, for one
        return quads

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        self._is_spoilt = True
        if self._loading:
            self._loading.close()
            self._loading = None
        shutil.rmtree(self._folder, ignore_errors=True)
