"""The SHACL report as quality measurements of the dataset (W3C Note DQV, section 4).

Enters: how many results there are of each severity. Leaves: one measurement a severity, each of
a metric that says in words what is counted.
"""

from collections.abc import Mapping

from lod.catalog.statements import Statements
from lod.catalog.terms import texts, typed
from lod.errors import Severity
from lod.ntriples import iri
from lod.shacl.report import Report

_LABELS = {
    Severity.VIOLATION: {"lv": "SHACL pārkāpumu skaits", "en": "number of SHACL violations"},
    Severity.WARNING: {"lv": "SHACL brīdinājumu skaits", "en": "number of SHACL warnings"},
    Severity.INFO: {"lv": "SHACL piezīmju skaits", "en": "number of SHACL notes"},
}
_DIMENSION = {"lv": "atbilstība formām", "en": "conformance to the shapes"}


def counts(report: Report) -> Mapping[str, int]:
    """How many results of each severity a report has, by the word for the severity."""
    ends = {"Violation>": "violation", "Warning>": "warning", "Info>": "info"}
    found = {severity.value: 0 for severity in Severity}
    for severity, count in report.counts.items():
        found[ends.get(severity.rsplit("#", 1)[-1], "violation")] += count
    return found


def describe(into: Statements, dataset: str, base: str, results: Mapping[str, int]) -> None:
    """Say of the dataset how many results of each severity validation gave."""
    dimension = iri(f"{base}catalog/dimension/conformance")
    into.add(dimension, "dqv:Dimension skos:Concept", skos_prefLabel=texts(_DIMENSION))
    for severity in Severity:
        metric = iri(f"{base}catalog/metric/shacl-{severity}")
        measurement = iri(f"{base}dataset/measurement/shacl-{severity}")
        into.add(
            metric,
            "dqv:Metric skos:Concept",
            skos_prefLabel=texts(_LABELS[severity]),
            dqv_expectedDataType="<http://www.w3.org/2001/XMLSchema#integer>",
            dqv_inDimension=dimension,
        )
        into.add(
            measurement,
            "dqv:QualityMeasurement",
            dqv_isMeasurementOf=metric,
            dqv_computedOn=dataset,
            dqv_value=typed(results.get(severity, 0), "integer"),
        )
        into.add(dataset, dqv_hasQualityMeasurement=measurement)
