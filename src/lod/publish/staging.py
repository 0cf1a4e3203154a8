"""A folder that is replaced as a whole: written beside the old one, then put in its place.

Enters: where to publish. Leaves: the new folder there, complete, or what was there before. A
build that fails, is killed or fills the disk leaves the last good folder as it was.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import CallError, WriteError

MARK = "dataset.nq"
"""The file by which a folder that was published is known; no other folder is ever replaced."""

MARKS = (MARK, f"{MARK}.zst")
"""The same where large dumps are published compressed only."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A new empty folder that takes the place of `target` when the block ends without an error.

    WriteError where it cannot be written; CallError where `target` holds what lod did not write.
    """
    target = target.resolve()
    recover(target)
    folder = target.with_name(f"{_new(target)}{os.getpid()}")
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
    target = target.resolve()
    _refuse_foreign(target)
    old = _old(target)
    if old.exists():
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            _move(old, target)
    for left in target.parent.glob(f"{_new(target)}*"):
        if not _is_running(left.name.rsplit("-", 1)[-1]):
            shutil.rmtree(left, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    try:
        folder.rename(target)
    except OSError as error:
        raise WriteError(
            f"{target}: {error.strerror or error}", f"move {folder} there yourself"
        ) from error


def _refuse_foreign(target: Path) -> None:
    """Guard what people keep elsewhere: `--out .` would replace the whole checkout."""
    if not target.exists() or any((target / mark).is_file() for mark in MARKS):
        return
    if not target.is_dir():
        raise CallError(f"{target} is a file", "name a folder to publish into")
    if any(target.iterdir()):
        raise CallError(
            f"{target} holds files that `lod build` did not write", "name a new or empty folder"
        )


def _swap(folder: Path, target: Path) -> None:
    old = _old(target)
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _new(target: Path) -> str:
    """What the names of half-written folders begin with; the process follows."""
    return f".{target.name}.new-"


def _is_running(process: str) -> bool:
    """Whether another process is at work; our own number is that of one that was killed."""
    try:
        number = int(process)
        os.kill(number, 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return number != os.getpid()
