"""What a change can affect: shapes walked backwards from the changed statements.

Enters: shapes, the data graph after the change, the statements taken out and put in. Leaves:
for every shape the focus nodes whose results may differ. A superset is right, a subset is not.

Walking the graph after the change is enough: where the way from a focus node to a changed
statement is itself broken, the first broken statement of the way is a changed one, and the way
to that one is whole.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from lod.shacl import bgp, sparql
from lod.shacl.bgp import Triple, UnreadableGroupError
from lod.shacl.focus import Nodes, Source, Terms
from lod.shacl.model import (
    AskConstraint,
    Class,
    Closed,
    Constraint,
    Disjoint,
    Equals,
    LessThan,
    LessThanOrEquals,
    Place,
    Property,
    Shape,
    Shapes,
    SparqlConstraint,
    TargetClass,
    TargetObjectsOf,
    TargetSubjectsOf,
    chosen,
    references,
)
from lod.shacl.paths import (
    Path,
    Predicate,
    Step,
    crossings,
    inverse,
    is_nullable,
    join,
    predicates,
    suffixes,
)
from lod.shacl.paths import sparql as path_text
from lod.shacl.store import Data, decode
from lod.shacl.vocabulary import SUBCLASS_OF, TYPE

Statement = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A triple pattern that no way leads to: a change there may affect every focus node.

    With `lone`, it is only asked whether some statement matches that pattern.
    """

    predicates: frozenset[str] | None
    lone: Triple | None = None


Dependency = Step | Everywhere

_PREBOUND = ("?this", "?value", "?currentShape", "?shapesGraph", "?PATH")


def statements(quads: Iterable[ox.Quad | ox.Triple]) -> frozenset[Statement]:
    """Statements as terms in N-Triples syntax, whatever graph they are in."""
    return frozenset((str(q.subject), str(q.predicate), str(q.object)) for q in quads)


def dependencies(
    shapes: Shapes, shape: Shape, only: Container[Place] | None = None
) -> frozenset[Dependency]:
    """The triple patterns that the results of a shape for a focus node depend on.

    `only` are the constraints whose results count, all where it is None.
    """
    constraints = chosen(shape, only)
    return frozenset(_of_shape(shapes, replace(shape, constraints=constraints), None, nested=False))


def _of_shape(
    shapes: Shapes, shape: Shape, prefix: Path | None, *, nested: bool
) -> Iterator[Dependency]:
    if shape.path:
        yield from crossings(shape.path, prefix)
    values = join(prefix, shape.path)
    for constraint in shape.constraints:
        if isinstance(constraint, Property) and not nested:
            continue  # that shape makes results of its own
        for reference in references(constraint):
            yield from _of_shape(shapes, shapes[reference], values, nested=True)
        yield from _of_constraint(shape, constraint, prefix, values)


def _of_constraint(
    shape: Shape, constraint: Constraint, prefix: Path | None, values: Path | None
) -> Iterator[Dependency]:
    match constraint:
        case Class():
            yield Step(values, TYPE)
        case Equals(iri) | Disjoint(iri) | LessThan(iri) | LessThanOrEquals(iri):
            yield Step(prefix, iri)
        case Closed():
            yield Step(values, None)
        case SparqlConstraint(select=text, prologue=prologue, parameters=parameters):
            for found in _of_query(shape, text, prologue, {"?this": prefix}):
                yield _asked(found) if parameters else found
        case AskConstraint(ask=text, prologue=prologue):
            known = {"?this": prefix, "?value": values}
            yield from map(_asked, _of_query(shape, text, prologue, known))


def _asked(found: Dependency) -> Dependency:
    """The same where variables may have values beforehand, so that no pattern is by itself."""
    return replace(found, lone=None) if isinstance(found, Everywhere) else found


def _of_query(
    shape: Shape, text: str, prologue: str, known: Mapping[str, Path | None]
) -> Iterator[Dependency]:
    text = sparql.expand(text, prologue)
    if shape.path:
        text = sparql.replace_variable(text, "PATH", path_text(shape.path))
    yield from _of_group(sparql.parse(text).where, text, known, ())


def _of_group(
    group: sparql.Group, text: str, known: Mapping[str, Path | None], around: tuple[Triple, ...]
) -> Iterator[Dependency]:
    if group.kind == "graph":
        yield Everywhere(None)
        return
    try:
        own = tuple(bgp.parts(group, text).triples)
    except UnreadableGroupError:
        yield Everywhere(None)
        return
    if group.kind == "exists" and _is_lone(group, own, text):
        yield Everywhere(frozenset(predicates(own[0].path)) if own[0].path else None, own[0])
        return
    around = () if group.kind == "select" else around
    ways = _ways(known, (*own, *around))
    for triple in own:
        yield from _of_triple(triple, ways)
    for inner in group.groups:
        yield from _of_group(inner, text, known, (*own, *around))


def _is_lone(group: sparql.Group, own: tuple[Triple, ...], text: str) -> bool:
    """Whether a group is one pattern of IRIs and of variables that stand nowhere else."""
    if group.groups or len(own) != 1 or not isinstance(own[0].path, Predicate):
        return False
    found = bgp.parts(group, text)
    ends = (own[0].subject, own[0].object)
    names = [word.variable for word in sparql.tokens(text) if word.variable]
    return (
        not found.filters
        and not found.others
        and all(
            end.startswith("<")
            or (end.startswith("?") and names.count(end[1:]) == 1 and end not in _PREBOUND)
            for end in ends
        )
    )


