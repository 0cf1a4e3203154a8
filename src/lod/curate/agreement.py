"""Does the quote hold what the claim says? Numbers, years, days and acronyms must be in the words.

A stated claim whose figure stands in none of its quotes is most likely a slip of the pen, or an
inference that should say so. Names are not compared: they stand in the nominative here and in any
case there.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from lod.curate.claims import Entries
from lod.errors import Problem, Severity
from lod.model import Claim, Evidence, Position, Status
from lod.ntriples import XSD, literal_value
from lod.vocab import EDTF, local_name

_NUMBERS = {f"{XSD}decimal", f"{XSD}integer"}
_DATES = {EDTF, f"{XSD}date"}
_VERBATIM = {"acronym", "identifier"}
_STATED = Status.STATED
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SCALES = re.compile(r"milj|milli|mljrd|billi|tūkst|thousand|simt|hundred", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})(?:-\d\d)?(?:-(\d\d))?")
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
        if claim.status is _STATED and _is_compared(claim.predicate, claim.object):
            missing = _missing(claim.predicate, claim.object, claim.evidence)
            if missing:
                yield _told(missing, claim.position)


def in_entries(entries: Entries) -> Iterable[Problem]:
    """The same for what is not yet made into claims."""
    locate = entries.record.locate
    for proof, said in entries.entries:
        if proof.status is not _STATED:
            continue
        for _, predicate, object_, trail in said:
            if object_[0] == '"' and _is_compared(predicate, object_):
                missing = _missing(predicate, object_, proof.evidence)
                if missing:
                    yield _told(missing, locate(trail))


def _told(missing: str, place: Position) -> Problem:
    return Problem(
        place.path,
        place.line,
        place.column,
        f"the quote does not hold {missing}",
        "mend the value or the quote, or write `status: inferred` and the rule",
        "value-not-in-quote",
        Severity.WARNING,
    )


def _is_compared(predicate: str, object_: str) -> bool:
    """Whether a value is of a sort that quotes hold: it has a datatype, or is verbatim."""
    return object_[0] == '"' and (object_[-1] == ">" or _is_verbatim(predicate))


@lru_cache(maxsize=1 << 10)
def _is_verbatim(predicate: str) -> bool:
    return local_name(predicate.strip("<>")) in _VERBATIM


def _missing(predicate: str, object_: str, evidence: Iterable[Evidence]) -> str:
    """The first part of the value that stands in no quote, empty where all do."""
    quotes = [one.span.exact for one in evidence]
    lexical, _, datatype = literal_value(object_)
    if datatype in _NUMBERS:
        return "" if any(_holds_number(quote, lexical) for quote in quotes) else lexical
    if datatype in _DATES:
        figures = [_integers(quote) for quote in quotes]
        for part in _years_and_days(lexical):
            if not any(int(part) in found for found in figures):
                return part
        return ""
    if _is_verbatim(predicate):
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


@lru_cache(maxsize=1 << 10)
def _years_and_days(text: str) -> Sequence[str]:
    found = [_YEAR.match(end) for end in text.split("/")]
    return [part for one in found if one for part in one.groups() if part]
