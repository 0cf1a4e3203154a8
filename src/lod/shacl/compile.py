"""Shapes compiled to set-based SPARQL queries: one for each constraint, over all focus nodes.

Enters: `Shapes`, and what is particular to a store (`Terms`). Leaves: `Query` values, which
select violations only. The value constraints of one shape share one query.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lod.shacl import bgp, expression, focus, paths, sparql, valuetests
from lod.shacl.context import Context
from lod.shacl.expression import PER_VALUE
from lod.shacl.focus import Source
from lod.shacl.model import (
    Closed,
    Constraint,
    Equals,
    HasValue,
    LessThan,
    LessThanOrEquals,
    MaxCount,
    MinCount,
    QualifiedMaxCount,
    QualifiedMinCount,
    Shape,
    Shapes,
    SparqlConstraint,
    UniqueLang,
    Unsupported,
)

THIS = "?this"
VALUE = "?value"


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT of violations.

    Every row has `this`, then what `kind` says: "value" a value and flags (one for each of
    several constraints), "focus" flags, "closed" a value and the predicate, "language" a
    language tag, "sparql" what the author selects.
    """

    text: str
    shape: Shape
    constraints: tuple[Constraint, ...]
    kind: str


def compile_shape(
    ctx: Context, shape: Shape, sources: Sequence[Source], only: Iterable[Constraint] | None = None
) -> Iterator[Query]:
    """The queries for all constraints of a shape, or for some."""
    constraints = tuple(shape.constraints if only is None else only)
    for source in sources:
        per_value = tuple(c for c in constraints if isinstance(c, PER_VALUE))
        if per_value:
            yield from _values(ctx, shape, per_value, source)
        yield from _focus(ctx, shape, constraints, source)
        for constraint in constraints:
            if not isinstance(constraint, PER_VALUE):
                yield from _whole(ctx, shape, constraint, source)


def _values(
    ctx: Context, shape: Shape, constraints: tuple[Constraint, ...], source: Source
) -> Iterator[Query]:
    value = VALUE if shape.path else THIS
    tests = [
        expression.violates(ctx, shape, constraint, THIS, value, (source,))
        for constraint in constraints
    ]
    kept = [(c, test) for c, test in zip(constraints, tests, strict=True) if test != "false"]
    if not kept:
        return
    body = focus.pattern(ctx.terms, source, THIS)
    if shape.path:
        body += f" {THIS} {ctx.terms.path(shape.path)} {VALUE} ."
    flags = ""
    if len(kept) > 1:
        flags = " ".join(f"({test} AS ?lod_c{i})" for i, (_, test) in enumerate(kept))
    test = expression.any_of(test for _, test in kept)
    names = f"{THIS} {value}" if shape.path else f"{THIS} ({THIS} AS {VALUE})"
    text = f"SELECT {names} {flags} WHERE {{ {body} FILTER({test}) }}"
    yield Query(text, shape, tuple(c for c, _ in kept), "value")


def _whole(ctx: Context, shape: Shape, constraint: Constraint, source: Source) -> Iterator[Query]:
    if isinstance(constraint, SparqlConstraint):
        yield _sparql(ctx, shape, constraint, source)
        return
    body = focus.pattern(ctx.terms, source, THIS)
    match constraint:
        case Equals(predicate):
            yield from _equals(ctx, shape, constraint, body, ctx.terms.predicate(predicate))
        case LessThan(predicate):
            yield from _less(ctx, shape, constraint, body, predicate, "<")
        case LessThanOrEquals(predicate):
            yield from _less(ctx, shape, constraint, body, predicate, "<=")
        case Closed(allowed):
            yield _closed(ctx, shape, constraint, body, allowed)
        case UniqueLang():
            pattern, one = expression.language_pair(ctx, shape, THIS)
            text = f"SELECT DISTINCT {THIS} (LCASE(LANG({one})) AS ?lod_language)"
            text += f" WHERE {{ {body} {pattern} }}"
            yield Query(text, shape, (constraint,), "language")
        case MinCount() | MaxCount() | QualifiedMinCount() | QualifiedMaxCount():
            yield from _count(ctx, shape, constraint, body, source)


def _focus(
    ctx: Context, shape: Shape, constraints: tuple[Constraint, ...], source: Source
) -> Iterator[Query]:
    """One query for all that is asked of the focus nodes themselves."""
    tests = [(c, _focus_test(ctx, shape, c, source)) for c in constraints]
    kept = [(c, test) for c, test in tests if test not in (None, "false")]
    if not kept:
        return
    flags = ""
    if len(kept) > 1:
        flags = " ".join(f"({test} AS ?lod_c{i})" for i, (_, test) in enumerate(kept))
    test = expression.any_of(test for _, test in kept if test is not None)
    body = focus.pattern(ctx.terms, source, THIS)
    text = f"SELECT {THIS} {flags} WHERE {{ {body} FILTER({test}) }}"
    yield Query(text, shape, tuple(c for c, _ in kept), "focus")


def _focus_test(ctx: Context, shape: Shape, constraint: Constraint, source: Source) -> str | None:
    """The test of a focus node; None where its values must be counted or reported."""
    match constraint:
        case MinCount(0 | 1) | MaxCount(0) | QualifiedMinCount(_, 0 | 1) | QualifiedMaxCount(_, 0):
            pass
        case MaxCount(1) | HasValue():
            pass
        case _:
            return None
    return expression.of_focus(ctx, shape, constraint, THIS, (source.then(shape.path),))


