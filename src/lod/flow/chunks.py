"""Rows -> chunks: a range of the dataset with its pieces of every dump, kept as one file.

A chunk's rows are kept beside its pieces, each row with the document it came from. When documents
change, their rows are taken out, the new ones put in, and the chunk is made again; a chunk whose
rows and whose news from other chunks are the same is left alone.
"""

import hashlib
import os
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import zstandard

from lod.derive import conflicts
from lod.errors import WriteError
from lod.flow import pieces, runs
from lod.flow.pieces import NQUADS, Piece, Pieces
from lod.flow.plan import Bench, Plan, bench
from lod.flow.reason import NO_NEWS, PROOF, Exports, Incoming, Reasoned, Reasoning, Scope
from lod.flow.shards import END_OF_ROW, merged
from lod.flow.templates import UNIT
from lod.model import Claim, Rank, Status
from lod.ntriples import RDF

ROWS = "rows"
DATES = "dates"
_GZIP_LEVEL = 1
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a chunk lies in its file; `size` and `crc` are those of its plain text."""

    name: str
    kind: str
    offset: int
    length: int
    size: int
    gzip: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: where it begins, its file, its parts, what it exports and what it counts."""

    cut: str
    digest: str
    path: str
    parts: tuple[Part, ...]
    exports: Exports
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Old:
    """The rows of a chunk as they were: file, offset and length."""

    path: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chunk to make: its number, the rows it had, the news from elsewhere, its old digest."""

    number: int
    old: tuple[Old, ...] = ()
    incoming: Incoming = NO_NEWS
    digest: str = ""


def make(
    plan: Plan,
    wanted: Sequence[Wanted],
    new: Sequence[tuple[str, int, int]],
    changed: frozenset[str],
    folder: str,
) -> tuple[Chunk, ...]:
    """Make chunks of one stretch; `changed` documents lose their old rows, `new` rows come in.

    A chunk that comes out as it was has no file in the result; an empty one is not there.
    """
    here = bench(plan)
    fresh = sorted(runs.stretch_of(new)) if new else []
    kitchen = _kitchen(plan)
    return tuple(
        chunk
        for one in wanted
        if (chunk := _made(here, kitchen, one, fresh, changed, Path(folder))) is not None
    )


@dataclass(frozen=True, slots=True)
class _Kitchen:
    """The tools that are kept from chunk to chunk."""

    pieces: Pieces
    scope: Scope


@lru_cache(maxsize=2)
def _kitchen(plan: Plan) -> _Kitchen:
    here = bench(plan)
    return _Kitchen(Pieces(here), Scope(here))


def _made(
    here: Bench,
    kitchen: _Kitchen,
    wanted: Wanted,
    fresh: Sequence[str],
    changed: frozenset[str],
    folder: Path,
) -> Chunk | None:
    cuts = here.cuts
    low = cuts[wanted.number]
    high = cuts[wanted.number + 1] if wanted.number + 1 < len(cuts) else ""
    rows = _within(fresh, low, high)
    if wanted.old:
        kept = [row for row in _stored(wanted.old) if row.split("\t", 2)[1] not in changed]
        rows = sorted((*_within(sorted(kept), low, high), *rows))
    if not rows and not wanted.incoming:
        return None
    text = END_OF_ROW.join(rows).encode()
    digest = _digest(here.plan, low, text, wanted.incoming)
    if digest == wanted.digest:
        return Chunk(low, digest, "", (), Exports(), ())
    return _Cook(here, kitchen, low, high).chunk(rows, text, wanted.incoming, digest, folder)


def _statement(sort: str, payload: str) -> tuple[str, str, str]:
    """What a row's claim says."""
    if sort[0] == "C":
        subject, predicate, object_ = payload.split(UNIT, 3)[:3]
        return subject, predicate, object_
    parts = dict(line.split(" ", 2)[1:] for line in payload.split("\n"))
    subject, predicate, object_ = (
        parts[f"<{RDF}{part}>"].rsplit(" ", 2)[0] for part in ("subject", "predicate", "object")
    )
    return subject, predicate, object_


def _within(rows: Sequence[str], low: str, high: str) -> Sequence[str]:
    stop = bisect_left(rows, high) if high else len(rows)
    return rows[bisect_left(rows, low) : stop]


