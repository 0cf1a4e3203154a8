"""Constraints as SPARQL expressions that are true where a node violates them.

Enters: a constraint or shape and the variables that hold focus node and value node. Leaves: a
boolean expression that never errs, so that it can stand in any FILTER. What no expression can
say (a SPARQL-based constraint, a large count) becomes the test of membership in a set that is
computed first: `FailingNodes`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lod.ntriples import literal
from lod.shacl import focus, sparql
from lod.shacl.focus import Source, Terms
from lod.shacl.lexical import DERIVED, INTEGER, NORMALISED, has_form
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
    Shapes,
    UniqueLang,
    Xone,
)
from lod.shacl.store import IN_LIST, VALID, decoded, lexical_test
from lod.shacl.vocabulary import EXACT

_KINDS = {"BlankNode": "isBlank", "IRI": "isIRI", "Literal": "isLiteral"}
_JOINED = 3
"""Up to this many values are told apart by joining; more are counted beforehand."""
_LISTED = 24
"""Longer sh:in lists are looked up, not compared one by one."""

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
            return _ask(constraint, node, value, ctx.terms, shape)
        case _:
            return _simple(ctx, constraint, value)


def _simple(ctx: Context, constraint: Constraint, value: str) -> str:
    match constraint:
        case Class(iri):
            return f"(NOT EXISTS {{ {focus.instances(ctx.terms, value, [iri])} }})"
        case Datatype(iri):
            return _datatype(iri, value, ctx.terms)
        case NodeKind(kind):
            return f"(!({' || '.join(f'{_KINDS[k]}({value})' for k in kind.split('Or'))}))"
        case Range(_, bound):
            return less(ctx, value, constraint.operator, bound)
        case MinLength(length):
            return f"(isBlank({value}) || STRLEN(STR({value})) < {length})"
        case MaxLength(length):
            return f"(isBlank({value}) || STRLEN(STR({value})) > {length})"
        case Pattern():
            return f"(isBlank({value}) || !{_matches(ctx, constraint, value)})"
        case LanguageIn(ranges):
            tests = [f'LANGMATCHES(LANG({value}), "{tag}")' for tag in ranges] or ["false"]
            return f"(!COALESCE({' || '.join(tests)}, false))"
        case In(members):
            return _not_in(ctx, members, value)
    raise TypeError(f"no expression for {type(constraint).__name__}")


def less(ctx: Context, value: str, operator: str, other: str) -> str:
    """Whether a comparison does not hold, or cannot be made (sections 4.3 and 4.5.3)."""
    left = decoded(value) if ctx.terms.marked else value
    right = decoded(other) if ctx.terms.marked and other.startswith("?") else other
    return f"(!COALESCE({left} {operator} {right}, false))"


def _datatype(iri: str, value: str, terms: Terms) -> str:
    if iri.endswith("rdf-schema#Literal>"):
        return f"(!isLiteral({value}))"
    names = [iri]
    if terms.marked and iri[1:-1] in NORMALISED:
        names.append(f"<{EXACT}{iri[1:-1]}>")
    if not terms.exact and iri[1:-1] in DERIVED:
        names.append(f"<{INTEGER}>")
    kinds = " || ".join(f"DATATYPE({value}) = {name}" for name in names)
    if not has_form(iri[1:-1]) or (terms.exact and iri[1:-1] in NORMALISED):
        return f"(!COALESCE({kinds}, false))"
    test = f"{lexical_test(iri[1:-1], value)} || <{VALID}>(STR({value}), {iri})"
    return f"(!COALESCE(({kinds}) && ({test}), false))"


def _matches(ctx: Context, pattern: Pattern, value: str) -> str:
    if pattern.engine == "python":
        name = ctx.matchers.setdefault(pattern, f"urn:lod:matches:{len(ctx.matchers)}")
        return f"COALESCE(<{name}>(STR({value})), false)"
    flags = f", {literal(pattern.flags)}" if pattern.flags else ""
    return f"REGEX(STR({value}), {literal(pattern.regex)}{flags})"


def _not_in(ctx: Context, members: tuple[str, ...], value: str) -> str:
    if any(member.startswith("_:") for member in members):
        members = tuple(member for member in members if not member.startswith("_:"))
    if len(members) > _LISTED:
        name = ctx.lists.setdefault(members, f"{IN_LIST}{len(ctx.lists)}")
        return f"(!<{name}>({value}))"
    iris = [member for member in members if member.startswith("<")]
    tests = [f"{value} IN ({', '.join(iris)})"] if iris else []
    tests += [f"sameTerm({value}, {ctx.terms.encode(m)})" for m in members if m not in iris]
    return f"(!({' || '.join(tests)}))" if tests else "true"


def _ask(constraint: AskConstraint, node: str, value: str, terms: Terms, shape: Shape) -> str:
    text = sparql.expand(constraint.ask, constraint.prologue)
    if shape.path:
        text = sparql.replace_variable(text, "PATH", terms.path(shape.path))
    text = sparql.substitute(text, {name: terms.encode(v) for name, v in constraint.parameters})
    text = sparql.replace_variable(text, "this", node)
    text = sparql.replace_variable(text, "value", value)
    group = sparql.parse(text).where
    return f"(NOT EXISTS {{ {text[group.start : group.end]} }})"


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


def of_focus(
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
    return (
        f'{node} {path} {one} . FILTER(LANG({one}) != "") {node} {path} {two} . '
        f"FILTER(!sameTerm({one}, {two}) && LCASE(LANG({one})) = LCASE(LANG({two})))",
        one,
    )


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
