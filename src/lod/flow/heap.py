"""Memory that the C library keeps after it was freed -> back to the system."""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

_MUCH = 96_000_000
"""Bytes that a process may hold without looking what it could do without: looking takes time."""


def give_back() -> None:
    """Return free memory to the system where there is much that the C library keeps (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        with suppress(OSError):
            pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
            if int(pages) * os.sysconf("SC_PAGE_SIZE") > _MUCH:
                trim(0)
