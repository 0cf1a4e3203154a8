"""Sorted statements -> node objects."""

import json
from typing import Any

import pytest

from lod.errors import CallError
from lod.ntriples import RDF, XSD
from lod.publish import context, jsonld
from lod.publish.order import REMEMBERED

BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
CONTEXT = context.read(
    {
        "@context": {
            "schema": SCHEMA,
            "xsd": XSD,
            "rdf": RDF,
            "id": "@id",
            "type": "@type",
            "name": {"@id": "schema:name", "@container": "@language"},
            "startDate": {"@id": "schema:startDate", "@type": "xsd:date"},
            "part": {"@id": "schema:hasPart", "@type": "@id"},
            "value": "schema:value",
        }
    }
)


def graph(*statements: tuple[str, str, str]) -> list[dict[str, Any]]:
    lines = sorted(f"<{BASE}{s}> <{SCHEMA}{p}> {o} <g:g> ." for s, p, o in statements)
    found: list[dict[str, Any]] = json.loads("".join(jsonld.write(lines, CONTEXT, BASE)))["@graph"]
    return found


def members(predicate: str, *objects: str) -> dict[str, Any]:
    (found,) = graph(*((("id/k/x"), predicate, o) for o in objects))
    assert found.pop("id") == f"{BASE}id/k/x"
    return found


def test_strings_by_language_stand_in_a_map_and_untagged_ones_under_none() -> None:
    assert members("name", '"a"', '"b"@lv', '"c"@en', '"d"@lv') == {
        "name": {"@none": "a", "en": "c", "lv": ["b", "d"]}
    }


def test_what_is_no_string_stands_beside_the_language_map() -> None:
    assert members("name", '"a"@lv', f'"1"^^<{XSD}integer>', f"<{BASE}y>") == {
        "name": {"lv": "a"},
        "schema:name": [{"@value": "1", "type": "xsd:integer"}, {"id": f"{BASE}y"}],
    }


def test_a_number_is_a_string_with_its_datatype() -> None:
    assert members("value", f'"791256.20"^^<{XSD}decimal>') == {
        "value": {"@value": "791256.20", "type": "xsd:decimal"}
    }


def test_a_coerced_value_is_a_bare_string_and_any_other_says_what_it_is() -> None:
    assert members("startDate", f'"2020-01-15"^^<{XSD}date>', '"soon"', '"tā"@lv') == {
        "startDate": ["2020-01-15", {"@value": "soon"}, {"@value": "tā", "@language": "lv"}]
    }


def test_a_part_stands_where_its_owner_refers_to_it() -> None:
    found = graph(
        ("id/k/x", "hasPart", f"<{BASE}id/k/x/a>"),
        ("id/k/x/a", "hasPart", f"<{BASE}id/k/x/a/b>"),
        ("id/k/x/a/b", "value", '"1"'),
    )
    assert found == [
        {
            "id": f"{BASE}id/k/x",
            "part": {
                "id": f"{BASE}id/k/x/a",
                "part": {"id": f"{BASE}id/k/x/a/b", "value": "1"},
            },
        }
    ]


def test_a_part_that_nothing_refers_to_stands_after_its_owner() -> None:
    found = graph(("id/k/x", "value", '"1"'), ("id/k/x/a", "hasPart", f"<{BASE}id/k/x>"))
    assert [node["id"] for node in found] == [f"{BASE}id/k/x", f"{BASE}id/k/x/a"]
    assert found[1]["part"] == f"{BASE}id/k/x"


def test_parts_that_refer_to_each_other_are_written_once() -> None:
    found = graph(
        ("id/k/x/a", "hasPart", f"<{BASE}id/k/x/b>"), ("id/k/x/b", "hasPart", f"<{BASE}id/k/x/a>")
    )
    assert found == [
        {"id": f"{BASE}id/k/x/a", "part": {"id": f"{BASE}id/k/x/b", "part": f"{BASE}id/k/x/a"}}
    ]


def test_another_thing_is_never_nested() -> None:
    found = graph(("id/k/x", "hasPart", f"<{BASE}id/k/y>"), ("id/k/y", "value", '"1"'))
    assert [node["id"] for node in found] == [f"{BASE}id/k/x", f"{BASE}id/k/y"]


def test_own_classes_come_first() -> None:
    lines = [f"<{BASE}x> <{RDF}type> <{iri}> <g:g> ." for iri in ("a:a", f"{BASE}ont#b")]
    (node,) = json.loads("".join(jsonld.write(lines, CONTEXT, BASE)))["@graph"]
    assert node["type"] == [f"{BASE}ont#b", "a:a"]


def test_an_iri_that_would_be_read_as_a_compact_one_is_refused() -> None:
    with pytest.raises(CallError, match="of the term schema"):
        graph(("x", "value", "<schema:name>"))


def test_no_statement_gives_an_empty_graph() -> None:
    assert graph() == []


def test_a_literal_is_no_class_and_stands_under_the_property() -> None:
    lines = [f'<a:a> <{RDF}type> "word" .', f"<a:a> <{RDF}type> <b:b> ."]
    (node,) = json.loads("".join(jsonld.write(lines, CONTEXT, BASE)))["@graph"]
    assert node == {"id": "a:a", "rdf:type": ["word", {"id": "b:b"}]}


def test_a_blank_node_keeps_its_label() -> None:
    (node,) = json.loads("".join(jsonld.write(["_:a <p:p> _:b ."], CONTEXT, BASE)))["@graph"]
    assert node == {"id": "_:a", "p:p": {"id": "_:b"}}


def test_what_was_written_does_not_depend_on_what_was_forgotten() -> None:
    lines = [f"<a:a{number:06}> <p:p> <b:{number}> ." for number in range(REMEMBERED)]
    nodes = json.loads("".join(jsonld.write(lines, CONTEXT, BASE)))["@graph"]
    assert nodes[0] == {"id": "a:a000000", "p:p": {"id": "b:0"}}
    assert nodes[-1] == {"id": f"a:a{REMEMBERED - 1:06}", "p:p": {"id": f"b:{REMEMBERED - 1}"}}


def test_a_compact_iri_that_is_itself_a_term_is_written_in_full() -> None:
    term = {"@id": "schema:url", "@type": "@id"}
    known = context.read({"@context": {"schema": SCHEMA, "schema:url": term}})
    lines = [f"<a:a> <{SCHEMA}about> <{SCHEMA}url> ."]
    (node,) = json.loads("".join(jsonld.write(lines, known, BASE)))["@graph"]
    assert node["schema:about"] == {"@id": f"{SCHEMA}url"}
