"""A small build of our own making: a dataset, its files, its settings, its descriptions."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from lod.catalog import output, settings, tally
from lod.catalog.output import Descriptions
from lod.catalog.settings import Settings
from lod.publish.sink import Written

ROOT = Path(__file__).parents[2]
BASE = "https://data.example.org/"
SHARED = Path(os.environ.get("LOD_SHARED", ROOT.parent / "shared"))
SPACES = {
    "B": BASE,
    "EU": "http://publications.europa.eu/resource/authority/",
    "R": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "S": "https://schema.org/",
}

COMPLETE = """
[publication]
base = "BASE"
title = {lv = "Pasākumi un projekti", en = "Events and projects"}
description.lv = "Fakti par projektiem un pasākumiem, katrs ar citātu no avota teksta."
description.en = "Facts on projects and events, each with the words that prove it."
license = "https://creativecommons.org/licenses/by/4.0/"
publisher = "lod publication"
version = "1.2.0"
issued = 2026-01-31
modified = 2026-02-28
language = "en"

[catalog]
publisher-type = "NonProfitOrganisation"
contact = {name = {lv = "Uzturētāji", en = "Maintainers"}, page = "BASEcontact"}
themes = ["SOCI", "REGI"]
keywords = {lv = ["sociālā iekļaušana"], en = ["social inclusion"]}
frequency = "IRREG"

[service]
endpoint = "BASEsparql"
"""
MORE = """
<B/id/document/a1> <S/publisher> <B/id/organization/bauskas-novads> <B/graph/doc/a1> .
<B/id/document/a1> <S/usageInfo> "atsauce obligāta"@lv <B/graph/doc/a1> .
<B/id/document/a1> <S/usageInfo> "the source must be named"@en <B/graph/doc/a1> .
<B/id/place/latvija> <R/type> <S/Country> <B/graph/doc/a1> .
<B/id/place/latvija> <R/type> <S/Place> <B/graph/doc/a1> .
<B/id/place/latvija> <S/name> "Latvija"@lv <B/graph/doc/a1> .
<B/id/place/latvija> <S/sameAs> <EU/country/LVA> <B/graph/external> .
<B/id/place/latvija> <S/sameAs> <http://www.wikidata.org/entity/Q211> <B/graph/external> .
"""
NAMES = (
    "context.jsonld",
    "dataset.nq",
    "dataset.nq.gz",
    "dataset.rdf12.ttl",
    "dataset.trig",
    "evidence.ttl",
    "facts.jsonld",
    "facts.ttl",
    "facts.ttl.gz",
    "ontology.ttl",
    "queries/facts.rq",
    "shapes.ttl",
)


@pytest.fixture(scope="session")
def lines() -> list[str]:
    """The example of the golden dumps, with a country, a publisher and a note on rights."""
    golden = ROOT / "tests" / "golden" / "publish" / "dataset.nq"
    more = MORE
    for short, space in SPACES.items():
        more = more.replace(f"<{short}/", f"<{space}")
    text = golden.read_text(encoding="utf-8") + more
    return sorted({line for line in text.split("\n") if line})


@pytest.fixture(scope="session")
def many(lines: list[str]) -> list[str]:
    """The same example, with more documents than a catalogue lists."""
    said = "<https://schema.org/headline>"
    more = (
        f'<{BASE}id/document/n{n}> {said} "{n}"@en <{BASE}graph/doc/n{n}> .'
        for n in range(tally.LISTED)
    )
    return sorted({*lines, *more})


@pytest.fixture(scope="session")
def files() -> list[Written]:
    """The files of a build, as the sink tells of them."""
    return [
        Written(Path("dist") / name, 100 + place, sha256(name.encode()).hexdigest())
        for place, name in enumerate(NAMES)
    ]


Configure = Callable[..., Settings]


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Reads the complete lod.toml after some replacements."""

    def read(*changes: tuple[str, str], base: str = BASE) -> Settings:
        text = COMPLETE.replace("BASE", base)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "lod.toml"
        path.write_text(text, encoding="utf-8")
        return settings.read(path)

    return read


Describe = Callable[..., Descriptions]


@pytest.fixture
def describe(configure: Configure, lines: list[str], files: list[Written]) -> Describe:
    """Describes the small build under a changed lod.toml."""

    def make(*changes: tuple[str, str]) -> Descriptions:
        results = {"violation": 0, "warning": 2, "info": 1}
        return output.make(
            configure(*changes), lines, files, prefixes={"coop": f"{BASE}ont#"}, results=results
        )

    return make


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material of others that is no part of the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not here (LOD_SHARED names its folder)")
    return SHARED
