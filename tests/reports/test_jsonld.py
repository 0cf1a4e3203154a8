import json

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.reports import LocatedReport, of_files, write
from lod.shacl.report import Report, report_of


def canonical(text: str, syntax: ox.RdfFormat) -> set[str]:
    dataset = ox.Dataset(ox.parse(text.encode(), format=syntax))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


@given(data=st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_has_the_triples_of_the_turtle_report(
    any_report: st.SearchStrategy[Report], data: st.DataObject
) -> None:
    located = of_files(data.draw(any_report), None)
    assert canonical("".join(write(located, "jsonld")), ox.RdfFormat.JSON_LD) == canonical(
        "".join(write(located, "turtle")), ox.RdfFormat.TURTLE
    )


def test_the_report_with_everything_agrees_too(located: LocatedReport) -> None:
    assert canonical("".join(write(located, "jsonld")), ox.RdfFormat.JSON_LD) == canonical(
        "".join(write(located, "turtle")), ox.RdfFormat.TURTLE
    )


def test_names_are_those_of_the_vocabulary(located: LocatedReport) -> None:
    made = json.loads("".join(write(located, "jsonld")))
    assert made["conforms"] is False
    assert {result["resultSeverity"] for result in made["result"]} == {
        "Violation",
        "Warning",
        "Info",
    }


def test_an_empty_report_is_one_object() -> None:
    made = json.loads("".join(write(of_files(report_of([]), None), "jsonld")))
    assert made["conforms"] is True
    assert "result" not in made
