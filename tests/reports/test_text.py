import pytest

from lod.reports import LocatedReport, of_files, write
from lod.shacl.report import report_of


def text(located: LocatedReport, **options: object) -> str:
    return "".join(write(located, "text", **options))  # type: ignore[arg-type]


def test_places_quotes_and_remedies_are_there(located: LocatedReport) -> None:
    shown = text(located, language="lv")
    assert "data/claims/000_fair.yaml:7:5: event/fair" in shown
    assert "“notika gadatirgus”" in shown
    assert "Vajag nosaukumu." in shown
    assert "→ leave it out" in shown
    assert "pārkāpums Event-name – nosaukums: 1 rezultāts" in shown


def test_the_verdict_stands_last(located: LocatedReport) -> None:
    assert text(located).splitlines()[-1] == "Does not conform: 3 violations, 2 warnings, 1 info"
    assert text(of_files(report_of([]), None), language="lv") == "Atbilst: nav rezultātu\n"


def test_failures_delegated_and_untested_shapes_are_named(located: LocatedReport) -> None:
    shown = text(located)
    assert "Event, sh:PatternConstraintComponent: took too long" in shown
    assert "Place: target schema:Place" in shown
    assert "Event: sh:js is not compiled" in shown
    assert "no shape has a target: nothing was tested" in shown
    assert "nevienai formai nav mērķa" in text(located, language="lv")


def test_a_failure_alone_is_no_proof_of_conformance(located: LocatedReport) -> None:
    failed = of_files(report_of([], failures=located.report.failures), None)
    assert text(failed).splitlines()[-1].startswith("Cannot be said to conform")


def test_a_hundred_thousand_results_fit_a_screen(many: LocatedReport) -> None:
    shown = text(many)
    assert len(shown.splitlines()) < 20
    assert "90\u202f000 results" in shown
    assert "… 89\u202f997 more (--examples all shows all)" in shown
    assert shown.index("violation") < shown.index("warning")


@pytest.mark.no_cover
def test_all_results_are_shown_on_request(many: LocatedReport) -> None:
    assert text(many, examples=None).count("event/") == 100_000


def test_a_message_that_all_share_is_said_once(many: LocatedReport) -> None:
    assert text(many).count("A name is needed.") == 2


def test_lines_fit_the_width(located: LocatedReport) -> None:
    lines = text(located, width=50).splitlines()
    body = [line for line in lines if line.startswith("  ")]
    assert body
    assert max(len(line) for line in body) <= 50


def test_colours_are_only_added_on_request(located: LocatedReport) -> None:
    assert "\x1b[" not in text(located)
    assert "\x1b[31;1m" in text(located, colour=True)
