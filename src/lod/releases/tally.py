"""Two large builds -> how much became different, counted in one pass and not listed.

Enters: the sorted N-Quads lines of both. Leaves: the numbers that `diff` gives. What is held in
memory are the names of things that changed and of statements that rest on a rule, nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lod.derive.mapping import Minting
from lod.ntriples import RDF, split
from lod.releases import background, patch
from lod.releases.background import thing_of
from lod.releases.diff import Diff, State, diff, replacements
from lod.releases.dump import Dump
from lod.releases.patch import Header
from lod.vocab import RDF_TYPE

_TYPE = f"<{RDF_TYPE}>"

Values = Mapping[str, tuple[str, ...]]
Facts = Mapping[tuple[str, str], frozenset[str]]
"""Predicate and object -> the graphs, of one subject."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts as a `Diff` has them, and the dumps with what heads the patch between them.

    `grows` says whether a statement came that takes the place of no other.
    """

    counts: Mapping[str, int]
    grows: bool
    old: Iterable[str]
    new: Iterable[str]
    header: Header

    @property
    def empty(self) -> bool:
        """Whether not a single quad differs."""
        return not (self.counts["quads-added"] or self.counts["quads-removed"])

    def rows(self, header: Header = ()) -> Iterator[str]:
        """The text of the patch, headed by these fields too."""
        return patch.stream(self.old, self.new, (*header, *self.header))

    def count(self, state: State) -> int:
        """How many things were added, removed or changed."""
        return self.counts[f"things-{state.value}"]


def compare(
    old: Iterable[str],
    new: Iterable[str],
    base: str,
    languages: Sequence[str] = ("en",),
    header: Header = (),
    most: int = patch.MOST,
) -> Diff | Tally:
    """What became different; only counted where large dumps differ in more quads than `most`.

    Large are dumps that are there compressed.
    """
    if not any(isinstance(lines, Dump) and lines.compressed for lines in (old, new)):
        return diff(old, new, base, languages, header)
    found = patch.short(old, new, header, most)
    return diff(old, new, base, languages, patch=found) if found else tally(old, new, base, header)


def tally(old: Iterable[str], new: Iterable[str], base: str, header: Header = ()) -> Tally:
    """The numbers of a difference of any length; both dumps are read twice."""
    counted = _Count(base)
    before, after = _Side(base), _Side(base)
    for subject, gone, come in _nodes(old, new, (before, after)):
        counted.node(subject, before.facts(gone), after.facts(come), before, after)
    opened, resolved = background.turns(before.contradictions(), after.contradictions())
    quads = Counter(come for _, come in patch.changes(old, new))
    counts = {
        **counted.things(),
        "statements": counted.statements,
        "contradictions-opened": len(opened),
        "contradictions-resolved": len(resolved),
        "quads-added": quads[True],
        "quads-removed": quads[False],
    }
    return Tally(counts, counted.grows, old, new, header)


def _nodes(
    old: Iterable[str], new: Iterable[str], sides: tuple["_Side", "_Side"]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each subject that is no claim, with its lines of both dumps; claims are taken in by side."""
    left, right = (side.facts_of(lines) for side, lines in zip(sides, (old, new), strict=True))
    one, other = next(left, None), next(right, None)
    doubtful = _doubtful(*sides)
    while one or other:
        subject = min(node[0] for node in (one, other) if node)
        here, there = one and one[0] == subject, other and other[0] == subject
        gone = one[1] if one and here else []
        come = other[1] if other and there else []
        if gone != come or hash(subject) in doubtful:
            yield subject, gone, come
        one = next(left, None) if here else one
        other = next(right, None) if there else other


def _doubtful(before: "_Side", after: "_Side") -> set[int]:
    """The subjects of statements that rest on a claim on one side only."""
    old, new = before.proven, after.proven
    return {(old | new)[statement] for statement in old.keys() ^ new.keys()}


