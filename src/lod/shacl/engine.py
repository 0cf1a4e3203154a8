"""The compiled engine: queries run over a store, rows become results.

Enters: `Shapes` and `Data`. Leaves: the results, sorted into a `Report` by `validation`.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lod.shacl import lexical, messages, restoring
from lod.shacl.compile import Query, compile_shape
from lod.shacl.context import Context, FailingNodes
from lod.shacl.focus import Nodes, Source, Terms, flow
from lod.shacl.model import (
    And,
    Constraint,
    Node,
    Or,
    Pattern,
    Place,
    Shapes,
    SparqlConstraint,
    TargetNode,
    chosen,
    component,
)
from lod.shacl.paths import Path, Predicate
from lod.shacl.report import Failure, Result, order, path_text
from lod.shacl.store import SHAPES_GRAPH, VALID, Data, decode, encode

if TYPE_CHECKING:
    from lod.shacl.regex import Matcher

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Function = Callable[..., Term | None]
Row = tuple[str | None, ...]

TRUE = ox.Literal(True)
FALSE = ox.Literal(False)
_NAMED = 5000
"""Up to this many focus nodes are named in a query; more are looked up in a set."""


@dataclass(slots=True)
class Engine:
    """One validation of one data graph; `failures` gathers what could not be evaluated."""

    shapes: Shapes
    data: Data
    workers: int = 1
    functions: dict[ox.NamedNode, Function] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    _terms: Terms | None = None
    _matcher: "Matcher | None" = None

    def terms(self) -> Terms:
        """How terms are written for this store."""
        if self._terms is None:
            self._terms = Terms(
                shadows=self.data.shadows,
                subclasses=self.data.subclasses(),
                encode=encode if self.data.exact else str,
                exact=self.data.exact,
                marked=self.data.exact
                and (bool(self.data.shadows) or any(encode(n) != n for n in self._targets())),
            )
        return self._terms

    def _targets(self) -> Iterator[str]:
        for shape in self.shapes.shapes:
            for target in shape.targets:
                if isinstance(target, TargetNode):
                    yield target.node

    def results(
        self,
        sources: Mapping[str, tuple[Source, ...]],
        depth: int = 3,
        only: Container[Place] | None = None,
    ) -> list[Result]:
        """The results of the shapes, or of `only` some constraints, for their sources' nodes."""
        merged = self.rows(sources, only)
        found = [result for query, rows in merged for result in results_of(query, rows)]
        return self._detailed(found, depth) if depth else found

    def rows(
        self, sources: Mapping[str, tuple[Source, ...]], only: Container[Place] | None = None
    ) -> Iterable[tuple[Query, dict[Row, None]]]:
        """What the queries of the shapes, or of `only` some constraints, find: each row once."""
        context = Context(self.shapes, self.terms())
        queries = [
            query
            for shape, of_shape in sources.items()
            for query in compile_shape(
                context, self.shapes[shape], of_shape, chosen(self.shapes[shape], only)
            )
        ]
        self._prepare(context)
        merged: dict[tuple[str, tuple[Constraint, ...], str], tuple[Query, dict[Row, None]]] = {}
        for query, rows in zip(queries, self._run_all(queries), strict=True):
            key = (query.shape.id, query.constraints, query.kind)
            merged.setdefault(key, (query, {}))[1].update(dict.fromkeys(rows))
        return merged.values()

    def narrow(self, among: Sequence[Source], nodes: Iterable[str]) -> tuple[Source, ...]:
        """Sources of just these nodes; `among` are sources that hold them all."""
        chosen = tuple(sorted(set(nodes)))
        if not any(node.startswith("_:") for node in chosen) and len(chosen) <= _NAMED:
            return (Source(Nodes(chosen)),) if chosen else ()
        name = f"urn:lod:focus:{len(self.functions)}"
        members = frozenset(encode(node) if self.data.exact else node for node in chosen)
        self.functions[ox.NamedNode(name)] = lambda term: _truth(str(term) in members)
        return tuple(replace(source, only=name) for source in among)

    def _prepare(self, context: Context) -> None:
        """Give the queries the functions that they call, sets of failing nodes first."""
        pending: list[tuple[FailingNodes, list[Query]]] = []
        for failing in context.failing:  # grows while it is read
            shape = self.shapes[failing.shape]
            found = list(compile_shape(context, shape, failing.origin, (failing.constraint,)))
            pending.append((failing, found))
        self.functions[ox.NamedNode(VALID)] = _valid
        for pattern, name in context.matchers.items():
            self.functions[ox.NamedNode(name)] = self._matching(pattern)
        for members, name in context.lists.items():
            self.functions[ox.NamedNode(name)] = _membership(members)
        for failing, queries in reversed(pending):
            nodes = {
                encode(row[0]) if self.data.exact else row[0]
                for query in queries
                for row in self._run(query)
                if row[0] is not None
            }
            self.functions[ox.NamedNode(failing.name)] = _membership(nodes, written=True)

    def _matching(self, pattern: Pattern) -> Function:
        if self._matcher is None:
            from lod.shacl.regex import Matcher

            self._matcher = Matcher()
        matcher = self._matcher

        def matches(text: Term) -> Term:
            found = matcher.matches(pattern.regex, pattern.flags, getattr(text, "value", ""))
            if found is None:
                reason = f"the regular expression {pattern.regex!r} took too long; simplify it"
                self.failures += (
                    Failure(shape.id, component(pattern), reason)
                    for shape in self.shapes.shapes
                    if pattern in shape.constraints
                )
            return _truth(found is not False)

        return matches

    def close(self) -> None:
        """End the process that evaluates regular expressions, where there is one."""
        if self._matcher is not None:
            self._matcher.close()

    def _run_all(self, queries: Sequence[Query]) -> Iterator[list[Row]]:
        if self.workers == 1 or len(queries) < 2:
            return (self._run(query) for query in queries)
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(self.workers) as pool:
            return iter(list(pool.map(self._run, queries)))

    def _run(self, query: Query) -> list[Row]:
        """The rows of a query, each once, as terms in N-Triples syntax."""
        solutions = self.data.store.query(
            query.text,
            default_graph=self.data.graphs(query.text),
            named_graphs=[SHAPES_GRAPH],
            custom_functions=self.functions,
        )
        assert isinstance(solutions, ox.QuerySolutions)
        names = tuple(variable.value for variable in solutions.variables)
        rows = dict.fromkeys(
            tuple(None if term is None else decode(str(term)) for term in solution)
            for solution in solutions
        )
        if query.kind == "sparql":
            return [(*row, *names) for row in self._written(rows, names)]
        return list(rows)

    def _written(self, rows: Iterable[Row], names: tuple[str, ...]) -> Iterable[Row]:
        """The rows with their values as they were written."""
        if not self.data.shadows or not {"this", "value"} <= set(names):
            return rows
        this, value = names.index("this"), names.index("value")
        rows = list(rows)
        forms = restoring.written(self.data, ((r[this] or "", r[value] or "") for r in rows))
        return [
            (
                *row[:value],
                forms.get((row[this] or "", row[value] or ""), row[value]),
                *row[value + 1 :],
            )
            for row in rows
        ]

    def _detailed(self, found: list[Result], depth: int) -> list[Result]:
        """The results, those of shape-based constraints with what their values lack."""
        wanted: dict[str, set[str]] = {}
        for result in found:
            for shape in self._blamed(result):
                wanted.setdefault(shape, set()).add(result.value or "")
        below = {name: self._details(name, nodes, depth - 1) for name, nodes in wanted.items()}
        return [
            replace(result, details=tuple(details))
            if (
                details := [
                    detail
                    for shape in self._blamed(result)
                    for detail in below.get(shape, {}).get(result.value or "", ())
                ]
            )
            else result
            for result in found
        ]

    def _blamed(self, result: Result) -> tuple[str, ...]:
        """The shapes that the value of a result does not conform to."""
        names: list[str] = []
        if not result.component.endswith(_WITH_DETAILS):
            return ()
        if result.value is None or result.value.startswith("_:"):
            return ()  # no query can name a blank node
        for constraint in self.shapes[result.source_shape].constraints:
            if component(constraint) == result.component:
                match constraint:
                    case Node(shape):
                        names.append(shape)
                    case And(shapes) | Or(shapes):
                        names.extend(shapes)
        return tuple(names)

    def _details(self, shape: str, nodes: set[str], depth: int) -> dict[str, list[Result]]:
        by_node: dict[str, list[Result]] = {}
        if self.shapes[shape].deactivated:
            return by_node
        ordered = sorted(nodes)
        for begin in range(0, len(ordered), _NAMED):
            start = Source(Nodes(tuple(ordered[begin : begin + _NAMED])))
            for result in self.results(flow(self.shapes, shape, start), depth):
                by_node.setdefault(result.focus_node, []).append(result)
        return {node: sorted(results, key=order) for node, results in by_node.items()}


