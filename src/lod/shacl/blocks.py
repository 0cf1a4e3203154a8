"""Constraints that can be tested on the statements of some subjects, without the rest of the graph.

Enters: shapes. Leaves: for each constraint whether it is `own` (what it says of a focus node
depends on the statements that have this node as subject), a `scan` (its query finds the same in
the graph as in the parts of the graph, one a subject, taken together), or neither. A graph can
then be validated part by part, and after a change only the subjects that changed. To miss such a
constraint is right, only slow; to take one that is none would be wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lod.shacl import bgp, focus, sparql
from lod.shacl.affected import Everywhere, dependencies
from lod.shacl.bgp import UnreadableGroupError
from lod.shacl.compile import delegations
from lod.shacl.focus import Source
from lod.shacl.model import (
    Constraint,
    Place,
    Shape,
    Shapes,
    SparqlConstraint,
    TargetClass,
    TargetNode,
    TargetSubjectsOf,
)
from lod.shacl.paths import Predicate
from lod.shacl.sparql import Group
from lod.shacl.store import Data
from lod.shacl.targets import term


@dataclass(frozen=True, slots=True)
class Split:
    """The constraints that need no more than the statements of a subject; see the module."""

    own: frozenset[Place] = frozenset()
    scans: frozenset[Place] = frozenset()

    @property
    def all(self) -> frozenset[Place]:
        """Those of both sorts."""
        return self.own | self.scans


NOTHING = Split()


def places(shapes: Shapes) -> frozenset[Place]:
    """All constraints."""
    return frozenset(
        (shape.id, number) for shape in shapes.shapes for number in range(len(shape.constraints))
    )


def split(shapes: Shapes) -> Split:
    """The constraints that a subject's statements decide, as long as `hinders` finds nothing."""
    if delegations(shapes):
        return NOTHING
    own, scans = set[Place](), set[Place]()
    for name, sources in focus.sources(shapes).items():
        shape = shapes[name]
        for number, constraint in enumerate(shape.constraints):
            place = (name, number)
            if all(of_subjects(source) for source in sources):
                if _is_near(shapes, shape, place):
                    own.add(place)
            elif all(_of_nodes(source) for source in sources) and is_scan(shape, constraint):
                scans.add(place)
    return Split(frozenset(own), frozenset(scans))


def hinders(shapes: Shapes, found: Split, data: Data) -> bool:
    """Whether a graph has what makes subjects depend on each other.

    That is classes below classes, and statements about the focus nodes of scans, for a value
    is shown in the form in which its focus node states it.
    """
    named = {
        target.node
        for name, _ in found.scans
        for target in shapes[name].targets
        if isinstance(target, TargetNode)
    }
    return bool(data.subclasses()) or any(_is_subject(data, node) for node in sorted(named))


def _is_subject(data: Data, node: str) -> bool:
    start = term(node)
    if isinstance(start, ox.Literal):
        return False
    found = data.store.quads_for_pattern(start, None, None, ox.DefaultGraph())
    return next(iter(found), None) is not None


def of_subjects(source: Source) -> bool:
    """Whether a subject's own statements tell that it is a focus node."""
    kinds = (TargetClass, TargetSubjectsOf)
    return (
        source.path is None
        and isinstance(source.roots, tuple)
        and all(isinstance(target, kinds) for target in source.roots)
    )


def _of_nodes(source: Source) -> bool:
    return (
        source.path is None
        and isinstance(source.roots, tuple)
        and all(isinstance(target, TargetNode) for target in source.roots)
    )


def _is_near(shapes: Shapes, shape: Shape, place: Place) -> bool:
    return all(
        not isinstance(step, Everywhere) and step.prefix is None and step.forward
        for step in dependencies(shapes, shape, frozenset((place,)))
    )


def is_scan(shape: Shape, constraint: Constraint) -> bool:
    """Whether a constraint does not look at its focus node, and its query falls apart by subject.

    So it does where all its triple patterns have one and the same subject, which one of them
    binds before anything is denied, or where it is a union of such.
    """
    if shape.path or not isinstance(constraint, SparqlConstraint) or constraint.parameters:
        return False
    query = sparql.parse(sparql.expand(constraint.select, constraint.prologue))
    head = {word.upper for word in query.head} | {word.text for word in query.head}
    mentioned = {word.variable for word in query.all_tokens[len(query.head) :]}
    if query.tail or "(" in head or "*" in head or mentioned & _PREBOUND:
        return False
    try:
        return _falls_apart(query.where, query.text)
    except UnreadableGroupError:
        return False


_PREBOUND = {"this", "currentShape", "shapesGraph", "PATH"}


def _falls_apart(group: Group, text: str) -> bool:
    kinds = [inner.kind for inner in group.groups]
    if "union" in kinds:
        branches = kinds == ["plain", *["union"] * (len(kinds) - 1)]
        return (
            branches
            and not _own(group, text)
            and all(_falls_apart(inner, text) for inner in group.groups)
        )
    required = set(_required(group, text))
    subject = next(iter(required), "")
    is_named = subject.startswith("?") and not subject.startswith("?lod_")
    return is_named and required == {subject} == set(_everywhere(group, text))


def _required(group: Group, text: str) -> Iterator[str]:
    """The subjects of the patterns that every solution matches."""
    yield from _own(group, text)
    for inner in group.groups:
        if inner.kind == "plain":
            yield from _required(inner, text)


def _everywhere(group: Group, text: str) -> Iterator[str]:
    """The subjects of all patterns, those within EXISTS too."""
    for inner in group.walk():
        if inner is not group and inner.kind not in ("plain", "exists"):
            raise UnreadableGroupError(f"{inner.kind} is not taken apart")
        yield from _own(inner, text)


def _own(group: Group, text: str) -> list[str]:
    """The subjects of a group's own patterns."""
    found = bgp.parts(group, text)
    if "values" in found.others:
        raise UnreadableGroupError("VALUES is not taken apart")
    if any(triple.path and not isinstance(triple.path, Predicate) for triple in found.triples):
        raise UnreadableGroupError("a path may leave the subject")
    return [triple.subject for triple in found.triples]
