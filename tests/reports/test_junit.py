import re
import xml.etree.ElementTree as ET

from lod.reports import LocatedReport, of_files, write
from lod.shacl import Shapes
from lod.shacl.report import Untested, report_of

SUITE = {
    "name": r".+",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "hostname": r".+",
    "tests": r"\d+",
    "failures": r"\d+",
    "errors": r"\d+",
    "skipped": r"\d+",
    "time": r"\d+\.\d+",
    "package": r".*",
    "id": r"\d+",
}


def suite(located: LocatedReport, **options: object) -> ET.Element:
    root = ET.fromstring("".join(write(located, "junit", **options)))  # type: ignore[arg-type]
    assert root.tag == "testsuites"
    return root[0]


def test_it_has_the_form_that_the_ant_task_demands(located: LocatedReport) -> None:
    made = suite(located)
    assert set(made.attrib) == set(SUITE)
    assert all(re.fullmatch(form, made.attrib[name]) for name, form in SUITE.items())
    order = [child.tag for child in made]
    count = order.count("testcase")
    assert order == ["properties", *["testcase"] * count, "system-out", "system-err"]
    for case in made.iter("testcase"):
        assert set(case.attrib) == {"name", "classname", "time"}
        assert case.attrib["name"] == " ".join(case.attrib["name"].split())
        assert [child.tag for child in case] in (
            [],
            *(["failure"], ["error"], ["skipped"]),
        )
        for child in case:
            assert child.tag == "skipped" or set(child.attrib) == {"message", "type"}
    for item in made.iter("property"):
        assert set(item.attrib) == {"name", "value"}
        assert item.attrib["name"]


def test_there_is_one_case_a_shape_and_one_a_check_that_failed(
    located: LocatedReport, shapes: Shapes
) -> None:
    made = suite(located)
    assert int(made.attrib["tests"]) == len(list(made.iter("testcase"))) == len(shapes.shapes) + 1
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(made.attrib[name]) == len(list(made.iter(kind)))


def test_violations_fail_with_place_and_message(located: LocatedReport) -> None:
    made = suite(located, language="lv")
    (case,) = [c for c in made.iter("testcase") if c.attrib["name"].startswith("Event-name")]
    failure = case[0]
    assert failure.attrib["message"] == "1 pārkāpums: Vajag nosaukumu."
    assert failure.text is not None
    assert "data/claims/000_fair.yaml:7:5" in failure.text
    assert case.attrib["classname"] == "shapes.Event"


def test_a_shape_that_could_not_be_evaluated_is_an_error(located: LocatedReport) -> None:
    (error,) = suite(located).iter("error")
    assert "took too long" in (error.text or "")


def test_warnings_and_infos_are_properties_and_fail_nothing(located: LocatedReport) -> None:
    made = suite(located)
    values = {item.attrib["name"]: item.attrib["value"] for item in made.iter("property")}
    assert values["warning.Place"] == "2"
    assert values["warning"] == "2"
    names = [c.attrib["name"] for c in made.iter("testcase") if len(c) and c[0].tag == "failure"]
    assert not any(name.startswith("Place:") for name in names)
    assert "Not a place." in (made.findtext("system-out") or "")


def test_a_shape_without_focus_nodes_is_skipped(shapes: Shapes) -> None:
    place = "<https://data.example.org/shapes#Place>"
    untested = [Untested(place, "<https://schema.org/Place>")]
    made = suite(of_files(report_of([], untested=untested), shapes))
    (skipped,) = [c for c in made.iter("testcase") if len(c)]
    assert skipped.attrib["name"].startswith("Place")


def test_characters_that_xml_cannot_hold_are_replaced(located: LocatedReport) -> None:
    text = "".join(write(located, "junit"))
    assert "\x07" not in text
    assert "&lt;script&gt;" in text


def test_failures_are_cut_at_so_many_lines(many: LocatedReport) -> None:
    (failure,) = suite(many, examples=10).iter("failure")
    assert len((failure.text or "").splitlines()) == 11
