"""What people read in a terminal."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import check, describe, terminal, vocab
from lod.curate.naming import Naming
from lod.describe import Said
from lod.errors import Problem, Severity
from lod.publication import Publication
from lod.releases.cut import Cut
from lod.releases.feed import Feed
from lod.releases.naming import Gone
from lod.releases.withdrawal import Withdrawn
from lod.sparql import Rows
from lod.vocab import Vocabulary


@pytest.fixture(scope="module")
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return vocab.load(request.getfixturevalue("built"))


def width_of(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)


# ---------------------------------------------------------------- tables


def test_columns_stand_side_by_side() -> None:
    rows = Rows(("project", "n"), (("SEMPRE", "16"), ("Bruknas muiža", "7")))
    assert terminal.table(rows, width=80).split("\n") == [
        "project        n",
        "─────────────  ──",
        "SEMPRE         16",
        "Bruknas muiža  7",
        "(2 rows)",
    ]


def test_a_table_without_rows_still_tells_its_columns() -> None:
    assert terminal.table(Rows(("project",), ()), width=80).split("\n") == [
        "project",
        "───────",
        "(0 rows)",
    ]


def test_one_row_is_no_plural() -> None:
    assert terminal.table(Rows(("a",), (("b",),)), width=80).endswith("(1 row)")


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["C"]), max_size=60)] * 3), max_size=4
    ),
    st.integers(45, 120),
)
def test_no_row_is_wider_than_the_terminal(rows: list[tuple[str, ...]], width: int) -> None:
    lines = terminal.table(Rows(("a", "b", "c"), tuple(rows)), width=width).split("\n")
    assert len(lines) == len(rows) + 3
    assert all(width_of(line) <= width for line in lines)


def test_line_ends_and_tabs_within_a_cell_do_not_break_the_row() -> None:
    table = terminal.table(Rows(("a",), (("one\n\ttwo\u2028three",),)), width=80)
    assert "one two three" in table


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("https://data.example.org/id/project/sempre", "id/project/sempre"),
        ("https://data.example.org/graph/doc/5f338807786e2a39", "graph/doc/5f338807786e2a39"),
        ("https://data.example.org/ont#goal", "coop:goal"),
        ("https://data.example.org/voc#partner", "voc:partner"),
        ("https://schema.org/name", "schema:name"),
        ("https://schema.org/", "https://schema.org/"),
        ("https://data.example.org/", "https://data.example.org/"),
        ("http://www.zpr.gov.lv/", "http://www.zpr.gov.lv/"),
        ("see https://schema.org/name", "see https://schema.org/name"),
        ("Interreg: V-A", "Interreg: V-A"),
    ],
)
def test_iris_are_shortened_and_words_are_not(
    cell: str, shown: str, vocabulary: Vocabulary
) -> None:
    rows = Rows(("a",), ((cell,),))
    assert terminal.table(rows, vocabulary, 80).split("\n")[2] == shown
    assert terminal.table(rows, None, 80).split("\n")[2] == cell


# ---------------------------------------------------------------- problems


def problem(what: str, severity: Severity, line: int = 1, remedy: str = "") -> Problem:
    return Problem("a.yaml", line, 0, what, remedy, "code", severity)


def test_the_gravest_problems_come_first_with_place_and_remedy() -> None:
    found = [
        problem("odd", Severity.WARNING),
        problem("wrong", Severity.VIOLATION, 7, "mend it"),
    ]
    assert terminal.problems(found).split("\n") == [
        "error: a.yaml:7: wrong",
        "    → mend it",
        "warning: a.yaml:1: odd",
    ]


def test_what_is_beyond_the_limit_is_counted() -> None:
    found = [problem(str(number), Severity.INFO, number) for number in range(1, 8)]
    assert terminal.problems(found, limit=2).endswith("… and 5 more; --json lists all of them")


def test_findings_are_grouped_with_a_few_examples_and_their_remedies() -> None:
    found = [problem(f"x{number}", Severity.INFO, number, "mend it") for number in range(1, 6)]
    assert terminal.findings(found, examples=1).split("\n") == [
        "info: code: 5",
        "    a.yaml:1: x1",
        "        → mend it",
        "    … 4 more",
    ]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (5_400_000, "5.4 MB"), (10**13, "10000.0 GB")],
)
def test_sizes_are_told_in_units_of_1000(count: int, shown: str) -> None:
    assert terminal.size(count) == shown


# ---------------------------------------------------------------- a thing


def page(built: Publication, thing: str, width: int = 100) -> list[str]:
    return terminal.said(check.said_about(built, thing), vocab.load(built), width).split("\n")


def test_the_name_of_the_thing_stands_on_top_then_its_iri_and_classes(
    built: Publication,
) -> None:
    assert page(built, "project/socquality")[:3] == [
        "Sociālo pakalpojumu pieejamības un kvalitātes uzlabošana Vidusbaltijas reģionā",
        f"{built.base}id/project/socquality",
        "coop:Project, schema:Project",
    ]


def test_each_part_has_a_heading_and_its_statements_below(built: Publication) -> None:
    lines = page(built, "project/socquality")
    place = lines.index("── total-budget  schema:MonetaryAmount")
    assert lines[place + 1 : place + 5] == [
        "",
        "value     791256.20",
        "currency  EUR",
        "    stated: “budžets ir 791 256,20 EUR” [1]",
    ]


def test_documents_are_listed_once_with_their_titles(built: Publication) -> None:
    lines = page(built, "project/socquality")
    place = lines.index("documents")
    assert lines[place + 1].startswith("[1] Bauskas novadā norisināsies projekta “SocQuality”")
    assert sum(line.startswith("[1] ") for line in lines) == 1


def test_a_conflict_is_told_at_both_values(built: Publication) -> None:
    lines = [line.strip() for line in page(built, "project/socquality")]
    assert "value     672576.74 ⚡ 1 claim to the contrary" in lines
    assert "value     672567.74 ✗ not asserted ⚡ 1 claim to the contrary" in lines


def test_what_points_here_is_told_by_property(built: Publication) -> None:
    lines = page(built, "project/socquality")
    assert "← eventOf" in lines[lines.index("── what points here") :]


def test_what_machines_infer_word_for_word_is_told_in_one_line(built: Publication) -> None:
    text = " ".join(" ".join(page(built, "project/socquality")).split())
    assert "inferred too: alternateName (as acronym), description (as goal)" in text


def test_a_part_that_points_here_is_told_with_the_name_of_its_thing(built: Publication) -> None:
    name = check.said_about(built, "event/socquality-nosleguma-konference-2020").names
    lines = " ".join(" ".join(page(built, "person/aivars-okmanis")).split())
    event = f"<{built.base}id/event/socquality-nosleguma-konference-2020>"
    part = "event/socquality-nosleguma-konference-2020/participation/opener-"
    assert f"{name[event]} ({part}" in lines


def test_the_same_words_of_several_documents_are_told_once(built: Publication) -> None:
    base = f"<{built.base}id/person/"
    quotes = tuple((f"{built.base}id/document/{key}", "Anna Liepa") for key in "abc")
    name = (f"{base}p-1>", "<https://schema.org/name>", '"Anna"')
    told = Said(*name, asserted=True, status="stated", quotes=quotes)
    found = describe.Description(f"{built.base}id/person/p-1", {}, (told,))
    text = terminal.said(found, vocab.load(built), 100)
    assert "stated: “Anna Liepa” [1] [2] [3]" in text
    assert text.count("Anna Liepa") == 1


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("thing", ["project/sempre", "person/heiko-nass", "place/latvija"])
def test_words_are_wrapped_to_the_terminal(thing: str, width: int, built: Publication) -> None:
    long = [line for line in page(built, thing, width) if len(line) > width]
    assert [line for line in long if len(line.split()) > 4] == []


def test_a_withdrawal_without_a_new_release_is_told() -> None:
    gone = Gone(frozenset(), Naming("https://data.example.org/"))
    made = Cut(None, None, Withdrawn(("2026.1",), feed=False, gone=gone), Feed(Path("feed")))
    assert terminal.cut(made).splitlines()[:2] == [
        "no new release: nothing else changed",
        "withdrawn things taken out of 2026.1",
    ]