def _ways(known: Mapping[str, Path | None], triples: Iterable[Triple]) -> dict[str, Path | None]:
    """A path from the focus node to each variable or term that one leads to."""
    ways = dict(known)
    usable = [triple for triple in triples if triple.path is not None]
    grows = True
    while grows:
        grows = False
        for triple in usable:
            assert triple.path is not None
            for start, end, path in (
                (triple.subject, triple.object, triple.path),
                (triple.object, triple.subject, inverse(triple.path)),
            ):
                if start in ways and end not in ways and end.startswith("?"):
                    ways[end] = join(ways[start], path)
                    grows = True
    return ways


def _of_triple(triple: Triple, ways: Mapping[str, Path | None]) -> Iterator[Dependency]:
    """The steps that a pattern makes, from the end that was reached first.

    The way to its other end may lead through the pattern itself, which says nothing once a
    statement is gone.
    """
    reached = [name for name in ways if name in (triple.subject, triple.object)]
    if not reached:
        yield Everywhere(None if triple.path is None else frozenset(predicates(triple.path)))
        return
    forward, prefix = reached[0] == triple.subject, ways[reached[0]]
    if triple.path is None:
        yield Step(prefix, None, forward)
    else:
        yield from crossings(triple.path if forward else inverse(triple.path), prefix)


def changes_classes(changed: Iterable[Statement]) -> bool:
    """Whether the class hierarchy itself changes, which can affect anything."""
    return any(predicate == SUBCLASS_OF for _, predicate, _ in changed)


def affected_nodes(
    shapes: Shapes,
    shape: Shape,
    sources: Iterable[Source],
    data: Data,
    terms: Terms,
    changed: frozenset[Statement],
    only: Container[Place] | None = None,
) -> frozenset[str] | None:
    """The nodes whose results for a shape may differ; None for all of its focus nodes.

    Among them are nodes that are focus nodes no more, and such as never were.
    """
    steps: set[Step] = set()
    for dependency in dependencies(shapes, shape, only):
        if isinstance(dependency, Step):
            steps.add(dependency)
        elif any(
            dependency.predicates is None or predicate in dependency.predicates
            for _, predicate, _ in changed
        ) and not (dependency.lone and _matched_before_and_after(dependency.lone, data, changed)):
            return None
    walks: dict[tuple[Path | None, bool], set[str]] = {}
    for step in steps:
        ends = _ends(step, changed, far=False)
        if ends:
            walks.setdefault((step.prefix, True), set()).update(ends)
    for source in sources:
        for path, ends in _of_source(source, terms, changed):
            walks.setdefault((path, False), set()).update(ends)
    found: set[str] = set()
    for (path, back), nodes in walks.items():
        found |= walk(data, terms, inverse(path) if path and back else path, nodes)
    return frozenset(found)


def _matched_before_and_after(lone: Triple, data: Data, changed: frozenset[Statement]) -> bool:
    """Whether a statement that did not change matches; values a store may rewrite do not count."""
    subject, object_ = (
        ox.NamedNode(end[1:-1]) if end.startswith("<") else None
        for end in (lone.subject, lone.object)
    )
    assert isinstance(lone.path, Predicate)
    name = ox.NamedNode(lone.path.iri[1:-1])
    return any(
        not isinstance(quad.object, ox.Literal)
        and (str(quad.subject), str(quad.predicate), str(quad.object)) not in changed
        for quad in data.store.quads_for_pattern(subject, name, object_, ox.DefaultGraph())
    )


def _ends(step: Step, changed: frozenset[Statement], *, far: bool) -> set[str]:
    """The near (or far) ends of the changed statements that a step can cross."""
    return {
        subject if step.forward != far else object_
        for subject, predicate, object_ in changed
        if step.predicate in (None, predicate)
    }


def _of_source(
    source: Source, terms: Terms, changed: frozenset[Statement]
) -> Iterator[tuple[Path | None, set[str]]]:
    """Nodes with the path that leads from them to focus nodes lost or gained."""
    if not isinstance(source.roots, Nodes):
        roots = {node for target in source.roots for node in _of_target(target, terms, changed)}
        if roots:
            yield source.path, roots
    if source.path is not None:
        for step, rest in suffixes(source.path):
            ends = _ends(step, changed, far=True)
            if ends:
                yield rest, ends


def _of_target(target: object, terms: Terms, changed: frozenset[Statement]) -> Iterator[str]:
    for subject, predicate, object_ in changed:
        match target:
            case TargetClass(iri):
                if predicate == TYPE and object_ in terms.classes(iri):
                    yield subject
            case TargetSubjectsOf(iri) if predicate == iri:
                yield subject
            case TargetObjectsOf(iri) if predicate == iri:
                yield object_


def walk(data: Data, terms: Terms, path: Path | None, nodes: Iterable[str]) -> set[str]:
    """The nodes that a path leads to; from each node itself where it is empty."""
    nodes = set(nodes)
    if path is None:
        return nodes
    blank = {node for node in nodes if node.startswith("_:")}
    named = " ".join(sorted(terms.encode(node) for node in nodes - blank))
    found = _walked(data, terms, path, f"VALUES ?from {{ {named} }}", None) if named else set()
    if blank:
        found |= _walked(data, terms, path, "", blank)
    # SPARQL has paths of length zero only for nodes that are in the graph still
    return found | nodes if is_nullable(path) else found


def _walked(data: Data, terms: Terms, path: Path, values: str, only: set[str] | None) -> set[str]:
    query = f"SELECT DISTINCT ?from ?to WHERE {{ {values} ?from {terms.path(path)} ?to }}"
    rows = data.store.query(query, default_graph=data.graphs(query))
    assert isinstance(rows, ox.QuerySolutions)
    return {decode(str(row[1])) for row in rows if only is None or str(row[0]) in only}
