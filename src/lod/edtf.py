"""EDTF text -> Edtf, and the calendar days that it covers.

What enters is a date as editors and documents write it, exact or not; what leaves is a frozen
value that gives the same text back, and its outer bounds. Levels 0 and 1 of the Extended
Date/Time Format (Library of Congress, 4 February 2019; ISO 8601-2:2019) are read, without times of
day. Every refusal says what is wrong and what to write instead.
"""

import re
from calendar import isleap, month_name
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum
from functools import lru_cache

_Day = tuple[int, int, int]

_YEAR = r"-?[0-9]{4}|-?[0-9]{3}X|-?[0-9]{2}XX"
_DATE = re.compile(rf"({_YEAR})(?:-([0-9]{{2}}|XX)(?:-([0-9]{{2}}|XX))?)?([?~%]?)")
_LONG_YEAR = re.compile(r"(Y-?[1-9][0-9]{4,})()()([?~%]?)")

_SEASONS = {
    "21": ((3, 1), (5, 31)),
    "22": ((6, 1), (8, 31)),
    "23": ((9, 1), (11, 30)),
}
"""Spring, summer and autumn by whole months, as meteorology counts them in the north."""

_WINTER = "24"

_LEVEL_2 = (
    (
        r"[\[{].*",
        "a set of dates",
        "write an interval (2018/2020) or leave digits open (2017-11-XX)",
    ),
    (r"Y?-?[0-9]+E[0-9]+(?:S[0-9]+)?", "a year with an exponent", "write the year out: Y170000"),
    (r"Y?-?[0-9]+S[0-9]+", "a count of significant digits", "write 195X or an interval"),
    (r"-?[0-9]{4}-(?:2[5-9]|3[0-9]|4[01])", "this part of a year", "write an interval of months"),
    (
        r"(?=.*[0-9X])(?:[?~%]|.*[?~%]-|.*-[?~%])[-0-9X?~%]*",
        "a qualifier of one part",
        "put ?, ~ or % last",
    ),
    (
        r"-?[0-9X]{4}(?:-[0-9X]{2}){0,2}[?~%]?",
        "X in this place",
        "level 1 has 201X, 20XX, 2017-XX, 2017-11-XX and 2017-XX-XX",
    ),
)

