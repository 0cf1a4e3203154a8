"""Names of withdrawn things -> whether a text names one of them.

Of a person the surname in any case of Latvian is enough, for that is how people are spoken of,
and the whole name in a foreign IRI; other things are named by their whole name, since `Rīgas
dome` must not vanish with `Rīga`. The rule is that of `curate.withdrawal`, for data that has
left the claim files.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from lod.curate.register import OPAQUE, slug
from lod.ntriples import is_literal, literal_value, split
from lod.releases.background import thing_of

_PREDICATES = ("/name>", "/alternateName>", "#acronym>")
_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?:[aāeēiīouūy]?[sšm]|[aāeēiīouūy])$")
_PALATAL = {"n": "ņ", "l": "ļ", "t": "š", "d": "ž", "s": "š", "z": "ž", "c": "č"}
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Gone:
    """The withdrawn things as terms, and what tells that a text names them."""

    base: str
    things: frozenset[str]
    words: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def holds(self, term: str) -> bool:
        """Whether a term is a withdrawn thing, a part of one, or its text."""
        return term.startswith("<") and thing_of(term, self.base) in self.things

    def names(self, text: str) -> bool:
        """Whether the text names a withdrawn thing."""
        if not self.words or text.startswith(self.base):
            return False
        return bool(_pattern(self.words).search(text)) or (
            "://" in text and any(one in slug(unquote(text), len(text)) for one in self.addresses)
        )

    def mentioned(self, text: str) -> bool:
        """Whether a whole file names or links a withdrawn thing."""
        if self.words and _pattern(self.words).search(text):
            return True
        return any(thing[1:-1] in text for thing in self.things)


def learn(things: Collection[str], datasets: Iterable[Iterable[str]], base: str) -> Gone:
    """The things, as terms, with the names that any of the datasets gives them."""
    words: set[str] = set()
    addresses: set[str] = set()
    starts = tuple(f"{thing} " for thing in things)
    for lines in datasets:
        for line in lines:
            if line.startswith(starts):
                quad = split(line)
                if quad.predicate.endswith(_PREDICATES) and is_literal(quad.object):
                    name = literal_value(quad.object).lexical
                    _add(name, quad.subject.startswith(f"<{base}id/{OPAQUE}/"), words, addresses)
    return Gone(base, frozenset(things), frozenset(words), frozenset(addresses))


def _add(name: str, person: bool, words: set[str], addresses: set[str]) -> None:
    parts = _WORD.findall(name)
    if person and parts:
        words.add(_any_case(parts[-1]))
        addresses.update({slug(name)} - {""})
    else:
        words.add(re.escape(name))


@cache
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})(?!\w)")


def _any_case(word: str) -> str:
    """A pattern for a noun in any case: `Okmanis` is also `Okmaņa`."""
    stem = _ENDING.sub("", word)
    if len(stem) < _SHORTEST_STEM:
        return re.escape(word)
    last = stem[-1]
    if word.endswith("is") and last in _PALATAL:
        return rf"{re.escape(stem[:-1])}[{last}{_PALATAL[last]}]\w{{0,3}}"
    return rf"{re.escape(stem)}\w{{0,3}}"
