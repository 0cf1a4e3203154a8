"""Does the quote hold what the claim says? Numbers, years, days and acronyms must be in the words.

A stated claim whose figure stands in none of its quotes is most likely a slip of the pen, or an
inference that should say so. Names are not compared: they stand in the nominative here and in any
case there.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from lod.errors import Problem, Severity
from lod.model import Claim, Status
from lod.ntriples import XSD, is_literal, literal_value
from lod.vocab import EDTF, local_name

_NUMBERS = {f"{XSD}decimal", f"{XSD}integer"}
_DATES = {EDTF, f"{XSD}date"}
_VERBATIM = {"acronym", "identifier"}
_STATED = Status.STATED
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SCALES = re.compile(r"milj|milli|mljrd|billi|tūkst|thousand|simt|hundred", re.IGNORECASE)
_QUOTES = 1 << 8
"""Quotes that are remembered: all that one document says with the same words comes together."""

_WORDS = {
    1: "vien|one",
    2: "div|abi|abas|two|both",
    3: "trīs|trij|three",
    4: "četr|four",
    5: "piec|five",
    6: "seš|six",
    7: "septiņ|seven",
    8: "astoņ|eight",
    9: "deviņ|nine",
    10: "desmit|ten",
    11: "vienpadsmit|eleven",
    12: "divpadsmit|twelve",
}


def disagreements(claims: Iterable[Claim]) -> Iterable[Problem]:
    """A warning for each stated claim whose value its quotes do not hold."""
    for claim in claims:
        if claim.status is _STATED and is_literal(claim.object) and _is_compared(claim):
            missing = _missing(claim, [evidence.span.exact for evidence in claim.evidence])
            if missing:
                yield Problem(
                    claim.position.path,
                    claim.position.line,
                    claim.position.column,
                    f"the quote does not hold {missing}",
                    "mend the value or the quote, or write `status: inferred` and the rule",
                    "value-not-in-quote",
                    Severity.WARNING,
                )


def _is_compared(claim: Claim) -> bool:
    """Whether the value is of a sort that quotes hold: it has a datatype, or is verbatim."""
    return claim.object.endswith(">") or _is_verbatim(claim.predicate)


@lru_cache(maxsize=1 << 10)
def _is_verbatim(predicate: str) -> bool:
    return local_name(predicate.strip("<>")) in _VERBATIM


def _missing(claim: Claim, quotes: Sequence[str]) -> str:
    """The first part of the value that stands in no quote, empty where all do."""
    lexical, _, datatype = literal_value(claim.object)
    if datatype in _NUMBERS:
        return "" if any(_holds_number(quote, lexical) for quote in quotes) else lexical
    if datatype in _DATES:
        figures = frozenset[int]().union(*map(_integers, quotes))
        parts = [part for part in _years_and_days(lexical) if int(part) not in figures]
        return parts[0] if parts else ""
    if _is_verbatim(claim.predicate):
        folded = [" ".join(quote.split()).casefold() for quote in quotes]
        return "" if any(lexical.casefold() in quote for quote in folded) else lexical
    return ""


@lru_cache(maxsize=_QUOTES)
def _integers(quote: str) -> frozenset[int]:
    return frozenset(map(int, re.findall(r"\d+", quote)))


@lru_cache(maxsize=_QUOTES)
def _figures(quote: str) -> frozenset[str]:
    """The figures in the words, as they are written but for spaces."""
    return frozenset(_FIGURE.findall(_SPACES.sub("", quote)))


def _holds_number(quote: str, lexical: str) -> bool:
    figures = _figures(quote)
    if lexical in figures:
        return True
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return True
    if any(value in _readings(figure) for figure in figures) or _SCALES.search(quote):
        return True
    word = _WORDS.get(int(value)) if value == int(value) else None
    return bool(word and re.search(rf"\b(?:{word})", quote, re.IGNORECASE))


def _readings(figure: str) -> Iterable[Decimal]:
    """What a figure may mean: `1.234,50` and `1,234.50` are both read, `1.234` both ways."""
    yield Decimal(figure.replace(".", "").replace(",", ""))
    head, _, tail = re.sub(r"[.,](?=.*[.,])", "", figure).replace(",", ".").partition(".")
    if tail:
        yield Decimal(f"{head}.{tail}")


def _years_and_days(text: str) -> Iterable[str]:
    for end in text.split("/"):
        found = re.match(r"(\d{4})(?:-\d\d)?(?:-(\d\d))?", end)
        if found:
            yield from (part for part in found.groups() if part)
