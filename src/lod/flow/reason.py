"""The facts of one chunk -> its lines: conflicts settled, dates computed, rules applied.

Enters: the rows of sort `F` and `X`, and what other chunks had to say (`Incoming`). Leaves: the
lines of each subject and what other chunks must hear (`Exports`). What a chunk exports in round
n depends on its rows and on rounds before n only, never on itself, so that nothing inferred can
outlive what it was inferred from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from lod.derive import computed, conflicts, rules
from lod.derive.conflicts import Settled
from lod.flow import facts
from lod.flow.plan import Bench
from lod.flow.scope import SUBJECT, SUPER_EVENT, TEMPORAL, Scope, Triple
from lod.flow.templates import UNIT
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status
from lod.ntriples import XSD

PROOF = (Evidence("x", Span(0, 1, "x")),)

Table = dict[str, dict[str, Sequence[str]]]
"""Subject -> what is said of it, `predicate object` -> how the lines that say so end."""


class Given(NamedTuple):
    """What dates and rules read of the facts, and what single facts entail in other chunks."""

    dates: list[Triple]
    events: list[Triple]
    joined: list[Triple]
    foreign: set[str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the rest of the dataset tells a chunk: triples as text, `subject predicate object`."""

    lost: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    rounds: tuple[frozenset[str], ...] = ()
    context: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.lost or self.claims or any(self.rounds) or self.context or self.raised)


NO_NEWS = Incoming()


@dataclass(frozen=True, slots=True)
class Exports:
    """What a chunk tells the rest.

    Lost statements, triples between claims, inferred triples by round, and the links by which
    dates depend on other things.
    """

    lost: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    rounds: tuple[tuple[str, ...], ...] = ()
    links: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()


NOTHING = Exports()


