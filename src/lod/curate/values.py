"""What an editor writes as a value -> an RDF literal with the same lexical form."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from lod import edtf
from lod.ntriples import LANG_STRING, XSD, XSD_STRING, literal
from lod.vocab import EDTF

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")


class MalformedError(ValueError):
    """A value that does not have the form its property asks for."""

    def __init__(self, what: str, remedy: str, code: str) -> None:
        super().__init__(what)
        self.what, self.remedy, self.code = what, remedy, code


def literal_of(value: Any, datatypes: Sequence[str], language: str, *, tagged: bool = False) -> str:
    """The literal for a value; `tagged` says that the editor wrote the language. MalformedError if none fits."""
    if not isinstance(value, str) or not value.strip():
        raise MalformedError("the value is empty or no text", "write the value", "bad-value")
    if tagged and LANG_STRING not in datatypes:
        raise MalformedError(
            "the value has no language", "write it without a language", "bad-value"
        )
    error: MalformedError | None = None
    for datatype in datatypes or (LANG_STRING,):
        try:
            return _literal(value, datatype, language)
        except MalformedError as malformed:
            error = error or malformed
    assert error is not None
    raise error


def _literal(value: str, datatype: str, language: str) -> str:
    if datatype == LANG_STRING:
        return literal(value, language=language)
    if datatype != XSD_STRING:
        check = _CHECKS.get(datatype)
        if check is None:
            raise MalformedError(
                f"values of the datatype {datatype} cannot be written here",
                "leave it out",
                "bad-value",
            )
        check(value)
    return literal(value, datatype=datatype)


def _integer(value: str) -> None:
    if not _INTEGER.fullmatch(value):
        raise MalformedError(
            f"{value!r} is no whole number", "write digits only, as 16", "bad-number"
        )


def _decimal(value: str) -> None:
    if not _DECIMAL.fullmatch(value):
        raise MalformedError(
            f"{value!r} is no number",
            "write digits and a decimal point, without spaces, as 791256.20",
            "bad-number",
        )


def _day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise MalformedError(
            f"{value!r} is no day: {error}", "write it as 2018-11-27", "bad-date"
        ) from None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise MalformedError(f"{value!r} is no day", "write it as 2018-11-27", "bad-date")


def _time(value: str) -> None:
    try:
        time.fromisoformat(value)
    except ValueError:
        raise MalformedError(f"{value!r} is no time", "write it as 10:30:00", "bad-date") from None
    if not re.fullmatch(r"\d\d:\d\d:\d\d", value):
        raise MalformedError(f"{value!r} is no time", "write it as 10:30:00", "bad-date")


def _edtf(value: str) -> None:
    try:
        edtf.parse(value)
    except ValueError as error:
        remedy = "write an EDTF date: 2018-11-27, 2018-11, 2018, 2017-11-XX, 2018-11-27/2018-11-28, ../2018-01-30"
        raise MalformedError(str(error), remedy, "bad-date") from None


def _boolean(value: str) -> None:
    if value not in ("true", "false"):
        close = get_close_matches(value, ("true", "false"), 1)
        raise MalformedError(
            f"{value!r} is neither true nor false",
            f"write {close[0] if close else 'true or false'}",
            "bad-value",
        )


_CHECKS: Mapping[str, Callable[[str], None]] = {
    f"{XSD}integer": _integer,
    f"{XSD}decimal": _decimal,
    f"{XSD}date": _day,
    f"{XSD}time": _time,
    f"{XSD}boolean": _boolean,
    EDTF: _edtf,
}
