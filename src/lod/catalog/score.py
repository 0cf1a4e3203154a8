"""The European metadata quality score of a catalogue, item by item (405 points).

Enters: the catalogue and a function that asks an address for its HTTP status. Leaves: a Score.
What is measured of distributions is measured of each; the best one counts, as portals do, and
the others are named where they lack something.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lod.catalog import authority, compliance, described
from lod.catalog.authority import AUTHORITY
from lod.catalog.described import Described
from lod.catalog.metrics import METRICS, TOTAL, Metric, rating
from lod.catalog.terms import rows
from lod.errors import CallError
from lod.ntriples import is_iri, is_literal, literal_value

Head = Callable[[str], int]
"""An address -> the status of its answer to HEAD, 0 where there is none."""

_IANA = re.compile(r"<https?://www\.iana\.org/assignments/media-types/([^/]+/[^/]+)>")
_LICENCE = re.compile(
    rf"<(?:{AUTHORITY}licence/|https?://creativecommons\.org/(?:licenses|publicdomain)/).+>"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One metric of one dataset: points earned, whether it could be checked, what it lacks."""

    metric: Metric
    earned: int
    checked: bool
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetScore:
    """The score of one dataset, given by its IRI."""

    dataset: str
    items: tuple[Item, ...]

    @property
    def total(self) -> int:
        """The points earned."""
        return sum(item.earned for item in self.items)

    @property
    def unchecked(self) -> int:
        """The points of what could not be checked."""
        return sum(item.metric.points for item in self.items if not item.checked)

    @property
    def rating(self) -> str:
        """The word for the points."""
        return rating(self.total)


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of all datasets of a catalogue; its total is their mean."""

    datasets: tuple[DatasetScore, ...]

    @property
    def total(self) -> int:
        """The mean of the datasets' points, rounded."""
        return round(sum(each.total for each in self.datasets) / len(self.datasets))

    @property
    def best(self) -> int:
        """What can be earned."""
        return TOTAL


def score(lines: Iterable[str], head: Head | None = None) -> Score:
    """The score of N-Triples or N-Quads lines; CallError where they describe no dataset."""
    return _score(described.of_lines(lines), head)


def score_file(path: Path, head: Head | None = None) -> Score:
    """The score of a file in any RDF syntax; CallError where it describes no dataset."""
    return _score(described.of_file(path), head)


def _score(catalogue: Described, head: Head | None) -> Score:
    datasets = catalogue.instances("dcat:Dataset")
    if not datasets:
        raise CallError("no dcat:Dataset is described", "name a file with a DCAT catalogue")
    asked = cache(head) if head else None
    measure = _Measure(catalogue, asked)
    return Score(tuple(DatasetScore(each.strip("<>"), measure.items(each)) for each in datasets))


