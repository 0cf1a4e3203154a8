"""Constraints decided where a subject and those that it leads to lie together."""

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shacl.random_shapes import Shaper
from tests.shacl.test_blocks import lines, of_query, pieces
from tests.shacl.test_revalidation import PREFIXES, QUERIES, dense_graph, small_graph

from lod.shacl import Report, Shapes, blocks, read_data, read_shapes, validate, walks
from lod.shacl.engine import Engine
from lod.shacl.report import report_of
from lod.shacl.walks import Walked

Quads = set[ox.Quad]

FLAT = {
    "join": "SELECT $this ?x WHERE { $this ex:p ?x . ?x ex:q ?y }",
    "path": "SELECT $this ?y WHERE { $this ex:p/ex:q ?x . ?x ex:r ?y }",
    "closure": "SELECT $this ?value WHERE { $this ex:p+ ?value . ?value ex:q ?x }",
    "compared": """SELECT $this WHERE
        { $this ex:p ?x , ?y . ?x ex:q ?a . ?y ex:q ?b FILTER(?a != ?b) }""",
    "denied": "SELECT $this WHERE { $this ex:p ?x FILTER NOT EXISTS { ?x ex:q ?y . ?y a ex:C } }",
    "bound": "SELECT $this ?n WHERE { $this ex:p ?x . ?x ex:q ?y BIND(STR(?y) AS ?n) }",
    "any": "SELECT $this ?v WHERE { $this ex:p ?x . ?x ?any ?v }",
}
"""Queries that walk forwards."""

OTHERS = {
    **QUERIES,
    "optional first": "SELECT $this ?x WHERE { OPTIONAL { ?x ex:q ?y } $this ex:p ?x }",
    "sub-group": """SELECT $this ?x WHERE
        { { FILTER NOT EXISTS { ?x ex:q ?y } } $this ex:p ?x . ?x a ex:C }""",
    "early": """SELECT $this ?b WHERE
        { BIND(EXISTS { ?x ex:q ?y } AS ?b) $this ex:p ?x }""",
    "backwards too": "SELECT $this WHERE { $this ex:p ?x . ?z ex:q ?x }",
    "grouped": "SELECT $this (COUNT(?y) AS ?n) WHERE { $this ex:p ?x . ?x ex:q ?y } GROUP BY $this",
}
"""Queries most of which do more than that."""

EVIDENCE = (Path(__file__).parents[2] / "shapes/evidence.ttl").read_text() + (
    Path(__file__).parents[2] / "shapes/shapes.ttl"
).read_text()


def walked(
    shapes: Shapes,
    parts: Iterable[Quads],
    many: int = walks.MANY,
    many_in_all: int = walks.MANY_IN_ALL,
) -> Walked:
    """What walks tell in all parts together."""
    ways = walks.ways(shapes)
    found = [walks.walk(Engine(shapes, read_data(lines(part))), ways, many) for part in parts]
    return walks.together(found, many_in_all)


def in_pieces(shapes: Shapes, quads: Quads, found: Walked) -> Report:
    """The report put together from what walks decided and a run of the other constraints."""
    whole = read_data(quads)
    if blocks.hinders(shapes, blocks.NOTHING, whole):
        found = Walked()
    settled = walks.settle(shapes, whole, found)
    rest = validate(shapes, whole, only=blocks.places(shapes) - found.places)
    results = [result for some in settled.results.values() for result in some]
    return report_of([*rest.results, *results], untested=rest.untested, notes=rest.notes)


def is_walk(query: str) -> bool:
    shapes = read_shapes(PREFIXES + of_query(query, "sh:targetSubjectsOf ex:p"))
    return bool(walks.ways(shapes))


@pytest.mark.parametrize("name", FLAT)
def test_a_query_that_leads_forwards_is_a_walk(name: str) -> None:
    assert is_walk(FLAT[name])


@pytest.mark.parametrize(
    "name", ["optional", "union", "apart", "backwards", *sorted({*OTHERS} - {*QUERIES})]
)
def test_a_query_that_does_more_is_none(name: str) -> None:
    assert not is_walk(OTHERS[name])


@pytest.mark.no_cover
@pytest.mark.parametrize("name", [*FLAT, *OTHERS])
def test_a_query_finds_the_same_where_walks_decide_what_they_can(name: str) -> None:
    shapes = read_shapes(
        PREFIXES
        + of_query({**FLAT, **OTHERS}[name], "sh:targetSubjectsOf ex:p ; sh:targetClass ex:C")
    )
    decided, undecided = 0, 0
    for seed in range(40):
        quads = dense_graph(Random(seed))
        found = walked(shapes, pieces(quads, 1 + seed % 3))
        assert in_pieces(shapes, quads, found) == validate(shapes, read_data(quads))
        decided += sum(len(some) for some in found.results.values())
        undecided += sum(len(some or ()) for some in found.undecided.values())
    if name in FLAT:
        assert decided > 0
        assert undecided > 0


