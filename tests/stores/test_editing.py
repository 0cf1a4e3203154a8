"""An edited store equals a loaded one, and the store it was made from is not touched."""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.flow import changes
from lod.stores import editing, loading

from .conftest import DECIMAL, content, dumped, edited, expected, of, quads, stated

TERMS = st.sampled_from(
    ['"1.5"', f'"1.5"{DECIMAL}', f'"1.50"{DECIMAL}', f'"01.5"{DECIMAL}', '"a"@lv', '"a"@LV']
    + [f"<https://e.org/{name}>" for name in "ab"]
)
IRIS = st.sampled_from([f"<https://e.org/{name}>" for name in "ab"])
LINES = st.sets(
    st.builds("{} {} {} {} .".format, IRIS, IRIS, TERMS, IRIS), min_size=1, max_size=25
).map(sorted)
CUTS = st.sets(st.integers(0, 25), max_size=4)
STATES = st.lists(st.tuples(LINES, CUTS), min_size=2, max_size=4)


@given(states=STATES)
def test_edits_one_after_the_other_give_what_loading_gives(
    states: list[tuple[list[str], set[int]]],
) -> None:
    store, now = ox.Store(), set[str]()
    before: changes.State = ()
    with TemporaryDirectory() as name:
        for lines, cuts in states:
            after = stated(Path(name), lines, cuts)
            editor = editing.Editor(lambda: store)
            assert editor.edit(changes.groups(before, after), 1_000)
            assert (editor.added, editor.removed) == (len({*lines} - now), len(now - {*lines}))
            assert of(store) == expected(lines)
            now, before = set(lines), after


def test_numbers_that_are_one_to_the_store_stay_while_one_of_them_does(tmp_path: Path) -> None:
    line = f'<https://e.org/s> <https://e.org/p> "%s"{DECIMAL} <https://e.org/g> .'
    both, one = [line % "1.5", line % "1.50"], [line % "1.5"]
    loading.load(tmp_path / "old", dumped(tmp_path, both))
    edited(tmp_path / "new", tmp_path / "old", [(both, one)])
    assert content(tmp_path / "new") == expected(one)
    assert len(content(tmp_path / "new")[0]) == 2


def test_a_graph_that_lost_its_last_quad_is_not_named_any_more(tmp_path: Path) -> None:
    lines = quads(2)
    loading.load(tmp_path / "old", dumped(tmp_path, lines))
    gone = [line for line in lines if "/g1>" in line]
    edited(tmp_path / "new", tmp_path / "old", [(gone, ())])
    assert content(tmp_path / "new")[1] == {"<https://e.org/g0>", "<https://e.org/g3>"}


def test_the_old_store_keeps_its_bytes_while_it_is_edited_on_and_on(tmp_path: Path) -> None:
    loading.load(tmp_path / "old", dumped(tmp_path, quads(500)))
    reader = ox.Store.read_only(str(tmp_path / "old"))
    before = _digests(tmp_path / "old")
    for number in range(12):
        old = tmp_path / (str(number - 1) if number else "old")
        edited(tmp_path / str(number), old, [(quads(1, number), quads(1, number + 1000))])
    assert _digests(tmp_path / "old") == before
    assert len(list(reader)) == 1500
    assert content(tmp_path / "11") == expected([*quads(488, 12), *quads(12, 1000)])


def test_a_linked_store_shares_the_files_that_hold_data(tmp_path: Path) -> None:
    loading.load(tmp_path / "old", dumped(tmp_path, quads(5)))
    editing.linked(tmp_path / "old", tmp_path / "new")
    old, new = (
        {path.stat().st_ino for path in (tmp_path / name).glob("*.sst")} for name in ("old", "new")
    )
    assert old
    assert old == new
    own = {path.name for path in (tmp_path / "new").iterdir() if path.stat().st_nlink == 1}
    assert {"CURRENT"} <= own
    assert content(tmp_path / "new") == expected(quads(5))


def test_too_many_changes_are_left_to_loading(tmp_path: Path) -> None:
    loading.load(tmp_path / "old", dumped(tmp_path, quads(10)))
    editing.linked(tmp_path / "old", tmp_path / "new")
    editor = editing.Editor(lambda: ox.Store(str(tmp_path / "new")))
    assert not editor.edit([(quads(4), ()), (quads(2, 4), ())], 10)


def test_long_edits_are_done_bit_by_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "_BATCH", 7)
    lines, more = quads(40), quads(40, 100)
    loading.load(tmp_path / "old", dumped(tmp_path, lines))
    groups = [([old], [new]) for old, new in zip(lines, more, strict=True)]
    edited(tmp_path / "new", tmp_path / "old", groups)
    assert content(tmp_path / "new") == expected(more)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
