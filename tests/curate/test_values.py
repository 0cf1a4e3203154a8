"""Values keep the form in which they are written, or are refused with what to write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import values
from lod.curate.values import MalformedError
from lod.ntriples import LANG_STRING, XSD, XSD_STRING, literal_value
from lod.vocab import EDTF

INTEGER, DECIMAL, DATE, TIME, BOOLEAN = (
    f"{XSD}{name}" for name in ("integer", "decimal", "date", "time", "boolean")
)


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("16", INTEGER),
        ("-007", INTEGER),
        ("791256.20", DECIMAL),
        ("+.5", DECIMAL),
        ("16", DECIMAL),
        ("2018-11-27", DATE),
        ("10:30:00", TIME),
        ("true", BOOLEAN),
        ("2017-11-XX", EDTF),
        ("2018-11-27/2018-11-28", EDTF),
        ("../2018-01-30", EDTF),
        ("2018?", EDTF),
    ],
)
def test_a_value_keeps_the_form_in_which_it_is_written(value: str, datatype: str) -> None:
    assert values.literal_of(value, (datatype,), "lv") == f'"{value}"^^<{datatype}>'


@pytest.mark.parametrize(
    ("value", "datatype", "code"),
    [
        ("16.0", INTEGER, "bad-number"),
        ("١٦", INTEGER, "bad-number"),
        ("1 000", INTEGER, "bad-number"),
        ("sešpadsmit", INTEGER, "bad-number"),
        ("791 256,20", DECIMAL, "bad-number"),
        ("1e3", DECIMAL, "bad-number"),
        ("1.", DECIMAL, "bad-number"),
        ("INF", DECIMAL, "bad-number"),
        ("2017-02-30", DATE, "bad-date"),
        ("20170228", DATE, "bad-date"),
        ("2017-W09-2", DATE, "bad-date"),
        ("٢٠١٧-٠٢-٢٨", DATE, "bad-date"),
        ("28.02.2017", DATE, "bad-date"),
        ("24:30:00", TIME, "bad-date"),
        ("10:30", TIME, "bad-date"),
        ("plkst. 10", TIME, "bad-date"),
        ("yes", BOOLEAN, "bad-value"),
        ("2017-02-30", EDTF, "bad-date"),
        ("2018/2017", EDTF, "bad-date"),
        ("novembra beigās", EDTF, "bad-date"),
        ("Y" + "9" * 5000, EDTF, "bad-date"),
        ("x", f"{XSD}anyURI", "bad-value"),
        (" x", XSD_STRING, "bad-value"),
        ("x\n", LANG_STRING, "bad-value"),
        ("raksti a@example.org", LANG_STRING, "contact"),
        ("", LANG_STRING, "bad-value"),
        (" ", LANG_STRING, "bad-value"),
        (None, LANG_STRING, "bad-value"),
        (["x"], LANG_STRING, "bad-value"),
        ({"lv": "x"}, LANG_STRING, "bad-value"),
    ],
)
def test_a_value_of_another_form_is_refused_with_a_remedy(
    value: object, datatype: str, code: str
) -> None:
    with pytest.raises(MalformedError) as refusal:
        values.literal_of(value, (datatype,), "lv")
    assert refusal.value.code == code
    assert refusal.value.what
    assert refusal.value.remedy
    assert len(refusal.value.what) < 200


def test_a_date_written_in_another_way_is_told_how_to_write_it() -> None:
    with pytest.raises(MalformedError) as refusal:
        values.literal_of("27.11.2018", (EDTF,), "")
    assert refusal.value.remedy == "write 2018-11-27"


def test_text_has_the_language_and_plain_text_has_none() -> None:
    assert values.literal_of("seniori", (LANG_STRING,), "lv") == '"seniori"@lv'
    assert values.literal_of("seniori", (), "lv") == '"seniori"@lv'
    assert values.literal_of("Heiko Naß", (XSD_STRING,), "lv") == '"Heiko Naß"'


def test_the_first_datatype_that_fits_is_taken() -> None:
    assert values.literal_of("16", (INTEGER, DECIMAL), "").endswith("#integer>")
    assert values.literal_of("1.5", (INTEGER, DECIMAL), "").endswith("#decimal>")


def test_a_language_where_there_can_be_none_is_refused() -> None:
    with pytest.raises(MalformedError, match="no language"):
        values.literal_of("16", (INTEGER,), "lv", tagged=True)


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://ā.example/ķ?a=b#c", "https://example.org/%20"]
)
def test_a_web_address_becomes_an_iri(address: str) -> None:
    assert values.web_address(address) == f"<{address}>"


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "https://",
        "https:///x",
        "ftp://example.org",
        "https://example.org/a b",
        "https://example.org/a\u00a0b",
        "https://example.org/<a>",
        "https://example.org/%zz",
        "https://[::1",
        "https://example.org/\ufffe",
        "mailto:a@example.org",
        "https://example.org/?mail=a@example.org",
        "",
        None,
        ["https://example.org"],
        {},
    ],
)
def test_what_is_no_web_address_is_refused(address: object) -> None:
    with pytest.raises(MalformedError) as refusal:
        values.web_address(address)
    assert refusal.value.code in ("bad-address", "contact")


@pytest.mark.parametrize(
    ("tag", "valid"),
    [
        ("lv", True),
        ("ltg", True),
        ("en-GB", True),
        ("sr-Latn-RS", True),
        ("LV", False),
        ("latviešu", False),
        ("l v", False),
        ("", False),
        (None, False),
    ],
)
def test_language_tags_are_told_from_other_text(tag: object, valid: bool) -> None:
    assert values.language_is_valid(tag) is valid


@given(
    st.text(max_size=80),
    st.sampled_from([LANG_STRING, XSD_STRING, INTEGER, DECIMAL, DATE, TIME, EDTF]),
)
def test_any_text_is_taken_as_it_is_or_refused(text: str, datatype: str) -> None:
    try:
        term = values.literal_of(text, (datatype,), "lv")
    except MalformedError as error:
        found = error.code
    else:
        found = literal_value(term).lexical
        assert literal_value(term).datatype == datatype
    assert found == text or found in ("bad-value", "bad-number", "bad-date", "contact")
