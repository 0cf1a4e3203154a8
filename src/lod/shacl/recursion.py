"""Recursive shapes: SHACL leaves their meaning open (section 3.4.3), so they are refused.

Enters: the shapes that were read. Leaves: a problem for every cycle of references.
"""

from collections.abc import Iterable

from lod.shacl.graph import Graph
from lod.shacl.model import Shape, references


def check(graph: Graph, shapes: Iterable[Shape]) -> None:
    """Note each cycle of references among the shapes."""
    edges = {
        shape.id: tuple(
            dict.fromkeys(ref for part in shape.constraints for ref in references(part))
        )
        for shape in shapes
    }
    done: set[str] = set()
    for start in edges:
        _walk(graph, edges, start, [], done)


def _walk(
    graph: Graph, edges: dict[str, tuple[str, ...]], node: str, above: list[str], done: set[str]
) -> None:
    if node in above:
        cycle = " → ".join(graph.describe(step) for step in [*above[above.index(node) :], node])
        remedy = "break the cycle: SHACL does not define recursive shapes"
        graph.report(node, f"recursive shape: {cycle}", remedy, "recursion")
        return
    if node in done:
        return
    above.append(node)
    for reference in edges.get(node, ()):
        _walk(graph, edges, reference, above, done)
    above.pop()
    done.add(node)
