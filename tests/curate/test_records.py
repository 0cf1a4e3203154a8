"""YAML as people write it: what is read, what is refused, and where everything stands."""

import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import records
from lod.curate.records import Record
from lod.errors import InvalidInput, Problem
from lod.model import Position

T = TypeVar("T")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
PLAIN = st.text(
    st.characters(
        codec="utf-8",
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\ufeff\ufffe\uffff",
    ),
    max_size=20,
)
DATA: Any = st.recursive(
    st.none() | PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(PLAIN.filter(bool).map(_nfc), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_scalars_stay_as_they_are_written() -> None:
    text = """
a: no
b: 2018-11-27
c: 1_000
d: 791256.20
e: 007
f: 0x10
g: 12:30
h: Yes
i: .inf
j: 1e3
k: Null
"""
    assert list(_parse(text).data.values()) == [
        "no",
        "2018-11-27",
        "1_000",
        "791256.20",
        "007",
        "0x10",
        "12:30",
        "Yes",
        ".inf",
        "1e3",
        "Null",
    ]


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_an_empty_value_is_none_and_in_quotation_marks_it_is_text(empty: str) -> None:
    assert _parse(f"a: {empty}\nb: '{empty}'").data == {"a": None, "b": empty}


def test_text_and_keys_are_normalised_to_nfc() -> None:
    assert _parse("a\u0304: n\u0327").data == {"ā": "ņ"}


def test_a_block_of_text_ends_without_a_line_end() -> None:
    assert _parse("a: >\n  one\n  two\nb: |\n  one\n  two\n").data == {
        "a": "one two",
        "b": "one\ntwo",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read_alike(end: str) -> None:
    found = records.parse(end.join(["a: 1", "b:", "  - x", "  - y", ""]), "f")
    assert found.data == {"a": "1", "b": ["x", "y"]}
    assert found.locate(("b", 1)) == Position("f", 4, 5)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert records.read(path, "f").data == {"a": "1"}


def test_every_part_has_its_place() -> None:
    found = _parse("a: 1\nclaims:\n  - quote: x\n    thing: {name: Ī, kind: y}\n")
    assert found.locate(()) == Position("f", 1, 1)
    assert found.locate(("claims",)) == Position("f", 2, 1)
    assert found.locate(("claims", 0)) == Position("f", 3, 5)
    assert found.locate(("claims", 0, "thing")) == Position("f", 4, 5)
    assert found.locate(("claims", 0, "thing", "kind")) == Position("f", 4, 22)


def test_the_place_of_what_is_not_there_is_that_of_what_it_would_be_part_of() -> None:
    found = _parse("a: [x]\n")
    assert found.locate(("a", 7, "b")) == Position("f", 1, 1)
    assert found.locate(("a", 0, "b")) == Position("f", 1, 5)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty-file", 1, 0),
        ("---\n", "empty-file", 1, 0),
        ("{}", "empty-file", 1, 0),
        ("- a\n", "empty-file", 1, 0),
        ("text\n", "empty-file", 1, 0),
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
        ("a:\n  ā: 1\n  a\u0304: 2\n", "duplicate-key", 3, 3),
        ("a: &x 1\n", "alias", 1, 4),
        ("a: &x 1\nb: *x\n", "alias", 1, 4),
        ("a: &x [*x]\n", "alias", 1, 4),
        ("a: !local 1\n", "tag", 1, 4),
        ("a: !!str 1\n", "tag", 1, 4),
        ("a: !!python/name:os.system x\n", "tag", 1, 4),
        ("? [a]\n: 1\n", "bad-key", 1, 3),
        ("'': 1\n", "bad-key", 1, 1),
        ("a:\n\tb: 1\n", "not-yaml", 2, 1),
        ("a: [1\n", "not-yaml", 2, 1),
        ("a: 'x\n", "not-yaml", 2, 1),
        ("a: 1\n---\nb: 2\n", "not-yaml", 2, 1),
        ("a: *x\n", "alias", 1, 4),
        ("a: x\0y\n", "bad-character", 1, 5),
        ("a: 1\nb: \x1b\n", "bad-character", 2, 4),
        ("a: x\u2028y\n", "bad-character", 1, 5),
        ('a: "\\0"\n', "bad-character", 1, 4),
        ('a: "x\\ry"\n', "bad-character", 1, 4),
        ("a: " + "[" * 30 + "]" * 30, "too-deep", 1, 24),
        ("a: " + "[" * 200_000, "too-deep", 1, 24),
        ("".join(f"{' ' * n}a:\n" for n in range(200)), "too-deep", 21, 21),
    ],
)
def test_what_a_careful_editor_must_not_write_is_a_problem_at_its_place(
    text: str, code: str, line: int, column: int
) -> None:
    first = _problems(text)[0]
    assert (first.code, first.line, first.column) == (code, line, column)


def test_several_problems_are_told_at_once() -> None:
    found = _problems("a: 1\na: 2\nb: &x 1\nc: *x\nd: [\n")
    assert [problem.code for problem in found] == [
        "duplicate-key",
        "alias",
        "alias",
        "not-yaml",
    ]


def test_the_first_byte_that_is_no_utf_8_is_named_by_line_and_column() -> None:
    with pytest.raises(InvalidInput) as refusal:
        records.decode("a: 1\nī: Ķ".encode() + b"\xff", "f")
    assert refusal.value.problems[0].code == "not-utf-8"
    assert (refusal.value.problems[0].line, refusal.value.problems[0].column) == (2, 5)


def test_files_are_listed_by_name_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "C.YAML", ".hidden.yaml", "d.txt", "e.yaml~"):
        (tmp_path / name).touch()
    assert [path.name for path in records.files(tmp_path)] == ["C.YAML", "a.yml", "b.yaml"]
    assert records.files(tmp_path / "nowhere") == ()


