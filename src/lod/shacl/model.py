"""The intermediate form of a shapes graph: what the engines compile from.

Enters: what `read` found, checked. Leaves: frozen values that stand by themselves; a back end
needs nothing of the shapes graph but these. RDF terms are strings in N-Triples syntax, shapes
refer to each other by `Shape.id` (an IRI or a blank node, numbered in the order of the file, so
that it is the same from run to run). One class per constraint component of SHACL section 4.
"""

from collections.abc import Container
from dataclasses import dataclass, field

from lod.shacl.paths import Path
from lod.shacl.vocabulary import VIOLATION, sh

Message = tuple[str, str]
"""A text and its language tag ("" where it has none)."""


@dataclass(frozen=True, slots=True)
class TargetClass:
    """Every SHACL instance of a class (section 2.1.3.2; implicit class targets too)."""

    iri: str


@dataclass(frozen=True, slots=True)
class TargetNode:
    """One node, whether or not the data mentions it (section 2.1.3.1)."""

    node: str


@dataclass(frozen=True, slots=True)
class TargetSubjectsOf:
    """Every subject of a predicate (section 2.1.3.4)."""

    iri: str


@dataclass(frozen=True, slots=True)
class TargetObjectsOf:
    """Every object of a predicate (section 2.1.3.5)."""

    iri: str


Target = TargetClass | TargetNode | TargetSubjectsOf | TargetObjectsOf


@dataclass(frozen=True, slots=True)
class Class:
    """sh:class."""

    iri: str


@dataclass(frozen=True, slots=True)
class Datatype:
    """sh:datatype; ill-formed lexical forms violate it."""

    iri: str


@dataclass(frozen=True, slots=True)
class NodeKind:
    """sh:nodeKind; `kind` is the local name, such as BlankNodeOrIRI."""

    kind: str


@dataclass(frozen=True, slots=True)
class MinCount:
    """sh:minCount."""

    count: int


@dataclass(frozen=True, slots=True)
class MaxCount:
    """sh:maxCount."""

    count: int


@dataclass(frozen=True, slots=True)
class Range:
    """sh:minExclusive, minInclusive, maxExclusive and maxInclusive; `name` says which."""

    name: str
    bound: str

    @property
    def operator(self) -> str:
        """How a conforming value stands to the bound."""
        return {
            "minExclusive": ">",
            "minInclusive": ">=",
            "maxExclusive": "<",
            "maxInclusive": "<=",
        }[self.name]


@dataclass(frozen=True, slots=True)
class MinLength:
    """sh:minLength."""

    length: int


@dataclass(frozen=True, slots=True)
class MaxLength:
    """sh:maxLength."""

    length: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """sh:pattern with its sh:flags.

    `engine` is "sparql", or "python" where the pattern needs look-around or back-references,
    which the store's regular expressions do not have.
    """

    regex: str
    flags: str = ""
    engine: str = "sparql"


@dataclass(frozen=True, slots=True)
class LanguageIn:
    """sh:languageIn."""

    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UniqueLang:
    """sh:uniqueLang true."""


@dataclass(frozen=True, slots=True)
class Equals:
    """sh:equals."""

    predicate: str


@dataclass(frozen=True, slots=True)
class Disjoint:
    """sh:disjoint."""

    predicate: str


@dataclass(frozen=True, slots=True)
class LessThan:
    """sh:lessThan."""

    predicate: str


@dataclass(frozen=True, slots=True)
class LessThanOrEquals:
    """sh:lessThanOrEquals."""

    predicate: str


@dataclass(frozen=True, slots=True)
class Not:
    """sh:not."""

    shape: str


@dataclass(frozen=True, slots=True)
class And:
    """sh:and."""

    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """sh:or."""

    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Xone:
    """sh:xone."""

    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """sh:node."""

    shape: str


@dataclass(frozen=True, slots=True)
class Property:
    """sh:property."""

    shape: str


@dataclass(frozen=True, slots=True)
class QualifiedMinCount:
    """sh:qualifiedMinCount; values that conform to a sibling do not count (disjoint shapes)."""

    shape: str
    count: int
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualifiedMaxCount:
    """sh:qualifiedMaxCount; values that conform to a sibling do not count (disjoint shapes)."""

    shape: str
    count: int
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """sh:closed true; `allowed` holds the properties' predicates and the ignored ones."""

    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasValue:
    """sh:hasValue."""

    node: str


@dataclass(frozen=True, slots=True)
class In:
    """sh:in."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """sh:sparql (section 5), or the SELECT validator of a constraint component (section 6).

    `prologue` holds the PREFIX lines, `parameters` the values of the component's parameters by
    name.
    """

    node: str
    select: str
    prologue: str
    messages: tuple[Message, ...] = ()
    component: str = sh("SPARQLConstraintComponent")
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AskConstraint:
    """The ASK validator of a constraint component: true for each value node that conforms."""

    node: str
    ask: str
    prologue: str
    component: str
    messages: tuple[Message, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A construct that only the reference engine evaluates, and why."""

    construct: str
    reason: str


Constraint = (
    Class
    | Datatype
    | NodeKind
    | MinCount
    | MaxCount
    | Range
    | MinLength
    | MaxLength
    | Pattern
    | LanguageIn
    | UniqueLang
    | Equals
    | Disjoint
    | LessThan
    | LessThanOrEquals
    | Not
    | And
    | Or
    | Xone
    | Node
    | Property
    | QualifiedMinCount
    | QualifiedMaxCount
    | Closed
    | HasValue
    | In
    | SparqlConstraint
    | AskConstraint
    | Unsupported
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape (`path` is None) or property shape."""

    id: str
    path: Path | None = None
    targets: tuple[Target, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    severity: str = VIOLATION
    messages: tuple[Message, ...] = ()
    names: tuple[Message, ...] = ()
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class Shapes:
    """A well-formed shapes graph: its shapes by id, and its statements as N-Triples lines."""

    shapes: tuple[Shape, ...]
    statements: tuple[str, ...] = ()
    _index: dict[str, Shape] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {shape.id: shape for shape in self.shapes})

    def __getitem__(self, shape: str) -> Shape:
        return self._index[shape]

    def __contains__(self, shape: object) -> bool:
        return shape in self._index


Place = tuple[str, int]
"""A shape and the number of one of its constraints."""


def chosen(shape: Shape, only: Container[Place] | None) -> tuple[Constraint, ...]:
    """The constraints of a shape that are among `only`; all of them where that is None."""
    return tuple(
        constraint
        for number, constraint in enumerate(shape.constraints)
        if only is None or (shape.id, number) in only
    )


def component(constraint: Constraint) -> str:
    """The IRI of the constraint component, as results name it."""
    match constraint:
        case SparqlConstraint(component=iri) | AskConstraint(component=iri):
            return iri
        case Range(name):
            return sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
        case Unsupported(construct):
            return construct
        case _:
            return sh(f"{type(constraint).__name__}ConstraintComponent")


def references(constraint: Constraint) -> tuple[str, ...]:
    """The shapes that a constraint refers to (shape-expecting parameters, section 4.6, 4.7)."""
    match constraint:
        case Not(shape) | Node(shape) | Property(shape):
            return (shape,)
        case And(shapes) | Or(shapes) | Xone(shapes):
            return shapes
        case QualifiedMinCount(shape, _, siblings) | QualifiedMaxCount(shape, _, siblings):
            return (shape, *siblings)
        case _:
            return ()
