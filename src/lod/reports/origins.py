"""Which claims made the statements that a result is about, and where they stand.

Enters: claims with their positions, the records of documents. Leaves: for a result, the claims
that made the offending statement, or the one that first speaks of the focus node.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from lod.model import Claim, Document, Evidence, Position
from lod.shacl.paths import Inverse, Path, Predicate, Sequence
from lod.shacl.report import Result

LIMIT = 5
"""How many claims are named where a result has many."""

_DEPTH = 4
"""How many segments a part may lie below the thing it belongs to: `grant/erdf/amount/…`."""


class Minting(Protocol):
    """How a publication names claims and evidence."""

    @property
    def base(self) -> str: ...

    def claim(self, claim: Claim) -> str: ...

    def evidence(self, document_iri: str, evidence: Evidence) -> str: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a file that editors keep.

    `document` is the key of the source document ("" for external claims), `quotes` the words
    that the claim rests on, `made` whether it made the statement or only speaks of the focus
    node.
    """

    position: Position
    document: str = ""
    quotes: tuple[str, ...] = ()
    made: bool = False


class Origins:
    """An index of claims by what they state."""

    def __init__(
        self, claims: Iterable[Claim], mint: Minting, documents: Iterable[Document] = ()
    ) -> None:
        self._records = {f"<{document.iri}>": document for document in documents}
        iris = {document.key: document.iri for document in self._records.values()}
        self._claims: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: claim.position):
            for key in _keys(claim, mint, iris):
                self._claims[key].append(claim)

    def of(self, result: Result) -> tuple[Origin, ...]:
        """Where a result comes from, the earliest place first; none where nothing is known."""
        subject, predicate, object_ = _statement(result)
        return self.find(subject, predicate, object_)

    def find(self, subject: str, predicate: str = "", object_: str = "") -> tuple[Origin, ...]:
        """The claims that made a statement, else the place where its subject is introduced."""
        node = subject.split("#")[0].rstrip(">") + ">"
        for key in (
            (subject, predicate, object_),
            (subject, predicate),
            (subject, "itself"),
            (node, "itself"),
        ):
            if found := self._claims.get(key):
                return tuple(dict.fromkeys(_origin(claim, made=True) for claim in found[:LIMIT]))
        if record := self._records.get(subject):
            return (Origin(record.position, record.key),)
        found = self._claims.get((subject,)) or self._claims.get((subject, "below"))
        return (_origin(found[0], made=False),) if found else ()


def _keys(claim: Claim, mint: Minting, iris: dict[str, str]) -> Iterable[tuple[str, ...]]:
    subject, predicate, object_ = claim.statement
    yield subject, predicate, object_
    yield subject, predicate
    yield (subject,)
    yield mint.claim(claim), "itself"
    for evidence in claim.evidence:
        if evidence.document in iris:
            yield f"<{mint.evidence(iris[evidence.document], evidence)}>", "itself"
    for depth in range(1, _DEPTH + 1):
        yield f"{subject.rsplit('/', depth)[0]}>", "below"


def _statement(result: Result) -> tuple[str, str, str]:
    """The statement that a result is about, as far as its path shows one (section 3.6.2.2)."""
    path, focus, value = result.path_structure, result.focus_node, result.value or ""
    if isinstance(path, Inverse) and isinstance(path.path, Predicate) and value:
        return value, path.path.iri, focus
    first = _first(path)
    if first is None:
        return focus, result.path or "", value
    return focus, first, value if isinstance(path, Predicate) else ""


def _first(path: Path | None) -> str | None:
    """The predicate that the path crosses first, where there is one."""
    while isinstance(path, Sequence):
        path = path.steps[0]
    return path.iri if isinstance(path, Predicate) else None


def _origin(claim: Claim, *, made: bool) -> Origin:
    quotes = dict.fromkeys(evidence.span.exact for evidence in claim.evidence)
    return Origin(claim.position, claim.document, tuple(quotes), made)
