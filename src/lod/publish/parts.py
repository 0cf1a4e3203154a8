"""A sorted dataset -> parts that can be looked at one by one: whatever changes, most stay the same.

Enters: sorted lines. Leaves: parts in their order, each with the things of one kind whose names
begin alike. Nothing that is said of a thing or of what belongs to it lies in two parts.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LAST = "\U0010ffff"
"""Sorts after everything that a line may go on with."""


@dataclass(frozen=True, slots=True)
class Part:
    """Sorted lines that begin alike."""

    beginning: str
    held: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The lines."""
        return iter(self.held)


def parts(lines: Sequence[str], base: str) -> tuple[Part, ...]:
    """The parts of a dataset; `base` is what our IRIs begin with."""
    found, begin, things = [], 0, f"<{base}id/"
    while begin < len(lines):
        line = lines[begin]
        beginning = _beginning(line, len(things) if line.startswith(things) else 0)
        end = bisect_left(lines, f"{beginning}{_LAST}", begin)
        end = max(end, begin + 1)  # whoever wrote the lines in another order
        found.append(Part(beginning, tuple(lines[begin:end])))
        begin = end
    return tuple(found)


def _beginning(line: str, start: int) -> str:
    """The kind and the first letter of a thing's name, or the whole subject of another line."""
    end = line.find(">") + 1
    slash = line.find("/", start, end) if start else -1
    return line[: slash + 2] if slash >= 0 else line[:end]
