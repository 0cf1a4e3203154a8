"""Sorted statements -> TriG."""

from itertools import groupby

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from lod.publish import trig
from lod.publish.turtle import Blocks

BASE = "https://data.example.org/"


def test_each_thing_stands_once_for_each_graph_that_speaks_of_it() -> None:
    lines = [
        '<a:a> <p:p> "2" <g:1> .',
        '<a:a> <p:p> "2" <g:2> .',
        '<b:b> <p:p> "1" .',
        '<b:b> <p:p> "1" <g:1> .',
        '<c:c> <p:p> "1" <g:1> .',
    ]
    text = "".join(trig.write(lines, {}, "", BASE))
    assert text == (
        "\n# ---- elsewhere\n"
        "\n<g:1> {\n"
        '\n    <a:a>\n        <p:p> "2" .\n'
        "}\n"
        "\n<g:2> {\n"
        '\n    <a:a>\n        <p:p> "2" .\n'
        "}\n"
        "\n{\n"
        '\n    <b:b>\n        <p:p> "1" .\n'
        "}\n"
        "\n<g:1> {\n"
        '\n    <b:b>\n        <p:p> "1" .\n'
        '\n    <c:c>\n        <p:p> "1" .\n'
        "}\n"
    )


def test_the_parts_of_a_thing_stand_below_it_in_each_graph() -> None:
    lines = [
        f'<{BASE}id/k/a/x> <p:p> "1" <g:1> .',
        f'<{BASE}id/k/a/x> <p:p> "1" <g:2> .',
        f"<{BASE}id/k/a> <p:q> <{BASE}id/k/a/x> <g:2> .",
    ]
    text = "".join(trig.write(lines, {"k": f"{BASE}id/k/"}, "", BASE)).split("# ---- k\n")[1]
    assert text == (
        "\n<g:1> {\n"
        '\n    k:a\\/x\n        <p:p> "1" .\n'
        "}\n"
        "\n<g:2> {\n"
        "\n    k:a\n        <p:q> k:a\\/x .\n"
        '\n    k:a\\/x\n        <p:p> "1" .\n'
        "}\n"
    )


lines_ = st.lists(
    st.builds(
        "<{}> <p:p> {} {}.".format,
        st.sampled_from(("a:a", "b:b", f"{BASE}id/k/a", f"{BASE}id/k/a/x", f"{BASE}id/l/a#y")),
        st.sampled_from(('"1"', '"<g:1> ."', "<o:o>")),
        st.sampled_from(("", "<g:1> ", "<g:2> ")),
    ),
    max_size=12,
).map(lambda found: sorted(set(found)))


@given(lines_)
def test_pieces_joined_or_not_are_the_same_text_and_hold_all_quads(lines: list[str]) -> None:
    found = list(trig.pieces(lines, Blocks({}, BASE), BASE))
    few = list(trig.of_one_kind(found))
    kinds = [mark.kind for mark, _ in found]
    assert [mark.kind for mark, _ in few] == [kind for kind, _ in groupby(kinds)]
    text = "".join(trig.joined(found))
    assert "".join(trig.joined(few)) == text
    assert set(ox.parse(text, format=ox.RdfFormat.TRIG)) == set(
        ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)
    )


@given(lines_)
def test_a_mark_is_read_as_it_was_written(lines: list[str]) -> None:
    for mark, _ in trig.pieces(lines, Blocks({}, BASE), BASE):
        assert trig.Mark.read(str(mark)) == mark