class Stated(NamedTuple):
    """One subject and what is said of it, `predicate object`, in order, with the ends of lines.

    The end of a line is a blank, the graph and the final dot.
    """

    subject: str
    said: list[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What is exported, what dates others may ask for, and counts."""

    exports: Exports = NOTHING
    dates: Sequence[str] = ()
    conflicts: int = 0
    unresolved: int = 0


class Reasoning:
    """Works through one chunk."""

    def __init__(self, bench: Bench, scope: Scope, low: str, high: str) -> None:
        self.bench, self.scope = bench, scope
        self.low, self.high = low, high
        self.facts: Table = defaultdict(dict)
        self.more: Table = defaultdict(dict)
        self.entailed: dict[str, list[str]] = defaultdict(list)
        self.votes: dict[str, set[str]] = defaultdict(set)
        self.given_up: dict[str, set[str]] = defaultdict(set)
        self.candidates: dict[str, set[str]] = defaultdict(set)
        self.days: list[Triple] = []

    def own(self, subject: str) -> bool:
        """Whether a subject belongs to this chunk."""
        return self.low <= subject and (not self.high or subject < self.high)

    def take(self, subject: str, sort: str, payload: str) -> None:
        """One row."""
        if sort == "X":
            _enter(self.more[subject], payload)
            return
        stated, entailed, votes, given_up = payload.split("\t")
        if stated:
            if subject in self.facts:
                _enter(self.facts[subject], stated)
            else:
                self.facts[subject] = _first(stated)
        if entailed:
            self.entailed[subject] += entailed.split("\n")
        if votes:
            self.votes[subject].update(votes.split("\n"))
        if given_up:
            self.given_up[subject].update(given_up.split("\n"))

    def reasoned(self, incoming: Incoming) -> Reasoned:
        """What the chunk tells others; from then on `stated` says what its lines are."""
        fallen = self.ranked(incoming)
        settled = self.settle()
        lost = fallen | {" ".join(statement) for statement in settled.losing}
        for text in lost:
            subject, said = text.split(" ", 1)
            self.facts[subject].pop(said, None)
        self.follow(lost | incoming.lost)
        given = self.read()
        self.days = self.computed(given, incoming)
        relevant = [*given.joined, *self.joined(), *self.days]
        exports = Exports(
            tuple(sorted(self.heard(lost))),
            self.disputes(settled),
            self.rounds(relevant, incoming, given.foreign),
            tuple(sorted(self.links(given.dates))),
        )
        open_ = sum(not conflict.resolved for conflict in settled.conflicts)
        texts = sorted(map(" ".join, given.dates))
        return Reasoned(exports, texts, len(settled.conflicts), open_)

    def ranked(self, incoming: Incoming) -> set[str]:
        """Let stand and fall what documents rank differently; the statements that none asserts."""
        raised: set[str] = set()
        fallen: set[str] = set()
        mint = self.bench.mint
        for text in incoming.raised:
            rank, status, node, statement = text.split("\t")
            if rank != Rank.DEPRECATED:
                raised.add(node)
                continue
            stated = status == Status.STATED
            start = f" <{mint.base}graph/doc/" if stated else f" {mint.graph(status)}"
            subject, said = statement.split(" ", 1)
            ends = self.facts[subject].pop(said, [])
            if kept := [end for end in ends if not end.startswith(start)]:
                self.facts[subject][said] = kept
            fallen.add(statement)
        for subject, entries in self.given_up.items():
            for entry in entries:
                node, graph, said = entry.split(UNIT)
                if node in raised:
                    _add(self.facts[subject], said, f" {graph} .")
        return {text for text in fallen if text.split(" ", 1)[1] not in self.facts[_subject(text)]}

    # -- conflicts

    def settle(self) -> Settled:
        """The conflicts among the claims on properties with one value."""
        claims: list[Claim] = []
        documents: dict[str, Document] = {}
        for subject, votes in self.votes.items():
            if len(votes) < 2 or _agree(votes):
                continue
            by_predicate: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
            for vote in votes:
                predicate, object_, _ = vote.split(UNIT, 2)
                by_predicate[predicate][object_].append(vote)
            for cast in by_predicate.values():
                if len(cast) > 1:
                    every = [vote for votes in cast.values() for vote in votes]
                    claims.extend(_claim(subject, vote.split(UNIT), documents) for vote in every)
        if not claims:
            return Settled((), frozenset())
        return conflicts.settle(conflicts.with_one_rank(claims), documents, self.bench.vocabulary)

    def disputes(self, settled: Settled) -> tuple[str, ...]:
        """Which claims conflict with which, and what follows from that, as triples of claims."""
        if not settled.conflicts:
            return ()
        lines = conflicts.lines(settled.conflicts, self.bench.mint)
        triples = {_triple(line.rsplit(" ", 2)[0]) for line in lines}
        triples |= rules.infer(triples, self.bench.rules).keys()
        return tuple(sorted(map(" ".join, triples)))

    def heard(self, lost: set[str]) -> Iterator[str]:
        """The lost statements that other chunks may have drawn conclusions from."""
        for text in lost:
            about = (triple[0] for triple in self.bench.entailments.of(*_triple(text)))
            if any(not self.own(subject) for subject in about):
                yield text

    # -- inference

    def follow(self, lost: set[str]) -> None:
        """Note as candidates what the statements about other things entail about subjects here."""
        for subject, entries in self.entailed.items():
            self.candidates[subject] = facts.following(entries, lost)

    def read(self) -> Given:
        """The facts that dates or rules read; what facts entail about subjects here is noted."""
        shapes, exact, candidates = self.scope.shapes, self.scope.shapes.exact, self.candidates
        given = Given([], [], [], set())
        for subject, table in self.facts.items():
            for said in table:
                predicate, object_ = said.split(" ", 1)
                if predicate in exact:
                    shape = shapes[said]
                else:
                    shape = shapes[f'{predicate} "' if object_[0] == '"' else predicate]
                if shape is None:
                    continue
                dated, event, joined, own, rest, mark = shape
                if own:
                    candidates[subject].update(own)
                if dated:
                    given.dates.append((subject, predicate, object_))
                if event:
                    given.events.append((subject, predicate, object_))
                if joined:
                    given.joined.append((subject, predicate, object_))
                if rest:
                    self.entail({SUBJECT: subject, mark: object_}, rest, given.foreign)
        return given

    def entail(self, terms: dict[str, str], triples: Iterable[Triple], foreign: set[str]) -> None:
        """Fill in the triples that one statement entails; those about other things are in rows."""
        subject = terms[SUBJECT]
        for s, p, o in triples:
            about, said = terms.get(s, s), f"{p} {terms.get(o, o)}"
            if about == subject:
                self.candidates[subject].add(said)
            elif not about.startswith(self.bench.thing):
                if self.own(about):
                    self.candidates[about].add(said)
                else:
                    foreign.add(f"{about} {said}")

    def joined(self) -> Iterator[Triple]:
        """The candidates that a rule of several atoms may read."""
        every = {said for found in self.candidates.values() for said in found}
        read = {said for said in every if self.scope.joined(*said.split(" ", 1))}
        for subject, found in self.candidates.items():
            if not read.isdisjoint(found):
                for said in read & found:
                    predicate, object_ = said.split(" ", 1)
                    yield subject, predicate, object_

    def computed(self, given: Given, incoming: Incoming) -> list[Triple]:
        """The days that follow from dates, those of things here."""
        if not given.dates:
            return []
        every = chain(given.dates, given.events, map(_triple, incoming.context))
        made = computed.computed(every, f"{self.bench.publication.base}ont#")
        return [triple for triple in made if self.own(triple[0])]

    def rounds(
        self,
        relevant: list[Triple],
        incoming: Incoming,
        foreign: set[str],
    ) -> tuple[tuple[str, ...], ...]:
        """Apply the rules round by round; the candidates grow, the exports of each round leave."""
        candidates = self.candidates
        known = {" ".join(triple) for triple in relevant}
        crossing = {" ".join(triple) for triple in relevant if self.scope.crosses(triple)}
        exported = foreign | crossing
        given = list(relevant)
        made: list[tuple[str, ...]] = []
        for told in (frozenset[str](), *incoming.rounds):
            before = set(exported)
            for text in told:
                subject, said = text.split(" ", 1)
                candidates[subject].add(said)
                if text not in known:
                    known.add(text)
                    given.append(_triple(text))
            for triple in rules.infer(given, self.scope.rules) if given else ():
                text = " ".join(triple)
                if self.own(triple[0]):
                    candidates[triple[0]].add(f"{triple[1]} {triple[2]}")
                    if self.scope.crosses(triple):
                        exported.add(text)
                else:
                    exported.add(text)
            made.append(tuple(sorted(exported if not made else exported - before)))
        return tuple(made)

    def links(self, dates: list[Triple]) -> Iterator[str]:
        """The statements by which the dates of a thing hang on those of another."""
        for triple in dates:
            if triple[1] == SUPER_EVENT or (triple[1] == TEMPORAL and not self.own(triple[2])):
                yield " ".join(triple)

    # -- lines

    def stated(self) -> list[Stated]:
        """All that is said, the subjects in order."""
        end = f" {self.bench.mint.graph('computed')} ."
        for subject, predicate, object_ in self.days:
            _add(self.facts[subject], f"{predicate} {object_}", end)
        inferred = (f" {self.bench.mint.graph('inferred')} .",)
        found: list[Stated] = []
        for subject in sorted({*self.facts, *self.more, *self.candidates}):
            table = self.facts.get(subject, {})
            for said in self.candidates.get(subject, ()):
                if said not in table:
                    table[said] = inferred
            for said, ends in self.more.get(subject, {}).items():
                table[said] = [*table.get(said, ()), *ends]
            if table:
                found.append(Stated(subject, sorted(table.items())))
        return found


def _first(part: str) -> dict[str, Sequence[str]]:
    """What is stated about a subject, and how the lines end that say so; most name one graph."""
    if UNIT in part:
        table: dict[str, Sequence[str]] = {}
        _enter(table, part)
        return table
    graph, *said = part.split("\n")
    return dict.fromkeys(said, (f" {graph} .",))


def _enter(table: dict[str, Sequence[str]], part: str) -> None:
    """Take in what else is stated about a subject."""
    for graph, said in facts.by_graph(part):
        end = f" {graph} ."
        for one in said:
            _add(table, one, end)


def _add(table: dict[str, Sequence[str]], said: str, end: str) -> None:
    """Take in one line; many documents may say the same, so their ends are a list that grows."""
    ends = table.get(said)
    if ends is None:
        table[said] = (end,)
    elif isinstance(ends, list):
        ends.append(end)
    else:
        table[said] = [*ends, end]


def _agree(votes: Iterable[str]) -> bool:
    """Whether no two votes say different things of one property."""
    said = {tuple(vote.split(UNIT, 2)[:2]) for vote in votes}
    return len(said) == len({predicate for predicate, _ in said})


def _subject(text: str) -> str:
    return text.split(" ", 1)[0]


def _triple(text: str) -> Triple:
    subject, predicate, object_ = text.split(" ", 2)
    return subject, predicate, object_


def _claim(subject: str, cells: list[str], documents: dict[str, Document]) -> Claim:
    """A claim as far as settling needs it."""
    predicate, object_, status, rank, published, document, *cited = cells
    if document:
        documents[document] = Document(document, "", "", published, 1, XSD, (), (), Position(""))
    return Claim(
        subject, predicate, object_, Status(status), Rank(rank), document, PROOF, ("x",),
        tuple(cited) or ("x",) if status == Status.EXTERNAL else tuple(cited),
    )  # fmt: skip
