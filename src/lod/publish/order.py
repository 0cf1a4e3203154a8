"""The predicates of a node -> the order in which people read them, the same in every dump.

First what a thing is, then what it is called, then what is read as one phrase (an amount and its
currency, a start and an end), then the rest by name. Nodes of one kind have the same few sets of
predicates, so each set is put in order once.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from lod.ntriples import RDF

TYPE = f"<{RDF}type>"
OPENING = (
    "schema:name",
    "schema:headline",
    "skos:prefLabel",
    "rdfs:label",
    "dcterms:title",
    "schema:alternateName",
    "skos:altLabel",
    "coop:acronym",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "schema:value",
    "schema:currency",
    "dcat:startDate",
    "dcat:endDate",
    "oa:start",
    "oa:end",
)
"""What opens a block after the types, in this order: the name, then what is read as one phrase."""
REMEMBERED = 1 << 14
"""How much a writer keeps in mind before it starts again, so that memory stays constant."""

Written = TypeVar("Written")


class Order(dict[tuple[str, ...], list[tuple[int, Written]]], Generic[Written]):
    """Index it with the predicates of a node: their places in the node, each as it is written.

    `write` gives the prefixed name of a predicate and how this dump writes it.
    """

    __slots__ = ("_write",)

    def __init__(self, write: Callable[[str], tuple[str, Written]]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, predicates: tuple[str, ...]) -> list[tuple[int, Written]]:
        if len(self) > REMEMBERED:
            self.clear()
        rows = []
        for place, predicate in enumerate(predicates):
            name, written = self._write(predicate)
            rows.append(((_rank(predicate, name), name, place), written))
        rows.sort(key=lambda row: row[0])
        self[predicates] = order = [(key[2], written) for key, written in rows]
        return order


def _rank(predicate: str, name: str) -> int:
    """Classes first, then what opens a block, then the rest."""
    if predicate == TYPE:
        return -1
    return OPENING.index(name) if name in OPENING else len(OPENING)
