"""Shards -> the dataset: sorted, distinct N-Quads lines in named graphs.

One graph for each document, and `inferred`, `computed`, `external`, `claims`, `codes`. The
default view is the union of all of them; the facts are all but the claims.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from lod.derive import computed, conflicts, rules
from lod.derive.conflicts import Settled
from lod.derive.mapping import Minting
from lod.memory import Memory
from lod.ntriples import quad_line, split

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The lines, and by which rule each computed or inferred triple came about."""

    lines: tuple[str, ...]
    claims_graph: str
    reasons: dict[Triple, str]

    @property
    def facts(self) -> Iterator[str]:
        """The lines of all graphs but the claims."""
        end = f" {self.claims_graph} ."
        return (line for line in self.lines if not line.endswith(end))

    @property
    def evidence(self) -> Iterator[str]:
        """The lines of the claims graph."""
        end = f" {self.claims_graph} ."
        return (line for line in self.lines if line.endswith(end))


def assemble(
    shards: Iterable[Iterable[str]],
    settled: Settled,
    codes: Iterable[Triple],
    compiled: rules.Rules,
    mint: Minting,
    memory: Memory | None = None,
) -> Dataset:
    """Merge the shards, leave out what lost a conflict, add what is computed and inferred.

    Shards that `memory` knows from the build before are not taken apart again.
    """
    claims_graph = mint.graph("claims")
    parts = _parts(shards, claims_graph, memory or Memory())
    stated = merge(part.without(settled.losing) for part in parts)
    claims = set(chain.from_iterable(part.claims for part in parts))
    facts = set(chain.from_iterable(part.facts for part in parts)) - settled.losing
    new_computed = computed.computed(facts, f"{mint.base}ont#")
    facts.update(new_computed)
    reasons = rules.infer(facts, compiled)
    claim_reasons = rules.infer(claims, compiled)
    added = [
        *(quad_line(*triple, mint.graph("computed")) for triple in new_computed),
        *(quad_line(*triple, mint.graph("inferred")) for triple in reasons),
        *(quad_line(*triple, claims_graph) for triple in claim_reasons),
        *(quad_line(*triple, mint.graph("codes")) for triple in codes),
        *conflicts.lines(settled.conflicts, mint),
    ]
    return Dataset(
        merge((stated, added)), claims_graph, {**new_computed, **reasons, **claim_reasons}
    )


def merge(shards: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The distinct lines of all shards, sorted; quick where each is sorted already."""
    return tuple(dict.fromkeys(sorted(chain.from_iterable(shards))))


@dataclass(frozen=True, slots=True)
class _Part:
    """A shard and its triples outside and inside the claims graph."""

    lines: tuple[str, ...]
    facts: frozenset[Triple]
    claims: frozenset[Triple]
    claims_graph: str

    def without(self, lost: frozenset[Triple]) -> Iterable[str]:
        """The lines but those outside the claims graph that lost a conflict."""
        if self.facts.isdisjoint(lost):
            return self.lines
        quads = zip(self.lines, map(split, self.lines), strict=True)
        return (
            line for line, quad in quads if quad.graph == self.claims_graph or quad[:3] not in lost
        )


def _parts(shards: Iterable[Iterable[str]], claims_graph: str, memory: Memory) -> tuple[_Part, ...]:
    def part(lines: tuple[str, ...]) -> _Part:
        quads = [split(line) for line in lines]
        inside = frozenset(quad[:3] for quad in quads if quad.graph == claims_graph)
        outside = frozenset(quad[:3] for quad in quads if quad.graph != claims_graph)
        return _Part(lines, outside, inside, claims_graph)

    def recalled(number: int, lines: tuple[str, ...]) -> _Part:
        return memory.recall(("part", number), (lines, claims_graph), lambda: part(lines))

    return tuple(recalled(number, tuple(lines)) for number, lines in enumerate(shards))
