"""Dates -> the calendar days that follow from them.

What enters is the facts; what leaves is, for each thing with a coop:edtfDate, the node of its
period with its outer bounds (dcat:startDate and dcat:endDate in a dcterms:PeriodOfTime), and the
schema:startDate and schema:endDate of an event whose days are certain. A sub-event whose own
date is wider than that of the event it belongs to lies within the latter.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lod import edtf
from lod.derive.rulefile import RDF_TYPE, Triple
from lod.ntriples import XSD, iri, literal_value

PERIOD = "period"
"""The rule that gives a thing the outer bounds of its own date."""

PERIOD_WITHIN = "period-within-super-event"
"""The rule that narrows the bounds to those of the events above."""

EXACT_DAYS = "exact-days"
"""The rule that says certain days in the terms of schema.org."""

_DCTERMS = "http://purl.org/dc/terms/"
_DCAT = "http://www.w3.org/ns/dcat#"
_SCHEMA = "https://schema.org/"

_TEMPORAL = iri(f"{_DCTERMS}temporal")
_PERIOD_OF_TIME = iri(f"{_DCTERMS}PeriodOfTime")
_PERIOD_START = iri(f"{_DCAT}startDate")
_PERIOD_END = iri(f"{_DCAT}endDate")
_EVENT = iri(f"{_SCHEMA}Event")
_START = iri(f"{_SCHEMA}startDate")
_END = iri(f"{_SCHEMA}endDate")
_SUPER_EVENT = iri(f"{_SCHEMA}superEvent")

_TYPED = f"^^<{XSD}date>"

_REMEMBERED = 1 << 12
"""Dates that are kept in mind: many things happen on the same days."""

_Bounds = tuple[date | None, date | None]
_ENDLESS: _Bounds = (None, None)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A thing's dates as written: their outer bounds, and its days where they are certain."""

    bounds: _Bounds
    days: _Bounds


def computed(triples: Iterable[Triple], ontology: str) -> dict[Triple, str]:
    """The triples that the dates give and that are not there yet, sorted, each with its rule.

    `ontology` is the namespace of coop:. A thing that has a dcterms:temporal keeps it, an event
    that has a schema:startDate or schema:endDate keeps both as they are. A date that is no EDTF
    raises ValueError: checks come before.
    """
    facts = _Facts(iri(f"{ontology}edtfDate"), triples)
    dated = {thing: _dated(thing, texts) for thing, texts in facts.dates.items()}
    own = {thing: date_.bounds for thing, date_ in dated.items()} | facts.stated_bounds()
    found: dict[Triple, str] = {}
    for thing, date_ in dated.items():
        if thing not in facts.periods:
            bounds = _within(date_, thing, own, facts.above)
            rule = PERIOD if bounds == date_.bounds else PERIOD_WITHIN
            found.update(dict.fromkeys(_period(thing, bounds), rule))
        if thing in facts.events and thing not in facts.started:
            found.update(dict.fromkeys(_ends_of(thing, date_.days, _START, _END), EXACT_DAYS))
    return dict(sorted(found.items()))


class _Facts:
    """What the computation needs of the triples, collected in one pass."""

    __slots__ = ("_ends", "_starts", "above", "dates", "events", "periods", "started")

    def __init__(self, edtf_date: str, triples: Iterable[Triple]) -> None:
        self.dates: dict[str, set[str]] = defaultdict(set)
        self.above: dict[str, set[str]] = defaultdict(set)
        self.periods: dict[str, set[str]] = defaultdict(set)
        self.events: set[str] = set()
        self.started: set[str] = set()
        self._starts: dict[str, set[str]] = defaultdict(set)
        self._ends: dict[str, set[str]] = defaultdict(set)
        wanted = {
            edtf_date: self.dates,
            _SUPER_EVENT: self.above,
            _TEMPORAL: self.periods,
            _PERIOD_START: self._starts,
            _PERIOD_END: self._ends,
        }
        for subject, predicate, object_ in triples:
            values = wanted.get(predicate)
            if values is not None:
                values[subject].add(object_)
            elif predicate == RDF_TYPE and object_ == _EVENT:
                self.events.add(subject)
            elif predicate in (_START, _END):
                self.started.add(subject)

    def stated_bounds(self) -> dict[str, _Bounds]:
        """The bounds of the things that came with a period."""
        return {
            thing: (
                _outer(
                    min,
                    [_day(start) for period in periods for start in self._starts.get(period, "")],
                ),
                _outer(
                    max, [_day(end) for period in periods for end in self._ends.get(period, "")]
                ),
            )
            for thing, periods in self.periods.items()
        }


def _dated(thing: str, texts: Collection[str]) -> _Dated:
    try:
        found = [_one_date(text) for text in texts]
    except ValueError as error:
        raise ValueError(f"{thing}: {error}") from error
    if len(found) == 1:
        return found[0]
    starts, ends = zip(*(one.bounds for one in found), strict=True)
    return _Dated((_outer(min, starts), _outer(max, ends)), _ENDLESS)


@lru_cache(maxsize=_REMEMBERED)
def _one_date(text: str) -> _Dated:
    """The dates of a thing that has this one, an EDTF literal; ValueError where it is none."""
    value = edtf.parse(literal_value(text).lexical)
    bounds = edtf.bounds(value)
    return _Dated(bounds, bounds if edtf.precise_days(value) else _ENDLESS)


@lru_cache(maxsize=_REMEMBERED)
def _day(term: str) -> date | None:
    """The day of an xsd:date; None for what the shapes refuse."""
    try:
        return date.fromisoformat(literal_value(term).lexical)
    except ValueError:
        return None


def _outer(extreme: Callable[[Iterable[date]], date], days: Collection[date | None]) -> date | None:
    known = [day for day in days if day]
    return extreme(known) if known and len(known) == len(days) else None


def _within(
    dated: _Dated, thing: str, bounds: Mapping[str, _Bounds], above: Mapping[str, set[str]]
) -> _Bounds:
    """The bounds cut to those of all events above.

    Certain days stay, and so do bounds that do not meet those above: the shapes report them.
    """
    if dated.days != _ENDLESS:
        return dated.bounds
    cut = dated.bounds
    for event in _all_above(thing, above):
        cut = _common(cut, bounds.get(event, _ENDLESS))
    start, end = cut
    return dated.bounds if start and end and start > end else cut


def _all_above(thing: str, above: Mapping[str, set[str]]) -> set[str]:
    """The events that a thing belongs to, at any distance; a cycle ends where it began."""
    seen = {thing}
    waiting = [thing]
    while waiting:
        for event in above.get(waiting.pop(), ()):
            if event not in seen:
                seen.add(event)
                waiting.append(event)
    return seen - {thing}


def _common(one: _Bounds, other: _Bounds) -> _Bounds:
    starts = [start for start in (one[0], other[0]) if start]
    ends = [end for end in (one[1], other[1]) if end]
    return max(starts, default=None), min(ends, default=None)


def _period(thing: str, bounds: _Bounds) -> Iterator[Triple]:
    if bounds == _ENDLESS:
        return
    period = f"{thing[:-1]}/period>"
    yield thing, _TEMPORAL, period
    yield period, RDF_TYPE, _PERIOD_OF_TIME
    yield from _ends_of(period, bounds, _PERIOD_START, _PERIOD_END)


def _ends_of(subject: str, bounds: _Bounds, start: str, end: str) -> Iterator[Triple]:
    for predicate, day in zip((start, end), bounds, strict=True):
        if day:
            yield subject, predicate, f'"{day.isoformat()}"{_TYPED}'
