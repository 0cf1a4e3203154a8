"""Two builds -> what changed, as people read it: by thing, with the claim behind each statement.

Enters: the sorted N-Quads lines of both, read more than once (lists or `Dump`). Leaves: a `Diff`.
Claims, evidence and inferred lines are the reason behind a statement, never one of their own, so
one added statement gives a diff of one statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lod.derive.dataset import Triple
from lod.derive.mapping import Minting
from lod.ntriples import is_literal, literal_value, split
from lod.releases import patch as patches
from lod.releases.background import (
    Background,
    Contradiction,
    Proof,
    claimed,
    gather,
    thing_of,
    turns,
)
from lod.releases.patch import Patch
from lod.vocab import RDF_TYPE

_TYPE = f"<{RDF_TYPE}>"


class State(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One statement: `old` is empty where it is new, `new` where it is gone.

    `proofs` are the claims behind what is now said, or behind what was said if nothing is.
    """

    subject: str
    predicate: str
    old: str
    new: str
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class ThingChange:
    """What changed about one thing and the parts that have no name of their own."""

    thing: str
    state: State
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """`reproved` are statements that stay while the claims behind them changed.

    `names` gives the name of each term that has one, the newer name first.
    """

    things: tuple[ThingChange, ...]
    opened: tuple[Contradiction, ...]
    resolved: tuple[Contradiction, ...]
    reproved: tuple[Change, ...]
    names: Mapping[str, str]
    patch: Patch

    @property
    def empty(self) -> bool:
        """Whether not a single quad differs."""
        return self.patch.empty

    @property
    def grows(self) -> bool:
        """Whether a statement came that takes the place of no other."""
        return any(not change.old for change in self.statements)

    @property
    def statements(self) -> tuple[Change, ...]:
        """Every statement that was added, removed or changed."""
        return tuple(change for thing in self.things for change in thing.changes)

    @property
    def counts(self) -> Mapping[str, int]:
        """Things by what became of them, statements, contradictions, quads."""
        return {
            **{f"things-{state.value}": self.count(state) for state in State},
            "statements": len(self.statements),
            "contradictions-opened": len(self.opened),
            "contradictions-resolved": len(self.resolved),
            "quads-added": len(self.patch.added),
            "quads-removed": len(self.patch.removed),
        }

    def rows(self, header: patches.Header = ()) -> Iterator[str]:
        """The text of the patch, headed by these fields too."""
        return patches.write(replace(self.patch, header=(*header, *self.patch.header)))

    def count(self, state: State) -> int:
        """How many things were added, removed or changed."""
        return sum(thing.state is state for thing in self.things)


def diff(
    old: Iterable[str],
    new: Iterable[str],
    base: str,
    languages: Sequence[str] = ("en",),
    header: patches.Header = (),
    patch: Patch | None = None,
) -> Diff:
    """What became different; both dumps are streamed up to three times, less with their `patch`."""
    patch = patch or patches.between(old, new, header)
    mint = Minting(base)
    statements, terms = _touched(patch, old, new, mint)
    before = gather(old, statements, terms, mint, languages)
    after = gather(new, statements, terms, mint, languages)
    gone = {t for t in statements if _said(t, before, mint) and not _said(t, after, mint)}
    come = {t for t in statements if _said(t, after, mint) and not _said(t, before, mint)}
    gone = {t for t in gone if not _only_type(t, before, after)}
    come = {t for t in come if not _only_type(t, after, before)}
    changes = sorted(_paired(gone, come, before, after))
    kept = (t for t in sorted(statements) if _said(t, before, mint) and _said(t, after, mint))
    opened, resolved = turns(before.contradictions, after.contradictions)
    return Diff(
        _by_thing(changes, statements, before, after, base),
        opened,
        resolved,
        tuple(_reproved(kept, before, after)),
        {**before.names, **after.names},
        patch,
    )


def _touched(
    patch: Patch, old: Iterable[str], new: Iterable[str], mint: Minting
) -> tuple[set[Triple], set[str]]:
    """The statements that changed lines are or are claims about, and the terms to name."""
    claims_graph, start = mint.graph("claims"), f"<{mint.base}id/claim/"
    statements: set[Triple] = set()
    claims: set[str] = set()
    for line in (*patch.removed, *patch.added):
        quad = split(line)
        if quad.graph != claims_graph:
            statements.add(quad[:3])
        elif quad.subject.startswith(start):
            claims.add(quad.subject)
    if claims:
        statements |= claimed(old, claims, mint) | claimed(new, claims, mint)
    things = {thing_of(statement[0], mint.base) for statement in statements}
    mentioned = {term for statement in statements for term in (statement[0], statement[2])}
    return statements, things | {term for term in mentioned if not is_literal(term)}


def _said(statement: Triple, where: Background, mint: Minting) -> bool:
    """Whether the statement is asserted, and not just because it follows from others."""
    graphs = where.graphs.get(statement, frozenset())
    derived = {mint.graph("inferred"), mint.graph("computed")}
    return bool(graphs - derived) or bool(graphs and where.proofs.get(statement))


def _only_type(statement: Triple, where: Background, elsewhere: Background) -> bool:
    """Whether it merely says what kind of thing a new or vanished node is."""
    subject, predicate, _ = statement
    unclaimed = predicate == _TYPE and not where.proofs.get(statement)
    return unclaimed and subject not in elsewhere.subjects


def _paired(
    gone: Iterable[Triple], come: Iterable[Triple], before: Background, after: Background
) -> Iterator[Change]:
    """Removed and added values of one property of one subject, from -> to where that is clear."""
    values: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, statements in enumerate((gone, come)):
        for subject, predicate, value in sorted(statements):
            values[subject, predicate][place].append(value)
    for key, (old, new) in values.items():
        for one, other in replacements(old, new):
            where, value = (after, other) if other else (before, one)
            yield Change(*key, one, other, where.proofs.get((*key, value), ()))


def replacements(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of values: those alone in their language or datatype replace each other."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    sorts: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, values in enumerate((old, new)):
        for value in values:
            sorts[_sort(value)][place].append(value)
    for ones, others in sorts.values():
        if len(ones) == len(others) == 1:
            yield ones[0], others[0]
        else:
            yield from ((one, "") for one in ones)
            yield from (("", other) for other in others)


def _sort(term: str) -> str:
    if not is_literal(term):
        return "<>"
    value = literal_value(term)
    return value.language or value.datatype


def _by_thing(
    changes: Iterable[Change],
    statements: Iterable[Triple],
    before: Background,
    after: Background,
    base: str,
) -> tuple[ThingChange, ...]:
    grouped: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        grouped[thing_of(change.subject, base)].append(change)
    for subject in {statement[0] for statement in statements}:
        if subject == thing_of(subject, base) and (
            (subject in before.subjects) != (subject in after.subjects)
        ):
            grouped[subject] += ()
    found = []
    for thing, own in sorted(grouped.items()):
        old, new = thing in before.subjects, thing in after.subjects
        state = State.CHANGED if old == new else State.ADDED if new else State.REMOVED
        found.append(ThingChange(thing, state, tuple(own)))
    return tuple(found)


def _reproved(kept: Iterable[Triple], before: Background, after: Background) -> Iterator[Change]:
    for subject, predicate, value in kept:
        statement = (subject, predicate, value)
        proofs = after.proofs.get(statement, ())
        if proofs != before.proofs.get(statement, ()):
            yield Change(subject, predicate, value, value, proofs)
