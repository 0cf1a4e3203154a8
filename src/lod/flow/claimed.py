"""Rows about claims and spans -> their lines, block by block.

Nine of ten lines of a dataset come from here, so they are made in UTF-8 and stay so: one block is
one subject, and the blocks of a chunk in order are the chunk's text.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from lod.derive import conflicts
from lod.flow.plan import Bench
from lod.flow.reason import PROOF
from lod.flow.templates import UNIT
from lod.model import Claim, Rank, Status
from lod.ntriples import RDF

Row = tuple[bytes, str, bytes]
"""Subject, sort, payload."""

Block = tuple[bytes, bytes]
"""What the subjects of some lines begin with, and those lines."""


class Claimed:
    """The claims of one chunk; `sorts` and `raised` are what it finds beside their lines."""

    def __init__(self, here: Bench) -> None:
        self.here = here
        self.sorts: set[str] = set()
        self.raised: set[str] = set()
        self._end = f" {here.templates.graph} ."

    def blocks(self, rows: Iterable[Row], news: Iterable[str]) -> list[bytes]:
        """The lines of the rows and of news about claims, triples as text."""
        blocks = list(self._unpacked(rows))
        told: dict[str, list[str]] = {}
        for text in sorted(news):
            told.setdefault(text.split(" ", 1)[0], []).append(f"{text}{self._end}")
        if told:
            extra = [(subject, "\n".join(lines)) for subject, lines in told.items()]
            blocks += [(subject.encode(), lines.encode()) for subject, lines in extra]
            blocks.sort()
        return _apart(blocks)

    def _unpacked(self, rows: Iterable[Row]) -> Iterator[Block]:
        templates, spans = self.here.templates, self.here.spans
        for subject, group in groupby(rows, key=itemgetter(0)):
            alike = list(group)
            if len(alike) > 1:
                alike = self._ranked(alike)
                if all(sort[0] == "C" for _, sort, _ in alike):
                    packed = [(sort[1:], payload) for _, sort, payload in alike]
                    yield subject, templates.together(subject, packed)
                    continue
            for _, sort, payload in alike:
                if sort == "E":
                    yield subject, spans.unpacked(subject, payload)
                    continue
                name = sort[1:]
                self.sorts.add(name)
                lines = sort[0] == "L"
                yield subject, payload if lines else templates.unpacked(subject, name, payload)

    def _ranked(self, rows: list[Row]) -> list[Row]:
        """The rows about one claim with the best rank that any document gives it."""
        sorts = {sort[1:] for _, sort, _ in rows if sort != "E"}
        ranks = {sort.split(" ")[1] for sort in sorts}
        if len(ranks) > 1:
            node, sort, payload = rows[0]
            status = sort[1:].split(" ")[0]
            statement = _statement(sort, payload.decode())
            alike = [
                Claim(*statement, Status(status), Rank(rank), "", PROOF, ("",), ("",))
                for rank in sorted(ranks)
            ]
            best = conflicts.with_one_rank(alike)[0].rank.value
            if Rank.DEPRECATED.value in ranks:
                told = (best, status, node.decode(), " ".join(statement))
                self.raised.add("\t".join(told))
            rows = [(node, *self._with_rank(sort, text, best)) for _, sort, text in rows]
            sorts = {sort[1:] for _, sort, _ in rows}
        self.sorts.update(sorts)
        return rows

    def _with_rank(self, sort: str, payload: bytes, rank: str) -> tuple[str, bytes]:
        """A row's sort and payload with another rank; lines at length hold the rank themselves."""
        status, before, rest = sort.split(" ", 2)
        code = self.here.mint.code
        if sort[0] == "L":
            old, new = f" {code(before)} ", f" {code(rank)} "
            payload = payload.replace(old.encode(), new.encode())
        return f"{status} {rank} {rest}", payload


def _apart(blocks: Iterable[Block]) -> list[bytes]:
    """The lines of the blocks in order; blocks that may run into one another become one."""
    made: list[bytes] = []
    name = b"\0"
    for subject, lines in blocks:
        if subject.startswith(name):
            every = {*made[-1].split(b"\n"), *lines.split(b"\n")}
            made[-1] = b"\n".join(sorted(every))
        else:
            made.append(lines)
            name = subject
    return made


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
