"""Shards -> the dataset: sorted, distinct N-Quads lines in named graphs.

One graph for each document, and `inferred`, `computed`, `external`, `claims`, `codes`. The
default view is the union of all of them; the facts are all but the claims.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lod.derive import computed, conflicts, rules
from lod.derive.conflicts import Settled
from lod.derive.mapping import Minting
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
) -> Dataset:
    """Merge the shards, leave out what lost a conflict, add what is computed and inferred."""
    claims_graph = mint.graph("claims")
    lost = settled.losing
    stated = [line for line in merge(shards) if _stands(line, lost, claims_graph)]
    facts, claims = _triples(stated, claims_graph)
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
    lines = tuple(merge((stated, sorted(added))))
    return Dataset(lines, claims_graph, {**new_computed, **reasons, **claim_reasons})


def merge(shards: Iterable[Iterable[str]]) -> Iterator[str]:
    """Sorted lines -> the distinct lines of all, sorted."""
    return (line for line, _ in groupby(heapq.merge(*shards)))


def _stands(line: str, lost: frozenset[Triple], claims_graph: str) -> bool:
    quad = split(line)
    return quad.graph == claims_graph or quad[:3] not in lost


def _triples(lines: Iterable[str], claims_graph: str) -> tuple[set[Triple], set[Triple]]:
    facts: set[Triple] = set()
    claims: set[Triple] = set()
    for line in lines:
        quad = split(line)
        (claims if quad.graph == claims_graph else facts).add(quad[:3])
    return facts, claims
