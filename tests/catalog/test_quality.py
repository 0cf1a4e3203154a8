"""A SHACL report -> how many results of each severity the catalogue states."""

from lod.catalog import quality
from lod.shacl.report import Result, report_of

SH = "http://www.w3.org/ns/shacl#"


def result(severity: str) -> Result:
    return Result("<urn:a>", None, None, f"<{SH}Component>", severity, "<urn:shape>")


def test_results_are_counted_by_severity() -> None:
    report = report_of([result(f"<{SH}Warning>"), result(f"<{SH}Warning>"), result(f"<{SH}Info>")])
    assert quality.counts(report) == {"violation": 0, "warning": 2, "info": 1}


def test_a_severity_that_shacl_does_not_know_counts_as_a_violation() -> None:
    report = report_of([result("<urn:severe>"), result(f"<{SH}Violation>")])
    assert quality.counts(report) == {"violation": 2, "warning": 0, "info": 0}


def test_no_result_is_stated_as_zero() -> None:
    assert quality.counts(report_of([])) == {"violation": 0, "warning": 0, "info": 0}
