"""lod.toml -> Publication: where everything lies and what the IRIs begin with."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lod.errors import ConfigError
from lod.ntriples import iri_is_valid

TEMPLATE_BASE = "https://data.example.org/"
"""The base that ontology, shapes, queries and context are written with."""

_KEYS = {
    "publication": (
        "base",
        "title",
        "description",
        "license",
        "publisher",
        "language",
        "languages",
        "version",
        "issued",
        "modified",
    ),
    "catalog": (
        "access-rights",
        "availability",
        "contact",
        "files",
        "frequency",
        "keywords",
        "publisher-page",
        "publisher-type",
        "themes",
    ),
    "service": ("endpoint",),
    "documents": ("texts",),
    "dumps": ("files",),
    "feed": ("page-size",),
    "namespaces": ("allowed",),
    "quotes": ("max-length",),
    "releases": ("scheme", "withdraw"),
    "store": ("keep", "when"),
}
SCHEMES = ("calendar", "semantic")
"""How releases are named: after the day, or by what changed."""
WITHDRAWALS = ("rewrite", "keep")
"""What happens to past releases when a thing is withdrawn."""
STORES = ("large", "always", "never")
"""Which datasets get a store for queries: those too large to be read for each query, or all."""
DUMPS = (
    "dataset.nq",
    "dataset.rdf12.ttl",
    "dataset.trig",
    "evidence.ttl",
    "facts.jsonld",
    "facts.ttl",
)
"""The files that a dataset can be published as."""
NQUADS = DUMPS[0]
"""The one that is always made: all that asks a publication something reads it."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_QUOTE = 120
_PAGE_SIZE = 250
_VERSIONS = 2


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: a folder with lod.toml, ontology, shapes, data and queries.

    `dumps` are those of `DUMPS` that lod.toml asks for, none where it leaves that open.
    """

    root: Path
    base: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    license: str
    publisher: str
    language: str
    languages: tuple[str, ...]
    texts: Path
    allowed_namespaces: tuple[str, ...]
    max_quote: int
    scheme: str = SCHEMES[0]
    withdraw: str = WITHDRAWALS[0]
    page_size: int = _PAGE_SIZE
    store_when: str = STORES[0]
    store_keep: int = _VERSIONS
    dumps: tuple[str, ...] = ()

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        return self.root / "shapes"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def feed(self) -> Path:
        return self.root / "feed"

    @property
    def store(self) -> Path:
        return self.root / ".lod" / "store"

    def read(self, path: Path) -> str:
        """A file of the model, with the configured base in place of the template's."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ConfigError(f"{path} does not exist", "restore it") from None
        except OSError as error:
            raise ConfigError(
                f"{path}: {error.strerror}", "check the file and its rights"
            ) from error
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: not UTF-8", "save it in the encoding UTF-8") from error
        return text.replace(TEMPLATE_BASE, self.base)


def folder(root: Path) -> Path:
    """The folder of a publication: where none is named, this one or the nearest above it."""
    return _nearest() if root == Path() else root


def load(root: Path) -> Publication:
    """Read lod.toml in `folder(root)`; ConfigError names the setting that is wrong."""
    path = folder(root) / "lod.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        remedy = "run `lod init DIR` to start a publication"
        raise ConfigError(f"{path} does not exist", remedy) from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", "check the file and its rights") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}", "write it as TOML in UTF-8") from error
    return _Settings(path, text, settings).publication()


def _nearest() -> Path:
    here = Path.cwd()
    above = next((folder for folder in here.parents if (folder / "lod.toml").is_file()), Path())
    return Path() if (here / "lod.toml").is_file() else above


