"""Bringing a report up to date after a change, without a full run.

Enters: shapes, the data graph after the change, the report from before, the statements taken
out and put in. Leaves: the report that a full run would give.
"""

import os
from collections.abc import Container, Iterable, Mapping

import pyoxigraph as ox

from lod.shacl import affected, validation
from lod.shacl import focus as focus_nodes
from lod.shacl.affected import Statement
from lod.shacl.compile import delegations
from lod.shacl.engine import Engine
from lod.shacl.focus import Nodes, Source
from lod.shacl.model import Place, Shape, Shapes, chosen
from lod.shacl.paths import inverse
from lod.shacl.report import Report, report_of
from lod.shacl.store import Data
from lod.shacl.targets import is_focus_node, untested

_MANY = 2000
"""With more nodes than this to look at again, a shape is validated whole."""


def revalidate(
    shapes: Shapes,
    data: Data | ox.Store,
    previous: Report,
    *,
    removed: Iterable[ox.Quad | ox.Triple] = (),
    added: Iterable[ox.Quad | ox.Triple] = (),
    workers: int | None = 1,
    only: Container[Place] | None = None,
) -> Report:
    """The report of the data as it is now, from the one before the change.

    `data` holds the change already (`Data.change`); `removed` and `added` say what it was.
    Whatever the shapes reach backwards from there is validated again. A change of the class
    hierarchy, a delegated shape or an earlier failure asks for a full run. Both reports are of
    the constraints in `only`, of all where it is None.
    """
    graph = validation.as_data(data)
    changed = affected.statements(removed) ^ affected.statements(added)
    if affected.changes_classes(changed) or delegations(shapes) or previous.failures:
        return validation.validate(shapes, graph, workers=workers, only=only)
    run = Engine(shapes, graph, workers or os.cpu_count() or 1)
    validation.with_shapes_graph(run)
    validation.with_named_nodes(run, None)
    try:
        among = focus_nodes.sources(run.shapes)
        again = affected_focus(run, among, changed, only)
        results = run.results(
            {shape: _sources(run, among[shape], nodes) for shape, nodes in again.items()}, only=only
        )
    finally:
        run.close()
        run.data.unname()
        validation.without_shapes_graph(run)
    kept = [
        result
        for result in previous.results
        if not _is_again(again.get(result.source_shape, frozenset()), result.focus_node)
    ]
    return report_of(
        [*kept, *results],
        untested=untested(shapes, graph),
        failures=run.failures,
        notes=previous.notes,
    )


def _is_again(nodes: frozenset[str] | None, node: str) -> bool:
    return nodes is None or node in nodes


def affected_focus(
    run: Engine,
    among: Mapping[str, tuple[Source, ...]],
    changed: frozenset[Statement],
    only: Container[Place] | None = None,
) -> dict[str, frozenset[str] | None]:
    """For each shape the nodes to look at again, None where that is all of its focus nodes."""
    found: dict[str, frozenset[str] | None] = {}
    if not changed:
        return found
    for shape, sources in among.items():
        if not chosen(run.shapes[shape], only):
            continue
        nodes = affected.affected_nodes(
            run.shapes, run.shapes[shape], sources, run.data, run.terms(), changed, only
        )
        if nodes is None or len(nodes) > _MANY:
            found[shape] = None
        elif nodes:
            found[shape] = nodes
    return found


def _sources(
    run: Engine, among: tuple[Source, ...], nodes: frozenset[str] | None
) -> tuple[Source, ...]:
    """The sources of those nodes that are focus nodes now."""
    if nodes is None:
        return among
    chosen = [node for node in nodes if any(_is_in(run, source, node) for source in among)]
    return run.narrow(among, chosen)


def _is_in(run: Engine, source: Source, node: str) -> bool:
    """Whether a node is one of the source's."""
    assert not isinstance(source.roots, Nodes)
    roots = {node}
    if source.path is not None:
        roots = affected.walk(run.data, run.terms(), inverse(source.path), [node])
    holder = Shape("", targets=source.roots)
    return any(is_focus_node(run, holder, root) for root in roots)
