"""Pieces of text -> the file of a chunk: zstd frames one after another, each with its place.

Frames are packed as they come, so that the text of a large chunk never lies in memory at once.
"""

import os
import zlib
from pathlib import Path
from typing import NamedTuple

import zstandard

from lod.flow import runs

ROWS = "rows"
DATES = "dates"
OWN = (ROWS, DATES)
"""Parts that no dump is made of."""

_GZIP_LEVEL = 1
_GZIP = 31


class Part(NamedTuple):
    """Where a part of a chunk lies in its file; `size` is that of its plain text.

    `check` is the CRC-32 of the frame, `gzip_check` that of the gzip member after it.
    """

    name: str
    kind: str
    offset: int
    length: int
    size: int
    gzip: int = 0
    check: int = 0
    gzip_check: int = 0

    def arrived(self, raw: bytes, *, gzip: bool = False) -> bool:
        """Whether these are the bytes of the frame, or of the gzip member."""
        length, check = (self.gzip, self.gzip_check) if gzip else (self.length, self.check)
        return len(raw) == length and zlib.crc32(raw) == check


class Parts:
    """The parts of one chunk; `gzip` asks for a gzip member of each piece beside its frame."""

    def __init__(self, *, gzip: bool) -> None:
        self.listed: list[Part] = []
        self._packed = bytearray()
        self._gzip = gzip
        self._compress = zstandard.ZstdCompressor(level=runs.LEVEL, write_checksum=True).compress

    def add(self, name: str, raw: bytes, kind: str = "") -> None:
        """Pack one more part."""
        offset = len(self._packed)
        frame = self._compress(raw)
        self._packed += frame
        member = b""
        if self._gzip and name not in OWN:
            compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
            member = compressor.compress(raw) + compressor.flush()
            self._packed += member
        sums = (len(member), zlib.crc32(frame), zlib.crc32(member))
        self.listed.append(Part(name, kind, offset, len(frame), len(raw), *sums))

    def write(self, path: str) -> None:
        """Write the file, complete or not there at all."""
        temporary = f"{path}.{os.getpid()}"
        try:
            self._write(temporary)
        except FileNotFoundError:
            Path(path).parent.mkdir(exist_ok=True)
            self._write(temporary)
        os.replace(temporary, path)  # noqa: PTH105  # thousands of files: paths as text are faster

    def _write(self, path: str) -> None:
        with open(path, "wb", buffering=0) as file:  # noqa: PTH123  # as above
            file.write(self._packed)
