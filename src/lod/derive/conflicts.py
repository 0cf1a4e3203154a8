"""Claims that cannot all be true: which value the graph asserts, and who contradicts whom.

Two claims on a single-valued property of one thing with different values are in conflict.
Both stay as claims. Asserted is the preferred one; with none preferred, the first by the
date of its document (undated documents and external sources last). A date that only says less
precisely what another says ("2017" beside "2017-09-XX") contradicts nothing: the more precise
one is asserted. Nor does one with the same bounds ("2017-11" beside "2017-11-XX"): the first is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from lod import edtf
from lod.derive.mapping import Minting
from lod.errors import Problem, Severity
from lod.model import Claim, Document, Rank, Status
from lod.ntriples import iri_value, is_literal, literal_value, quad_line
from lod.vocab import EDTF, Vocabulary, local_name

Statement = tuple[str, str, str]
_Bounds = tuple[date | None, date | None]
_LATE = "~"
_RANK_ORDER = (Rank.PREFERRED, Rank.NORMAL, Rank.DEPRECATED)
_RANK_WEIGHT = (Rank.PREFERRED, Rank.DEPRECATED, Rank.NORMAL)
_STATUS_ORDER = (Status.STATED, Status.COMPUTED, Status.INFERRED, Status.EXTERNAL)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing and property with several values; `asserted` is the claim whose value stands.

    `agreeing` are further claims of that value, `others` those of other values; `resolved` says
    that an editor preferred the value, or deprecated all others.
    """

    subject: str
    predicate: str
    asserted: Claim
    agreeing: tuple[Claim, ...]
    others: tuple[Claim, ...]
    resolved: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """The conflicts in the order of subject and predicate, and the dates that say too little."""

    conflicts: tuple[Conflict, ...]
    coarser: frozenset[Statement]

    @property
    def losing(self) -> frozenset[Statement]:
        """The statements that are claimed and not asserted."""
        lost = {claim.statement for conflict in self.conflicts for claim in conflict.others}
        return self.coarser | lost


