"""What was found in the dataset -> the lines of the files that say so.

Rows tell which documents speak of a subject, and the ledger where each document stands: so only
the chunks are read that hold a thing with a finding. A JSON Lines record is one line, a claim of a
file that people edit has its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lod import shacl
from lod.derive import conflicts, validation
from lod.derive.conflicts import Conflict
from lod.derive.policy import Breach
from lod.errors import Problem
from lod.flow.chunks import Chunk
from lod.flow.ledger import Ledger
from lod.flow.parts import ROWS
from lod.flow.plan import Bench
from lod.flow.reason import PROOF, Reasoning
from lod.flow.rows import read
from lod.flow.scope import Scope
from lod.flow.shards import END_OF_ROW, ident
from lod.flow.templates import UNIT
from lod.model import Claim, Position, Rank, Status

Row = tuple[str, str, str, str]
"""Subject, short name of the document, sort, payload."""


class Places:
    """Finds the lines that are to blame; `told` are the claims of the files that people edit."""

    def __init__(self, here: Bench, ledger: Ledger, told: Iterable[Claim]) -> None:
        self.here, self.ledger = here, ledger
        self.chunks = {here.chunk_of(chunk.cut): chunk for chunk in ledger.each_chunk()}
        self.told = tuple(told)
        self._positions: dict[str, Position | None] = {}

    def of_results(self, report: shacl.Report, language: str) -> tuple[Problem, ...]:
        """The results of a report as problems; contradictions are told elsewhere."""
        mint = self.here.mint
        results = [
            result
            for result in report.results
            if not result.source_shape.endswith("#Conflict-warning>")
        ]
        breaches = [
            Breach(
                result.focus_node,
                result.path or "",
                result.value or "",
                validation.sentence(result, mint, language),
                "",
                result.source_shape.rsplit("#", 1)[-1].rstrip(">"),
            )
            for result in results
        ]
        claims = (*self.told, *self.claims({result.focus_node for result in results}))
        found = validation.located(breaches, claims, mint)
        problems = {
            replace(problem, severity=validation.severity_of(result.severity))
            for problem, result in zip(found, results, strict=True)
        }
        return (*sorted(problems), *validation.failures(report))

    def of_conflicts(self) -> tuple[Problem, ...]:
        """What an editor is told of the contradictions of all chunks."""
        scope = Scope(self.here)
        found: list[Conflict] = []
        for number, chunk in self.chunks.items():
            if dict(chunk.counts)["conflicts"]:
                found.extend(self._conflicts(number, chunk, scope))
        return tuple(conflicts.problems(found, self.here.mint))

    def claims(self, subjects: Iterable[str]) -> Iterator[Claim]:
        """What the records of JSON Lines say of these subjects and of their parts."""
        wanted: dict[int, set[str]] = defaultdict(set)
        for subject in subjects:
            wanted[self.here.chunk_of(subject)].add(subject)
            wanted[self.here.chunk_of(f"{subject[:-1]}/")].add(subject)
        for number, some in sorted(wanted.items()):
            if number in self.chunks:
                yield from self._claims(self.chunks[number], some)

    def _claims(self, chunk: Chunk, wanted: set[str]) -> Iterator[Claim]:
        for subject, document, sort, payload in _rows(chunk):
            names = _spans(subject, wanted) if sort == "E" else wanted.intersection(_up(subject))
            position = self.position(document) if names else None
            if position:
                key = self.ledger.key(document)
                for claim in _said(subject, sort, payload, names, position):
                    yield replace(claim, document=key)

    def position(self, document: str) -> Position | None:
        """The line of a record; None for the files that people edit, whose claims have places."""
        if document not in self._positions:
            path, line = self.ledger.place(document) or ("", 0)
            self._positions[document] = Position(path, line) if line else None
        return self._positions[document]

    def _conflicts(self, number: int, chunk: Chunk, scope: Scope) -> Iterator[Conflict]:
        cuts = self.here.cuts
        high = cuts[number + 1] if number + 1 < len(cuts) else ""
        reasoning = Reasoning(self.here, scope, chunk.cut, high)
        cast: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for subject, document, sort, payload in _rows(chunk):
            if sort == "F":
                reasoning.take(subject, sort, payload)
                for vote in payload.split("\t")[2].split("\n"):
                    cast[subject, vote.split(UNIT, 1)[0]].append((vote, document))
        for conflict in reasoning.settle().conflicts:
            votes = cast[conflict.subject, conflict.predicate]
            yield replace(
                conflict,
                asserted=self._placed(conflict.asserted, votes),
                agreeing=tuple(self._placed(claim, votes) for claim in conflict.agreeing),
                others=tuple(self._placed(claim, votes) for claim in conflict.others),
            )

    def _placed(self, claim: Claim, votes: Iterable[tuple[str, str]]) -> Claim:
        """The claim with its line: that of its document, or of the first that votes so."""
        documents = [ident(claim.document)] if claim.document else []
        start = f"{claim.predicate}{UNIT}{claim.object}{UNIT}{claim.status}{UNIT}"
        documents += [document for vote, document in votes if vote.startswith(start)]
        places = [place for name in documents if (place := self.position(name))]
        same = (claim.statement, claim.document)
        places += [own.position for own in self.told if (own.statement, own.document) == same]
        return replace(claim, position=places[0]) if places else claim


def _rows(chunk: Chunk) -> Iterator[Row]:
    for part in chunk.parts:
        if part.name == ROWS and part.size:
            text = read(chunk.path, part.offset, part.length).decode()
            for row in text.split(END_OF_ROW):
                subject, document, sort, payload = row.split("\t", 3)
                yield subject, document, sort, payload


def _spans(key: str, wanted: set[str]) -> set[str]:
    """The wanted spans of a document, whose IRIs begin with `key`."""
    return {name for name in wanted if name.startswith(key)}


def _up(subject: str) -> Iterator[str]:
    """A subject and what it may be a part of."""
    yield subject
    name = subject.rstrip(">")
    while "/id/" in name:
        name = name.rsplit("/", 1)[0]
        yield f"{name}>"


def _said(
    subject: str, sort: str, payload: str, names: Iterable[str], position: Position
) -> Iterator[Claim]:
    """What a row says of the things with these names."""
    if sort == "F":
        lines = payload.split("\t")[0]
        for line in lines.split("\n") if lines else ():
            _, predicate, object_ = line.rsplit(" ", 2)[0].split(" ", 2)
            yield _claim((subject, predicate, object_), position)
    elif sort[0] == "C":
        yield _packed(sort, payload, position)
    else:
        yield from (_claim((name, "", ""), position) for name in names)


def _claim(statement: tuple[str, str, str], position: Position) -> Claim:
    return Claim(*statement, Status.EXTERNAL, Rank.NORMAL, "", (), (), ("<x:x>",), position)


def _packed(sort: str, payload: str, position: Position) -> Claim:
    """The claim that a packed row holds."""
    status, _, rules, sources, _, *_ = sort[1:].split(" ")
    subject, predicate, object_, _, *rest = payload.split(UNIT)
    cited = tuple(rest[int(rules) : int(rules) + int(sources)])
    return Claim(
        subject, predicate, object_, Status(status), Rank.NORMAL, "", PROOF, ("",), cited, position
    )
