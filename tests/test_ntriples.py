"""Terms are canonical N-Triples: they come back as they were, and Oxigraph agrees."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import ntriples
from lod.ntriples import LANG_STRING, RDF, XSD, XSD_STRING, Literal, Quad

TEXT = st.text(st.characters(codec="utf-8"))
CONTROL = st.text(alphabet=[chr(code) for code in range(0x20)] + list('"\\\x7f\x85aā\U0001f600'))
TAG = st.sampled_from(["lv", "en-GB", "sr-Latn-RS"])
DATATYPE = st.sampled_from([XSD_STRING, f"{XSD}decimal", f"{XSD}date"])
IRI = st.from_regex(
    r"https://data\.example\.org/[a-z0-9/#?&=āķ:@!$'()*+,;%-]{0,12}", fullmatch=True
)
TERMS = st.one_of(
    IRI.filter(ntriples.iri_is_valid).map(ntriples.iri),
    st.builds(ntriples.literal, TEXT | CONTROL),
    st.builds(lambda text, tag: ntriples.literal(text, language=tag), TEXT | CONTROL, TAG),
    st.builds(lambda text, type_: ntriples.literal(text, datatype=type_), TEXT | CONTROL, DATATYPE),
)


@given(TEXT | CONTROL)
def test_escaped_text_comes_back(text: str) -> None:
    assert ntriples.unescape(ntriples.escape(text)) == text


@given(TEXT | CONTROL)
def test_escaped_text_holds_nothing_that_breaks_a_line_or_a_literal(text: str) -> None:
    escaped = ntriples.escape(text)
    assert not any(ord(character) < 32 or character == "\x7f" for character in escaped)
    assert '"' not in escaped.replace("\\\\", "").replace('\\"', "")


@given(TEXT | CONTROL, TAG | st.just(""), DATATYPE)
def test_a_literal_comes_back_in_its_parts(text: str, tag: str, datatype: str) -> None:
    term = ntriples.literal(text, language=tag, datatype=datatype)
    assert ntriples.literal_value(term) == Literal(text, tag, LANG_STRING if tag else datatype)


@given(TEXT | CONTROL, DATATYPE)
def test_oxigraph_reads_a_literal_as_we_do_and_writes_it_as_we_do(text: str, datatype: str) -> None:
    term = ntriples.literal(text, datatype=datatype)
    assert _parsed(term) == ox.Literal(text, datatype=ox.NamedNode(datatype))
    assert str(ox.Literal(text, datatype=ox.NamedNode(datatype))) == term


@given(TEXT | CONTROL, TAG)
def test_oxigraph_reads_a_tagged_literal_as_we_do(text: str, tag: str) -> None:
    parsed = _parsed(ntriples.literal(text, language=tag))
    assert isinstance(parsed, ox.Literal)
    assert parsed.value == text
    assert parsed.language == tag.lower() or parsed.language == tag


def test_the_escapes_are_those_of_canonical_n_triples() -> None:
    assert (
        ntriples.escape('"\\\n\r\t\b\f\0\x7f\x85é') == '\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u007F\x85é'
    )


def test_plain_text_has_no_datatype_and_tagged_text_no_other() -> None:
    assert ntriples.literal("a", datatype=XSD_STRING) == '"a"'
    assert ntriples.literal("a", language="lv", datatype=f"{RDF}langString") == '"a"@lv'


@pytest.mark.parametrize("escape", ["\\u0041", "\\U00000041"])
def test_escapes_by_number_are_read(escape: str) -> None:
    assert ntriples.literal_value(f'"{escape}"').lexical == "A"


@pytest.mark.parametrize("term", ["<https://example.org>", "_:a", '"open', '"a"@', '"a" "b"', ""])
def test_what_is_no_literal_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="not a literal"):
        ntriples.literal_value(term)


@given(st.text(max_size=20) | IRI)
def test_an_iri_is_valid_where_oxigraph_takes_it(value: str) -> None:
    try:
        expected = ox.NamedNode(value).value == value
    except ValueError:
        expected = False
    assert ntriples.iri_is_valid(value) is expected
    if expected:
        assert _parsed(ntriples.iri(value)) == ox.NamedNode(value)
        assert ntriples.iri_value(ntriples.iri(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "//a",
        "https://a b",
        "https://a/<b>",
        'https://a/"',
        "https://a/{b}",
        "https://a/\n",
        "https://a/%z1",
    ],
)
def test_what_is_no_absolute_iri_is_none(value: str) -> None:
    assert not ntriples.iri_is_valid(value)


@pytest.mark.parametrize("value", ["a b", "a>b", "a\x00b", "a`b"])
def test_a_term_is_never_made_of_forbidden_characters(value: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        ntriples.iri(value)


@given(TERMS, IRI.filter(ntriples.iri_is_valid))
def test_a_line_comes_back_in_its_parts(term: str, iri: str) -> None:
    quad = Quad(ntriples.iri(iri), ntriples.iri(iri), term, ntriples.iri(iri))
    line = ntriples.quad_line(*quad)
    assert "\n" not in line
    assert ntriples.split(line) == quad
    assert len(list(ox.parse(line, ox.RdfFormat.N_QUADS))) == 1


@given(TERMS)
def test_every_term_is_an_iri_or_a_literal(term: str) -> None:
    assert ntriples.is_iri(term) is not ntriples.is_literal(term)


def _parsed(term: str) -> object:
    (quad,) = ox.parse(f"<a:a> <a:a> {term} .", ox.RdfFormat.N_TRIPLES)
    return quad.object
