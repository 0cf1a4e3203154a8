"""What an editor writes as a value -> an RDF term with the same lexical form."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lod import edtf
from lod.curate.problems import shown
from lod.ntriples import LANG_STRING, XSD, XSD_STRING, iri, iri_is_valid, literal
from lod.privacy import contact_in
from lod.vocab import EDTF

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")
_LONGEST_DATE = 60
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TEXT = frozenset({LANG_STRING, XSD_STRING})


class MalformedError(ValueError):
    """A value that does not have the form its property asks for."""

    def __init__(self, what: str, remedy: str, code: str) -> None:
        super().__init__(what)
        self.what, self.remedy, self.code = what, remedy, code


def literal_of(value: Any, datatypes: Sequence[str], language: str, *, tagged: bool = False) -> str:
    """The literal for a value, of the first datatype that fits; MalformedError if none does.

    `tagged` says that the editor wrote the language.
    """
    if not isinstance(value, str) or not value.strip():
        what = f"{shown(value)} is no value" if value else "the value is empty"
        raise MalformedError(what, "write one text, number or date", "bad-value")
    if tagged and LANG_STRING not in datatypes:
        remedy = "write it without a language"
        raise MalformedError("the value has no language", remedy, "bad-value")
    error: MalformedError | None = None
    for datatype in datatypes or (LANG_STRING,):
        try:
            return _literal(value, datatype, language)
        except MalformedError as malformed:
            error = error or malformed
    assert error is not None
    raise error


def web_address(value: Any) -> str:
    """The term for an http or https address; MalformedError where it is none."""
    if not isinstance(value, str) or not _is_address(value):
        remedy = "write it with http:// or https:// and without spaces"
        raise MalformedError(f"{shown(value)} is no web address", remedy, "bad-address")
    if contact_in(value):
        raise MalformedError("the address holds a contact detail", "leave it out", "contact")
    return iri(value)


@lru_cache(maxsize=1 << 10)
def _is_address(text: str) -> bool:
    return (
        text.split() == [text]
        and iri_is_valid(text)
        and text.startswith(("http://", "https://"))
        and bool(urlsplit(text).hostname)
    )


def language_is_valid(tag: Any) -> bool:
    """Whether `tag` has the form of a language tag (BCP 47), its language in lower case."""
    return isinstance(tag, str) and bool(_TAG.fullmatch(tag))


def check_language(tag: str, allowed: Collection[str]) -> None:
    """MalformedError where a publication does not allow a language."""
    if tag not in allowed:
        what = f"{shown(tag)} is no language of this publication"
        remedy = f"use one of {', '.join(allowed)}, or add it to languages in lod.toml"
        raise MalformedError(what, remedy, "bad-language")


def _literal(value: str, datatype: str, language: str) -> str:
    if datatype in _TEXT:
        _text(value)
        return literal(value, language=language if datatype == LANG_STRING else "")
    check = _CHECKS.get(datatype)
    if check is None:
        what = f"values of the datatype {datatype} cannot be written here"
        raise MalformedError(what, "leave it out", "bad-value")
    check(value)
    return literal(value, datatype=datatype)


def _text(value: str) -> None:
    if value != value.strip():
        what = "the text begins or ends with a space or a line end"
        raise MalformedError(what, "delete it", "bad-value")
    if contact_in(value):
        raise MalformedError("the value holds a contact detail", "leave it out", "contact")


def _integer(value: str) -> None:
    if not _INTEGER.fullmatch(value):
        remedy = "write digits only, as 16"
        raise MalformedError(f"{shown(value)} is no whole number", remedy, "bad-number")


def _decimal(value: str) -> None:
    if not _DECIMAL.fullmatch(value):
        remedy = "write digits and a decimal point, without spaces, as 791256.20"
        raise MalformedError(f"{shown(value)} is no number", remedy, "bad-number")


def _day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        what, remedy = f"{shown(value)} is no day: {error}", "write it as 2018-11-27"
        raise MalformedError(what, remedy, "bad-date") from None
    if not _DAY.fullmatch(value):
        raise MalformedError(f"{shown(value)} is no day", "write it as 2018-11-27", "bad-date")


def _time(value: str) -> None:
    try:
        time.fromisoformat(value)
    except ValueError:
        pass
    else:
        if _TIME.fullmatch(value):
            return
    raise MalformedError(f"{shown(value)} is no time", "write it as 10:30:00", "bad-date")


def _edtf(value: str) -> None:
    if len(value) > _LONGEST_DATE:
        remedy = "write a year of at most a few digits"
        raise MalformedError(f"{shown(value)} is no date: it is too long", remedy, "bad-date")
    try:
        edtf.parse(value)
    except edtf.EdtfError as error:
        raise MalformedError(
            f"{shown(value)} is no date: {error.what}",
            error.remedy or "write 2018-11-27, 2018-11, 2017-11-XX or 2018-11-27/2018-11-28",
            "bad-date",
        ) from None


def _boolean(value: str) -> None:
    if value not in ("true", "false"):
        close = get_close_matches(value, ("true", "false"), 1)
        remedy = f"write {close[0] if close else 'true or false'}"
        raise MalformedError(f"{shown(value)} is neither true nor false", remedy, "bad-value")


_CHECKS: Mapping[str, Callable[[str], None]] = {
    f"{XSD}integer": _integer,
    f"{XSD}decimal": _decimal,
    f"{XSD}date": _day,
    f"{XSD}time": _time,
    f"{XSD}boolean": _boolean,
    EDTF: _edtf,
}
