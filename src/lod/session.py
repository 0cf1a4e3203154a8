"""What the builds of one process share, and what they tell before they write.

Enters: nothing but what stages put here. Leaves: their results for the next build, the crew of
workers, and an `Outcome` for whoever wants to see the verdict before the files are written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lod.closing import Closing
from lod.errors import Problem, Severity
from lod.flow import changes
from lod.flow.changes import Change, Parts
from lod.memory import Memory
from lod.publication import Publication
from lod.vocab import Vocabulary

if TYPE_CHECKING:
    from lod.flow.crew import Crew


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build found: every problem, the dataset as it was published last and as it is now."""

    problems: tuple[Problem, ...]
    before: Parts
    after: Parts
    publication: Publication
    vocabulary: Vocabulary

    @property
    def publishable(self) -> bool:
        """Whether no problem is a violation."""
        return not any(problem.severity is Severity.VIOLATION for problem in self.problems)

    def changes(self) -> Iterator[Change]:
        """The quads that went and came, in the order of the dataset."""
        return changes.lines(self.before, self.after)

    def differing(self) -> tuple[Parts, Parts]:
        """The parts of the dataset in which something differs, as they were and as they are."""
        return changes.differing(self.before, self.after)


class Session(Closing):
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

    def forget_stream(self, publication: Publication) -> None:
        """A publication that has shrunk needs no cache of the stream, nor traces in it."""
        if (publication.root / ".lod" / "cache" / "flow").exists():
            from lod.flow import cache

            cache.forget(publication, self.crew(0, ""))

    def close(self) -> None:
        """Send the crew home."""
        if self._crew is not None:
            self._crew.close()
            self._crew = None
