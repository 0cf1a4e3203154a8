from dataclasses import replace

import pyoxigraph as ox
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod.reports import LocatedReport, of_files, write
from lod.shacl.reference import _lexical_forms_kept, results_of
from lod.shacl.report import Key, Report, report_of


def turtle(report: Report) -> str:
    return "".join(write(of_files(report, None), "turtle"))


def unlabelled(key: Key) -> Key:
    """A key without the labels of blank nodes, which mean nothing from file to file."""
    focus, path, value, component, severity, shape = (
        "_:" if term.startswith("_:") else term for term in key
    )
    return focus, path, value, component, severity, shape


def triples(text: str, syntax: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(text.encode(), format=syntax)}


@given(data=st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_results_read_back_are_the_results(
    any_report: st.SearchStrategy[Report], data: st.DataObject
) -> None:
    report = data.draw(any_report)
    with _lexical_forms_kept():
        graph = rdflib.Graph().parse(data=turtle(report), format="turtle")
        read = report_of(results_of(graph))
    assert sorted(unlabelled(r.key) for r in read.results) == sorted(
        unlabelled(r.key) for r in report.results
    )
    assert sorted(sorted(r.messages) for r in read.results) == sorted(
        sorted(r.messages) for r in report.results
    )


def test_a_report_is_well_formed_and_says_what_it_holds(located: LocatedReport) -> None:
    text = "".join(write(located, "turtle", language="lv"))
    found = triples(text, ox.RdfFormat.TURTLE)
    assert any("#conforms" in line and '"false"' in line for line in found)
    assert sum("#result>" in line for line in found) == len(located.report.results)
    assert sum("#detail>" in line for line in found) == 1
    assert any('"07"^^' in line for line in found)
    assert any('"Vajag nosaukumu."@lv' in line for line in found)
    assert "# Neatbilst: 3 pārkāpumi" in text
    assert "took too long" in text


def test_blank_nodes_of_data_and_shapes_stay_apart(located: LocatedReport) -> None:
    text = "".join(write(located, "turtle"))
    assert "sh:focusNode _:data-b0" in text
    assert "sh:sourceConstraint _:shape-b0" in text


def test_like_results_keep_their_number(report: Report) -> None:
    twice = replace(report, results=(report.results[0], report.results[0]))
    found = triples(turtle(twice), ox.RdfFormat.TURTLE)
    assert sum("#result>" in line for line in found) == 2


def test_the_same_report_gives_the_same_bytes_in_any_order(report: Report) -> None:
    shuffled = report_of(reversed(report.results))
    assert turtle(shuffled) == turtle(report_of(report.results))


def test_an_empty_report_conforms() -> None:
    found = triples(turtle(report_of([])), ox.RdfFormat.TURTLE)
    assert len(found) == 2
    assert any('"true"' in line for line in found)
