"""The dataset of a built or released folder -> its lines, as often as they are asked for.

Large datasets are published compressed only; they are read as a stream in any of their forms.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import zstandard

from lod import zstd
from lod.errors import CallError

NAME = "dataset.nq"
FORMS = ("", ".zst", ".gz")
"""What the name of a dump may end with, the form that is read fastest first."""

_PART = 1 << 20
_MANY = 4096
_REMEDY = "build again, or restore the file from a copy"


@dataclass(frozen=True, slots=True)
class Dump:
    """The N-Quads file of a folder, or the file itself; iterating reads it anew.

    CallError where it cannot be read or is cut short.
    """

    path: Path

    @property
    def compressed(self) -> bool:
        """Whether the file is compressed, as those of large datasets are."""
        return self.path.suffix in FORMS[1:]

    def __iter__(self) -> Iterator[str]:
        rest = b""
        try:
            for part in parts(self.path):
                text, end, rest = (rest + part).rpartition(b"\n")
                if end:
                    yield from text.decode().split("\n")
            if rest:
                yield rest.decode()
        except UnicodeDecodeError as error:
            raise CallError(f"{self.path} is no text in UTF-8", "name an N-Quads file") from error

    def digest(self) -> str:
        """The SHA-256 of the plain text in hexadecimal, whatever form the file has."""
        found = sha256()
        for part in parts(self.path):
            found.update(part)
        return found.hexdigest()


def find(place: Path) -> Dump:
    """The dump of a folder or of a file; CallError where there is none."""
    if not place.is_dir():
        found = [place] if place.is_file() else []
    else:
        paths = [place / f"{NAME}{form}" for form in FORMS]
        found = [path for path in paths if path.is_file()]
    if not found:
        path = place / NAME if place.is_dir() else place
        raise CallError(f"there is no {path}", "run `lod build`, or name a folder that holds one")
    return Dump(found[0])


def write(path: Path, chunks: Iterable[str]) -> None:
    """Write text as a stream, compressed as the name says."""
    with path.open("wb") as file:
        if path.suffix == ".gz":
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                packed.writelines(_large(chunks))
        elif path.suffix == ".zst":
            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as frame:
                for part in _large(chunks):
                    frame.write(part)
        else:
            file.writelines(_large(chunks))


def _large(chunks: Iterable[str]) -> Iterator[bytes]:
    """Many chunks as one, for a small one costs as much to write."""
    waiting: list[str] = []
    for number, chunk in enumerate(chunks, 1):
        waiting.append(chunk)
        if number % _MANY == 0:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def parts(path: Path) -> Iterator[bytes]:
    """The plain bytes of a file that may be compressed; CallError where it cannot be read."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".zst":
                yield from zstd.frames(file)
            else:
                plain = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
                while part := plain.read(_PART):
                    yield part
    except (gzip.BadGzipFile, zlib.error, zstandard.ZstdError, EOFError) as error:
        raise CallError(f"{path} is damaged: {error}", _REMEDY) from error
    except OSError as error:
        raise CallError(f"{path}: {error.strerror or error}", _REMEDY) from error
