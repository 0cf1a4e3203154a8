"""Rows about claims and spans -> their lines, block by block.

Nine of ten lines of a dataset come from here, so they are made in UTF-8 and stay so: one block is
one subject, and the blocks of a chunk in order are the chunk's text.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from lod.derive import conflicts
from lod.flow.evidence import UNWRITTEN, Evidence, Said
from lod.flow.plan import Bench
from lod.flow.reason import PROOF
from lod.flow.templates import UNIT
from lod.flow.templates import Block as Slots
from lod.model import Claim, Rank, Status
from lod.ntriples import RDF

Row = Sequence[bytes]
"""The fields of a row: subject, document, sort, payload."""

Block = tuple[bytes, Said]
"""What the subjects of some lines begin with, and those lines."""

_LAST: Row = (b"",)
_UNIT = UNIT.encode()


class Claimed:
    """The claims of one chunk.

    What it finds beside their lines: `sorts`, `raised`, how many blocks there are, `count`, and
    how many lines, `lines`. Counting the lines of a text costs as much as making them, so those
    of a packed claim are known by its sort. `evidence` is given where its Turtle is wanted too.
    """

    def __init__(self, here: Bench, evidence: Evidence | None = None) -> None:
        self.here, self.evidence = here, evidence
        self.sorts: set[str] = set()
        self.raised: set[str] = set()
        self.count = self.lines = 0
        self._known: dict[bytes, tuple[Slots, int]] = {}
        self._end = f" {here.templates.graph} ."

    def blocks(self, rows: Iterable[bytes], news: Iterable[str]) -> Iterator[Said]:
        """The lines of the rows and of news about claims, triples as text."""
        for said in self._apart(_merged(self._written(rows), self._told(news))):
            self.count += 1
            yield said

    def _written(self, rows: Iterable[bytes]) -> Iterator[Block]:
        """The lines of the rows, those about one subject together."""
        alike: list[Row] = []
        parted = (row.split(b"\t", 3) for row in rows)
        for row, following in pairwise(chain(parted, (_LAST,))):
            subject = row[0]
            if subject == following[0]:
                alike.append(row)
            elif alike:
                for said in self._several([*alike, row]):
                    yield subject, said
                alike = []
            else:
                yield subject, self._one(row)

    def _one(self, row: Row) -> Said:
        """The lines of one row."""
        evidence = self.evidence
        subject, _, sort, payload = row
        known = self._known.get(sort)
        if known is None:
            if sort == b"E":
                lines = self._counted(self.here.spans.unpacked(subject, payload))
                return lines, evidence.spans(subject, payload) if evidence else UNWRITTEN
            name = sort[1:].decode()
            self.sorts.add(name)
            if sort[:1] == b"L":
                return self._counted(payload), UNWRITTEN
            block = self.here.templates.written(name).claim
            known = self._known[sort] = block, _count(block.text)
        block, count = known
        self.lines += count
        terms = payload.split(_UNIT)
        terms.append(subject)
        return block.filled(terms), evidence.claim(sort, terms) if evidence else UNWRITTEN

    def _counted(self, lines: bytes) -> bytes:
        self.lines += _count(lines)
        return lines

    def _several(self, rows: Sequence[Row]) -> list[Said]:
        """The lines of the rows about one subject: of packed claims together, else row by row."""
        rows = self._ranked(rows)
        if all(sort[:1] == b"C" for _, _, sort, _ in rows):
            packed = [(sort[1:].decode(), payload) for _, _, sort, payload in rows]
            lines = self._counted(self.here.templates.together(rows[0][0], packed))
            return [(lines, UNWRITTEN)]
        return [self._one(row) for row in rows]

    def _ranked(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows about one claim with the best rank that any document gives it."""
        sorts = _names(rows)
        ranks = {sort.split(" ")[1] for sort in sorts}
        if len(ranks) > 1:
            node, _, sort, payload = rows[0]
            status = sort[1:].decode().split(" ")[0]
            statement = _statement(sort, payload.decode())
            alike = [
                Claim(*statement, Status(status), Rank(rank), "", PROOF, ("",), ("",))
                for rank in sorted(ranks)
            ]
            best = conflicts.with_one_rank(alike)[0].rank.value
            if Rank.DEPRECATED.value in ranks:
                told = (best, status, node.decode(), " ".join(statement))
                self.raised.add("\t".join(told))
            rows = [self._with_rank(row, best) for row in rows]
            sorts = _names(rows)
        self.sorts.update(sorts)
        return rows

    def _with_rank(self, row: Row, rank: str) -> Row:
        """A row with another rank; lines at length hold the rank themselves."""
        node, document, sort, payload = row
        status, before, rest = sort.decode().split(" ", 2)
        code = self.here.mint.code
        if sort[:1] == b"L":
            old, new = f" {code(before)} ", f" {code(rank)} "
            payload = payload.replace(old.encode(), new.encode())
        return node, document, f"{status} {rank} {rest}".encode(), payload

    def _told(self, news: Iterable[str]) -> list[Block]:
        """The lines of news about claims, by their subjects."""
        told: dict[str, list[str]] = {}
        for text in sorted(news):
            told.setdefault(text.split(" ", 1)[0], []).append(f"{text}{self._end}")
        texts = ((subject.encode(), "\n".join(lines).encode()) for subject, lines in told.items())
        return [(subject, (self._counted(lines), UNWRITTEN)) for subject, lines in texts]

    def _apart(self, blocks: Iterable[Block]) -> Iterator[Said]:
        """The lines of blocks in order; blocks that may run into one another become one."""
        name, waiting = b"\0", (b"", UNWRITTEN)
        for subject, said in blocks:
            if subject.startswith(name):
                several = [*waiting[0].split(b"\n"), *said[0].split(b"\n")]
                every = sorted(set(several))
                self.lines -= len(several) - len(every)
                waiting = b"\n".join(every), UNWRITTEN
                continue
            if waiting[0]:
                yield waiting
            name, waiting = subject, said
        if waiting[0]:
            yield waiting


def _merged(blocks: Iterable[Block], others: list[Block]) -> Iterator[Block]:
    """Blocks in order and a few others in order, as one."""
    waiting = others[::-1]
    for block in blocks:
        while waiting and waiting[-1] < block:
            yield waiting.pop()
        yield block
    yield from waiting[::-1]


def _names(rows: Iterable[Row]) -> set[str]:
    """The names of the sorts of claims in rows."""
    return {sort[1:].decode() for sort in {row[2] for row in rows} if sort != b"E"}


def _count(text: bytes) -> int:
    """How many lines a text has."""
    return text.count(b"\n") + 1


def _statement(sort: bytes, payload: str) -> tuple[str, str, str]:
    """What a row's claim says."""
    if sort[:1] == b"C":
        subject, predicate, object_ = payload.split(UNIT, 3)[:3]
        return subject, predicate, object_
    parts = dict(line.split(" ", 2)[1:] for line in payload.split("\n"))
    subject, predicate, object_ = (
        parts[f"<{RDF}{part}>"].rsplit(" ", 2)[0] for part in ("subject", "predicate", "object")
    )
    return subject, predicate, object_
