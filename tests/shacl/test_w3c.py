"""The W3C SHACL test suite, each test a case; skipped where the material is not there."""

import os
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod.errors import ShapesError
from lod.shacl import Report, read_data, read_shapes, validate
from lod.shacl.graph import Graph
from lod.shacl.reference import results_in
from lod.shacl.report import Key
from lod.shacl.vocabulary import TYPE, sh, term

MATERIAL = (
    Path(os.environ.get("LOD_SHARED", Path(__file__).parents[3] / "shared"))
    / "material/w3c-shacl-tests/data-shapes-test-suite/tests"
)
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

REPORTED_ONCE = {
    "core/property/property-001.ttl": "a nested property shape reached by two ways",
    "core/validation-reports/shared.ttl": "a nested shape reached twice (under discussion)",
}
"""Deviations: like results that the suite counts otherwise. As sets they are the same."""

FILES = sorted(MATERIAL.rglob("*.ttl")) if MATERIAL.is_dir() else []


def cases() -> list[Path]:
    return [file for file in FILES if b"sht:Validate" in file.read_bytes()]


def test_the_material_is_complete() -> None:
    if not FILES:
        pytest.skip("the W3C suite is not in the shared folder")
    parts = Counter(file.relative_to(MATERIAL).parts[0] for file in cases())
    assert parts == {"core": 98, "sparql": 23}


@pytest.mark.parametrize("file", cases(), ids=lambda f: f.relative_to(MATERIAL).as_posix())
def test_the_report_is_that_of_the_w3c_suite(file: Path) -> None:
    graph = Graph()
    graph.add(ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri()))
    test = next(graph.subjects(TYPE, term(SHT, "Validate")))
    (action,) = graph.objects(test, term(MF, "action"))
    (expected,) = graph.objects(test, term(MF, "result"))
    (data,) = graph.objects(action, term(SHT, "dataGraph"))
    (shapes,) = graph.objects(action, term(SHT, "shapesGraph"))
    if expected == term(SHT, "Failure"):
        with pytest.raises(ShapesError):
            run(data, shapes)
        return
    report = run(data, shapes)
    wanted = Counter(unnamed(result.key) for result in results_in(graph, expected))
    found = Counter(unnamed(result.key) for result in report.results)
    assert set(found) == set(wanted)
    assert report.conforms == (graph.objects(expected, sh("conforms"))[0].startswith('"true"'))
    assert not report.delegated
    assert (found != wanted) == (file.relative_to(MATERIAL).as_posix() in REPORTED_ONCE)
    stated = [text for result in results_in(graph, expected) for text in result.messages]
    assert set(stated) <= {text for result in report.results for text in result.messages}


def run(data: str, shapes: str) -> Report:
    def quads(iri: str) -> tuple[bytes, str]:
        return Path(iri[1:-1].removeprefix("file://")).read_bytes(), iri[1:-1]

    source, base = quads(shapes)
    read = read_shapes(source, base_iri=base)
    source, base = quads(data)
    return validate(read, read_data(ox.parse(source, format=ox.RdfFormat.TURTLE, base_iri=base)))


def unnamed(key: Key) -> Key:
    """The key with blank nodes alike: their names say nothing."""
    focus, path, value, component, severity, shape = (
        "_:" if part.startswith("_:") else part for part in key
    )
    return focus, path, value, component, severity, shape
