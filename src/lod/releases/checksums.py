"""SHA256SUMS: what a folder must hold, in the format that `sha256sum --check` reads."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from lod.errors import CallError

NAME = "SHA256SUMS"
_ROW = re.compile(r"([0-9a-f]{64})  (.+)")


def of(folder: Path) -> Mapping[str, str]:
    """The digest of every file below the folder but the list itself: path -> SHA-256."""
    return {
        path.relative_to(folder).as_posix(): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / NAME
    }


def digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        found = sha256()
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def text(sums: Mapping[str, str]) -> str:
    """The list, one file a line, by path."""
    return "".join(f"{found}  {path}\n" for path, found in sorted(sums.items()))


def read(folder: Path) -> Mapping[str, str]:
    """The list of a folder; CallError where there is none or it cannot be read."""
    try:
        rows = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CallError(f"{folder} has no readable {NAME}", "restore it from a copy") from None
    found = [_ROW.fullmatch(row) for row in rows]
    if not all(found):
        raise CallError(f"{folder / NAME} is damaged", "restore it from a copy")
    return {match[2]: match[1] for match in found if match}


def damage(folder: Path) -> tuple[str, ...]:
    """What differs from the list: one phrase a file, sorted; nothing where all is well."""
    stated, real = read(folder), of(folder)
    return tuple(sorted(_phrases(stated, real)))


def _phrases(stated: Mapping[str, str], real: Mapping[str, str]) -> Iterable[str]:
    yield from (f"{path} is missing" for path in stated.keys() - real.keys())
    yield from (f"{path} was added" for path in real.keys() - stated.keys())
    for path in stated.keys() & real.keys():
        if stated[path] != real[path]:
            yield f"{path} was changed"
