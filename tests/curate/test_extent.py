"""Quotes that together repeat a text are told."""

from hypothesis import given
from hypothesis import strategies as st

from lod.curate.extent import covered, overquoted
from lod.errors import Severity
from lod.model import Document, Position, Span


def document(length: int) -> Document:
    return Document(
        "d",
        "https://data.example.org/id/document/d",
        "lv",
        "",
        length,
        "0",
        (),
        (),
        Position("d.yaml", 1, 1),
    )


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20))))
def test_each_code_point_counts_once(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + size, "x" * size) for start, size in pairs]
    points = {point for span in spans for point in range(span.start, span.end)}
    assert covered(spans) == len(points)


def test_quotes_that_repeat_most_of_a_text_are_told() -> None:
    spans = [Span(0, 400, "x" * 400), Span(300, 700, "x" * 400)]
    (found,) = overquoted(document(1000), spans)
    assert "70% of the text of d" in found.what
    assert found.severity is Severity.WARNING


def test_a_few_phrases_are_fine() -> None:
    assert not list(overquoted(document(1000), [Span(0, 600, "x" * 600)]))


def test_a_short_notice_may_be_quoted_whole() -> None:
    assert not list(overquoted(document(999), [Span(0, 999, "x" * 999)]))
