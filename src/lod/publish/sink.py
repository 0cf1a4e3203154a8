"""Text chunks -> a file, with the size and digest that the catalogue will state."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lod.errors import WriteError

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """One file as it was written: bytes in UTF-8 and their SHA-256 in hexadecimal."""

    path: Path
    size: int
    sha256: str


def write(path: Path, chunks: Iterable[str]) -> Written:
    """Write the chunks as UTF-8; WriteError says why the file could not be written."""
    digest = sha256()
    size = 0
    try:
        with path.open("wb", buffering=_BUFFER) as file:
            for chunk in chunks:
                data = chunk.encode()
                digest.update(data)
                size += file.write(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{path}: {reason}", "free space or choose another folder") from error
    return Written(path, size, digest.hexdigest())
