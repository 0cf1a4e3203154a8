"""Everything said about one thing: each statement with its status, quote and document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lod.derive.mapping import OA, PROV, SCHEMA, Minting
from lod.ntriples import RDF, Quad, is_literal, literal_value, split
from lod.publication import Publication


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One statement as it is shown: terms in N-Triples, how it is known, and what proves it.

    `asserted` is False for a value that lost a conflict or was deprecated.
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


def about(lines: Iterable[str], iri: str, publication: Publication) -> tuple[Said, ...]:
    """What the dataset says about the thing and the things that depend on it, and who points to it."""
    mint = Minting(publication.base)
    quads = [split(line) for line in lines]
    claims_graph = mint.graph("claims")
    nodes = _nodes(quad for quad in quads if quad.graph == claims_graph)
    facts: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for quad in quads:
        if quad.graph != claims_graph and (
            _concerns(quad.subject, iri) or quad.object == f"<{iri}>"
        ):
            facts[quad[:3]].add(quad.graph)
    claims: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for node, values in nodes.items():
        statement = _statement(values)
        if statement and (_concerns(statement[0], iri) or statement[2] == f"<{iri}>"):
            claims[statement].append(node)
    made = [
        said
        for statement in sorted(facts.keys() | claims.keys())
        for said in _said(
            statement, facts.get(statement, set()), claims.get(statement, ()), nodes, mint
        )
    ]
    return tuple(made)


def _concerns(subject: str, iri: str) -> bool:
    return subject == f"<{iri}>" or subject.startswith(f"<{iri}/")


def _nodes(quads: Iterable[Quad]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    nodes: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for quad in quads:
        values = nodes[quad.subject]
        values[quad.predicate] = (*values.get(quad.predicate, ()), quad.object)
    return nodes


def _statement(values: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    parts = [values.get(f"<{RDF}{name}>") for name in ("subject", "predicate", "object")]
    return (parts[0][0], parts[1][0], parts[2][0]) if parts[0] and parts[1] and parts[2] else None


def _said(
    statement: tuple[str, str, str],
    graphs: set[str],
    claims: Iterable[str],
    nodes: Mapping[str, Mapping[str, tuple[str, ...]]],
    mint: Minting,
) -> Iterable[Said]:
    found = [_from_claim(statement, bool(graphs), nodes[claim], nodes, mint) for claim in claims]
    if found:
        yield from sorted(found)
        return
    names = sorted(graph.strip("<>").rsplit("/", 1)[-1] for graph in graphs)
    known = [name for name in names if name in ("inferred", "computed", "external", "codes")]
    yield Said(*statement, asserted=True, status=known[0] if known else "record")


def _from_claim(
    statement: tuple[str, str, str],
    asserted: bool,
    values: Mapping[str, tuple[str, ...]],
    nodes: Mapping[str, Mapping[str, tuple[str, ...]]],
    mint: Minting,
) -> Said:
    return Said(
        *statement,
        asserted=asserted,
        status=_code(values, mint.term("claimStatus")),
        rank=_code(values, mint.term("rank")),
        quotes=tuple(
            sorted(_quote(nodes[span], nodes) for span in values.get(mint.term("evidence"), ()))
        ),
        rules=tuple(
            literal_value(rule).lexical for rule in values.get(f"<{SCHEMA}description>", ())
        ),
        sources=tuple(source.strip("<>") for source in values.get(f"<{PROV}hadPrimarySource>", ())),
        conflicts=len(values.get(mint.term("conflictsWith"), ())),
    )


def _code(values: Mapping[str, tuple[str, ...]], predicate: str) -> str:
    return values.get(predicate, ("#",))[0].rstrip(">").rsplit("#", 1)[-1]


def _quote(
    span: Mapping[str, tuple[str, ...]], nodes: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[str, str]:
    """(document IRI, words)."""
    document = span[f"<{OA}hasSource>"][0].strip("<>").removesuffix("/text")
    for selector in span[f"<{OA}hasSelector>"]:
        for exact in nodes[selector].get(f"<{OA}exact>", ()):
            if is_literal(exact):
                return document, literal_value(exact).lexical
    return document, ""
