"""data/documents and data/claims -> the sheets there are, and those that must be mapped anew.

Of every file the ledger knows how it looked, so that a file is read only if it looks otherwise,
and which document it names. What stays in memory is that: some hundred bytes a file.
"""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lod.curate import records
from lod.curate.register import key_is_valid
from lod.curate.sources import CLAIMS, DOCUMENTS
from lod.flow import sheets
from lod.flow.ledger import Ledger
from lod.flow.sheets import Sheet
from lod.publication import Publication

_RACE = 2_000_000_000
"""Nanoseconds in which a file may change again without showing it."""

_TEXT, _SPANS = "text", "spans"


class _Page(NamedTuple):
    """A file as it was read: how it looked, its digest, the document that it names if any."""

    stamp: str
    digest: bytes
    key: str | None


class _Beside(NamedTuple):
    """What quotes are looked up in: text or spans, how it looked, its digest.

    `recorded` is the digest that the recorded spans must have where the text is at hand.
    """

    kind: str
    stamp: str
    digest: bytes
    recorded: bytes = b""


@dataclass(slots=True)
class Folders:
    """The sheets by key; `entries` is what the ledger is to know of each of them."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    entries: dict[str, _Beside] = field(default_factory=dict)
    pages: dict[str, _Page] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    def changed(self, ledger: Ledger) -> tuple[list[Sheet], set[str]]:
        """The sheets that the ledger does not know so, and the keys of those that are gone.

        From now on it knows them all.
        """
        known = dict(ledger.rows("SELECT key, digest FROM sheet"))
        new = [
            sheet
            for key, sheet in self.sheets.items()
            if known.get(key) != sheet.digest or key in self.stale
        ]
        gone = known.keys() - self.sheets.keys()
        ledger.change("DELETE FROM sheet WHERE key = ?", ((key,) for key in gone))
        self._keep(ledger)
        return new, gone

    def _keep(self, ledger: Ledger) -> None:
        known = {row[0]: row[1:] for row in ledger.rows("SELECT * FROM page")}
        gone = known.keys() - self.pages.keys()
        ledger.change("DELETE FROM page WHERE path = ?", ((path,) for path in gone))
        new = ((path, *page) for path, page in self.pages.items() if known.get(path) != page)
        ledger.change("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", new)
        old = {row[0]: row[1:] for row in ledger.rows("SELECT * FROM sheet")}
        rows = ((key, sheet.digest, *self.entries[key]) for key, sheet in self.sheets.items())
        other = (row for row in rows if old.get(row[0]) != row[1:])
        ledger.change("INSERT OR REPLACE INTO sheet VALUES (?, ?, ?, ?, ?, ?)", other)

    def with_record(self) -> set[str]:
        """The keys of the documents that have a file in data/documents."""
        return {key for key, sheet in self.sheets.items() if sheet.records}


def look(here: Publication, texts: Path, ledger: Ledger) -> Folders:
    """All sheets as they are now; files are read that do not look as the ledger knows them."""
    known = {path: _Page(*page) for path, *page in ledger.rows("SELECT * FROM page")}
    beside = {key: _Beside(*one) for key, _, *one in ledger.rows("SELECT * FROM sheet")}
    found = Folders()
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: {DOCUMENTS: [], CLAIMS: []})
    for folder in (DOCUMENTS, CLAIMS):
        for name, path, stamp in _files(here, folder):
            page = known.get(name)
            if page is None or not stamp or page.stamp != stamp:
                page = _read(path, stamp, page)
            found.pages[name] = page
            names[_sheet(page.key, name)][folder].append(name)
    for key, own in names.items():
        one = _beside(here, texts, key, beside.get(key), found)
        found.entries[key] = one
        paths = tuple(own[DOCUMENTS]), tuple(own[CLAIMS])
        digests = [(name, found.pages[name].digest) for some in paths for name in some]
        digest = sheets.digest(repr((digests, one.kind, one.digest)).encode())
        found.sheets[key] = Sheet(key, *paths, digest)
    return found


def recorded(ledger: Ledger, key: str, digest: bytes) -> None:
    """Note what the recorded spans of a document must be, by its text."""
    ledger.change("UPDATE sheet SET recorded = ? WHERE key = ?", ((digest, key),))


def verified(ledger: Ledger) -> int:
    """How many documents had their text at hand."""
    query = "SELECT count(*) FROM sheet JOIN document USING (key) WHERE kind = ?"
    return int(next(ledger.rows(query, _TEXT))[0])


def _sheet(key: str | None, name: str) -> str:
    """The key of the sheet that a file belongs to: that of its document, else by its own name."""
    if key is None:
        return f"\n{name}:"
    return key if key_is_valid(f"document/{key}") else f"\n\n{key}"


def _files(here: Publication, folder: str) -> Iterator[tuple[str, Path, str]]:
    """The files that are read, in the order of their names: name, path, stamp."""
    place = here.data / folder
    start = place.relative_to(here.root).as_posix()
    if place.is_dir():
        with os.scandir(place) as entries:
            found = sorted(one.name for one in entries if records.is_file_name(one.name))
        for name in found:
            yield f"{start}/{name}", place / name, _stamp(place / name)


def _read(path: Path, stamp: str, known: _Page | None) -> _Page:
    """A file as it is now; one that cannot be read names no document, and its reader tells why."""
    try:
        raw = path.read_bytes()
    except OSError:
        return _Page("", b"", None)
    digest = sheets.digest(raw)
    if known and known.digest == digest:
        return known._replace(stamp=stamp)
    return _Page(stamp, digest, records.document_named(raw))


def _beside(
    here: Publication, texts: Path, key: str, known: _Beside | None, found: Folders
) -> _Beside:
    """What the quotes of a document are looked up in; `stale` are spans to be recorded again."""
    if not key_is_valid(f"document/{key}"):
        return _Beside("", "", b"")
    text, spans = texts / f"{key}.txt", here.data / "spans" / f"{key}.tsv"
    kind = _TEXT if text.is_file() else _SPANS
    paths = (text, spans) if kind == _TEXT else (spans,)
    stamps = [_stamp(path) for path in paths]
    stamp = "|".join(stamps) if all(stamps) else ""
    if known and known.kind == kind and stamp and known.stamp == stamp:
        return known
    recorded = known.recorded if known and known.kind == kind else b""
    if kind == _TEXT and _digest(spans) != recorded:
        found.stale.add(key)
        stamp = ""
    return _Beside(kind, stamp, _digest(paths[0]), recorded)


def _digest(path: Path) -> bytes:
    try:
        return sheets.digest(path.read_bytes())
    except OSError:
        return b""


def _stamp(path: Path) -> str:
    """How a file looks, `-` where there is none; empty while it may change without showing it."""
    try:
        status = path.stat()
    except OSError:
        return "-"
    if time.time_ns() - status.st_mtime_ns < _RACE:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
