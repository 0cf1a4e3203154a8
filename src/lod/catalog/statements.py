"""Statements under way: added in any order, read as sorted distinct N-Triples lines."""

from collections.abc import Iterable

from lod.catalog.terms import name, names

Objects = str | Iterable[str]


class Statements:
    """A set of triples that grows; nothing is ever taken out."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: set[str] = set()

    def add(self, subject: str, classes: str = "", **properties: Objects) -> None:
        """Say of a subject (a term) its classes and properties.

        Classes are compact names parted by spaces; a property is written `dcat_theme` for
        `dcat:theme`, its objects are terms. An empty object says nothing.
        """
        for class_ in names(classes):
            self._lines.add(f"{subject} {name('rdf:type')} {class_} .")
        for key, objects in properties.items():
            predicate = name(key.replace("_", ":", 1))
            for term in (objects,) if isinstance(objects, str) else objects:
                if term:
                    self._lines.add(f"{subject} {predicate} {term} .")

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, sorted, without line ends."""
        return tuple(sorted(self._lines))