class _Measure:
    """Measures the datasets of one catalogue."""

    def __init__(self, catalogue: Described, head: Head | None) -> None:
        self.catalogue = catalogue
        self.head = head

    def items(self, dataset: str) -> tuple[Item, ...]:
        """All metrics of one dataset."""
        distributions = self.catalogue.values(dataset, "dcat:distribution")
        passed = {each: self._passed(each) for each in distributions}
        ranked = sorted(distributions, key=lambda each: (-_sum(passed[each]), each))
        best = passed[ranked[0]] if ranked else frozenset[str]()
        return tuple(
            self._of_dataset(metric, dataset)
            if metric.of == "dataset"
            else self._of_distributions(metric, best, passed)
            for metric in METRICS
        )

    def _of_dataset(self, metric: Metric, dataset: str) -> Item:
        lacking = tuple(self._lacks(metric.name, dataset))
        return Item(metric, -metric.penalty if lacking else metric.points, True, lacking)

    def _of_distributions(
        self, metric: Metric, best: frozenset[str], passed: dict[str, frozenset[str]]
    ) -> Item:
        lacking = tuple(sorted(each for each, names in passed.items() if metric.name not in names))
        earned = metric.points if metric.name in best else -metric.penalty
        if not passed:  # what is not there was not measured: no points, no penalty
            earned, lacking = 0, ("no distribution",)
        checked = self.head is not None or not metric.name.endswith("StatusCode")
        return Item(metric, earned, checked, tuple(each.strip("<>") for each in lacking))

    def _lacks(self, metric: str, dataset: str) -> Iterable[str]:
        """What the dataset lacks, nothing where it passes."""
        if metric == "dcatApCompliance":
            catalogs = [
                each
                for each in self.catalogue.instances("dcat:Catalog")
                if dataset in self.catalogue.values(each, "dcat:dataset")
            ]
            among = self.catalogue.around(dataset) | set(catalogs)
            for each in catalogs:
                among |= set(self.catalogue.values(each, "dcterms:publisher"))
            for breach in compliance.breaches(self.catalogue, among):
                yield f"{breach.subject.strip('<>')}: {breach.what}"
        elif metric == "accessRightsVocabularyAlignment":
            rights = self.catalogue.values(dataset, "dcterms:accessRights")
            if not any(term.startswith(f"<{AUTHORITY}access-right/") for term in rights):
                yield dataset.strip("<>")
        elif not self.catalogue.values(dataset, _PROPERTIES[metric]):
            yield dataset.strip("<>")

    def _passed(self, distribution: str) -> frozenset[str]:
        """The names of the metrics that a distribution passes."""
        return frozenset(
            metric.name
            for metric in METRICS
            if metric.of == "distribution" and self._passes(metric.name, distribution)
        )

    def _passes(self, metric: str, distribution: str) -> bool:
        values = self.catalogue.values
        if metric in _PROPERTIES:
            found = values(distribution, _PROPERTIES[metric])
            return self._answers(found) if metric.endswith("StatusCode") else bool(found)
        if metric == "knownLicence":
            return any(_is_known(term) for term in values(distribution, "dcterms:license"))
        formats = values(distribution, "dcterms:format")
        media = values(distribution, "dcat:mediaType")
        if metric == "formatMediaTypeVocabularyAlignment":
            return any(each.startswith(f"<{AUTHORITY}file-type/") for each in formats) and any(
                _IANA.fullmatch(each) for each in media
            )
        quality = "open" if metric == "formatMediaTypeNonProprietary" else "machine"
        return any(
            _formats().get(_format_name(term), {}).get(quality) == "yes" for term in formats + media
        )

    def _answers(self, addresses: Iterable[str]) -> bool:
        """Whether one of the addresses answers with a status of success."""
        return self.head is not None and any(
            is_iri(each) and 200 <= self.head(each[1:-1]) < 300 for each in addresses
        )


_PROPERTIES = {
    "keywordAvailability": "dcat:keyword",
    "categoryAvailability": "dcat:theme",
    "spatialAvailability": "dcterms:spatial",
    "temporalAvailability": "dcterms:temporal",
    "accessUrlStatusCode": "dcat:accessURL",
    "downloadUrlAvailability": "dcat:downloadURL",
    "downloadUrlStatusCode": "dcat:downloadURL",
    "formatAvailability": "dcterms:format",
    "mediaTypeAvailability": "dcat:mediaType",
    "licenceAvailability": "dcterms:license",
    "accessRightsAvailability": "dcterms:accessRights",
    "contactPointAvailability": "dcat:contactPoint",
    "publisherAvailability": "dcterms:publisher",
    "rightsAvailability": "dcterms:rights",
    "byteSizeAvailability": "dcat:byteSize",
    "dateIssuedAvailability": "dcterms:issued",
    "dateModifiedAvailability": "dcterms:modified",
}


def _sum(passed: frozenset[str]) -> int:
    return sum(
        metric.points if metric.name in passed else -metric.penalty
        for metric in METRICS
        if metric.of == "distribution"
    )


def _is_known(licence: str) -> bool:
    if _LICENCE.fullmatch(licence):
        return True
    address = licence.strip("<>").replace("http://", "https://").rstrip("/")
    return address in {known.rstrip("/") for known in authority.by_detail("licence")}


@cache
def _formats() -> dict[str, dict[str, str]]:
    """Code or media type -> the row of the format table."""
    found: dict[str, dict[str, str]] = {}
    for row in rows("file-types.tsv"):
        for each in (row["code"], *row["media"].split()):
            found.setdefault(each, row)
    return found


def _format_name(term: str) -> str:
    """What the format table calls a format or media type, in whatever form it is given."""
    if media := _IANA.fullmatch(term):
        return media[1]
    value = literal_value(term).lexical if is_literal(term) else term.strip("<>")
    if value in _formats():
        return value
    return value.rsplit("/", 1)[-1].rsplit("#", 1)[-1].upper().replace("-", "_")
