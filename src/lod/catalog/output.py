"""The descriptions -> files: catalogue, VoID, service description, schema.org Dataset.

Enters: the dataset's lines, the files just written, the settings. Leaves: the files, and what
the description lacks with the points that costs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lod.catalog import schemaorg, service, void
from lod.catalog.dcat import Catalog, describe
from lod.catalog.distributions import dumps
from lod.catalog.metrics import points
from lod.catalog.settings import Settings, Version, cost, missing
from lod.catalog.statements import Statements
from lod.catalog.survey import Survey, survey
from lod.catalog.terms import context
from lod.errors import Problem, Severity
from lod.publish import jsonld, names, sink, turtle
from lod.publish.sink import Written


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The text of each file by its name, the lines of the catalogue, and what is missing."""

    texts: Mapping[str, tuple[str, ...]]
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]

    def write(self, folder: Path) -> tuple[Written, ...]:
        """Write the files into the folder; WriteError where the disk refuses."""
        return tuple(sink.write(folder / name, text) for name, text in sorted(self.texts.items()))


def make(
    settings: Settings,
    lines: Iterable[str],
    files: Iterable[Written],
    *,
    prefixes: Mapping[str, str],
    results: Mapping[str, int] | None = None,
    version: Version | None = None,
    feeds: Iterable[str] = (),
) -> Descriptions:
    """Describe a build: its sorted N-Quads lines and the files made from them.

    `prefixes` name the terms of the data's own vocabularies; `results` are SHACL results by
    severity (`quality.counts`); `version` takes the place of the one in lod.toml.
    """
    return of_survey(
        settings,
        survey(lines, settings.base),
        files,
        prefixes=prefixes,
        results=results,
        version=version,
        feeds=feeds,
    )


def of_survey(
    settings: Settings,
    surveyed: Survey,
    files: Iterable[Written],
    *,
    prefixes: Mapping[str, str],
    results: Mapping[str, int] | None = None,
    version: Version | None = None,
    feeds: Iterable[str] = (),
) -> Descriptions:
    """Describe a build whose lines were surveyed already; the rest is as in `make`."""
    here = Catalog(
        settings, surveyed, dumps(files), results, version or settings.version, tuple(feeds)
    )
    catalog = describe(here)
    texts = {
        "catalog.ttl": _turtle(catalog, here),
        "catalog.jsonld": tuple(jsonld.write(catalog, context(), here.base)),
        "void.ttl": _turtle(_void(here, prefixes), here, prefixes),
        "schemaorg.jsonld": (schemaorg.write(here),),
    }
    if settings.endpoint:
        statements = Statements()
        service.description(statements, settings, here.survey)
        texts["service.ttl"] = _turtle(statements.lines, here)
    return Descriptions(texts, catalog, (*_without_version(here), *_uncovered(here)))


def _void(here: Catalog, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    statements = Statements()
    addresses = [here.settings.files + dump.file for dump in here.dumps]
    void.describe(statements, here.survey, here.base, prefixes, addresses)
    return statements.lines


def _turtle(
    lines: tuple[str, ...], here: Catalog, more: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    own = {"dataset": f"{here.base}dataset/", "catalog": f"{here.base}catalog/"}
    known = {**context().prefixes, **(more or {}), **own}
    title = "\n".join(here.settings.title[tag] for tag in sorted(here.settings.title))
    return tuple(turtle.write(lines, names.in_use(lines, known), title, here.base))


def _without_version(here: Catalog) -> Iterable[Problem]:
    """The missing settings, those of the version as the build knows it."""
    return missing(replace(here.settings, version=here.version))


def _uncovered(here: Catalog) -> Iterable[Problem]:
    """What the data would have to say for the description to be whole."""
    survey, description = here.survey, here.settings.description
    for there, lost, what, remedy in (
        (
            survey.start or survey.end,
            points("temporalAvailability"),
            "the data have no date",
            "state when events and projects took place",
        ),
        (
            survey.countries,
            points("spatialAvailability"),
            "the data link no country to the EU country table",
            "add an external claim schema:sameAs with the country's authority address",
        ),
    ):
        if not there:
            yield Problem(
                here.settings.path,
                0,
                0,
                f"{what}: {cost(lost)}",
                remedy,
                "uncovered",
                Severity.WARNING,
            )
    for tag, text in description.items():
        if not schemaorg.SHORTEST <= len(text) <= schemaorg.LONGEST:
            what = f"the description in {tag} has {len(text)} characters"
            remedy = f"search engines ask for {schemaorg.SHORTEST} to {schemaorg.LONGEST}"
            yield Problem(
                here.settings.path, 0, 0, what, remedy, "description-length", Severity.WARNING
            )
