"""Reading SHACL property paths (section 2.3.1) from a shapes graph.

Enters: a shape's node. Leaves: its path; an ill-formed one is noted among the graph's problems.
"""

from lod.shacl.graph import Graph
from lod.shacl.paths import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from lod.shacl.vocabulary import sh

_WRAPPERS: dict[str, type[Inverse] | type[ZeroOrMore] | type[OneOrMore] | type[ZeroOrOne]] = {
    sh("inversePath"): Inverse,
    sh("zeroOrMorePath"): ZeroOrMore,
    sh("oneOrMorePath"): OneOrMore,
    sh("zeroOrOnePath"): ZeroOrOne,
}
_REMEDY = "write a predicate, a list of paths, or one of sh:inversePath, sh:alternativePath, …"


class _PathError(Exception):
    """What is wrong with a path."""


def read_path(graph: Graph, shape: str, predicate: str = sh("path")) -> Path | None:
    """The path of a property shape (or result); None for a node shape."""
    values = graph.objects(shape, predicate)
    if not values:
        return None
    if len(values) > 1:
        graph.report(shape, "more than one sh:path", "keep one", "path")
    try:
        return _path(graph, values[0], ())
    except _PathError as error:
        graph.report(shape, f"ill-formed sh:path: {error}", _REMEDY, "path")
        return Predicate(values[0] if values[0].startswith("<") else sh("path"))


def _path(graph: Graph, node: str, above: tuple[str, ...]) -> Path:
    if node.startswith('"'):
        raise _PathError(f"{node} is a literal")
    if node in above:
        raise _PathError(f"{node} is part of itself")
    if graph.is_list(node):
        return Sequence(_members(graph, node, (*above, node)))
    if node.startswith("<"):
        return Predicate(node)
    return _operator(graph, node, (*above, node))


def _operator(graph: Graph, node: str, above: tuple[str, ...]) -> Path:
    alternatives = graph.objects(node, sh("alternativePath"))
    wrapped = [
        (kind, value)
        for predicate, kind in _WRAPPERS.items()
        for value in graph.objects(node, predicate)
    ]
    if len(alternatives) + len(wrapped) != 1:
        raise _PathError(f"{node} has {len(alternatives) + len(wrapped)} path operators, not one")
    if alternatives:
        return Alternative(_members(graph, alternatives[0], above))
    kind, value = wrapped[0]
    return kind(_path(graph, value, above))


def _members(graph: Graph, head: str, above: tuple[str, ...]) -> tuple[Path, ...]:
    members = graph.members(head)
    if members is None:
        raise _PathError(f"{head} is not a well-formed list")
    if len(members) < 2:
        raise _PathError(f"the list {head} has {len(members)} members, not two or more")
    return tuple(_path(graph, member, above) for member in members)
