"""Focus nodes as SPARQL patterns.

Enters: a shape's targets and the shapes that lead to it by sh:property. Leaves: for every shape
that makes results of its own, the sources of its focus nodes, and for a source the pattern that
binds a variable to them (SHACL sections 2.1.3 and 4.8.2).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lod.shacl.model import (
    Property,
    Shape,
    Shapes,
    Target,
    TargetClass,
    TargetNode,
    TargetObjectsOf,
    TargetSubjectsOf,
    references,
)
from lod.shacl.paths import Inverse, Path, Sequence, inverse, is_nullable, join, rename, sparql
from lod.shacl.vocabulary import EXACT, TYPE


@dataclass(frozen=True, slots=True)
class Nodes:
    """Focus nodes by name; none is a blank node."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where focus nodes come from: targets of one kind, then a path.

    `only` names a membership test that narrows them down to given nodes.
    """

    roots: tuple[Target, ...] | Nodes
    path: Path | None = None
    only: str = ""

    def then(self, path: Path | None) -> "Source":
        """The values that the path leads to from these focus nodes."""
        return replace(self, path=join(self.path, path)) if not self.only else self


@dataclass(slots=True)
class Terms:
    """How terms of the shapes are written for a store, and fresh variables.

    `shadows` names the predicates whose values the store rewrote, with the predicate that keeps
    their lexical forms (see `data`); `encode` writes a term as the store holds it; `subclasses`
    gives each class with its subclasses; `exact` says that the store lost no lexical form, and
    `marked` that literals may stand under another datatype for it.
    """

    shadows: Mapping[str, str] = field(default_factory=dict)
    subclasses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    encode: Callable[[str], str] = str
    exact: bool = False
    marked: bool = False
    _count: int = 0

    def fresh(self, name: str) -> str:
        """A variable that no other pattern has."""
        self._count += 1
        return f"?lod_{name}{self._count}"

    def plain(self) -> "Terms":
        """The same for queries that read the statements as the store has them."""
        return Terms(subclasses=self.subclasses, _count=self._count + 1000)

    def path(self, path: Path) -> str:
        """The path as SPARQL text, over predicates that keep lexical forms.

        A path of length zero starts from nodes that only the shadows may have, so it mentions
        them.
        """
        text = sparql(rename(path, dict(self.shadows)) if self.shadows else path)
        return f"(({text})|<{EXACT}>)" if self.marked and is_nullable(path) else text

    def bound_path(self, path: Path) -> str:
        """The path for an EXISTS whose start is bound outside.

        The store plans an EXISTS as though nothing were bound and may begin a sequence at its
        far end, once for every focus node. An alternative with nothing keeps it in one piece,
        which is walked from the end that is bound.
        """
        if isinstance(path, Inverse):
            path = inverse(path.path)
        text = self.path(path)
        return f"(({text})|^<urn:lod:none>)" if isinstance(path, Sequence) else text

    def predicate(self, iri: str) -> str:
        """The predicate that keeps lexical forms."""
        return self.shadows.get(iri, iri)

    def classes(self, iri: str) -> tuple[str, ...]:
        """The class and all its subclasses in the data graph."""
        return self.subclasses.get(iri, (iri,))


def sources(shapes: Shapes) -> dict[str, tuple[Source, ...]]:
    """The sources of each shape that makes results of its own, by shape.

    Those are the shapes with targets, and the property shapes below them.
    """
    found: dict[str, dict[Source, None]] = {}
    for shape in shapes.shapes:
        if shape.targets and not shape.deactivated:
            for source in of_targets(shape.targets):
                _flow(shapes, shape, source, found)
    return {shape: tuple(of_shape) for shape, of_shape in sorted(found.items())}


def flow(shapes: Shapes, shape: str, source: Source) -> dict[str, tuple[Source, ...]]:
    """The sources of a shape and of the property shapes below it, from one source."""
    found: dict[str, dict[Source, None]] = {}
    _flow(shapes, shapes[shape], source, found)
    return {name: tuple(of_shape) for name, of_shape in sorted(found.items())}


def _flow(
    shapes: Shapes, shape: Shape, source: Source, found: dict[str, dict[Source, None]]
) -> None:
    if source in found.setdefault(shape.id, {}):
        return
    found[shape.id][source] = None
    for constraint in shape.constraints:
        if isinstance(constraint, Property) and not shapes[constraint.shape].deactivated:
            _flow(shapes, shapes[constraint.shape], source.then(shape.path), found)


def of_targets(targets: Iterable[Target]) -> list[Source]:
    """One source for all targets of a kind."""
    targets = tuple(targets)
    kinds = (TargetClass, TargetNode, TargetSubjectsOf, TargetObjectsOf)
    groups: list[tuple[Target, ...]] = [
        tuple(target for target in targets if isinstance(target, kind)) for kind in kinds
    ]
    return [Source(group) for group in groups if group]


def pattern(terms: Terms, source: Source, variable: str) -> str:
    """The pattern that binds the variable to the source's nodes; some may come twice."""
    if source.path is None:
        text = _roots(terms, source, variable)
    else:
        root = terms.fresh("root")
        text = f"{_roots(terms, source, root)} {root} {terms.path(source.path)} {variable} ."
    return f"{text} FILTER(<{source.only}>({variable}))" if source.only else text


