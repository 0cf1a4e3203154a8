import random
from collections.abc import Callable
from pathlib import Path

import pytest

from lod.flow import changes
from lod.flow.changes import Change

from .conftest import built, contents, edited, opened, records, write

Copy = Callable[[], Path]


def quads(root: Path) -> set[str]:
    return set(contents(root)["dataset.nq"].decode().splitlines())


def triples(found: set[str]) -> set[str]:
    return {line.rsplit(" ", 2)[0] + " ." for line in found}


def changed(old: set[str], new: set[str]) -> list[Change]:
    return sorted(
        [Change(text, added=False) for text in old - new]
        + [Change(text, added=True) for text in new - old]
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
def test_the_changes_are_those_between_the_dumps(folder: Copy, seed: int) -> None:
    root, chance = folder(), random.Random(seed)
    built(root)
    before = quads(root)
    found = records(root)
    for _ in range(3):
        found = edited(found, [], chance)
    write(root, found[:-1])
    open_flow = opened(root)
    open_flow.derive(open_flow.read())
    old, new = open_flow.derived(), open_flow.state()
    assert old == open_flow.published()
    assert changes.digest_of(old) != changes.digest_of(new)
    told, told_triples = list(changes.lines(old, new)), list(changes.triples(old, new))
    open_flow.close()
    built(root)
    after = quads(root)
    assert told
    assert told == changed(before, after)
    assert told_triples == changed(triples(before), triples(after))


def test_what_was_published_is_at_hand_though_a_later_build_was_not(folder: Copy) -> None:
    root = folder()
    built(root)
    before = quads(root)
    write(root, records(root)[:-2])
    for _ in range(2):
        open_flow = opened(root)
        open_flow.derive(open_flow.read())
        open_flow.commit()
        open_flow.close()
    open_flow = opened(root)
    told = list(changes.lines(open_flow.published(), open_flow.state()))
    open_flow.close()
    built(root)
    assert told
    assert told == changed(before, quads(root))


def test_the_same_state_has_the_same_name_and_no_changes(folder: Copy) -> None:
    root = folder()
    built(root)
    open_flow = opened(root)
    state = open_flow.state()
    assert changes.digest_of(state) == changes.digest_of(open_flow.derived())
    assert list(changes.lines(state, state)) == []
    assert set(changes.lines((), state)) == {Change(text, added=True) for text in quads(root)}
    open_flow.close()
