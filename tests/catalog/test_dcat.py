"""The catalogue: every file described, every code complete, nothing by chance."""

import random
import re
from hashlib import sha256

import pyoxigraph as ox
import pytest

from lod.catalog import output
from lod.catalog.settings import Version
from lod.ntriples import split
from lod.publish.sink import Written

from .conftest import BASE, Configure, Describe

PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX dqv: <http://www.w3.org/ns/dqv#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX void: <http://rdfs.org/ns/void#>
"""


def ask(lines: tuple[str, ...], query: str) -> list[tuple[str, ...]]:
    store = ox.Store()
    store.load("\n".join((*lines, "")).encode(), ox.RdfFormat.N_TRIPLES)
    found = store.query(PREFIXES + query)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(value.value for value in row) for row in found)


def test_a_distribution_states_size_checksum_and_address_of_its_file(describe: Describe) -> None:
    found = ask(
        describe().lines,
        """SELECT ?size ?sum ?a ?d { <https://data.example.org/dataset/distribution/facts-ttl>
        dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum ;
        dcat:accessURL ?a ; dcat:downloadURL ?d }""",
    )
    digest = sha256(b"facts.ttl").hexdigest()
    assert found == [("107", digest, f"{BASE}facts.ttl", f"{BASE}facts.ttl")]


def test_a_compressed_dump_has_the_format_of_what_is_in_it(describe: Describe) -> None:
    found = ask(
        describe().lines,
        """SELECT ?f ?m ?c { <https://data.example.org/dataset/distribution/facts-ttl-gz>
        dct:format ?f ; dcat:mediaType ?m ; dcat:compressFormat ?c }""",
    )
    iana = "https://www.iana.org/assignments/media-types/"
    assert found == [
        (
            "http://publications.europa.eu/resource/authority/file-type/RDF_TURTLE",
            f"{iana}text/turtle",
            f"{iana}application/gzip",
        )
    ]


def test_every_code_of_the_file_has_class_scheme_and_label(describe: Describe) -> None:
    lines = describe().lines
    codes = {
        term
        for line in lines
        for term in re.findall(
            r"<http://publications\.europa\.eu/resource/authority/[^/>]+/[^>]+>", line
        )
    }
    assert len(codes) > 10
    complete = ask(
        lines, "SELECT DISTINCT ?c { ?c a skos:Concept ; skos:inScheme ?s ; skos:prefLabel ?l }"
    )
    assert codes <= {f"<{code}>" for (code,) in complete}


def test_no_blank_node_and_no_foreign_subject_but_codes_is_published(describe: Describe) -> None:
    known = (BASE, "http://publications.europa.eu/", "http://purl.org/adms/", "https://www.iana")
    standards = ("https://spdx.org/", "https://www.w3.org/TR/")
    for line in describe().lines:
        assert line.startswith(tuple(f"<{start}" for start in known + standards))
        assert "_:" not in line.split(" ")[2][:2]


def test_the_period_and_the_country_come_from_the_data(describe: Describe) -> None:
    found = ask(
        describe().lines,
        """SELECT ?a ?b ?c { <https://data.example.org/dataset> dct:temporal ?t ; dct:spatial ?c .
        ?t dcat:startDate ?a ; dcat:endDate ?b }""",
    )
    country = "http://publications.europa.eu/resource/authority/country/LVA"
    assert found == [("2018-03-01", "2020-02-29", country)]


def test_a_source_document_is_credited_with_its_note_on_rights(describe: Describe) -> None:
    found = ask(
        describe().lines,
        """SELECT ?l { <https://data.example.org/dataset> dct:provenance ?p .
        ?p dct:source <https://data.example.org/id/document/a1> ; rdfs:label ?l
        FILTER(LANG(?l) = "en") }""",
    )
    assert len(found) == 1
    assert "Bauskas novada pašvaldība" in found[0][0]
    assert "the source must be named" in found[0][0]


def test_many_source_documents_are_told_by_their_number(
    configure: Configure, lines: list[str], many: list[str], files: list[Written]
) -> None:
    few = output.make(configure(), lines, files, prefixes={})
    made = output.make(configure(), many, files, prefixes={})
    found = ask(
        made.lines,
        """SELECT ?n ?space ?l { <https://data.example.org/dataset> dct:provenance ?p .
        ?p dct:source ?s ; rdfs:label ?l . ?s void:entities ?n ; void:uriSpace ?space
        FILTER(LANG(?l) = "en") }""",
    )
    documents = {line.split(" ")[0] for line in many if line.startswith(f"<{BASE}id/document/")}
    number = str(sum(document.count("/") == 5 for document in documents))
    ((count, space, label),) = found
    assert (count, space) == (number, f"{BASE}id/document/")
    assert f"{number} source documents" in label
    assert not any("/id/document/" in line.split(" ")[0] for line in made.lines)
    assert "graph/doc" not in "".join(made.texts["service.ttl"])
    for name, text in made.texts.items():
        assert len("".join(text)) < len("".join(few.texts[name])) + 1000


def test_the_shacl_report_is_a_quality_measurement(describe: Describe) -> None:
    found = ask(
        describe().lines,
        """SELECT ?m ?v { <https://data.example.org/dataset> dqv:hasQualityMeasurement ?q .
        ?q dqv:isMeasurementOf ?m ; dqv:value ?v }""",
    )
    metric = f"{BASE}catalog/metric/shacl-"
    assert found == [(f"{metric}info", "1"), (f"{metric}violation", "0"), (f"{metric}warning", "2")]


def test_without_an_endpoint_there_is_no_service(describe: Describe) -> None:
    made = describe(('[service]\nendpoint = "https://data.example.org/sparql"\n', ""))
    assert ask(made.lines, "SELECT ?s { ?s a dcat:DataService }") == []
    assert "service.ttl" not in made.texts


def test_a_release_takes_the_place_of_the_version_in_lod_toml(
    configure: Configure, lines: list[str], files: list[Written]
) -> None:
    version = Version("2026.11", "2026-01-31", "2026-11-21", f"{BASE}release/2026.10/dataset")
    made = output.make(configure(), lines, files, prefixes={}, version=version)
    query = """SELECT ?v ?p ?m { <https://data.example.org/dataset> dcat:version ?v ;
        dcat:previousVersion ?p ; dct:modified ?m }"""
    assert ask(made.lines, query) == [("2026.11", f"{BASE}release/2026.10/dataset", "2026-11-21")]


def test_a_feed_is_pointed_to(configure: Configure, lines: list[str], files: list[Written]) -> None:
    made = output.make(configure(), lines, files, prefixes={}, feeds=[f"{BASE}feed/"])
    query = "SELECT ?f { <https://data.example.org/dataset> dct:relation ?f }"
    assert ask(made.lines, query) == [(f"{BASE}feed/",)]


def test_a_licence_without_code_keeps_its_address(describe: Describe) -> None:
    made = describe(("https://creativecommons.org/licenses/by/4.0/", "https://example.org/terms"))
    query = "SELECT DISTINCT ?l { ?d a dcat:Distribution ; dct:license ?l }"
    assert ask(made.lines, query) == [("https://example.org/terms",)]


def test_shuffled_files_give_the_same_bytes(
    configure: Configure, lines: list[str], files: list[Written]
) -> None:
    shuffled = list(files)
    random.Random(7).shuffle(shuffled)
    first = output.make(configure(), lines, files, prefixes={})
    assert output.make(configure(), lines, shuffled, prefixes={}) == first


def test_lines_are_sorted_and_distinct(describe: Describe) -> None:
    lines = describe().lines
    assert list(lines) == sorted(set(lines))


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.jsonld", "void.ttl", "service.ttl"])
def test_every_file_parses(describe: Describe, name: str) -> None:
    syntax = ox.RdfFormat.JSON_LD if name.endswith("jsonld") else ox.RdfFormat.TURTLE
    assert list(ox.parse("".join(describe().texts[name]).encode(), syntax))


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.jsonld"])
def test_both_syntaxes_carry_the_very_lines(describe: Describe, name: str) -> None:
    made = describe()
    syntax = ox.RdfFormat.JSON_LD if name.endswith("jsonld") else ox.RdfFormat.TURTLE
    text = "".join(made.texts[name]).encode()
    parsed = {f"{q.subject} {q.predicate} {q.object} ." for q in ox.parse(text, syntax)}
    assert parsed == set(made.lines)


def test_another_base_changes_every_iri_of_ours(
    configure: Configure, lines: list[str], files: list[Written]
) -> None:
    other = "https://other.example.net/x/"
    moved = [line.replace(BASE, other) for line in lines]
    first = output.make(configure(), lines, files, prefixes={}).lines
    second = output.make(configure(base=other), moved, files, prefixes={}).lines
    assert sorted(line.replace(BASE, other) for line in first) == list(second)


def test_the_dataset_that_lacks_dates_and_countries_says_so(
    configure: Configure, files: list[Written]
) -> None:
    line = f'<{BASE}id/place/a> <https://schema.org/name> "A"@en <{BASE}graph/doc/a> .'
    made = output.make(configure(), [line], files, prefixes={})
    assert split(line).graph == f"<{BASE}graph/doc/a>"
    assert sorted(problem.what for problem in made.problems) == [
        "the data have no date: costs 20 of the 405 quality points",
        "the data link no country to the EU country table: costs 20 of the 405 quality points",
    ]
