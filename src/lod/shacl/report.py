"""Validation reports as values (SHACL section 3.6).

Enters: what an engine found. Leaves: `Report`, which the writers of Turtle, HTML, SARIF and the
rest read. RDF terms are strings in canonical N-Triples syntax, so results compare and sort the
same in every engine and in every run.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lod.shacl.model import Message
from lod.shacl.paths import Path, sparql

Key = tuple[str, str, str, str, str, str]
"""Focus node, path, value, component, severity, source shape: what makes results the same."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (sh:ValidationResult).

    `path` is the result path as SPARQL text and `path_structure` the same as a value; `value`,
    `path` and `source_constraint` are None where the result has none. `details` holds the
    results of the shape that a value did not conform to (sh:detail).
    """

    focus_node: str
    path: str | None
    value: str | None
    component: str
    severity: str
    source_shape: str
    messages: tuple[Message, ...] = ()
    details: tuple["Result", ...] = ()
    source_constraint: str | None = None
    path_structure: Path | None = None

    @property
    def key(self) -> Key:
        """What two engines must agree on."""
        return (
            self.focus_node,
            self.path or "",
            self.value or "",
            self.component,
            self.severity,
            self.source_shape,
        )

    def message(self, *languages: str) -> str:
        """The message in the first of the languages that there is one in, else the first."""
        for language in languages:
            for text, tag in self.messages:
                if tag == language or tag.startswith(language + "-"):
                    return text
        return self.messages[0][0] if self.messages else ""


@dataclass(frozen=True, slots=True, order=True)
class Delegated:
    """A shape that went to the reference engine, and why."""

    shape: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Untested:
    """A target of a shape that no node of the data graph has."""

    shape: str
    target: str


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A constraint that could not be evaluated; the data cannot be said to conform."""

    shape: str
    component: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report: `conforms` is true where there is no result and no failure.

    `focus_nodes` counts (shape, focus node) pairs where the engine counted them.
    """

    conforms: bool
    results: tuple[Result, ...]
    delegated: tuple[Delegated, ...] = ()
    untested: tuple[Untested, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = "compiled"

    @property
    def keys(self) -> frozenset[Key]:
        """The set of results, as two engines must agree on it."""
        return frozenset(result.key for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """How many results there are of each severity."""
        return dict(sorted(Counter(result.severity for result in self.results).items()))


def report_of(
    results: Iterable[Result],
    *,
    delegated: Iterable[Delegated] = (),
    untested: Iterable[Untested] = (),
    failures: Iterable[Failure] = (),
    notes: Iterable[str] = (),
    engine: str = "compiled",
) -> Report:
    """The report of these results, in a fixed order; like results stay as often as they come."""
    ordered = tuple(sorted(results, key=order))
    failed = tuple(sorted(set(failures)))
    return Report(
        conforms=not ordered and not failed,
        results=ordered,
        delegated=tuple(sorted(set(delegated))),
        untested=tuple(sorted(set(untested))),
        failures=failed,
        notes=tuple(dict.fromkeys(notes)),
        engine=engine,
    )


def order(result: Result) -> tuple[str, ...]:
    """By what results are sorted: shape, component, then place."""
    return (
        result.source_shape,
        result.component,
        result.focus_node,
        result.path or "",
        result.value or "",
        result.source_constraint or "",
        result.severity,
        *(text for text, _ in result.messages),
    )


def path_text(path: Path | None) -> str | None:
    """The result path as SPARQL text."""
    return None if path is None else sparql(path)
