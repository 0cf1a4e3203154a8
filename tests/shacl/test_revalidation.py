"""A report brought up to date after a change is the report of a full run."""

from collections.abc import Callable
from random import Random

import pyoxigraph as ox
import pytest
from tests.shacl.random_shapes import Shaper
from tests.shacl.test_seeds import SHAPES

from lod.shacl import Data, Report, Shapes, read_data, read_shapes, revalidate, validate

PREFIXES = """
@prefix ex: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://e/" ] .
"""
QUERIES = {
    "path": "SELECT $this WHERE { $this ex:p/ex:q ?x . ?x ex:r ?y }",
    "count": """SELECT $this ?n WHERE { { SELECT $this (COUNT(?x) AS ?n) WHERE
        { $this ex:p ?y . ?y ex:q ?x } GROUP BY $this } FILTER(?n > 1) }""",
    "absence": "SELECT $this WHERE { $this ex:p ?x FILTER NOT EXISTS { ?x ex:q ?y . ?y a ex:C } }",
    "optional": "SELECT $this ?y WHERE { $this ex:p ?x OPTIONAL { ?x ex:q ?y } }",
    "union": "SELECT $this ?x WHERE { { $this ex:p ?x } UNION { ?x ex:q $this . ?x a ex:D } }",
    "apart": "SELECT $this ?x WHERE { ?x ex:p ?y . ?y ex:q ?x }",
    "any": "SELECT $this ?v WHERE { $this ex:p ?x . ?x ?any ?v }",
    "closure": "SELECT $this WHERE { $this ex:p+ $this }",
    "backwards": "SELECT $this ?value WHERE { ?value ex:q* ?x . ?x ex:p $this }",
    "blank": "SELECT $this WHERE { $this ex:p [ ex:q ?x ; ex:r ?y ] , ?z }",
}

EXISTENCE = {
    "somewhere": "SELECT $this ?x WHERE { $this ex:p ?x FILTER EXISTS { ?any a ex:D } }",
    "nowhere": "SELECT $this ?x WHERE { $this ex:p ?x FILTER NOT EXISTS { ?any ex:r ?thing } }",
    "twice": "SELECT $this ?x WHERE { $this ex:p ?x FILTER EXISTS { ?any ex:q ?any } }",
}
"""Queries that ask whether something is there at all."""


def small_graph(chance: Random) -> set[ox.Quad]:
    return set(ox.parse(Shaper(chance).data(blank=False), format=ox.RdfFormat.TURTLE))


def dense_graph(chance: Random) -> set[ox.Quad]:
    """Few nodes with many statements among them, so that patterns of several meet."""
    lines = [PREFIXES]
    for _ in range(8):
        node, other = (f"ex:{chance.choice('abcde')}" for _ in range(2))
        lines.append(f"{node} ex:{chance.choice('ppqqr')} {other} .")
        lines.append(f"{node} a ex:{chance.choice('CD')} .")
    statements = ox.parse("\n".join(lines), format=ox.RdfFormat.TURTLE)
    return {quad for quad in statements if "/prefixes" not in str(quad) and "_:" not in str(quad)}


def edits(
    chance: Random, shapes: Shapes, steps: int, offer: Callable[[Random], set[ox.Quad]]
) -> int:
    """Edits at random; after each the report must be that of a full run."""
    data, held, found = read_data([]), set[ox.Quad](), 0
    report = validate(shapes, data)
    for _ in range(steps):
        offered = sorted(offer(chance), key=str)
        added = set(chance.sample(offered, min(len(offered), chance.randint(0, 4)))) - held
        listed = sorted(held, key=str)
        removed = set(chance.sample(listed, min(len(listed), chance.randint(0, 3))))
        held = (held - removed) | added
        data.change(removed, added)
        report = revalidate(shapes, data, report, removed=removed, added=added)
        assert report == validate(shapes, read_data(held))
        found += len(report.results)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_random_edits_under_random_shapes(seed: int) -> None:
    chance = Random(seed)
    edits(chance, read_shapes(Shaper(chance).shapes()), 8, small_graph)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", [*QUERIES, *EXISTENCE])