_SLIPS = (
    (r"\s+", ""),
    (r"[–—−]", "-"),
    (r"^(\d{1,2})\.(\d{1,2})\.(\d{4})\.?$", r"\3-\2-\1"),
    (r"^(\d{4})[./](\d{1,2})[./](\d{1,2})$", r"\1-\2-\3"),
    (r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3"),
    (r"-(\d)(?=-|/|$)", r"-0\1"),
    (r"[xu](?=[-xuX?~%]|$)", "X"),
    (r"^(\d{3})0s$", r"\1X"),
    (r"^Y(\d{4})$", r"\1"),
    (r"^(\d{4}-\d{2}-\d{2})T.*$", r"\1"),
    (r"^(\d{4}-\d{2})-(\d{2})[/-](\d{2})$", r"\1-\2/\1-\3"),
    (r"^(\d{4})-(\d{2})-(\d{2})/(\d{2}-\d{2})$", r"\1-\2-\3/\1-\4"),
    (r"^(\d{4})-(\d{2})/(\d{2})$", r"\1-\2/\1-\3"),
    (r"^(\d{4})-(\d{4})$", r"\1/\2"),
)
"""How people write dates, and the EDTF they mean."""


class EdtfError(ValueError):
    """A text is no EDTF of level 0 or 1: the text, what is wrong with it, what to write."""

    def __init__(self, text: str, what: str, remedy: str = "") -> None:
        message = f"{text or '(empty)'}: {what}"
        super().__init__(f"{message} → {remedy}" if remedy else message)
        self.text = text
        self.what = what
        self.remedy = remedy


class Limit(StrEnum):
    """An end of an interval that is no date."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Date:
    """One date as written: the parts keep their X, `month` may be a season (21 to 24)."""

    year: str
    month: str = ""
    day: str = ""
    qualifier: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.year, self.month, self.day) if part) + self.qualifier


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date (`end` is None) or an interval from `start` to `end`."""

    start: Date | Limit
    end: Date | Limit | None = None

    def __str__(self) -> str:
        return str(self.start) if self.end is None else f"{self.start}/{self.end}"


@lru_cache(maxsize=1 << 12)
def parse(text: str) -> Edtf:
    """The value of EDTF level 0 or 1; EdtfError, a ValueError, for all else."""
    try:
        return _interval(text) if "/" in text else Edtf(_date(text))
    except EdtfError as error:
        meant = _meant(text)
        raise EdtfError(text, error.what, f"write {meant}" if meant else error.remedy) from None


def bounds(edtf: Edtf) -> tuple[date | None, date | None]:
    """The first and the last calendar day that the value may touch.

    None where the end is open, unknown or outside the years 0001 to 9999. Winter has no fixed
    place in its year, so it spans from its January to the next year's February.
    """
    end = edtf.start if edtf.end is None else edtf.end
    first = _first(edtf.start) if isinstance(edtf.start, Date) else None
    last = _last(end) if isinstance(end, Date) else None
    return _calendar_day(first), _calendar_day(last)


def precise_days(edtf: Edtf) -> bool:
    """Whether both ends are days without any doubt, fit for xsd:date."""
    ends = (edtf.start,) if edtf.end is None else (edtf.start, edtf.end)
    return None not in bounds(edtf) and all(
        isinstance(end, Date) and end.day and not end.qualifier and _first(end) == _last(end)
        for end in ends
    )


def _interval(text: str) -> Edtf:
    start, *rest = text.split("/")
    if len(rest) != 1:
        raise EdtfError(text, "an interval has one slash", "write start/end")
    ends = _end(text, start), _end(text, rest[0])
    if not any(isinstance(end, Date) for end in ends):
        raise EdtfError(text, "an interval without any date", "give a start or an end")
    first, last = ends
    if isinstance(first, Date) and isinstance(last, Date) and _first(first) > _last(last):
        raise EdtfError(text, "the interval ends before it starts", f"write {last}/{first}")
    return Edtf(first, last)


def _end(text: str, part: str) -> Date | Limit:
    if part in (Limit.OPEN, Limit.UNKNOWN):
        return Limit(part)
    end = _date(part)
    if "X" in str(end):
        raise EdtfError(
            text, "X within an interval is EDTF level 2", "leave that part out: 2004-06/2004-07-03"
        )
    return end


def _date(text: str) -> Date:
    match = _DATE.fullmatch(text) or _LONG_YEAR.fullmatch(text)
    if match is None:
        raise _refusal(text)
    found = Date(match[1], match[2] or "", match[3] or "", match[4])
    _check_parts(text, found)
    return found


def _check_parts(text: str, found: Date) -> None:
    year, month, day = found.year, found.month, found.day
    if year == "-0000":
        raise EdtfError(text, "the year 0 has no sign", "write 0000 for 1 BC")
    if (month and "X" in year) or (month == "XX" and day not in ("", "XX")):
        raise _refusal(text)
    if month in _SEASONS or month == _WINTER:
        if day:
            raise EdtfError(text, "a season has no days", f"write {year}-{month}")
    elif month not in ("", "XX"):
        _check_month(text, int(year), int(month), day)


def _check_month(text: str, year: int, month: int, day: str) -> None:
    if 25 <= month <= 41:
        raise _refusal(text)
    if not 1 <= month <= 12:
        raise EdtfError(
            text, f"there is no month {month:02}", "months are 01 to 12, seasons 21 to 24"
        )
    if day in ("", "XX"):
        return
    length = _length(year, month)
    if not 1 <= int(day) <= length:
        name = month_name[month]
        raise EdtfError(
            text, f"{name} {year:04} has {length} days", f"write a day from 01 to {length}"
        )


def _refusal(text: str) -> EdtfError:
    """What a text is that is no date: level 2, a time of day, or nothing known."""
    for pattern, what, remedy in _LEVEL_2:
        if re.fullmatch(pattern, text):
            return EdtfError(text, f"{what} is EDTF level 2; levels 0 and 1 are read", remedy)
    if re.match(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}T", text):
        return EdtfError(text, "a time of day is not read here", "write the day alone")
    return EdtfError(text, "not an EDTF date", "write 2018, 2018-11, 2018-11-27 or start/end")


def _meant(text: str) -> str:
    """The EDTF that a text written in another way stands for; empty where none is near."""
    near = text
    for pattern, replacement in _SLIPS:
        near = re.sub(pattern, replacement, near)
    try:
        return str(_interval(near) if "/" in near else _date(near)) if near != text else ""
    except EdtfError:
        return ""


def _first(of: Date) -> _Day:
    year = min(_years(of.year))
    if of.month in _SEASONS:
        return (year, *_SEASONS[of.month][0])
    if of.month in ("", "XX", _WINTER):
        return (year, 1, 1)
    return (year, int(of.month), 1 if of.day in ("", "XX") else int(of.day))


def _last(of: Date) -> _Day:
    year = max(_years(of.year))
    if of.month in _SEASONS:
        return (year, *_SEASONS[of.month][1])
    if of.month == _WINTER:
        return (year + 1, 2, _length(year + 1, 2))
    if of.month in ("", "XX"):
        return (year, 12, 31)
    month = int(of.month)
    return (year, month, _length(year, month) if of.day in ("", "XX") else int(of.day))


def _years(written: str) -> tuple[int, int]:
    digits = written.removeprefix("Y")
    return int(digits.replace("X", "0")), int(digits.replace("X", "9"))


def _length(year: int, month: int) -> int:
    """The days of a month of the proleptic Gregorian calendar, years before 1 included."""
    if month == 2:
        return 29 if isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _calendar_day(day: _Day | None) -> date | None:
    return date(*day) if day and MINYEAR <= day[0] <= MAXYEAR else None