_WITH_DETAILS = tuple(f"{name}ConstraintComponent>" for name in ("#Node", "#And", "#Or"))


def _truth(value: object) -> ox.Literal:
    return TRUE if value else FALSE


def _valid(text: Term, datatype: Term) -> Term:
    return _truth(lexical.is_valid(getattr(text, "value", ""), getattr(datatype, "value", "")))


def _membership(members: Iterable[str], *, written: bool = False) -> Function:
    known = frozenset(members if written else map(encode, members))
    return lambda term: _truth(str(term) in known)


def results_of(query: Query, rows: Iterable[Row]) -> Iterator[Result]:
    """The validation results that the rows of a query stand for (section 3.6.2)."""
    for row in rows:
        match query.kind:
            case "value":
                for constraint in _flagged(query, row):
                    yield _result(query, constraint, row[0], row[1])
            case "closed":
                path = Predicate(_unshadowed(row[2] or ""))
                yield _result(query, query.constraints[0], row[0], row[1], path)
            case "language":
                language = {"language": row[1] or ""}
                yield _result(query, query.constraints[0], row[0], None, bindings=language)
            case "sparql":
                yield from _sparql_result(query, row)
            case _:
                for constraint in _flagged(query, row[:1] + row):
                    yield _result(query, constraint, row[0], None)


