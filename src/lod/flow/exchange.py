"""What chunks export -> what each chunk must hear.

Five things cross the borders of chunks: statements that lost a conflict, claims that conflict,
claims that only some documents give up, triples inferred about another thing or by rules that
join things, and the dates of the events above an event. All are few beside the dataset, so this
is the one place that sees all of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from lod.derive import rules
from lod.flow.plan import Bench
from lod.flow.reason import Exports, Incoming
from lod.flow.scope import TEMPORAL, Triple

Dates = Callable[[int], list[str]]
"""The dated statements of a chunk, as text."""

_AT_HAND = 8
"""Chunks whose dates are at hand at once."""


@dataclass(slots=True)
class _News:
    lost: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    rounds: list[set[str]] = field(default_factory=list)
    context: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)


def exchanged(here: Bench, exports: Mapping[int, Exports], dates: Dates) -> dict[int, Incoming]:
    """The news for each chunk that has any, by its number."""
    exchange = _Exchange(here, exports, dates)
    exchange.lost()
    exchange.claims()
    exchange.rounds()
    exchange.context()
    return exchange.incoming()


class _Exchange:
    def __init__(self, here: Bench, exports: Mapping[int, Exports], dates: Dates) -> None:
        self.here, self.exports = here, exports
        self.news: dict[int, _News] = defaultdict(_News)
        self.dated = lru_cache(maxsize=_AT_HAND)(partial(_read, dates))

    def incoming(self) -> dict[int, Incoming]:
        found = {}
        for number, news in self.news.items():
            rounds = tuple(frozenset(told) for told in news.rounds)
            made = Incoming(
                frozenset(news.lost),
                frozenset(news.claims),
                rounds,
                frozenset(news.context),
                frozenset(news.raised),
            )
            if made:
                found[number] = made
        return found

    def lost(self) -> None:
        for source, exported in self.exports.items():
            for text in exported.lost:
                for subject, _, _ in self.here.entailments.of(*_triple(text)):
                    target = self.here.chunk_of(subject)
                    if target != source:
                        self.news[target].lost.add(text)

    def claims(self) -> None:
        for exported in self.exports.values():
            for text in exported.claims:
                self.news[self.here.chunk_of(text.split(" ", 1)[0])].claims.add(text)
            for text in exported.raised:
                subject = text.split("\t", 3)[3].split(" ", 1)[0]
                self.news[self.here.chunk_of(subject)].raised.add(text)

    def rounds(self) -> None:
        """Each round tells what follows from all that was exported until then and is new."""
        depth = max((len(exported.rounds) for exported in self.exports.values()), default=0)
        known: set[str] = set()
        told: set[str] = set()
        for number in range(depth):
            fresh = 0
            own: set[str] = set()
            for source, exported in self.exports.items():
                for text in exported.rounds[number] if number < len(exported.rounds) else ():
                    fresh += text not in known
                    known.add(text)
                    if self.here.chunk_of(text.split(" ", 1)[0]) == source:
                        own.add(text)
            if not fresh:
                return
            told |= own
            found = {" ".join(t) for t in rules.infer(map(_triple, known), self.here.rules)}
            for text in (known | found) - told:
                told.add(text)
                news = self.news[self.here.chunk_of(text.split(" ", 1)[0])]
                news.rounds.extend(set() for _ in range(number + 1 - len(news.rounds)))
                news.rounds[number].add(text)

    def context(self) -> None:
        """For what hangs on other things by date: the dates of all of those."""
        above: dict[str, set[str]] = defaultdict(set)
        hanging: dict[int, set[str]] = defaultdict(set)
        for source, exported in self.exports.items():
            for text in exported.links:
                subject, _, object_ = _triple(text)
                above[subject].add(object_)
                hanging[source].add(subject)
        asking: dict[str, set[int]] = defaultdict(set)
        for source, things in hanging.items():
            for thing in things:
                for other in _all_above(thing, above):
                    if self.here.chunk_of(other) != source:
                        asking[other].add(source)
        for other in sorted(asking):  # those of one chunk together
            told = self.dates_of(other)
            for source in asking[other]:
                self.news[source].context.update(told)

    def dates_of(self, thing: str) -> set[str]:
        """The dated statements about a thing, and those about its period."""
        found = set()
        for triple in self.about(thing):
            found.add(" ".join(triple))
            if triple[1] == TEMPORAL:
                found.update(" ".join(other) for other in self.about(triple[2]))
        return found

    def about(self, subject: str) -> Sequence[Triple]:
        """The dated statements of one subject."""
        return self.dated(self.here.chunk_of(subject)).get(subject, ())


def _read(dates: Dates, number: int) -> Mapping[str, Sequence[Triple]]:
    """The dated statements of a chunk by their subject."""
    found: dict[str, list[Triple]] = defaultdict(list)
    for text in dates(number):
        triple = _triple(text)
        found[triple[0]].append(triple)
    return found


def _all_above(thing: str, above: Mapping[str, set[str]]) -> set[str]:
    seen = {thing}
    waiting = [thing]
    while waiting:
        for other in above.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen - {thing}


def _triple(text: str) -> Triple:
    subject, predicate, object_ = text.split(" ", 2)
    return subject, predicate, object_
