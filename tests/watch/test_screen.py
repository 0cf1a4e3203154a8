"""What a person sees of each event, and what a program is told."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lod.errors import Problem, Severity
from lod.watch import screen
from lod.watch.news import Checked, Difference, Published, Since, Statement, ThingNews

BASE = "https://data.example.org/"
PROJECT = f"<{BASE}id/project/p>"
VALUE = "<https://schema.org/value>"
AT = datetime(2026, 11, 21, 12, 3, 1, tzinfo=UTC)
ERROR = Problem("data/claims/a.yaml", 3, 5, "it is wrong", "mend it", "wrong")
WARNING = Problem("data/claims/a.yaml", 5, 0, "it is odd", "", "odd", Severity.WARNING)
PREFIXES = {"schema": "https://schema.org/", "project": f"{BASE}id/project/"}


def statement(added: bool, value: str, origin: str = "") -> Statement:
    return Statement(added, f"<{BASE}id/project/p/total-budget>", VALUE, value, origin)


def difference(*statements: Statement, claims: tuple[int, int] = (0, 0)) -> Difference:
    added = sum(one.added for one in statements)
    things = (ThingNews(PROJECT, "The Project", statements),) if statements else ()
    quads = (9 * claims[0], 9 * claims[1])
    return Difference(things, (added, len(statements) - added), claims, quads, prefixes=PREFIXES)


def checked(
    since: Since | None = None,
    found: Difference | None = None,
    *,
    files: tuple[str, ...] = ("data/claims/a.yaml",),
    publishable: bool = True,
) -> Checked:
    return Checked(AT, files, publishable, since or Since(), found, 0.314)


def lines(event: Checked | Published, width: int = 0) -> list[str]:
    return screen.text(event, width=width).split("\n")


def test_a_change_is_shown_with_its_thing_and_the_verdict_last() -> None:
    found = difference(statement(False, '"1"'), statement(True, '"2"'), claims=(1, 1))
    assert lines(checked(Since(same={"warning": 2, "info": 1}), found)) == [
        "",
        "── 12:03:01  data/claims/a.yaml",
        "  project:p  The Project",
        '    − total-budget schema:value "1"',
        '    + total-budget schema:value "2"',
        "publishable: statements +1 −1, claims +1 −1; 2 warnings, 1 remark as before; 0.31 s",
    ]


def test_what_rules_say_is_counted_beside_what_is_stated_and_shown_alone() -> None:
    inferred = statement(True, '"3"', "inferred")
    assert lines(checked(found=difference(statement(True, '"2"', "computed"), inferred)))[3:5] == [
        '    + total-budget schema:value "2"  (computed)',
        "      inferred: +1",
    ]
    assert lines(checked(found=difference(inferred)))[3] == (
        '    + total-budget schema:value "3"  (inferred)'
    )


def test_new_and_gone_problems_are_marked_and_lead_to_their_line() -> None:
    event = checked(Since((WARNING, ERROR), (replace(ERROR, what="it was"),)), publishable=False)
    assert lines(event)[2:] == [
        "gone error: data/claims/a.yaml: it was",
        "new error: data/claims/a.yaml:3:5: it is wrong",
        "    → mend it",
        "new warning: data/claims/a.yaml:5: it is odd",
        "not publishable: the last good publication stays; 0.31 s",
    ]


def test_the_first_build_shows_what_stops_it_and_counts_the_rest() -> None:
    assert lines(checked(Since((ERROR, WARNING)), publishable=False, files=()))[1:] == [
        "── 12:03:01  first build",
        "new error: data/claims/a.yaml:3:5: it is wrong",
        "    → mend it",
        "not publishable: the last good publication stays; 1 warning; 0.31 s",
    ]


def test_a_problem_that_a_file_has_several_times_stands_once() -> None:
    several = tuple(replace(ERROR, line=n) for n in range(3, 15))
    other = replace(ERROR, path="data/claims/b.yaml")
    assert lines(checked(Since((*several, other)), publishable=False))[2:6] == [
        "new error: data/claims/a.yaml:3:5: it is wrong (also in line 4, 5, 6, 7, 8, 9, 10, 11, …)",
        "    → mend it",
        "new error: data/claims/b.yaml:3:5: it is wrong",
        "    → mend it",
    ]


def test_a_problem_that_is_gone_from_several_lines_stands_once() -> None:
    several = tuple(replace(ERROR, line=n) for n in range(3, 15))
    assert lines(checked(Since((), (*several, WARNING))))[2:4] == [
        "gone error (12 times): data/claims/a.yaml: it is wrong",
        "gone warning: data/claims/a.yaml: it is odd",
    ]


def test_an_error_without_a_line_is_shown_too() -> None:
    event = replace(checked(publishable=False), error="lod.toml: no", remedy="mend it")
    assert lines(event)[2:4] == ["error: lod.toml: no", "    → mend it"]


def test_nothing_new_is_said_to_be_so() -> None:
    assert lines(checked(found=difference()))[-1] == "publishable: no statement changed; 0.31 s"
    about = Difference(quads=(3, 0))
    assert "said about claims +3;" in lines(checked(found=about))[-1]


def test_much_fits_on_a_screen() -> None:
    many = difference(*(statement(True, f'"{n}"') for n in range(100)))
    problems = tuple(replace(ERROR, what=f"{n} is wrong") for n in range(1, 50))
    files = tuple(f"data/claims/{n}.yaml" for n in range(5))
    told = lines(checked(Since(problems, problems), many, files=files))
    assert len(told) < 70
    assert told[1].endswith("data/claims/2.yaml and 2 more")
    assert "  … and more: `lod diff` lists what changed since a release" in told
    assert "… and 39 more that are new" in told
    assert "… and 46 more that are gone" in told


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    event = checked(
        Since((replace(ERROR, what="very " * 40 + "wrong"),), (replace(ERROR, what="w" * 200),)),
        difference(statement(True, f'"{"long " * 50}"')),
    )
    assert all(len(line) <= width for line in lines(event, width))


def test_colours_are_for_those_who_see_them() -> None:
    event = checked(found=difference(statement(True, '"2"')))
    assert "\x1b[32m    + total-budget" in screen.text(event, colour=True)
    assert "\x1b" not in screen.text(event)


def test_a_publication_says_when_and_what_was_left_out() -> None:
    assert lines(Published(0.5)) == ["published after 0.50 s"]
    assert lines(Published(0.5, (ERROR,))) == [
        "left out error: data/claims/a.yaml:3:5: it is wrong",
        "    → mend it",
        "published after 0.50 s, 1 left out",
    ]


def test_programs_get_values() -> None:
    event = checked(Since((ERROR,), (), {"warning": 1}), difference(statement(True, '"2"')))
    data = json.loads(json.dumps(screen.values(event)))
    assert data["event"] == "checked"
    assert data["at"] == "2026-11-21T12:03:01.000+00:00"
    assert data["problems"]["new"][0]["line"] == 3
    assert data["problems"]["same"] == {"warning": 1}
    assert data["difference"]["statements"] == {"added": 1, "removed": 0}
    assert data["difference"]["things"][0]["statements"][0]["object"] == '"2"'
    assert screen.values(checked())["difference"] is None
    assert screen.values(checked(found=Difference(listed=False)))["difference"]["things"] is None
    assert screen.values(Published(0.5))["event"] == "published"
