"""Constraints that lead from a subject to others, decided where all of these lie together.

Enters: shapes, and all statements of some subjects. Leaves: `Walked`, the results of constraints
that only walk forwards, for the focus nodes whose walks end at subjects that are here too; their
statements are whole, so that the rest of the graph has nothing to add. Other focus nodes are
undecided: `settle` asks the whole graph about them. To leave one undecided is right, only slow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from lod.shacl import blocks, focus, sparql
from lod.shacl.affected import Everywhere, dependencies
from lod.shacl.compile import delegations
from lod.shacl.engine import Engine
from lod.shacl.focus import Source
from lod.shacl.model import (
    AskConstraint,
    Constraint,
    Place,
    Shape,
    Shapes,
    SparqlConstraint,
    references,
)
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
from lod.shacl.report import Failure, Result
from lod.shacl.store import Data

Ways = Mapping[Place, frozenset[Path]]
"""For each constraint the paths from its focus nodes to the other subjects that it reads."""

NOWHERE: Ways = {}

MANY = 500
"""With more undecided focus nodes than this among some subjects, all are left undecided."""

MANY_IN_ALL = 5000
"""The same among all subjects."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What walks tell: results, and the focus nodes that are undecided (None: all), by constraint.

    A constraint that `undecided` does not name was not looked at.
    """

    results: Mapping[Place, tuple[Result, ...]] = field(default_factory=dict)
    undecided: Mapping[Place, frozenset[str] | None] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()

    @property
    def places(self) -> frozenset[Place]:
        """The constraints that are decided but for some focus nodes."""
        return frozenset(place for place, nodes in self.undecided.items() if nodes is not None)


def ways(shapes: Shapes) -> dict[Place, frozenset[Path]]:
    """The constraints that walk forwards from subjects to others, with their ways."""
    found: dict[Place, frozenset[Path]] = {}
    if delegations(shapes):
        return found
    for name, sources in focus.sources(shapes).items():
        if all(blocks.of_subjects(source) for source in sources):
            for number, constraint in enumerate(shapes[name].constraints):
                paths = _ways(shapes, shapes[name], (name, number))
                if paths and _is_plain(shapes, constraint):
                    found[name, number] = paths
    return found


def _ways(shapes: Shapes, shape: Shape, place: Place) -> frozenset[Path]:
    """The ways to all subjects that a constraint reads; none where one of them leads backwards."""
    found = set[Path]()
    for step in dependencies(shapes, shape, frozenset((place,))):
        if isinstance(step, Everywhere) or not step.forward:
            return frozenset()
        if step.prefix is not None:
            if not _is_forward(step.prefix):
                return frozenset()
            found.add(step.prefix)
    return frozenset(found)


def _is_forward(path: Path) -> bool:
    match path:
        case Predicate():
            return True
        case Inverse():
            return False
        case Sequence(parts) | Alternative(parts):
            return all(map(_is_forward, parts))
        case ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return _is_forward(inner)


def _is_plain(shapes: Shapes, constraint: Constraint) -> bool:
    """Whether no query on the way does more than match one group of patterns and test it."""
    below = {name for start in references(constraint) for name in focus.reached(shapes, start)}
    every = (constraint, *(one for name in below for one in shapes[name].constraints))
    return not any(
        isinstance(one, AskConstraint) or (isinstance(one, SparqlConstraint) and not _is_flat(one))
        for one in every
    )


def _is_flat(constraint: SparqlConstraint) -> bool:
    """Whether every variable of a query is bound before anything is asked that may lack it.

    An OPTIONAL, a sub-group or a BIND of an EXISTS may be evaluated before the patterns beside
    it, for any nodes of the graph.
    """
    query = sparql.parse(sparql.expand(constraint.select, constraint.prologue))
    inner = [group.kind for group in query.where.walk() if group is not query.where]
    words = {word.upper for word in query.all_tokens}
    return not (
        constraint.parameters
        or query.tail
        or any(word.text == "(" for word in query.head)
        or set(inner) - {"exists"}
        or (inner and "BIND" in words)
    )


def walk(run: Engine, among: Ways, many: int = MANY) -> Walked:
    """Test constraints on the statements of some subjects, which must come whole."""
    sources, before = focus.sources(run.shapes), len(run.failures)
    known: dict[tuple[Source, Path], frozenset[str] | None] = {}
    results: dict[Place, tuple[Result, ...]] = {}
    undecided: dict[Place, frozenset[str] | None] = {}
    for place, paths in sorted(among.items(), key=lambda item: item[0]):
        of_shape = sources[place[0]]
        for key in ((source, path) for source in of_shape for path in paths):
            if key not in known:
                known[key] = _leaving(run, *key, many)
        nodes = _union((known[source, path] for source in of_shape for path in paths), many)
        undecided[place] = nodes
        if nodes is not None:
            found = run.results({place[0]: of_shape}, only=frozenset((place,)))
            results[place] = tuple(one for one in found if one.focus_node not in nodes)
    return Walked(results, undecided, tuple(run.failures[before:]))


def _leaving(run: Engine, source: Source, path: Path, many: int) -> frozenset[str] | None:
    """The focus nodes from which a path leads to what is no subject here; None for too many."""
    terms = run.terms()
    query = (
        f"SELECT DISTINCT ?this WHERE {{ {focus.pattern(terms, source, '?this')} "
        f"?this {terms.path(path)} ?node FILTER(!isLiteral(?node)) "
        f"FILTER NOT EXISTS {{ ?node ?predicate ?object }} }} LIMIT {many + 1}"
    )
    rows = run.data.store.query(query, default_graph=run.data.graphs(query))
    assert isinstance(rows, ox.QuerySolutions)
    nodes = frozenset(str(row[0]) for row in rows)
    return nodes if len(nodes) <= many else None


def _union(found: Iterable[frozenset[str] | None], many: int) -> frozenset[str] | None:
    nodes = frozenset[str]()
    for some in found:
        if some is None or len(nodes | some) > many:
            return None
        nodes |= some
    return nodes


def together(found: Iterable[Walked], many: int = MANY_IN_ALL) -> Walked:
    """What is known when all subjects have been walked from."""
    every = tuple(found)
    undecided = {
        place: _union((one.undecided[place] for one in every), many)
        for place in (every[0].undecided if every else ())
    }
    results = {
        place: tuple(result for one in every for result in one.results.get(place, ()))
        for place, nodes in undecided.items()
        if nodes is not None
    }
    return Walked(results, undecided, tuple(failure for one in every for failure in one.failures))


def settle(shapes: Shapes, data: Data, walked: Walked, workers: int = 1) -> Walked:
    """The same with the undecided focus nodes of its `places` looked at in the whole graph."""
    sources = focus.sources(shapes)
    run = Engine(shapes, data, workers)
    results = dict(walked.results)
    try:
        for place in sorted(walked.places):
            nodes = run.narrow(sources[place[0]], walked.undecided[place] or ())
            if nodes:
                more = run.results({place[0]: nodes}, only=frozenset((place,)))
                results[place] = (*results[place], *more)
    finally:
        run.close()
    undecided = dict.fromkeys(walked.places, frozenset[str]())
    return Walked(results, undecided, (*walked.failures, *run.failures))
