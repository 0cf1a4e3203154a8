"""Reading a shapes graph into its intermediate form.

Enters: RDF. Leaves: `Shapes`, or `ShapesError` with every problem found (SHACL section 3.4.1:
what is ill-formed is reported before any data is read).
"""

from collections.abc import Iterable
from functools import lru_cache

from lod.errors import ShapesError
from lod.shacl import parameters, recursion
from lod.shacl.components import read_components
from lod.shacl.graph import Graph, read_graph
from lod.shacl.model import (
    Constraint,
    Shape,
    Shapes,
    Target,
    TargetClass,
    TargetNode,
    TargetObjectsOf,
    TargetSubjectsOf,
)
from lod.shacl.parameters import SHAPE_LISTS, SHAPE_REFERENCES
from lod.shacl.pathreading import read_path
from lod.shacl.texts import read_messages, read_texts
from lod.shacl.vocabulary import CLASS, SUBCLASS_OF, TYPE, VIOLATION, sh

_TARGETS: dict[str, type[Target]] = {
    sh("targetClass"): TargetClass,
    sh("targetNode"): TargetNode,
    sh("targetSubjectsOf"): TargetSubjectsOf,
    sh("targetObjectsOf"): TargetObjectsOf,
}


def read_shapes(
    source: bytes | str,
    *,
    format: str = "turtle",  # noqa: A002 - the name that pyoxigraph and rdflib use
    path: str | None = None,
    base_iri: str | None = None,
) -> Shapes:
    """The shapes of one document; ShapesError lists all that is ill-formed (section 3.4.1).

    `path` names the document in problems and is not opened. A text that is read again gives the
    same shapes: a build asks for those of its model several times.
    """
    content = source.encode() if isinstance(source, str) else source
    return _read(content, format, path or "", base_iri)


@lru_cache(maxsize=4)
def _read(content: bytes, syntax: str, path: str, base_iri: str | None) -> Shapes:
    return read_shapes_of([(path, content)], format=syntax, base_iri=base_iri)


def read_shapes_of(
    documents: Iterable[tuple[str, bytes]],
    *,
    format: str = "turtle",  # noqa: A002 - the name that pyoxigraph and rdflib use
    base_iri: str | None = None,
) -> Shapes:
    """The shapes of several documents together, given as path and content."""
    return shapes_of(read_graph(documents, syntax=format, base_iri=base_iri))


def shapes_of(graph: Graph) -> Shapes:
    """The shapes of a graph; ShapesError lists all that is ill-formed."""
    components = read_components(graph)
    found = sorted(_shape_nodes(graph, [name for c in components for name in c.mandatory]))
    shapes = tuple(
        _shape(graph, node, parameters.read_constraints(graph, node, components)) for node in found
    )
    recursion.check(graph, shapes)
    if graph.problems:
        raise ShapesError(tuple(graph.problems))
    return Shapes(shapes, tuple(graph.statements))


def _shape_nodes(graph: Graph, custom: Iterable[str]) -> set[str]:
    """Every node that is a shape by section 2.1: by type, target, parameter or reference."""
    nodes = {
        *graph.subjects(TYPE, sh("NodeShape")),
        *graph.subjects(TYPE, sh("PropertyShape")),
    }
    for predicate in (*_TARGETS, sh("sparql"), *parameters.NAMES, *custom):
        nodes.update(graph.subjects(predicate))
    for predicate in SHAPE_REFERENCES:
        nodes.update(graph.values(predicate))
    for predicate in SHAPE_LISTS:
        for head in graph.values(predicate):
            nodes.update(graph.members(head) or ())
    nodes.difference_update(_not_shapes(graph))
    return {node for node in nodes if not node.startswith('"')}


def _not_shapes(graph: Graph) -> set[str]:
    """Parameter declarations carry constraints for people, not for data (section 6.2.1)."""
    return {node for node in graph.values(sh("parameter")) if not node.startswith('"')}


def _shape(graph: Graph, node: str, constraints: tuple[Constraint, ...]) -> Shape:
    return Shape(
        id=node,
        path=read_path(graph, node),
        targets=_targets(graph, node),
        constraints=constraints,
        severity=_severity(graph, node),
        messages=read_messages(graph, node),
        names=read_texts(graph, node, sh("name")),
        deactivated=parameters.boolean(graph, node, sh("deactivated")),
    )


def _targets(graph: Graph, node: str) -> tuple[Target, ...]:
    targets: list[Target] = []
    for predicate, kind in _TARGETS.items():
        for value in graph.objects(node, predicate):
            if value.startswith("_:") or (kind is not TargetNode and not value.startswith("<")):
                name = predicate.rsplit("#", 1)[1].rstrip(">")
                graph.report(node, f"sh:{name} is {value}", "give an IRI", "target")
                continue
            targets.append(kind(value))
    if _is_class(graph, node):
        if node.startswith("<"):
            targets.append(TargetClass(node))
        else:
            graph.report(node, "a class and shape without a name", "give it an IRI", "target")
    return tuple(dict.fromkeys(targets))


def _is_class(graph: Graph, node: str) -> bool:
    """Whether the shape is also a class: its instances are targets (section 2.1.3.3)."""
    return any(CLASS in graph.closure(kind, SUBCLASS_OF) for kind in graph.objects(node, TYPE))


def _severity(graph: Graph, node: str) -> str:
    values = graph.objects(node, sh("severity"))
    if len(values) > 1:
        graph.report(node, "more than one sh:severity", "keep one", "severity")
    if any(not value.startswith("<") for value in values):
        remedy = "use sh:Violation, sh:Warning, sh:Info or another IRI"
        graph.report(node, f"sh:severity is {values[0]}, not an IRI", remedy, "severity")
    return values[0] if values else VIOLATION
