"""What the cache holds: which documents were mapped from what, and which chunks there are.

One SQLite file, written by one process, in one transaction that ends when the publication is in
its place. Whatever kills a build leaves the ledger of the last one, and the chunks it names.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lod.errors import Problem, WriteError
from lod.flow.chunks import Chunk
from lod.flow.lines import Block
from lod.flow.packing import damaged, packed, unpacked
from lod.flow.parts import Part
from lod.flow.reason import NOTHING, Exports, Incoming
from lod.flow.runs import Mapped

FILE = "ledger-7.sqlite"
"""The number is that of the schema."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, stamp TEXT, blocks BLOB);
CREATE TABLE IF NOT EXISTS document (
    ident TEXT PRIMARY KEY, key TEXT, file TEXT, line INTEGER, digest BLOB,
    claims INTEGER, chunks BLOB, rows BLOB, places BLOB, warnings BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_line ON document (file, line);
CREATE INDEX IF NOT EXISTS keyless ON document (key) WHERE key < ' ';
CREATE TABLE IF NOT EXISTS cut (id INTEGER PRIMARY KEY, cut TEXT, stop TEXT);
CREATE TABLE IF NOT EXISTS chunk (
    cut TEXT PRIMARY KEY, digest TEXT, path TEXT, parts BLOB, counts BLOB, exports BLOB,
    incoming BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tally (
    path TEXT PRIMARY KEY, cut TEXT, state BLOB, notes BLOB, counts BLOB, objects BLOB,
    listing BLOB);
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, stamp TEXT, digest BLOB, key TEXT);
CREATE TABLE IF NOT EXISTS sheet (
    key TEXT PRIMARY KEY, digest BLOB, kind TEXT, stamp TEXT, beside BLOB, recorded BLOB);
"""


Span = tuple[str, str]
"""Where a chunk begins, and where the next one does, empty for the last."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of records as it was read: a stamp that tells whether it is the same, its blocks."""

    stamp: str
    blocks: tuple[Block, ...]


class Ledger:
    """Reads and writes; nothing counts before `commit`."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        try:
            cache.mkdir(parents=True, exist_ok=True)
            for path in cache.glob("ledger-*"):
                if not path.name.startswith(FILE):  # of a version before this one
                    path.unlink()
            self._db = sqlite3.connect(cache / FILE, isolation_level=None, timeout=1)
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;{_SCHEMA}")
            self._db.execute("BEGIN IMMEDIATE")
        except (sqlite3.OperationalError, OSError) as error:
            what = f"{cache}: {error}"
            raise WriteError(
                what, "wait for the other build, free space, or make the folder writable"
            ) from error
        except sqlite3.DatabaseError as error:
            raise damaged(f"{cache / FILE}: {error}") from error

    def close(self) -> None:
        """Forget what was not committed."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()

    def commit(self) -> None:
        """Keep everything; WriteError where the disk refuses."""
        try:
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise WriteError(f"the cache: {error}", "free space and build again") from error

    # -- small values

    def state(self, name: str) -> Any:
        """A value that was kept, None where there is none."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return unpacked(row[0]) if row else None

    def keep(self, name: str, value: Any) -> None:
        """Keep a value."""
        row = (name, packed(value))
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", row)

    def forget(self) -> None:
        """Start anew: another model, another way to write, or something was withdrawn.

        What was kept is overwritten, so that nobody finds its bytes in the file.
        """
        self._db.execute("PRAGMA secure_delete = ON")
        for table in ("file", "document", "cut", "chunk", "state", "tally", "page", "sheet"):
            self._db.execute(f"DELETE FROM {table}")

    # -- tables that others read and write

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds."""
        yield from self._db.execute(query, values)

    def change(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change a table once for each row of values."""
        self._db.executemany(statement, rows)

    # -- files and documents

    def files(self) -> dict[str, File]:
        """The files of records by name."""
        rows = self._db.execute("SELECT name, stamp, blocks FROM file")
        return {name: File(stamp, unpacked(blocks)) for name, stamp, blocks in rows}

    def keep_file(self, name: str, file: File) -> None:
        """A file as it was read now."""
        row = (name, file.stamp, packed(file.blocks))
        self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", row)

    def drop_file(self, name: str) -> None:
        """A file that is gone; its documents are dropped one by one."""
        self._db.execute("DELETE FROM file WHERE name = ?", (name,))

    def documents(self, file: str) -> dict[str, bytes]:
        """The documents of a file: short name -> digest of the record."""
        rows = self._db.execute("SELECT ident, digest FROM document WHERE file = ?", (file,))
        return dict(rows)

    def documents_of_blocks(self, file: str, first: int, last: int) -> dict[str, bytes]:
        """The documents whose lines stand between two lines of a file."""
        query = "SELECT ident, digest FROM document WHERE file = ? AND line BETWEEN ? AND ?"
        return dict(self._db.execute(query, (file, first, last)))

    def moved(self, file: str, after: int, by: int) -> None:
        """Lines were added or taken out above: what follows stands elsewhere now."""
        if by:
            query = "UPDATE document SET line = line + ? WHERE file = ? AND line > ?"
            self._db.execute(query, (by, file, after))

    def relined(self, lines: Iterable[tuple[str, int]]) -> None:
        """Where documents stand now that did not change: (short name, line)."""
        query = "UPDATE document SET line = ? WHERE ident = ? AND line != ?"
        self._db.executemany(query, ((line, ident, line) for ident, line in lines))

    def place(self, ident: str) -> tuple[str, int] | None:
        """File and line of a document."""
        query = "SELECT file, line FROM document WHERE ident = ?"
        found: tuple[str, int] | None = self._db.execute(query, (ident,)).fetchone()
        return found

    def key(self, ident: str) -> str:
        """The key of a document, empty where there is none."""
        row = self._db.execute("SELECT key FROM document WHERE ident = ?", (ident,)).fetchone()
        return str(row[0]) if row else ""

    def has(self, ident: str) -> bool:
        """Whether the document is there."""
        return self.place(ident) is not None

    def keep_documents(self, file: str, made: Iterable[Mapped], ids: Mapping[int, int]) -> None:
        """Documents that were mapped."""
        rows = (
            (
                one.ident,
                one.key,
                file,
                one.line,
                one.digest,
                one.claims,
                array("I", [ids[number] for number in array("I", one.chunks)]).tobytes(),
                one.rows,
                packed(one.places) if one.places else None,
                packed(one.warnings) if one.warnings else None,
            )
            for one in made
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )

    def drop_document(self, ident: str) -> None:
        """A document that is gone."""
        self._db.execute("DELETE FROM document WHERE ident = ?", (ident,))

    def rows_of(self, ident: str) -> dict[Span, int]:
        """The chunks that held rows of a document when it was mapped, and the digest of those."""
        query = "SELECT chunks, rows FROM document WHERE ident = ?"
        row = self._db.execute(query, (ident,)).fetchone()
        numbers, digests = (array("I", row[0]), array("Q", row[1])) if row else ((), ())
        cut = "SELECT cut, stop FROM cut WHERE id = ?"
        return {
            self._db.execute(cut, (number,)).fetchone(): digest
            for number, digest in zip(numbers, digests, strict=True)
        }

    def cut_ids(self, spans: Iterable[Span]) -> dict[int, int]:
        """Number of a chunk in the list -> the lasting number of where it begins and ends."""
        rows = self._db.execute("SELECT id, cut, stop FROM cut")
        known = {(cut, stop): number for number, cut, stop in rows}
        found = {}
        for number, span in enumerate(spans):
            if span not in known:
                cursor = self._db.execute("INSERT INTO cut (cut, stop) VALUES (?, ?)", span)
                known[span] = int(cursor.lastrowid or 0)
            found[number] = known[span]
        return found

    def places(self, ident: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
        """A document of files that people edit: its key, and where its claims stand."""
        query = "SELECT key, places FROM document WHERE ident = ?"
        key, places = self._db.execute(query, (ident,)).fetchone() or ("", None)
        return key, unpacked(places) if places else ()

    def warnings(self, file: str = "%") -> Iterator[Problem]:
        """What editors are told of records, at the lines where those stand now."""
        query = "SELECT file, line, warnings FROM document WHERE warnings IS NOT NULL"
        rows = self._db.execute(f"{query} AND file LIKE ? ORDER BY file, line", (file,))
        for name, line, warnings in rows:
            for problem in unpacked(warnings):
                yield replace(problem, path=name, line=line) if line else problem

    def counted(self) -> int:
        """How many documents there are; records without one are not counted."""
        all_ = "SELECT count(*) FROM document"
        query = f"SELECT ({all_}) - ({all_} WHERE key < ' ')"
        return int(self._db.execute(query).fetchone()[0])

    # -- chunks

    def chunks(self) -> dict[str, tuple[str, str]]:
        """Cut -> digest and file of its chunk."""
        rows = self._db.execute("SELECT cut, digest, path FROM chunk")
        return {cut: (digest, path) for cut, digest, path in rows}

    def chunk(self, cut: str) -> Chunk | None:
        """One chunk, without what it exports."""
        query = "SELECT digest, path, parts, counts FROM chunk WHERE cut = ?"
        row = self._db.execute(query, (cut,)).fetchone()
        if row is None:
            return None
        digest, path, parts, counts = row
        return _chunk(cut, digest, path, parts, counts)

    def each_chunk(self) -> Iterator[Chunk]:
        """All chunks in the order of the dataset."""
        yield from read_chunks(self._db)

    def counts(self) -> Counter[str]:
        """What all chunks count together: quads, triples, claims, conflicts."""
        total: Counter[str] = Counter()
        for (counts,) in self._db.execute("SELECT counts FROM chunk"):
            for name, count in unpacked(counts):
                total[name] += count
        return total

    def committed(self) -> Iterator[Chunk]:
        """All chunks as they were when the last build was committed."""
        db = sqlite3.connect(f"file:{self._cache / FILE}?mode=ro", uri=True)
        try:
            yield from read_chunks(db)
        finally:
            db.close()

    def keep_chunk(self, chunk: Chunk, incoming: Incoming) -> bool:
        """A chunk that was made; whether it exports something else than before."""
        exports = packed(chunk.exports)
        query = "SELECT exports FROM chunk WHERE cut = ?"
        before = self._db.execute(query, (chunk.cut,)).fetchone()
        old = unpacked(before[0]) if before else NOTHING
        row = (
            chunk.cut,
            chunk.digest,
            chunk.path,
            packed(tuple(map(tuple, chunk.parts))),  # several times faster to read
            packed(chunk.counts),
            exports,
            packed(incoming) if incoming else b"",
        )
        self._db.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return bool(old != chunk.exports)

    def drop_chunk(self, cut: str) -> bool:
        """A chunk that is empty; whether it exported something."""
        query = "SELECT exports FROM chunk WHERE cut = ?"
        row = self._db.execute(query, (cut,)).fetchone()
        self._db.execute("DELETE FROM chunk WHERE cut = ?", (cut,))
        return bool(row and unpacked(row[0]) != NOTHING)

    def exports(self) -> dict[str, Exports]:
        """What the chunks export, where they do."""
        empty = packed(NOTHING)
        query = "SELECT cut, exports FROM chunk WHERE exports != ?"
        return {cut: unpacked(found) for cut, found in self._db.execute(query, (empty,))}

    def incoming(self, cut: str) -> Incoming:
        """The news that a chunk was made with."""
        row = self._db.execute("SELECT incoming FROM chunk WHERE cut = ?", (cut,)).fetchone()
        return unpacked(row[0]) if row and row[0] else Incoming()

    def with_news(self) -> dict[str, Incoming]:
        """The chunks that were made with news."""
        rows = self._db.execute("SELECT cut, incoming FROM chunk WHERE incoming != ?", (b"",))
        return {cut: unpacked(found) for cut, found in rows}


def read_chunks(db: sqlite3.Connection) -> Iterator[Chunk]:
    """All chunks in the order of the dataset."""
    query = "SELECT cut, digest, path, parts, counts FROM chunk ORDER BY cut"
    for cut, digest, path, parts, counts in db.execute(query):
        yield _chunk(cut, digest, path, parts, counts)


def _chunk(cut: str, digest: str, path: str, parts: bytes, counts: bytes) -> Chunk:
    listed = tuple(map(Part._make, unpacked(parts)))
    return Chunk(cut, digest, path, listed, NOTHING, unpacked(counts))
