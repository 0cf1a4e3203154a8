"""Validation of a graph in pieces: what the statements of some subjects tell by themselves.

Enters: shapes with a `Split` of their constraints, and all statements of some subjects as
N-Quads or N-Triples. Leaves: `Found`, the results for these subjects and the rows of scans, which
are put together with those of the other subjects by `results`; and what walks tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod.shacl import blocks, focus, walks
from lod.shacl.blocks import Split
from lod.shacl.compile import Query
from lod.shacl.engine import Engine, Row, results_of
from lod.shacl.model import Place, Shapes
from lod.shacl.report import Failure, Result
from lod.shacl.store import Data, read_data
from lod.shacl.walks import NOWHERE, Walked, Ways

Rows = Mapping[Place, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """What some subjects tell.

    `rows` is what scans find. `lossy` are predicates with values that a store would rewrite;
    `hindered` says that the subjects may depend on each other, so that nothing of this counts.
    """

    results: tuple[Result, ...]
    rows: Rows
    failures: tuple[Failure, ...]
    lossy: frozenset[str]
    hindered: bool
    walked: Walked


def look(shapes: Shapes, split: Split, statements: bytes) -> Found:
    """Test the constraints of a split on statements in N-Quads; subjects must come whole."""
    return look_into(shapes, split, read_data(statements))


def look_into(
    shapes: Shapes, split: Split, data: Data, workers: int = 1, ways: Ways = NOWHERE
) -> Found:
    """The same for a data graph, with so many threads.

    Of `ways` those constraints are tested that walks decide, see `walks`.
    """
    lossy = frozenset(data.shadows)
    if blocks.hinders(shapes, split, data):
        return Found((), {}, (), lossy, hindered=True, walked=Walked())
    sources = focus.sources(shapes)
    run = Engine(shapes, data, workers)
    try:
        own = {name: sources[name] for name in sorted({name for name, _ in split.own})}
        results = run.results(own, only=split.own)
        rows = {
            place: found
            for place in sorted(split.scans)
            for _, found_ in run.rows({place[0]: sources[place[0]]}, (place,))
            if (found := tuple(found_))
        }
        failures = tuple(run.failures)
        walked = walks.walk(run, ways)
    finally:
        run.close()
    return Found(tuple(results), rows, failures, lossy, hindered=False, walked=walked)


def results(shapes: Shapes, found: Iterable[Rows]) -> Iterator[Result]:
    """The results that the rows of scans stand for, whatever pieces they come from."""
    every: dict[Place, dict[Row, None]] = {}
    for rows in found:
        for place, some in rows.items():
            every.setdefault(place, {}).update(dict.fromkeys(some))
    for (name, number), rows_ in sorted(every.items()):
        shape = shapes[name]
        query = Query("", shape, (shape.constraints[number],), "sparql")
        yield from results_of(query, rows_)
