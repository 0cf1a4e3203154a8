"""What the disk refuses in the midst of a build -> one error that says where, and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import WriteError

_REFUSED = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_DATABASE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
_PRIMARY = 0xFF
"""The part of a code of SQLite that says what it is, without why (sqlite.org/rescode.html)."""

_REMEDY = "free space or choose another folder, then build again"


@contextmanager
def refusals(place: Path) -> Iterator[None]:
    """WriteError for what the disk refuses, in whichever process, while something is built.

    `place` is told where the error itself does not name a file.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        raise WriteError(f"{error.filename or place}: {error.strerror}", _REMEDY) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & _PRIMARY not in _DATABASE:
            raise
        raise WriteError(f"{place}: {error}", _REMEDY) from error
