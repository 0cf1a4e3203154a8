"""Records -> runs: the rows of a batch of documents, sorted and parted by range.

A run is a file of zstd frames, one for each stretch of chunks, so that whoever makes a stretch
reads from every run just what belongs to it: an external sort of any size in bounded memory.
"""

import gc
import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import zstandard

from lod.curate import claims, documents, withdrawal
from lod.curate.agreement import disagreements
from lod.curate.claims import Reading
from lod.curate.extent import overquoted
from lod.curate.quotes import Finder
from lod.curate.records import Record
from lod.curate.sources import Sources
from lod.derive import conflicts, mapping, policy, validation
from lod.derive.mapping import Triple
from lod.errors import InvalidInput, Problem
from lod.flow import lines as jsonlines
from lod.flow import shards
from lod.flow.plan import Bench, Plan, bench
from lod.flow.rows import run_name
from lod.flow.shards import END_OF_ROW
from lod.model import Claim, Document, Evidence, Position, Status
from lod.ntriples import literal, quad_line
from lod.vocab import RDF_TYPE

LEVEL = 1
_SOURCE = "<http://www.w3.org/ns/prov#hadPrimarySource>"
_DESCRIPTION = "<https://schema.org/description>"
_EXACT = "<http://www.w3.org/ns/oa#exact>"
_TYPE = f"<{RDF_TYPE}>"


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one task: lines of a JSON Lines file, given or still in the file, or readings."""

    number: int
    path: str
    first: int
    offset: int = 0
    length: int = 0
    raw: bytes = b""
    file: str = ""
    only: frozenset[bytes] | None = None
    readings: tuple[tuple[Document | None, Reading], ...] = ()
    digests: tuple[str, ...] = ()
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
    """A batch that was mapped: its file, where each stretch ends, documents and problems."""

    number: int
    path: str
    ends: bytes
    documents: tuple[Mapped, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]


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


class _Mapper:
    def __init__(self, bench_: Bench, batch: Batch, *, keep_going: bool) -> None:
        self.bench, self.batch, self.keep_going = bench_, batch, keep_going
        self.rows: list[str] = list(batch.extra)
        self.documents: list[Mapped] = []
        self.problems: list[Problem] = []
        self.left_out: list[Problem] = []
        self.suspects: list[tuple[Document | None, Reading]] = []

    def run(self, folder: Path, width: int) -> Run:
        if self.batch.readings:
            digests = self.batch.digests
            for (document, reading), text in zip(self.batch.readings, digests, strict=True):
                self.add(document, reading, bytes.fromhex(text), 0)
        elif self.batch.raw or self.batch.file:
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
        )

    def lines(self) -> Iterable[tuple[int, bytes, bytes]]:
        raw = self.batch.raw or jsonlines.part(
            self.batch.file, self.batch.offset, self.batch.length
        )
        for number, line in enumerate(raw.split(b"\n"), self.batch.first):
            if not line.strip():
                continue
            digest = hashlib.sha256(line).digest()[:16]
            if self.batch.only is None or digest in self.batch.only:
                yield number, digest, line

    def record(self, number: int, digest: bytes, line: bytes) -> None:
        """One line: a document with its claims."""
        here = self.bench
        try:
            record = jsonlines.read(line, self.batch.path, number)
            document = None
            if record.document is not None:
                described = Record(self.batch.path, record.document, record.place)
                document = documents.read(described, here.register, here.publication.base)
            reading = claims.read(
                Record(self.batch.path, record.claims, record.place),
                document,
                here.vocabulary,
                here.register,
                Finder(None, record.spans(document.length if document else 0)),
                here.settings,
            )
            if reading.problems:
                raise InvalidInput(reading.problems)
            kept_document, kept = without(document, reading, here)
            if kept_document is not None or document is None:
                self.add(kept_document, kept, digest, number)
        except InvalidInput as error:
            (self.left_out if self.keep_going else self.problems).extend(error.problems)

    def add(self, document: Document | None, reading: Reading, digest: bytes, line: int) -> None:
        where = reading.claims[0].position if reading.claims else Position("")
        key = document.key if document else f"\n{where.path}:{digest.hex() if line else ''}"
        name = shards.ident(key)
        reading = replace(reading, claims=conflicts.with_one_rank(reading.claims))
        made = shards.shard(document, reading, name, self.bench)
        rows = sorted(made.rows)
        chunks, digests = self.by_chunk(rows)
        self.rows.extend(rows)
        said = _statements(document, reading, self.bench.publication.base)
        if not self.bench.inspector.passes(said, _quotes(reading)):
            self.suspects.append((document, reading))
        self.documents.append(
            Mapped(
                name,
                key,
                digest,
                line,
                made.claims,
                chunks.tobytes(),
                digests.tobytes(),
                () if line else shards.places(reading.claims),
                tuple(_warnings(document, reading)) if line else (),
            )
        )

    def by_chunk(self, rows: Sequence[str]) -> tuple["array[int]", "array[int]"]:
        """The chunks that sorted rows belong to, and a digest of the rows in each."""
        cuts, start = self.bench.cuts, 0
        chunks, digests = array("I"), array("Q")
        while start < len(rows):
            number = bisect_right(cuts, rows[start].split("\t", 1)[0]) - 1
            stop = len(rows)
            if number + 1 < len(cuts):
                stop = bisect_left(rows, cuts[number + 1], start)
            text = END_OF_ROW.join(rows[start:stop]).encode()
            chunks.append(number)
            digests.frombytes(hashlib.sha256(text).digest()[:8])
            start = stop
        return chunks, digests

    def policy(self) -> None:
        """The problems of documents that did not pass at first sight."""
        if not self.suspects:
            return
        here = self.bench
        lines = [
            quad_line(*triple, "<g:g>")
            for document, reading in self.suspects
            for triple in chain(
                _statements(document, reading, here.publication.base), _quoted(document, reading)
            )
        ]
        found = policy.breaches(lines, here.vocabulary, here.publication.allowed_namespaces)
        claims = [claim for _, reading in self.suspects for claim in reading.claims]
        self.problems.extend(validation.located(found, claims, here.mint))

    def write(self, folder: Path, width: int) -> tuple[str, bytes]:
        """The rows, sorted, one frame a stretch of `width` chunks; the ends of the frames."""
        self.rows.sort()
        cuts = self.bench.cuts
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
                    position += file.write(
                        compress(END_OF_ROW.join(self.rows[start:stop]).encode())
                    )
                ends.append(position)
                start = stop
        return str(path), ends.tobytes()


def _statements(document: Document | None, reading: Reading, base: str) -> Iterator[Triple]:
    """All that is said for a document but its quotes, for the policy to look at."""
    for thing, class_term in reading.types:
        yield thing, _TYPE, class_term
    if document:
        yield from mapping.document_triples(document)
    subject = f"<{document.iri}>" if document else f"<{base}>"
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    for claim in reading.claims:
        yield claim.subject, claim.predicate, claim.object
        if claim.rules is not rules:
            rules = claim.rules
            for rule in rules:
                yield subject, _DESCRIPTION, rule
        if claim.sources is not sources:
            sources = claim.sources
            for source in sources:
                yield subject, _SOURCE, source


def _quotes(reading: Reading) -> set[str]:
    """The words of the document that are published with its claims."""
    found: set[str] = set()
    evidence: tuple[Evidence, ...] = ()
    for claim in reading.claims:
        if claim.evidence is not evidence:
            evidence = claim.evidence
            found.update([one.span.exact for one in evidence])
    return found


def _quoted(document: Document | None, reading: Reading) -> Iterator[Triple]:
    if document:
        for exact in _quotes(reading):
            yield f"<{document.iri}>", _EXACT, literal(exact, language=document.language)


def in_order(found: Iterable[Run], numbers: Iterable[int]) -> Iterator[Run]:
    """The runs by number, each as soon as those before it are there."""
    waiting: dict[int, Run] = {}
    wanted = sorted(numbers, reverse=True)
    for run in found:
        waiting[run.number] = run
        while wanted and wanted[-1] in waiting:
            yield waiting.pop(wanted.pop())


def _warnings(document: Document | None, reading: Reading) -> Iterable[Problem]:
    """What an editor is told of one record; of files that people edit `curate.sources` tells."""
    yield from disagreements(reading.claims)
    if document:
        yield from overquoted(document, reading.spans.values())


def without(
    document: Document | None, reading: Reading, here: Bench
) -> tuple[Document | None, Reading]:
    """A document as if nothing had been said of what is withdrawn, anywhere in the publication."""
    plan = here.plan
    if not plan.gone:
        return document, reading
    told = Reading("", tuple(_told(named) for named in plan.naming), frozenset(), {}, ())
    sources = Sources(
        here.publication, here.vocabulary, here.register,
        {document.key: document} if document else {}, (reading, told), frozenset(), (),
    )  # fmt: skip
    kept = withdrawal.without(sources, plan.gone)
    if document and document.key not in kept.documents:
        return None, reading
    return document, kept.readings[0]


def _told(named: tuple[str, str, str]) -> Claim:
    return Claim(*named, Status.EXTERNAL, sources=("<x:x>",), position=Position(""))
