"""The register: rows read and written, IRIs minted once, keys merged and withdrawn."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import register
from lod.curate.register import HEADER, Entry, Register
from lod.errors import Problem

KINDS = ("project", "person", "place")
DAY = date(2026, 1, 31)
NAMES = st.text(alphabet="abcABC019_.-", min_size=1, max_size=8).filter(
    lambda name: name[0].isalnum()
)
KEYS = st.builds("{}/{}".format, st.sampled_from(KINDS), NAMES)


def test_rows_are_read() -> None:
    found, problems = _parse("project/a\tid/project/a\t2026-01-31\t")
    assert problems == ()
    assert found.find("project/a") == Entry("project/a", "id/project/a", "2026-01-31")


def test_the_last_column_may_be_left_out_and_lines_may_end_as_on_windows() -> None:
    found, problems = _parse("project/a\tid/project/a\t2026-01-31", "", end="\r\n")
    assert problems == ()
    assert list(found.entries) == ["project/a"]


@pytest.mark.parametrize(
    "row",
    [
        "project/a",
        "a\tid/project/a\t2026-01-31\t",
        "bridge/a\tid/bridge/a\t2026-01-31\t",
        "project/ā\tid/project/a\t2026-01-31\t",
        "project/a b\tid/project/a\t2026-01-31\t",
        f"project/{'a' * 200}\tid/project/a\t2026-01-31\t",
        "project/a\tid/project/a b\t2026-01-31\t",
        "project/a\tid/project/ā\t2026-01-31\t",
        "project/a\tid/project/a\u0304\t2026-01-31\t",
        "project/a\tid/project/A\t2026-01-31\t",
        "project/a\t../project/a\t2026-01-31\t",
        "project/a\thttps://example.org/a\t2026-01-31\t",
        "project/a\tid/place/a\t2026-01-31\t",
        "project/a\tid/project/a\t2026-02-30\t",
        "project/a\tid/project/a\t20260131\t",
        "project/a\tid/project/a\t2026-W05-6\t",
        "project/a\tid/project/a\t\t",
        "project/a\tid/project/a\t2026-01-31\tdeleted",
        "project/a\tid/project/a\t2026-01-31\tmerged",
        "project/a\tid/project/a\t2026-01-31\tmerged project/z",
        "project/a\tid/project/a\t2026-01-31\tmerged project/a",
        "project/a\tid/project/a\t2026-01-31\tmerged place/b",
    ],
)
def test_a_row_that_is_none_is_one_problem_at_its_line(row: str) -> None:
    _, problems = _parse("place/b\tid/place/b\t2026-01-31\t", row)
    assert [(problem.line, problem.code) for problem in problems] == [(3, "bad-register")]
    assert problems[0].remedy


def test_two_keys_with_one_iri_are_a_problem_that_names_the_first_line() -> None:
    _, problems = _parse("place/a\tid/place/a\t2026-01-31", "place/b\tid/place/a\t2026-01-31")
    assert [problem.what for problem in problems] == ["the IRI id/place/a stands already in line 2"]


def test_every_key_of_a_circle_of_merges_is_a_problem() -> None:
    _, problems = _parse(
        "place/a\tid/place/a\t2026-01-31\tmerged place/b",
        "place/b\tid/place/b\t2026-01-31\tmerged place/c",
        "place/c\tid/place/c\t2026-01-31\tmerged place/a",
        "place/d\tid/place/d\t2026-01-31\tmerged place/a",
    )
    assert [problem.line for problem in problems] == [2, 3, 4, 5]


def test_a_long_chain_of_merges_is_followed_to_its_end() -> None:
    rows = [f"place/a{n}\tid/place/a{n}\t2026-01-31\tmerged place/a{n + 1}" for n in range(500)]
    found, problems = _parse(*rows, "place/a500\tid/place/a500\t2026-01-31\t")
    assert problems == ()
    entry = found.find("place/a0")
    assert entry is not None
    assert entry.key == "place/a500"


def test_even_in_a_circle_finding_ends() -> None:
    found, _ = _parse(
        "place/a\tid/place/a\t2026-01-31\tmerged place/b",
        "place/b\tid/place/b\t2026-01-31\tmerged place/a",
    )
    assert found.find("place/a") is not None


def test_what_was_merged_into_a_withdrawn_thing_is_withdrawn_too() -> None:
    found, _ = _parse(
        "person/a\tid/person/p-1\t2026-01-31\tmerged person/b",
        "person/b\tid/person/p-2\t2026-01-31\twithdrawn",
        "person/c\tid/person/p-3\t2026-01-31\t",
    )
    assert found.withdrawn == {"id/person/p-1", "id/person/p-2"}


@pytest.mark.parametrize("raw", [b"", b"\n", b"key\tiri\n", b"\xff", b"key,iri,first seen,state\n"])
def test_a_file_without_the_header_is_one_problem(raw: bytes) -> None:
    found, problems = register.parse(raw, "register.tsv", KINDS)
    assert found.entries == {}
    assert [problem.line for problem in problems] == [1]


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("project/semper", "project/sempre"),
        ("place/sempre", "project/sempre"),
        ("place/riga", "place/riga"),
        ("place/rigas", "place/riga"),
        ("place/tallina", ""),
        ("nothing", ""),
        ("place/" + "x" * 10_000, ""),
    ],
)
def test_the_nearest_key_is_of_the_same_kind_or_has_the_same_name(key: str, nearest: str) -> None:
    found = Register({}).mint(["project/sempre", "place/riga"], DAY)
    assert found.nearest(key) == nearest


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Šķūņu iela, Ērgļi", "skunu-iela-ergli"),
        ("Heiko Naß", "heiko-nass"),
        ("Ærø & Łódź", "aero-lodz"),
        ("Þór Ðð ıİ Œ", "thor-dd-ii-oe"),
        ("ﬁrma №1", "firma-no1"),
        ("Рига", ""),
        ("--a--", "a"),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_a_slug_spells_letters_in_ascii(text: str, slug: str) -> None:
    assert register.slug(text) == slug


@given(st.text(max_size=90))
def test_a_slug_is_short_lower_case_ascii(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", register.slug(text))
    assert len(register.slug(text)) <= 60
    assert register.slug(register.slug(text)) == register.slug(text)


@given(st.lists(KEYS, max_size=12))
def test_minted_iris_never_collide_and_the_file_is_read_back(keys: list[str]) -> None:
    minted = Register({}).mint(keys, DAY)
    assert len({entry.iri for entry in minted.entries.values()}) == len(set(keys))
    found, problems = register.parse(minted.text().encode(), "register.tsv", KINDS)
    assert problems == ()
    assert found.entries == minted.entries
    assert found.text() == minted.text()


@given(st.lists(KEYS, max_size=6), st.lists(KEYS, max_size=6))
def test_minting_changes_no_row_that_is_there(first: list[str], second: list[str]) -> None:
    before = Register({}).mint(first, DAY)
    after = before.mint([*second, *first], date(2027, 1, 1))
    assert {key: after.entries[key] for key in before.entries} == before.entries
    assert set(after.entries) == {*first, *second}


@given(st.lists(KEYS.filter(lambda key: not key.startswith("person/")), max_size=8))
def test_minting_is_repeatable_but_for_persons(keys: list[str]) -> None:
    assert Register({}).mint(keys, DAY) == Register({}).mint(keys, DAY)


def test_the_iri_of_a_person_tells_nothing_and_is_new_each_time() -> None:
    iris = {Register({}).mint(["person/anna"], DAY).entries["person/anna"].iri for _ in range(9)}
    assert len(iris) == 9
    assert all(re.fullmatch(r"id/person/p-[a-z0-9]{6}", iri) for iri in iris)


@given(st.binary(max_size=80), st.text(max_size=80))
def test_any_rows_are_read_or_are_problems(raw: bytes, text: str) -> None:
    header = ("\t".join(HEADER) + "\n").encode()
    for rows in (raw, header + raw, header + text.encode(errors="replace")):
        found, problems = register.parse(rows, "register.tsv", KINDS)
        assert all(problem.line > 0 for problem in problems)
        assert problems or register.parse(found.text().encode(), "f", KINDS)[0] == found


def _parse(*rows: str, end: str = "\n") -> tuple[Register, tuple[Problem, ...]]:
    raw = end.join(("\t".join(HEADER), *rows)).encode()
    return register.parse(raw, "register.tsv", KINDS)
