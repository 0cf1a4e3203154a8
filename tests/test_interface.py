"""`import lod`: what fits into a notebook."""

import subprocess
import sys

import pyoxigraph as ox
import pytest

import lod
from lod.errors import ConfigError, LodError
from lod.publication import Publication


def test_the_interface_is_five_functions() -> None:
    assert sorted(lod.__all__) == ["build", "graph", "load", "query", "store"]
    for name in lod.__all__:
        assert getattr(lod, name).__doc__


def test_a_publication_is_loaded_built_and_asked(small: Publication) -> None:
    here = lod.load(str(small.root))
    assert lod.build(here).documents == 1
    rows = lod.query(here, "projects")
    assert [row["project"] for row in rows] == ["Quiet Paths"]


def test_the_graph_is_that_of_the_facts(small: Publication) -> None:
    import rdflib

    graph = lod.graph(small)
    assert isinstance(graph, rdflib.Graph)
    project = rdflib.URIRef(f"{small.base}id/project/quiet-paths")
    assert (project, rdflib.RDF.type, rdflib.URIRef("https://schema.org/Project")) in graph
    claim = rdflib.URIRef(f"{small.base}ont#Claim")
    assert (None, rdflib.RDF.type, claim) not in graph


def test_the_store_holds_the_claims_too(small: Publication) -> None:
    claim = ox.NamedNode(f"{small.base}ont#Claim")
    assert next(lod.store(small).quads_for_pattern(None, None, claim), None) is not None


def test_nothing_can_be_asked_before_anything_was_built(real: Publication) -> None:
    for ask in (lod.graph, lod.store, lambda here: lod.query(here, "1")):
        with pytest.raises(ConfigError) as caught:
            ask(real)
        assert "lod build" in caught.value.remedy


def test_a_folder_without_settings_is_an_error_of_ours(small: Publication) -> None:
    with pytest.raises(LodError):
        lod.load(small.root / "nowhere")


def test_importing_the_package_loads_nothing_slow() -> None:
    slow = ("rdflib", "pyoxigraph", "pyshacl", "owlrl", "yaml", "jinja2")
    program = f"import lod, sys; print([name for name in {slow!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
