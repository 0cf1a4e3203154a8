"""The values that pass between the stages: documents, evidence, claims. All frozen."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How a claim is known; the names are those of the code list `claim-statuses`."""

    STATED = "stated"
    COMPUTED = "computed"
    INFERRED = "inferred"
    EXTERNAL = "external"


_STATED = Status.STATED


class Rank(StrEnum):
    """Which of several claims an editor prefers; the names are those of the code list `ranks`."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file that people edit: line and column from 1, 0 where unknown."""

    path: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: Unicode code points, end exclusive, with its words."""

    start: int
    end: int
    exact: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.exact) or not self.exact:
            raise ValueError(f"{len(self.exact)} code points cannot span {self.start}-{self.end}")


class Evidence(NamedTuple):
    """A span of the text of one document; `document` is the document's key."""

    document: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One source document as its record describes it; its text is never part of it.

    `key` is the document's key in the register without `document/`; `types` are class IRIs;
    `published` an EDTF date or empty; `statements` what the record itself says about the
    document, as (predicate, object) terms; `length` counts the text's code points.
    """

    key: str
    iri: str
    language: str
    published: str
    length: int
    sha256: str
    types: tuple[str, ...]
    statements: tuple[tuple[str, str], ...]
    position: Position

    @property
    def text_iri(self) -> str:
        """The IRI of the exact text that the evidence points into."""
        return f"{self.iri}/text"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement with its status and its evidence in one document.

    Subject, predicate and object are N-Triples terms. `document` is the key of the document
    whose claim file holds the claim, empty for a file of external claims.
    """

    subject: str
    predicate: str
    object: str
    status: Status = Status.STATED
    rank: Rank = Rank.NORMAL
    document: str = ""
    evidence: tuple[Evidence, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    position: Position = field(default=Position(""), compare=False)

    def __post_init__(self) -> None:
        if self.status is _STATED:
            if not self.evidence:
                raise ValueError("a stated claim needs evidence")
            return
        if self.status in (Status.INFERRED, Status.COMPUTED) and not self.rules:
            raise ValueError(f"a claim with the status {self.status} needs a rule")
        if self.status is Status.EXTERNAL and not self.sources:
            raise ValueError("an external claim needs a source")

    @property
    def statement(self) -> tuple[str, str, str]:
        """Subject, predicate, object."""
        return self.subject, self.predicate, self.object
