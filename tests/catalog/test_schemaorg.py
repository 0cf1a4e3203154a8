"""The description for search engines holds what they ask for, in terms that exist."""

import json
from importlib import resources
from typing import Any

import pytest

from lod.catalog import output, schemaorg, tally
from lod.publish.sink import Written

from .conftest import BASE, Configure, Describe


@pytest.fixture
def said(describe: Describe) -> dict[str, Any]:
    found = json.loads("".join(describe().texts["schemaorg.jsonld"]))
    assert isinstance(found, dict)
    return found


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if isinstance(value, dict):
        types = {value["@type"]} if "@type" in value else set()
        return types.union(value, *map(keys, value.values()))
    return set()


def test_every_term_is_one_of_schema_org(said: dict[str, Any]) -> None:
    text = resources.files("lod").joinpath("data", "schemaorg-30.0.txt").read_text("utf-8")
    terms = set(text.splitlines()) | {"@context", "@id", "@type"}
    assert keys(said) <= terms


def test_what_search_engines_ask_is_there(said: dict[str, Any]) -> None:
    asked = "name description creator identifier keywords license spatialCoverage "
    asked += "temporalCoverage version url distribution"
    assert set(asked.split()) <= said.keys()
    assert schemaorg.SHORTEST <= len(said["description"]) <= schemaorg.LONGEST


def test_coverage_and_downloads_are_those_of_the_build(said: dict[str, Any]) -> None:
    assert said["temporalCoverage"] == "2018-03-01/2020-02-29"
    packed = {each["contentUrl"]: each["encodingFormat"] for each in said["distribution"]}
    assert packed[f"{BASE}facts.ttl"] == "text/turtle"
    assert packed[f"{BASE}facts.ttl.gz"] == "application/gzip"


def test_many_source_documents_are_a_collection(
    configure: Configure, many: list[str], files: list[Written]
) -> None:
    made = output.make(configure(), many, files, prefixes={})
    (based,) = json.loads("".join(made.texts["schemaorg.jsonld"]))["isBasedOn"]
    assert based["@type"] == "Collection"
    assert based["collectionSize"] > tally.LISTED
    test_every_term_is_one_of_schema_org(based)


def test_a_description_that_search_engines_refuse_is_told(describe: Describe) -> None:
    made = describe(("Facts on projects and events, each with the words that prove it.", "Facts."))
    assert [p.code for p in made.problems] == ["description-length"]