@given(
    seed=st.integers(0, 10**6),
    count=st.integers(1, 4),
    many=st.sampled_from([0, 1, 500]),
    many_in_all=st.sampled_from([0, 2, 5000]),
)
def test_random_shapes_say_the_same_where_walks_decide_what_they_can(
    seed: int, count: int, many: int, many_in_all: int
) -> None:
    chance = Random(seed)
    shapes = read_shapes(Shaper(chance).shapes())
    for offer in (small_graph, dense_graph):
        quads = offer(chance)
        found = walked(shapes, pieces(quads, count), many, many_in_all)
        assert in_pieces(shapes, quads, found) == validate(shapes, read_data(quads))


def test_random_shapes_have_constraints_that_walk() -> None:
    found = [walks.ways(read_shapes(Shaper(Random(seed)).shapes())) for seed in range(100)]
    assert sum(map(len, found)) > 30


# -- evidence and its parts


def evidence(chance: Random) -> Quads:
    """Evidence of which some is bad: parts of other things, none, two, untyped, too long."""
    every = [f"<http://e/x-{number}>" for number in range(4)]
    names = [f"{one[:-1]}#{part}>" for one in every for part in ("quote", "position")]
    texts = []
    for one in every:
        quote, position = (
            name if chance.random() < 0.8 else chance.choice([*names, *every, "<http://e/none>"])
            for name in (f"{one[:-1]}#quote>", f"{one[:-1]}#position>")
        )
        texts.append(f"{one} a oa:SpecificResource ; oa:hasSource <http://e/text> .")
        texts += (f"{one} oa:hasSelector {part} ." for part in (quote, position))
    for name in names:
        if chance.random() < 0.9:
            kind = "TextQuoteSelector" if "quote" in name else "TextPositionSelector"
            texts.append(f"{name} a oa:{kind} .")
        if "quote" in name:
            texts.append(f'{name} oa:exact "{"x" * chance.randint(4, 5)}"@lv .')
        elif chance.random() < 0.9:
            texts.append(f"{name} oa:start 3 ; oa:end {chance.choice(['7', '8', '7.0'])} .")
    if chance.random() < 0.5:
        texts.append('<http://e/text> schema:sha256 "0" .')
    prefixes = "@prefix oa: <http://www.w3.org/ns/oa#> . @prefix schema: <https://schema.org/> ."
    return set(ox.parse("\n".join((prefixes, *texts)), format=ox.RdfFormat.TURTLE))


def by_thing(quads: Quads, count: int) -> list[Quads]:
    """The statements in so many parts, those of a thing and of its parts together."""
    return [
        {
            quad
            for quad in quads
            if sum(str(quad.subject).rstrip(">").split("#")[0].encode()) % count == number
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("parted", [by_thing, pieces])
def test_bad_evidence_is_found_wherever_its_parts_lie(
    parted: Callable[[Quads, int], list[Quads]],
) -> None:
    shapes = read_shapes(EVIDENCE)
    found, components = 0, set[str]()
    for seed in range(60):
        quads = evidence(Random(seed))
        some = walked(shapes, parted(quads, 3))
        report = in_pieces(shapes, quads, some)
        assert report == validate(shapes, read_data(quads))
        found += sum(map(len, some.results.values()))
        components |= {result.component for one in some.results.values() for result in one}
    if parted is by_thing:
        assert found > 20
        assert any("SPARQL" in name for name in components)
        assert any("Qualified" in name for name in components)


def test_good_evidence_is_decided_among_its_parts() -> None:
    shapes = read_shapes(EVIDENCE)
    text = """@prefix oa: <http://www.w3.org/ns/oa#> .
        <http://e/x> a oa:SpecificResource ; oa:hasSelector <http://e/x#q> , <http://e/x#p> .
        <http://e/x#q> a oa:TextQuoteSelector ; oa:exact "word"@en .
        <http://e/x#p> a oa:TextPositionSelector ; oa:start 2 ; oa:end 6 ."""
    quads = set(ox.parse(text, format=ox.RdfFormat.TURTLE))
    places = {name for name, _ in walked(shapes, [quads], many=0).places}
    assert any("#Evidence-quote>" in name for name in places)
    assert "<https://data.example.org/shapes#Evidence>" in places
