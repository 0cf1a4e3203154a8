"""Reading the parameters of the core constraint components (SHACL section 4).

Enters: a shape's node in the shapes graph. Leaves: its constraints, one frozen value each;
ill-formed parameters are noted among the graph's problems.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from lod.ntriples import literal_value
from lod.shacl import lexical, patterns
from lod.shacl.components import CustomComponent, read_custom, read_sparql
from lod.shacl.graph import Graph
from lod.shacl.model import (
    And,
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
    UniqueLang,
    Unsupported,
    Xone,
)
from lod.shacl.texts import text_of
from lod.shacl.vocabulary import SH, XSD, sh

SHAPE_REFERENCES = (sh("node"), sh("not"), sh("property"), sh("qualifiedValueShape"))
SHAPE_LISTS = (sh("and"), sh("or"), sh("xone"))
_NODE_KINDS = (
    "BlankNode",
    "IRI",
    "Literal",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRIOrLiteral",
)
_ONLY_PROPERTY = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals")
_OTHER_TERMS = frozenset(
    re.findall(
        r"\w+",
        """
        targetClass targetNode targetSubjectsOf targetObjectsOf target path severity message
        deactivated name description order group defaultValue prefixes select ask declare
        parameter validator nodeValidator propertyValidator labelTemplate optional nodeKind
        rule condition construct subject predicate object expression js jsLibrary
        jsFunctionName entailment shapesGraph suggestedShapesGraph shapesGraphWellFormed
        returnType values flags ignoredProperties qualifiedValueShapesDisjoint inversePath
        alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath editor viewer shape
        agentInstruction
        """,
    )
)

Reader = Callable[[Graph, str, str], Iterator[Constraint]]
"""Takes the graph, the shape and one value of the parameter."""


def boolean(graph: Graph, node: str, predicate: str) -> bool:
    """The one boolean value of a parameter; false where it has none."""
    values = graph.objects(node, predicate)
    name = predicate.rsplit("#", 1)[1].rstrip(">")
    read = [_boolean(value) for value in values]
    if len(values) > 1 or None in read:
        remedy = "give true or false, once"
        graph.report(node, f"sh:{name} is {', '.join(values)}", remedy, "parameter")
    return any(read)


def _boolean(value: str) -> bool | None:
    if not value.startswith('"'):
        return None
    literal = literal_value(value)
    if literal.datatype != XSD + "boolean":
        return None
    return {"true": True, "1": True, "false": False, "0": False}.get(literal.lexical)


def read_constraints(
    graph: Graph, node: str, components: Sequence[CustomComponent]
) -> tuple[Constraint, ...]:
    """Every constraint that the shape declares, in the order of `NAMES`."""
    found: list[Constraint] = []
    for predicate, reader in NAMES.items():
        values = graph.objects(node, predicate)
        name = predicate.rsplit("#", 1)[1].rstrip(">")
        if len(values) > 1 and name in _ONCE:
            graph.report(node, f"more than one sh:{name}", "keep one", "parameter")
        for value in values:
            found.extend(reader(graph, node, value))
    found.extend(read_sparql(graph, node))
    found.extend(read_custom(graph, node, components))
    _check_names(graph, node)
    _check_scope(graph, node)
    return tuple(found)


def _check_scope(graph: Graph, node: str) -> None:
    if not graph.objects(node, sh("path")):
        for name in _ONLY_PROPERTY:
            if graph.objects(node, sh(name)):
                remedy = "move it to a property shape, or give this shape an sh:path"
                graph.report(node, f"sh:{name} on a node shape", remedy, "scope")


def _check_names(graph: Graph, node: str) -> None:
    """A misspelt parameter would otherwise be a constraint that nobody checks."""
    known = {*_OTHER_TERMS, *(name.rsplit("#", 1)[1].rstrip(">") for name in NAMES), "sparql"}
    for predicate in graph.predicates(node):
        if predicate.startswith(f"<{SH}"):
            name = predicate[len(SH) + 1 : -1]
            near = "" if name in known else _near_miss(name, known)
            if near:
                graph.report(node, f"unknown sh:{name}", f"did you mean sh:{near}?", "name")


def _near_miss(name: str, known: Collection[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(name, sorted(known), 1, 0.8)), "")


def _bad(graph: Graph, node: str, name: str, value: str, remedy: str) -> None:
    graph.report(node, f"sh:{name} is {value}", remedy, "parameter")


def _iri(name: str, kind: Callable[[str], Constraint]) -> Reader:
    def read(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
        if value.startswith("<"):
            yield kind(value)
        else:
            _bad(graph, node, name, value, "give an IRI")

    return read


def _count(name: str, kind: Callable[[int], Constraint]) -> Reader:
    def read(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
        number = _integer(value)
        if number is None:
            _bad(graph, node, name, value, "give an integer")
        else:
            yield kind(number)

    return read


def _integer(value: str) -> int | None:
    if not value.startswith('"'):
        return None
    literal = literal_value(value)
    if literal.datatype != XSD + "integer" or not lexical.is_valid(*literal[::2]):
        return None
    return int(literal.lexical)


def _range(name: str) -> Reader:
    def read(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
        if value.startswith('"'):
            yield Range(name, value)
        else:
            _bad(graph, node, name, value, "give a literal")

    return read


def _node_kind(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    kind = value.removeprefix(f"<{SH}").rstrip(">")
    if kind in _NODE_KINDS:
        yield NodeKind(kind)
    else:
        remedy = f"one of {', '.join('sh:' + name for name in _NODE_KINDS)}"
        _bad(graph, node, "nodeKind", value, remedy)


def _pattern(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    regex = text_of(value)
    flags = "".join(text_of(flag) or "" for flag in graph.objects(node, sh("flags")))
    if regex is None or (regex is not None and literal_value(value).language):
        _bad(graph, node, "pattern", value, "give a string")
        return
    if not re.fullmatch("[smixq]*", flags):
        _bad(graph, node, "flags", flags, "use letters of smixq")
        return
    engine, problem = patterns.engine_for(regex, flags)
    if engine is None:
        _bad(graph, node, "pattern", value, f"write a regular expression: {problem}")
        return
    yield Pattern(regex, flags, engine)


def _strings(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    members = graph.members(value)
    texts = [text_of(member) for member in members or ()]
    if members is None or None in texts:
        _bad(graph, node, "languageIn", value, "give a list of strings")
        return
    yield LanguageIn(tuple(text for text in texts if text is not None))


def _in(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    members = graph.members(value)
    if members is None:
        _bad(graph, node, "in", value, "give a list")
    else:
        yield In(tuple(dict.fromkeys(members)))


def _unique_lang(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    if boolean(graph, node, sh("uniqueLang")) and value.startswith('"true"'):
        yield UniqueLang()  # "1"^^xsd:boolean is another term than true (section 4.4.5)


def _has_value(_graph: Graph, _node: str, value: str) -> Iterator[Constraint]:
    yield HasValue(value)


def _shape(name: str, kind: Callable[[str], Constraint]) -> Reader:
    def read(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
        if value.startswith('"'):
            _bad(graph, node, name, value, "refer to a shape")
        elif name == "property" and not graph.objects(value, sh("path")):
            _bad(graph, node, name, graph.describe(value), "give that shape an sh:path")
        elif name == "node" and graph.objects(value, sh("path")):
            _bad(graph, node, name, graph.describe(value), "use sh:property for property shapes")
        else:
            yield kind(value)

    return read


def _shapes(name: str, kind: Callable[[tuple[str, ...]], Constraint]) -> Reader:
    def read(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
        members = graph.members(value)
        if not members or any(member.startswith('"') for member in members):
            _bad(graph, node, name, value, "give a list of one or more shapes")
        else:
            yield kind(tuple(members))

    return read


def _closed(graph: Graph, node: str, _value: str) -> Iterator[Constraint]:
    if not boolean(graph, node, sh("closed")):
        return
    allowed: dict[str, None] = {}
    for shape in graph.objects(node, sh("property")):
        allowed.update(dict.fromkeys(p for p in graph.objects(shape, sh("path")) if p[0] == "<"))
    for head in graph.objects(node, sh("ignoredProperties")):
        members = graph.members(head)
        if members is None or any(not member.startswith("<") for member in members):
            _bad(graph, node, "ignoredProperties", head, "give a list of IRIs")
        else:
            allowed.update(dict.fromkeys(members))
    yield Closed(tuple(sorted(allowed)))


def _qualified(graph: Graph, node: str, value: str) -> Iterator[Constraint]:
    if not graph.objects(node, sh("path")):
        return
    if value.startswith('"'):
        _bad(graph, node, "qualifiedValueShape", value, "refer to a shape")
        return
    disjoint = boolean(graph, node, sh("qualifiedValueShapesDisjoint"))
    siblings = _siblings(graph, node, value) if disjoint else ()
    for name, kind in (
        ("qualifiedMinCount", QualifiedMinCount),
        ("qualifiedMaxCount", QualifiedMaxCount),
    ):
        for number in graph.objects(node, sh(name)):
            count = _integer(number)
            if count is None:
                _bad(graph, node, name, number, "give an integer")
            else:
                yield kind(value, count, siblings)


def _siblings(graph: Graph, node: str, value: str) -> tuple[str, ...]:
    """The sibling shapes of section 4.7.3."""
    found = {
        sibling
        for parent in graph.subjects(sh("property"), node)
        for shape in graph.objects(parent, sh("property"))
        for sibling in graph.objects(shape, sh("qualifiedValueShape"))
    }
    return tuple(sorted(found - {value}))


def _unsupported(name: str, reason: str) -> Reader:
    def read(_graph: Graph, _node: str, _value: str) -> Iterator[Constraint]:
        yield Unsupported(sh(name), reason)

    return read


NAMES: dict[str, Reader] = {
    sh("class"): _iri("class", Class),
    sh("datatype"): _iri("datatype", Datatype),
    sh("nodeKind"): _node_kind,
    sh("minCount"): _count("minCount", MinCount),
    sh("maxCount"): _count("maxCount", MaxCount),
    sh("minExclusive"): _range("minExclusive"),
    sh("minInclusive"): _range("minInclusive"),
    sh("maxExclusive"): _range("maxExclusive"),
    sh("maxInclusive"): _range("maxInclusive"),
    sh("minLength"): _count("minLength", MinLength),
    sh("maxLength"): _count("maxLength", MaxLength),
    sh("pattern"): _pattern,
    sh("languageIn"): _strings,
    sh("uniqueLang"): _unique_lang,
    sh("equals"): _iri("equals", Equals),
    sh("disjoint"): _iri("disjoint", Disjoint),
    sh("lessThan"): _iri("lessThan", LessThan),
    sh("lessThanOrEquals"): _iri("lessThanOrEquals", LessThanOrEquals),
    sh("not"): _shape("not", Not),
    sh("and"): _shapes("and", And),
    sh("or"): _shapes("or", Or),
    sh("xone"): _shapes("xone", Xone),
    sh("node"): _shape("node", Node),
    sh("property"): _shape("property", Property),
    sh("qualifiedValueShape"): _qualified,
    sh("closed"): _closed,
    sh("hasValue"): _has_value,
    sh("in"): _in,
    sh("expression"): _unsupported("ExpressionConstraintComponent", "node expressions (SHACL-AF)"),
    sh("js"): _unsupported("JSConstraintComponent", "JavaScript constraints (SHACL-JS)"),
    sh("target"): _unsupported("target", "custom targets (SHACL-AF)"),
}
"""How each parameter of the core components is read."""

_ONCE = frozenset(
    re.findall(
        r"\w+",
        """
        datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive
        maxInclusive minLength maxLength pattern languageIn uniqueLang qualifiedValueShape
        closed in
        """,
    )
)
