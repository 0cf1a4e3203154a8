"""The reference engine: pySHACL on the same shapes and data, its report in our form.

Enters: `Shapes` and `Data`. Leaves: a `Report` whose terms, blank nodes too, are those of the
shapes and data. rdflib and pySHACL are imported when it is called. Lexical forms are kept as
they are written (rdflib would normalise them).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lod.errors import LodError
from lod.ntriples import literal
from lod.shacl.graph import Graph
from lod.shacl.model import Message, Shapes
from lod.shacl.pathreading import read_path
from lod.shacl.report import Report, Result, path_text, report_of
from lod.shacl.store import EXACT_GRAPH, Data, decode, decoded_term
from lod.shacl.vocabulary import CLASS, TYPE, XSD, sh

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier, Node

_TARGETS = frozenset(
    sh(name)
    for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
)


class ReferenceEngineError(LodError):
    """pySHACL could not validate: its own error, which says nothing about the data."""


def validate_with_pyshacl(
    shapes: Shapes,
    data: Data,
    *,
    focus: Iterable[str] | None = None,
    only: frozenset[str] | None = None,
) -> Report:
    """The report of pySHACL.

    `only` leaves the targets of just those shapes; `focus` keeps the results of those focus
    nodes (pySHACL's own option passes value nodes outside its list, so it is not used).
    ReferenceEngineError where pySHACL gives up.
    """
    import pyshacl

    with _lexical_forms_kept():
        shapes_graph = _rdflib_graph(_statements(shapes, only))
        data_graph = _rdflib_graph(data_statements(data))
        try:
            _, report, text = pyshacl.validate(
                data_graph,
                shacl_graph=shapes_graph,
                advanced=_is_advanced(shapes, only),
                inplace=True,
                do_owl_imports=False,
            )
        except Exception as error:
            raise ReferenceEngineError(
                f"pySHACL failed: {error}", "use the compiled engine"
            ) from error
        if not hasattr(report, "objects"):
            raise ReferenceEngineError(f"pySHACL failed: {text}", "use the compiled engine")
        found = results_of(report)
    wanted = None if focus is None else frozenset(focus)
    return report_of(
        (result for result in found if wanted is None or result.focus_node in wanted),
        engine="pyshacl",
    )


@contextmanager
def _lexical_forms_kept() -> Iterator[None]:
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _is_advanced(shapes: Shapes, only: frozenset[str] | None) -> bool:
    """SHACL-AF is switched on only for the shapes that were delegated because of it."""
    return only is not None and any(f" {sh('target')} " in line for line in shapes.statements)


def _statements(shapes: Shapes, only: frozenset[str] | None) -> Iterator[ox.Quad]:
    lines = "\n".join(shapes.statements).encode()
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        if only is None or not _gives_target(quad, only):
            yield quad


def _gives_target(quad: ox.Quad, only: frozenset[str]) -> bool:
    """Whether a statement makes targets of a shape that is left out."""
    if str(quad.subject) in only:
        return False
    predicate = str(quad.predicate)
    if predicate == TYPE:
        return str(quad.object) == CLASS
    return predicate in _TARGETS


def data_statements(data: Data) -> Iterator[ox.Quad]:
    """The statements of a data graph with their lexical forms."""
    names = {shadow[1:-1]: ox.NamedNode(name[1:-1]) for name, shadow in data.shadows.items()}
    hidden = set(data.shadows)
    for quad in data.store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        if str(quad.predicate) not in hidden:
            yield quad
    for quad in data.store.quads_for_pattern(None, None, None, EXACT_GRAPH):
        predicate = names.get(quad.predicate.value)
        if predicate is not None:
            yield ox.Quad(quad.subject, predicate, decoded_term(quad.object))


def _rdflib_graph(quads: Iterable[ox.Quad]) -> "rdflib.Graph":
    import rdflib

    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(node: object) -> "Identifier":
    import rdflib

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if not isinstance(node, ox.Literal):
        raise ReferenceEngineError("rdflib has no triple terms", "use the compiled engine")
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    if node.datatype.value == XSD + "string":
        return rdflib.Literal(node.value)
    return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value))


def _text(node: "Node") -> str:
    """An rdflib term in N-Triples syntax."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    assert isinstance(node, rdflib.Literal)
    return decode(
        literal(str(node), language=node.language or "", datatype=str(node.datatype or ""))
    )


def results_of(report: "rdflib.Graph") -> Iterator[Result]:
    """The results of a validation report in RDF."""
    graph = Graph()
    graph.add_terms(
        (_text(subject), _text(predicate), _text(object_)) for subject, predicate, object_ in report
    )
    for head in graph.subjects(TYPE, sh("ValidationReport")):
        yield from results_in(graph, head)


def results_in(graph: Graph, report: str) -> Iterator[Result]:
    """The results of one report in a graph."""
    for node in graph.objects(report, sh("result")):
        yield _result(graph, node)


def _result(graph: Graph, node: str) -> Result:
    def one(name: str) -> str | None:
        return next(iter(graph.objects(node, sh(name))), None)

    path = read_path(graph, node, sh("resultPath"))
    return Result(
        focus_node=one("focusNode") or "",
        path=path_text(path),
        value=one("value"),
        component=one("sourceConstraintComponent") or "",
        severity=one("resultSeverity") or "",
        source_shape=one("sourceShape") or "",
        messages=_messages(graph, node),
        details=tuple(_result(graph, detail) for detail in graph.objects(node, sh("detail"))),
        source_constraint=one("sourceConstraint"),
        path_structure=path,
    )


def _messages(graph: Graph, node: str) -> tuple[Message, ...]:
    from lod.shacl.texts import read_texts

    return read_texts(graph, node, sh("resultMessage"))
