"""Names of withdrawn things -> whether a text names one of them.

Of a person the surname in any case of Latvian is enough, for that is how people are spoken of,
and the whole name in a foreign IRI; other things are named by their whole name, since `Rīgas
dome` must not vanish with `Rīga`. Our own IRIs are minted so that they name no person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from lod.curate.register import OPAQUE, slug

PREDICATES = ("/name>", "/alternateName>", "#acronym>")
"""How the predicates end that give a thing its names."""

_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?:[aāeēiīouūy]?[sšm]|[aāeēiīouūy])$")
_CASES = "(?:[aāeēiīouūysš]|[aāeēiīouū][sm]|[ae]i|iem)?"
_PALATAL = {"n": "ņ", "l": "ļ", "t": "š", "d": "ž", "s": "š", "z": "ž", "c": "č"}
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Naming:
    """Patterns of words, and ends of addresses, that name a thing; `base` begins our own IRIs."""

    base: str
    words: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    def names(self, text: str) -> bool:
        """Whether a value names one of the things."""
        if not self.words or text.startswith(self.base):
            return False
        return self.mentions(text) or (
            "://" in text and any(one in slug(unquote(text), len(text)) for one in self.addresses)
        )

    def mentions(self, text: str) -> bool:
        """Whether words of a longer text, such as a file, name one of the things."""
        return bool(self.words) and bool(_pattern(self.words).search(text))


def of(names: Iterable[tuple[str, str]], base: str) -> Naming:
    """What tells texts that name the things; `names` are (absolute IRI, name) pairs."""
    words, addresses = set(), set()
    for thing, name in names:
        parts = _WORD.findall(name)
        if parts and thing.startswith(f"{base}id/{OPAQUE}/"):
            words.add(_any_case(parts[-1]))
            addresses.update({slug(name)} - {""})
        elif parts:
            words.add(re.escape(name))
    return Naming(base, frozenset(words), frozenset(addresses))


@cache
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})(?!\w)")


def _any_case(word: str) -> str:
    """A pattern for a Latvian noun in any case: `Okmanis` is also `Okmaņa`."""
    stem = _ENDING.sub("", word)
    if len(stem) < _SHORTEST_STEM:
        return re.escape(word)
    last = stem[-1]
    if word.endswith("is") and last in _PALATAL:
        return rf"{re.escape(stem[:-1])}[{last}{_PALATAL[last]}]{_CASES}"
    return rf"{re.escape(stem)}{_CASES}"
