"""Values of the cache as bytes that tell whether they arrived whole.

They are our own, so they may be pickled; a disk may damage them all the same.
"""

import pickle
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lod.errors import CacheError

_SUM = 4
"""Bytes of the checksum that comes first."""


def packed(value: object) -> bytes:
    """A value as bytes."""
    raw = pickle.dumps(value)
    return zlib.crc32(raw).to_bytes(_SUM, "big") + raw


def unpacked(raw: bytes) -> Any:
    """The value again; CacheError where the bytes are others."""
    if zlib.crc32(memoryview(raw)[_SUM:]) != int.from_bytes(raw[:_SUM], "big"):
        raise damaged("a value of the ledger")
    return pickle.loads(memoryview(raw)[_SUM:])


@contextmanager
def trusted() -> Iterator[None]:
    """While it is entered, what SQLite finds damaged is a CacheError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.DatabaseError:  # its kinds say other things: locked, full
            raise damaged(error) from error
        raise


def damaged(what: object) -> CacheError:
    """The error that says what of the cache cannot be used."""
    return CacheError(f"the cache is damaged: {what}", "delete the folder .lod and try again")
