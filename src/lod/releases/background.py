"""What stands behind statements: claims with their quotes, names of things, contradictions.

Enters: the lines of a dataset and what is asked about. Leaves: just the answers, so that a diff
of a large dataset holds no more in memory than what changed. `id/claim/` sorts before
`id/document/` and `id/evidence/`, so one pass suffices.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from lod.derive.dataset import Triple
from lod.derive.mapping import OA, PROV, SCHEMA, Minting
from lod.ntriples import RDF, Quad, is_literal, literal_value, split
from lod.vocab import NAME_PREDICATES, local_name


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """One claim behind a statement; `document` is an IRI or empty, `quotes` its words."""

    claim: str
    status: str
    rank: str
    document: str = ""
    quotes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """A property of a thing with several claimed values; resolved where an editor decided."""

    subject: str
    predicate: str
    values: tuple[str, ...]
    resolved: bool


@dataclass(frozen=True, slots=True)
class Background:
    """`graphs` are the graphs that hold a statement, `subjects` those that have any statement."""

    proofs: Mapping[Triple, tuple[Proof, ...]]
    graphs: Mapping[Triple, frozenset[str]]
    subjects: frozenset[str]
    names: Mapping[str, str]
    contradictions: Mapping[tuple[str, str], Contradiction]


def thing_of(subject: str, base: str) -> str:
    """The thing that a subject belongs to: `<base>id/kind/slug`, or the subject itself."""
    start = f"<{base}id/"
    if not subject.startswith(start):
        return subject
    kind, _, rest = subject[len(start) : -1].partition("/")
    slug = rest.partition("/")[0].partition("#")[0]
    return f"{start}{kind}/{slug}>" if slug else subject


def claimed(lines: Iterable[str], claims: Collection[str], mint: Minting) -> set[Triple]:
    """The statements that the claims with these terms are about."""
    start = f"<{mint.base}id/claim/"
    quads = (split(line) for line in lines if line.startswith(start))
    own = (quad for quad in quads if quad.subject in claims)
    found = (_statement(_values(node)) for _, node in groupby(own, key=lambda q: q.subject))
    return {statement for statement in found if statement}


def gather(
    lines: Iterable[str],
    wanted: Collection[Triple],
    terms: Collection[str],
    mint: Minting,
    languages: Iterable[str] = ("en",),
) -> Background:
    """What the dataset says about the statements `wanted` and what the `terms` are called."""
    seen = _Reader(wanted, terms, mint, languages)
    for subject, group in groupby(lines, key=lambda line: line[: line.index(" ")]):
        seen.node(subject, group)
    return seen.background()


class _Reader:
    """Takes in node after node, in the order of the dump."""

    def __init__(
        self,
        wanted: Collection[Triple],
        terms: Collection[str],
        mint: Minting,
        languages: Iterable[str],
    ) -> None:
        self.wanted, self.terms, self.mint = frozenset(wanted), set(terms), mint
        self.tags = ("", *dict.fromkeys(languages))
        self.subjects_asked = {triple[0] for triple in wanted}
        self.claim_start = f"<{mint.base}id/claim/"
        self.evidence_start = f"<{mint.base}id/evidence/"
        self.about, self.conflicts_with = f"<{RDF}subject>", mint.term("conflictsWith")
        self.graphs: dict[Triple, set[str]] = defaultdict(set)
        self.subjects: set[str] = set()
        self.names: dict[str, tuple[tuple[int, int], str]] = {}
        self.claims: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self.spans: dict[str, tuple[int, str]] = {}
        self.at_odds: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def node(self, subject: str, lines: Iterable[str]) -> None:
        """Take in the lines of one subject; most are of no interest and are not even parsed."""
        if subject.startswith(self.claim_start):
            node = tuple(lines)
            if any(map(self.concerns, node)):
                self.claim(subject, list(map(split, node)))
        elif subject.startswith(self.evidence_start):
            span = f"{subject.partition('#')[0].rstrip('>')}>"
            if span in self.spans:
                self.evidence(span, map(split, lines))
        elif subject in self.subjects_asked or subject in self.terms:
            self.facts(subject, list(map(split, lines)))

    def concerns(self, line: str) -> bool:
        """Whether a line of a claim tells that the claim matters here."""
        _, predicate, value, _ = line.split(" ", 3)
        if predicate == self.about:
            return value in self.subjects_asked
        return predicate == self.conflicts_with

    def facts(self, subject: str, quads: list[Quad]) -> None:
        if subject in self.subjects_asked:
            self.subjects.add(subject)
            for quad in quads:
                if quad[:3] in self.wanted:
                    self.graphs[quad[:3]].add(quad.graph)
        if subject in self.terms:
            for quad in quads:
                self.name(quad)

    def name(self, quad: Quad) -> None:
        if quad.predicate in NAME_PREDICATES and is_literal(quad.object):
            value = literal_value(quad.object)
            tag = value.language
            place = self.tags.index(tag) if tag in self.tags else len(self.tags)
            found = ((NAME_PREDICATES.index(quad.predicate), place), value.lexical)
            self.names[quad.subject] = min(found, self.names.get(quad.subject, found))

    def claim(self, claim: str, quads: list[Quad]) -> None:
        values = _values(quads)
        triple = _statement(values)
        if triple is None:
            return
        if self.conflicts_with in values:
            rank = _code(values, self.mint.term("rank"))
            self.at_odds[triple[:2]].append((triple[2], rank))
        if triple in self.wanted:
            self.claims[claim] = values
            for span in values.get(self.mint.term("evidence"), ()):
                self.spans[span] = (0, "")
            self.terms.update(values.get(f"<{SCHEMA}appearance>", ()))

    def evidence(self, span: str, quads: Iterable[Quad]) -> None:
        for quad in quads:
            start, words = self.spans[span]
            if quad.predicate == f"<{OA}exact>":
                self.spans[span] = (start, literal_value(quad.object).lexical)
            elif quad.predicate == f"<{OA}start>":
                self.spans[span] = (int(literal_value(quad.object).lexical), words)

    def background(self) -> Background:
        proofs: dict[Triple, list[Proof]] = defaultdict(list)
        for claim, values in self.claims.items():
            if triple := _statement(values):
                proofs[triple] += self.proofs(claim, values)
        return Background(
            {triple: tuple(sorted(found)) for triple, found in proofs.items()},
            {triple: frozenset(found) for triple, found in self.graphs.items()},
            frozenset(self.subjects),
            {term: name for term, (_, name) in self.names.items()},
            {key: contradiction(key, found) for key, found in self.at_odds.items()},
        )

    def proofs(self, claim: str, values: Mapping[str, tuple[str, ...]]) -> Iterable[Proof]:
        """One proof for each document in which the claim appears."""
        status = _code(values, self.mint.term("claimStatus"))
        rank = _code(values, self.mint.term("rank"))
        rules = tuple(literal_value(r).lexical for r in values.get(f"<{SCHEMA}description>", ()))
        sources = tuple(source[1:-1] for source in values.get(f"<{PROV}hadPrimarySource>", ()))
        for document in values.get(f"<{SCHEMA}appearance>", ("<>",)):
            start = f"<{self.mint.base}id/evidence/{document[1:-1].rpartition('/')[2]}-"
            spans = (s for s in values.get(self.mint.term("evidence"), ()) if s.startswith(start))
            quotes = tuple(words for _, words in sorted(self.spans[span] for span in spans))
            yield Proof(claim[1:-1], status, rank, document[1:-1], quotes, rules, sources)


def _values(quads: Iterable[Quad]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for quad in quads:
        found[quad.predicate][quad.object] = None
    return {predicate: tuple(objects) for predicate, objects in found.items()}


def _statement(values: Mapping[str, tuple[str, ...]]) -> Triple | None:
    parts = [values.get(f"<{RDF}{name}>") for name in ("subject", "predicate", "object")]
    return (parts[0][0], parts[1][0], parts[2][0]) if parts[0] and parts[1] and parts[2] else None


def _code(values: Mapping[str, tuple[str, ...]], predicate: str) -> str:
    return local_code(values.get(predicate, ("",))[0])


def local_code(term: str) -> str:
    """The code that a term stands for, such as `stated`."""
    return local_name(term.strip("<>"))


def contradiction(key: tuple[str, str], found: Iterable[tuple[str, str]]) -> Contradiction:
    """What claims say of one property, as (value, rank).

    Resolved by the rule of `derive.conflicts`: one preferred, or all but one given up.
    """
    ranked = tuple(found)
    standing = {value for value, rank in ranked if rank != "deprecated"}
    preferred = any(rank == "preferred" for _, rank in ranked)
    values = tuple(sorted({value for value, _ in ranked}))
    return Contradiction(*key, values, resolved=preferred or len(standing) < 2)


def turns(
    before: Mapping[tuple[str, str], Contradiction], after: Mapping[tuple[str, str], Contradiction]
) -> tuple[tuple[Contradiction, ...], tuple[Contradiction, ...]]:
    """Contradictions that are open now and were not, and those that were open and are not."""
    was = {key for key, one in before.items() if not one.resolved}
    now = {key for key, one in after.items() if not one.resolved}
    opened = tuple(after[key] for key in sorted(now - was))
    return opened, tuple(after.get(key, before[key]) for key in sorted(was - now))
