"""Reading SPARQL-based constraints and constraint components (SHACL sections 5 and 6).

Enters: a shape's node in the shapes graph. Leaves: `SparqlConstraint` and `AskConstraint`
values, their queries checked for syntax and for the rules of appendix A.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lod.ntriples import literal_value
from lod.shacl import sparql
from lod.shacl.graph import Graph
from lod.shacl.model import AskConstraint, Constraint, SparqlConstraint, Unsupported
from lod.shacl.texts import read_messages
from lod.shacl.vocabulary import OWL, SUBCLASS_OF, TYPE, sh, term

_BOUND = frozenset({"this", "shapesGraph", "currentShape", "PATH"})


@dataclass(frozen=True, slots=True)
class CustomComponent:
    """A declared constraint component: its parameters as predicates, its validators as nodes."""

    node: str
    mandatory: tuple[str, ...]
    optional: tuple[str, ...]
    validator: tuple[str, ...]
    node_validator: tuple[str, ...]
    property_validator: tuple[str, ...]


def read_components(graph: Graph) -> tuple[CustomComponent, ...]:
    """Every constraint component that the shapes graph declares."""
    found = sorted(
        {
            node
            for kind in graph.values(TYPE)
            if sh("ConstraintComponent") in graph.closure(kind, SUBCLASS_OF)
            for node in graph.subjects(TYPE, kind)
        }
    )
    return tuple(_component(graph, node) for node in found)


def _component(graph: Graph, node: str) -> CustomComponent:
    mandatory: list[str] = []
    optional: list[str] = []
    for parameter in graph.objects(node, sh("parameter")):
        paths = [path for path in graph.objects(parameter, sh("path")) if path.startswith("<")]
        flags = graph.objects(parameter, sh("optional"))
        if len(paths) != 1:
            graph.report(node, "a parameter without one IRI as sh:path", "name it", "component")
            continue
        is_optional = any(flag.startswith(('"true"', '"1"')) for flag in flags)
        (optional if is_optional else mandatory).append(paths[0])
    if not mandatory:
        graph.report(node, "no mandatory sh:parameter", "declare one", "component")
    return CustomComponent(
        node,
        tuple(mandatory),
        tuple(optional),
        tuple(graph.objects(node, sh("validator"))),
        tuple(graph.objects(node, sh("nodeValidator"))),
        tuple(graph.objects(node, sh("propertyValidator"))),
    )


def read_sparql(graph: Graph, node: str) -> Iterator[Constraint]:
    """The constraints of sh:sparql (section 5.1)."""
    for constraint in graph.objects(node, sh("sparql")):
        if any(flag.startswith(('"true"', '"1"')) for flag in _deactivated(graph, constraint)):
            continue
        text = _query_text(graph, constraint, "select")
        if text is None:
            continue
        prologue = prefixes(graph, constraint)
        _check(graph, constraint, prologue, text, _BOUND, bool(graph.objects(node, sh("path"))))
        yield SparqlConstraint(constraint, text, prologue, read_messages(graph, constraint))


def _deactivated(graph: Graph, node: str) -> list[str]:
    return graph.objects(node, sh("deactivated"))


def read_custom(
    graph: Graph, node: str, components: Sequence[CustomComponent]
) -> Iterator[Constraint]:
    """The constraints that a shape states with the parameters of declared components."""
    for component in components:
        if not component.mandatory or not all(graph.objects(node, p) for p in component.mandatory):
            continue
        for parameters in _parameter_sets(graph, node, component):
            yield from _custom(graph, node, component, parameters)


def _parameter_sets(
    graph: Graph, node: str, component: CustomComponent
) -> Iterator[tuple[tuple[str, str], ...]]:
    names = (*component.mandatory, *component.optional)
    if len(names) == 1:
        for value in graph.objects(node, names[0]):
            yield ((_local(names[0]), value),)
        return
    pairs = []
    for name in names:
        values = graph.objects(node, name)
        if len(values) > 1:
            graph.report(node, f"more than one value of {name}", "keep one", "component")
        if values:
            pairs.append((_local(name), values[0]))
    yield tuple(pairs)


def _local(iri: str) -> str:
    return iri.rstrip(">").replace("#", "/").rsplit("/", 1)[-1]


def _custom(
    graph: Graph,
    node: str,
    component: CustomComponent,
    parameters: tuple[tuple[str, str], ...],
) -> Iterator[Constraint]:
    is_property = bool(graph.objects(node, sh("path")))
    special = component.property_validator if is_property else component.node_validator
    validators = special or component.validator
    if not validators:
        kind = "property" if is_property else "node"
        yield Unsupported(component.node, f"the component has no validator for a {kind} shape")
        return
    if any(value.startswith("_:") for _, value in parameters):
        yield Unsupported(component.node, "a parameter is a blank node, which SPARQL cannot name")
        return
    validator = validators[0]
    prologue, messages = prefixes(graph, validator), read_messages(graph, validator)
    bound = _BOUND | {name for name, _ in parameters}
    if graph.objects(validator, sh("ask")):
        text = _query_text(graph, validator, "ask")
        if text is not None:
            _check(graph, validator, prologue, text, bound | {"value"}, is_property)
            yield AskConstraint(validator, text, prologue, component.node, messages, parameters)
    elif graph.objects(validator, sh("select")):
        text = _query_text(graph, validator, "select")
        if text is not None:
            _check(graph, validator, prologue, text, bound, is_property)
            yield SparqlConstraint(validator, text, prologue, messages, component.node, parameters)
    else:
        yield Unsupported(component.node, "its validator is not SPARQL")


def _query_text(graph: Graph, node: str, name: str) -> str | None:
    values = graph.objects(node, sh(name))
    if len(values) != 1 or not values[0].startswith('"'):
        what = f"{len(values)} values of sh:{name}, not one text"
        graph.report(node, what, f"give one sh:{name}", "sparql")
        return None
    return literal_value(values[0]).lexical


def prefixes(graph: Graph, node: str) -> str:
    """The PREFIX lines of a constraint or validator (section 5.2.1)."""
    lines: dict[str, str] = {}
    for start in graph.objects(node, sh("prefixes")):
        for owner in graph.closure(start, term(OWL, "imports")):
            for declaration in graph.objects(owner, sh("declare")):
                _declare(graph, declaration, lines)
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(lines.items()))


def _declare(graph: Graph, node: str, lines: dict[str, str]) -> None:
    names, iris = graph.objects(node, sh("prefix")), graph.objects(node, sh("namespace"))
    if len(names) != 1 or len(iris) != 1 or not (names[0] + iris[0]).startswith('"'):
        graph.report(node, "not one sh:prefix and one sh:namespace", "give both", "prefix")
        return
    name, iri = literal_value(names[0]).lexical, literal_value(iris[0]).lexical
    if lines.setdefault(name, iri) != iri:
        graph.report(node, f"prefix {name}: stands for two namespaces", "keep one", "prefix")


def _check(
    graph: Graph, node: str, prologue: str, text: str, bound: frozenset[str], is_property: bool
) -> None:
    """Note a syntax error or a breach of appendix A."""
    try:
        query = sparql.parse(text)
    except sparql.QuerySyntaxError as error:
        graph.report(node, f"not a SPARQL query: {error}", "mend the query", "sparql")
        return
    found = list(dict.fromkeys(sparql.problems(query, bound)))
    for problem in found:
        graph.report(node, problem, "SHACL appendix A says how to write it", "sparql")
    if sparql.mentions(text, "PATH") and not is_property:
        graph.report(node, "$PATH in a node shape", "use it in property shapes", "sparql")
    try:
        ox.Store().query(prologue + sparql.replace_variable(text, "PATH", "<urn:path>"))
    except (SyntaxError, ValueError) as error:
        what = f"SPARQL syntax error: {str(error).splitlines()[0]}"
        graph.report(node, what, "mend the query; are all prefixes declared?", "sparql")
