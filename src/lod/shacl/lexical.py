"""Lexical forms of XML Schema datatypes.

Enters: a lexical form and a datatype IRI. Leaves: whether the literal is well-formed (SHACL
section 4.1.2: an ill-formed one violates sh:datatype), and whether an Oxigraph store keeps it.
"""

import re
from decimal import Decimal

from lod.ntriples import XSD

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_TIME_PART = r"T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"
_FLOAT = r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?|[+-]?INF|NaN)"
_FORMS = {
    "integer": r"[+-]?\d+",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "double": _FLOAT,
    "float": _FLOAT,
    "boolean": "true|false|0|1",
    "date": f"({_YEAR})-({_MONTH})-({_DAY}){_ZONE}",
    "dateTime": f"({_YEAR})-({_MONTH})-({_DAY})T{_CLOCK}{_ZONE}",
    "dateTimeStamp": f"({_YEAR})-({_MONTH})-({_DAY})T{_CLOCK}(?=.){_ZONE}",
    "time": f"{_CLOCK}{_ZONE}",
    "gYear": _YEAR + _ZONE,
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--({_MONTH})-({_DAY}){_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": rf"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:{_TIME_PART})?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=[\dT])(?:\d+D)?(?:{_TIME_PART})?",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"(?:[A-Za-z0-9+/]\s?){0,}(?:=\s?){0,2}",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_COMPILED = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

INTEGER = XSD + "integer"

DERIVED = frozenset(XSD + name for name in _RANGES) - {INTEGER}
"""The integer types that an Oxigraph store turns into xsd:integer."""


def is_valid(lexical: str, datatype: str) -> bool:
    """Whether the lexical form is in the lexical space; true for datatypes not known here."""
    if not datatype.startswith(XSD):
        return True
    name = datatype[len(XSD) :]
    if name in _RANGES:
        return _integer_in_range(lexical, *_RANGES[name])
    form = _COMPILED.get(name)
    if form is None:
        return True
    match = form.fullmatch(lexical)
    if match is None:
        return False
    if name == "gMonthDay":
        return int(match[2]) <= _DAYS[int(match[1]) - 1]
    if match.re.groups:
        return _day_exists(*(int(part) for part in match.groups()))
    return True


def has_form(datatype: str) -> bool:
    """Whether a literal of the datatype can be ill-formed."""
    name = datatype.removeprefix(XSD)
    return datatype != name and (name in _RANGES or name in _COMPILED)


def _integer_in_range(lexical: str, low: int | None, high: int | None) -> bool:
    if not _COMPILED["integer"].fullmatch(lexical):
        return False
    value = Decimal(lexical)
    return (low is None or value >= low) and (high is None or value <= high)


def _day_exists(year: int, month: int, day: int) -> bool:
    if (month, day) == (2, 29):
        return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _DAYS[month - 1]


NORMALISED = frozenset(
    XSD + name
    for name in (
        *_RANGES,
        *("decimal", "double", "float", "boolean", "date", "dateTime", "dateTimeStamp", "time"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
        *("duration", "yearMonthDuration", "dayTimeDuration"),
    )
)
"""The datatypes of which an Oxigraph store may rewrite the lexical form."""

_STABLE_DAY = (
    r"[1-9]\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
)
_STABLE = {
    "integer": r"-?[1-9]\d{0,17}|0",
    "decimal": r"-?[1-9]\d{0,14}(?:\.\d{0,2}[1-9])?|-?0\.\d{0,2}[1-9]|0",
    "boolean": "true|false",
    "date": _STABLE_DAY,
    "dateTime": _STABLE_DAY + r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ?",
    "gYear": r"[1-9]\d{3}",
    "time": r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ?",
}
_STABLE_COMPILED = {XSD + name: re.compile(form, re.ASCII) for name, form in _STABLE.items()}


def is_stable(lexical: str, datatype: str) -> bool:
    """Whether an Oxigraph store is sure to keep the literal as it is."""
    if datatype not in NORMALISED:
        return True
    form = _STABLE_COMPILED.get(datatype)
    return form is not None and form.fullmatch(lexical) is not None
