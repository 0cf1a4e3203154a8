"""Compact names -> N-Triples terms, by the context that the catalogue is written with."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from lod.ntriples import XSD, iri, literal
from lod.publish import context as jsonld_context
from lod.publish.context import Context


@cache
def context() -> Context:
    """The JSON-LD context of the catalogue's files."""
    return jsonld_context.read(json.loads(data("catalog-context.jsonld")))


def data(name: str) -> str:
    """One of the data files of the package as text."""
    return resources.files("lod").joinpath("data", name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated data file, by the names in its first line that is no comment."""
    lines = [line for line in data(name).splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


@cache
def name(compact: str) -> str:
    """`dcat:theme` -> its term; KeyError for a prefix that the context lacks."""
    prefix, _, local = compact.partition(":")
    return iri(context().prefixes[prefix] + local)


def names(compact: str) -> list[str]:
    """Several compact names, parted by spaces, as terms."""
    return [name(each) for each in compact.split()]


def texts(tagged: Mapping[str, str]) -> list[str]:
    """Texts by language as literals."""
    return [literal(text, language=language) for language, text in sorted(tagged.items())]


def typed(lexical: object, datatype: str) -> str:
    """A literal of an XSD datatype such as `date`."""
    return literal(str(lexical), datatype=XSD + datatype)


def iris(values: Iterable[str]) -> list[str]:
    """Addresses as terms."""
    return [iri(value) for value in values]