def test_random_edits_under_a_sparql_constraint(name: str) -> None:
    query = {**QUERIES, **EXISTENCE}[name]
    target = "sh:targetSubjectsOf ex:p" if name != "backwards" else "sh:targetClass ex:C"
    shapes = read_shapes(
        PREFIXES
        + f"""ex:S a sh:NodeShape ; {target} ;
          sh:sparql [ sh:prefixes ex:prefixes ; sh:select \"\"\"{query}\"\"\" ] ."""
    )
    assert sum(edits(Random(seed), shapes, 40, dense_graph) for seed in range(3)) > 0


PATHS = [
    "ex:p",
    "[ sh:inversePath ex:p ]",
    "( ex:p ex:q )",
    "[ sh:inversePath ( ex:p ex:q ) ]",
    "[ sh:alternativePath ( ex:p ( ex:q ex:r ) ) ]",
    "[ sh:zeroOrMorePath ex:p ]",
    "( ex:p [ sh:oneOrMorePath ( ex:q ex:p ) ] )",
    "[ sh:zeroOrOnePath [ sh:inversePath ex:q ] ]",
    "[ sh:inversePath [ sh:zeroOrMorePath [ sh:alternativePath ( ex:p ex:q ) ] ] ]",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("path", PATHS)
def test_random_edits_under_property_shapes_of_property_shapes(path: str) -> None:
    shapes = read_shapes(
        PREFIXES
        + f"""ex:S sh:targetClass ex:C ; sh:property [ sh:path {path} ; sh:property
          [ sh:path ex:q ; sh:maxCount 1 ; sh:property [ sh:path ex:r ; sh:minCount 1 ] ] ] ."""
    )
    for seed in range(3):
        edits(Random(seed), shapes, 30, dense_graph)


@pytest.fixture(scope="module")
def published() -> tuple[Shapes, Data, Report]:
    from benchmarks import validation_data

    shapes = read_shapes(SHAPES.read_bytes())
    data = read_data(validation_data.dataset(60)[0], format="nt")
    return shapes, data, validate(shapes, data)


def test_documents_that_change_to_and_fro(published: tuple[Shapes, Data, Report]) -> None:
    from benchmarks import validation_data

    shapes, data, report = published
    first = report
    for number, (name, fault) in enumerate(validation_data.FAULTS.items()):
        number = number % 60
        clean = validation_data.clean(number)
        if number % 10 == 5:
            continue  # has a fault of its own
        spoilt = validation_data.clean(number)
        fault(spoilt)
        old, new = (
            set(ox.parse("".join(doc.lines()), format=ox.RdfFormat.N_TRIPLES))
            for doc in (clean, spoilt)
        )
        data.change(old - new, new - old)
        report = revalidate(shapes, data, report, removed=old, added=new)
        assert report.keys == first.keys | set(spoilt.expected), name
        data.change(new - old, old - new)
        report = revalidate(shapes, data, report, removed=new, added=old)
        assert report == first, name


def test_a_change_of_the_class_hierarchy_asks_for_a_full_run() -> None:
    shapes = read_shapes(
        PREFIXES
        + "ex:S sh:targetClass ex:C ; sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 1 ."
    )
    data = read_data("<http://e/a> a <http://e/D> .", format="turtle")
    report = validate(shapes, data)
    assert report.conforms
    added = list(
        ox.parse(
            "<http://e/D> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/C> .",
            format=ox.RdfFormat.TURTLE,
        )
    )
    data.change([], added)
    assert len(revalidate(shapes, data, report, added=added).results) == 1


def test_nothing_changed_is_nothing_done(published: tuple[Shapes, Data, Report]) -> None:
    shapes, data, report = published
    assert revalidate(shapes, data, report) == report
