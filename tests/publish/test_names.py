"""Terms -> their writing in Turtle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.ntriples import XSD
from lod.publish import names
from lod.publish.order import REMEMBERED

BASE = "https://data.example.org/"
PREFIXES = {
    "project": f"{BASE}id/project/",
    "base": BASE,
    "schema": "https://schema.org/",
    "xsd": XSD,
}


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://schema.org/name", "schema:name"),
        (f"{BASE}id/project/x", "project:x"),
        (f"{BASE}id/project/x/total-budget", "project:x\\/total-budget"),
        (f"{BASE}id/project/x#quote", "project:x\\#quote"),
        (f"{BASE}dataset", "base:dataset"),
        ("https://schema.org/", "<https://schema.org/>"),
        ("https://schema.org/a.", "<https://schema.org/a.>"),
        ("https://schema.org/-a", "<https://schema.org/-a>"),
        ("https://schema.org/é", "<https://schema.org/é>"),
        ("https://schema.org/a%20b", "<https://schema.org/a%20b>"),
        ("https://example.com/name", "<https://example.com/name>"),
    ],
)
def test_an_iri_is_shortened_only_where_the_local_name_is_plain(iri: str, name: str) -> None:
    assert names.Names(PREFIXES)[f"<{iri}>"] == name


@pytest.mark.parametrize("lexical", ["0", "16", "-7", "123456789012345678"])
def test_an_integer_in_canonical_form_is_bare(lexical: str) -> None:
    assert names.Names(PREFIXES)[f'"{lexical}"^^<{XSD}integer>'] == lexical


@pytest.mark.parametrize("lexical", ["791256.20", "-0.5", "0.0", "1.000000"])
def test_a_decimal_keeps_its_zeros_and_is_bare(lexical: str) -> None:
    assert names.Names(PREFIXES)[f'"{lexical}"^^<{XSD}decimal>'] == lexical


@pytest.mark.parametrize(
    ("datatype", "lexical"),
    [
        ("integer", "007"),
        ("integer", "+1"),
        ("integer", "-0"),
        ("integer", "1.0"),
        ("integer", "٣"),
        ("integer", ""),
        ("decimal", "16"),
        ("decimal", "5."),
        ("decimal", ".5"),
        ("decimal", "0.0000001"),
        ("decimal", "01.5"),
        ("double", "1.0E0"),
        ("boolean", "1"),
        ("date", "2020-01-15"),
    ],
)
def test_a_number_that_some_parser_would_rewrite_keeps_its_quotes(
    datatype: str, lexical: str
) -> None:
    term = f'"{lexical}"^^<{XSD}{datatype}>'
    assert names.Names(PREFIXES)[term] == f'"{lexical}"^^xsd:{datatype}'


def test_names_are_right_after_the_memory_was_emptied() -> None:
    known = names.Names(PREFIXES)
    for number in range(REMEMBERED + 10):
        known[f"<https://schema.org/a{number}>"]
    assert len(known) < REMEMBERED
    assert known["<https://schema.org/a1>"] == "schema:a1"


def test_each_kind_of_thing_described_has_a_prefix() -> None:
    lines = [
        f'<{BASE}id/event/x> <p:p> "" <g:g> .',
        f'<{BASE}id/1x/x> <p:p> "" <g:g> .',
        f'<{BASE}id/project/x/y> <p:p> "" <g:g> .',
        f'<{BASE}ont> <p:p> "" <g:g> .',
    ]
    assert names.kinds(lines, BASE) == {
        "event": f"{BASE}id/event/",
        "project": f"{BASE}id/project/",
    }


def test_only_prefixes_that_the_turtle_needs_are_in_use() -> None:
    line = f'<{BASE}id/project/x> <https://schema.org/value> "1"^^<{XSD}integer> <{BASE}g> .'
    assert list(names.in_use([line], PREFIXES)) == ["project", "schema"]
    assert list(names.in_use([line.replace("integer", "date")], PREFIXES)) == [
        "project",
        "schema",
        "xsd",
    ]


@given(
    spaces=st.lists(st.sampled_from(["", "id/", "id/a/", "id/a", "id/a/b", "id/a#"]), unique=True),
    start=st.sampled_from(["", "id/", "id/a/", "id/a/-", "id/a/b-", "id/a#b", "id/é/"]),
    rest=st.from_regex(r"[ab0]([ab#/-]{0,3}[b0])?", fullmatch=True),
)
def test_an_opening_is_that_of_every_name_which_goes_on(
    spaces: list[str], start: str, rest: str
) -> None:
    written = names.Names({f"p{number}": f"{BASE}{space}" for number, space in enumerate(spaces)})
    if opening := written.opening(f"<{BASE}{start}"):
        assert written[f"<{BASE}{start}{rest}>"] == opening + names.escaped(rest)
    assert written.used <= {opening.split(":")[0]}


@given(
    spaces=st.lists(st.sampled_from(["", "id/", "id/a/", "id/a", "id/a/b", "id/a#"]), unique=True),
    local=st.text("ab/#.-é", max_size=6),
)
def test_the_longest_namespace_that_leaves_a_plain_name_gives_the_prefix(
    spaces: list[str], local: str
) -> None:
    term = f"<{BASE}id/{local}>"
    prefixes = {f"p{number}": f"{BASE}{space}" for number, space in enumerate(spaces)}
    fitting = [
        (len(space), f"{prefix}:{names.escaped(rest)}")
        for prefix, space in prefixes.items()
        if term.startswith(f"<{space}")
        for rest in [term[len(space) + 1 : -1]]
        if rest.isascii() and rest[:1].isalnum() and rest[-1] != "."
    ]
    assert names.Names(prefixes)[term] == max(fitting, default=(0, term))[1]
