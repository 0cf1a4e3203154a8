"""Several files of a folder changed as one: all of them or none, also when the process is killed.

The new files are written into a folder beside the old ones; giving that folder its second name
is the moment of truth. What is left to do then is moving files, and whoever comes next ends it.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from lod.errors import WriteError

_NEXT, _READY, _REMOVE = ".next", ".ready", ".remove"


def write(folder: Path, files: Iterable[tuple[str, str]], removed: Iterable[str] = ()) -> None:
    """Write `files` (path below the folder, text), delete `removed`; WriteError if it can't.

    Both are streams; that of the files is read first.
    """
    recover(folder)
    staged = folder / _NEXT
    try:
        staged.mkdir(parents=True)
        for name, text in files:
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        (staged / _REMOVE).write_text("".join(f"{name}\n" for name in removed), encoding="utf-8")
        staged.rename(folder / _READY)
        _finish(folder)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise WriteError(
            f"{error.filename or folder}: {error.strerror or error}", "free space and try again"
        ) from error


def recover(folder: Path) -> None:
    """Finish what a killed process had decided, forget what it had not."""
    try:
        shutil.rmtree(folder / _NEXT, ignore_errors=True)
        _finish(folder)
    except OSError as error:
        raise WriteError(f"{folder}: {error.strerror or error}", "make it writable") from error


def _finish(folder: Path) -> None:
    ready = folder / _READY
    if not ready.is_dir():
        return
    for path in sorted(ready.rglob("*")):
        if path.is_file() and path.name != _REMOVE:
            target = folder / path.relative_to(ready)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    for name in (ready / _REMOVE).read_text(encoding="utf-8").splitlines():
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(ready)
