"""Sorted statements -> things with their parts."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.publish import things

BASE = "https://data.example.org/"


def line(subject: str, predicate: str = "p", object_: str = '"o"', graph: str = "<g:1>") -> str:
    return f"<{subject}> <x:{predicate}> {object_} {graph} ."


def thing(path: str) -> str:
    return f"{BASE}id/{path}"


def subjects(lines: list[str]) -> list[list[str]]:
    return [
        [node.subject[1:-1].removeprefix(f"{BASE}id/") for node in found.nodes]
        for found in things.read(sorted(lines), BASE)
    ]


def test_a_thing_comes_before_its_parts_and_parts_before_theirs() -> None:
    lines = [line(thing(path)) for path in ("p/x/a/b", "p/x/a-b", "p/x", "p/x/a", "p/x#q")]
    assert subjects(lines) == [["p/x", "p/x#q", "p/x/a", "p/x/a/b", "p/x/a-b"]]


def test_a_thing_whose_iri_begins_like_another_is_no_part_of_it() -> None:
    paths = ("p/x", "p/x/a", "p/x-2", "p/x-2/a", "p/x2", "p/x2/a", "p/xa")
    assert sorted(subjects([line(thing(path)) for path in paths])) == [
        ["p/x", "p/x/a"],
        ["p/x-2", "p/x-2/a"],
        ["p/x2", "p/x2/a"],
        ["p/xa"],
    ]


def test_parts_without_their_owner_still_stand_together() -> None:
    assert subjects([line(thing("p/x/b")), line(thing("p/x/a")), line(thing("p/y"))]) == [
        ["p/x/a", "p/x/b"],
        ["p/y"],
    ]


def test_what_lies_outside_id_is_no_part_of_anything() -> None:
    lines = [line(f"{BASE}{path}") for path in ("ont", "ont#a", "dataset", "dataset/x")]
    assert [len(found.nodes) for found in things.read(sorted(lines), BASE)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (thing("project/x"), "project"),
        (thing("target-group/x/y"), "target-group"),
        (f"{BASE}ont#Project", "ont"),
        (f"{BASE}graph/doc/1", "graph"),
        ("https://example.com/id/project/x", "elsewhere"),
    ],
)
def test_the_kind_of_a_thing_is_in_its_iri(iri: str, kind: str) -> None:
    assert [found.kind for found in things.read([line(iri)], BASE)] == [kind]


@pytest.mark.parametrize(
    ("statement", "object_", "graph"),
    [
        ("<s:s> <p:p> <o:o> .", "<o:o>", ""),
        ("<s:s> <p:p> <o:o> <g:g> .", "<o:o>", "<g:g>"),
        ('<s:s> <p:p> "a <b:c> ." .', '"a <b:c> ."', ""),
        ('<s:s> <p:p> "a <b:c> ." <g:g> .', '"a <b:c> ."', "<g:g>"),
        ('<s:s> <p:p> "a <b"^^<d:d> .', '"a <b"^^<d:d>', ""),
        ('<s:s> <p:p> "a <b"^^<d:d> <g:g> .', '"a <b"^^<d:d>', "<g:g>"),
        ('<s:s> <p:p> " <"@lv .', '" <"@lv', ""),
    ],
)
def test_the_graph_of_a_line_is_told_from_its_object(
    statement: str, object_: str, graph: str
) -> None:
    (node,) = things.nodes([statement])
    assert node.objects == [[object_]]
    assert things.graph_of(statement) == graph


def test_a_triple_that_ends_like_the_graph_before_it_keeps_its_object() -> None:
    first, second = things.nodes(["<a:a> <p:p> <o:o> <g:g> .", "<b:b> <p:p> <g:g> ."])
    assert (first.objects, second.objects) == ([["<o:o>"]], [["<g:g>"]])


def test_a_statement_of_several_graphs_counts_once() -> None:
    lines = [line("s:s", graph=f"<g:{number}>") for number in range(3)]
    assert [node.objects for node in things.nodes(lines)] == [[['"o"']]]


def test_a_thing_leaves_before_the_next_one_is_read() -> None:
    def lines() -> Iterator[str]:
        yield line("a:a")
        yield line("b:b")
        raise AssertionError("read too far")

    assert next(things.read(lines(), BASE)).iri == "<a:a>"


paths = st.from_regex(r"[kl]/[a0-]{1,3}([/#][a0-]{1,2}){0,2}", fullmatch=True)


@given(st.lists(st.tuples(paths, st.sampled_from("pq"), st.sampled_from("xy"))))
def test_no_statement_is_lost_or_invented(rows: list[tuple[str, str, str]]) -> None:
    lines = sorted({line(thing(path), p, f'"{o}"') for path, p, o in rows})
    found = list(things.read(lines, BASE))
    assert lines == sorted(
        f"{node.subject} {predicate} {object_} <g:1> ."
        for each in found
        for node in each.nodes
        for predicate, objects in zip(node.predicates, node.objects, strict=True)
        for object_ in objects
    )
    assert [each.iri for each in found] == sorted({each.iri for each in found})
