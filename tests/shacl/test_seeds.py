"""Synthetic project and event data: every seeded violation is found, and nothing else."""

from pathlib import Path

import pytest
from benchmarks import validation_data

from lod.shacl import Shapes, read_data, read_shapes, validate

SHAPES = Path(__file__).parents[2] / "benchmarks" / "validation_shapes.ttl"


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return read_shapes(SHAPES.read_bytes(), path=str(SHAPES))


@pytest.mark.parametrize("fault", validation_data.FAULTS)
def test_a_seeded_fault_is_found_exactly(shapes: Shapes, fault: str) -> None:
    documents = [validation_data.clean(number) for number in range(3)]
    validation_data.FAULTS[fault](documents[1])
    lines = "".join(line for doc in documents for line in doc.lines())
    report = validate(shapes, lines, format="nt")
    assert report.keys == set(documents[1].expected)
    assert documents[1].expected


def test_clean_data_conforms(shapes: Shapes) -> None:
    lines = "".join(line for number in range(3) for line in validation_data.clean(number).lines())
    report = validate(shapes, lines, format="nt")
    assert report.conforms
    assert not report.delegated
    assert not report.untested


@pytest.mark.parametrize("workers", [1, 4])
def test_all_faults_together_are_found_exactly(shapes: Shapes, workers: int) -> None:
    lines, expected = validation_data.dataset(300, every=3)
    data = read_data(lines, format="nt")
    report = validate(shapes, data, workers=workers)
    assert report.keys == expected
    assert len(expected) > 100


@pytest.mark.no_cover
@pytest.mark.filterwarnings("ignore")
def test_pyshacl_finds_the_same_seeds(shapes: Shapes) -> None:
    lines, expected = validation_data.dataset(50, every=1)
    report = validate(shapes, read_data(lines, format="nt"), engine="pyshacl")
    assert report.keys == expected


def test_lexical_forms_of_the_data_reach_the_report(shapes: Shapes) -> None:
    document = validation_data.clean(1)
    validation_data.FAULTS["money-negative"](document)
    report = validate(shapes, "".join(document.lines()), format="nt")
    assert '"-5.00"^^<http://www.w3.org/2001/XMLSchema#decimal>' in {
        result.value for result in report.results
    }
