"""Parts of a dataset: whole, in order, and mostly as they were."""

from lod.publication import Publication
from lod.publish import things
from lod.publish.parts import parts


def lines_of(here: Publication) -> list[str]:
    return (here.dist / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]


def test_a_dataset_in_parts_is_whole(built: Publication) -> None:
    lines = lines_of(built)
    assert [line for part in parts(lines, built.base) for line in part.lines()] == lines
    assert parts((), built.base) == ()


def test_nothing_that_is_said_of_a_thing_lies_in_two_parts(built: Publication) -> None:
    seen: dict[str, int] = {}
    for number, part in enumerate(parts(lines_of(built), built.base)):
        for line in part.lines():
            thing = things.owner(line[: line.index(" ")], built.base)
            assert seen.setdefault(thing, number) == number


def test_a_change_leaves_most_parts_as_they_were(built: Publication) -> None:
    lines = lines_of(built)
    at = next(n for n, line in enumerate(lines) if "/id/project/" in line)
    before, after = parts(lines, built.base), parts(lines[:at] + lines[at + 1 :], built.base)
    assert len(set(before) ^ set(after)) == 2


def test_lines_in_any_order_are_parts(built: Publication) -> None:
    lines = [*lines_of(built)[:50][::-1], "", "no quad"]
    assert [line for part in parts(lines, built.base) for line in part.lines()] == lines
