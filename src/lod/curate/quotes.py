"""Quotes -> spans of a document's text.

With the text at hand a quote is looked up in it; what is found is kept in data/spans/, so that
whoever has no text builds the same bytes. Offsets count Unicode code points from 0, end
exclusive, in the text whose SHA-256 the document's record gives (Web Annotation Data Model,
section 4.2.5).
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from lod.errors import InvalidInput, Problem
from lod.model import Span
from lod.ntriples import escape, unescape

HEADER = ("start", "end", "occurrence", "prefix", "quote", "exact")

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
_LOOKALIKES = (
    dict.fromkeys("“”„‟«»‘’‚‛'`´′″‹›", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060", "")
    | {"…": "..."}
)
_GRAM = 4
_ALIKE = 0.6


class Quote(NamedTuple):
    """What an editor writes: the words, which occurrence (0: the only one), the words before."""

    text: str
    occurrence: int = 0
    prefix: str = ""


RECORD_BY_TEXTS = "run `lod build --texts DIR` once where the texts lie; it records the spans"
RECORD_IN_LINE = "add its [start, end, quote] to the `spans` of the record"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a quote has no span: what is wrong, what to do, and a code."""

    what: str
    remedy: str
    code: str


class Finder:
    """Finds quotes in one text, or in the spans recorded when the text was last at hand.

    `record` says what to do where a span was not recorded and the text is not there.
    """

    def __init__(
        self, text: str | None, recorded: Mapping[Quote, Span], record: str = RECORD_BY_TEXTS
    ) -> None:
        self._text = text
        self._plain = "" if text is None else text.translate(_SPACES)
        self._recorded, self._record = recorded, record

    def find(self, quote: Quote) -> Span | Failure:
        """The span of a quote, or why there is none."""
        if self._text is None:
            return self._recorded.get(quote) or Failure(
                f"the quote “{_short(quote.text)}” has no recorded span and the text is not here",
                self._record,
                "quote-unverified",
            )
        needle, prefix = quote.text.translate(_SPACES), quote.prefix.translate(_SPACES)
        starts = _occurrences(self._plain, prefix + needle)
        count = len(starts)
        if not count:
            return self._absent(needle, prefix)
        if not quote.occurrence and count > 1:
            return Failure(
                f"the quote “{_short(quote.text)}” stands {count} times in the text",
                f"make it longer, or say which: `occurrence: 1` to `{count}`, or `prefix:`",
                "quote-ambiguous",
            )
        if quote.occurrence > count:
            what = f"the quote “{_short(quote.text)}” has no occurrence {quote.occurrence}"
            remedy = f"the text has it {count} time{'s' if count > 1 else ''}"
            return Failure(what, remedy, "quote-absent")
        start = starts[max(quote.occurrence, 1) - 1] + len(prefix)
        return Span(start, start + len(needle), self._text[start : start + len(needle)])

    def _absent(self, needle: str, prefix: str) -> Failure:
        what = f"the quote “{_short(needle)}” is not in the text"
        if prefix and needle in self._plain:
            what = f"the prefix “{_short(prefix)}” does not stand before the quote"
            return Failure(what, "copy the words before it", "quote-absent")
        if own := self._written_otherwise(needle):
            return Failure(what, f"the text writes it “{_one_line(own)}”", "quote-absent")
        near = self._nearest(needle)
        remedy = f"did you mean “{_one_line(near)}”?" if near else "copy it from the text"
        return Failure(what, remedy, "quote-absent")

    def _written_otherwise(self, needle: str) -> str:
        """The text's own characters where only case, quotation marks or the like differ."""
        wanted, _ = _folded(needle.strip())
        folded, offsets = self._fold
        at = folded.find(wanted) if wanted else -1
        if at < 0:
            return ""
        end = at + len(wanted)
        stop = offsets[end] if end < len(offsets) else len(self._plain)
        return self._plain[offsets[at] : stop].strip()

    def _nearest(self, needle: str) -> str:
        """The words of the text most like the needle, if they are much alike.

        The place is where most runs of four characters agree in their distance from the start.
        """
        votes = Counter(
            place - offset
            for offset in range(len(needle) - _GRAM + 1)
            for place in self._grams.get(needle[offset : offset + _GRAM], ())
        )
        if not votes:
            return ""
        at = max(0, max(votes, key=lambda place: (votes[place], -place)))
        candidate = self._words(at, at + len(needle))
        ratio = SequenceMatcher(None, candidate, needle, autojunk=False).ratio()
        return candidate if ratio > _ALIKE else ""

    def _words(self, start: int, end: int) -> str:
        """The stretch widened or narrowed to whole words, whichever changes less."""
        borders = self._borders
        first = min(_around(borders, start), key=lambda border: abs(border - start))
        last = min(_around(borders, end), key=lambda border: abs(border - end))
        return self._plain[first:last].strip()

    @cached_property
    def _fold(self) -> tuple[str, Sequence[int]]:
        return _folded(self._plain)

    @cached_property
    def _grams(self) -> Mapping[str, Sequence[int]]:
        grams: dict[str, list[int]] = defaultdict(list)
        for start in range(len(self._plain) - _GRAM + 1):
            grams[self._plain[start : start + _GRAM]].append(start)
        return grams

    @cached_property
    def _borders(self) -> Sequence[int]:
        return sorted({0, len(self._plain), *(m.start() for m in re.finditer(r"\b", self._plain))})


