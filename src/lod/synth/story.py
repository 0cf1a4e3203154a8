"""One invented document: its text, and the record of what the text says.

A Story writes sentence after sentence and notes which words prove which statement; `record`
gives the finished record. The scenes are in `scenes`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any, NamedTuple

from lod.synth import Record
from lod.synth.world import Thing, World, mix

_NO_BREAK = "\u00a0"
SPREAD = 0.35
"""How the sizes of documents differ: sigma of a log-normal law."""

Body = Mapping[str, Any]


class Words(NamedTuple):
    """A quote and where it starts in the text."""

    start: int
    quote: str


class Story:
    """The document of one number; `scale` is its size against the real documents."""

    def __init__(self, world: World, number: int, scale: float) -> None:
        self.world = world
        self.number = number
        self.random = Random(mix(world.seed, 0, number))
        self.scale = scale * self.random.lognormvariate(-(SPREAD**2) / 2, SPREAD)
        self.key = f"d{number:07d}"
        self.header: dict[str, str] = {
            "document": self.key,
            "type": "NewsArticle",
            "language": "lv",
        }
        self.own: dict[str, str] = {f"document/{self.key}": f"id/document/{self.key}"}
        self.shared: dict[str, str] = {}
        self._text: list[str] = []
        self._length = 0
        self._entries: list[tuple[tuple[Words, ...], dict[str, Any]]] = []

    # -- what scenes use

    def times(self, mean: float) -> int:
        """How often something happens here that happens `mean` times in a real document."""
        return int(mean * self.scale + self.random.random())

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in that share of the cases."""
        return self.random.random() < share

    def use(self, thing: Thing) -> str:
        """The key of a shared thing, which is noted for the register."""
        self.shared[thing.key] = thing.iri
        return thing.key

    def invent(self, kind: str, name: str) -> str:
        """The key of a new thing of this document alone."""
        key = f"{kind}/{self.key}-{name}-{len(self.own)}"
        self.own[key] = f"id/{key}"
        return key

    def adopt(self, thing: Thing) -> str:
        """The key of a thing of this document alone that the world named."""
        self.own[thing.key] = thing.iri
        return thing.key

    def say(self, sentence: str, *quotes: str) -> tuple[Words, ...]:
        """Add a sentence to the text; where the quotes stand in it, one after the other."""
        plain = sentence.replace(_NO_BREAK, " ")
        found = tuple(Words(self._length + plain.index(quote), quote) for quote in quotes)
        self._text.append(sentence)
        self._length += len(sentence)
        return found

    def claim(self, quotes: Iterable[Words], things: Mapping[str, Body], **how: Any) -> None:
        """Add an entry: `how` holds status, rule, source or rank."""
        self._entries.append((tuple(quotes), {**how, **things}))

    # -- what leaves

    def record(self) -> Record:
        """The record, with true length, digest and spans."""
        text = "".join(self._text)
        plain = text.replace(_NO_BREAK, " ")
        spans: dict[tuple[int, str], list[Any]] = {}
        claims = [self._entry(quotes, rest, text, plain, spans) for quotes, rest in self._entries]
        header = {
            **self.header,
            "length": str(len(text)),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        ordered = sorted(spans.values(), key=lambda span: (span[0], span[1]))
        return {"document": header, "claims": claims, "spans": ordered}

    @property
    def text(self) -> str:
        """The text that the record's spans point into."""
        return "".join(self._text)

    def _entry(
        self,
        quotes: tuple[Words, ...],
        rest: dict[str, Any],
        text: str,
        plain: str,
        spans: dict[tuple[int, str], list[Any]],
    ) -> dict[str, Any]:
        if not quotes:
            return rest
        items = [_quote(words, text, plain, spans) for words in quotes]
        return {"quote": items[0] if len(items) == 1 else items, **rest}


def _quote(
    words: Words, text: str, plain: str, spans: dict[tuple[int, str], list[Any]]
) -> str | dict[str, str]:
    """The quote as an entry has it; its span is added."""
    start, quote = words
    first = plain.find(quote)
    number = 0
    if first != start or plain.find(quote, start + 1) >= 0:
        number = 1
        while first != start:
            first = plain.find(quote, first + 1)
            number += 1
    if words not in spans:
        end = start + len(quote)
        exact = text[start:end]
        span: list[Any] = [start, end, quote]
        if number:
            span += ["" if exact == quote else exact, number]
        elif exact != quote:
            span.append(exact)
        spans[words] = span
    return {"text": quote, "occurrence": str(number)} if number else quote
