"""Validation: shapes and data in, a report out.

Enters: `Shapes` and a data graph. Leaves: a `Report` (SHACL section 3). Shapes that the compiled
engine does not handle go to the reference engine, and the report says so.
"""

import os
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lod.errors import CallError
from lod.shacl import focus as focus_nodes
from lod.shacl.compile import delegations
from lod.shacl.engine import Engine, shapes_statements
from lod.shacl.lexical import DERIVED
from lod.shacl.model import (
    Datatype,
    Place,
    Shapes,
    SparqlConstraint,
    TargetNode,
)
from lod.shacl.paths import is_nullable
from lod.shacl.report import Delegated, Report, Result, report_of
from lod.shacl.store import SHAPES_GRAPH, Data, data_of, encode, read_data
from lod.shacl.targets import is_focus_node, term, untested

if TYPE_CHECKING:
    from collections.abc import Mapping

DataGraph = Data | ox.Store | bytes | str | Iterable[ox.Quad]


def validate(
    shapes: Shapes,
    data: DataGraph,
    *,
    workers: int | None = 1,
    focus: Iterable[str] | None = None,
    only: Container[Place] | None = None,
    engine: str = "compiled",
    format: str = "nquads",  # noqa: A002 - as pyoxigraph calls it
) -> Report:
    """The validation report of a data graph, the union of all graphs in `data`.

    `workers` is the number of threads (None: one a core); `focus` narrows the focus nodes of
    targets down to those named (terms such as `<https://…>`); `only` names the constraints whose
    results count (None: all), of shapes that are not delegated; `engine` is "compiled" or
    "pyshacl"; `format` is the syntax where `data` is text. CallError for another engine.
    """
    graph = as_data(data, syntax=format)
    if engine == "pyshacl":
        from lod.shacl.reference import validate_with_pyshacl

        report = validate_with_pyshacl(shapes, graph, focus=focus)
        return replace(
            report,
            untested=tuple(sorted(set(untested(shapes, graph)))),
            notes=tuple(_notes(shapes, graph)),
        )
    if engine != "compiled":
        raise CallError(f"unknown engine {engine!r}", "use compiled or pyshacl")
    reasons = delegations(shapes)
    compiled = without_targets(shapes, reasons)
    sources = focus_nodes.sources(compiled)
    wanted = None if focus is None else frozenset(focus)
    run = Engine(compiled, graph, workers or os.cpu_count() or 1)
    with_shapes_graph(run)
    with_named_nodes(run, wanted)
    if wanted is not None:
        sources = _narrowed(run, wanted)
    try:
        results = run.results(sources, only=only)
    finally:
        run.close()
        run.data.unname()
        without_shapes_graph(run)
    results += _delegate(shapes, graph, reasons, wanted)
    return report_of(
        results,
        delegated=[Delegated(shape, reason) for shape, reason in reasons.items()],
        untested=untested(shapes, graph),
        failures=run.failures,
        notes=_notes(shapes, graph),
    )


def as_data(data: DataGraph, *, syntax: str = "nquads") -> Data:
    """The data graph as the engines read it."""
    if isinstance(data, Data):
        return data
    if isinstance(data, ox.Store):
        return data_of(data)
    return read_data(data, format=syntax)


def without_targets(shapes: Shapes, delegated: Iterable[str]) -> Shapes:
    """The shapes, those delegated without their targets."""
    names = set(delegated)
    if not names:
        return shapes
    kept = tuple(replace(s, targets=()) if s.id in names else s for s in shapes.shapes)
    return Shapes(kept, shapes.statements)


def _narrowed(run: Engine, wanted: frozenset[str]) -> dict[str, tuple[focus_nodes.Source, ...]]:
    found: dict[str, dict[focus_nodes.Source, None]] = {}
    for shape in run.shapes.shapes:
        if not shape.targets or shape.deactivated:
            continue
        chosen = [node for node in wanted if is_focus_node(run, shape, node)]
        among = focus_nodes.of_targets(shape.targets)
        for source in run.narrow(among, chosen):
            for name, of_shape in focus_nodes.flow(run.shapes, shape.id, source).items():
                found.setdefault(name, {}).update(dict.fromkeys(of_shape))
    return {name: tuple(of_shape) for name, of_shape in sorted(found.items())}


def with_shapes_graph(run: Engine) -> None:
    """Put the shapes graph where queries find it, when one asks for it ($shapesGraph)."""
    if not _needs_shapes_graph(run.shapes):
        return
    if not run.data.owned:
        run.data = data_of_copy(run.data)
    run.data.store.extend(shapes_statements(run.shapes))


def with_named_nodes(run: Engine, wanted: Iterable[str] | None) -> None:
    """Make target nodes part of the graph where a path of length zero may start from one."""
    paths = (shape.path for shape in run.shapes.shapes if shape.path)
    if not any(is_nullable(path) for path in paths):
        return
    named = {t.node for s in run.shapes.shapes for t in s.targets if isinstance(t, TargetNode)}
    named.update(node for node in wanted or () if not node.startswith("_:"))
    if named:
        if not run.data.owned:
            run.data = data_of_copy(run.data)
        run.data.name(term(encode(n) if run.data.exact else n) for n in sorted(named))


def without_shapes_graph(run: Engine) -> None:
    """Take the shapes graph out again."""
    if _needs_shapes_graph(run.shapes):
        run.data.store.remove_graph(SHAPES_GRAPH)


def data_of_copy(data: Data) -> Data:
    """The same data in a store that we may write to."""
    copy = ox.Store()
    copy.bulk_extend(data.store)
    return replace(data, store=copy, owned=True)


def _needs_shapes_graph(shapes: Shapes) -> bool:
    return any(
        "shapesGraph" in constraint.select
        for shape in shapes.shapes
        for constraint in shape.constraints
        if isinstance(constraint, SparqlConstraint)
    )


def _delegate(
    shapes: Shapes, data: Data, reasons: "Mapping[str, str]", wanted: frozenset[str] | None
) -> list[Result]:
    if not reasons:
        return []
    from lod.shacl.reference import validate_with_pyshacl

    report = validate_with_pyshacl(shapes, data, only=frozenset(reasons))
    return [r for r in report.results if wanted is None or r.focus_node in wanted]


def _notes(shapes: Shapes, data: Data) -> Iterable[str]:
    if not any(shape.targets for shape in shapes.shapes):
        yield "no shape has a target: nothing was tested"
    if data.exact:
        return
    for shape in shapes.shapes:
        for constraint in shape.constraints:
            if isinstance(constraint, Datatype) and constraint.iri[1:-1] in DERIVED:
                yield (
                    f"{shape.id}: the store keeps {constraint.iri} as xsd:integer; only the "
                    "range of its values was tested. Validate the file to test the datatype"
                )
