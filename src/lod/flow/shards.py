"""A document and its claims -> rows: what the document adds to each subject of the dataset.

A row is text, its fields parted by tabs: subject, document, sort, and what the sort says. Sorts:
`C` a claim and `E` the spans of one document, packed, `L` lines about a claim, `F` facts (module
`facts`), `X` what is stated and read by no rule. Canonical N-Quads holds no control characters, so
tab, line end and the separators below are free.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from lod.curate.claims import Entry
from lod.curate.proof import Proof
from lod.derive.mapping import Triple
from lod.flow import facts
from lod.flow.facts import Facts
from lod.flow.plan import Bench
from lod.flow.templates import UNIT, Written, packed
from lod.model import Claim, Document, Rank, Span, Status

END_OF_ROW = "\x1e"


@dataclass(frozen=True, slots=True)
class Shard:
    """The rows of one document, and how many claims there are."""

    rows: list[str]
    claims: int


def ident(key: str) -> str:
    """The short name of a document in rows: a digest of its key."""
    return sha256(key.encode()).hexdigest()[:16]


def shard(
    document: Document | None,
    entries: Iterable[Entry],
    facts: Iterable[Triple],
    name: str,
    bench: Bench,
) -> Shard:
    """The rows of one document, whose claims have one rank each; `name` is its short name.

    `facts` are what it says without a claim: of itself, and of which class things are.
    """
    rows = _Rows(document, name, bench)
    rows.facts(facts)
    count = rows.claims(entries)
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


class _Manner(NamedTuple):
    """What claims of one document have in common that are known in the same way."""

    sort: Written
    packed: str
    graph: str
    node: str
    vote: str
    given_up: bool


class _Rows:
    """Gathers the rows of one document."""

    def __init__(self, document: Document | None, name: str, bench: Bench) -> None:
        self.bench, self.name, self.document = bench, name, document
        self.iri = document.iri if document else ""
        mint = bench.mint
        self.home = mint.document_graph(document.iri) if document else mint.graph("external")
        self.spans_key = f"<{mint.base}id/evidence/{self.iri.rsplit('/', 1)[-1]}-"
        self.reaching = bench.entailments.reaching
        self.rows: list[str] = []
        self.about: dict[str, Facts] = {}
        self.spans: dict[tuple[int, int, str], None] = {}
        self.said: dict[str, set[str]] = defaultdict(set)
        self.manners: dict[tuple[object, ...], _Manner] = {}

    def facts(self, triples: Iterable[Triple]) -> None:
        """What the document says by itself."""
        home, every, reaching = self.home, self.about, self.reaching
        for subject, predicate, object_ in triples:
            about = every.get(subject) or self.new(subject)
            about.stated[home].add(f"{predicate} {object_}")
            if predicate in reaching:
                self.follow(subject, predicate, object_)

    def new(self, subject: str) -> Facts:
        """The facts about a subject of which nothing was said yet."""
        about = self.about[subject] = Facts(self.bench.single_of(subject))
        return about

    def claims(self, entries: Iterable[Entry]) -> int:
        """What is claimed, as facts and votes, and the claims themselves; how many these are."""
        nodes: set[str] = set()
        base, start = self.bench.mint.base, f"<{self.bench.mint.base}id/claim/"
        every, reaching, manners, rows = self.about, self.reaching, self.manners, self.rows
        for proof, said in entries:
            key = (proof.status, proof.rank, len(proof.evidence), len(proof.rules), proof.sources)
            manner = manners.get(key)
            if manner is None:
                manner = manners[key] = self.manner(proof)
            sort, packed, graph, end, vote, given_up = manner
            behind = self.behind(proof)
            for subject, predicate, object_, _ in said:
                text = f"{subject}\n{predicate}\n{object_}{end}".replace(base, "")
                node = f"{start}{sha256(text.encode()).hexdigest()[:16]}>"
                nodes.add(node)
                if behind is None or sort.terms:
                    self.seldom((subject, predicate, object_), proof, sort, node)
                if behind is not None:
                    rows.append(f"{node}{packed}{subject}\x1f{predicate}\x1f{object_}{behind}")
                about = every.get(subject) or self.new(subject)
                if given_up:
                    about.given_up.add(f"{node}\x1f{graph}\x1f{predicate} {object_}")
                else:
                    about.stated[graph].add(f"{predicate} {object_}")
                    if predicate in reaching:
                        self.follow(subject, predicate, object_)
                if predicate in about.single:
                    about.votes.add(f"{predicate}\x1f{object_}{vote}")
        return len(nodes)

    def manner(self, proof: Proof) -> _Manner:
        """How the claims of an entry are known."""
        document, status, sources = self.document, proof.status, proof.sources
        sort = self.bench.templates.sort_of(proof, document is not None)
        published, key = (document.published, document.key) if document else ("", "")
        return _Manner(
            sort,
            f"\t{self.name}\tC{sort.name}\t",
            self.home if status is Status.STATED else self.bench.mint.graph(status),
            "\n".join(("", status, *sorted(sources))),
            UNIT.join(("", status, proof.rank, published, key, *sources)),
            proof.rank is Rank.DEPRECATED,
        )

    def behind(self, proof: Proof) -> str | None:
        """What stands behind the claims of an entry, as the end of a packed claim."""
        evidence = proof.evidence
        if len(evidence) == 1 and not proof.rules and not proof.sources:
            return f"{UNIT}{self.iri}{UNIT}{self.span(evidence[0].span)}"
        return packed(proof, self.iri, [self.span(one.span) for one in evidence])

    def seldom(self, statement: Triple, proof: Proof, sort: Written, node: str) -> None:
        """What rules conclude from a claim about its terms; the lines of one that is not packed."""
        templates = self.bench.templates
        for about, text in templates.terms(statement, sort, node, self.iri):
            self.said[about].add(text)
        if self.behind(proof) is None:
            lines = templates.at_length(statement, proof, node, self.iri)
            self.rows.append(f"{node}\t{self.name}\tL{sort.name}\t{lines}")

    def follow(self, subject: str, predicate: str, object_: str) -> None:
        """What a statement entails about other things; about its own subject the chunk knows.

        What a statement entails goes by its name, for the statement may lose a conflict.
        """
        found = self.bench.entailments.elsewhere(subject, predicate, object_)
        if not found:
            return
        support, ours = f"{subject} {predicate} {object_}", self.bench.thing
        for thing, of, what in found:
            if thing.startswith(ours):
                about = self.about.get(thing) or self.new(thing)
                about.entailed.setdefault(support, set()).add(f"{of} {what}")

    def span(self, span: Span) -> str:
        """The IRI of a span as a term, as `Minting.evidence` makes it; kept in `spans`."""
        start, end = span.start, span.end
        self.spans[start, end, span.exact] = None
        return f"{self.spans_key}{start}-{end}>"

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
