"""The facts of one chunk -> its lines: conflicts settled, dates computed, rules applied.

Enters: the rows of sort `F` and `X`, and what other chunks had to say (`Incoming`). Leaves: the
lines of each subject and what other chunks must hear (`Exports`). What a chunk exports in round
n depends on its rows and on rounds before n only, never on itself, so that nothing inferred can
outlive what it was inferred from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lod.derive import computed, conflicts, rules
from lod.derive.conflicts import Settled
from lod.derive.rulefile import RDF_TYPE, Rule, is_variable
from lod.derive.rules import Rules
from lod.flow.plan import Bench
from lod.flow.templates import UNIT
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status
from lod.ntriples import XSD

Triple = tuple[str, str, str]

SUPER_EVENT = "<https://schema.org/superEvent>"
TEMPORAL = "<http://purl.org/dc/terms/temporal>"
PERIOD_OF_TIME = "<http://purl.org/dc/terms/PeriodOfTime>"
_EVENT = "<https://schema.org/Event>"
_DATES = (
    SUPER_EVENT,
    TEMPORAL,
    "<http://www.w3.org/ns/dcat#startDate>",
    "<http://www.w3.org/ns/dcat#endDate>",
    "<https://schema.org/startDate>",
    "<https://schema.org/endDate>",
)
PROOF = (Evidence("x", Span(0, 1, "x")),)


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


@dataclass(slots=True)
class Reasoned:
    """The lines of each subject, what is exported, what dates others may ask for, and counts."""

    lines: dict[str, list[str]]
    exports: Exports
    dates: list[str]
    conflicts: int = 0
    unresolved: int = 0
    counts: dict[str, int] = field(default_factory=dict)


class Scope:
    """Which rules join across things, and what they read."""

    def __init__(self, bench: Bench) -> None:
        internal = _internal(bench)
        joins = bench.rules.joins
        self.across = Rules(tuple(rule for rule in joins if not _within_a_thing(rule, internal)))
        self.atoms = bench.rules.join_atoms
        self.across_atoms = self.across.join_atoms
        self.predicates = {predicate for predicate, _ in self.atoms}
        self.rules = _reachable(bench.rules)
        own = f"<{bench.publication.base}ont#edtfDate>"
        self.dates = frozenset({*_DATES, own})
        self.wanted = self.predicates | self.dates

    def joined(self, triple: Triple) -> bool:
        """Whether a rule of several atoms may read the triple."""
        return (triple[1], "") in self.atoms or triple[1:] in self.atoms

    def crosses(self, triple: Triple) -> bool:
        """Whether a rule across things may read the triple."""
        return (triple[1], "") in self.across_atoms or triple[1:] in self.across_atoms


def _reachable(compiled: Rules) -> Rules:
    """The rules that join, and those of one atom that may apply to what joins or dates give."""
    chosen = set(compiled.joins)
    heads = {(RDF_TYPE, PERIOD_OF_TIME), *((date, "") for date in _DATES)}
    grown = True
    while grown:
        heads |= {(atom[1], atom[2]) for rule in chosen for atom in rule.head}
        more = {rule for rule in compiled.streaming if _applies(rule, heads)} - chosen
        chosen |= more
        grown = bool(more)
    return Rules(tuple(rule for rule in compiled.rules if rule in chosen))


def _applies(rule: Rule, heads: set[tuple[str, str]]) -> bool:
    """Whether a rule of one atom may read one of the triples given as (predicate, object)."""
    _, predicate, object_ = rule.body[0]
    anything = is_variable(object_)
    return any(
        p == predicate and (anything or not o or is_variable(o) or o == object_) for p, o in heads
    )


def _internal(bench: Bench) -> frozenset[str]:
    """The properties whose values are always parts of the thing that has them."""
    vocabulary = bench.vocabulary
    uses: dict[str, set[bool]] = defaultdict(set)
    for forms in vocabulary.forms.values():
        for form in forms.values():
            parts = bool(form.kinds) and all(vocabulary.kinds[k].dependent for k in form.kinds)
            uses[f"<{form.iri}>"].add(parts and not form.datatypes)
    return frozenset(predicate for predicate, parts in uses.items() if parts == {True})


def _within_a_thing(rule: Rule, internal: frozenset[str]) -> bool:
    """Whether all subjects of the body are tied together by properties within a thing."""
    subjects = {subject for subject, _, _ in rule.body}
    reached = {rule.body[0][0]}
    grown = True
    while grown:
        grown = False
        for subject, predicate, object_ in rule.body:
            pair = {subject, object_}
            if predicate in internal and pair & reached and not pair <= reached:
                reached |= pair
                grown = True
    return subjects <= reached and all(map(is_variable, subjects))


class Reasoning:
    """Works through one chunk."""

    def __init__(self, bench: Bench, scope: Scope, low: str, high: str) -> None:
        self.bench, self.scope = bench, scope
        self.low, self.high = low, high
        self.lines: dict[str, set[str]] = defaultdict(set)
        self.more: dict[str, set[str]] = defaultdict(set)
        self.entailed: dict[str, set[str]] = defaultdict(set)
        self.votes: dict[str, set[str]] = defaultdict(set)
        self.given_up: dict[str, set[str]] = defaultdict(set)
        self.inferred = f" {bench.mint.graph('inferred')} ."

    def own(self, subject: str) -> bool:
        """Whether a subject belongs to this chunk."""
        return self.low <= subject and (not self.high or subject < self.high)

    def take(self, subject: str, sort: str, payload: str) -> None:
        """One row."""
        if sort == "X":
            self.more[subject].update(payload.split("\n"))
            return
        lines, entailed, votes, given_up = payload.split("\t")
        if lines:
            self.lines[subject].update(lines.split("\n"))
        if entailed:
            self.entailed[subject].update(entailed.split("\n"))
        if votes:
            self.votes[subject].update(votes.split("\n"))
        if given_up:
            self.given_up[subject].update(given_up.split("\n"))

    def reasoned(self, incoming: Incoming) -> Reasoned:
        """The lines of the chunk and its exports."""
        fallen = self.ranked(incoming)
        settled = self.settle()
        lost = fallen | {" ".join(statement) for statement in settled.losing}
        self.drop(lost)
        candidates, foreign = self.candidates(lost | incoming.lost)
        triples = list(self.standing())
        dates = [triple for triple in triples if triple[1] in self.scope.dates]
        computed_ = self.computed(dates, triples, incoming)
        relevant = [triple for triple in triples if self.scope.joined(triple)]
        relevant += [
            triple
            for texts in candidates.values()
            for triple in map(_triple, texts)
            if self.scope.joined(triple)
        ]
        rounds = self.rounds([*relevant, *computed_], incoming, candidates, foreign)
        claims, disputed = self.disputes(settled)
        exports = Exports(
            tuple(sorted(self.heard(lost))),
            claims,
            rounds,
            tuple(sorted(self.links(dates))),
        )
        lines = self.written(candidates, computed_)
        open_ = sum(not conflict.resolved for conflict in settled.conflicts)
        texts = sorted(map(" ".join, dates))
        return Reasoned(lines, exports, texts, len(settled.conflicts), open_, disputed)

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
            start = f"<{mint.base}graph/doc/" if stated else mint.graph(status)
            subject, start = statement.split(" ", 1)[0], f"{statement} {start}"
            kept = {line for line in self.lines[subject] if not line.startswith(start)}
            self.lines[subject] = kept
            fallen.add(statement)
        for subject, entries in self.given_up.items():
            for entry in entries:
                node, _, line = entry.partition(UNIT)
                if node in raised:
                    self.lines[subject].add(line)
        return {
            text
            for text in fallen
            if not any(line.startswith(f"{text} <") for line in self.lines[text.split(" ", 1)[0]])
        }

    # -- conflicts

    def settle(self) -> Settled:
        """The conflicts among the claims on properties with one value."""
        claims: list[Claim] = []
        documents: dict[str, Document] = {}
        for subject, votes in self.votes.items():
            if len(votes) < 2:
                continue
            by_predicate: dict[str, list[list[str]]] = defaultdict(list)
            for vote in votes:
                cells = vote.split(UNIT)
                by_predicate[cells[0]].append(cells)
            for cast in by_predicate.values():
                if len({cells[1] for cells in cast}) > 1:
                    claims.extend(_claim(subject, cells, documents) for cells in cast)
        if not claims:
            return Settled((), frozenset())
        return conflicts.settle(conflicts.with_one_rank(claims), documents, self.bench.vocabulary)

    def disputes(self, settled: Settled) -> tuple[tuple[str, ...], dict[str, int]]:
        """Which claims conflict with which, and what follows from that, as triples of claims."""
        if not settled.conflicts:
            return (), {}
        lines = conflicts.lines(settled.conflicts, self.bench.mint)
        triples = {_triple(line.rsplit(" ", 2)[0]) for line in lines}
        triples |= rules.infer(triples, self.bench.rules).keys()
        return tuple(sorted(map(" ".join, triples))), {}

    def drop(self, lost: set[str]) -> None:
        for subject in {text.split(" ", 1)[0] for text in lost}:
            lines = self.lines.get(subject, set())
            self.lines[subject] = {line for line in lines if line.rsplit(" ", 2)[0] not in lost}

    def heard(self, lost: set[str]) -> Iterator[str]:
        """The lost statements that other chunks may have drawn conclusions from."""
        for text in lost:
            about = (triple[0] for triple in self.bench.entailments.of(*_triple(text)))
            if any(not self.own(subject) for subject in about):
                yield text

    # -- inference

    def candidates(self, lost: set[str]) -> tuple[dict[str, set[str]], set[str]]:
        """What single statements entail: by subject here, and about what is no thing of ours."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, entries in self.entailed.items():
            for entry in entries:
                text, _, support = entry.partition(UNIT)
                if not support or support not in lost:
                    found[subject].add(text)
        foreign: set[str] = set()
        thing = self.bench.thing
        for subject, texts in self.triples():
            for text in texts:
                for triple in self.bench.entailments.of(*_triple(text)):
                    if triple[0] == subject:
                        found[subject].add(" ".join(triple))
                    elif not triple[0].startswith(thing):
                        home = found[triple[0]] if self.own(triple[0]) else foreign
                        home.add(" ".join(triple))
        return found, foreign

    def triples(self) -> Iterator[tuple[str, set[str]]]:
        """The distinct facts by subject, as text."""
        for subject, lines in self.lines.items():
            yield subject, {line.rsplit(" ", 2)[0] for line in lines}

    def standing(self) -> Iterator[Triple]:
        """The facts that dates or rules may read."""
        wanted, event = self.scope.wanted, (RDF_TYPE, _EVENT)
        for subject, lines in self.lines.items():
            seen = set()
            for line in lines:
                predicate = line.split(" ", 2)[1]
                if predicate in wanted or predicate == RDF_TYPE:
                    text = line.rsplit(" ", 2)[0]
                    if text not in seen:
                        seen.add(text)
                        triple = _triple(text)
                        if predicate in wanted or triple[1:] == event:
                            yield subject, predicate, triple[2]

    def computed(
        self, dates: list[Triple], triples: list[Triple], incoming: Incoming
    ) -> list[Triple]:
        if not dates:
            return []
        events = [triple for triple in triples if triple[1:] == (RDF_TYPE, _EVENT)]
        context = [_triple(text) for text in incoming.context]
        given = {*dates, *events, *context}
        made = computed.computed(given, f"{self.bench.publication.base}ont#")
        return [triple for triple in made if self.own(triple[0])]

    def rounds(
        self,
        relevant: list[Triple],
        incoming: Incoming,
        candidates: dict[str, set[str]],
        foreign: set[str],
    ) -> tuple[tuple[str, ...], ...]:
        """Apply the rules round by round; `candidates` grow, the exports of each round leave."""
        known = {" ".join(triple) for triple in relevant}
        crossing = {" ".join(triple) for triple in relevant if self.scope.crosses(triple)}
        exported = foreign | crossing
        given = list(relevant)
        made: list[tuple[str, ...]] = []
        for told in (frozenset[str](), *incoming.rounds):
            before = set(exported)
            for text in told:
                triple = _triple(text)
                candidates.setdefault(triple[0], set()).add(text)
                if text not in known:
                    known.add(text)
                    given.append(triple)
            for triple in rules.infer(given, self.scope.rules) if given else ():
                text = " ".join(triple)
                if self.own(triple[0]):
                    candidates.setdefault(triple[0], set()).add(text)
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

    def written(
        self, candidates: dict[str, set[str]], computed_: Iterable[Triple]
    ) -> dict[str, list[str]]:
        """All lines by subject, the subjects in order."""
        graph = f" {self.bench.mint.graph('computed')} ."
        for triple in computed_:
            self.lines[triple[0]].add(" ".join(triple) + graph)
        found: dict[str, list[str]] = {}
        for subject in sorted({*self.lines, *self.more, *candidates}):
            lines = self.lines.get(subject, set())
            inferred = candidates.get(subject, ())
            if inferred:
                stated = {line.rsplit(" ", 2)[0] for line in lines}
                extra = [text + self.inferred for text in inferred if text not in stated]
                found[subject] = sorted((*lines, *extra, *self.more.get(subject, ())))
            else:
                found[subject] = sorted((*lines, *self.more.get(subject, ())))
        return {subject: lines for subject, lines in found.items() if lines}


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
