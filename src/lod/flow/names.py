"""The register as an index on disk, so that no worker holds a row for every thing there is.

Enters: data/register.tsv. Leaves: a SQLite file that workers read, kept up to date by the rows
that were added. Rows that were changed or removed make a new epoch: then everything is mapped
again, for a published IRI never changes unless an editor says so.
"""

import hashlib
import sqlite3
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lod.curate import records, register
from lod.curate.register import Entry, Register
from lod.errors import InvalidInput, Problem
from lod.flow.packing import damaged
from lod.model import Position

FILE = "register-2.sqlite"
"""The number is that of what it holds."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name PRIMARY KEY, value);
CREATE TABLE IF NOT EXISTS row (
    key TEXT PRIMARY KEY, iri TEXT UNIQUE, state TEXT, cut INTEGER, line TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS special ON row (state) WHERE state != '';
"""
_REMEMBERED = 1 << 12
"""Rows that a worker keeps at hand; with eight times as many it would look up one less in six."""
_PATH = "data/register.tsv"
_PLACE = Position(_PATH)


class _Rows(Mapping[str, Entry]):
    """The rows by key, the ones used most kept in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _find(self, key: str) -> Entry:
        query = "SELECT iri, state FROM row WHERE key = ?"
        found = self._connection.execute(query, (key,)).fetchone()
        if found is None:
            raise KeyError(key)  # which is not remembered, for the row may be added
        return Entry(key, found[0], "", found[1], _PLACE)

    def __getitem__(self, key: str) -> Entry:
        return self._found(key)

    @contextmanager
    def held(self) -> Iterator[None]:
        """One transaction, so that the file is locked once and not for each row."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def special(self) -> dict[str, Entry]:
        """The rows with a state."""
        query = "SELECT key, iri, state FROM row WHERE state != '' ORDER BY +key"  # by the index
        found = self._connection.execute(query)
        return {key: Entry(key, iri, "", state, _PLACE) for key, iri, state in found}

    def with_iri(self, iri: str) -> frozenset[str]:
        """The keys of rows with an IRI."""
        found = self._connection.execute("SELECT key FROM row WHERE iri = ?", (iri,))
        return frozenset(key for (key,) in found)

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._connection.execute("SELECT key FROM row"))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM row").fetchone()[0])


@dataclass(frozen=True)
class Index(Register):
    """A register whose rows stay on disk."""

    entries: _Rows

    @classmethod
    def open(cls, cache: Path) -> "Index":
        """The index that `update` left in the cache."""
        uri = f"file:{cache / FILE}?mode=ro"
        return cls(_Rows(sqlite3.connect(uri, uri=True, isolation_level=None)))

    def held(self) -> AbstractContextManager[None]:
        """While it is entered the file is locked, and rows are found several times faster."""
        return self.entries.held()

    def find(self, key: str) -> Entry | None:
        """The row that a key stands for, merges followed."""
        try:
            entry: Entry | None = self.entries[key] if isinstance(key, str) else None
        except KeyError:
            return None
        if entry is None or not entry.state:
            return entry
        seen = {key}
        while entry and entry.merged_into and entry.merged_into not in seen:
            seen.add(entry.merged_into)
            entry = self.entries.get(entry.merged_into)
        return entry


def known(raw: bytes, cache: Path) -> Index | None:
    """The index, if it holds the register with these bytes."""
    if not (cache / FILE).is_file():
        return None
    index = sqlite3.connect(f"file:{cache / FILE}?mode=ro", uri=True)
    try:
        found = index.execute("SELECT value FROM state WHERE name = 'digest'").fetchone()
    except sqlite3.Error:
        found = None
    if found and found[0] == hashlib.sha256(raw).hexdigest():
        return Index(_Rows(index))
    index.close()
    return None


@dataclass(frozen=True, slots=True)
class Updated:
    """The state of the index: its epoch, withdrawn IRIs with their keys, IRIs of cut points."""

    epoch: str
    gone: frozenset[str]
    gone_keys: tuple[str, ...]
    cuts: tuple[str, ...]


def keys_of(cache: Path, iris: Collection[str]) -> frozenset[str]:
    """The keys that stand for things with these IRIs, relative to the base, merged ones too."""
    index = Index.open(cache)
    rows = index.entries.special()
    found = {key for key in rows if (entry := index.find(key)) and entry.iri in iris}
    return frozenset(found.union(*map(index.entries.with_iri, iris)))


