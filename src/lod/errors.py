"""Every error of lod, and the problems that an editor can mend.

    LodError
    ├── ConfigError       lod.toml cannot be used
    ├── CallError         a command or function was called wrongly
    ├── InvalidInput      claim files, records, register: all problems at once
    ├── ShapesError       the shapes graph is ill-formed
    ├── NotPublishable    the built graph breaks a rule; nothing was published
    ├── StoreError        the store for queries is not there, or damaged
    └── WriteError        the output could not be written; the last good one stays
        └── CacheError    what builds keep in .lod is damaged

Errors carry fields, say what to do next and compare by value.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs (the names of SHACL section 2.1.4)."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: where it is, what is wrong, what to do.

    `line` and `column` count from 1; 0 means that the place within the file is unknown.
    """

    path: str
    line: int
    column: int
    what: str
    remedy: str
    code: str
    severity: Severity = Severity.VIOLATION

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.what} → {self.remedy}" if self.remedy else f"{place}: {self.what}"


class LodError(Exception):
    """The root: a message for people and what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} → {self.remedy}" if self.remedy else self.message

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.message))

    def __reduce__(self) -> tuple[type["LodError"], tuple[object, ...]]:
        return type(self), (self.message, self.remedy)


class ConfigError(LodError):
    """lod.toml is missing, unreadable or incomplete."""


class CallError(LodError):
    """A command or function was called with arguments that make no sense."""


class StoreError(LodError):
    """The store for queries is not there, cannot be read or is damaged."""


class WriteError(LodError):
    """The output could not be written; what was published before is untouched."""


class CacheError(WriteError):
    """What builds keep in .lod cannot be used; deleting it costs time, nothing else."""


class ProblemsError(LodError):
    """An error made of problems, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        ordered = tuple(sorted(set(problems)))
        count = len(ordered)
        super().__init__(f"{count} problem{'' if count == 1 else 's'}")
        self.problems = ordered

    def __reduce__(self) -> tuple[type[LodError], tuple[object, ...]]:
        return type(self), (self.problems,)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class InvalidInput(ProblemsError):  # noqa: N818 - it names what is wrong, as NotPublishable does
    """What editors wrote cannot be read; every problem found, at its line."""


class ShapesError(ProblemsError):
    """The shapes graph is ill-formed (SHACL section 3.4); no data was read."""


class NotPublishable(ProblemsError):  # noqa: N818 - it names the state of the data
    """The graph was built and breaks a rule; the last good publication stays."""
