"""One pass over the lines: counts that SPARQL agrees with, and what the data cover."""

import random

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from lod.catalog.survey import Survey, survey

from .conftest import BASE

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def store(lines: list[str]) -> ox.Store:
    found = ox.Store()
    triples = dict.fromkeys(line.rsplit(" ", 2)[0] + " ." for line in lines)
    found.load("\n".join((*triples, "")).encode(), ox.RdfFormat.N_TRIPLES)
    return found


def rows(lines: list[str], query: str) -> list[ox.QuerySolution]:
    found = store(lines).query(query)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def counted(lines: list[str], query: str) -> dict[tuple[str, ...], int]:
    return {
        tuple(str(value) for value in list(row)[:-1]): int(row["n"].value)
        for row in rows(lines, query)
    }


def test_totals_are_those_that_sparql_counts(lines: list[str]) -> None:
    found = survey(lines, BASE)
    query = """SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b)
        {?s ?p ?o}"""
    (row,) = rows(lines, query)
    assert [found.triples, found.subjects, found.objects] == [int(each.value) for each in row]


def test_class_and_property_counts_are_those_that_sparql_counts(lines: list[str]) -> None:
    found = survey(lines, BASE)
    entities = counted(lines, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {?s a ?c} GROUP BY ?c")
    assert {(class_,): use.entities for class_, use in found.classes.items()} == entities
    uses = counted(lines, "SELECT ?c ?p (COUNT(*) AS ?n) {?s a ?c ; ?p ?o} GROUP BY ?c ?p")
    assert {
        (class_, property_): each.triples
        for class_, use in found.classes.items()
        for property_, each in use.properties.items()
    } == uses


def test_classes_of_values_are_those_that_sparql_counts(lines: list[str]) -> None:
    found = survey(lines, BASE)
    query = "SELECT ?c ?p ?d (COUNT(*) AS ?n) {?s a ?c ; ?p ?o . ?o a ?d} GROUP BY ?c ?p ?d"
    assert {
        (class_, property_, target): count
        for class_, use in found.classes.items()
        for property_, each in use.properties.items()
        for target, count in each.classes.items()
    } == counted(lines, query)


def test_datatypes_of_values_are_those_that_sparql_counts(lines: list[str]) -> None:
    found = survey(lines, BASE)
    query = """SELECT ?c ?p ?d (COUNT(*) AS ?n) {
        ?s a ?c ; ?p ?o FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?d) } GROUP BY ?c ?p ?d"""
    assert {
        (class_, property_, datatype): count
        for class_, use in found.classes.items()
        for property_, each in use.properties.items()
        for datatype, count in each.datatypes.items()
    } == counted(lines, query)


def test_a_statement_in_two_graphs_counts_once_and_in_both_graphs() -> None:
    said = f'<{BASE}id/place/a> <https://schema.org/name> "A"'
    found = survey([f"{said} <{BASE}graph/doc/1> .", f"{said} <{BASE}graph/doc/2> ."], BASE)
    assert found.triples == 1
    assert sorted(found.graphs.values()) == [1, 1]


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1), st.randoms())
def test_links_are_counted_whichever_end_comes_first(
    links: list[tuple[str, str, str]], chance: random.Random
) -> None:
    classes = {name: chance.choice("XY") for name in "abc"}
    lines = sorted(
        {f"<{BASE}id/t/{s}> <{BASE}ont#{p}> <{BASE}id/t/{o}> <{BASE}g> ." for s, p, o in links}
        | {f"<{BASE}id/t/{n}> {TYPE} <{BASE}ont#{c}> <{BASE}g> ." for n, c in classes.items()}
    )
    seen = survey(lines, BASE)
    expected: dict[tuple[str, str, str], int] = {}
    for s, p, o in set(links):
        key = (classes[s], p, classes[o])
        expected[key] = expected.get(key, 0) + 1
    assert {
        (class_[-2], property_[-2], target[-2]): count
        for class_, use in seen.classes.items()
        for property_, each in use.properties.items()
        for target, count in each.classes.items()
    } == expected


def test_the_period_goes_from_the_first_to_the_last_date(lines: list[str]) -> None:
    found = survey(lines, BASE)
    assert (found.start, found.end) == ("2018-03-01", "2020-02-29")


def test_when_a_document_was_published_is_not_what_the_data_are_about() -> None:
    period = f"<{BASE}id/document/a/period> <http://www.w3.org/ns/dcat#startDate>"
    day = '"2001-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert survey([f"{period} {day} <{BASE}g> ."], BASE).start == ""


def test_a_country_is_known_by_its_authority_link(lines: list[str]) -> None:
    found = survey(lines, BASE)
    assert found.countries == ("LVA",)
    assert [place.names for place in found.places] == [('"Latvija"@lv',)]


def test_a_document_is_credited_with_publisher_and_rights_note(lines: list[str]) -> None:
    source = next(s for s in survey(lines, BASE).sources if s.iri.endswith("document/a1>"))
    assert source.publisher == ('"Bauskas novada pašvaldība"@lv',)
    assert set(source.notes) == {'"atsauce obligāta"@lv', '"the source must be named"@en'}


def test_links_to_other_datasets_are_counted_by_their_namespace(lines: list[str]) -> None:
    same = "<https://schema.org/sameAs>"
    assert survey(lines, BASE).links == {
        (same, "http://publications.europa.eu/resource/authority/country/"): 1,
        (same, "http://www.wikidata.org/entity/"): 1,
    }


def test_nothing_gives_an_empty_survey() -> None:
    found: Survey = survey([], BASE)
    assert (found.triples, found.start, found.places, found.classes) == (0, "", (), {})
