"""The rules that an ontology stands for."""

import pytest

from lod.derive.closure import ontology_rules
from lod.derive.rulefile import RDF_TYPE
from lod.errors import ConfigError

PREFIXES = b"""
@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def names(turtle: bytes) -> list[str]:
    return sorted(rule.name for rule in ontology_rules(PREFIXES + turtle))


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (
            b":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
            [
                "<urn:x:A> rdfs:subClassOf <urn:x:B>",
                "<urn:x:A> rdfs:subClassOf <urn:x:C>",
                "<urn:x:B> rdfs:subClassOf <urn:x:C>",
            ],
        ),
        (
            b":A owl:equivalentClass :B .",
            ["<urn:x:A> rdfs:subClassOf <urn:x:B>", "<urn:x:B> rdfs:subClassOf <urn:x:A>"],
        ),
        (
            b":p owl:equivalentProperty :q .",
            ["<urn:x:p> rdfs:subPropertyOf <urn:x:q>", "<urn:x:q> rdfs:subPropertyOf <urn:x:p>"],
        ),
        (
            b":p rdfs:subPropertyOf :q . :q rdfs:domain :A . :A rdfs:subClassOf rdf:Statement .",
            [
                "<urn:x:A> rdfs:subClassOf <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>",
                "<urn:x:p> rdfs:domain <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>",
                "<urn:x:p> rdfs:domain <urn:x:A>",
                "<urn:x:p> rdfs:subPropertyOf <urn:x:q>",
                "<urn:x:q> rdfs:domain <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>",
                "<urn:x:q> rdfs:domain <urn:x:A>",
            ],
        ),
        (
            b":p owl:inverseOf :q .",
            ["<urn:x:p> owl:inverseOf <urn:x:q>", "<urn:x:q> owl:inverseOf <urn:x:p>"],
        ),
        (b":p a owl:SymmetricProperty .", ["<urn:x:p> a owl:SymmetricProperty"]),
        (b":p a owl:TransitiveProperty .", ["<urn:x:p> a owl:TransitiveProperty"]),
        (
            b":p owl:propertyChainAxiom ( :q :r ) .",
            ["<urn:x:p> owl:propertyChainAxiom (<urn:x:q> <urn:x:r>)"],
        ),
    ],
)
def test_each_axiom_and_what_follows_from_it_is_a_rule(turtle: bytes, expected: list[str]) -> None:
    assert names(turtle) == expected


@pytest.mark.parametrize(
    "turtle",
    [
        b":A a owl:Class . :p a owl:ObjectProperty .",
        b":A skos:closeMatch :B . :p skos:exactMatch :q .",
        b":A rdfs:subClassOf owl:Thing , rdfs:Resource , [ a owl:Restriction ] .",
        b":p rdfs:range xsd:date . :q rdfs:range rdf:langString .",
        b":p a owl:DatatypeProperty ; rdfs:range :Edtf .",
        b":p rdfs:range :Edtf . :Edtf a rdfs:Datatype .",
        b":p a owl:FunctionalProperty , owl:InverseFunctionalProperty .",
        b":p rdfs:domain [ owl:unionOf ( :A :B ) ] .",
        b":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] ) .",
    ],
)
def test_what_says_nothing_about_things_makes_no_rule(turtle: bytes) -> None:
    assert names(turtle) == []


def test_a_chain_is_a_rule_of_several_atoms() -> None:
    (rule,) = ontology_rules(PREFIXES + b":p owl:propertyChainAxiom ( :q :r ) .")
    assert rule.head == (("?x0", "<urn:x:p>", "?x2"),)
    assert rule.body == (("?x0", "<urn:x:q>", "?x1"), ("?x1", "<urn:x:r>", "?x2"))


def test_subclasses_come_before_ranges_so_that_explanations_prefer_them() -> None:
    turtle = b":p rdfs:range :A . :Z rdfs:subClassOf :Y ."
    heads = [rule.name for rule in ontology_rules(PREFIXES + turtle)]
    assert heads == ["<urn:x:Z> rdfs:subClassOf <urn:x:Y>", "<urn:x:p> rdfs:range <urn:x:A>"]


def test_an_ontology_may_come_as_terms() -> None:
    sub_class = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    (rule,) = ontology_rules([("<urn:x:A>", sub_class, "<urn:x:B>")])
    assert rule.body == (("?x", RDF_TYPE, "<urn:x:A>"),)


def test_an_ontology_that_is_not_turtle_is_a_wrong_configuration() -> None:
    with pytest.raises(ConfigError, match="the ontology cannot be read"):
        ontology_rules(b"<urn:x:A> a")
