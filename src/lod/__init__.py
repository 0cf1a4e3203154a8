"""Publish what documents say as linked open data, each fact with the words that prove it.

>>> import lod
>>> publication = lod.load(".")
>>> lod.build(publication).claims
>>> lod.query(publication, "projects")
>>> lod.graph(publication)          # an rdflib Graph of the facts
>>> lod.store(publication)          # a pyoxigraph Store of the whole dataset
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from lod.publication import Publication
    from lod.sparql import Rows
    from lod.stages import Summary

__all__ = ["build", "graph", "load", "query", "store"]


def load(root: str | Path = ".") -> Publication:
    """The publication in a folder; ConfigError if its lod.toml cannot be used."""
    from lod import publication

    return publication.load(Path(root))


def build(publication: Publication, *, texts: str | Path | None = None) -> Summary:
    """Build and publish into `dist/`; InvalidInput or NotPublishable list everything to mend."""
    from lod import pipeline

    return pipeline.build(publication, texts=Path(texts) if texts else None)


def graph(publication: Publication) -> rdflib.Graph:
    """The published facts as an rdflib Graph, without claims and evidence.

    ConfigError where nothing has been built.
    """
    import rdflib

    from lod.errors import ConfigError

    path = publication.dist / "facts.ttl"
    if not path.is_file():
        remedy = "run `lod build`; if lod.toml has [dumps], its files must name facts.ttl"
        raise ConfigError(f"{path} does not exist", remedy)
    return rdflib.Graph().parse(path)


def store(publication: Publication) -> pyoxigraph.Store:
    """The published dataset, claims and evidence included, as a pyoxigraph Store in memory."""
    from lod import sparql as queries

    return queries.published_store(publication)


def query(publication: Publication, wanted: str) -> Rows:
    """The answers to a query: a name or number from `queries/`, a file, or SPARQL text."""
    from lod import sparql as queries

    text = queries.find(publication, wanted)
    with queries.published(publication) as found:
        return queries.rows(found, text)
