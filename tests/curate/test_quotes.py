"""Quotes are found where they stand, and a quote that is not found is explained."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lod.curate import quotes
from lod.curate.quotes import HEADER, Failure, Finder, Quote
from lod.errors import InvalidInput
from lod.model import Span

TEXT = "Konference „Tilts” notika 27.\u00a0un 28.\u00a0novembrī – Rīgā… Rīgā bija 40 viesu."
LETTERS = st.text(alphabet="aābc \u00a0\n„”–1", min_size=1, max_size=60)
ANY = st.text(st.characters(codec="utf-8"), max_size=12)


def test_a_quote_that_stands_once_is_found() -> None:
    assert _find("notika") == Span(19, 25, "notika")


def test_a_plain_space_stands_for_a_no_break_space_and_the_text_keeps_its_own() -> None:
    found = _find("27. un 28. novembrī")
    assert isinstance(found, Span)
    assert found.exact == "27.\u00a0un 28.\u00a0novembrī"


def test_a_no_break_space_stands_for_a_plain_one() -> None:
    assert _find("notika\u00a027.") == _find("notika 27.")


@pytest.mark.parametrize(("occurrence", "start"), [(1, 48), (2, 54)])
def test_an_occurrence_tells_which_one_is_meant(occurrence: int, start: int) -> None:
    assert _find("Rīgā", occurrence) == Span(start, start + 4, "Rīgā")


def test_the_words_before_tell_which_one_is_meant() -> None:
    assert _find("Rīgā", prefix="… ") == Span(54, 58, "Rīgā")


def test_occurrences_may_overlap() -> None:
    assert Finder("aaa", {}).find(Quote("aa", 2)) == Span(1, 3, "aa")


@pytest.mark.parametrize(
    ("quote", "remedy"),
    [
        ('Konference "Tilts"', "the text writes it “Konference „Tilts””"),
        ("Konference «Tilts»", "the text writes it “Konference „Tilts””"),
        ("novembrī - Rīgā", "the text writes it “novembrī – Rīgā”"),
        ("novembrī — rīgā... Rīgā", "the text writes it “novembrī – Rīgā… Rīgā”"),
        ("KONFERENCE", "the text writes it “Konference”"),
        ("bija  40   viesu", "the text writes it “bija 40 viesu”"),
        ("no\u00adtika", "the text writes it “notika”"),
        ("Konferences „Tilts” norise", "did you mean “Konference „Tilts” notika”?"),
        ("Rīga bija 40 viesi", "did you mean “Rīgā bija 40 viesu”?"),
        ("pavisam kas cits", "copy it from the text"),
        ("ķ", "copy it from the text"),
    ],
)
def test_a_quote_that_is_absent_is_told_what_the_text_has(quote: str, remedy: str) -> None:
    found = _find(quote)
    assert isinstance(found, Failure)
    assert (found.code, found.remedy) == ("quote-absent", remedy)


def test_letters_that_fold_into_two_do_not_spoil_the_hint() -> None:
    found = Finder("Heiko Naß un ﬁrma „Tilts”", {}).find(Quote('ﬁrma "Tilts"'))
    assert isinstance(found, Failure)
    assert found.remedy == "the text writes it “ﬁrma „Tilts””"


def test_a_run_of_spaces_in_the_text_counts_as_one_in_the_hint() -> None:
    found = Finder("viens  „divi”\n\ntrīs", {}).find(Quote('viens "divi" trīs'))
    assert isinstance(found, Failure)
    assert found.remedy == "the text writes it “viens  „divi”\\n\\ntrīs”"


def test_a_quote_that_stands_twice_is_no_guess() -> None:
    found = _find("Rīgā")
    assert isinstance(found, Failure)
    assert found.code == "quote-ambiguous"
    assert "2 times" in found.what


def test_an_occurrence_beyond_the_last_is_absent() -> None:
    found = _find("Rīgā", 3)
    assert isinstance(found, Failure)
    assert found.remedy == "the text has it 2 times"


def test_a_wrong_prefix_is_told_apart_from_a_wrong_quote() -> None:
    found = _find("notika", prefix="ne")
    assert isinstance(found, Failure)
    assert "prefix" in found.what


def test_without_a_text_only_recorded_quotes_are_found() -> None:
    span = Span(19, 25, "notika")
    finder = Finder(None, {Quote("notika"): span})
    assert finder.find(Quote("notika")) == span
    missing = finder.find(Quote("notika", 1))
    assert isinstance(missing, Failure)
    assert missing.code == "quote-unverified"


def test_an_empty_text_has_no_quotes() -> None:
    assert isinstance(Finder("", {}).find(Quote("x")), Failure)


@given(LETTERS, st.data())
def test_every_stretch_of_a_text_is_found_at_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    plain = text.replace("\u00a0", " ")
    before = [at for at in range(start) if plain.startswith(plain[start:end], at)]
    found = Finder(text, {}).find(Quote(text[start:end], len(before) + 1))
    assert found == Span(start, end, text[start:end])


@given(LETTERS, LETTERS)
def test_what_is_found_has_the_words_of_the_quote(text: str, quote: str) -> None:
    found = Finder(text, {}).find(Quote(quote))
    if isinstance(found, Span):
        assert found.exact.replace("\u00a0", " ") == quote.replace("\u00a0", " ")
    else:
        assert found.remedy


@given(LETTERS, st.data())
def test_recorded_spans_give_what_the_text_gave(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(text[start:end].replace("\u00a0", " "))
    found = Finder(text, {}).find(quote)
    assume(isinstance(found, Span))
    assert isinstance(found, Span)
    recorded = quotes.parse_spans(quotes.spans_text({quote: found}), "f", len(text))
    assert Finder(None, recorded).find(quote) == found


@given(
    st.dictionaries(
        st.builds(Quote, ANY.filter(bool), st.integers(0, 99), ANY), st.integers(0, 900), max_size=5
    )
)
def test_a_file_of_spans_is_read_back(starts: dict[Quote, int]) -> None:
    spans = {
        quote: Span(start, start + len(quote.text), quote.text) for quote, start in starts.items()
    }
    text = quotes.spans_text(spans)
    assert quotes.parse_spans(text, "f", 1000) == spans
    assert quotes.parse_spans(text.replace("\n", "\r\n"), "f", 1000) == spans
    assert quotes.spans_text(dict(reversed(spans.items()))) == text


@pytest.mark.parametrize(
    "row",
    [
        "x",
        "0\t1\t\t\ta",
        "a\t1\t\t\ta\t",
        "0\t2\t\t\ta\t",
        "-1\t0\t\t\ta\t",
        "5\t6\t\t\ta\t",
        "0\t1\t\t\ta\tb",
        "0\t1\tx\t\ta\t",
        f"0\t{'9' * 5000}\t\t\ta\t",
    ],
)
def test_a_row_that_is_no_span_of_the_text_is_a_problem_with_its_line(row: str) -> None:
    text = "\n".join(("\t".join(HEADER), "0\t1\t\t\ta\t", row, ""))
    with pytest.raises(InvalidInput) as refusal:
        quotes.parse_spans(text, "f", 5)
    assert [(problem.line, problem.code) for problem in refusal.value.problems] == [
        (3, "bad-spans")
    ]


def _find(text: str, occurrence: int = 0, prefix: str = "") -> Span | Failure:
    return Finder(TEXT, {}).find(Quote(text, occurrence, prefix))
