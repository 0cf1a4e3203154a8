"""Lines or parts of them: counts that SPARQL agrees with, and what the data cover."""

import random
from dataclasses import fields
from itertools import chain, groupby, pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.catalog import counting, tally
from lod.catalog.survey import Survey, of_part, survey

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


def target_classes(found: Survey) -> dict[tuple[str, ...], int]:
    return {
        (class_, property_, target): count
        for class_, use in found.classes.items()
        for property_, each in use.properties.items()
        for target, count in each.classes.items()
    }


LEADS_TO = "SELECT ?c ?p ?d (COUNT(*) AS ?n) {?s a ?c ; ?p ?o . ?o a ?d} GROUP BY ?c ?p ?d"


def test_classes_of_values_are_those_that_sparql_counts(lines: list[str]) -> None:
    told, exact = target_classes(survey(lines, BASE)), counted(lines, LEADS_TO)
    assert told.items() <= exact.items()
    programme = (f"<{BASE}ont#Project>", f"<{BASE}ont#programme>", f"<{BASE}ont#Programme>")
    assert programme in told


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


LINKS = st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1)
CLASSES = st.lists(st.sets(st.sampled_from("XYZ"), min_size=1), min_size=6, max_size=6)


def linked(links: list[tuple[str, str, str]], classes: list[set[str]]) -> list[str]:
    """Lines about things of the kinds a, b and c: two of each, linked by properties."""
    things = [(kind, slug) for kind in "abc" for slug in "12"]
    return sorted(
        {
            f"<{BASE}id/{s}/{'12'[p == 'b']}> <{BASE}ont#{p}> <{BASE}id/{o}/{slug}> <{BASE}g> ."
            for s, p, o in links
            for slug in ("12" if p == "a" else "1")
        }
        | {
            f"<{BASE}id/{kind}/{slug}> {TYPE} <{BASE}ont#{name}> <{BASE}g> ."
            for (kind, slug), names in zip(things, classes, strict=True)
            for name in names
        }
    )


@given(LINKS, CLASSES)
def test_the_class_of_targets_is_told_where_it_is_that_of_their_kinds(
    links: list[tuple[str, str, str]], classes: list[set[str]]
) -> None:
    lines = linked(links, classes)
    told, exact = target_classes(survey(lines, BASE)), counted(lines, LEADS_TO)
    assert told.items() <= exact.items()
    mixed = {
        f"<{BASE}ont#{name}>"
        for one, other in zip(classes[::2], classes[1::2], strict=True)
        for name in one ^ other
    }
    assert all(target in mixed for _, _, target in exact.keys() - told.keys())


def parted(lines: list[str], cuts: set[int]) -> list[tally.Part]:
    """The parts of the lines; a cut is a number of subjects."""
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line.split(" ")[0])]
    ends = sorted({*(cut % len(groups) for cut in cuts), 0, len(groups)})
    return [
        counting.read(counting.texts(chain.from_iterable(groups[low:high])), BASE)
        for low, high in pairwise(ends)
    ]


def joined(parts: list[tally.Part], counts: tally.Counts) -> Survey:
    listing = tally.listed(part.listing for part in parts if part.listing)
    objects = frozenset(chain.from_iterable(part.objects or () for part in parts))
    notes = tally.noted(part.notes for part in parts)
    return of_part(tally.Part(counts, notes, objects, listing))


@settings(max_examples=25, deadline=None)
@given(cuts=st.sets(st.integers(1, 500), max_size=5), chance=st.randoms())
def test_parts_in_any_order_give_the_survey_of_the_whole(
    lines: list[str], cuts: set[int], chance: random.Random
) -> None:
    parts = parted(lines, cuts)
    chance.shuffle(parts)
    counts = tally.Counts()
    for part in parts:
        counts.add(part.counts)
    assert joined(parts, counts) == survey(lines, BASE)


def test_what_is_taken_away_was_never_there(lines: list[str]) -> None:
    parts = parted(lines, {40, 90, 200})
    counts, few = tally.Counts(), tally.Counts()
    for part in parts:
        counts.add(part.counts)
    few.add(parts[1].counts)
    for part in (parts[0], *parts[2:]):
        counts.take(part.counts)
    assert counts == few
    assert all(min(getattr(counts, each.name).values(), default=1) > 0 for each in fields(counts))


def documents(count: int) -> list[str]:
    said = "<https://schema.org/headline>"
    return sorted(
        f'<{BASE}id/document/{n}> {said} "{n}"@en <{BASE}graph/doc/{n}> .' for n in range(count)
    )


def places(count: int) -> list[str]:
    place, same = "<https://schema.org/Place>", "<https://schema.org/sameAs>"
    links = ["http://publications.europa.eu/resource/authority/country/LVA"]
    links += [f"http://www.wikidata.org/entity/Q{n}" for n in range(count - 1)]
    return sorted(
        line
        for n, link in enumerate(links)
        for line in (
            f"<{BASE}id/place/{n}> {TYPE} {place} <{BASE}g> .",
            f"<{BASE}id/place/{n}> {same} <{link}> <{BASE}g> .",
        )
    )


def test_documents_and_their_graphs_are_listed_up_to_a_number() -> None:
    few, many = survey(documents(tally.LISTED), BASE), survey(documents(tally.LISTED + 1), BASE)
    assert few.documents == len(few.sources) == len(few.graphs) == tally.LISTED
    assert many.documents == tally.LISTED + 1
    assert (many.sources, many.graphs) == ((), {})


def test_places_are_listed_up_to_a_number_and_countries_always() -> None:
    few, many = survey(places(tally.LISTED), BASE), survey(places(tally.LISTED + 1), BASE)
    assert len(few.places) == tally.LISTED
    assert [place.country for place in many.places] == ["LVA"]


def test_objects_are_counted_up_to_a_number_of_triples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "OBJECTS", 10)
    assert survey(documents(10), BASE).objects == 10
    assert survey(documents(11), BASE).objects is None


def test_the_namespaces_that_most_links_lead_to_are_told() -> None:
    same = "<https://schema.org/sameAs>"
    lines = [
        f"<{BASE}id/place/{n}> {same} <http://example.org/{n % 150}/{n}> <{BASE}g> ."
        for n in range(200)
    ]
    links = survey(sorted(lines), BASE).links
    assert len(links) == 100
    assert [count for count in links.values() if count == 2] == [2] * 50


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
