"""Rows -> chunks: a range of the dataset with its pieces of every dump, kept as one file.

A chunk's rows are kept beside its pieces, each row with the document it came from. When documents
change, their rows are taken out, the new ones put in, and the chunk is made again; a chunk whose
rows and whose news from other chunks are the same is left alone.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from lod.flow import pieces
from lod.flow.claimed import Claimed
from lod.flow.evidence import UNWRITTEN, Evidence, Said
from lod.flow.parts import DATES, ROWS, Part, Parts
from lod.flow.pieces import EVIDENCE, NQUADS, Piece, Pieces
from lod.flow.plan import Bench, Plan, bench
from lod.flow.reason import NO_NEWS, NOTHING, Exports, Incoming, Reasoned, Reasoning, Stated
from lod.flow.rows import END, Frame, Fresh, Source
from lod.flow.scope import Scope

_MOST = 1 << 20
"""Bytes of N-Quads that are one frame, about."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: where it begins, its file, its parts, what it exports and what it counts."""

    cut: str
    digest: str
    path: str = ""
    parts: tuple[Part, ...] = ()
    exports: Exports = NOTHING
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def unfinished(self) -> bool:
        """Whether the chunk was left without pieces, to be made again with the news."""
        return bool(self.path) and not self.counts


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chunk to make: its number, the rows it had, the news from elsewhere, its old digest.

    `early` says that news is still to come, so that a chunk which waits for it may be left
    unfinished: it tells others what it knows, and has no pieces.
    """

    number: int
    old: tuple[Frame, ...] = ()
    incoming: Incoming = NO_NEWS
    digest: str = ""
    early: bool = False


def make(
    plan: Plan,
    wanted: Sequence[Wanted],
    fresh: Fresh,
    stretch: int,
    folder: str,
) -> tuple[Chunk, ...]:
    """Make chunks of one stretch, with the fresh rows and what stays of the old ones.

    A chunk that comes out as it was has no file in the result; an empty one is not there.
    """
    here, kitchen = bench(plan), _kitchen(plan)
    with _no_collection():
        source = Source(fresh, stretch)
        made = [_made(here, kitchen, source, one, folder) for one in wanted]
    return tuple(chunk for chunk in made if chunk)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for cycles of objects: here are none, and many objects to search."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _made(
    here: Bench, kitchen: "_Kitchen", source: Source, wanted: Wanted, folder: str
) -> Chunk | None:
    cuts, number = here.cuts, wanted.number
    low, high = cuts[number], cuts[number + 1] if number + 1 < len(cuts) else ""
    cook = _Cook(here, kitchen, low, high, wanted.incoming)
    lot: list[bytes] = []
    for following in source.lots(low.encode(), high.encode(), wanted.old):
        cook.take(lot)
        lot = following
        cook.note(lot)
    if not lot and not wanted.incoming:
        return None
    digest = cook.digest()
    if digest == wanted.digest:
        return Chunk(low, digest)
    cook.take(lot)
    del lot
    cook.reason()
    waits = wanted.early and cook.waits()
    return cook.unfinished(digest, folder) if waits else cook.chunk(digest, folder)


@dataclass(frozen=True, slots=True)
class _Kitchen:
    """The tools that are kept from chunk to chunk."""

    pieces: Pieces
    evidence: Evidence
    scope: Scope


@lru_cache(maxsize=2)
def _kitchen(plan: Plan) -> _Kitchen:
    here = bench(plan)
    made = Pieces(here)
    return _Kitchen(made, Evidence(here, made.blocks), Scope(here))


class _Cook:
    """Makes one chunk."""

    def __init__(
        self, here: Bench, kitchen: _Kitchen, low: str, high: str, incoming: Incoming
    ) -> None:
        self.here, self.kitchen, self.low, self.incoming = here, kitchen, low, incoming
        self.facts = Reasoning(here, kitchen.scope, low, high)
        self.claimed = Claimed(here, kitchen.evidence if kitchen.evidence.wanted else None)
        self.packed: list[bytes] = []
        self.has_facts = False
        self.reasoned = Reasoned()
        self.parts = Parts(gzip=here.plan.gzip)
        self.hash, self.raw = hashlib.sha256(), b""
        self.claims_end = f" {here.templates.graph} ."

    def note(self, lot: Sequence[bytes]) -> None:
        """Enter rows, greater than those that came before, in the digest."""
        self.raw = END.join(lot)
        self.hash.update(self.raw)
        self.hash.update(END)

    def take(self, lot: Sequence[bytes]) -> None:
        """Take in the rows that were noted last."""
        if lot:
            self.parts.add(ROWS, self.raw)
        if b"\tF\t" not in self.raw and b"\tX\t" not in self.raw:
            self.packed += lot
            return
        for row in lot:
            subject, _, sort, payload = row.split(b"\t", 3)
            if sort in (b"F", b"X"):
                self.facts.take(subject.decode(), sort.decode(), payload.decode())
                self.has_facts = True
            else:
                self.packed.append(row)

    def digest(self) -> str:
        """What decides every byte of the chunk: the rows, the news, the model, the dumps."""
        plan, incoming = self.here.plan, self.incoming
        news = [
            sorted(incoming.lost),
            sorted(incoming.claims),
            sorted(incoming.context),
            sorted(incoming.raised),
        ]
        news += [sorted(told) for told in incoming.rounds]
        digest = self.hash.copy()
        digest.update(repr((self.low, plan.model, plan.dumps, plan.gzip, news)).encode())
        return digest.hexdigest()[:40]

    def reason(self) -> None:
        """Conclude from the facts what they say."""
        if self.has_facts or self.incoming.rounds:
            self.reasoned = self.facts.reasoned(self.incoming)
        self.facts.forget()
        self.raw = b""
        self.parts.add(DATES, "\n".join(self.reasoned.dates).encode())

    def waits(self) -> bool:
        """Whether dates hang on things elsewhere, of which nothing is known yet."""
        links = self.reasoned.exports.links
        return bool(links) and not (self.incoming.context or self.packed)

    def unfinished(self, digest: str, folder: str) -> Chunk:
        """The chunk with its rows only."""
        return self.stored(f"{digest}-", folder, ())

    def chunk(self, digest: str, folder: str) -> Chunk:
        """The chunk with all its pieces."""
        counts = {
            **self.pieces(self.facts.stated()),
            "claims": self.claimed.count if self.claimed.sorts else 0,
            "conflicts": self.reasoned.conflicts,
            "unresolved": self.reasoned.unresolved,
        }
        return self.stored(digest, folder, tuple(counts.items()))

    def stored(self, digest: str, folder: str, counts: tuple[tuple[str, int], ...]) -> Chunk:
        """The chunk as a file, named after its parts too.

        Which rows are packed together depends on what came before; a state that was published
        names parts of a file, and nothing may be written over them.
        """
        parts, exports = tuple(self.parts.listed), self.exports(self.reasoned.exports)
        name = f"{digest}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:8]}"
        path = f"{folder}/{digest[:2]}/{name}.chunk"
        self.parts.write(path)
        return Chunk(self.low, digest, path, parts, exports, counts)

    def pieces(self, stated: Sequence[Stated]) -> dict[str, int]:
        """Add the piece of each dump; how many quads and triples there are."""
        wanted, end = self.here.plan.dumps, self.claims_end
        evidence = [d for d in self.kitchen.evidence.wanted if d == EVIDENCE or not stated]
        blocks, triples = self.lines(stated)
        quads = 0
        whole: list[bytes] = []
        said: list[Piece] = []
        for frame in _frames(blocks):
            text = b"\n".join([*[lines for lines, _ in frame], b""])
            quads += text.count(b"\n") if stated else 0
            if NQUADS in wanted:
                self.parts.add(NQUADS, text)
            if stated and self.kitchen.pieces.wants_all:
                whole.append(text)
            said += self.kitchen.evidence.pieces(evidence, frame)
        facts = self.kitchen.pieces.of(pieces.nodes(stated, end))
        said.sort(key=attrgetter("dump"))
        for piece in pieces.joined((*facts, *self.kitchen.pieces.of_all(whole), *said)):
            self.parts.add(piece.dump, piece.raw, piece.kind)
        if not stated:
            quads = triples = self.claimed.lines
        return {"quads": quads, "triples": triples}

    def lines(self, stated: Sequence[Stated]) -> tuple[Iterator[Said], int]:
        """The lines in order, some at once, and how many triples they are where there are facts."""
        said = self.claimed.blocks(self.packed, self.incoming.claims)
        if not stated:
            return said, 0
        facts = pieces.texts(stated)
        if not (blocks := list(said)):
            return ((one, UNWRITTEN) for one in facts), sum(len(one.said) for one in stated)
        every = sorted(b"\n".join((*facts, *[lines for lines, _ in blocks])).split(b"\n"))
        triples = len({line.rsplit(b" ", 2)[0] for line in every})
        return iter([(b"\n".join(every), UNWRITTEN)]), triples

    def exports(self, own: Exports) -> Exports:
        """What the claims of the chunk say of codes and the like joins what the facts export."""
        claims = set(own.claims)
        for sort in self.claimed.sorts:
            written = self.here.templates.written(sort)
            claims.update(" ".join(triple) for triple in written.elsewhere)
        raised = tuple(sorted(self.claimed.raised))
        return Exports(own.lost, tuple(sorted(claims)), own.rounds, own.links, raised)


def _frames(blocks: Iterable[Said]) -> Iterator[list[Said]]:
    """The blocks parted so that their text is not much larger than one frame should be."""
    some: list[Said] = []
    size = 0
    for block in blocks:
        some.append(block)
        size += len(block[0])
        if size > _MOST:
            yield some
            some, size = [], 0
    if some:
        yield some