def _occurrences(text: str, needle: str) -> Sequence[int]:
    starts, start = [], text.find(needle)
    while start >= 0:
        starts.append(start)
        start = text.find(needle, start + 1)
    return starts


def _around(borders: Sequence[int], place: int) -> Sequence[int]:
    at = bisect_right(borders, place)
    return borders[max(0, at - 1) : at + 1]


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without differences that only look, and for each character where it comes from."""
    folded: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        plain = _LOOKALIKES.get(character, character).lower()
        plain = " " if plain.isspace() else plain
        if plain == " " and folded and folded[-1] == " ":
            continue
        folded.extend(plain)
        offsets.extend([place] * len(plain))
    return "".join(folded), offsets


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n").replace("\r", "\\r")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def parse_spans(text: str, name: str, length: int) -> Mapping[Quote, Span]:
    """Read data/spans/DOCUMENT.tsv; InvalidInput names every line that is none.

    `length` is the length of the document's text in code points.
    """
    spans: dict[Quote, Span] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        cells = tuple(line.removesuffix("\r").split("\t"))
        if number == 1 and cells == HEADER:
            continue
        if cells == ("",) and number > 1:
            continue
        try:
            quote, span = _row(cells, length)
            spans[quote] = span
        except ValueError:
            remedy = "delete the file; the next build with the texts writes it anew"
            problems.append(Problem(name, number, 0, "no recorded span", remedy, "bad-spans"))
    if problems:
        raise InvalidInput(tuple(problems))
    return spans


def _row(cells: Sequence[str], length: int) -> tuple[Quote, Span]:
    start, end, occurrence, prefix, text, exact = cells
    quote = Quote(unescape(text), int(occurrence or 0), unescape(prefix))
    span = Span(int(start), int(end), unescape(exact or text))
    if not 0 <= span.start < span.end <= length:
        raise ValueError("outside the text")
    if span.exact.translate(_SPACES) != quote.text.translate(_SPACES):
        raise ValueError("other words than the quote's")
    return quote, span


def spans_text(spans: Mapping[Quote, Span]) -> str:
    """The file data/spans/DOCUMENT.tsv; `exact` is empty where it equals the quote."""
    rows = sorted((span, quote) for quote, span in spans.items())
    lines = [
        "\t".join(
            (
                str(span.start),
                str(span.end),
                str(quote.occurrence or ""),
                escape(quote.prefix),
                escape(quote.text),
                escape(span.exact) if span.exact != quote.text else "",
            )
        )
        for span, quote in rows
    ]
    return "\n".join(("\t".join(HEADER), *lines)) + "\n"