def _roots(terms: Terms, source: Source, variable: str) -> str:
    if isinstance(source.roots, Nodes):
        return (
            f"VALUES {variable} {{ {' '.join(terms.encode(node) for node in source.roots.nodes)} }}"
        )
    first = source.roots[0]
    match first:
        case TargetNode():
            nodes = (t.node for t in source.roots if isinstance(t, TargetNode))
            return f"VALUES {variable} {{ {' '.join(terms.encode(node) for node in nodes)} }}"
        case TargetSubjectsOf():
            return _ends(terms, source.roots, variable, terms.fresh("any"))
        case TargetObjectsOf():
            return _ends(terms, source.roots, terms.fresh("any"), variable)
    names = {t.iri for t in source.roots if isinstance(t, TargetClass)}
    return instances(terms, variable, names)


def _ends(terms: Terms, targets: Iterable[Target], subject: str, object_: str) -> str:
    """The pattern of any statement with one of the targets' predicates."""
    names = [terms.predicate(t.iri) for t in targets if not isinstance(t, TargetNode)]
    if len(names) == 1:
        return f"{subject} {names[0]} {object_} ."
    predicate = terms.fresh("predicate")
    return f"VALUES {predicate} {{ {' '.join(names)} }} {subject} {predicate} {object_} ."


def instances(terms: Terms, variable: str, classes: Iterable[str]) -> str:
    """The pattern for SHACL instances of any of the classes (section 1.4)."""
    closed = sorted({name for iri in classes for name in terms.classes(iri)})
    if len(closed) == 1:
        return f"{variable} {TYPE} {closed[0]} ."
    kind = terms.fresh("class")
    return f"VALUES {kind} {{ {' '.join(closed)} }} {variable} {TYPE} {kind} ."


def distinct(terms: Terms, source: Source, variable: str) -> str:
    """The pattern that binds the variable to each of the source's nodes once."""
    text = pattern(terms, source, variable)
    if isinstance(source.roots, Nodes):
        single = source.path is None
    else:
        first = source.roots[0]
        single = source.path is None and (
            isinstance(first, TargetNode)
            or (
                isinstance(first, TargetClass)
                and len(source.roots) == 1
                and len(terms.classes(first.iri)) == 1
            )
        )
    return text if single else f"{{ SELECT DISTINCT {variable} WHERE {{ {text} }} }}"


def reached(shapes: Shapes, start: str) -> set[str]:
    """The shape and every shape that it refers to, however far."""
    found, todo = {start}, [start]
    while todo:
        for constraint in shapes[todo.pop()].constraints:
            for reference in references(constraint):
                if reference not in found:
                    found.add(reference)
                    todo.append(reference)
    return found
