"""Sorted lines -> N-Quads and the parts of a dataset."""

from lod.publish import nquads

LINES = ['<a:a> <p:p> "<g:1> ." <g:2> .', "<a:a> <p:p> <g:2> <g:1> ."]


def test_every_line_ends() -> None:
    assert "".join(nquads.write(LINES)) == "\n".join(LINES) + "\n"


def test_many_lines_leave_in_batches_and_in_order() -> None:
    lines = [f'<a:a> <p:p> "{number:05}" .' for number in range(5000)]
    chunks = list(nquads.write(lines))
    assert 1 < len(chunks) < 100
    assert "".join(chunks).splitlines() == lines


def test_a_graph_is_told_from_an_object_of_the_same_iri() -> None:
    assert list(nquads.within(LINES, "g:2")) == LINES[:1]
    assert list(nquads.outside(LINES, "g:2")) == LINES[1:]
