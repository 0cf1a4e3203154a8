"""A folder that is replaced as a whole: written beside the old one, then put in its place.

A build that fails, is killed or fills the disk leaves the last good folder as it was.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import WriteError


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A new empty folder that takes the place of `target` when the block ends without an error."""
    recover(target)
    folder = target.with_name(f".{target.name}.new-{os.getpid()}")
    try:
        folder.mkdir(parents=True)
        yield folder
        _swap(folder, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(
            f"{error.filename or folder}: {reason}", "free space or choose another folder"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def recover(target: Path) -> None:
    """Tidy up after a killed build: bring back the old folder, delete half-written ones."""
    old = _old(target)
    if old.exists():
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)
    for left in target.parent.glob(f".{target.name}.new-*"):
        if not _is_running(left.name.rsplit("-", 1)[-1]):
            shutil.rmtree(left, ignore_errors=True)


def _swap(folder: Path, target: Path) -> None:
    old = _old(target)
    if target.exists():
        target.rename(old)
    folder.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
