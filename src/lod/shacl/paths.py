"""SHACL property paths as a small algebra (SHACL section 2.3.1).

Enters: paths that `read` built from a shapes graph. Leaves: SPARQL text, the inverse path, and
the steps by which a changed triple can be reached (for revalidation). A predicate is an IRI
term, `<…>`.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate, forwards."""

    iri: str


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked from object to subject."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Two or more paths, one after the other."""

    steps: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any one of two or more paths."""

    options: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class ZeroOrMore:
    """A path, any number of times."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """A path, once or more."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class ZeroOrOne:
    """A path, once or not at all."""

    path: "Path"


Path = Predicate | Inverse | Sequence | Alternative | ZeroOrMore | OneOrMore | ZeroOrOne

_SUFFIX = {ZeroOrMore: "*", OneOrMore: "+", ZeroOrOne: "?"}


@dataclass(frozen=True, slots=True)
class Step:
    """A triple that a path crosses.

    `prefix` leads from the focus node to the triple (None: it starts there), `predicate` is its
    predicate (None: any), and `forward` says whether the prefix ends at its subject.
    """

    prefix: "Path | None"
    predicate: str | None
    forward: bool = True


def sparql(path: Path) -> str:
    """The path in SPARQL 1.1 property path syntax (section 9.1), IRIs in full."""
    match path:
        case Predicate(iri):
            return iri
        case Inverse(inner):
            return f"^{_atom(inner)}"
        case Sequence(steps):
            return "/".join(_atom(step) for step in steps)
        case Alternative(options):
            return "|".join(_atom(option) for option in options)
        case ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return f"{_atom(inner)}{_SUFFIX[type(path)]}"


def _atom(path: Path) -> str:
    text = sparql(path)
    return text if isinstance(path, Predicate) else f"({text})"


def join(first: Path | None, second: Path | None) -> Path | None:
    """The one path after the other; None is the empty path."""
    if first is None or second is None:
        return first or second
    return Sequence((*_steps(first), *_steps(second)))


def _steps(path: Path) -> tuple[Path, ...]:
    return path.steps if isinstance(path, Sequence) else (path,)


def predicates(path: Path) -> Iterator[str]:
    """Every predicate that the path mentions."""
    match path:
        case Predicate(iri):
            yield iri
        case Sequence(parts) | Alternative(parts):
            for part in parts:
                yield from predicates(part)
        case Inverse(inner) | ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            yield from predicates(inner)


def rename(path: Path, names: dict[str, str]) -> Path:
    """The same path with some predicates exchanged."""
    match path:
        case Predicate(iri):
            return Predicate(names.get(iri, iri))
        case Sequence(steps):
            return Sequence(tuple(rename(step, names) for step in steps))
        case Alternative(options):
            return Alternative(tuple(rename(option, names) for option in options))
        case Inverse(inner) | ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return type(path)(rename(inner, names))


def inverse(path: Path) -> Path:
    """The path from the value nodes back to the focus nodes."""
    match path:
        case Predicate():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(steps):
            return Sequence(tuple(inverse(step) for step in reversed(steps)))
        case Alternative(options):
            return Alternative(tuple(inverse(option) for option in options))
        case ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return type(path)(inverse(inner))


def crossings(path: Path, prefix: Path | None = None, *, forward: bool = True) -> Iterator[Step]:
    """Every triple pattern that walking the path can cross, with the way that leads to it."""
    match path:
        case Predicate(iri):
            yield Step(prefix, iri, forward)
        case Inverse(inner):
            if isinstance(inner, Predicate):
                yield Step(prefix, inner.iri, not forward)
            else:
                yield from crossings(inverse(inner), prefix, forward=forward)
        case Sequence(steps):
            for step in steps:
                yield from crossings(step, prefix, forward=forward)
                prefix = join(prefix, step)
        case Alternative(options):
            for option in options:
                yield from crossings(option, prefix, forward=forward)
        case ZeroOrMore(inner) | OneOrMore(inner):
            yield from crossings(inner, join(prefix, ZeroOrMore(inner)), forward=forward)
        case ZeroOrOne(inner):
            yield from crossings(inner, prefix, forward=forward)


def suffixes(path: Path) -> Iterator[tuple[Step, Path | None]]:  # noqa: C901 - one case a kind
    """Every crossing with the rest of the way, from the far end of its triple to the values."""
    match path:
        case Predicate() | Inverse(Predicate()):
            yield from ((step, None) for step in crossings(path))
        case Inverse(inner):
            yield from suffixes(inverse(inner))
        case Sequence(steps):
            for index, part in enumerate(steps):
                rest: Path | None = None
                for later in steps[index + 1 :]:
                    rest = join(rest, later)
                yield from ((step, join(after, rest)) for step, after in suffixes(part))
        case Alternative(options):
            for option in options:
                yield from suffixes(option)
        case ZeroOrMore(inner) | OneOrMore(inner):
            for step, after in suffixes(inner):
                yield step, join(after, ZeroOrMore(inner))
        case ZeroOrOne(inner):
            yield from suffixes(inner)


def is_nullable(path: Path) -> bool:
    """Whether the path can have length zero."""
    match path:
        case ZeroOrMore() | ZeroOrOne():
            return True
        case Sequence(steps):
            return all(is_nullable(step) for step in steps)
        case Alternative(options):
            return any(is_nullable(option) for option in options)
        case OneOrMore(inner) | Inverse(inner):
            return is_nullable(inner)
        case _:
            return False
