"""Everything said about one thing: each statement with its status, quote and document.

Enters: the lines of the published dataset. Leaves: the statements about the thing and what
belongs to it, those that point to it, and the names of whatever they mention.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lod.derive.mapping import OA, PROV, SCHEMA, Minting
from lod.model import Status
from lod.ntriples import RDF, Quad, is_literal, literal_value, split
from lod.publication import Publication
from lod.publish import context
from lod.releases.background import thing_of
from lod.vocab import NAME_PREDICATES, local_name

RECORD = "record"
"""The status of what follows from the record or the claim file itself, such as a type."""

_KNOWN_GRAPHS = ("inferred", "computed", "external", "codes")

Statement = tuple[str, str, str]
Proof = tuple[bool, str, str, tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]
Nodes = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One statement as it is shown: terms in N-Triples, how it is known, and what proves it.

    `asserted` is False for a value that lost a conflict or was deprecated; `quotes` are pairs of
    a document's IRI and the words; `conflicts` counts the claims that contradict this one.
    """

    subject: str
    predicate: str
    object: str
    asserted: bool
    status: str
    rank: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    conflicts: int = 0

    @property
    def proof(self) -> Proof:
        """What statements that are known in the same way have in common."""
        return self.asserted, self.status, self.rank, self.quotes, self.rules, self.sources


@dataclass(frozen=True, slots=True)
class Description:
    """What is said about a thing, in reading order: by subject, then as the context lists keys.

    `names` gives the name of each term that has one.
    """

    iri: str
    names: Mapping[str, str]
    statements: tuple[Said, ...]


def about(
    lines: Iterable[str], iri: str, publication: Publication, definitions: Mapping[str, object]
) -> Description:
    """What the dataset says about the thing and its parts, and who points to it.

    `definitions` are those of the JSON-LD context: their order is that of reading.
    """
    mint = Minting(publication.base)
    claims_graph = mint.graph("claims")
    facts: dict[Statement, set[str]] = defaultdict(set)
    names = Labels(publication)
    of_claims: list[Quad] = []
    for quad in map(split, lines):
        if quad.graph == claims_graph:
            of_claims.append(quad)
            continue
        names.note(quad)
        if _concerns(quad, iri):
            facts[quad[:3]].add(quad.graph)
    nodes = _nodes(of_claims)
    claims: dict[Statement, list[str]] = defaultdict(list)
    for node, values in nodes.items():
        statement = _statement(values)
        if statement and _concerns(Quad(*statement, ""), iri):
            claims[statement].append(node)
    made = [
        said
        for statement in facts.keys() | claims.keys()
        for said in _said(statement, facts.get(statement), claims.get(statement, ()), nodes, mint)
    ]
    mentioned = {term for said in made for term in (said.subject, said.object)}
    mentioned |= {f"<{document}>" for said in made for document, _ in said.quotes}
    mentioned |= {thing_of(term, publication.base) for term in mentioned}
    terms = context.read({"@context": dict(definitions)}).terms
    order = {f"<{name}>": place for place, name in enumerate(terms)}
    made.sort(
        key=lambda s: (
            s.subject,
            order.get(s.predicate, len(order)),
            not s.asserted,
            s.status != Status.STATED,
            s,
        )
    )
    return Description(iri, names.of(mentioned), tuple(made))


class Labels:
    """What things are called: the best property, then the best language."""

    def __init__(self, here: Publication) -> None:
        self._languages = ("", *dict.fromkeys((here.language, "en", *here.languages)))
        self._found: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)

    def note(self, quad: Quad) -> None:
        """Take what a quad says of a name."""
        if quad.predicate in NAME_PREDICATES and is_literal(quad.object):
            value = literal_value(quad.object)
            tag = value.language
            place = self._languages.index(tag) if tag in self._languages else 99
            key = (NAME_PREDICATES.index(quad.predicate), place)
            self._found[quad.subject].setdefault(key, value.lexical)

    def of(self, terms: Iterable[str]) -> Mapping[str, str]:
        """The names of those of the terms that have one."""
        return {
            term: min(self._found[term].items())[1] for term in sorted(terms) if term in self._found
        }


def _concerns(quad: Quad, iri: str) -> bool:
    own = quad.subject == f"<{iri}>" or quad.subject.startswith((f"<{iri}/", f"<{iri}#"))
    return own or quad.object == f"<{iri}>"


def _nodes(quads: Iterable[Quad]) -> Nodes:
    nodes: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for quad in quads:
        values = nodes[quad.subject]
        values[quad.predicate] = (*values.get(quad.predicate, ()), quad.object)
    return nodes


def _statement(values: Mapping[str, tuple[str, ...]]) -> Statement | None:
    parts = [values.get(f"<{RDF}{name}>") for name in ("subject", "predicate", "object")]
    return (parts[0][0], parts[1][0], parts[2][0]) if parts[0] and parts[1] and parts[2] else None


def _said(
    statement: Statement,
    graphs: set[str] | None,
    claims: Iterable[str],
    nodes: Nodes,
    mint: Minting,
) -> Iterable[Said]:
    found = [_from_claim(statement, bool(graphs), nodes[claim], nodes, mint) for claim in claims]
    if found:
        return found
    names = sorted(local_name(graph.strip("<>")) for graph in graphs or ())
    known = [name for name in names if name in _KNOWN_GRAPHS]
    return [Said(*statement, asserted=True, status=known[0] if known == names else RECORD)]


def _from_claim(
    statement: Statement,
    asserted: bool,
    values: Mapping[str, tuple[str, ...]],
    nodes: Nodes,
    mint: Minting,
) -> Said:
    spans = values.get(mint.term("evidence"), ())
    rules = values.get(f"<{SCHEMA}description>", ())
    sources = values.get(f"<{PROV}hadPrimarySource>", ())
    rank = _code(values, mint.term("rank"))
    return Said(
        *statement,
        asserted=asserted and rank != "deprecated",
        status=_code(values, mint.term("claimStatus")),
        rank=rank,
        quotes=tuple(quote for *_, quote in sorted(_quote(nodes[s], nodes) for s in spans)),
        rules=tuple(literal_value(rule).lexical for rule in rules),
        sources=tuple(source.strip("<>") for source in sources),
        conflicts=len(values.get(mint.term("conflictsWith"), ())),
    )


def _code(values: Mapping[str, tuple[str, ...]], predicate: str) -> str:
    return local_name(values.get(predicate, ("",))[0].strip("<>"))


def _quote(span: Mapping[str, tuple[str, ...]], nodes: Nodes) -> tuple[str, int, tuple[str, str]]:
    """Document and start, to sort by, then (document IRI, words)."""
    document = span[f"<{OA}hasSource>"][0].strip("<>").removesuffix("/text")
    start, words = 0, ""
    for selector in span[f"<{OA}hasSelector>"]:
        for exact in nodes[selector].get(f"<{OA}exact>", ()):
            words = literal_value(exact).lexical
        for place in nodes[selector].get(f"<{OA}start>", ()):
            start = int(literal_value(place).lexical)
    return document, start, (document, words)
