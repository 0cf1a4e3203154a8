"""VoID: the numbers can be asked for with the query that tools ask."""

import pyoxigraph as ox

from .conftest import BASE, Describe

PREFIXES = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX voidext: <http://ldf.fi/void-ext#>
PREFIX schema: <https://schema.org/>
PREFIX coop: <https://data.example.org/ont#>
"""


def rows(text: tuple[str, ...], query: str) -> list[tuple[str, ...]]:
    store = ox.Store()
    store.load("".join(text).encode(), ox.RdfFormat.TURTLE)
    found = store.query(PREFIXES + query)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(value.value for value in row) for row in found)


def test_a_class_partition_tells_its_properties_and_what_they_lead_to(describe: Describe) -> None:
    query = """SELECT ?target ?n {
        ?dataset void:classPartition ?part . ?part void:class coop:Project ;
            void:propertyPartition ?use . ?use void:property coop:programme ;
            void:classPartition [void:class ?target ; void:triples ?n] }"""
    assert (f"{BASE}ont#Programme", "1") in rows(describe().texts["void.ttl"], query)


def test_datatypes_of_literals_are_told(describe: Describe) -> None:
    query = """SELECT ?d { ?part void:class schema:Place ; void:propertyPartition ?use .
        ?use void:property schema:name ; voidext:datatypePartition [voidext:datatype ?d] }"""
    assert rows(describe().texts["void.ttl"], query) == [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",)
    ]


def test_a_linkset_names_both_ends_and_the_predicate(describe: Describe) -> None:
    query = """SELECT ?target ?p ?n { ?set a void:Linkset ; void:objectsTarget ?target ;
        void:subjectsTarget <https://data.example.org/dataset> ;
        void:linkPredicate ?p ; void:triples ?n }"""
    assert rows(describe().texts["void.ttl"], query) == [
        (
            "http://publications.europa.eu/resource/authority/country/",
            "https://schema.org/sameAs",
            "1",
        ),
        ("http://www.wikidata.org/entity/", "https://schema.org/sameAs", "1"),
    ]


def test_every_dump_is_named_and_every_vocabulary(describe: Describe) -> None:
    text = describe().texts["void.ttl"]
    dumps = [row[0] for row in rows(text, "SELECT ?d {?s void:dataDump ?d}")]
    assert f"{BASE}dataset.nq.gz" in dumps
    assert len(dumps) == 8
    assert ("https://schema.org/",) in rows(text, "SELECT ?v {?s void:vocabulary ?v}")


def test_no_two_partitions_share_an_iri(describe: Describe) -> None:
    query = "SELECT ?s { ?s void:class ?a , ?b FILTER(?a != ?b) }"
    assert rows(describe().texts["void.ttl"], query) == []
    query = "SELECT ?s { ?s void:property ?a , ?b FILTER(?a != ?b) }"
    assert rows(describe().texts["void.ttl"], query) == []