def settle(
    claims: Iterable[Claim], documents: Mapping[str, Document], vocabulary: Vocabulary
) -> Settled:
    """Decide which of the claimed values the graph asserts."""
    grouped: dict[tuple[str, str], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if _is_single(claim, vocabulary):
            grouped[claim.subject, claim.predicate][claim.object].append(claim)
    found: list[Conflict] = []
    coarser: set[Statement] = set()
    for (subject, predicate), by_object in sorted(grouped.items()):
        if len(by_object) < 2:
            continue
        ordered = sorted(chain(*by_object.values()), key=lambda c: _precedence(c, documents))
        vague = _coarser(ordered)
        coarser.update((subject, predicate, value) for value in vague)
        ordered = [claim for claim in ordered if claim.object not in vague]
        if len({claim.object for claim in ordered}) > 1:
            found.append(_conflict(ordered))
    return Settled(tuple(found), frozenset(coarser))


def _coarser(ordered: Sequence[Claim]) -> frozenset[str]:
    """The dates that another one says as precisely or more so, unless an editor prefers them."""
    dates = [claim for claim in ordered if claim.object.endswith(f"^^<{EDTF}>")]
    bounds = {
        claim.object: edtf.bounds(edtf.parse(literal_value(claim.object).lexical))
        for claim in dates
    }
    standing = dict.fromkeys(c.object for c in dates if c.rank is not Rank.DEPRECATED)
    preferred = {claim.object for claim in dates if claim.rank is Rank.PREFERRED}
    vague: set[str] = set()
    for value in reversed(bounds):
        others = (bounds[other] for other in standing if other != value and other not in vague)
        if value not in preferred and any(_holds(bounds[value], other) for other in others):
            vague.add(value)
    return frozenset(vague)


def _holds(outer: _Bounds, inner: _Bounds) -> bool:
    starts = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
    ends = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return starts and ends


def with_one_rank(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The same claims, with one rank for those that are one and the same.

    What an editor ranked beats what nobody ranked, and preferred beats deprecated. But two entries
    may rank the two sums of one grant differently: that the grant exists is a claim of both, and
    is not ranked down with the worse sum.
    """
    if len({claim.rank for claim in claims}) < 2:
        return tuple(claims)
    ranks: dict[tuple[object, ...], set[Rank]] = defaultdict(set)
    for claim in claims:
        ranks[_identity(claim)].add(claim.rank)
    return tuple(_ranked(claim, ranks[_identity(claim)]) for claim in claims)


def _ranked(claim: Claim, ranks: set[Rank]) -> Claim:
    order = _RANK_ORDER if _links_a_part(claim) else _RANK_WEIGHT
    rank = min(ranks, key=order.index)
    return claim if claim.rank is rank else replace(claim, rank=rank)


def _links_a_part(claim: Claim) -> bool:
    """Whether the claim ties a dependent thing to its owner."""
    owner, part = sorted((claim.subject, claim.object), key=len)
    return part.startswith(f"{owner[:-1]}/")


def _identity(claim: Claim) -> tuple[object, ...]:
    return (*claim.statement, claim.status, frozenset(claim.sources))


def lines(conflicts: Iterable[Conflict], mint: Minting) -> tuple[str, ...]:
    """ConflictsWith between every two claims with different values, both ways."""
    graph, predicate = mint.graph("claims"), mint.term("conflictsWith")
    made: set[str] = set()
    for conflict in conflicts:
        claims = (conflict.asserted, *conflict.agreeing, *conflict.others)
        named = {(mint.claim(claim), claim.object) for claim in claims}
        made.update(
            quad_line(first, predicate, second, graph)
            for first, one in named
            for second, other in named
            if one != other
        )
    return tuple(sorted(made))


def _is_single(claim: Claim, vocabulary: Vocabulary) -> bool:
    kind = vocabulary.kind_of(iri_value(claim.subject))
    return kind is not None and iri_value(claim.predicate) in vocabulary.single_valued[kind.segment]


def _conflict(ordered: Sequence[Claim]) -> Conflict:
    """The conflict of claims in the order of their precedence."""
    first, *rest = ordered
    agreeing = tuple(claim for claim in rest if claim.object == first.object)
    others = tuple(claim for claim in rest if claim.object != first.object)
    decided = all(claim.rank is Rank.DEPRECATED for claim in others)
    resolved = first.rank is Rank.PREFERRED or decided
    return Conflict(first.subject, first.predicate, first, agreeing, others, resolved)


def _precedence(claim: Claim, documents: Mapping[str, Document]) -> tuple[int, int, str, str, str]:
    document = documents.get(claim.document)
    published = document.published if document and document.published else _LATE
    rank = _RANK_ORDER.index(claim.rank)
    external = int(claim.status is Status.EXTERNAL)
    return (
        rank,
        external,
        published,
        claim.document,
        f"{_STATUS_ORDER.index(claim.status)}{claim.object}",
    )


def problems(found: Iterable[Conflict], mint: Minting) -> Iterable[Problem]:
    """What an editor is told of each conflict: the values, where they stand, which is published."""
    for conflict in found:
        preferred = [claim for claim in conflict.others if claim.rank is Rank.PREFERRED]
        if conflict.asserted.rank is Rank.PREFERRED and preferred:
            remedy = "leave `rank: preferred` at one of them"
            yield _told(conflict, preferred, "both preferred", remedy, mint, Severity.VIOLATION)
        elif not conflict.resolved:
            others = [claim for claim in conflict.others if claim.rank is not Rank.DEPRECATED]
            remedy = "give the right claim `rank: preferred`, or a wrong one `rank: deprecated`"
            yield _told(conflict, others, "published", remedy, mint, Severity.WARNING)


def _told(
    conflict: Conflict,
    others: Iterable[Claim],
    mark: str,
    remedy: str,
    mint: Minting,
    severity: Severity,
) -> Problem:
    thing = iri_value(conflict.subject).removeprefix(f"{mint.base}id/")
    values = {f"{_value(claim)} ({_where(claim)})": None for claim in others}
    asserted = f"{_value(conflict.asserted)} ({_where(conflict.asserted)}, {mark})"
    what = (
        f"{thing}: {local_name(iri_value(conflict.predicate))} is {asserted} or {', '.join(values)}"
    )
    place = conflict.asserted.position
    code = "contradiction"
    return Problem(place.path, place.line, place.column, what, remedy, code, severity)


def _value(claim: Claim) -> str:
    if is_literal(claim.object):
        return literal_value(claim.object).lexical
    return iri_value(claim.object).rsplit("/", 1)[-1]


def _where(claim: Claim) -> str:
    place = claim.position
    return f"{place.path.rsplit('/', 1)[-1]}:{place.line}"