def _flagged(query: Query, row: Row) -> Iterator[Constraint]:
    if len(query.constraints) == 1:
        yield query.constraints[0]
        return
    for constraint, flag in zip(query.constraints, row[2:], strict=True):
        if flag is not None and flag.startswith('"true"'):
            yield constraint


def _unshadowed(predicate: str) -> str:
    return predicate.replace("<urn:lod:exact:", "<", 1)


def _result(
    query: Query,
    constraint: Constraint,
    focus_node: str | None,
    value: str | None,
    path: Path | None = None,
    *,
    bindings: dict[str, str] | None = None,
    source: str | None = None,
) -> Result:
    shape = query.shape
    path = path or shape.path
    return Result(
        focus_node=focus_node or "",
        path=path_text(path),
        value=value,
        component=component(constraint),
        severity=shape.severity,
        source_shape=shape.id,
        messages=messages.of(shape, constraint, bindings or {}),
        source_constraint=source,
        path_structure=path,
    )


def _sparql_result(query: Query, row: Row) -> Iterator[Result]:
    """The result of a solution (sections 5.3.2 and 6.3)."""
    half = len(row) // 2
    bound = {n: v for n, v in zip(row[half:], row[:half], strict=True) if n and v is not None}
    constraint = query.constraints[0]
    assert isinstance(constraint, SparqlConstraint)
    focus_node = bound.get("this")
    if focus_node is None:
        return
    path = bound.get("path")
    value = bound.get("value", None if query.shape.path else focus_node)
    is_component = bool(constraint.parameters)
    yield _result(
        query,
        constraint,
        focus_node,
        value,
        Predicate(path) if path and path.startswith("<") else None,
        bindings={**dict(constraint.parameters), **bound},
        source=None if is_component else constraint.node,
    )


def shapes_statements(shapes: Shapes) -> Iterator[ox.Quad]:
    """The shapes graph as statements of a graph that queries can name ($shapesGraph)."""
    lines = "\n".join(shapes.statements).encode()
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, SHAPES_GRAPH)
