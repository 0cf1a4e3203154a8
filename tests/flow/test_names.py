"""The index of the register: whatever was there before, it is that of the rows of now."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import InvalidInput, Problem
from lod.flow import names
from lod.flow.names import Updated

HEADER = "key\tiri\tfirst seen\tstate"
KINDS = ("place", "project")
STATES = ("", "", "", "withdrawn", "merged place/a")
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(STATES)),
    unique_by=lambda row: row[0],
    max_size=8,
)


def row(name: str, state: str = "", iri: str = "") -> str:
    return f"place/{name}\t{iri or f'id/place/{name}'}\t2026-01-31\t{state}"


def text(*rows: str, end: str = "\n") -> bytes:
    return f"{end.join((HEADER, *rows))}{end}".encode()


def update(folder: Path, raw: bytes) -> Updated:
    (folder / "register.tsv").write_bytes(raw)
    return names.update(folder, folder, KINDS)


def rows(folder: Path) -> list[tuple[str, ...]]:
    """What the index holds."""
    db = sqlite3.connect(folder / names.FILE)
    try:
        return list(db.execute("SELECT * FROM row ORDER BY key"))
    finally:
        db.close()


@given(before=ROWS, after=ROWS)
def test_after_any_edit_the_index_is_that_of_a_new_one(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
) -> None:
    edited, new = (tmp_path_factory.mktemp("index") for _ in range(2))
    found: list[Updated | tuple[Problem, ...]] = []
    for folder, states in ((edited, (before, after)), (new, (after,))):
        for state in states:
            try:
                found.append(update(folder, text(*(row(*one) for one in state))))
            except InvalidInput as error:
                found.append(error.problems)
    assert _without_epoch(found[-2]) == _without_epoch(found[-1])
    if isinstance(found[-1], Updated):
        assert rows(edited) == rows(new)


def _without_epoch(found: Updated | tuple[Problem, ...]) -> Updated | tuple[Problem, ...]:
    return replace(found, epoch="") if isinstance(found, Updated) else found


def test_rows_that_are_added_keep_the_epoch_and_others_do_not(tmp_path: Path) -> None:
    first = update(tmp_path, text(row("a"), row("c")))
    assert update(tmp_path, text(row("a"), row("b"), row("c"))).epoch == first.epoch
    assert update(tmp_path, text(row("c"), row("b"), row("a"))).epoch == first.epoch
    assert update(tmp_path, text(row("a"), row("b", iri="id/place/z"))).epoch != first.epoch


@pytest.mark.parametrize(
    "raw",
    [
        text(row("a"), row("b"), row("b")),
        text(row("a"), row("a", iri="id/place/b")),
        text(row("a"), row("b", iri="id/place/a")),
        text(row("a"), row("b", "merged place/c")),
        text(row("a"), row("b", "gone")),
        text(row("a"), "place/b"),
        text(row("a")).replace(b"iri", b"IRI", 1),
        text(row("a")).replace(b"place/a", b"place/\xff", 1),
        b"",
    ],
)
def test_a_register_with_a_problem_leaves_the_index_as_it_was(tmp_path: Path, raw: bytes) -> None:
    update(tmp_path, text(row("a")))
    before = rows(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        update(tmp_path, raw)
    assert caught.value.problems
    assert rows(tmp_path) == before


def test_a_mark_at_the_beginning_and_other_ends_of_lines_change_nothing(tmp_path: Path) -> None:
    first = update(tmp_path, text(row("a"), row("b")))
    raw = text(row("a"), "", row("b"), end="\r\n")
    assert update(tmp_path, b"\xef\xbb\xbf" + raw) == first


@pytest.mark.parametrize("after", ["abb", "aba", "aab", "acbc"])
def test_a_row_that_stands_twice_is_told_whatever_else_changed(after: str, tmp_path: Path) -> None:
    update(tmp_path, text(row("a"), row("b"), row("c")))
    with pytest.raises(InvalidInput, match=r"twice|already"):
        update(tmp_path, text(*map(row, after)))
