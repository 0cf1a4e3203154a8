"""A folder with a new store -> a version in its place, current, and old versions gone.

One build at a time writes. Each step is a rename: whatever kills a build leaves the current
version, and at most folders whose names begin with a dot, which the next build clears away.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from lod.errors import StoreError, WriteError
from lod.stores.versions import ABOUT, CURRENT, OPEN, About, Pointer, Stamp, Versions

LOCK = "writing.lock"
_NEW = ".new"
_GONE = ".gone-"
_REMEDY = "free space or make the folder writable, and build again; the last version stays"


class Writer:
    """Makes and removes versions; `writing` gives one."""

    def __init__(self, versions: Versions) -> None:
        self.versions, self.folder = versions, versions.folder

    def fresh(self) -> Path:
        """A new empty folder for a version, `place`d when it is complete."""
        shutil.rmtree(self.folder / _NEW, ignore_errors=True)
        made = self.folder / _NEW
        made.mkdir()
        return made

    def has(self, name: str) -> bool:
        """Whether the version is there and can be opened; one that cannot makes room."""
        if not (self.folder / name).exists():
            return False
        try:
            self.versions.open(name).close()
        except StoreError:
            self._move_away(name)
            return False
        return self.versions.about(name) is not None

    def place(self, made: Path, name: str, about: About) -> None:
        """Move a complete version to its place; it is not the current one yet."""
        (made / OPEN).touch()
        _write(made / ABOUT, json.dumps(asdict(about)) + "\n")
        made.rename(self.folder / name)

    def switch(self, name: str, dump: Stamp, keep: int) -> None:
        """Make a version the current one; of the others the newest stay, `keep` in all.

        None stays that was made when something else was withdrawn.
        """
        about = {one: self.versions.about(one) for one in (name, *self.versions.pointer().versions)}
        gone = {one: made.gone for one, made in about.items() if made}
        listed = [one for one in about if gone.get(one) == gone.get(name)][:keep]
        _write(self.folder / CURRENT, Pointer(tuple(listed), dump).to_json())
        self._remove_all_but(listed)

    def retire(self) -> None:
        """Have no version any more, once nobody has one open."""
        (self.folder / CURRENT).unlink(missing_ok=True)
        self._remove_all_but([])

    def clear(self) -> None:
        """Delete what killed builds have left."""
        for path in self.folder.glob(".*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def _remove_all_but(self, kept: list[str]) -> None:
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and path.name not in kept:
                self._remove(path)
        self.clear()

    def _remove(self, version: Path) -> None:
        """Remove a version unless somebody has it open; who comes now waits and finds it gone."""
        lock = os.open(version / OPEN, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._move_away(version.name)
        except BlockingIOError:
            pass  # a later build tries again
        finally:
            os.close(lock)

    def _move_away(self, name: str) -> None:
        (self.folder / name).rename(self.folder / f"{_GONE}{name}")


@contextmanager
def writing(versions: Versions) -> Iterator[Writer]:
    """A writer, while no other build has one; WriteError where one has, or the disk refuses."""
    with refusals(versions.folder):
        versions.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(versions.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _take(lock, versions.folder)
        writer = Writer(versions)
        writer.clear()
        yield writer
    finally:
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        what = f"{folder}: another build is making a store there"
        raise WriteError(what, "wait for it to end") from error


@contextmanager
def refusals(folder: Path) -> Iterator[None]:
    """Turn what the disk or the store refuses into a WriteError that says where."""
    try:
        yield
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else f"{folder}: {error}"
        raise WriteError(what, _REMEDY) from error
    except RuntimeError as error:
        raise WriteError(f"{folder}: {error}", _REMEDY) from error


def _write(path: Path, text: str) -> None:
    """Write a file that is complete or not there, also when the power fails."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
