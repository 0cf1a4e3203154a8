"""Quotes -> spans of a document's text.

With the text at hand a quote is looked up in it; what is found is kept in data/spans/, so that
whoever has no text builds the same bytes. Offsets count Unicode code points from 0, end
exclusive, in the text whose SHA-256 the document's record gives (Web Annotation Data Model,
section 4.2.5).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from lod.errors import InvalidInput, Problem
from lod.model import Span
from lod.ntriples import escape, unescape

HEADER = ("start", "end", "occurrence", "prefix", "quote", "exact")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
_LOOKALIKES = str.maketrans(
    dict.fromkeys("“”„‟«»‘’‚'′″", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
    | {"\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " "}
)


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """What an editor writes: the words, which occurrence (0: the only one), the words before."""

    text: str
    occurrence: int = 0
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a quote has no span: what is wrong, what to do, and a code."""

    what: str
    remedy: str
    code: str


class Finder:
    """Finds quotes in one text, or in the spans recorded when the text was last at hand."""

    def __init__(self, text: str | None, recorded: Mapping[Quote, Span]) -> None:
        self._text = text
        self._plain = None if text is None else text.translate(_SPACES)
        self._recorded = recorded

    def find(self, quote: Quote) -> Span | Failure:
        """The span of a quote, or why there is none."""
        if self._text is None or self._plain is None:
            return self._recorded.get(quote) or Failure(
                f"the quote “{_short(quote.text)}” has no recorded span and the text is not at hand",
                "run `lod build --texts DIR` once where the texts lie; it records the spans",
                "quote-unverified",
            )
        needle, prefix = quote.text.translate(_SPACES), quote.prefix.translate(_SPACES)
        starts = [
            match.start() + len(prefix)
            for match in re.finditer(f"(?={re.escape(prefix + needle)})", self._plain)
        ]
        if not starts:
            return self._absent(needle, prefix)
        if not quote.occurrence and len(starts) > 1:
            return Failure(
                f"the quote “{_short(quote.text)}” stands {len(starts)} times in the text",
                f"make it longer, or say which: `occurrence: 1` to `occurrence: {len(starts)}`, or `prefix:`",
                "quote-ambiguous",
            )
        if quote.occurrence > len(starts):
            count = len(starts)
            what = f"the quote “{_short(quote.text)}” has no occurrence {quote.occurrence}"
            return Failure(
                what, f"the text has it {count} time{'s' if count > 1 else ''}", "quote-absent"
            )
        start = starts[max(quote.occurrence, 1) - 1]
        return Span(start, start + len(needle), self._text[start : start + len(needle)])

    def _absent(self, needle: str, prefix: str) -> Failure:
        assert self._plain is not None
        what = f"the quote “{_short(needle)}” is not in the text"
        if prefix and needle in self._plain:
            return Failure(
                f"the prefix “{_short(prefix)}” does not stand before the quote",
                "copy the words before it",
                "quote-absent",
            )
        folded, wanted = (
            self._plain.translate(_LOOKALIKES).casefold(),
            needle.translate(_LOOKALIKES).casefold(),
        )
        at = folded.find(wanted) if len(folded) == len(self._plain) else -1
        if at >= 0:
            return Failure(
                what, f"the text writes it “{self._plain[at : at + len(needle)]}”", "quote-absent"
            )
        near = _nearest(self._plain, needle)
        return Failure(
            what, f"did you mean “{near}”?" if near else "copy it from the text", "quote-absent"
        )


def _nearest(text: str, needle: str) -> str:
    """The stretch of text most like the needle, if it is much alike."""
    matcher = SequenceMatcher(None, text, needle, autojunk=False)
    block = matcher.find_longest_match()
    start = max(0, block.a - block.b)
    candidate = text[start : start + len(needle)].strip()
    return (
        candidate if SequenceMatcher(None, candidate, needle, autojunk=False).ratio() > 0.6 else ""
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def parse_spans(text: str, name: str) -> Mapping[Quote, Span]:
    """Read data/spans/DOCUMENT.tsv; InvalidInput names the first line that is none."""
    spans = {}
    for number, line in enumerate(text.split("\n")[1:], 2):
        if not line:
            continue
        try:
            start, end, occurrence, prefix, quote, exact = line.split("\t")
            key = Quote(unescape(quote), int(occurrence or 0), unescape(prefix))
            spans[key] = Span(int(start), int(end), unescape(exact or quote))
        except ValueError:
            problem = Problem(
                name,
                number,
                0,
                "no span",
                "delete the file; the next build with the texts writes it anew",
                "bad-spans",
            )
            raise InvalidInput((problem,)) from None
    return spans


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
