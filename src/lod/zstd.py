"""A zstd file as a stream, whoever joined its frames (RFC 8878, section 3)."""

from collections.abc import Iterator
from typing import BinaryIO

import zstandard

_READ = 1 << 16


def frames(file: BinaryIO) -> Iterator[bytes]:
    """The plain bytes of joined frames; ZstdError where one is damaged, EOFError where it is cut.

    The library's own reader of several frames takes a file that is cut short for a whole one.
    """
    frame = None
    while raw := file.read(_READ):
        while raw:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(raw)
            raw = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame is not None:
        raise EOFError("it ends within a frame")
