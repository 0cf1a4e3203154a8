"""The folder of versions -> a store that is open for reading, in any number of processes.

current.json        the names of the versions, the current one first
writing.lock        held by the build that makes a version
NAME/data/          the store (RocksDB); NAME begins the SHA-256 of its dump
NAME/about.json     what it was made from
NAME/open.lock      shared by its readers, so that nobody removes it; the kernel lets go of it
                    when a reader ends, however it ends
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lod.closing import Closing
from lod.errors import StoreError

CURRENT = "current.json"
DATA = "data"
ABOUT = "about.json"
OPEN = "open.lock"
_TRIES = 10
_NAME = 32


@dataclass(frozen=True, slots=True)
class Stamp:
    """A published dump as it lies there: its name, size in bytes and time in nanoseconds."""

    name: str
    size: int
    mtime: int

    @staticmethod
    def of(path: Path) -> "Stamp":
        """The stamp of a file."""
        status = path.stat()
        return Stamp(path.name, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What `current.json` says: the versions, the current one first, and the dump it is of."""

    versions: tuple[str, ...] = ()
    dump: Stamp | None = None

    def to_json(self) -> str:
        """The text of the file."""
        return json.dumps(asdict(self), indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class About:
    """What a version was made from.

    `state` names the chunks of its dataset, empty where there are none; `quads` are those of the
    dataset; `changed` counts the quads that came or went since all were loaded at once; `gone` is
    a digest of what was withdrawn.
    """

    state: str
    quads: int
    changed: int
    gone: str = ""


def name_of(sha256: str) -> str:
    """The version of a dump with this SHA-256."""
    return sha256[:_NAME]


class Versions:
    """The versions below a folder; to look at them changes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def pointer(self) -> Pointer:
        """What `current.json` says; nothing where there is none."""
        found = self._json(self.folder / CURRENT)
        try:
            dump = Stamp(**found["dump"]) if found.get("dump") else None
            return Pointer(tuple(found.get("versions", ())), dump)
        except TypeError as error:
            raise self.damaged(f"{CURRENT}: {error}") from error

    @property
    def current(self) -> str:
        """The name of the current version, empty where there is none."""
        return next(iter(self.pointer().versions), "")

    def about(self, name: str) -> About | None:
        """What a version was made from; None where it is not there."""
        found = self._json(self.folder / name / ABOUT)
        try:
            return About(**found) if found else None
        except TypeError:
            return None

    def open(self, name: str = "") -> "Handle":
        """Open a version, the current one where none is named; StoreError says why not."""
        for _ in range(_TRIES):
            wanted = name or self.current
            if not wanted:
                raise StoreError(f"there is no store in {self.folder}", "run `lod build`")
            lock = self._shared(wanted)
            if lock is not None:
                return self._opened(wanted, lock)
            if name:
                break
        raise StoreError(f"{self.folder / wanted} is not there", "run `lod build`")

    def open_for(self, dump: Path) -> "Handle | None":
        """Open the version of a dump; None where there is none.

        A dump that is not the one that the current version was made for is read once, to be known
        by its digest: a build may have been killed before it switched, or the file was copied.
        """
        pointer = self.pointer()
        if pointer.dump == Stamp.of(dump):
            name = pointer.versions[0]
        elif self.folder.is_dir():
            with dump.open("rb") as file:
                name = name_of(hashlib.file_digest(file, "sha256").hexdigest())
        else:
            return None
        return self.open(name) if (self.folder / name / ABOUT).is_file() else None

    def damaged(self, what: object) -> StoreError:
        """The error that says so, and what to do."""
        remedy = f"delete {self.folder} and run `lod build`: it makes the store anew"
        return StoreError(f"the store in {self.folder} is damaged: {what}", remedy)

    def _opened(self, name: str, lock: int) -> "Handle":
        try:
            store = ox.Store.read_only(str(self.folder / name / DATA))
        except (OSError, RuntimeError) as error:
            os.close(lock)
            if isinstance(error, PermissionError) or "Permission denied" in str(error):
                remedy = "make the folder readable"
                raise StoreError(f"{self.folder / name}: {error}", remedy) from error
            raise self.damaged(error) from error
        return Handle(self, name, store, lock)

    def _shared(self, name: str) -> int | None:
        """A shared lock on a version; None where it was removed, perhaps just now."""
        path = self.folder / name / OPEN
        try:
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            remedy = "make the folder readable"
            raise StoreError(f"{path}: {error.strerror}", remedy) from error
        fcntl.flock(lock, fcntl.LOCK_SH)
        if _is_same(lock, path):
            return lock
        os.close(lock)
        return None

    def _json(self, path: Path) -> Mapping[str, Any]:
        try:
            found = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}", "make the folder readable") from error
        except ValueError as error:
            raise self.damaged(f"{path.name}: {error}") from error
        if not isinstance(found, dict):
            raise self.damaged(f"{path.name} holds no object")
        return found


def _is_same(lock: int, path: Path) -> bool:
    """Whether the file that is locked is still the one that lies there."""
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except OSError:
        return False


class Handle(Closing):
    """A version that is open for reading; it stays while it is open, whatever builds do.

    A process that forks shares the lock with its children: the version stays until all let go.
    """

    def __init__(self, versions: Versions, version: str, store: ox.Store, lock: int) -> None:
        self.version = version
        self._versions, self._store, self._lock = versions, store, lock
        self._looked: Stamp | None = None
        self._is_current = True

    @property
    def store(self) -> ox.Store:
        """The store, read-only: the default graph holds each triple of the dataset once."""
        if self._lock < 0:
            raise StoreError(f"version {self.version} is closed", "open it again")
        return self._store

    @property
    def is_current(self) -> bool:
        """Whether no build has switched to another version; costs one look at a file's status."""
        try:
            seen = Stamp.of(self._versions.folder / CURRENT)
        except OSError:
            return False
        if seen != self._looked:
            self._looked, self._is_current = seen, self._versions.current == self.version
        return self._is_current

    def close(self) -> None:
        """Let go of the version; closing twice is fine."""
        if self._lock >= 0:
            del self._store
            os.close(self._lock)
            self._lock = -1