@pytest.mark.no_cover
def test_the_time_grows_with_the_file_and_not_with_its_square() -> None:
    def seconds(entries: int) -> float:
        text = "".join(f"key{number}: {{a: [x, y]}}\n" for number in range(entries))
        begun = time.process_time()
        found = _parse(text)
        for number in range(entries):
            found.locate((f"key{number}", "a", 1))
        return time.process_time() - begun

    assert min(seconds(8000) for _ in range(3)) < 20 * min(seconds(1000) for _ in range(3))


@given(ANY_TEXT | st.text(alphabet="ab:-[]{}\"'|>&*!?#\n\t %@`~,\0é", max_size=60))
def test_any_text_is_data_or_problems(text: str) -> None:
    found = _attempt(lambda: records.parse(text, "f"))
    if isinstance(found, Record):
        assert found.data
    else:
        assert found
        assert all(problem.path == "f" and problem.line > 0 for problem in found)


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_a_problem(raw: bytes) -> None:
    found = _attempt(lambda: records.decode(raw, "f"))
    if isinstance(found, str):
        assert found.encode() == raw.removeprefix(b"\xef\xbb\xbf")
    else:
        assert found[0].line > 0


@given(st.dictionaries(PLAIN.filter(bool).map(_nfc), DATA, min_size=1, max_size=4))
def test_data_written_as_yaml_is_read_back(data: dict[str, Any]) -> None:
    written = yaml.safe_dump(data, allow_unicode=True, default_style='"')
    written = written.replace('!!null "null"', "null")
    assert records.parse(written, "f").data == _normalised(data)


def _normalised(value: Any) -> Any:
    if isinstance(value, dict):
        return {_nfc(key): _normalised(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normalised(item) for item in value]
    return _nfc(value) if isinstance(value, str) else value


def _attempt(read: Callable[[], T]) -> T | tuple[Problem, ...]:
    try:
        return read()
    except InvalidInput as error:
        return error.problems


def _parse(text: str) -> Record:
    return records.parse(text, "f")


def _problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refusal:
        _parse(text)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("document: a1\nclaims: []\n", "a1"),
        ("\ufeff# who\n\ndocument:  a1 \r\n\r\nclaims: []\n", "a1"),
        ("document: a1", "a1"),
        ("document: a1\n", "a1"),
        ("document: a1 # first\nclaims: []\n", "a1"),
        ("document: a1\n  b2\nclaims: []\n", "a1 b2"),
        ("document: a1\n\n\n b2\nclaims: []\n", "a1\n\nb2"),
        ("document: null\nclaims: []\n", None),
        ("document: ~\nclaims: []\n", None),
        ("document:\nclaims: []\n", None),
        ('document: ""\nclaims: []\n', ""),
        ("claims: []\ndocument: 'a1'\n", "a1"),
        ("claims:\n  - document: a1\n", None),
        ('claims: "\n\ndocument: a1\n"\n', None),
        ("{claims: [], document: a1}", "a1"),
        ("document: [a1]\n", None),
        ("document: a1: b\n", "a1"),
        ("- document: a1\n", None),
        ("claims: [\n", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_the_document_is_named_as_the_whole_file_would_name_it(
    text: str, named: str | None
) -> None:
    raw = text.encode()
    assert records.document_named(raw) == named
    try:
        data = records.parse(records.decode(raw, "x"), "x").data
    except InvalidInput:
        return
    value = data.get("document")
    assert (value if isinstance(value, str) else None) == named


def test_bytes_that_are_no_text_name_no_document() -> None:
    assert records.document_named(b"\xff\xfe") is None
