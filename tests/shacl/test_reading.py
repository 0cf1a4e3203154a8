"""Ill-formed shapes are refused with every problem, before any data is read."""

from pathlib import Path
from random import Random

import pytest
from tests.shacl.conftest import shared
from tests.shacl.random_shapes import Shaper

from lod.errors import ShapesError
from lod.shacl import read_data, read_shapes, read_shapes_of, validate
from lod.shacl.model import Pattern, TargetClass
from lod.shacl.paths import sparql

PREFIXES = """@prefix ex: <http://e/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

ILL_FORMED = {
    "syntax": ("ex:S a sh:NodeShape", "not well-formed RDF"),
    "class-literal": ('ex:S a sh:NodeShape ; sh:class "C" .', "sh:class is"),
    "datatype-twice": (
        "ex:S a sh:NodeShape ; sh:datatype ex:a , ex:b .",
        "more than one sh:datatype",
    ),
    "kind": ("ex:S a sh:NodeShape ; sh:nodeKind sh:Node .", "sh:nodeKind is"),
    "count": ('ex:S sh:path ex:p ; sh:minCount "one" .', "sh:minCount is"),
    "count-decimal": ("ex:S sh:path ex:p ; sh:maxCount 1.5 .", "sh:maxCount is"),
    "count-on-node": ("ex:S a sh:NodeShape ; sh:minCount 1 .", "sh:minCount on a node shape"),
    "unique-on-node": ("ex:S a sh:NodeShape ; sh:uniqueLang true .", "on a node shape"),
    "length": ("ex:S a sh:NodeShape ; sh:minLength true .", "sh:minLength is"),
    "range-iri": ("ex:S a sh:NodeShape ; sh:minInclusive ex:a .", "sh:minInclusive is"),
    "pattern": ('ex:S a sh:NodeShape ; sh:pattern "(" .', "sh:pattern is"),
    "pattern-tag": ('ex:S a sh:NodeShape ; sh:pattern "a"@en .', "sh:pattern is"),
    "flags": ('ex:S a sh:NodeShape ; sh:pattern "a" ; sh:flags "z" .', "sh:flags is"),
    "languages": ("ex:S a sh:NodeShape ; sh:languageIn ( ex:a ) .", "sh:languageIn is"),
    "in-no-list": ("ex:S a sh:NodeShape ; sh:in ex:a .", "sh:in is"),
    "in-cycle": ("ex:S a sh:NodeShape ; sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .", "sh:in is"),
    "closed": ('ex:S a sh:NodeShape ; sh:closed "yes" .', "sh:closed is"),
    "ignored": ("ex:S a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( 1 ) .", "ignored"),
    "deactivated": ("ex:S a sh:NodeShape ; sh:deactivated 1 .", "sh:deactivated is"),
    "severity": ('ex:S a sh:NodeShape ; sh:severity "Warning" .', "not an IRI"),
    "severities": ("ex:S a sh:NodeShape ; sh:severity ex:a , ex:b .", "more than one sh:severity"),
    "message": ("ex:S a sh:NodeShape ; sh:message 1 .", "sh:message is"),
    "target-class": ('ex:S sh:targetClass "C" .', "sh:targetClass is"),
    "target-blank": ("ex:S sh:targetNode [] .", "sh:targetNode is"),
    "or-empty": ("ex:S a sh:NodeShape ; sh:or () .", "sh:or is"),
    "or-literal": ('ex:S a sh:NodeShape ; sh:or ( "x" ) .', "sh:or is"),
    "not-literal": ('ex:S a sh:NodeShape ; sh:not "x" .', "sh:not is"),
    "property-without-path": ("ex:S sh:property ex:P . ex:P sh:minCount 1 .", "sh:property is"),
    "node-with-path": ("ex:S sh:node ex:P . ex:P sh:path ex:p .", "sh:node is"),
    "two-paths": ("ex:S sh:path ex:p , ex:q ; sh:minCount 1 .", "more than one sh:path"),
    "path-literal": ('ex:S sh:path "p" ; sh:minCount 1 .', "ill-formed sh:path"),
    "path-one": ("ex:S sh:path ( ex:p ) ; sh:minCount 1 .", "has 1 members"),
    "path-empty": ("ex:S sh:path [] ; sh:minCount 1 .", "0 path operators"),
    "path-itself": (
        "ex:S sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .",
        "part of itself",
    ),
    "path-list": ("ex:S sh:path _:p ; sh:minCount 1 . _:p rdf:first ex:p .", "well-formed list"),
    "recursion": ("ex:S sh:property ex:P . ex:P sh:path ex:p ; sh:node ex:S .", "recursive shape"),
    "recursion-of-one": ("ex:S a sh:NodeShape ; sh:not ex:S .", "recursive shape"),
    "qualified-count": (
        "ex:S sh:path ex:p ; sh:qualifiedValueShape [] ; sh:qualifiedMinCount ex:a .",
        "sh:qualifiedMinCount is",
    ),
    "misspelt": ("ex:S a sh:NodeShape ; sh:datatpye xsd:date .", "unknown sh:datatpye"),
    "select-syntax": (
        'ex:S sh:sparql [ sh:select "SELECT $this WHERE { $this }" ] .',
        "SPARQL syntax",
    ),
    "select-none": ("ex:S sh:sparql [ ] .", "0 values of sh:select"),
    "select-prefix": (
        'ex:S sh:sparql [ sh:select "SELECT $this WHERE { $this nope:p ?x }" ] .',
        "SPARQL syntax",
    ),
    "select-this": ('ex:S sh:sparql [ sh:select "SELECT ?x WHERE { ?x ?p $this }" ] .', "project"),
    "select-minus": (
        'ex:S sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o MINUS { ?o ?p $this } }" ] .',
        "MINUS",
    ),
    "select-values": (
        'ex:S sh:sparql [ sh:select "SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }" ] .',
        "VALUES",
    ),
    "select-bind": (
        'ex:S sh:sparql [ sh:select "SELECT $this WHERE { BIND(1 AS $this) }" ] .',
        "would bind",
    ),
    "select-inner": (
        'ex:S sh:sparql [ sh:select "SELECT $this { $this ?p ?x { SELECT ?x { ?x ?q 1 } } }" ] .',
        "sub-query",
    ),
    "select-path": (
        'ex:S a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { $this $PATH ?x }" ] .',
        "$PATH in a node shape",
    ),
    "prefix-twice": (
        """ex:S sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this { $this a ex:C }" ] .
        ex:o sh:declare [ sh:prefix "ex" ; sh:namespace "http://a/" ] ,
          [ sh:prefix "ex" ; sh:namespace "http://b/" ] .""",
        "two namespaces",
    ),
    "component": ("ex:C a sh:ConstraintComponent .", "no mandatory sh:parameter"),
    "blank-class": ("[] a sh:NodeShape , rdfs:Class .", "without a name"),
}


@pytest.mark.parametrize("name", ILL_FORMED)
def test_an_ill_formed_shape_is_refused(name: str) -> None:
    text, expected = ILL_FORMED[name]
    with pytest.raises(ShapesError) as caught:
        read_shapes(PREFIXES + text, path="shapes.ttl")
    assert any(expected in problem.what for problem in caught.value.problems), str(caught.value)
    assert all(problem.path == "shapes.ttl" for problem in caught.value.problems)


def test_all_problems_come_at_once_with_their_lines() -> None:
    text = PREFIXES + 'ex:A a sh:NodeShape ; sh:class "C" .\nex:B sh:targetClass "D" ; sh:or () .\n'
    with pytest.raises(ShapesError) as caught:
        read_shapes(text, path="shapes.ttl")
    assert [problem.line for problem in caught.value.problems] == [6, 7, 7]


def test_a_syntax_error_says_where() -> None:
    with pytest.raises(ShapesError) as caught:
        read_shapes(PREFIXES + "ex:S ex:p , .", path="shapes.ttl")
    assert caught.value.problems[0].line == 6
    assert caught.value.problems[0].column > 1


def test_an_unused_ill_formed_path_does_no_harm() -> None:
    shapes = read_shapes(PREFIXES + "ex:S a sh:NodeShape ; sh:class ex:C . _:p sh:inversePath 1 .")
    assert len(shapes.shapes) == 1


def test_blank_nodes_have_the_same_names_in_every_reading() -> None:
    text = PREFIXES + "ex:S sh:property [ sh:path ex:p ; sh:minCount 1 ] , [ sh:path ex:q ] ."
    assert read_shapes(text) == read_shapes(text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ex:p", "<http://e/p>"),
        ("[ sh:inversePath ex:p ]", "^<http://e/p>"),
        ("( ex:p ex:q )", "<http://e/p>/<http://e/q>"),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", "<http://e/p>|<http://e/q>"),
        ("[ sh:zeroOrMorePath [ sh:inversePath ex:p ] ]", "(^<http://e/p>)*"),
        ("[ sh:oneOrMorePath ( ex:p ex:q ) ]", "(<http://e/p>/<http://e/q>)+"),
        ("( ex:p [ sh:zeroOrOnePath ex:q ] )", "<http://e/p>/(<http://e/q>?)"),
    ],
)
def test_a_path_is_written_as_sparql(path: str, text: str) -> None:
    (shape,) = read_shapes(f"{PREFIXES} ex:S sh:path {path} ; sh:minCount 1 .").shapes
    assert shape.path is not None
    assert sparql(shape.path) == text


def test_a_class_that_is_a_shape_is_its_own_target() -> None:
    (shape,) = read_shapes(f"{PREFIXES} ex:S a sh:NodeShape , rdfs:Class .").shapes
    assert shape.targets == (TargetClass("<http://e/S>"),)


@pytest.mark.parametrize(
    ("regex", "engine"),
    [("^a+$", "sparql"), ("(a+)+$", "sparql"), ("a(?=b)", "python"), (r"(a)\\1", "python")],
)
def test_a_pattern_goes_to_the_engine_that_has_it(regex: str, engine: str) -> None:
    (shape,) = read_shapes(f'{PREFIXES} ex:S a sh:NodeShape ; sh:pattern "{regex}" .').shapes
    (constraint,) = shape.constraints
    assert isinstance(constraint, Pattern)
    assert constraint.engine == engine


@pytest.mark.parametrize("syntax", ["turtle", "nt", "jsonld", "text/turtle", "xml"])
def test_shapes_are_read_in_any_syntax(syntax: str) -> None:
    texts = {
        "jsonld": '{"@id": "http://e/S", "@type": "http://www.w3.org/ns/shacl#NodeShape"}',
        "xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="http://e/S">'
        '<rdf:type rdf:resource="http://www.w3.org/ns/shacl#NodeShape"/>'
        "</rdf:Description></rdf:RDF>",
    }
    line = "<http://e/S> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    line += " <http://www.w3.org/ns/shacl#NodeShape> ."
    (shape,) = read_shapes(texts.get(syntax, line), format=syntax).shapes
    assert shape.id == "<http://e/S>"


def test_an_unknown_syntax_is_named() -> None:
    with pytest.raises(ShapesError, match="unknown RDF syntax"):
        read_shapes("", format="doc")


def test_shapes_of_several_documents_refer_to_each_other() -> None:
    one = f"{PREFIXES} ex:S a sh:NodeShape ; sh:property ex:P .".encode()
    two = f"{PREFIXES} ex:P sh:path ex:p ; sh:minCount 1 .".encode()
    assert len(read_shapes_of([("one.ttl", one), ("two.ttl", two)]).shapes) == 2
    broken = f"{PREFIXES}ex:Q sh:path ex:p ; sh:minCount ex:one .".encode()
    with pytest.raises(ShapesError) as caught:
        read_shapes_of([("one.ttl", one), ("two.ttl", two), ("three.ttl", broken)])
    assert [(p.path, p.line) for p in caught.value.problems] == [("three.ttl", 6)]


@pytest.fixture(scope="module")
def shacl_shacl() -> Path:
    path = shared() / "material/w3c-shacl-tests/shacl/shacl-shacl.ttl"
    if not path.is_file():
        pytest.skip("the SHACL shapes for SHACL are not in the shared folder")
    return path


def test_shapes_that_are_read_conform_to_the_shapes_for_shapes(shacl_shacl: Path) -> None:
    rules = read_shapes(shacl_shacl.read_bytes())
    for seed in range(40):
        text = Shaper(Random(seed)).shapes()
        read_shapes(text)
        assert validate(rules, read_data(text, format="turtle")).conforms, seed


def test_what_the_shapes_for_shapes_refuse_is_refused(shacl_shacl: Path) -> None:
    rules = read_shapes(shacl_shacl.read_bytes())
    refused = 0
    for name, (text, _) in ILL_FORMED.items():
        if name != "syntax":
            refused += not validate(rules, read_data(PREFIXES + text, format="turtle")).conforms
    assert refused > 25
