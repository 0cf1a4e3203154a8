"""What was found in the dataset -> the lines of the files that say so.

Rows tell which documents speak of a subject, and the ledger where each document stands: so only
the chunks are read that hold a thing with a finding. A JSON Lines record is one line, a claim of a
file that people edit has its own, which the ledger knows by document.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from lod import shacl
from lod.derive import conflicts, validation
from lod.derive.conflicts import Conflict
from lod.derive.policy import Breach
from lod.errors import Problem
from lod.flow import facts
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

Marked = tuple[Position, ...]
"""Places in files; one without a line is the short name of a document, wherever it stands."""

Votes = tuple[tuple[str, str], ...]
"""What documents say of one property: vote and short name of the document."""

Cast = tuple[tuple[Conflict, Votes], ...]


Edited = tuple[tuple[str, bytes], ...]
"""Documents of files that people edit: short name, digest of the files."""

Told = tuple[str, tuple[tuple[str, ...], ...]]
"""Key of a document of files that people edit, and its claims as the ledger knows them."""

_AT_HAND = 1 << 8
"""Documents of files that people edit whose claims are kept at hand."""


class Places:
    """Finds the lines that are to blame."""

    def __init__(self, here: Bench, ledger: Ledger) -> None:
        self.here, self.ledger = here, ledger
        self.chunks = {here.chunk_of(chunk.cut): chunk for chunk in ledger.each_chunk()}
        self.told: Callable[[str], Told] = lru_cache(maxsize=_AT_HAND)(ledger.places)
        self._positions: dict[str, Position | None] = {}

    def of_results(self, report: shacl.Report, language: str) -> tuple[Problem, ...]:
        """The results of a report as problems; contradictions are told elsewhere."""
        mint = self.here.mint
        results = [one for one in report.results if not validation.is_contradiction(one)]
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
        blamed = self._blamed(breaches)
        problems = {
            replace(
                validation.problem_of(breach, self._now(blamed[breach])),
                severity=validation.severity_of(result.severity),
            )
            for breach, result in zip(breaches, results, strict=True)
        }
        return (*sorted(problems), *validation.failures(report))

    def _blamed(self, breaches: Sequence[Breach]) -> dict[Breach, Marked]:
        """For each breach the lines of people's files, and the documents, that are to blame.

        What was found in chunks that have not changed is remembered, as long as the files that
        people edit have not changed either that speak of it.
        """
        known: dict[str, tuple[Edited, tuple[Marked, ...]]] = self.ledger.state("blamed") or {}
        kept: dict[str, tuple[Edited, tuple[Marked, ...]]] = {}
        blamed: dict[Breach, Marked] = {}
        for numbers, some in self._together(breaches).items():
            some = sorted(set(some))
            chunks = [self.chunks[number] for number in numbers if number in self.chunks]
            key = _digest([chunk.digest for chunk in chunks], some)
            before = known.get(key)
            if before is None or not self._holds(*before):
                names = {breach.subject for breach in some}
                people: set[str] = set()
                claims = [claim for chunk in chunks for claim in self._claims(chunk, names, people)]
                own = self._about(people, names)
                found = validation.blamed(some, (*own, *claims), self.here.mint)
                before = tuple((name, self._edited(name)) for name in sorted(people)), found
            kept[key] = before
            blamed.update(zip(some, before[1], strict=True))
        if kept != known:
            self.ledger.keep("blamed", kept)
        return blamed

    def _holds(self, edited: Edited, found: Sequence[Marked]) -> bool:
        """Whether files that people edit are as they were, and other records still are others."""
        return all(self._edited(name) == digest for name, digest in edited) and all(
            place.line or self.position(place.path) for places in found for place in places
        )

    def _together(self, breaches: Iterable[Breach]) -> dict[tuple[int, ...], list[Breach]]:
        """The breaches by the chunks that speak of their subjects and of parts of those."""
        found: dict[tuple[int, ...], list[Breach]] = defaultdict(list)
        for breach in breaches:
            ends = (breach.subject, f"{breach.subject[:-1]}/")
            found[tuple(sorted({self.here.chunk_of(end) for end in ends}))].append(breach)
        return found

    def _now(self, places: Marked) -> Iterator[Position]:
        """The places as they are now; a document without a line is the name of one."""
        for place in places:
            position = place if place.line else self.position(place.path)
            if position is not None:
                yield position

    def of_conflicts(self) -> tuple[Problem, ...]:
        """What an editor is told of the contradictions of all chunks."""
        scope = Scope(self.here)
        known: dict[str, Cast] = self.ledger.state("conflicts") or {}
        kept: dict[str, Cast] = {}
        for number, chunk in self.chunks.items():
            if dict(chunk.counts)["conflicts"]:
                before = known.get(chunk.digest)
                kept[chunk.digest] = before or tuple(self._conflicts(number, chunk, scope))
        if kept != known:
            self.ledger.keep("conflicts", kept)
        found = [
            replace(
                conflict,
                asserted=self._placed(conflict.asserted, votes),
                agreeing=tuple(self._placed(claim, votes) for claim in conflict.agreeing),
                others=tuple(self._placed(claim, votes) for claim in conflict.others),
            )
            for cast in kept.values()
            for conflict, votes in cast
        ]
        return tuple(conflicts.problems(found, self.here.mint))

    def claims(self, subjects: Iterable[str]) -> Iterator[Claim]:
        """What records say of these subjects and of their parts."""
        wanted: dict[int, set[str]] = defaultdict(set)
        for subject in subjects:
            wanted[self.here.chunk_of(subject)].add(subject)
            wanted[self.here.chunk_of(f"{subject[:-1]}/")].add(subject)
        people: set[str] = set()
        for number, some in sorted(wanted.items()):
            if number in self.chunks:
                for claim in self._claims(self.chunks[number], some, people):
                    document = claim.position.path
                    place = self.position(document) or claim.position
                    yield replace(claim, position=place, document=self.ledger.key(document))
        yield from self._about(people, {subject for some in wanted.values() for subject in some})

    def in_files(self, paths: Iterable[str]) -> Iterator[Claim]:
        """What these files say that people edit."""
        for path in sorted(set(paths)):
            for (key,) in self.ledger.rows("SELECT key FROM page WHERE path = ?", path):
                name, places = self.told(ident(f"\n{path}:" if key is None else key))
                yield from (_of_people(name, place) for place in places)

    def _claims(self, chunk: Chunk, wanted: set[str], people: set[str]) -> Iterator[Claim]:
        """The same of JSON Lines in one chunk; the place of a claim is the name of its document.

        The names of documents of files that people edit and that say something go to `people`.
        """
        for subject, document, sort, payload in _rows(chunk):
            names = _spans(subject, wanted) if sort == "E" else wanted.intersection(_up(subject))
            if names and self.position(document) is not None:
                yield from _said(subject, sort, payload, names, Position(document))
            elif names:
                people.add(document)

    def _about(self, people: Iterable[str], wanted: Collection[str]) -> Iterator[Claim]:
        """What these documents, of files that people edit, say of some things, at its places."""
        minted = any("/id/claim/" in name for name in wanted)
        for name in sorted(people, key=self.ledger.key):
            key, places = self.told(name)
            for place in places:
                near = any(one in wanted for one in _up(place[0]))
                if near or minted:
                    claim = _of_people(key, place)
                    if near or self.here.mint.claim(claim) in wanted:
                        yield claim

    def _edited(self, document: str) -> bytes:
        """The digest of the files of a document."""
        rows = self.ledger.rows("SELECT digest FROM document WHERE ident = ?", document)
        return next((bytes(digest) for (digest,) in rows), b"")

    def position(self, document: str) -> Position | None:
        """The line of a record; None for the files that people edit, whose claims have places."""
        if document not in self._positions:
            path, line = self.ledger.place(document) or ("", 0)
            self._positions[document] = Position(path, line) if line else None
        return self._positions[document]

    def _conflicts(
        self, number: int, chunk: Chunk, scope: Scope
    ) -> Iterator[tuple[Conflict, Votes]]:
        """The contradictions of a chunk, each with what was voted on it."""
        cuts = self.here.cuts
        high = cuts[number + 1] if number + 1 < len(cuts) else ""
        reasoning = Reasoning(self.here, scope, chunk.cut, high)
        cast: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for subject, document, sort, payload in _rows(chunk):
            if sort == "F":
                reasoning.take(subject, sort, payload)
                for vote in facts.votes(payload):
                    cast[subject, vote.split(UNIT, 1)[0]].append((vote, document))
        for conflict in reasoning.settle().conflicts:
            yield conflict, tuple(cast[conflict.subject, conflict.predicate])

    def _placed(self, claim: Claim, votes: Iterable[tuple[str, str]]) -> Claim:
        """The claim with its line: that of its document, or of the first that votes so."""
        documents = [ident(claim.document)] if claim.document else []
        start = f"{claim.predicate}{UNIT}{claim.object}{UNIT}{claim.status}{UNIT}"
        documents += [document for vote, document in votes if vote.startswith(start)]
        places = [place for name in documents if (place := self.position(name))]
        people = {name for name in documents if self.position(name) is None}
        for name in sorted(people, key=self.ledger.key):
            key, told = self.told(name)
            same = [place for place in told if place[:3] == claim.statement]
            own = [_of_people(key, place) for place in same]
            places += [one.position for one in own if one.document == claim.document]
        return replace(claim, position=places[0]) if places else claim


def _digest(chunks: Sequence[str], breaches: Sequence[Breach]) -> str:
    return hashlib.sha256(repr((chunks, breaches)).encode()).hexdigest()


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
        for predicate, object_, _ in facts.statements(payload):
            yield _claim((subject, predicate, object_), position)
    elif sort[0] == "C":
        yield _packed(sort, payload, position)
    else:
        yield from (_claim((name, "", ""), position) for name in names)


def _of_people(key: str, place: Sequence[str]) -> Claim:
    """A claim of the document with this key as `shards.places` laid it down."""
    document = "" if key.startswith("\n") else key
    *statement, status, rank, cited, path, line, column = place
    subject, predicate, object_ = statement
    sources = tuple(cited.split(UNIT)) if cited else ()
    return Claim(
        subject, predicate, object_, Status(status), Rank(rank), document, PROOF, ("",), sources,
        Position(path, int(line), int(column)),
    )  # fmt: skip


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
