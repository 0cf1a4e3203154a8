"""The ontology -> rules for the data.

What enters is the ontology; owlrl completes it under OWL 2 RL (OWL 2 Profiles, section 4.3), so
that one rule stands for each subclass, domain or inverse that follows from it, and each inferred
triple is explained in one step. What leaves is those rules, named after their axioms.

Left out on purpose: what is true of everything (owl:Thing, rdfs:Resource, x owl:sameAs x), types
of literals, and whatever would only conclude that two things are one (functional properties,
keys): identity is an editor's decision. skos:closeMatch is no axiom and makes no rule.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lod.derive.rulefile import RDF_TYPE, Atom, Rule, Triple
from lod.errors import ConfigError
from lod.ntriples import LANG_STRING, RDF, XSD

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_NOT_DATA = (_OWL, _RDFS, XSD)


def ontology_rules(ontology: bytes | Iterable[Triple]) -> tuple[Rule, ...]:
    """The rules of an ontology, given as Turtle or as N-Triples terms: subsumption before typing.

    ConfigError where it is not Turtle. Imports rdflib and owlrl, about 0.3 s once a process.
    """
    graph = _closed(_read(ontology))
    kinds = (_hierarchies, _relations, _chains, _typings)
    return tuple(rule for kind in kinds for rule in sorted(set(kind(graph))))


def _read(ontology: bytes | Iterable[Triple]) -> "Graph":
    from rdflib import Graph

    graph = Graph()
    try:
        if isinstance(ontology, bytes):
            return graph.parse(data=ontology, format="turtle")
        lines = "".join(
            f"{subject} {predicate} {object_} .\n" for subject, predicate, object_ in ontology
        )
        return graph.parse(data=lines, format="nt")
    except Exception as error:  # rdflib's parsers raise a dozen unrelated types
        raise ConfigError(
            f"the ontology cannot be read: {error}", "write it as Turtle in UTF-8"
        ) from error


def _closed(graph: "Graph") -> "Graph":
    from owlrl import DeductiveClosure, OWLRL_Semantics

    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def _hierarchies(graph: "Graph") -> Iterator[Rule]:
    for lower, upper in _pairs(graph, f"{_RDFS}subClassOf"):
        if lower != upper:
            yield _rule(
                f"{lower} rdfs:subClassOf {upper}", ("?x", RDF_TYPE, upper), ("?x", RDF_TYPE, lower)
            )
    for lower, upper in _pairs(graph, f"{_RDFS}subPropertyOf"):
        if lower != upper:
            yield _rule(
                f"{lower} rdfs:subPropertyOf {upper}", ("?x", upper, "?y"), ("?x", lower, "?y")
            )


def _typings(graph: "Graph") -> Iterator[Rule]:
    for of, class_ in _pairs(graph, f"{_RDFS}domain"):
        yield _rule(f"{of} rdfs:domain {class_}", ("?x", RDF_TYPE, class_), ("?x", of, "?y"))
    of_literals = set(_members(graph, f"{_OWL}DatatypeProperty"))
    datatypes = {*_members(graph, f"{_RDFS}Datatype"), f"<{LANG_STRING}>"}
    for of, class_ in _pairs(graph, f"{_RDFS}range"):
        if of not in of_literals and class_ not in datatypes:
            yield _rule(f"{of} rdfs:range {class_}", ("?y", RDF_TYPE, class_), ("?x", of, "?y"))


def _relations(graph: "Graph") -> Iterator[Rule]:
    for one, other in _pairs(graph, f"{_OWL}inverseOf"):
        for there, back in {(one, other), (other, one)}:
            yield _rule(f"{there} owl:inverseOf {back}", ("?y", back, "?x"), ("?x", there, "?y"))
    for of in _members(graph, f"{_OWL}SymmetricProperty"):
        yield _rule(f"{of} a owl:SymmetricProperty", ("?y", of, "?x"), ("?x", of, "?y"))
    for of in _members(graph, f"{_OWL}TransitiveProperty"):
        yield _rule(
            f"{of} a owl:TransitiveProperty", ("?x", of, "?z"), ("?x", of, "?y"), ("?y", of, "?z")
        )


def _chains(graph: "Graph") -> Iterator[Rule]:
    for of, first in graph.subject_objects(_node(f"{_OWL}propertyChainAxiom")):
        steps = [_term(step) for step in graph.items(first)]
        if _is_of_data(_term(of)) and all(map(_is_of_data, steps)):
            body = [(f"?x{number}", step, f"?x{number + 1}") for number, step in enumerate(steps)]
            name = f"{_term(of)} owl:propertyChainAxiom ({' '.join(steps)})"
            yield _rule(name, ("?x0", _term(of), f"?x{len(steps)}"), *body)


def _pairs(graph: "Graph", predicate: str) -> Iterator[tuple[str, str]]:
    for subject, object_ in graph.subject_objects(_node(predicate)):
        pair = _term(subject), _term(object_)
        if all(map(_is_of_data, pair)):
            yield pair


def _members(graph: "Graph", class_: str) -> Iterator[str]:
    terms = map(_term, graph.subjects(_node(f"{RDF}type"), _node(class_)))
    return filter(_is_of_data, terms)


def _rule(name: str, head: Atom, *body: Atom) -> Rule:
    return Rule(name, (head,), body)


def _is_of_data(term: str) -> bool:
    return term.startswith("<") and not term[1:].startswith(_NOT_DATA)


def _node(iri: str) -> "Node":
    from rdflib import URIRef

    return URIRef(iri)


def _term(node: "Node") -> str:
    return node.n3()
