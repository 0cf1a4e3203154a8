"""A document and its claims -> rows: what the document adds to each subject of the dataset.

A row is text, its fields parted by tabs: subject, document, sort, and what the sort says. Sorts:
`C` a claim and `E` the spans of one document, packed, `L` lines about a claim, `F` facts (module
`facts`), `X` what is stated and read by no rule. Canonical N-Quads holds no control characters, so
tab, line end and the separators below are free.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lod.curate.claims import Reading
from lod.derive import mapping
from lod.derive.mapping import Triple
from lod.flow import facts
from lod.flow.facts import Facts
from lod.flow.plan import Bench
from lod.flow.templates import UNIT
from lod.model import Claim, Document, Rank, Span, Status
from lod.vocab import RDF_TYPE

END_OF_ROW = "\x1e"
_TYPE = f"<{RDF_TYPE}>"
_STATED, _DEPRECATED = Status.STATED, Rank.DEPRECATED


@dataclass(frozen=True, slots=True)
class Shard:
    """The rows of one document, and how many claims there are."""

    rows: list[str]
    claims: int


def ident(key: str) -> str:
    """The short name of a document in rows: a digest of its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def shard(document: Document | None, reading: Reading, name: str, bench: Bench) -> Shard:
    """The rows of one document, whose claims have one rank each; `name` is its short name."""
    rows = _Rows(document, name, bench)
    if document:
        rows.facts(mapping.document_triples(document))
    rows.facts((thing, _TYPE, class_term) for thing, class_term in reading.types)
    count = rows.claims(reading.claims)
    rows.finish()
    return Shard(rows.rows, count)


def places(claims: Iterable[Claim]) -> tuple[tuple[str, ...], ...]:
    """What the ledger keeps of the claims of a file that people edit: what they say, and where."""
    return tuple(
        (
            *c.statement,
            c.status.value,
            c.rank.value,
            UNIT.join(c.sources),
            c.position.path,
            str(c.position.line),
            str(c.position.column),
        )
        for c in claims
    )


def codes(triples: Iterable[tuple[str, str, str]], bench: Bench) -> list[str]:
    """The rows of the code lists: published, and read by no rule."""
    graph = bench.mint.graph("codes")
    said: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, object_ in triples:
        said[subject].add(f"{predicate} {object_}")
    name = ident("")
    return [f"{about}\t{name}\tX\t{facts.stated({graph: one})}" for about, one in said.items()]


class _Behind:
    """What the claims of one entry have in common, written once for all of them."""

    __slots__ = ("claim", "graph", "node", "packed", "proof", "sort", "vote")

    def __init__(self, rows: "_Rows", claim: Claim) -> None:
        document, mint = rows.document, rows.bench.mint
        templates = rows.bench.templates
        self.claim = claim
        self.sort = templates.sort_of(claim)
        spans = [rows.span(one.span) for one in claim.evidence]
        self.proof = templates.proof(claim, rows.iri, spans)
        self.packed = f"\t{rows.name}\tC{self.sort.name}\t"
        self.graph = rows.home if claim.status is _STATED else mint.graph(claim.status)
        self.node = "\n".join(("", claim.status, *sorted(claim.sources)))
        published, key = (document.published, document.key) if document else ("", "")
        vote = ("", claim.status, claim.rank, published, key, *claim.sources)
        self.vote = UNIT.join(vote)

    def is_behind(self, claim: Claim) -> bool:
        """Whether a claim stands on the very same."""
        mine = self.claim
        return (
            claim.evidence is mine.evidence
            and claim.rules is mine.rules
            and claim.sources is mine.sources
            and claim.status is mine.status
            and claim.rank is mine.rank
        )


