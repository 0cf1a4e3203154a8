"""Names of withdrawn things -> whether a text names one of them.

Of a person the surname in any case of Latvian is enough, for that is how people are spoken of,
and the whole name in a foreign IRI; only where the whole name of somebody else holds the surname
is that person meant. Other things are named by their whole name, since `Rīgas dome` must not
vanish with `Rīga`. Our own IRIs are minted so that they name no person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from lod.curate.register import OPAQUE, slug

PREDICATES = ("/name>", "/alternateName>", "#acronym>")
"""How the predicates end that give a thing its names."""

_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?:[aāeēiīouūy]?[sšm]|[aāeēiīouūy])$")
_CASES = "(?:[aāeēiīouūysš]|[aāeēiīouū][sm]|[ae]i|iem)?"
_PALATAL = {"n": "ņ", "l": "ļ", "t": "š", "d": "ž", "s": "š", "z": "ž", "c": "č"}
_SHORTEST_STEM = 3
_BETWEEN = r"[\s.\-\u2010\u2011]{1,3}"
_SOMEBODY = "\0"
"""What stands for the name of another person."""


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """A withdrawn person: a pattern for the surname in any case, and the other words of a name."""

    surname: str
    given: tuple[str, ...]

    def may_be(self, words: Iterable[str]) -> bool:
        """Whether somebody of that surname with these other names may be this person."""
        return not self.given or any(_alike(one, word) for word in words for one in self.given)


@dataclass(frozen=True, slots=True)
class Naming:
    """Patterns of words, and ends of addresses, that name a thing; `base` begins our own IRIs.

    `others` are patterns for the whole names of other people that hold the surname of somebody
    who was withdrawn.
    """

    base: str
    words: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    people: frozenset[Person] = frozenset()
    others: frozenset[str] = frozenset()

    def names(self, text: str) -> bool:
        """Whether a value names one of the things."""
        if not self.words or text.startswith(self.base):
            return False
        return self.mentions(text) or (
            "://" in text and any(one in slug(unquote(text), len(text)) for one in self.addresses)
        )

    def mentions(self, text: str) -> bool:
        """Whether words of a longer text, such as a file, name one of the things."""
        if not self.words or not _pattern(self.words).search(text):
            return False
        if not self.others:
            return True
        rest = _pattern(self.others).sub(_SOMEBODY, text)
        # `Anna un Jānis Kalniņi` holds the whole name of Jānis, and names Anna all the same
        return bool(_pattern(self.words).search(rest)) or any(
            _pattern(frozenset({person.surname})).search(text)
            and person.may_be(_WORD.findall(rest))
            for person in self.people
        )

    def beside(self, names: Iterable[str]) -> "Naming":
        """The same among people of these names, none of whom was withdrawn."""
        parts = (_WORD.findall(name) for name in names if self.people)
        others = frozenset(_whole(some) for some in parts if self._other(some))
        return replace(self, others=others) if others else self

    def _other(self, parts: list[str]) -> bool:
        """Whether the words are the name of somebody else with the surname of a withdrawn one."""
        same = [one for one in self.people if parts and re.fullmatch(one.surname, parts[-1])]
        return len(parts) > 1 and bool(same) and not any(one.may_be(parts[:-1]) for one in same)


def of(names: Iterable[tuple[str, str]], base: str) -> Naming:
    """What tells texts that name the things; `names` are (absolute IRI, name) pairs."""
    words, addresses = set(), set()
    called: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for thing, name in names:
        parts = _WORD.findall(name)
        if parts and thing.startswith(f"{base}id/{OPAQUE}/"):
            called[thing, _any_case(parts[-1])].add(tuple(parts[:-1]))
            addresses.update({slug(name)} - {""})
        elif parts:
            words.add(re.escape(name))
    words.update(surname for _, surname in called)
    people = frozenset(
        Person(surname, one)
        for (_, surname), given in called.items()
        for one in given - {()} or given  # the bare surname tells nothing more of the person
    )
    return Naming(base, frozenset(words), frozenset(addresses), people)


@lru_cache(maxsize=1 << 10)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})(?!\w)")


def _whole(parts: Iterable[str]) -> str:
    """A pattern for a whole name in any case."""
    return _BETWEEN.join(map(_any_case, parts))


def _alike(one: str, other: str) -> bool:
    """Whether two given names may be those of one person: in any case, or as an initial."""
    if min(len(one), len(other)) == 1:
        return one[0].casefold() == other[0].casefold()
    return bool(re.fullmatch(_any_case(one), other) or re.fullmatch(_any_case(other), one))


def _any_case(word: str) -> str:
    """A pattern for a Latvian noun in any case: `Okmanis` is also `Okmaņa`."""
    stem = _ENDING.sub("", word)
    if len(stem) < _SHORTEST_STEM:
        return re.escape(word)
    last = stem[-1]
    if word.endswith("is") and last in _PALATAL:
        return rf"{re.escape(stem[:-1])}[{last}{_PALATAL[last]}]{_CASES}"
    return rf"{re.escape(stem)}{_CASES}"
