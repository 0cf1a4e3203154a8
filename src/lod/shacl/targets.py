"""Targets looked up in the store, node by node (SHACL section 2.1.3).

Enters: a shape and a node, or shapes and data. Leaves: whether the node is a focus node, and the
targets that nothing in the data has.
"""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from lod.ntriples import literal_value
from lod.shacl.engine import Engine
from lod.shacl.model import (
    Shape,
    Shapes,
    Target,
    TargetClass,
    TargetNode,
    TargetSubjectsOf,
)
from lod.shacl.report import Untested
from lod.shacl.store import EXACT_GRAPH, Data
from lod.shacl.vocabulary import EXACT, TYPE


def is_focus_node(run: Engine, shape: Shape, node: str) -> bool:
    """Whether a node is a target of a shape."""
    return any(_is_target(run, target, node) for target in shape.targets)


def _is_target(run: Engine, target: Target, node: str) -> bool:
    if isinstance(target, TargetNode):
        return target.node == node
    terms, is_literal = run.terms(), node.startswith('"')
    if isinstance(target, TargetClass):
        return not is_literal and any(
            _holds(run.data, node, TYPE, iri) for iri in terms.classes(target.iri)
        )
    predicate = terms.predicate(target.iri)
    if isinstance(target, TargetSubjectsOf):
        return not is_literal and _holds(run.data, node, predicate, "")
    return _holds(run.data, "", predicate, terms.encode(node))


def _holds(data: Data, subject: str, predicate: str, object_: str) -> bool:
    """Whether the graph has such a statement; an empty part stands for any."""
    graph = EXACT_GRAPH if predicate.startswith(f"<{EXACT}") else ox.DefaultGraph()
    start = term(subject) if subject else None
    assert not isinstance(start, ox.Literal)
    found = data.store.quads_for_pattern(
        start,
        ox.NamedNode(predicate[1:-1]),
        term(object_) if object_ else None,
        graph,
    )
    return next(iter(found), None) is not None


def term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term of its N-Triples syntax."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    parts = literal_value(text)
    if parts.language:
        return ox.Literal(parts.lexical, language=parts.language)
    return ox.Literal(parts.lexical, datatype=ox.NamedNode(parts.datatype))


def untested(shapes: Shapes, data: Data) -> Iterator[Untested]:
    """The targets that no node of the data graph has."""
    subclasses = data.subclasses()
    for shape in shapes.shapes:
        for target in () if shape.deactivated else shape.targets:
            if not isinstance(target, TargetNode) and not _occurs(data, target, subclasses):
                yield Untested(shape.id, target.iri)


def _occurs(data: Data, target: Target, subclasses: Mapping[str, tuple[str, ...]]) -> bool:
    if isinstance(target, TargetNode):
        return True
    if isinstance(target, TargetClass):
        classes = subclasses.get(target.iri, (target.iri,))
        return any(_holds(data, "", TYPE, iri) for iri in classes)
    return _holds(data, "", target.iri, "")
