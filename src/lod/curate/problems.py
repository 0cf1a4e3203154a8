"""What is wrong in one file, each problem at its line, with the nearest valid name.

Enters: the trail of a value in a Record and what is wrong with it. Leaves: Problems in the
order in which they were found.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from lod.curate.records import Record
from lod.errors import Problem

Trail = tuple[str | int, ...]

_LONGEST_NAME = 100
_PATIENCE = 50
"""After so many problems in one file nearest names, which take time, are no longer sought."""


class Problems:
    """The problems of one file."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._found: list[Problem] = []

    def __len__(self) -> int:
        return len(self._found)

    @property
    def found(self) -> tuple[Problem, ...]:
        """All problems so far."""
        return tuple(self._found)

    @property
    def patient(self) -> bool:
        """Whether there are still few enough problems to look for what was meant."""
        return len(self._found) < _PATIENCE

    def add(self, trail: Trail, what: str, remedy: str, code: str) -> None:
        """Note a problem of the value at `trail`."""
        place = self._record.locate(trail)
        self._found.append(Problem(place.path, place.line, place.column, what, remedy, code))

    def near(self, name: Any, known: Iterable[str], cutoff: float = 0.65) -> str:
        """A remedy that names the known name most like `name`, or all of them."""
        names = sorted(known)
        close = []
        if self.patient and isinstance(name, str) and len(name) <= _LONGEST_NAME:
            close = get_close_matches(name, names, 1, cutoff)
        return f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}"


def shown(value: Any) -> str:
    """A value as a message shows it: quoted, line ends and the like escaped, not too long."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else "an empty value"
    return text if len(text) <= 60 else f"{text[:58]}…{text[-1]}"