class _Settings:
    """The tables of lod.toml, each value checked where it is asked for."""

    def __init__(self, path: Path, text: str, tables: Mapping[str, Any]) -> None:
        self.path, self.lines, self.tables = path, text.splitlines(), tables

    def publication(self) -> Publication:
        self.reject_unknown()
        language = self.text("publication", "language", "en")
        languages = self.texts("publication", "languages", (language,))
        for tag in (language, *languages):
            if not _LANGUAGE.fullmatch(tag):
                raise self.error(f"{tag!r} is no language tag", "write lv, en, …")
        if language not in languages:
            raise self.error(f"languages lack {language}, the language of rules", "add it")
        return Publication(
            root=self.path.parent,
            base=self.base(),
            title=self.tagged("title", required=True),
            description=self.tagged("description"),
            license=self.iri("license", required=True),
            publisher=self.text("publication", "publisher", ""),
            language=language,
            languages=languages,
            texts=self.path.parent / self.text("documents", "texts", "texts"),
            allowed_namespaces=self.namespaces(),
            max_quote=self.number("quotes", "max-length", _LONGEST_QUOTE, "characters"),
            scheme=self.choice("releases", "scheme", SCHEMES),
            withdraw=self.choice("releases", "withdraw", WITHDRAWALS),
            page_size=self.number("feed", "page-size", _PAGE_SIZE, "members"),
            store_when=self.choice("store", "when", STORES),
            store_keep=self.number("store", "keep", _VERSIONS, "versions"),
            dumps=self.dumps(),
        )

    def reject_unknown(self) -> None:
        for table, values in self.tables.items():
            if table not in _KEYS:
                raise self.error(f"unknown table [{table}]", _near(table, _KEYS))
            if not isinstance(values, dict):
                raise self.error(f"{table} is no table", f"write [{table}] and its settings below")
            for key in values:
                if key not in _KEYS[table]:
                    what = f"unknown setting {key} in [{table}]"
                    raise self.error(what, _near(key, _KEYS[table]))

    def value(self, table: str, key: str, default: Any) -> Any:
        return self.tables.get(table, {}).get(key, default)

    def text(self, table: str, key: str, default: str) -> str:
        value = self.value(table, key, default)
        if not isinstance(value, str):
            raise self.error(f"{key} in [{table}] is no text", f'write {key} = "…"')
        return value

    def texts(self, table: str, key: str, default: Iterable[str]) -> tuple[str, ...]:
        value = self.value(table, key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(f"{key} in [{table}] is no list of texts", f'write {key} = ["…"]')
        return tuple(value)

    def iri(self, key: str, *, required: bool = False) -> str:
        value = self.text("publication", key, "")
        if not value and required:
            raise self.error(
                f"[publication] has no {key}", f'write {key} = "…" under [publication]'
            )
        if value and not iri_is_valid(value):
            remedy = f'write {key} = "https://…" without spaces'
            raise self.error(f"{key} {value!r} is no absolute IRI", remedy)
        return value

    def base(self) -> str:
        base = self.iri("base", required=True)
        if not base.endswith("/") or "#" in base:
            what = f"base {base!r} does not end in /, or holds a #"
            raise self.error(what, 'write base = "https://…/"')
        return base

    def tagged(self, key: str, *, required: bool = False) -> Mapping[str, str]:
        value = self.value("publication", key, None if required else {})
        if (
            not isinstance(value, dict)
            or (required and not value)
            or not all(
                isinstance(text, str) and _LANGUAGE.fullmatch(tag) for tag, text in value.items()
            )
        ):
            raise self.error(f"{key} has no languages", f'write {key} = {{en = "…"}}')
        return value

    def namespaces(self) -> tuple[str, ...]:
        allowed = self.texts("namespaces", "allowed", ())
        for one in allowed:
            if not iri_is_valid(one) or not one.endswith(("/", "#", "=", ":")):
                remedy = "write an absolute IRI that ends in / or #"
                raise self.error(f"{one!r} in allowed is no namespace", remedy)
        return allowed

    def dumps(self) -> tuple[str, ...]:
        """The dumps that are asked for, in the order of their names; none where nothing is said."""
        wanted = self.texts("dumps", "files", ())
        line = line_of(self.lines, "dumps", "files")
        for one in wanted:
            if one not in DUMPS:
                what = f"{one!r} in files of [dumps] is no dump"
                raise self.error(what, _near(one, DUMPS), line)
        if "files" in self.tables.get("dumps", {}) and not wanted:
            what = "files in [dumps] names nothing"
            raise self.error(what, f'write files = ["{NQUADS}"], or leave the setting out', line)
        return tuple(sorted({*wanted, NQUADS})) if wanted else ()

    def number(self, table: str, key: str, default: int, unit: str) -> int:
        """A number from 1; the default where the setting is not there."""
        value = self.value(table, key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            what = f"{key} {value!r} is no number of {unit}"
            raise self.error(what, f"write {key} = {default}")
        return value

    def choice(self, table: str, key: str, known: Sequence[str]) -> str:
        """One of the known words; the first one where the setting is not there."""
        value = self.text(table, key, known[0])
        if value not in known:
            what = f"{key} {value!r} in [{table}] is none of {', '.join(known)}"
            raise self.error(what, _near(value, known))
        return value

    def error(self, what: str, remedy: str, line: int = 0) -> ConfigError:
        place = f"{self.path}:{line}" if line else f"{self.path}"
        return ConfigError(f"{place}: {what}", remedy)


def line_of(lines: Iterable[str], table: str, key: str) -> int:
    """The line of lod.toml on which a table sets a key, 0 where it is not found."""
    inside = ""
    for number, line in enumerate(lines, 1):
        if heading := re.match(r"\s*\[+\s*([\w.-]+)", line):
            inside = heading[1]
        if inside == table and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', line):
            return number
        if inside == f"{table}.{key}":
            return number
    return 0


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = get_close_matches(name, names, 1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}"