def _stored(old: Iterable[Old]) -> Iterator[str]:
    for one in old:
        text = read(one.path, one.offset, one.length).decode()
        if text:
            yield from text.split(END_OF_ROW)


def read(path: str, offset: int, length: int) -> bytes:
    """A part of a chunk's file as plain bytes; WriteError where somebody took it away."""
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            raw = os.pread(file, length, offset)
        finally:
            os.close(file)
        return zstandard.ZstdDecompressor().decompress(raw)
    except (OSError, zstandard.ZstdError) as error:
        what = f"the cache is damaged: {path}: {error}"
        raise WriteError(what, "delete the folder .lod and try again") from error


def _digest(plan: Plan, low: str, text: bytes, incoming: Incoming) -> str:
    news = [
        sorted(incoming.lost),
        sorted(incoming.claims),
        sorted(incoming.context),
        sorted(incoming.raised),
    ]
    news += [sorted(told) for told in incoming.rounds]
    digest = hashlib.sha256(text)
    digest.update(repr((low, plan.model, plan.dumps, plan.gzip, news)).encode())
    return digest.hexdigest()[:40]


class _Cook:
    """Makes one chunk."""

    def __init__(self, here: Bench, kitchen: _Kitchen, low: str, high: str) -> None:
        self.here, self.kitchen, self.low, self.high = here, kitchen, low, high
        self.claims_end = f" {here.templates.graph} ."

    def chunk(
        self, rows: Sequence[str], text: bytes, incoming: Incoming, digest: str, folder: Path
    ) -> Chunk:
        facts = Reasoning(self.here, self.kitchen.scope, self.low, self.high)
        packed: list[tuple[str, str, str]] = []
        self.sorts: set[str] = set()
        self.raised: set[str] = set()
        has_facts = False
        for row in rows:
            subject, _, sort, payload = row.split("\t", 3)
            if sort in ("F", "X"):
                facts.take(subject, sort, payload)
                has_facts = True
            else:
                packed.append((subject, sort, payload))
        reasoned = Reasoned({}, Exports(), [])
        if has_facts or incoming.rounds:
            reasoned = facts.reasoned(incoming)
        said = self.said(list(self.unpacked(packed)), incoming)
        own, evidence, whole, quads, count = self.lines(reasoned, said)
        exports = self.exports(reasoned)
        counts = {
            "quads": quads,
            "triples": count,
            "claims": len(said) if self.sorts else 0,
            "conflicts": reasoned.conflicts,
            "unresolved": reasoned.unresolved,
        }
        made = self.kitchen.pieces.of(own, evidence)
        return self.stored(text, whole, reasoned, made, exports, counts, digest, folder)

    def unpacked(self, packed: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        """The lines of rows about claims and spans: (subject, lines)."""
        templates = self.here.templates
        for subject, group in groupby(packed, key=itemgetter(0)):
            rows = self.ranked(list(group))
            if len(rows) > 1 and all(sort[0] == "C" for _, sort, _ in rows):
                yield subject, templates.together(subject, [(row[1][1:], row[2]) for row in rows])
                continue
            for _, sort, payload in rows:
                if sort == "E":
                    yield subject, self.here.spans.unpacked(subject, payload)
                elif sort[0] == "L":
                    yield subject, payload
                else:
                    yield subject, templates.unpacked(subject, sort[1:], payload)

    def ranked(self, rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """The rows about one claim with the best rank that any document gives it."""
        sorts = {sort[1:] for _, sort, _ in rows if sort != "E"}
        ranks = {sort.split(" ")[1] for sort in sorts}
        if len(ranks) > 1:
            node, sort, payload = rows[0]
            status = sort[1:].split(" ")[0]
            statement = _statement(sort, payload)
            alike = [
                Claim(*statement, Status(status), Rank(rank), "", PROOF, ("",), ("",))
                for rank in sorted(ranks)
            ]
            best = conflicts.with_one_rank(alike)[0].rank.value
            if Rank.DEPRECATED.value in ranks:
                self.raised.add("\t".join((best, status, node, " ".join(statement))))
            rows = [(node, *self.with_rank(sort, text, best)) for _, sort, text in rows]
            sorts = {sort[1:] for _, sort, _ in rows}
        self.sorts.update(sorts)
        return rows

    def with_rank(self, sort: str, payload: str, rank: str) -> tuple[str, str]:
        """A row's sort and payload with another rank; lines at length hold the rank themselves."""
        status, before, rest = sort.split(" ", 2)
        code = self.here.mint.code
        if sort[0] == "L":
            payload = payload.replace(f" {code(before)} ", f" {code(rank)} ")
        return f"{status} {rank} {rest}", payload

    def said(self, blocks: list[tuple[str, str]], incoming: Incoming) -> list[tuple[str, str]]:
        """The blocks of lines about claims and spans, one a subject, in order."""
        news: dict[str, list[str]] = {}
        for text in incoming.claims:
            line = f"{text}{self.claims_end}"
            news.setdefault(text.split(" ", 1)[0], []).append(line)
        for subject, extra in news.items():
            blocks.append((subject, "\n".join(sorted(extra))))
        if news:
            blocks.sort()
        made: list[tuple[str, str]] = []
        for subject, payload in blocks:
            if made and subject.startswith(made[-1][0]):
                made[-1] = (made[-1][0], merged((made[-1][1], payload)))
            else:
                made.append((subject, payload))
        return made

    def lines(
        self, reasoned: Reasoned, said: list[tuple[str, str]]
    ) -> tuple[list[str], list[str], str, int, int]:
        """Lines of facts and, where a dump needs them, of claims; the text; quads and triples."""
        count = sum(block.count("\n") + 1 for _, block in said)
        facts: list[str] = []
        evidence: list[str] = []
        for lines in reasoned.lines.values():
            count += len({line.rsplit(" ", 2)[0] for line in lines})
            own = [line for line in lines if not line.endswith(self.claims_end)]
            facts.extend(own)
            if len(own) < len(lines):
                evidence.extend(line for line in lines if line.endswith(self.claims_end))
        text = "\n".join([block for _, block in said])
        if reasoned.lines:
            every = [*evidence, *facts, *(text.split("\n") if said else ())]
            quads = len(every)
            if said:
                count = len({line.rsplit(" ", 2)[0] for line in every})
            text = "\n".join(sorted(every))
        else:
            quads = count
        if said and pieces.EVIDENCE in self.here.plan.dumps:
            evidence = sorted(
                (*evidence, *(line for _, block in said for line in block.split("\n")))
            )
        return facts, evidence, text, quads, count

    def exports(self, reasoned: Reasoned) -> Exports:
        """What the claims of the chunk say of codes and the like joins what the facts export."""
        claims = set(reasoned.exports.claims)
        for sort in self.sorts:
            written = self.here.templates.written(sort)
            claims.update(" ".join(triple) for triple in written.elsewhere)
        own = reasoned.exports
        return Exports(
            own.lost, tuple(sorted(claims)), own.rounds, own.links, tuple(sorted(self.raised))
        )

    def stored(
        self,
        rows: bytes,
        text: str,
        reasoned: Reasoned,
        made: list[Piece],
        exports: Exports,
        counts: dict[str, int],
        digest: str,
        folder: Path,
    ) -> Chunk:
        """The chunk as a file, complete or not there at all."""
        compress = zstandard.ZstdCompressor(level=runs.LEVEL).compress
        plain = [(ROWS, "", rows), (DATES, "", "\n".join(reasoned.dates).encode())]
        if text and NQUADS in self.here.plan.dumps:
            plain.append((NQUADS, "", f"{text}\n".encode()))
        plain += [(piece.dump, piece.kind, piece.text.encode()) for piece in made]
        parts: list[Part] = []
        path = folder / digest[:2] / f"{digest}.chunk"
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        offset = 0
        with temporary.open("wb") as file:
            for name, kind, raw in plain:
                packed = compress(raw)
                length = file.write(packed)
                zipped = 0
                if self.here.plan.gzip and name not in (ROWS, DATES):
                    compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
                    zipped = file.write(compressor.compress(raw) + compressor.flush())
                parts.append(Part(name, kind, offset, length, len(raw), zipped))
                offset += length + zipped
        temporary.replace(path)
        return Chunk(self.low, digest, str(path), tuple(parts), exports, tuple(counts.items()))
