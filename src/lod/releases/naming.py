"""What was withdrawn, as terms, with the names that releases gave it.

The rule for what names a thing is that of `curate.naming`; this is for data that has left the
claim files.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lod.curate import naming
from lod.curate.naming import Naming
from lod.curate.register import OPAQUE
from lod.ntriples import is_literal, literal_value, split
from lod.releases.background import thing_of


@dataclass(frozen=True, slots=True)
class Gone:
    """The withdrawn things as terms, and what tells that a text names them."""

    things: frozenset[str]
    naming: Naming

    @property
    def base(self) -> str:
        """What our own IRIs begin with."""
        return self.naming.base

    def holds(self, term: str) -> bool:
        """Whether a term is a withdrawn thing, a part of one, or its text."""
        return term.startswith("<") and thing_of(term, self.base) in self.things

    def names_term(self, term: str) -> bool:
        """Whether a term names a withdrawn thing."""
        return _names_term(self.naming, term)

    def mentioned(self, text: str) -> bool:
        """Whether a whole file names or links a withdrawn thing."""
        return self.naming.mentions(text) or any(thing[1:-1] in text for thing in self.things)


@lru_cache(maxsize=1 << 16)
def _names_term(known: Naming, term: str) -> bool:
    return known.names(literal_value(term).lexical if is_literal(term) else term[1:-1])


def learn(things: Collection[str], datasets: Sequence[Iterable[str]], base: str) -> Gone:
    """The things, as terms, with the names that any of the datasets gives them.

    The datasets, read twice, also tell the whole names of other people with the same surnames.
    """
    known = naming.of(_names(tuple(f"{thing} " for thing in things), datasets), base)
    if known.people:
        everybody = _names((f"<{base}id/{OPAQUE}/",), datasets)
        others = {name for who, name in everybody if f"<{who}>" not in things and known.names(name)}
        known = known.beside(others)
    return Gone(frozenset(things), known)


def _names(starts: tuple[str, ...], datasets: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    """The IRIs and names of the things whose lines begin so."""
    for lines in datasets:
        for line in lines:
            if line.startswith(starts):
                quad = split(line)
                if quad.predicate.endswith(naming.PREDICATES) and is_literal(quad.object):
                    yield quad.subject[1:-1], literal_value(quad.object).lexical