def _count(
    ctx: Context,
    shape: Shape,
    constraint: MinCount | MaxCount | QualifiedMinCount | QualifiedMaxCount,
    body: str,
    source: Source,
) -> Iterator[Query]:
    if shape.path is None or _focus_test(ctx, shape, constraint, source) is not None:
        return
    is_minimum = isinstance(constraint, MinCount | QualifiedMinCount)
    if constraint.count < 0:
        return
    filters = ""
    if isinstance(constraint, QualifiedMinCount | QualifiedMaxCount):
        test = expression.conforms_alone(
            ctx, constraint.shape, constraint.siblings, VALUE, (source.then(shape.path),)
        )
        filters = f"FILTER({test})"
    values = f"{THIS} {ctx.terms.path(shape.path)} {VALUE} . {filters}"
    values = f"OPTIONAL {{ {values} }}" if is_minimum else values
    having = f"COUNT(DISTINCT {VALUE}) {'<' if is_minimum else '>'} {constraint.count}"
    text = f"SELECT {THIS} WHERE {{ {body} {values} }} GROUP BY {THIS} HAVING({having})"
    yield Query(text, shape, (constraint,), "focus")


def _equals(
    ctx: Context, shape: Shape, constraint: Constraint, body: str, other: str
) -> Iterator[Query]:
    if shape.path is None:
        missing = f"SELECT {THIS} ({THIS} AS {VALUE}) WHERE {{ {body} "
        missing += f"FILTER NOT EXISTS {{ {THIS} {other} {THIS} }} }}"
        extra = f"SELECT {THIS} {VALUE} WHERE {{ {body} {THIS} {other} {VALUE} . "
        extra += f"FILTER(!sameTerm({THIS}, {VALUE})) }}"
        texts = [missing, extra]
    else:
        path = ctx.terms.path(shape.path)
        texts = [
            f"SELECT {THIS} {VALUE} WHERE {{ {body} {THIS} {one} {VALUE} . "
            f"FILTER NOT EXISTS {{ {THIS} {two} {VALUE} }} }}"
            for one, two in ((path, other), (other, ctx.terms.bound_path(shape.path)))
        ]
    for text in texts:
        yield Query(text, shape, (constraint,), "value")


def _less(
    ctx: Context, shape: Shape, constraint: Constraint, body: str, predicate: str, operator: str
) -> Iterator[Query]:
    if shape.path is None:
        return
    test = valuetests.less(ctx, VALUE, operator, "?lod_other")
    text = f"SELECT {THIS} {VALUE} ?lod_other WHERE {{ {body} "
    text += f"{THIS} {ctx.terms.path(shape.path)} {VALUE} . "
    text += f"{THIS} {ctx.terms.predicate(predicate)} ?lod_other . FILTER{test} }}"
    yield Query(text, shape, (constraint,), "value")


def _closed(
    ctx: Context, shape: Shape, constraint: Constraint, body: str, allowed: tuple[str, ...]
) -> Query:
    node = THIS
    if shape.path:
        node = ctx.terms.fresh("node")
        body += f" {THIS} {ctx.terms.path(shape.path)} {node} ."
    open_triple = expression.open_triple(ctx, allowed, node, "?path", VALUE)
    text = f"SELECT {THIS} {VALUE} ?path WHERE {{ {body} {open_triple} }}"
    return Query(text, shape, (constraint,), "closed")


def _sparql(ctx: Context, shape: Shape, constraint: SparqlConstraint, source: Source) -> Query:
    """The query of a SPARQL-based constraint with its focus nodes bound (section 5.3)."""
    text = sparql.expand(constraint.select, constraint.prologue)
    if shape.path:
        text = sparql.replace_variable(text, "PATH", paths.sparql(shape.path))
    constants: Mapping[str, str] = {
        name: value
        for name, value in (
            *constraint.parameters,
            ("currentShape", shape.id),
            ("shapesGraph", "<urn:lod:shapes>"),
        )
        if sparql.mentions(text, name)
    }
    text = sparql.rewrite_exists(text, bgp.ordered_exists)
    plain = ctx.terms.plain()
    text = sparql.inject(sparql.parse(text), lambda: focus.distinct(plain, source, THIS), constants)
    return Query(text, shape, (constraint,), "sparql")


def unsupported(shape: Shape, constraint: Constraint) -> str:
    """Why the compiled engine leaves a constraint to the reference engine; mostly empty."""
    if isinstance(constraint, Unsupported):
        return constraint.reason
    if isinstance(constraint, SparqlConstraint):
        if shape.id.startswith("_:") and sparql.mentions(constraint.select, "currentShape"):
            return "$currentShape is a blank node, which SPARQL cannot name"
        return sparql.not_set_based(sparql.parse(constraint.select))
    return ""


def delegations(shapes: Shapes) -> dict[str, str]:
    """The shapes with targets that go to the reference engine, and why."""
    found = {}
    for shape in shapes.shapes:
        is_target = bool(shape.targets) or any(
            isinstance(c, Unsupported) and c.construct.endswith("#target>")
            for c in shape.constraints
        )
        if not is_target or shape.deactivated:
            continue
        reasons = [
            unsupported(shapes[name], constraint)
            for name in sorted(focus.reached(shapes, shape.id))
            for constraint in shapes[name].constraints
        ]
        reasons = [reason for reason in dict.fromkeys(reasons) if reason]
        if reasons:
            found[shape.id] = "; ".join(reasons)
    return found
