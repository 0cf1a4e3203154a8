"""What compiling the shapes of one graph for one store has in common.

Enters: shapes, and how terms are written for the store. Leaves: `Context`, in which the parts
of the compiler note what has to be ready before a query runs.
"""

from dataclasses import dataclass, field

from lod.shacl.focus import Source, Terms
from lod.shacl.model import Constraint, Pattern, Shapes


@dataclass(frozen=True, slots=True)
class FailingNodes:
    """The focus nodes from `origin` that violate one constraint of a shape, to be found first."""

    name: str
    shape: str
    constraint: Constraint
    origin: tuple[Source, ...]


@dataclass(slots=True)
class Context:
    """What compiling one shapes graph for one store has in common."""

    shapes: Shapes
    terms: Terms
    failing: list[FailingNodes] = field(default_factory=list)
    matchers: dict[Pattern, str] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