def update(data: Path, cache: Path, kinds: Iterable[str]) -> Updated:
    """Bring the index up to date with data/register.tsv; InvalidInput lists its problems."""
    path = data / "register.tsv"
    if not path.exists():
        what, remedy = "there is no register", "run `lod register --missing` to make one"
        raise InvalidInput((Problem(_PATH, 0, 0, what, remedy, "bad-register"),))
    connection = sqlite3.connect(cache / FILE, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN IMMEDIATE")
        _update(connection, path, frozenset(kinds))
        connection.execute("COMMIT")
        return _state(connection)
    except (_UnfitError, UnicodeDecodeError, sqlite3.IntegrityError, OSError):
        raise InvalidInput(_problems(path, frozenset(kinds))) from None
    except sqlite3.DatabaseError as error:
        raise damaged(f"{cache / FILE}: {error}") from error
    finally:
        connection.close()  # and with it goes what was not committed


def _update(connection: sqlite3.Connection, path: Path, kinds: frozenset[str]) -> None:
    known = dict(connection.execute("SELECT name, value FROM state"))
    kinds_text = " ".join(sorted(kinds))
    added = None
    if known.get("kinds") == kinds_text:
        with path.open("rb") as file:
            if known["digest"] == hashlib.file_digest(file, "sha256").hexdigest():
                return
        rows = _File(path)
        added = _added(connection, rows)
    if added is None:
        connection.execute("DELETE FROM row")
        rows = _File(path)
    entered = _entered(rows if added is None else added, kinds)
    connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", entered)
    _look_at_merges(connection)
    epoch = rows.digest() if added is None else known["epoch"]
    cuts = "\n".join(_cuts(connection))
    state = (("digest", rows.digest()), ("kinds", kinds_text), ("epoch", epoch), ("cuts", cuts))
    for name, value in state:
        connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


class _UnfitError(Exception):
    """A row is not fine; what is to be said of it is found by looking at the whole register."""


class _File:
    """data/register.tsv as rows, each a line's number and text; read once, never as a whole."""

    def __init__(self, path: Path) -> None:
        self._path, self._hash = path, hashlib.sha256()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        with self._path.open("rb") as file:
            self._hash.update(header := file.readline())
            if tuple(_line(header.removeprefix(BOM_UTF8)).split("\t")) != register.HEADER:
                raise _UnfitError
            for number, raw in enumerate(file, 2):
                self._hash.update(raw)
                line = _line(raw)
                if line.strip():
                    yield number, line

    def digest(self) -> str:
        """The digest of the bytes that were read."""
        return self._hash.hexdigest()

    def repeats(self) -> bool:
        """Whether a key stands twice; for this the file is read once more, all keys in memory."""
        keys = [_key(line) for _, line in _File(self._path)]
        return len(set(keys)) < len(keys)


def _key(line: str) -> str:
    return line.split("\t", 1)[0].strip()


def _line(raw: bytes) -> str:
    return raw.removesuffix(b"\n").removesuffix(b"\r").decode()


def _problems(path: Path, kinds: frozenset[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with the register."""
    _, problems = register.parse(records.read_bytes(path, _PATH), _PATH, kinds)
    what, remedy = "the register was changed while it was read", "build again"
    return problems or (Problem(_PATH, 0, 0, what, remedy, "bad-register"),)


def _added(connection: sqlite3.Connection, rows: _File) -> list[tuple[int, str]] | None:
    """The rows that are not in the index; None where one of the index is gone or differs.

    Rows in the order of their keys, as `lod register` writes them, need not be looked up.
    """
    known = (line for (line,) in connection.execute("SELECT line FROM row ORDER BY key"))
    expected = next(known, "")
    there = "SELECT 1 FROM row WHERE key = ? AND line = ?"
    added: list[tuple[int, str]] = []
    same, astray = 0, False
    for number, line in rows:
        if line != expected:
            if not connection.execute(there, (_key(line), line)).fetchone():
                added.append((number, line))
                continue
            astray = True
            expected = next((one for one in known if one == line), "")
        same += 1
        expected = next(known, "")
    if astray and rows.repeats():
        raise _UnfitError
    (count,) = connection.execute("SELECT count(*) FROM row").fetchone()
    return added if same == count else None


def _entered(
    rows: Iterable[tuple[int, str]], kinds: frozenset[str]
) -> Iterator[tuple[str, str, str, int, str]]:
    for number, line in rows:
        entry, problems = register.read(line, Position(_PATH, number), kinds)
        if entry is None or problems:
            raise _UnfitError
        yield entry.key, entry.iri, entry.state, cut_weight(entry.iri), line


def _look_at_merges(connection: sqlite3.Connection) -> None:
    rows = _Rows(connection)
    merged = {key: entry for key, entry in rows.special().items() if entry.merged_into}
    if any(register.bad_merges(merged, rows)):
        raise _UnfitError


def cut_weight(iri: str) -> int:
    """How good an IRI is as a cut point: the number of zero bits that its digest ends with."""
    number = int.from_bytes(hashlib.sha256(iri.encode()).digest()[:4], "big") | 1 << 31
    return (number & -number).bit_length() - 1


def _state(connection: sqlite3.Connection) -> Updated:
    known = dict(connection.execute("SELECT name, value FROM state"))
    whole = Index(_Rows(connection))
    special = whole.entries.special()
    merged = [(key, entry.state) for key, entry in special.items()]
    gone = {}
    for key, entry in special.items():
        target = whole.find(key)
        if entry.withdrawn or (target and target.withdrawn):
            gone[key] = entry.iri
    cuts = tuple(known["cuts"].split("\n")) if known["cuts"] else ()
    state = hashlib.sha256(repr((known["epoch"], sorted(merged))).encode()).hexdigest()[:32]
    return Updated(state, frozenset(gone.values()), tuple(sorted(gone)), cuts)


CUT_THINGS = 5
"""A chunk begins at one of 2^CUT_THINGS documents, and of 2^(CUT_THINGS + 3) other things."""


def _cuts(connection: sqlite3.Connection) -> list[str]:
    """The IRIs of the register where a chunk may begin, in order."""
    found = connection.execute(f"SELECT iri FROM row WHERE cut >= {CUT_THINGS}").fetchall()
    return sorted(iri for (iri,) in found if _is_safe(connection, iri))


def _is_safe(connection: sqlite3.Connection, iri: str) -> bool:
    """Whether no thing lies on both sides of a cut at `iri`.

    The parts of a thing `a` sort before what begins with `a0` and the thing itself after it, so
    there must be no cut at `a0` where there is an `a`; likewise its evidence and `a-1`.
    """
    start = iri.rindex("/") + 2
    shorter = [iri[:end] for end in range(start, len(iri)) if iri[end] in "0123456789-"]
    if not shorter:
        return True
    marks = ",".join("?" * len(shorter))
    query = f"SELECT 1 FROM row WHERE iri IN ({marks}) LIMIT 1"
    return connection.execute(query, shorter).fetchone() is None
