"""The compiled engine and pySHACL find the same results in random shapes and graphs."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shacl.random_shapes import Shaper
from tests.shacl.test_revalidation import PREFIXES, QUERIES

from lod.shacl import Report, read_data, read_shapes, validate
from lod.shacl.reference import ReferenceEngineError

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.no_cover]


def both(shapes: str, data: str, *, workers: int = 1) -> tuple[Report, Report] | None:
    """The reports of the two engines; None where pySHACL gives up."""
    read, graph = read_shapes(shapes), read_data(data, format="turtle")
    try:
        reference = validate(read, graph, engine="pyshacl")
    except ReferenceEngineError:
        return None
    return validate(read, graph, workers=workers), reference


@given(st.randoms(use_true_random=False))
@settings(suppress_health_check=list(HealthCheck))
def test_random_shapes_give_the_same_results_in_both_engines(chance: Random) -> None:
    shaper = Shaper(chance)
    reports = both(shaper.shapes(), shaper.data())
    if reports is not None:
        compiled, reference = reports
        assert compiled.keys == reference.keys
        assert compiled.conforms == reference.conforms


@pytest.mark.parametrize("block", range(4))
def test_seeded_shapes_give_the_same_results_in_both_engines(block: int, long: bool) -> None:
    found, count = 0, 250 if long else 60
    for seed in range(block * count, block * count + count):
        shaper = Shaper(Random(seed))
        reports = both(shaper.shapes(), shaper.data(), workers=1 + seed % 2)
        if reports is not None:
            compiled, reference = reports
            assert compiled.keys == reference.keys, seed
            found += len(compiled.results)
    assert found > 72


MORE_QUERIES = {
    "literals": """SELECT $this ?value { $this ex:p ?x . ?x ex:q ?value FILTER NOT EXISTS
        { ?x ex:n "a"@lv ; ex:m 1 , true , -2 , "b"^^<http://e/d> } }""",
    "ordered": """SELECT $this ?c { $this ex:p ?x FILTER NOT EXISTS
        { ?c ex:q $this ; ex:r ?x ; a ex:D } ?c ex:q ?x }""",
    "grouped": """SELECT $this (COUNT(?x) AS ?n) { $this ex:p/ex:q ?x } GROUP BY $this
        HAVING (COUNT(?x) > 1)""",
    "paths": "SELECT $this ?x { $this ^ex:q/(ex:p|^ex:r)+ ?x . ?x ex:p? $this }",
    "either": """SELECT $this { $this ex:p ?x FILTER (?x IN (ex:a, ex:b) ||
        EXISTS { ?x ex:q ?y FILTER NOT EXISTS { ?y ex:p ?x } }) }""",
    "bound": "SELECT $this ?y { $this ex:p ?x OPTIONAL { ?x ex:q ?y } FILTER(!BOUND(?y)) }",
    "nested": """SELECT $this { { { $this ex:p ?x } FILTER(?x = $this) }
        UNION { $this ex:r $this } }""",
}


@pytest.mark.parametrize("name", [*QUERIES, *MORE_QUERIES])
def test_sparql_constraints_give_the_same_results_in_both_engines(name: str) -> None:
    select = {**QUERIES, **MORE_QUERIES}[name]
    shapes = (
        PREFIXES
        + f"""ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:targetSubjectsOf ex:p ;
          sh:sparql [ sh:prefixes ex:prefixes ; sh:select \"\"\"{select}\"\"\" ] ."""
    )
    found = 0
    for seed in range(6):
        chance, lines = Random(seed), [PREFIXES]
        for _ in range(14):
            node, other = (f"ex:{chance.choice('abcd')}" for _ in range(2))
            lines.append(f"{node} ex:{chance.choice('ppqqr')} {other} .")
            lines.append(f"{node} a ex:{chance.choice('CD')} .")
        reports = both(shapes, "\n".join(lines))
        assert reports is not None
        compiled, reference = reports
        assert compiled.keys == reference.keys, (seed, lines)
        found += len(compiled.results)
    assert found
