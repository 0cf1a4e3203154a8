"""The register as an index on disk, so that no worker holds a row for every thing there is.

Enters: data/register.tsv. Leaves: a SQLite file that workers read, kept up to date by the rows
that were added. Rows that were changed or removed make a new epoch: then everything is mapped
again, for a published IRI never changes unless an editor says so.
"""

import hashlib
import sqlite3
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
_REMEMBERED = 1 << 15
_PATH = "data/register.tsv"


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
        return Entry(key, found[0], "", found[1], Position(_PATH))

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

    def special(self) -> frozenset[str]:
        """The keys of rows with a state."""
        return frozenset(
            key for (key,) in self._connection.execute("SELECT key FROM row WHERE state != ''")
        )

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
    raw = records.read_bytes(path, _PATH)
    digest = hashlib.sha256(raw).hexdigest()
    connection = sqlite3.connect(cache / FILE)
    try:
        with connection:
            _update(connection, raw, digest, frozenset(kinds))
        return _state(connection)
    except sqlite3.DatabaseError as error:
        raise damaged(f"{cache / FILE}: {error}") from error
    finally:
        connection.close()


def _update(connection: sqlite3.Connection, raw: bytes, digest: str, kinds: frozenset[str]) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS state (name PRIMARY KEY, value)")
    known = dict(connection.execute("SELECT name, value FROM state"))
    kinds_text = " ".join(sorted(kinds))
    if known.get("digest") == digest and known.get("kinds") == kinds_text:
        return
    lines = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    old = set()
    if known.get("kinds") == kinds_text:
        old = {line for (line,) in connection.execute("SELECT line FROM row")}
    wanted = {line for line in lines[1:] if line.strip()}
    added = wanted - old
    if (
        old - wanted
        or not old
        or len(added) > len(old) // 8
        or not _add(connection, lines[0], added, kinds)
    ):
        _replace(connection, raw, kinds, lines[1:])
        changed = bool(old - wanted) or not old
        epoch = digest if changed else known["epoch"]
    else:
        epoch = known["epoch"]
    cuts = "\n".join(_cuts(connection))
    state = (("digest", digest), ("kinds", kinds_text), ("epoch", epoch), ("cuts", cuts))
    for name, value in state:
        connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def _add(
    connection: sqlite3.Connection, header: str, lines: set[str], kinds: frozenset[str]
) -> bool:
    """Add rows that are fine by themselves; False where the whole register must be looked at."""
    text = "\n".join((header, *sorted(lines), ""))
    found, problems = register.parse(text.encode(), _PATH, kinds)
    if problems or len(found.entries) != len(lines):
        return False
    by_key = {line.split("\t", 1)[0].strip(): line for line in lines}
    try:
        connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", _rows(found, by_key))
    except (sqlite3.IntegrityError, KeyError):
        return False
    return True


def _replace(
    connection: sqlite3.Connection, raw: bytes, kinds: frozenset[str], lines: Iterable[str]
) -> None:
    found, problems = register.parse(raw, _PATH, kinds)
    if problems:
        raise InvalidInput(problems)
    by_key = {line.split("\t", 1)[0].strip(): line for line in lines if line.strip()}
    connection.execute("DROP TABLE IF EXISTS row")
    connection.execute(
        "CREATE TABLE row (key TEXT PRIMARY KEY, iri TEXT UNIQUE, state TEXT, cut INTEGER,"
        " line TEXT) WITHOUT ROWID"
    )
    connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", _rows(found, by_key))


def _rows(found: Register, by_key: Mapping[str, str]) -> Iterator[tuple[str, str, str, int, str]]:
    for key, entry in found.entries.items():
        yield key, entry.iri, entry.state, cut_weight(entry.iri), by_key.get(key, key)


def cut_weight(iri: str) -> int:
    """How good an IRI is as a cut point: the number of zero bits that its digest ends with."""
    number = int.from_bytes(hashlib.sha256(iri.encode()).digest()[:4], "big") | 1 << 31
    return (number & -number).bit_length() - 1


def _state(connection: sqlite3.Connection) -> Updated:
    known = dict(connection.execute("SELECT name, value FROM state"))
    special = dict(connection.execute("SELECT key, iri FROM row WHERE state != ''"))
    whole = Index(_Rows(connection))
    gone = {}
    merged = []
    for key, iri in special.items():
        entry, target = whole.entries[key], whole.find(key)
        merged.append((key, entry.state))
        if entry.withdrawn or (target and target.withdrawn):
            gone[key] = iri
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
