"""Constraints as SPARQL expressions that are true where a node violates them.

Enters: a constraint or shape and the variables that hold focus node and value node. Leaves: a
boolean expression that never errs, so that it can stand in any FILTER. What no expression can
say (a SPARQL-based constraint, a large count) becomes the test of membership in a set that is
computed first: `FailingNodes`.
"""

from collections.abc import Callable, Iterable

from lod.shacl.context import Context, FailingNodes
from lod.shacl.focus import Source
from lod.shacl.model import (
    And,
    AskConstraint,
    Class,
    Closed,
    Constraint,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LanguageIn,
    LessThan,
    LessThanOrEquals,
    MaxCount,
    MaxLength,
    MinCount,
    MinLength,
    Node,
    NodeKind,
    Not,
    Or,
    Pattern,
    Property,
    QualifiedMaxCount,
    QualifiedMinCount,
    Range,
    Shape,
    UniqueLang,
    Xone,
)
from lod.shacl.valuetests import ask, less, simple
from lod.shacl.vocabulary import EXACT

_JOINED = 3
"""Up to this many values are told apart by joining; more are counted beforehand."""

PER_VALUE = (
    Class,
    Datatype,
    NodeKind,
    Range,
    MinLength,
    MaxLength,
    Pattern,
    LanguageIn,
    Disjoint,
    Not,
    And,
    Or,
    Xone,
    Node,
    In,
    AskConstraint,
)
"""The constraints that each value node meets or not by itself, given its focus node."""


def any_of(parts: Iterable[str]) -> str:
    """The disjunction of expressions."""
    kept = [part for part in dict.fromkeys(parts) if part != "false"]
    if "true" in kept:
        return "true"
    return "(" + " || ".join(kept) + ")" if kept else "false"


def negated(expression: str) -> str:
    """The negation of an expression."""
    return {"true": "false", "false": "true"}.get(expression, f"!{expression}")


def fails(ctx: Context, shape_id: str, node: str, origin: tuple[Source, ...]) -> str:
    """Whether a node does not conform to a shape (section 3.4.2).

    `origin` says where the nodes come from, for what has to be computed beforehand.
    """
    shape = ctx.shapes[shape_id]
    if shape.deactivated:
        return "false"
    value = ctx.terms.fresh("value") if shape.path else node
    per_value = any_of(
        violates(ctx, shape, constraint, node, value, origin)
        for constraint in shape.constraints
        if isinstance(constraint, PER_VALUE)
    )
    if shape.path and per_value != "false":
        per_value = exists(
            f"{node} {ctx.terms.bound_path(shape.path)} {value} . FILTER{_in(per_value)}"
        )
    return any_of(
        [
            per_value,
            *(
                lacks(ctx, shape, constraint, node, origin)
                for constraint in shape.constraints
                if not isinstance(constraint, PER_VALUE)
            ),
        ]
    )


def exists(text: str) -> str:
    """Whether a pattern has a solution."""
    return f"(EXISTS {{ {text} }})"


def _in(expression: str) -> str:
    return expression if expression.startswith("(") else f"({expression})"


def violates(
    ctx: Context,
    shape: Shape,
    constraint: Constraint,
    node: str,
    value: str,
    origin: tuple[Source, ...],
) -> str:
    """Whether a value node violates a constraint of `PER_VALUE`."""
    values = tuple(source.then(shape.path) for source in origin)
    match constraint:
        case Not(other):
            return negated(fails(ctx, other, value, values))
        case And(others):
            return any_of(fails(ctx, other, value, values) for other in others)
        case Node(other):
            return fails(ctx, other, value, values)
        case Or(others):
            parts = [fails(ctx, other, value, values) for other in others]
            return "false" if "false" in parts else "(" + " && ".join(parts) + ")"
        case Xone(others):
            terms = (f"IF({fails(ctx, other, value, values)}, 0, 1)" for other in others)
            return f"(({' + '.join(terms)}) != 1)"
        case Disjoint(predicate):
            return exists(f"{node} {ctx.terms.predicate(predicate)} {value}")
        case AskConstraint():
            return ask(constraint, node, value, ctx.terms, shape)
        case _:
            return simple(ctx, constraint, value)


def lacks(
    ctx: Context, shape: Shape, constraint: Constraint, node: str, origin: tuple[Source, ...]
) -> str:
    """Whether a focus node violates a constraint that is about all of its values together."""
    path = shape.path
    values = tuple(source.then(path) for source in origin)
    if isinstance(constraint, Property):
        if path is None:
            return fails(ctx, constraint.shape, node, values)
        value = ctx.terms.fresh("value")
        inner = fails(ctx, constraint.shape, value, values)
        return _some(ctx, shape, node, value, inner)
    text = of_focus(ctx, shape, constraint, node, values)
    return _failing(ctx, shape, constraint, node, origin) if text is None else text


def _some(ctx: Context, shape: Shape, node: str, value: str, test: str) -> str:
    """Whether some value of the shape's path passes a test."""
    if test == "false" or shape.path is None:
        return test
    return exists(f"{node} {ctx.terms.bound_path(shape.path)} {value} . FILTER{_in(test)}")


def _failing(
    ctx: Context, shape: Shape, constraint: Constraint, node: str, origin: tuple[Source, ...]
) -> str:
    name = f"urn:lod:failing:{len(ctx.failing)}"
    ctx.failing.append(FailingNodes(name, shape.id, constraint, origin))
    return f"<{name}>({node})"


