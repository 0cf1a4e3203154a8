"""The sources of a publication -> which of them were saved, found by asking for their times.

Enters: the root and the folder of the texts. Leaves: the names of the files that came, went or
changed and have been quiet since. Polling works on every file system, network drives too; the
clock is passed in.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lod.flow.files import jsonl_files

INTERVAL = 0.2
"""Seconds between two looks."""

QUIET = 0.1
"""Seconds that a file must have been left alone before it is read."""

_PATIENCE = 10
"""So many times as long as a look takes is waited at least until one of many files is saved."""

_FOLDERS = ("data/claims", "data/documents", "data/spans")
_MODEL = ("ontology", "ontology/rules", "shapes", "queries")
_SCRATCH_ENDS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig")
_SCRATCH_NAMES = ("4913",)  # what Vim writes to see whether it may write

Stamp = tuple[int, int, int]
"""Time of the last change in nanoseconds, size, number of the file: renaming changes the last."""


class Files:
    """Looks at the sources; `wait` comes back when some were saved since the build began."""

    def __init__(
        self,
        root: Path,
        texts: Path,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.root, self.texts, self.sleep, self.clock = root, texts, sleep, clock
        self.known = self.stamps()

    def wait(self) -> tuple[str, ...]:
        """The names of the files that were saved, as soon as all have been quiet for a while."""
        last = self.known
        while True:
            begun = self.clock()
            now = self.stamps()
            took = self.clock() - begun
            if now != self.known and now == last:
                return self.begin(now)
            idle = now == self.known
            self.sleep(max(INTERVAL, _PATIENCE * took) if idle else max(QUIET, took))
            last = now

    def begin(self, now: dict[Path, Stamp] | None = None) -> tuple[str, ...]:
        """A build begins: what is saved from now on asks for one more. What was saved before."""
        found = self.stamps() if now is None else now
        names = self.saved(found)
        self.known = found
        return names

    def saved(self, now: dict[Path, Stamp] | None = None) -> tuple[str, ...]:
        """What was saved since the build began."""
        found = self.stamps() if now is None else now
        paths = (path for path, _ in self.known.items() ^ found.items())
        return tuple(sorted({self.name(path) for path in paths}))

    def look_into(self, texts: Path) -> None:
        """The texts lie in this folder now, which asks for no build."""
        if texts != self.texts:
            self.texts = texts
            self.known = self.stamps()

    def expect(self, names: Iterable[str]) -> None:
        """The build wrote these files itself."""
        for path in (self.root / name for name in names):
            if stamp := _stamp(path):
                self.known[path] = stamp

    def name(self, path: Path) -> str:
        """The path below the root, or as it is where it lies elsewhere."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def is_model(self, name: str) -> bool:
        """Whether a file says what all the others mean."""
        return name == "lod.toml" or name.startswith(tuple(f"{folder}/" for folder in _MODEL))

    def stamps(self) -> dict[Path, Stamp]:
        """How every source looks now; what cannot be looked at is not there."""
        found = {path: stamp for path in self._single() if (stamp := _stamp(path))}
        for folder in (*_FOLDERS, *_MODEL):
            found.update(_inside(self.root / folder))
        found.update(_inside(self.texts))
        return found

    def _single(self) -> Iterator[Path]:
        yield self.root / "lod.toml"
        yield self.root / "data" / "register.tsv"
        try:
            yield from jsonl_files(self.root / "data")
        except OSError:
            return


def _inside(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    """The files of a folder, but not what editors leave there for themselves."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not is_scratch(entry.name)]
    except OSError:
        return
    for name in names:
        if stamp := _stamp(folder / name):
            yield folder / name, stamp


def is_scratch(name: str) -> bool:
    """Whether a name is that of an editor's swap file, back-up or half-written copy."""
    return name.startswith((".", "#")) or name.endswith(_SCRATCH_ENDS) or name in _SCRATCH_NAMES


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
