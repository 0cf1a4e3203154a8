"""A graph validated piece by piece, and only where it changed, gives the report of a full run."""

from dataclasses import replace
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shacl.random_shapes import Shaper
from tests.shacl.test_revalidation import PREFIXES, QUERIES, dense_graph, small_graph

from lod.shacl import Report, Shapes, blocks, piecewise, read_data, read_shapes, validate
from lod.shacl.blocks import Split
from lod.shacl.model import SparqlConstraint
from lod.shacl.report import report_of

APART = {
    "objects": "SELECT $this ?value WHERE { ?value ?path ?o FILTER(isIRI(?o)) }",
    "distinct": "SELECT DISTINCT $this ?path WHERE { ?s ?path ?o . ?s ex:q ?o }",
    "star": "SELECT $this ?value WHERE { ?value a ?c ; ex:p ?x ; ex:q ?y . FILTER(?x != ?y) }",
    "nested": "SELECT $this ?value ?n WHERE { { ?value ex:p ?x } BIND(STR(?x) AS ?n) }",
    "denied": """SELECT $this ?value WHERE { ?value ex:p ?x
        FILTER NOT EXISTS { ?value ex:q ?y FILTER(?y != ?x) } }""",
    "either": """SELECT DISTINCT $this ?value WHERE
        { { ?value ex:p ?o } UNION { ?s ex:q ?value } FILTER(isIRI(?value)) }""",
    "branches": """SELECT $this ?value WHERE
        { { ?value ex:p ?o FILTER EXISTS { ?value a ex:C } } UNION { ?s ex:q ?value ; ex:p ?s }
        }""",
}
"""Queries that fall apart by subject."""

TOGETHER = {
    "join": "SELECT $this ?value WHERE { ?value ex:p ?x . ?x ex:q ?y }",
    "absent": "SELECT $this ?value WHERE { ?value ex:p ?x FILTER NOT EXISTS { ?x ex:q ?y } }",
    "anyone": "SELECT $this ?value WHERE { ?value ex:p ?x FILTER NOT EXISTS { ?any ex:r ?y } }",
    "path": "SELECT $this ?value WHERE { ?value ex:p/ex:q ?x }",
    "backwards": "SELECT $this ?value WHERE { ?value ^ex:p ?x }",
    "closure": "SELECT $this ?value WHERE { ?value ex:p+ ?x }",
    "optional": "SELECT $this ?value ?x WHERE { OPTIONAL { ?value ex:p ?x } ?value ex:q ?y }",
    "focus": "SELECT $this ?value WHERE { ?value ex:p $this }",
    "counted": """SELECT $this ?n WHERE { { SELECT $this (COUNT(?x) AS ?n) WHERE
        { ?s ex:p ?x } GROUP BY $this } FILTER(?n > 2) }""",
    "union": "SELECT $this ?value WHERE { { ?value ex:p ?o } UNION { ?s ex:q ?o } ?value a ?c }",
    "product": "SELECT $this ?value WHERE { { ?value ex:p ?o } { ?s ex:q ?o } }",
    "blank": "SELECT $this ?value WHERE { ?value ex:p [ ex:q ?x ] }",
    "constant": "SELECT $this ?x WHERE { ex:a ex:p ?x . ?x ex:q ?y }",
    "minus": "SELECT $this ?value WHERE { ?value ex:p ?x MINUS { ?s ex:q ?x } }",
}
"""Queries that do not, or are not seen to."""


def of_query(query: str, target: str = "sh:targetNode ex:dataset") -> str:
    return (
        f"ex:S a sh:NodeShape ; {target} ; sh:sparql"
        f' [ sh:prefixes ex:prefixes ; sh:select """{query}""" ] .'
    )


def scanned(query: str) -> bool:
    """Whether a query is taken for one that falls apart, whatever SHACL thinks of it."""
    shape = read_shapes(PREFIXES + of_query("SELECT $this WHERE { $this ex:p ?x }"))["<http://e/S>"]
    constraint = shape.constraints[0]
    assert isinstance(constraint, SparqlConstraint)
    return blocks.is_scan(shape, replace(constraint, select=query))


@pytest.mark.parametrize("name", APART)
def test_a_query_about_one_subject_at_a_time_is_a_scan(name: str) -> None:
    assert scanned(APART[name])


@pytest.mark.parametrize("name", TOGETHER)
def test_a_query_that_goes_from_subject_to_subject_is_none(name: str) -> None:
    assert not scanned(TOGETHER[name])


def lines(quads: set[ox.Quad]) -> bytes:
    ordered = sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)
    return "".join(f"{line}\n" for line in ordered).encode()


def pieces(quads: set[ox.Quad], count: int) -> list[set[ox.Quad]]:
    """The statements in so many parts, those of a subject together."""
    return [
        {quad for quad in quads if sum(str(quad.subject).encode()) % count == number}
        for number in range(count)
    ]


def in_pieces(shapes: Shapes, quads: set[ox.Quad], count: int) -> tuple[Report, Split]:
    """The report put together from pieces and from a run of the other constraints."""
    whole = read_data(quads)
    split = blocks.split(shapes)
    if blocks.hinders(shapes, split, whole):
        split = blocks.NOTHING
    found = [piecewise.look(shapes, split, lines(piece)) for piece in pieces(quads, count)]
    rest = validate(shapes, whole, only=blocks.places(shapes) - split.all)
    results = [
        *rest.results,
        *(result for one in found for result in one.results),
        *piecewise.results(shapes, [one.rows for one in found]),
    ]
    return report_of(results, untested=rest.untested, notes=rest.notes), split


@pytest.mark.no_cover
@pytest.mark.parametrize("name", [*APART, *TOGETHER, *QUERIES])
def test_a_query_finds_the_same_in_pieces(name: str) -> None:
    query = {**APART, **TOGETHER, **QUERIES}[name]
    if "MINUS" in query:
        pytest.skip("SHACL does not allow it")
    target = "sh:targetSubjectsOf ex:p" if name in QUERIES else "sh:targetNode ex:dataset"
    shapes = read_shapes(PREFIXES + of_query(query, target))
    for seed in range(30):
        quads = dense_graph(Random(seed))
        assert in_pieces(shapes, quads, 3)[0] == validate(shapes, read_data(quads))


def test_a_scan_is_no_scan_where_its_focus_node_states_something() -> None:
    shapes = read_shapes(
        PREFIXES + of_query("SELECT $this ?value WHERE { ?s ex:p ?value FILTER(?value > 1) }")
    )
    text = '<http://e/dataset> <http://e/q> "2.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
    more = '<http://e/a> <http://e/p> "2.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
    quads = set(ox.parse(f"{text}\n{more}", format=ox.RdfFormat.TURTLE))
    report, split = in_pieces(shapes, quads, 2)
    assert split == blocks.NOTHING
    assert report == validate(shapes, read_data(quads))


@given(seed=st.integers(0, 10**6), count=st.integers(1, 4))
def test_random_shapes_say_the_same_in_pieces(seed: int, count: int) -> None:
    chance = Random(seed)
    shapes = read_shapes(Shaper(chance).shapes())
    quads = small_graph(chance)
    assert in_pieces(shapes, quads, count)[0] == validate(shapes, read_data(quads))


def test_many_constraints_are_taken_apart() -> None:
    sizes = [
        len(blocks.split(read_shapes(Shaper(Random(seed)).shapes())).own) for seed in range(50)
    ]
    assert sum(sizes) > 50
