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
    stated, facts, claims = _standing(merge(shards), settled.losing, claims_graph)
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


def _standing(
    lines: Iterable[str], lost: frozenset[Triple], claims_graph: str
) -> tuple[list[str], set[Triple], set[Triple]]:
    """The lines without what lost a conflict; their triples outside and inside the claims graph."""
    kept: list[str] = []
    facts: set[Triple] = set()
    claims: set[Triple] = set()
    for line in lines:
        quad = split(line)
        triple = quad[:3]
        if quad.graph == claims_graph:
            claims.add(triple)
        elif triple in lost:
            continue
        else:
            facts.add(triple)
        kept.append(line)
    return kept, facts, claims
