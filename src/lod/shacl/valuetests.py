"""Tests of single values as SPARQL expressions that are true where a value fails.

Enters: a constraint and the variable that holds a value. Leaves: a boolean expression that never
errs (SHACL sections 4.1 to 4.5 and 6.2.3).
"""

from lod.ntriples import literal
from lod.shacl import focus, sparql
from lod.shacl.context import Context
from lod.shacl.focus import Terms
from lod.shacl.lexical import DERIVED, INTEGER, NORMALISED, has_form
from lod.shacl.model import (
    AskConstraint,
    Class,
    Constraint,
    Datatype,
    In,
    LanguageIn,
    MaxLength,
    MinLength,
    NodeKind,
    Pattern,
    Range,
    Shape,
)
from lod.shacl.store import IN_LIST, VALID, decoded, lexical_test
from lod.shacl.vocabulary import EXACT

_KINDS = {"BlankNode": "isBlank", "IRI": "isIRI", "Literal": "isLiteral"}
_LISTED = 24
"""Longer sh:in lists are looked up, not compared one by one."""


def simple(ctx: Context, constraint: Constraint, value: str) -> str:
    """Whether a value violates a constraint that looks at nothing else."""
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


def ask(constraint: AskConstraint, node: str, value: str, terms: Terms, shape: Shape) -> str:
    """Whether the ASK validator of a component refuses a value."""
    text = sparql.expand(constraint.ask, constraint.prologue)
    if shape.path:
        text = sparql.replace_variable(text, "PATH", terms.path(shape.path))
    text = sparql.substitute(text, {name: terms.encode(v) for name, v in constraint.parameters})
    text = sparql.replace_variable(text, "this", node)
    text = sparql.replace_variable(text, "value", value)
    group = sparql.parse(text).where
    return f"(NOT EXISTS {{ {text[group.start : group.end]} }})"
