"""Sorted statements -> Turtle."""

from collections.abc import Iterator

import pyoxigraph as ox

from lod.ntriples import RDF
from lod.publish import turtle

BASE = "https://data.example.org/"
PREFIXES = {"schema": "https://schema.org/", "project": f"{BASE}id/project/"}


def test_a_head_is_a_comment_whatever_it_holds() -> None:
    head = "One\r\n<a:a> <b:b> <c:c> .\u2028<d:d> <e:e> <f:f> .\n\nlast"
    text = "".join(turtle.write([], PREFIXES, head, BASE))
    assert list(ox.parse(text, format=ox.RdfFormat.TURTLE)) == []
    assert text.startswith("# One\n# <a:a>")


def test_a_file_without_head_and_prefixes_begins_with_its_first_section() -> None:
    assert "".join(turtle.write(['<a:a> <b:b> "c" .'], {}, "", BASE)) == (
        '\n# ---- elsewhere\n\n<a:a>\n    <b:b> "c" .\n'
    )


def test_classes_then_names_open_a_block() -> None:
    rows = [
        f"<{RDF}type> <https://schema.org/Project>",
        '<https://schema.org/alternateName> "B"',
        '<https://schema.org/about> "C"',
        '<https://schema.org/name> "A"',
    ]
    lines = sorted(f"<{BASE}id/project/x> {row} ." for row in rows)
    assert "".join(turtle.write(lines, PREFIXES, "", BASE)).endswith(
        "# ---- project\n\n"
        "project:x a schema:Project ;\n"
        '    schema:name "A" ;\n'
        '    schema:alternateName "B" ;\n'
        '    schema:about "C" .\n'
    )


def test_a_block_leaves_before_the_next_subject_is_read() -> None:
    def lines() -> Iterator[str]:
        yield '<a:a> <b:b> "c" .'
        yield '<b:a> <b:b> "c" .'
        raise AssertionError("read too far")

    chunks = turtle.write(lines(), {}, "", BASE)
    assert [next(chunks) for _ in range(3)][2] == '\n<a:a>\n    <b:b> "c" .\n'


def test_own_classes_come_first_wherever_they_sort() -> None:
    lines = [f"<x:x> <{RDF}type> <{iri}> ." for iri in ("a:a", f"{BASE}ont#Project")]
    text = "".join(turtle.write(lines, {"coop": f"{BASE}ont#"}, "", BASE))
    assert text.endswith("<x:x> a coop:Project , <a:a> .\n")
