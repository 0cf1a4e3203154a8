"""The JSON-LD context -> prefixes and terms."""

from typing import Any

import pytest

from lod.errors import CallError
from lod.publish import context
from lod.publish.context import Term

PREFIXES = {"schema": "https://schema.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


def terms(**definitions: Any) -> dict[str, Term]:
    return dict(context.read({"@context": PREFIXES | definitions}).terms)


def test_a_term_knows_how_its_values_are_written() -> None:
    assert terms(
        value="schema:value",
        url={"@id": "schema:url", "@type": "@id"},
        startDate={"@id": "schema:startDate", "@type": "xsd:date"},
        name={"@id": "schema:name", "@container": "@language"},
    ) == {
        "https://schema.org/value": Term("value"),
        "https://schema.org/url": Term("url", "@id"),
        "https://schema.org/startDate": Term("startDate", PREFIXES["xsd"] + "date"),
        "https://schema.org/name": Term("name", by_language=True),
    }


@pytest.mark.parametrize(
    "definition",
    [
        {"@reverse": "schema:observationAbout"},
        {"@id": "schema:x", "@container": "@list"},
        {"@id": "schema:x", "@type": "@json"},
        {"@id": "schema:x", "@language": "lv"},
        {"@id": "schema:x", "@context": {}},
        {"@id": "@included"},
        None,
    ],
)
def test_a_term_that_does_more_than_name_a_value_is_not_used(definition: object) -> None:
    assert terms(x=definition) == {}


def test_of_two_terms_for_a_property_the_first_is_used() -> None:
    assert terms(b="schema:x", a="schema:x") == {"https://schema.org/x": Term("b")}


def test_prefixes_and_aliases_are_told_from_terms() -> None:
    read = context.read({"@context": PREFIXES | {"id": "@id", "type": "@type", "x": "schema:x"}})
    assert (read.prefixes, read.id, read.type) == (PREFIXES, "id", "type")
    assert list(read.terms) == ["https://schema.org/x"]


@pytest.mark.parametrize("keyword", ["@language", "@base", "@import", "@direction"])
def test_a_context_that_changes_every_value_is_refused(keyword: str) -> None:
    with pytest.raises(CallError, match=f"sets {keyword} for everything"):
        context.read({"@context": {keyword: "lv"}})


@pytest.mark.parametrize("document", [{}, {"@context": "https://schema.org"}, {"@context": []}])
def test_a_context_must_stand_in_the_document(document: dict[str, Any]) -> None:
    with pytest.raises(CallError, match="no object under @context"):
        context.read(document)
