"""The files of one document that people edit -> the document and what they say of it.

A sheet is read by itself, by whichever worker has time; what takes a look at other sheets too is
left to whoever has them all. The reader is that of `curate.sources`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.curate import claims, quotes
from lod.curate.claims import Reading
from lod.curate.known import Known
from lod.curate.sources import Orphan, Reader
from lod.errors import Problem
from lod.flow.plan import Bench
from lod.memory import Memory
from lod.model import Document

SPANS = "spans"
"""The folder, among the runs, of the recorded spans that differ from those in data/spans."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The files that name one document, or one that names none, relative to the root.

    `key` is that of the document, else a line end and the path; `digest` is that of all that
    decides what the sheet says.
    """

    key: str
    records: tuple[str, ...]
    claims: tuple[str, ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans that were found in the text of a document: their digest, the file's text."""

    key: str
    digest: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a sheet says, and what is wrong with it; `document` is None where no record is usable.

    `spans` are there where the text was at hand.
    """

    document: Document | None
    reading: Reading | None
    problems: tuple[Problem, ...]
    orphans: tuple[Orphan, ...]
    spans: Spans | None

    @property
    def faulty(self) -> bool:
        """Whether it cannot be used."""
        return bool(self.problems or self.orphans)

    @property
    def said(self) -> Reading:
        """What it says of the document, which may be nothing."""
        key = self.document.key if self.document else ""
        return self.reading or Reading(key, (), frozenset(), {}, ())


def read(sheet: Sheet, here: Bench, texts: Path, known: Known) -> Found:
    """Read the files of a sheet; nothing is raised."""
    root = here.publication.root
    reader = Reader(here.publication, here.register, texts, Memory())
    found = reader.documents(root / name for name in sheet.records)
    readings = []
    for record, document in reader.claim_files((root / name for name in sheet.claims), found):
        finder = reader.finder(document)
        made = claims.entries(record, document, known, here.register, finder, here.settings)
        readings.append(made.reading())
        reader.problems.extend(made.problems)
    document = next(iter(found.values()), None)
    reading = readings[0] if readings else None
    spans = None
    if document and reading and document.key in reader.verified:
        text = quotes.spans_text(reading.spans)
        spans = Spans(document.key, digest(text.encode()), text)
    return Found(document, reading, tuple(reader.problems), tuple(reader.orphans), spans)


def speaking(sheets: Iterable[Sheet], words: frozenset[bytes], here: Bench) -> Iterator[Sheet]:
    """Those sheets that may hold one of these words: where text is escaped, it is not looked at."""
    root = here.publication.root
    for sheet in sheets:
        for name in (*sheet.records, *sheet.claims):
            try:
                raw = (root / name).read_bytes()
            except OSError:
                continue
            if b"\\" in raw or any(word in raw for word in words):
                yield sheet
                break


def laid_ready(found: Spans, here: Bench, folder: Path) -> tuple[str, bytes, bool]:
    """Key and digest of spans, and whether data/spans holds others: then they lie in `folder`."""
    path = here.publication.data / "spans" / f"{found.key}.tsv"
    differs = not path.is_file() or digest(path.read_bytes()) != found.digest
    if differs:
        place = folder / SPANS / path.name
        place.parent.mkdir(exist_ok=True)
        place.write_text(found.text, encoding="utf-8")
    return found.key, found.digest, differs


def digest(raw: bytes) -> bytes:
    """What tells one file from another."""
    return hashlib.sha256(raw).digest()[:16]
