"""What is made once, and what is made again."""

from pathlib import Path

import pytest

from lod.memory import Memory
from lod.model import Claim, Position, Status


class Maker:
    """Makes something new every time, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> object:
        self.count += 1
        return object()


@pytest.mark.parametrize("value", ["text", b"bytes", 7, Path("a"), ("a", (b"b", 1)), ()])
def test_of_the_same_input_a_thing_is_made_once(value: object) -> None:
    memory, make = Memory(), Maker()
    copy = eval(repr(value), {"PosixPath": Path})
    assert memory.recall("here", (value,), make) is memory.recall("here", (copy,), make)
    assert make.count == 1


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), (b"a", "a"), (1, True), (("a",), ("a", "b")), ((), "")]
)
def test_of_other_input_it_is_made_again(one: object, other: object) -> None:
    memory, make = Memory(), Maker()
    memory.recall("here", (one,), make)
    memory.recall("here", (other,), make)
    assert make.count == 2


def test_places_know_nothing_of_each_other() -> None:
    memory, make = Memory(), Maker()
    assert memory.recall("here", ("a",), make) is not memory.recall("there", ("a",), make)


def claim(line: int) -> Claim:
    place = Position("a.yaml", line)
    return Claim("<s>", "<p>", "<o>", Status.EXTERNAL, sources=("<w>",), position=place)


def test_what_is_only_equal_is_another_input() -> None:
    memory, make = Memory(), Maker()
    assert claim(1) == claim(2)
    memory.recall("here", (claim(1),), make)
    memory.recall("here", (claim(2),), make)
    assert make.count == 2


def test_a_steady_value_is_that_of_before_where_it_is_equal() -> None:
    memory = Memory()
    first = claim(1)
    assert memory.steady("here", first) is first
    assert memory.steady("here", claim(2)) is first
    assert memory.steady("here", None) is None


def test_an_error_is_not_remembered() -> None:
    memory = Memory()

    def fail() -> object:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        memory.recall("here", (), fail)
    assert memory.recall("here", (), lambda: 1) == 1


def test_what_is_taken_is_gone() -> None:
    memory = Memory()
    assert memory.take("here") is None
    memory.keep("here", [1])
    assert memory.take("here") == [1]
    assert memory.take("here") is None
