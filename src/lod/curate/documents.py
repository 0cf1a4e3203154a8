"""data/documents/*.yaml -> Document: what a source is, without its text."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from lod import edtf
from lod.curate.problems import Problems, shown
from lod.curate.records import Record, read_bytes
from lod.curate.register import Register
from lod.curate.values import MalformedError, language_is_valid, literal_of, web_address
from lod.errors import InvalidInput, Problem
from lod.model import Document
from lod.ntriples import LANG_STRING, XSD, iri, literal
from lod.vocab import EDTF

SCHEMA = "https://schema.org/"
KEYS = (
    "document",
    "type",
    "language",
    "title",
    "supplied-title",
    "publisher",
    "published",
    "modified",
    "url",
    "rights",
    "length",
    "sha256",
)
TYPES = ("Article", "NewsArticle", "BlogPosting", "Report", "WebPage", "AdvertiserContentArticle")

_ARTICLE = (f"{SCHEMA}Article",)
_IN_LANGUAGE, _HEADLINE, _NAME = f"<{SCHEMA}inLanguage>", f"<{SCHEMA}headline>", f"<{SCHEMA}name>"
_PUBLISHED, _MODIFIED = f"<{SCHEMA}datePublished>", f"<{SCHEMA}dateModified>"
_PUBLISHER, _USAGE, _URL = f"<{SCHEMA}publisher>", f"<{SCHEMA}usageInfo>", f"<{SCHEMA}url>"
_PUBLISHERS = ("organization/", "person/")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LENGTH = re.compile(r"[1-9][0-9]{0,9}")


def read(
    record: Record, register: Register, base: str, languages: Collection[str] = ()
) -> Document:
    """The document that a record describes; InvalidInput lists every problem.

    Where `languages` are named, it must be in one of them.
    """
    return _DocumentReader(record, register, base, languages).document()


def text_of(folder: Path, document: Document) -> str | None:
    """The document's text where the folder has it, else None.

    InvalidInput where the file's SHA-256 or its length in code points is not the recorded one:
    offsets into another text would prove nothing.
    """
    path = folder / f"{document.key}.txt"
    if not path.is_file():
        return None
    raw = read_bytes(path, path.name)
    digest = hashlib.sha256(raw).hexdigest()
    if digest != document.sha256:
        recorded = document.sha256[:16]
        what = f"the text {path.name} has the SHA-256 {digest[:16]}…, the record says {recorded}…"
        remedy = f"restore the text, or check every quote and write `sha256: {digest}`"
        raise _invalid(document, what, remedy, "text-differs")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        what, remedy = f"the text {path.name} is not UTF-8", "record the digest of the UTF-8 text"
        raise _invalid(document, what, remedy, "not-utf-8") from None
    if len(text) != document.length:
        what = f"the text has {len(text)} code points, the record says {document.length}"
        raise _invalid(document, what, f"write `length: {len(text)}`", "text-differs")
    if not unicodedata.is_normalized("NFC", text):
        what = f"the text {path.name} is not in Unicode NFC"
        remedy = "normalise it and record the new digest"
        raise _invalid(document, what, remedy, "not-nfc")
    return text


def _invalid(document: Document, what: str, remedy: str, code: str) -> InvalidInput:
    place = document.position
    return InvalidInput((Problem(place.path, place.line, place.column, what, remedy, code),))


_HINTS = {
    "length": "write `length:` and the number of code points, which `wc -m` prints of the text",
    "sha256": "write `sha256:` and the 64 hexadecimal digits that `sha256sum` prints of the text",
}


@lru_cache(maxsize=1 << 10)
def _day(value: str) -> str:
    """The literal for a date that is one day, else empty; MalformedError for what is no date."""
    literal_of(value, (EDTF,), "")
    if "/" in value or not edtf.precise_days(edtf.parse(value)):
        return ""
    return literal(value, datatype=f"{XSD}date")


@lru_cache(maxsize=1 << 6)
def _in(language: str) -> Callable[[Any], str]:
    return partial(literal_of, datatypes=(LANG_STRING,), language=language)


class _DocumentReader:
    """Checks one record key by key; what is wrong is noted and read as if it were not there."""

    def __init__(
        self, record: Record, register: Register, base: str, languages: Collection[str]
    ) -> None:
        self.record, self.register, self.base = record, register, base
        self.languages = languages
        self.data: Mapping[str, Any] = record.data
        self.problems = Problems(record)

    def document(self) -> Document:
        for key in self.data:
            if key not in KEYS:
                self.problem(key, f"unknown key {shown(key)}", self.problems.near(key, KEYS))
        key, iri_ = self.key()
        language = self.language()
        document = Document(
            key=key,
            iri=iri_,
            language=language,
            published=self.text("published"),
            length=int(self.number()),
            sha256=self.digest(),
            types=self.types(),
            statements=self.statements(language),
            position=self.record.locate(("document",)),
        )
        if self.problems:
            raise InvalidInput(self.problems.found)
        return document

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is None and not required and key not in self.data:
            return ""
        if isinstance(value, dict | list):
            self.problem(key, f"{key} must be one text", f"write `{key}: …`")
        else:
            self.problem(key, f"{key} is missing", _HINTS.get(key, f"write `{key}: …`"))
        return ""

    def key(self) -> tuple[str, str]:
        key = self.text("document", required=True)
        entry = self.register.find(f"document/{key}")
        if key and entry is None:
            what = f"document/{key} is not registered"
            self.problem("document", what, f"run `lod register document/{key}`", "unknown-thing")
        return key, f"{self.base}{entry.iri}" if entry else ""

    def language(self) -> str:
        language = self.text("language", required=True)
        if language and not language_is_valid(language):
            what = f"{shown(language)} is no language tag"
            self.problem("language", what, "write `lv`, `en`, …", "bad-language")
            return ""
        self.look_at_language("language", language)
        return language

    def look_at_language(self, key: str, language: str) -> None:
        """Note a language that the publication does not list; `und` says that nobody can tell."""
        known = {one.casefold() for one in self.languages}
        if known and language.casefold() not in known | {"", "und"}:
            what = f"{shown(language)} is no language of this publication"
            remedy = "mend it, or add it to `languages` in lod.toml and where shapes/ list them"
            self.problem(key, what, remedy, "bad-language")

    def digest(self) -> str:
        digest = self.text("sha256", required=True)
        if digest and not _DIGEST.fullmatch(digest):
            remedy = "write the 64 hexadecimal digits that `sha256sum` prints"
            self.problem("sha256", "sha256 is no SHA-256", remedy)
        return digest

    def number(self) -> str:
        length = self.text("length", required=True)
        if not length or _LENGTH.fullmatch(length):
            return length or "0"
        remedy = "write the number of code points of the text"
        self.problem("length", f"{shown(length)} is no length", remedy)
        return "0"

    def types(self) -> tuple[str, ...]:
        name = self.text("type") or "Article"
        if name not in TYPES:
            remedy = self.problems.near(name, TYPES)
            self.problem("type", f"{shown(name)} is no type of document", remedy)
        return _ARTICLE if name == "Article" else (*_ARTICLE, f"{SCHEMA}{name}")

    def statements(self, language: str) -> tuple[tuple[str, str], ...]:
        if "title" not in self.data and "supplied-title" not in self.data:
            remedy = 'write `title:`, or `supplied-title: "[…]"` if it has none'
            self.problem("document", "the document has no title", remedy)
        in_language = _in(language)
        made = [
            (_IN_LANGUAGE, literal(language) if language else ""),
            (_HEADLINE, self.valid("title", in_language)),
            (_NAME, self.valid("supplied-title", in_language)),
            (_PUBLISHED, self.valid("published", _day)),
            (_MODIFIED, self.valid("modified", _day)),
            (_PUBLISHER, self.publisher()),
            *((_USAGE, text) for text in self.rights(in_language)),
            (_URL, self.valid("url", web_address)),
        ]
        return tuple([(predicate, term) for predicate, term in made if term])

    def valid(self, key: str, make: Callable[[Any], str]) -> str:
        """The term for the text at a key; empty where there is none, or it is none."""
        text = self.text(key)
        return self.made(key, make, text) if text else ""

    def made(self, key: str, make: Callable[[Any], str], value: Any) -> str:
        try:
            return make(value)
        except MalformedError as error:
            self.problem(key, f"{key}: {error.what}", error.remedy, error.code)
            return ""

    def publisher(self) -> str:
        key = self.text("publisher")
        if not key:
            return ""
        entry = self.register.find(key)
        if entry is None or not key.startswith(_PUBLISHERS):
            near = self.register.nearest(key)
            remedy = f"did you mean {near}?" if near else f"run `lod register {key}`"
            if not key.startswith(_PUBLISHERS):
                remedy = "write organization/… or person/…"
            what = f"{shown(key)} is no registered organization or person"
            self.problem("publisher", what, remedy, "unknown-thing")
            return ""
        return "" if entry.withdrawn else iri(self.base + entry.iri)

    def rights(self, in_language: Callable[[Any], str]) -> Iterator[str]:
        value = self.data.get("rights")
        if not isinstance(value, dict):
            yield self.valid("rights", in_language)
            return
        for tag, text in value.items():
            if language_is_valid(tag):
                self.look_at_language("rights", tag)
                yield self.made("rights", _in(tag), text)
            else:
                what = f"{shown(tag)} is no language tag"
                self.problem("rights", what, "write `rights: {lv: …, en: …}`", "bad-language")

    def problem(self, key: str, what: str, remedy: str, code: str = "bad-record") -> None:
        code = "unknown-key" if key not in KEYS else code
        self.problems.add((key,), what, remedy, code)
