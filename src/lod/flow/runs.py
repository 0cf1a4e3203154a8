"""Records -> runs: the rows of a batch of documents, sorted and parted by range.

A run is a file of zstd frames, one for each stretch of chunks, so that whoever makes a stretch
reads from every run just what belongs to it: an external sort of any size in bounded memory.
"""

import gc
import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import zstandard

from lod.curate import claims, documents
from lod.curate.agreement import in_entries
from lod.curate.claims import Entries, Entry, Reading
from lod.curate.extent import overquoted
from lod.curate.known import TYPE, Known, Triple, Typed
from lod.curate.quotes import RECORD_IN_LINE, Finder, Quote
from lod.curate.records import Record
from lod.curate.sources import Orphan, remarks
from lod.derive import conflicts, mapping, policy
from lod.errors import InvalidInput, Problem
from lod.flow import lines as jsonlines
from lod.flow import shards, sheets
from lod.flow.plan import Bench, Plan, bench
from lod.flow.remaining import remaining, without
from lod.flow.rows import run_name
from lod.flow.shards import END_OF_ROW
from lod.flow.sheets import Sheet
from lod.model import Claim, Document, Span
from lod.ntriples import literal, quad_line

LEVEL = 1
_END = END_OF_ROW.encode()
_SOURCE = "<http://www.w3.org/ns/prov#hadPrimarySource>"
_DESCRIPTION = "<https://schema.org/description>"
_EXACT = "<http://www.w3.org/ns/oa#exact>"


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one task: a stretch of a JSON Lines file, or sheets and the folder of the texts."""

    number: int
    path: str
    first: int
    offset: int = 0
    length: int = 0
    file: str = ""
    only: frozenset[bytes] | None = None
    sheets: tuple[Sheet, ...] = ()
    texts: str = ""
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the ledger learns of one document; `rows` are digests of its rows in each chunk."""

    ident: str
    key: str
    digest: bytes
    line: int
    claims: int
    chunks: bytes
    rows: bytes
    places: tuple[tuple[str, ...], ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A batch that was mapped: its file, where each stretch ends, documents and problems.

    Of sheets also the claim files without a usable record, the documents without one, and the
    digests of spans: (key, digest, whether they must be recorded).
    """

    number: int
    path: str
    ends: bytes
    documents: tuple[Mapped, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    orphans: tuple[Orphan, ...] = ()
    unusable: tuple[str, ...] = ()
    spans: tuple[tuple[str, bytes, bool], ...] = ()


def map_batch(plan: Plan, batch: Batch, folder: str, width: int, *, keep_going: bool) -> Run:
    """Map the documents of a batch and write their rows as a run of `folder`."""
    mapper = _Mapper(bench(plan), batch, keep_going=keep_going)
    with _uncollected():
        return mapper.run(Path(folder), width)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles: a batch makes none, but many objects that the search would visit."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Told(NamedTuple):
    """What one document says; `new` statements hold all terms that must still be judged.

    `exact` are words of its text that differ from the quotes which were looked at; `claims` are
    made when they are asked for.
    """

    document: Document | None
    entries: Sequence[Entry]
    types: Collection[Typed]
    new: Sequence[Triple]
    exact: Sequence[str]
    claims: Iterable[Claim]


class _Mapper:
    def __init__(self, bench_: Bench, batch: Batch, *, keep_going: bool) -> None:
        self.bench, self.batch, self.keep_going = bench_, batch, keep_going
        self.rows = [row.encode() for row in batch.extra]
        self.documents: list[Mapped] = []
        self.problems: list[Problem] = []
        self.left_out: list[Problem] = []
        self.suspects: list[_Told] = []
        self.orphans: list[Orphan] = []
        self.unusable: list[str] = []
        self.spans: list[tuple[str, bytes, bool]] = []

    def run(self, folder: Path, width: int) -> Run:
        if self.batch.sheets:
            with self.bench.register.held():
                for sheet in self.batch.sheets:
                    self.sheet(sheet, folder)
        elif self.batch.file:
            with self.bench.register.held():
                for number, digest, line in self.lines():
                    self.record(number, digest, line)
        self.policy()
        path, ends = self.write(folder, width)
        return Run(
            self.batch.number,
            path,
            ends,
            tuple(self.documents),
            tuple(self.problems),
            tuple(self.left_out),
            tuple(self.orphans),
            tuple(self.unusable),
            tuple(self.spans),
        )

    def lines(self) -> Iterable[tuple[int, bytes, bytes]]:
        raw = jsonlines.part(self.batch.file, self.batch.offset, self.batch.length)
        for number, line in enumerate(raw.split(b"\n"), self.batch.first):
            if not line.strip():
                continue
            digest = hashlib.sha256(line).digest()[:16]
            if self.batch.only is None or digest in self.batch.only:
                yield number, digest, line

    def sheet(self, sheet: Sheet, folder: Path) -> None:
        """The files of one document that people edit, whose faults nobody leaves out."""
        here = self.bench
        found = sheets.read(sheet, here, Path(self.batch.texts), here.known)
        if sheet.records and not found.document:
            self.unusable.append(sheet.key)
        self.orphans.extend(found.orphans)
        if found.faulty:
            self.problems.extend((*found.problems, *remarks(found.said, found.document)))
            return
        if found.spans:
            self.spans.append(sheets.laid_ready(found.spans, here, folder))
        try:
            kept, reading = without(found.document, found.said, here)
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return
        if kept or (reading.claims and not found.document):
            self.reading(sheet, kept, reading)

    def reading(self, sheet: Sheet, document: Document | None, reading: Reading) -> None:
        """What people say of one document, or of none."""
        known = self.bench.known
        made = conflicts.with_one_rank(reading.claims)
        entries = tuple(claims.by_entry(made))
        said = (said[:3] for entry in entries for said in entry.said)
        new = (*_typed(reading.types), *said, *known.fresh)
        told = _Told(document, entries, reading.types, new, _exact(reading.spans), made)
        self.add(told, sheet.key, sheet.digest, 0, shards.places(made), remarks(reading, document))
        known.fresh.clear()

    def record(self, number: int, digest: bytes, line: bytes) -> None:
        """One line: a document with its claims."""
        here = self.bench
        try:
            document, found = recorded(line, self.batch.path, number, here, here.known)
            if found.problems:
                raise InvalidInput(found.problems)
            kept_document, kept = remaining(document, found, here)
            if kept_document is not None or document is None:
                self.line(kept_document, kept, digest, number)
        except InvalidInput as error:
            (self.left_out if self.keep_going else self.problems).extend(error.problems)

    def line(self, document: Document | None, found: Entries, digest: bytes, number: int) -> None:
        """What one line says, without what is withdrawn."""
        if len({entry.proof.rank for entry in found.entries}) > 1:
            ranked = conflicts.with_one_rank(tuple(found.claims()))
            found = replace(found, entries=tuple(claims.by_entry(ranked)))
        key = document.key if document else f"\n{self.batch.path}:{digest.hex()}"
        known = self.bench.known
        exact = _exact(found.spans)
        told = _Told(document, found.entries, found.types, known.fresh, exact, found.claims())
        self.add(told, key, digest, number, (), tuple(_warnings(document, found)))
        known.fresh.clear()

    def add(
        self,
        told: "_Told",
        key: str,
        digest: bytes,
        line: int,
        places: tuple[tuple[str, ...], ...],
        warnings: tuple[Problem, ...],
    ) -> None:
        name = shards.ident(key)
        own = _own(told.document)
        facts = chain(own, _typed(told.types))
        made = shards.shard(told.document, told.entries, facts, name, self.bench)
        rows = sorted([row.encode() for row in made.rows])
        chunks, digests = self.by_chunk(rows)
        self.rows.extend(rows)
        said = chain(told.new, own, _behind(told, self.bench.publication.base))
        if not self.bench.inspector.passes(said, told.exact):
            self.bench.known.forget()
            self.suspects.append(told)
        self.documents.append(
            Mapped(
                name,
                key,
                digest,
                line,
                made.claims,
                chunks.tobytes(),
                digests.tobytes(),
                places,
                warnings,
            )
        )

    def by_chunk(self, rows: Sequence[bytes]) -> tuple["array[int]", "array[int]"]:
        """The chunks that sorted rows belong to, and a digest of the rows in each."""
        cuts, number, start, end = self.bench.cuts_in_bytes, 0, 0, len(rows)
        chunks, digests = array("I"), []
        while start < end:
            number = bisect_right(cuts, rows[start], number) - 1
            stop = start + 1
            if number + 1 == len(cuts):
                stop = end
            elif stop < end and rows[stop] < (cut := cuts[number + 1]):
                stop = bisect_left(rows, cut, stop)
            text = rows[start] if stop == start + 1 else _END.join(rows[start:stop])
            chunks.append(number)
            digests.append(hashlib.sha256(text).digest()[:8])
            start = stop
        return chunks, array("Q", b"".join(digests))

    def policy(self) -> None:
        """The problems of documents that did not pass at first sight."""
        if not self.suspects:
            return
        here = self.bench
        lines = [
            quad_line(*triple, "<g:g>")
            for told in self.suspects
            for triple in _published(told, here.publication.base)
        ]
        found = policy.breaches(lines, here.vocabulary, here.publication.allowed_namespaces)
        if not found:
            return
        from lod.derive import validation  # and with it all of SHACL, which is seldom needed here

        claims = [claim for told in self.suspects for claim in told.claims]
        self.problems.extend(validation.located(found, claims, here.mint))

    def write(self, folder: Path, width: int) -> tuple[str, bytes]:
        """The rows, sorted, one frame a stretch of `width` chunks; the ends of the frames."""
        self.rows.sort()
        cuts = self.bench.cuts_in_bytes
        compress = zstandard.ZstdCompressor(level=LEVEL).compress
        ends = array("Q")
        path = folder / run_name(self.batch.number)
        start = position = 0
        with path.open("wb") as file:
            for first in range(width, len(cuts) + width, width):
                stop = len(self.rows)
                if first < len(cuts):
                    stop = bisect_left(self.rows, cuts[first], start)
                if stop > start:
                    position += file.write(compress(_END.join(self.rows[start:stop])))
                ends.append(position)
                start = stop
        return str(path), ends.tobytes()


def _own(document: Document | None) -> Sequence[Triple]:
    """What the record of a document says of it."""
    return tuple(mapping.document_triples(document)) if document else ()


def _behind(told: _Told, base: str) -> Iterator[Triple]:
    """What stands behind the claims of a document but quotes."""
    subject = f"<{told.document.iri}>" if told.document else f"<{base}>"
    for proof, _ in told.entries:
        for rule in proof.rules:
            yield subject, _DESCRIPTION, rule
        for source in proof.sources:
            yield subject, _SOURCE, source


def _published(told: _Told, base: str) -> Iterator[Triple]:
    """All that is said for a document."""
    yield from _typed(told.types)
    yield from _own(told.document)
    yield from _behind(told, base)
    for entry in told.entries:
        for said in entry.said:
            yield said[:3]
    if told.document:
        for exact in _quotes(told.entries):
            literal_ = literal(exact, language=told.document.language)
            yield f"<{told.document.iri}>", _EXACT, literal_


def _typed(types: Iterable[Typed]) -> Iterator[Triple]:
    return ((thing, TYPE, class_term) for thing, class_term in types)


def _quotes(entries: Iterable[Entry]) -> set[str]:
    """The words of the document that are published with its claims."""
    return {one.span.exact for proof, _ in entries for one in proof.evidence}


def _exact(spans: Mapping[Quote, Span]) -> list[str]:
    return [span.exact for quote, span in spans.items() if span.exact != quote.text]


def in_order(found: Iterable[Run], numbers: Iterable[int]) -> Iterator[Run]:
    """The runs by number, each as soon as those before it are there."""
    waiting: dict[int, Run] = {}
    wanted = sorted(numbers, reverse=True)
    for run in found:
        waiting[run.number] = run
        while wanted and wanted[-1] in waiting:
            yield waiting.pop(wanted.pop())


def _warnings(document: Document | None, found: Entries) -> Iterable[Problem]:
    """What an editor is told of one record; of sheets `curate.sources` tells."""
    yield from in_entries(found)
    if document:
        yield from overquoted(document, found.spans.values())


def recorded(
    line: bytes, path: str, number: int, here: Bench, known: Known
) -> tuple[Document | None, Entries]:
    """The document of one line, None where there is none, and what it says; InvalidInput."""
    record = jsonlines.read(line, path, number)
    document = None
    if record.document is not None:
        described = Record(path, record.document, record.place)
        document = documents.read(
            described, here.register, here.publication.base, here.publication.languages
        )
    spans = record.spans(document.length if document else 0)
    finder = Finder(None, spans, RECORD_IN_LINE)
    said = Record(path, record.claims, record.place)
    return document, claims.entries(said, document, known, here.register, finder, here.settings)
