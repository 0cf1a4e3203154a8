"""data/documents/*.yaml -> Document: what a source is, without its text."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lod import edtf
from lod.curate.records import Record
from lod.curate.register import Register
from lod.errors import InvalidInput, Problem
from lod.model import Document
from lod.ntriples import XSD, iri, iri_is_valid, literal

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
_TYPES = ("Article", "NewsArticle", "BlogPosting", "Report", "WebPage", "AdvertiserContentArticle")


def read(record: Record, register: Register, base: str) -> Document:
    """The document that a record describes; InvalidInput lists every problem."""
    return _DocumentReader(record, register, base).document()


def text_of(folder: Path, document: Document) -> str | None:
    """The document's text where the folder has it, else None.

    InvalidInput where the file's SHA-256 or its length in code points is not the recorded one:
    offsets into another text would prove nothing.
    """
    path = folder / f"{document.key}.txt"
    if not path.is_file():
        return None
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if digest != document.sha256:
        what = f"the text {path.name} has the SHA-256 {digest[:16]}…, the record says {document.sha256[:16]}…"
        remedy = "restore the text, or check every quote anew and record the new digest"
        raise _invalid(document, what, remedy, "text-differs")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _invalid(
            document,
            f"the text {path.name} is not UTF-8",
            "record the digest of the UTF-8 text",
            "not-utf-8",
        ) from None
    if len(text) != document.length:
        what = f"the text has {len(text)} code points, the record says {document.length}"
        raise _invalid(document, what, f"write `length: {len(text)}`", "text-differs")
    if not unicodedata.is_normalized("NFC", text):
        raise _invalid(
            document,
            f"the text {path.name} is not in Unicode NFC",
            "normalise it and record the new digest",
            "not-nfc",
        )
    return text


def _invalid(document: Document, what: str, remedy: str, code: str) -> InvalidInput:
    place = document.position
    return InvalidInput((Problem(place.path, place.line, place.column, what, remedy, code),))


class _DocumentReader:
    """Checks one record key by key."""

    def __init__(self, record: Record, register: Register, base: str) -> None:
        self.record, self.register, self.base = record, register, base
        self.data: Mapping[str, Any] = record.data
        self.problems: list[Problem] = []

    def document(self) -> Document:
        self.known_keys()
        key = self.text("document", required=True)
        entry = self.register.find(f"document/{key}")
        if key and entry is None:
            self.problem(
                ["document"],
                f"document/{key} is not registered",
                f"run `lod register document/{key}`",
                "unknown-thing",
            )
        language = self.text("language", required=True)
        if language and not (2 <= len(language) <= 3 and language.isalpha() and language.islower()):
            self.problem(
                ["language"],
                f"{language!r} is no language tag",
                "write `lv`, `en`, …",
                "bad-language",
            )
        digest, length = self.digest(), self.length()
        statements = self.statements(language)
        if self.problems:
            raise InvalidInput(tuple(self.problems))
        assert entry is not None
        return Document(
            key=key,
            iri=f"{self.base}{entry.iri}",
            language=language,
            published=self.text("published"),
            length=length,
            sha256=digest,
            types=self.types(),
            statements=statements,
            position=self.record.locate(["document"]),
        )

    def known_keys(self) -> None:
        for key in self.data:
            if key not in KEYS:
                close = get_close_matches(key, KEYS, 1)
                remedy = f"did you mean {close[0]}?" if close else f"known: {', '.join(KEYS)}"
                self.problem([key], f"unknown key {key}", remedy, "unknown-key")

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.data.get(key)
        if isinstance(value, str):
            return value
        if value is not None or required:
            self.problem(
                [key],
                f"{key} is missing" if value is None else f"{key} must be one text",
                f"write `{key}: …`",
                "bad-record",
            )
        return ""

    def digest(self) -> str:
        digest = self.text("sha256", required=True)
        if digest and not (len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
            self.problem(
                ["sha256"],
                "sha256 is no SHA-256",
                "write the 64 hexadecimal digits that `sha256sum` prints",
                "bad-record",
            )
        return digest

    def length(self) -> int:
        length = self.text("length", required=True)
        if length and not (length.isdecimal() and int(length) > 0):
            self.problem(
                ["length"],
                f"{length!r} is no length",
                "write the number of code points of the text",
                "bad-record",
            )
            return 0
        return int(length or 0)

    def types(self) -> tuple[str, ...]:
        name = self.text("type") or "Article"
        if name not in _TYPES:
            self.problem(
                ["type"],
                f"{name!r} is no type of document",
                f"write one of {', '.join(_TYPES)}",
                "bad-record",
            )
        return tuple(dict.fromkeys((f"{SCHEMA}Article", f"{SCHEMA}{name}")))

    def statements(self, language: str) -> tuple[tuple[str, str], ...]:
        self.types()
        made = [("inLanguage", literal(language))] if language else []
        for key, name in (("title", "headline"), ("supplied-title", "name")):
            if value := self.text(key):
                made.append((name, literal(value, language=language)))
        if not self.data.get("title") and not self.data.get("supplied-title"):
            self.problem(
                ["document"],
                "the document has no title",
                'write `title:`, or `supplied-title: "[…]"` if it has none',
                "bad-record",
            )
        made += [("datePublished", day) for day in self.day("published")]
        made += [("dateModified", day) for day in self.day("modified")]
        made += [("publisher", thing) for thing in self.publisher()]
        made += [("usageInfo", text) for text in self.rights(language)]
        if url := self.text("url"):
            if iri_is_valid(url) and url.startswith(("http://", "https://")):
                made.append(("url", iri(url)))
            else:
                self.problem(
                    ["url"],
                    f"{url!r} is no web address",
                    "write it with http:// or https:// and without spaces",
                    "bad-address",
                )
        return tuple((f"<{SCHEMA}{name}>", value) for name, value in made)

    def day(self, key: str) -> Sequence[str]:
        value = self.text(key)
        if not value:
            return ()
        try:
            parsed = edtf.parse(value)
        except ValueError as error:
            self.problem(
                [key],
                f"{value!r} is no date: {error}",
                "write it as 2020-01-31, 2020-01 or 2020",
                "bad-date",
            )
            return ()
        if not edtf.precise_days(parsed) or "/" in value:
            return ()
        return (literal(value, datatype=f"{XSD}date"),)

    def publisher(self) -> Sequence[str]:
        key = self.text("publisher")
        if not key:
            return ()
        entry = self.register.find(key)
        if entry is None or not key.startswith(("organization/", "person/")):
            near = self.register.nearest(key)
            remedy = f"did you mean {near}?" if near else f"run `lod register {key}`"
            self.problem(
                ["publisher"], f"{key!r} is no registered organization", remedy, "unknown-thing"
            )
            return ()
        return () if entry.withdrawn else (iri(self.base + entry.iri),)

    def rights(self, language: str) -> Sequence[str]:
        value = self.data.get("rights")
        if isinstance(value, str):
            return (literal(value, language=language),)
        if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            return tuple(literal(text, language=tag) for tag, text in value.items())
        if value is not None:
            self.problem(
                ["rights"],
                "rights must be text",
                "write `rights: …` or `rights: {lv: …, en: …}`",
                "bad-record",
            )
        return ()

    def problem(self, trail: Sequence[str | int], what: str, remedy: str, code: str) -> None:
        place = self.record.locate([step for step in trail if step in self.data])
        self.problems.append(Problem(place.path, place.line, place.column, what, remedy, code))
