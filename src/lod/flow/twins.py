"""Documents with several records -> a problem at each record but the first one.

Which is the first does not depend on what a build reads: the files that people edit come first,
then records by file and line.
"""

from collections.abc import Iterator
from pathlib import Path

from lod.errors import Problem
from lod.flow.intake import PEOPLE

Place = tuple[str, int]
"""File and line of a record, 0 for files that people edit."""


class Twins:
    """The places of the records of one document, as they are found."""

    def __init__(self) -> None:
        self._places: dict[str, set[Place]] = {}

    def note(self, key: str, *places: Place) -> None:
        """Two places where a document has a record."""
        self._places.setdefault(key, set()).update(places)

    def problems(self) -> Iterator[Problem]:
        """A problem for each record but the first."""
        for key, places in self._places.items():
            (path, line), *others = sorted(places, key=_order)
            said = f"the document {key} has a record already"
            if key.startswith("\n"):  # claims without a document
                said = "these claims have a line already"
            what = f"{said}, {path}:{line}" if line else f"{said}, {path}"
            for file, number in others:
                yield Problem(file, number, 0, what, "keep one of the two", "duplicate-record")


def _order(place: Place) -> tuple[bool, Path, int]:
    path, line = place
    return path != PEOPLE, Path(path), line
