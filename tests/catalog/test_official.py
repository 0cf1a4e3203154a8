"""The official DCAT-AP shapes find nothing, from the file alone, in two engines."""

from pathlib import Path

import pytest
import rdflib

from lod import shacl
from lod.catalog import output
from lod.publish.sink import Written

from .conftest import BASE, Configure, Describe

FILES = ("shapes", "shapes_recommended", "range", "mdr-vocabularies.shape")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PUBLISHER = "http://purl.org/dc/terms/publisher"


@pytest.fixture(scope="session")
def official(shared: Path) -> rdflib.Graph:
    """The hand-kept shapes, put together."""
    folder = shared / "material" / "dcat-ap-3.0.1" / "shacl"
    if not folder.is_dir():
        pytest.skip("no copy of the official shapes")
    graph = rdflib.Graph()
    for name in FILES:
        graph.parse(folder / f"{name}.ttl")
    return graph


def allowed(focus: str, path: str, severity: str) -> bool:
    """No publisher of ours is one of the EU's corporate bodies."""
    ours = {f"{BASE}catalog", f"{BASE}dataset", f"{BASE}catalog/sparql"}
    return focus in ours and path == PUBLISHER and severity == str(SH.Warning)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.jsonld"])
def test_pyshacl_finds_nothing_but_the_publisher(
    describe: Describe, official: rdflib.Graph, name: str
) -> None:
    import pyshacl

    syntax = "json-ld" if name.endswith("jsonld") else "turtle"
    data = rdflib.Graph().parse(data="".join(describe().texts[name]), format=syntax)
    _, report, _ = pyshacl.validate(data, shacl_graph=official)
    assert isinstance(report, rdflib.Graph)
    results = [
        tuple(
            str(report.value(each, property_))
            for property_ in (SH.focusNode, SH.resultPath, SH.resultSeverity)
        )
        for each in report.objects(None, SH.result)
    ]
    assert len(results) == 3
    assert [each for each in results if not allowed(*each)] == []


@pytest.mark.parametrize("sources", ["lines", "many"])
def test_our_own_engine_finds_nothing_but_the_publisher(
    configure: Configure,
    files: list[Written],
    official: rdflib.Graph,
    request: pytest.FixtureRequest,
    sources: str,
) -> None:
    shapes = shacl.read_shapes(official.serialize(format="turtle").encode(), path="dcat-ap.ttl")
    packed = [*files, Written(Path("dist/evidence.ttl.zst"), 1, "00")]
    made = output.make(configure(), request.getfixturevalue(sources), packed, prefixes={})
    text = "".join(made.texts["catalog.ttl"])
    report = shacl.validate(shapes, text.encode(), format="turtle")
    assert report.failures == ()
    results = [
        (each.focus_node.strip("<>"), (each.path or "").strip("<>"), each.severity.strip("<>"))
        for each in report.results
    ]
    assert len(results) == 3
    assert [each for each in results if not allowed(*each)] == []


@pytest.mark.parametrize(
    "removed",
    [
        "http://www.w3.org/2004/02/skos/core#inScheme",
        "http://purl.org/dc/terms/publisher",
        "http://www.w3.org/ns/dcat#bbox",
        "http://purl.org/dc/terms/temporal",
    ],
)
def test_the_shapes_would_find_what_is_left_out(
    describe: Describe, official: rdflib.Graph, removed: str
) -> None:
    shapes = shacl.read_shapes(official.serialize(format="turtle").encode(), path="dcat-ap.ttl")
    kept = [line for line in describe().lines if f" <{removed}> " not in line]
    report = shacl.validate(shapes, "\n".join(kept).encode(), format="ntriples")
    found = [
        each
        for each in report.results
        if not allowed(
            each.focus_node.strip("<>"), (each.path or "").strip("<>"), each.severity.strip("<>")
        )
    ]
    assert found
