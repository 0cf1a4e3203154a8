"""Problems stand at their place, and hints take bounded time."""

import time

import pytest

from lod.curate.problems import Problems, shown
from lod.curate.records import parse
from lod.errors import Problem


def test_a_problem_stands_where_its_value_stands() -> None:
    problems = Problems(parse("a:\n  b: 1\n", "f"))
    problems.add(("a", "b"), "wrong", "mend it", "code")
    assert problems.found == (Problem("f", 2, 3, "wrong", "mend it", "code"),)
    assert len(problems) == 1


def test_a_near_name_is_named_and_else_all_that_are_known() -> None:
    problems = Problems(parse("a: 1", "f"))
    assert problems.near("totalBudet", ("totalBudget", "name")) == "did you mean totalBudget?"
    assert problems.near("xyz", ("b", "a")) == "known: a, b"
    assert problems.near(None, ("b", "a")) == "known: a, b"


@pytest.mark.no_cover
def test_ten_thousand_wrong_names_take_little_time() -> None:
    problems = Problems(parse("a: 1", "f"))
    known = [f"name-of-a-thing-{number}" for number in range(1000)]
    begun = time.process_time()
    for number in range(10_000):
        problems.add((), f"name-of-thing{number}", "", "code")
        if problems.patient:
            problems.near(f"name-of-thing{number}", known)
    assert time.process_time() - begun < 20


def test_a_very_long_name_has_no_near_one() -> None:
    assert Problems(parse("a: 1", "f")).near("x" * 10_000_000, ("x",)) == "known: x"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("no", "'no'"),
        ("a\nb", "'a\\nb'"),
        ("x" * 99, f"'{'x' * 57}…'"),
        (None, "an empty value"),
        (["x"], "a list"),
        ({"a": "b"}, "a mapping"),
    ],
)
def test_a_value_is_shown_in_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text