class _Rows:
    """Gathers the rows of one document."""

    def __init__(self, document: Document | None, name: str, bench: Bench) -> None:
        self.bench, self.name, self.document = bench, name, document
        self.iri = document.iri if document else ""
        mint = bench.mint
        self.home = mint.document_graph(document.iri) if document else mint.graph("external")
        self.spans_key = f"<{mint.base}id/evidence/{self.iri.rsplit('/', 1)[-1]}-"
        self.elsewhere = bench.entailments.elsewhere
        self.rows: list[str] = []
        self.about: dict[str, Facts] = defaultdict(Facts)
        self.spans: dict[tuple[int, int, str], str] = {}
        self.said: dict[str, set[str]] = defaultdict(set)

    def facts(self, triples: Iterable[Triple]) -> None:
        """What the document says by itself."""
        for subject, predicate, object_ in triples:
            self.about[subject].stated[self.home].add(f"{predicate} {object_}")
            self.follow(subject, predicate, object_)

    def claims(self, claims: Iterable[Claim]) -> int:
        """What is claimed, as facts and votes, and the claims themselves; how many these are."""
        nodes: set[str] = set()
        base, start = self.bench.mint.base, f"<{self.bench.mint.base}id/claim/"
        behind: _Behind | None = None
        for claim in claims:
            if behind is None or not behind.is_behind(claim):
                behind = _Behind(self, claim)
            subject, predicate, object_ = claim.subject, claim.predicate, claim.object
            text = f"{subject}\n{predicate}\n{object_}{behind.node}".replace(base, "")
            node = f"{start}{hashlib.sha256(text.encode()).hexdigest()[:16]}>"
            nodes.add(node)
            self.fact(claim, node, behind)
            if behind.proof is not None:
                packed = UNIT.join((subject, predicate, object_, behind.proof))
                self.rows.append(f"{node}{behind.packed}{packed}")
            else:
                lines = self.bench.templates.at_length(claim, node, self.iri)
                self.rows.append(f"{node}\t{self.name}\tL{behind.sort.name}\t{lines}")
            if behind.sort.terms:
                said = self.bench.templates.terms(claim, behind.sort, node, self.iri)
                for about, text in said:
                    self.said[about].add(text)
        return len(nodes)

    def fact(self, claim: Claim, node: str, behind: _Behind) -> None:
        """One claim as a fact, unless an editor gave it up, and as a vote."""
        subject, predicate, object_ = claim.subject, claim.predicate, claim.object
        about = self.about[subject]
        said = f"{predicate} {object_}"
        if claim.rank is _DEPRECATED:
            about.given_up.add(UNIT.join((node, behind.graph, said)))
        else:
            about.stated[behind.graph].add(said)
            self.follow(subject, predicate, object_)
        if about.single is None:
            about.single = self.single_valued(subject)
        if predicate in about.single:
            about.votes.add(f"{predicate}{UNIT}{object_}{behind.vote}")

    def single_valued(self, subject: str) -> frozenset[str]:
        """The properties of which a thing has one value."""
        kind = self.bench.vocabulary.kind_of(subject[1:-1])
        return self.bench.single_valued[kind.segment] if kind else frozenset()

    def follow(self, subject: str, predicate: str, object_: str) -> None:
        """What a statement entails about other things; about its own subject the chunk knows.

        What a statement entails goes by its name, for the statement may lose a conflict.
        """
        for thing, of, what in self.elsewhere(subject, predicate, object_):
            if thing.startswith(self.bench.thing):
                support = f"{subject} {predicate} {object_}"
                self.about[thing].entailed.setdefault(support, set()).add(f"{of} {what}")

    def span(self, span: Span) -> str:
        """The IRI of a span as a term, as `Minting.evidence` makes it; kept in `spans`."""
        start, end, exact = span.start, span.end, span.exact
        known = self.spans.get((start, end, exact))
        if known is None:
            known = self.spans[start, end, exact] = f"{self.spans_key}{start}-{end}>"
        return known

    def finish(self) -> None:
        """The rows of facts, of spans, and of what rules conclude from claims about their terms."""
        name = self.name
        self.rows += [
            f"{subject}\t{name}\tF\t{one.payload()}" for subject, one in self.about.items()
        ]
        if self.spans and self.document:
            payload = self.bench.spans.packed(self.document, self.spans)
            self.rows.append(f"{self.spans_key}\t{name}\tE\t{payload}")
        for subject, extra in self.said.items():
            payload = facts.stated({self.bench.templates.graph: extra})
            self.rows.append(f"{subject}\t{name}\tX\t{payload}")
