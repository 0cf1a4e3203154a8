"""The compiled engine and pySHACL find the same results in random shapes and graphs."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shacl.random_shapes import Shaper

from lod.shacl import Report, read_data, read_shapes, validate
from lod.shacl.reference import ReferenceEngineError

pytestmark = pytest.mark.filterwarnings("ignore")


def both(shapes: str, data: str, *, workers: int = 1) -> tuple[Report, Report] | None:
    """The reports of the two engines; None where pySHACL gives up."""
    read, graph = read_shapes(shapes), read_data(data, format="turtle")
    try:
        reference = validate(read, graph, engine="pyshacl")
    except ReferenceEngineError:
        return None
    return validate(read, graph, workers=workers), reference


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_shapes_give_the_same_results_in_both_engines(chance: Random) -> None:
    shaper = Shaper(chance)
    reports = both(shaper.shapes(), shaper.data())
    if reports is not None:
        compiled, reference = reports
        assert compiled.keys == reference.keys
        assert compiled.conforms == reference.conforms


@pytest.mark.parametrize("block", range(4))
def test_seeded_shapes_give_the_same_results_in_both_engines(block: int) -> None:
    found = 0
    for seed in range(block * 250, block * 250 + 250):
        shaper = Shaper(Random(seed))
        reports = both(shaper.shapes(), shaper.data(), workers=1 + seed % 2)
        if reports is not None:
            compiled, reference = reports
            assert compiled.keys == reference.keys, seed
            found += len(compiled.results)
    assert found > 300