def of_focus(  # noqa: C901 - one case for each component
    ctx: Context, shape: Shape, constraint: Constraint, node: str, values: tuple[Source, ...]
) -> str | None:
    """Whether a focus node violates a constraint; None where no expression can say so."""
    match constraint:
        case MinCount(count):
            some = at_least(ctx, shape, node, count, lambda _: "")
            return None if some is None else negated(some)
        case MaxCount(count):
            return at_least(ctx, shape, node, count + 1, lambda _: "")
        case QualifiedMinCount(other, count, siblings):
            test = _qualified(ctx, other, siblings, values)
            some = at_least(ctx, shape, node, count, test)
            return None if some is None else negated(some)
        case QualifiedMaxCount(other, count, siblings):
            test = _qualified(ctx, other, siblings, values)
            return at_least(ctx, shape, node, count + 1, test)
        case HasValue(term):
            return negated(has_value(ctx, shape, node, term))
        case UniqueLang():
            return _same_language(ctx, shape, node)
        case Equals(predicate):
            return _unequal(ctx, shape, node, predicate)
        case LessThan(predicate):
            return _not_less(ctx, shape, node, predicate, "<")
        case LessThanOrEquals(predicate):
            return _not_less(ctx, shape, node, predicate, "<=")
        case Closed(allowed):
            value = ctx.terms.fresh("value") if shape.path else node
            return _some(ctx, shape, node, value, exists(open_triple(ctx, allowed, value)))
        case _:
            return None


def at_least(
    ctx: Context, shape: Shape, node: str, count: int, test: Callable[[str], str]
) -> str | None:
    """Whether a node has so many values that pass a test; None where that must be counted."""
    if count <= 0:
        return "true"
    if count > _JOINED or shape.path is None:
        return None
    names = [ctx.terms.fresh("value") for _ in range(count)]
    text = ""
    for index, name in enumerate(names):
        text += f"{node} {ctx.terms.bound_path(shape.path)} {name} . "
        tests = [f"!sameTerm({name}, {other})" for other in names[:index]]
        passed = test(name)
        tests += [passed] if passed else []
        text += f"FILTER({' && '.join(tests)}) " if tests else ""
    return exists(text)


def _qualified(
    ctx: Context, other: str, siblings: tuple[str, ...], values: tuple[Source, ...]
) -> Callable[[str], str]:
    return lambda value: conforms_alone(ctx, other, siblings, value, values)


def conforms_alone(
    ctx: Context, other: str, siblings: tuple[str, ...], value: str, values: tuple[Source, ...]
) -> str:
    """Whether a value conforms to a qualified value shape and to none of its siblings."""
    tests = [negated(fails(ctx, other, value, values))]
    tests += [fails(ctx, sibling, value, values) for sibling in siblings]
    return " && ".join(tests)


def has_value(ctx: Context, shape: Shape, node: str, term: str) -> str:
    """Whether a term is among a node's values."""
    if term.startswith("_:"):
        return "false"
    written = ctx.terms.encode(term)
    if shape.path is None:
        return f"sameTerm({node}, {written})"
    return exists(f"{node} {ctx.terms.bound_path(shape.path)} {written}")


def language_pair(ctx: Context, shape: Shape, node: str) -> tuple[str, str]:
    """The pattern of two values in one language, and the variable that holds one of them."""
    assert shape.path is not None
    path, one, two = (
        ctx.terms.bound_path(shape.path),
        ctx.terms.fresh("one"),
        ctx.terms.fresh("two"),
    )
    first = f'{node} {path} {one} . FILTER(LANG({one}) != "")'
    same = f"!sameTerm({one}, {two}) && LCASE(LANG({one})) = LCASE(LANG({two}))"
    return f"{first} {node} {path} {two} . FILTER({same})", one


def _same_language(ctx: Context, shape: Shape, node: str) -> str:
    return "false" if shape.path is None else exists(language_pair(ctx, shape, node)[0])


def _unequal(ctx: Context, shape: Shape, node: str, predicate: str) -> str:
    other = ctx.terms.predicate(predicate)
    if shape.path is None:
        different = ctx.terms.fresh("value")
        extra = exists(f"{node} {other} {different} . FILTER(!sameTerm({different}, {node}))")
        return any_of([negated(exists(f"{node} {other} {node}")), extra])
    path, value = ctx.terms.bound_path(shape.path), ctx.terms.fresh("value")
    return any_of(
        exists(f"{node} {one} {value} . FILTER NOT EXISTS {{ {node} {two} {value} }}")
        for one, two in ((path, other), (other, path))
    )


def _not_less(ctx: Context, shape: Shape, node: str, predicate: str, operator: str) -> str:
    if shape.path is None:
        return "false"
    value, other = ctx.terms.fresh("value"), ctx.terms.fresh("other")
    return exists(
        f"{node} {ctx.terms.bound_path(shape.path)} {value} . "
        f"{node} {ctx.terms.predicate(predicate)} {other} . "
        f"FILTER{less(ctx, value, operator, other)}"
    )


def open_triple(
    ctx: Context, allowed: tuple[str, ...], node: str, predicate: str = "", value: str = ""
) -> str:
    """The pattern of a triple whose predicate a closed shape does not allow (section 4.8.1)."""
    predicate = predicate or ctx.terms.fresh("predicate")
    value = value or ctx.terms.fresh("value")
    closed = [*allowed, *ctx.terms.shadows]
    closed += [f"<{EXACT}>"] if ctx.terms.shadows else []  # so that the shadows are read
    closed += [ctx.terms.shadows[iri] for iri in allowed if iri in ctx.terms.shadows]
    test = f"FILTER({predicate} NOT IN ({', '.join(closed)}))" if closed else ""
    return f"{node} {predicate} {value} . {test}"
