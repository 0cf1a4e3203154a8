"""Values cannot be built wrong: a span has its words, a claim has its proof."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.model import Claim, Document, Evidence, Position, Span, Status

EVIDENCE = (Evidence("doc", Span(0, 1, "a")),)


@given(st.integers(0, 99), st.text(min_size=1))
def test_a_span_is_as_long_as_its_words_in_code_points(start: int, exact: str) -> None:
    assert Span(start, start + len(exact), exact).exact == exact
    with pytest.raises(ValueError, match="cannot span"):
        Span(start, start + len(exact) + 1, exact)


@pytest.mark.parametrize(("start", "end", "exact"), [(0, 0, ""), (3, 1, "ab"), (-1, 0, "a")])
def test_a_span_is_not_empty_and_not_before_the_text(start: int, end: int, exact: str) -> None:
    with pytest.raises(ValueError, match="cannot span"):
        Span(start, end, exact)


def test_a_stated_claim_needs_evidence() -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        Claim("<s>", "<p>", "<o>")
    assert Claim("<s>", "<p>", "<o>", evidence=EVIDENCE).status is Status.STATED


@pytest.mark.parametrize("status", [Status.INFERRED, Status.COMPUTED])
def test_an_inferred_or_computed_claim_needs_a_rule(status: Status) -> None:
    with pytest.raises(ValueError, match=f"the status {status} needs a rule"):
        Claim("<s>", "<p>", "<o>", status, evidence=EVIDENCE)
    assert Claim("<s>", "<p>", "<o>", status, rules=('"so"@en',)).rules


def test_an_external_claim_needs_a_source() -> None:
    with pytest.raises(ValueError, match="needs a source"):
        Claim("<s>", "<p>", "<o>", Status.EXTERNAL, evidence=EVIDENCE)


def test_where_a_claim_stands_does_not_make_it_another() -> None:
    here = Claim("<s>", "<p>", "<o>", evidence=EVIDENCE, position=Position("a", 1, 1))
    there = dataclasses.replace(here, position=Position("b", 2, 2))
    assert here == there
    assert hash(here) == hash(there)
    assert here.statement == ("<s>", "<p>", "<o>")


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Span(0, 1, "a").start = 1  # type: ignore[misc]


def test_the_text_of_a_document_has_an_iri_of_its_own() -> None:
    document = Document("d", "https://example.org/d", "lv", "", 1, "", (), (), Position("f"))
    assert document.text_iri == "https://example.org/d/text"
