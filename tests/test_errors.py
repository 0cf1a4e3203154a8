"""Errors say where and what to do, compare by value, and travel between processes."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import (
    CallError,
    ConfigError,
    InvalidInput,
    LodError,
    NotPublishable,
    Problem,
    Severity,
    ShapesError,
    WriteError,
)

PROBLEMS = st.builds(
    Problem,
    st.sampled_from(["a.yaml", "b.yaml"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.text(max_size=3),
    st.text(max_size=3),
    st.just("code"),
    st.sampled_from(Severity),
)


@pytest.mark.parametrize(("line", "column", "place"), [(3, 7, "f:3:7"), (3, 0, "f:3"), (0, 0, "f")])
def test_a_problem_is_one_line_with_its_place_and_its_remedy(
    line: int, column: int, place: str
) -> None:
    assert str(Problem("f", line, column, "wrong", "mend it", "x")) == f"{place}: wrong → mend it"


def test_without_a_remedy_there_is_no_arrow() -> None:
    assert str(Problem("f", 1, 1, "wrong", "", "x")) == "f:1:1: wrong"
    assert str(CallError("wrong")) == "wrong"
    assert str(CallError("wrong", "mend it")) == "wrong → mend it"


@given(st.lists(PROBLEMS))
def test_problems_are_told_once_and_in_the_order_of_their_places(
    problems: list[Problem],
) -> None:
    told = InvalidInput(tuple(problems)).problems
    assert set(told) == set(problems)
    assert len(told) == len(set(problems))
    assert list(told) == sorted(told)
    assert InvalidInput(tuple(reversed(problems))) == InvalidInput(tuple(problems))


def test_lines_are_ordered_as_numbers() -> None:
    problems = tuple(Problem("f", line, 1, "wrong", "", "x") for line in (10, 9))
    assert str(NotPublishable(problems)) == "f:9:1: wrong\nf:10:1: wrong"


def test_the_message_counts_the_problems() -> None:
    assert InvalidInput(()).message == "0 problems"
    assert InvalidInput((Problem("f", 1, 1, "wrong", "", "x"),)).message == "1 problem"


def test_errors_compare_by_type_and_value() -> None:
    assert CallError("a", "b") == CallError("a", "b")
    assert CallError("a", "b") != CallError("a", "c")
    assert CallError("a", "b") != ConfigError("a", "b")
    assert len({CallError("a"), CallError("a"), CallError("b")}) == 2
    assert CallError("a") != "a"


@pytest.mark.parametrize(
    "error",
    [
        LodError("a"),
        ConfigError("a", "b"),
        CallError("a", "b"),
        WriteError("a", "b"),
        InvalidInput((Problem("f", 1, 1, "wrong", "mend it", "x"),)),
        ShapesError((Problem("f", 1, 1, "wrong", "mend it", "x", Severity.INFO),)),
        NotPublishable(()),
    ],
)
def test_an_error_survives_a_copy_and_the_way_to_another_process(error: LodError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is type(error)
        assert other == error
        assert str(other) == str(error)


def test_every_error_is_a_lod_error() -> None:
    for kind in (ConfigError, CallError, WriteError, InvalidInput, ShapesError, NotPublishable):
        assert issubclass(kind, LodError)
