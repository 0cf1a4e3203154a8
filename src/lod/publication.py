"""lod.toml -> Publication: where everything lies and what the IRIs begin with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lod.errors import ConfigError
from lod.ntriples import iri_is_valid

TEMPLATE_BASE = "https://data.example.org/"
"""The base that ontology, shapes, queries and context are written with."""

_KEYS = {
    "publication": {
        "base",
        "title",
        "description",
        "license",
        "publisher",
        "language",
        "languages",
    },
    "documents": {"texts"},
    "namespaces": {"allowed"},
    "quotes": {"max-length"},
}


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: a folder with lod.toml, ontology, shapes, data and queries."""

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

    def read(self, path: Path) -> str:
        """A file of the model, with the configured base in place of the template's."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read: {error}") from error
        return text.replace(TEMPLATE_BASE, self.base)


def load(root: Path) -> Publication:
    """Read `root`/lod.toml; ConfigError names the setting that is wrong and what to write."""
    path = root / "lod.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path} does not exist", "run `lod init DIR` to start a publication"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}", "write it as TOML in UTF-8") from error
    _reject_unknown(path, settings)
    return _publication(path, settings)


def _publication(path: Path, settings: Mapping[str, Any]) -> Publication:
    about = settings.get("publication", {})
    base = _text(path, about, "base")
    if not iri_is_valid(base) or not base.endswith(("/", "#")):
        raise ConfigError(
            f"{path}: base {base!r} is no absolute IRI that ends in /", 'write base = "https://…/"'
        )
    language = about.get("language", "en")
    return Publication(
        root=path.parent,
        base=base,
        title=_tagged(path, about, "title"),
        description=_tagged(path, about, "description") if "description" in about else {},
        license=_text(path, about, "license"),
        publisher=about.get("publisher", ""),
        language=language,
        languages=tuple(about.get("languages", (language,))),
        texts=path.parent / settings.get("documents", {}).get("texts", "texts"),
        allowed_namespaces=tuple(settings.get("namespaces", {}).get("allowed", ())),
        max_quote=settings.get("quotes", {}).get("max-length", 120),
    )


def _reject_unknown(path: Path, settings: Mapping[str, Any]) -> None:
    for table, values in settings.items():
        if table not in _KEYS:
            raise ConfigError(f"{path}: unknown table [{table}]", _near(table, _KEYS))
        for key in values:
            if key not in _KEYS[table]:
                raise ConfigError(
                    f"{path}: unknown setting {key} in [{table}]", _near(key, _KEYS[table])
                )


def _near(name: str, known: Any) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}"


def _text(path: Path, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ConfigError(
            f"{path}: [publication] has no {key}", f'write {key} = "…" under [publication]'
        )
    return value


def _tagged(path: Path, table: Mapping[str, Any], key: str) -> Mapping[str, str]:
    value = table.get(key)
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ConfigError(f"{path}: {key} has no languages", f'write {key} = {{en = "…"}}')
    return value