class _Side:
    """One of the two builds: which statements rest on claims, and what contradicts what."""

    def __init__(self, base: str) -> None:
        self.mint = Minting(base)
        self.derived = {self.mint.graph("inferred"), self.mint.graph("computed")}
        self.proven: dict[int, int] = {}
        self.at_odds: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def facts_of(self, lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """The subjects that are neither claims nor evidence; the claims come before all of them."""
        claim = f"<{self.mint.base}id/claim/"
        evidence = f"<{self.mint.base}id/evidence/"
        for subject, group in groupby(lines, key=lambda line: line[: line.index(" ")]):
            if subject.startswith(claim):
                self.claim(list(group))
            elif not subject.startswith(evidence):
                yield subject, list(group)

    def claim(self, lines: list[str]) -> None:
        """Remember a claim that decides whether a statement counts, or contradicts another."""
        odds = self.mint.term("conflictsWith")
        stated = f" {self.mint.code('stated')} "
        if (
            not any(odds in line for line in lines)
            and any(stated in line for line in lines)
            and not any(line.split(" ", 3)[2] == _TYPE for line in lines)
        ):
            return
        values: dict[str, str] = {}
        conflicting = False
        for quad in map(split, lines):
            values.setdefault(quad.predicate, quad.object)
            conflicting = conflicting or quad.predicate == odds
        parts = [values.get(f"<{RDF}{name}>", "") for name in ("subject", "predicate", "object")]
        if not all(parts):
            return
        self.proven[hash(tuple(parts))] = hash(parts[0])
        if conflicting:
            rank = background.local_code(values.get(self.mint.term("rank"), ""))
            self.at_odds[parts[0], parts[1]].append((parts[2], rank))

    def facts(self, lines: Iterable[str]) -> Facts:
        """What the lines of one subject say, and in which graphs."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for quad in map(split, lines):
            found[quad.predicate, quad.object].add(quad.graph)
        claims = self.mint.graph("claims")
        return {key: frozenset(graphs) for key, graphs in found.items() if graphs != {claims}}

    def said(self, subject: str, facts: Facts) -> set[tuple[str, str]]:
        """What is asserted, and not just because it follows from others."""
        return {
            key
            for key, graphs in facts.items()
            if graphs - self.derived or hash((subject, *key)) in self.proven
        }

    def contradictions(self) -> Mapping[tuple[str, str], background.Contradiction]:
        return {key: background.contradiction(key, found) for key, found in self.at_odds.items()}


@dataclass(slots=True)
class _Count:
    """What was counted so far; things are remembered by name, for their parts come before them."""

    base: str
    statements: int = 0
    grows: bool = False
    changed: set[str] = field(default_factory=set)
    states: dict[str, State] = field(default_factory=dict)

    def node(self, subject: str, was: Facts, now: Facts, before: _Side, after: _Side) -> None:
        """One subject that differs."""
        old, new = before.said(subject, was), after.said(subject, now)
        gone = {key for key in old - new if now or not _only_type(subject, key, before)}
        come = {key for key in new - old if was or not _only_type(subject, key, after)}
        pairs = list(_pairs(gone, come))
        self.statements += len(pairs)
        self.grows = self.grows or any(not one for one, _ in pairs)
        thing = thing_of(subject, self.base)
        if pairs:
            self.changed.add(thing)
        if subject == thing and bool(was) != bool(now):
            self.states[thing] = State.ADDED if now else State.REMOVED

    def things(self) -> Mapping[str, int]:
        """How many things were added, removed and changed."""
        found = [*self.states.values(), *(State.CHANGED for _ in self.changed - self.states.keys())]
        return {f"things-{state.value}": found.count(state) for state in State}


def _only_type(subject: str, key: tuple[str, str], side: _Side) -> bool:
    """Whether it merely says what kind of thing a new or vanished node is."""
    return key[0] == _TYPE and hash((subject, *key)) not in side.proven


def _pairs(gone: set[tuple[str, str]], come: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Removed and added values, from -> to where that is clear."""
    for predicate in {predicate for predicate, _ in gone | come}:
        old = sorted(value for name, value in gone if name == predicate)
        new = sorted(value for name, value in come if name == predicate)
        yield from replacements(old, new)
