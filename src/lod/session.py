"""What the builds of one process share, and what they tell before they write.

Enters: nothing but what stages put here. Leaves: their results for the next build, the crew of
workers, and an `Outcome` for whoever wants to see the verdict before the files are written.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from lod.errors import Problem, Severity
from lod.flow import changes
from lod.flow.changes import Change, State
from lod.memory import Memory
from lod.publication import Publication
from lod.vocab import Vocabulary

if TYPE_CHECKING:
    from types import TracebackType

    from lod.flow.crew import Crew

_LAST = "\U0010ffff"
"""Sorts after everything that a line may go on with."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build found: every problem, the dataset as it was published last and as it is now."""

    problems: tuple[Problem, ...]
    before: State
    after: State
    publication: Publication
    vocabulary: Vocabulary

    @property
    def publishable(self) -> bool:
        """Whether no problem is a violation."""
        return not any(problem.severity is Severity.VIOLATION for problem in self.problems)

    def changes(self) -> Iterator[Change]:
        """The quads that went and came, in the order of the dataset."""
        return changes.lines(self.before, self.after)

    def differing(self) -> tuple[State, State]:
        """The parts of the dataset in which something differs, as they were and as they are."""
        return changes.differing(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Held:
    """Sorted lines of a dataset that is held in memory."""

    held: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The lines."""
        return iter(self.held)


def held(lines: Sequence[str], base: str) -> State:
    """A dataset in memory as parts: the things of one kind whose names begin alike.

    What changes elsewhere leaves a part as it was, and nothing that is said of a thing or its
    parts lies in two of them. The lines are sorted.
    """
    parts, begin, things = [], 0, f"<{base}id/"
    while begin < len(lines):
        alike = _beginning(lines[begin], len(things) if lines[begin].startswith(things) else 0)
        end = bisect_left(lines, f"{alike}{_LAST}", begin)
        end = max(end, begin + 1)  # whoever wrote the lines in another order
        parts.append(Held(tuple(lines[begin:end])))
        begin = end
    return tuple(parts)


def _beginning(line: str, start: int) -> str:
    """The kind and the first letter of a thing's name, or the whole subject of another line."""
    end = line.find(">") + 1
    slash = line.find("/", start, end) if start else -1
    return line[: slash + 2] if slash >= 0 else line[:end]


class Session:
    """Builds that share it make only what changed; `checked` is told what each of them found."""

    def __init__(self, checked: Callable[[Outcome], None] | None = None) -> None:
        self.memory = Memory()
        self.checked = checked
        self._crew: Crew | None = None

    def crew(self, workers: int, scheduler: str) -> "Crew":
        """The workers, hired by the first build that needs them."""
        if self._crew is None:
            from lod.flow import crew

            self._crew = crew.crew(workers, scheduler)
        return self._crew

    def forget(self) -> None:
        """Begin afresh: what was read while it changed may be a mixture."""
        self.memory = Memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        if self._crew is not None:
            self._crew.close()
            self._crew = None
