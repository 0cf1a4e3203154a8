"""A document and its claims -> rows: what the document adds to each subject of the dataset.

A row is text, its fields parted by tabs: subject, document, sort, and what the sort says. Sorts:
`C` a claim and `E` the spans of one document, packed, `L` lines about a claim, `X` lines that no
rule reads, `F` facts: lines, entailed triples, the claims on properties with
one value, and the lines that stand only if another document does not give the claim up.
Canonical N-Quads holds no control characters, so tab, line end and the separators below are free.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lod.curate.claims import Reading
from lod.derive import conflicts, mapping
from lod.flow.plan import Bench
from lod.flow.templates import UNIT
from lod.model import Claim, Document, Evidence, Rank, Status
from lod.ntriples import quad_line

END_OF_ROW = "\x1e"


@dataclass(frozen=True, slots=True)
class Shard:
    """The rows of one document, and what the ledger keeps of it."""

    rows: list[str]
    claims: int
    places: tuple[tuple[str, ...], ...]


def ident(key: str) -> str:
    """The short name of a document in rows: a digest of its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def shard(document: Document | None, reading: Reading, name: str, bench: Bench) -> Shard:
    """The rows of one document; `name` is its short name."""
    reading = replace(reading, claims=conflicts.with_one_rank(reading.claims))
    rows = _Rows(document, name, bench)
    rows.facts(document, reading)
    claims = rows.claims(reading.claims)
    places = tuple(
        (
            *c.statement,
            c.status.value,
            c.rank.value,
            UNIT.join(c.sources),
            c.position.path,
            str(c.position.line),
            str(c.position.column),
        )
        for c in reading.claims
    )  # fmt: skip
    return Shard(rows.rows, claims, places)


def codes(triples: Iterable[tuple[str, str, str]], bench: Bench) -> list[str]:
    """The rows of the code lists: published, and read by no rule."""
    graph = bench.mint.graph("codes")
    lines: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        lines[triple[0]].append(quad_line(*triple, graph))
    name = ident("")
    return [f"{subject}\t{name}\tX\t" + "\n".join(sorted(ls)) for subject, ls in lines.items()]


class _Rows:
    """Gathers the rows of one document."""

    def __init__(self, document: Document | None, name: str, bench: Bench) -> None:
        self.bench, self.name, self.document = bench, name, document
        self.iri = document.iri if document else ""
        self.home = (
            bench.mint.document_graph(document.iri) if document else bench.mint.graph("external")
        )
        self.rows: list[str] = []
        self.single: dict[str, frozenset[str]] = {}
        self.lines: dict[str, set[str]] = defaultdict(set)
        self.entailed: dict[str, set[str]] = defaultdict(set)
        self.votes: dict[str, set[str]] = defaultdict(set)
        self.given_up: dict[str, set[str]] = defaultdict(set)

    def facts(self, document: Document | None, reading: Reading) -> None:
        """The rows of the things that a document speaks of."""
        for line in mapping.shard(document, (), reading.types, self.bench.mint):
            subject, predicate, rest = line.split(" ", 2)
            self.lines[subject].add(line)
            self.entail(subject, predicate, rest.rsplit(" ", 2)[0])
        for subject, claims in _by_subject(reading.claims):
            properties = self.single_valued(subject)
            for claim in claims:
                self.claimed(claim, single=claim.predicate[1:-1] in properties)
        for subject in {*self.lines, *self.entailed, *self.votes, *self.given_up}:
            parts = (
                "\n".join(sorted(self.lines.get(subject, ()))),
                "\n".join(sorted(self.entailed.get(subject, ()))),
                "\n".join(sorted(self.votes.get(subject, ()))),
                "\n".join(sorted(self.given_up.get(subject, ()))),
            )
            self.rows.append(f"{subject}\t{self.name}\tF\t" + "\t".join(parts))

    def single_valued(self, subject: str) -> frozenset[str]:
        """The properties of which a thing has one value."""
        found = self.single.get(subject)
        if found is None:
            vocabulary = self.bench.vocabulary
            kind = vocabulary.kind_of(subject[1:-1])
            found = vocabulary.single_valued[kind.segment] if kind else frozenset()
            self.single[subject] = found
        return found

    def claimed(self, claim: Claim, *, single: bool) -> None:
        """One claim as a fact, unless an editor gave it up, and as a vote."""
        stated = claim.status is Status.STATED
        graph = self.home if stated else self.bench.mint.graph(claim.status)
        line = quad_line(*claim.statement, graph)
        if claim.rank is Rank.DEPRECATED:
            self.given_up[claim.subject].add(f"{self.node(claim)}{UNIT}{line}")
        else:
            self.lines[claim.subject].add(line)
            self.entail(*claim.statement)
        if single:
            published = self.document.published if self.document else ""
            key = self.document.key if self.document else ""
            vote = (claim.predicate, claim.object, claim.status.value, claim.rank.value)
            self.votes[claim.subject].add(UNIT.join((*vote, published, key, *claim.sources)))

    def entail(self, subject: str, predicate: str, object_: str) -> None:
        """What the statement entails about another thing; about its own subject the chunk knows.

        What a statement entails goes by its name, for the statement may lose a conflict.
        """
        support = f"{UNIT}{subject} {predicate} {object_}"
        for triple in self.bench.entailments.of(subject, predicate, object_):
            if triple[0] != subject and triple[0].startswith(self.bench.thing):
                self.entailed[triple[0]].add(" ".join(triple) + support)

    def claims(self, claims: Iterable[Claim]) -> int:
        """The rows of the claims themselves and of their evidence; how many claims there are."""
        bench, name, templates = self.bench, self.name, self.bench.templates
        nodes: set[str] = set()
        spans: dict[Evidence, str] = {}
        said: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            node = self.node(claim)
            nodes.add(node)
            sort = templates.sort_of(claim)
            named = [spans.get(one) or self.span(one, spans) for one in claim.evidence]
            payload = templates.packed(claim, self.iri, named)
            if payload:
                self.rows.append(f"{node}\t{name}\tC{sort.name}\t{payload}")
            else:
                lines = templates.at_length(claim, node, self.iri)
                self.rows.append(f"{node}\t{name}\tL{sort.name}\t{lines}")
            for subject, line in templates.terms(claim, sort, node, self.iri):
                said[subject].add(line)
        if spans and self.document:
            slug = self.iri.rsplit("/", 1)[-1]
            key = f"<{bench.mint.base}id/evidence/{slug}-"
            payload = bench.spans.packed(self.document, spans)
            self.rows.append(f"{key}\t{name}\tE\t{payload}")
        for subject, extra in said.items():
            self.rows.append(f"{subject}\t{name}\tX\t" + "\n".join(sorted(extra)))
        return len(nodes)

    def node(self, claim: Claim) -> str:
        """The IRI of a claim, as `Minting.claim` makes it."""
        if claim.sources:
            return self.bench.mint.claim(claim)
        base = self.bench.mint.base
        text = f"{claim.subject}\n{claim.predicate}\n{claim.object}\n{claim.status}"
        digest = hashlib.sha256(text.replace(base, "").encode()).hexdigest()
        return f"<{base}id/claim/{digest[:16]}>"

    def span(self, evidence: Evidence, spans: dict[Evidence, str]) -> str:
        """The IRI of a span as a term, kept in `spans`."""
        name = spans[evidence] = f"<{self.bench.mint.evidence(self.iri, evidence)}>"
        return name


def _by_subject(claims: Iterable[Claim]) -> Iterator[tuple[str, list[Claim]]]:
    grouped: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        grouped[claim.subject].append(claim)
    return iter(grouped.items())
