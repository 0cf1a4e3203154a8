"""lod.toml -> what the catalogue cannot know from the data: who publishes, whom to ask, themes.

Wrong values are refused, all at once, each at its line; a setting that is merely absent is
reported with the points it costs and the catalogue does without.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lod import publication
from lod.catalog import authority
from lod.catalog.metrics import TOTAL, points
from lod.errors import ConfigError, InvalidInput, Problem, Severity
from lod.ntriples import iri_is_valid

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about the data: a functional name and the address of a page."""

    name: Texts
    page: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the dataset: its name, the ISO dates of first issue and of this version.

    `previous` is the IRI of the version before, `notes` what changed, in words.
    """

    name: str
    issued: str
    modified: str
    previous: str = ""
    notes: Texts | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What lod.toml says; what it does not say is empty. Codes are codes of the EU tables."""

    path: str
    base: str
    title: Texts
    description: Texts
    license: str
    language: str
    files: str
    publisher: str = ""
    publisher_type: str = ""
    publisher_page: str = ""
    contact: Contact | None = None
    themes: tuple[str, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] | None = None
    frequency: str = ""
    availability: str = "AVAILABLE"
    access_rights: str = "PUBLIC"
    endpoint: str = ""
    version: Version | None = None


def read(path: Path) -> Settings:
    """The settings in the file; InvalidInput lists every wrong one, ConfigError: no TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}", "write it as TOML in UTF-8") from error
    reader = _Reader(path.name, text, tables)
    settings = reader.settings()
    if reader.problems:
        raise InvalidInput(tuple(reader.problems))
    return settings


def missing(settings: Settings) -> tuple[Problem, ...]:
    """The settings that are not there, each with the points of the quality score it costs."""
    return tuple(_missing(settings))


def cost(lost: int) -> str:
    """What a missing thing costs, in words."""
    return f"costs {lost} of the {TOTAL} quality points" if lost else "DCAT-AP recommends it"


def _missing(here: Settings) -> Iterable[Problem]:
    version = here.version
    for table, key, there, lost, example in (
        (
            "publication",
            "publisher",
            here.publisher,
            points("publisherAvailability", "dcatApCompliance"),
            'publisher = "…"',
        ),
        (
            "publication",
            "license",
            here.license,
            points("licenceAvailability", "knownLicence"),
            'license = "https://creativecommons.org/licenses/by/4.0/"',
        ),
        (
            "publication",
            "description",
            here.description,
            points("dcatApCompliance"),
            'description = {en = "…"}',
        ),
        (
            "catalog",
            "contact",
            here.contact,
            points("contactPointAvailability"),
            'contact = {name = {en = "…"}, page = "https://…"}',
        ),
        ("catalog", "themes", here.themes, points("categoryAvailability"), 'themes = ["SOCI"]'),
        (
            "catalog",
            "keywords",
            here.keywords,
            points("keywordAvailability"),
            'keywords = {en = ["…"]}',
        ),
        (
            "publication",
            "issued",
            version and version.issued,
            points("dateIssuedAvailability"),
            "issued = 2026-01-31",
        ),
        (
            "publication",
            "modified",
            version and version.modified,
            points("dateModifiedAvailability"),
            "modified = 2026-01-31",
        ),
        (
            "catalog",
            "publisher-type",
            here.publisher_type or not here.publisher,
            0,
            'publisher-type = "NonProfitOrganisation"',
        ),
    ):
        if not there:
            yield Problem(
                here.path,
                0,
                0,
                f"[{table}] has no {key}: {cost(lost)}",
                f"write {example} under [{table}]",
                f"no-{key}",
                Severity.WARNING,
            )


class _Reader:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, path: str, text: str, tables: Mapping[str, Any]) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.tables = tables
        self.problems: list[Problem] = []

    def settings(self) -> Settings:
        """What the file says; wrong values are left out and remembered as problems."""
        base = self.text("publication", "base")
        return Settings(
            path=self.path,
            base=base,
            title=self.tagged("publication", "title"),
            description=self.tagged("publication", "description"),
            license=self.address("publication", "license"),
            language=self.text("publication", "language") or "en",
            files=self.folder("catalog", "files") or base,
            publisher=self.text("publication", "publisher"),
            publisher_type=self.code("catalog", "publisher-type", "publishertype"),
            publisher_page=self.address("catalog", "publisher-page"),
            contact=self.contact(),
            themes=self.themes(),
            keywords=self.keywords(),
            frequency=self.code("catalog", "frequency", "frequency"),
            availability=self.code("catalog", "availability", "planned-availability")
            or "AVAILABLE",
            access_rights=self.code("catalog", "access-rights", "access-right") or "PUBLIC",
            endpoint=self.address("service", "endpoint"),
            version=self.version(),
        )

    def value(self, table: str, key: str) -> Any:
        return self.tables.get(table, {}).get(key)

    def typed(self, table: str, key: str, fits: Callable[[Any], bool], example: str) -> Any:
        """The value where it fits, else None; one that does not fit is a problem."""
        value = self.value(table, key)
        if value is None or fits(value):
            return value
        self.report(table, key, f"{key} cannot be read", f"write {key} = {example}", "setting")
        return None

    def text(self, table: str, key: str) -> str:
        return self.typed(table, key, _is_text, '"…"') or ""

    def address(self, table: str, key: str) -> str:
        """An address, absolute or relative to the base; empty where it is neither."""
        value = self.text(table, key)
        address = urljoin(self.text("publication", "base"), value) if value else ""
        if not value or (iri_is_valid(address) and " " not in value):
            return address
        what = f"{key} {value!r} is no address"
        self.report(table, key, what, 'write "https://…", or a path below the base', "setting")
        return ""

    def folder(self, table: str, key: str) -> str:
        """An address that names of files are appended to, so one that ends in a slash."""
        address = self.address(table, key)
        if not address or address.endswith("/"):
            return address
        what = f"{key} {address!r} does not end in /"
        self.report(table, key, what, f'write {key} = "{address}/"', "setting")
        return ""

    def tagged(self, table: str, key: str) -> Texts:
        value = self.value(table, key)
        if value is None:
            return {}
        if _is_tagged(value, _is_text):
            return dict(value)
        what = f"{key} has no language"
        self.report(table, key, what, f'write {key} = {{en = "…"}}', "no-language")
        return {}

    def contact(self) -> Contact | None:
        example = '{name = {en = "…"}, page = "https://…"}'
        value = self.typed("catalog", "contact", lambda v: isinstance(v, dict), example)
        if value is None:
            return None
        if not _is_tagged(value.get("name"), _is_text):
            what = "the name of the contact has no language"
            self.report("catalog", "contact", what, f"write contact = {example}", "no-language")
            return None
        page = value.get("page")
        address = urljoin(self.text("publication", "base"), page) if isinstance(page, str) else ""
        if not page or not iri_is_valid(address):
            what = "the contact has no page"
            self.report("catalog", "contact", what, f"write contact = {example}", "setting")
            return None
        return Contact(dict(value["name"]), address)

    def themes(self) -> tuple[str, ...]:
        values = self.typed("catalog", "themes", _is_list_of_texts, '["SOCI"]') or []
        return tuple(filter(None, (self._known("themes", v, "data-theme") for v in values)))

    def code(self, table: str, key: str, list_: str) -> str:
        value = self.text(table, key)
        return self._known(key, value, list_, table) if value else ""

    def _known(self, key: str, value: str, list_: str, table: str = "catalog") -> str:
        known = authority.codes(list_)
        if value in known:
            return value
        near = _nearest(value, known)
        remedy = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
        what = f"{value!r} is no code of the EU table {list_}"
        self.report(table, key, what, remedy, "unknown-code")
        return ""

    def keywords(self) -> Mapping[str, tuple[str, ...]] | None:
        value = self.value("catalog", "keywords")
        if value is None:
            return None
        if not _is_tagged(value, _is_list_of_texts):
            what = "keywords have no language"
            self.report("catalog", "keywords", what, 'write keywords = {en = ["…"]}', "no-language")
            return None
        for words in value.values():
            for word in words:
                if "," in word:
                    what = f"the keyword {word!r} has a comma, where portals split"
                    remedy = "make it two keywords or leave the comma out"
                    self.report("catalog", "keywords", what, remedy, "comma-in-keyword")
        return {language: tuple(words) for language, words in value.items() if words} or None

    def version(self) -> Version | None:
        name = self.text("publication", "version")
        issued, modified = self.day("issued"), self.day("modified")
        if issued and modified and modified < issued:
            what = f"modified {modified} is before issued {issued}"
            self.report("publication", "modified", what, "mend one of the two dates", "setting")
        if not (name or issued or modified):
            return None
        return Version(name, issued, modified or issued)

    def day(self, key: str) -> str:
        value = self.typed("publication", key, _is_day, "2026-01-31")
        return str(value) if value else ""

    def report(self, table: str, key: str, what: str, remedy: str, code: str) -> None:
        """Remember a problem with a setting."""
        line = publication.line_of(self.lines, table, key)
        self.problems.append(Problem(self.path, line, 0, f"[{table}] {what}", remedy, code))


def _nearest(value: str, known: Mapping[str, authority.Code]) -> str:
    """The code that a wrong one was meant to be, by its letters or by its label."""
    spellings = {code.casefold(): code for code in known}
    for code, entry in known.items():
        spellings |= {label.casefold(): code for label in entry.labels.values()}
    close = get_close_matches(value.casefold(), spellings, 1, 0.5)
    return spellings[close[0]] if close else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(each) for each in value)


def _is_tagged(value: Any, fits: Callable[[Any], bool]) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) for tag in value)
        and all(fits(each) for each in value.values())
    )


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return len(value) == 10
    return isinstance(value, date) and not isinstance(value, datetime)
