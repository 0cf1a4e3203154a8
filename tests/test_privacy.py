"""Contact details are found in every spelling; money, years, dates and IRIs are none."""

import re
import time
from datetime import date
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import privacy
from lod.privacy import contact_in

NBSP = "\u00a0"
LOCAL = st.from_regex(r"[a-zāčž][a-z0-9]{0,8}(\.[a-z0-9]{1,8})?", fullmatch=True)
HOST = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9](\.[a-z]{2,6}){0,2}", fullmatch=True)
AT = st.sampled_from(
    [
        "@",
        "[at]",
        "(at)",
        "{at}",
        "<at>",
        " [at] ",
        f"{NBSP}(at){NBSP}",
        " ( AT ) ",
        "(@)",
        "＠",
        " @ ",
        "%40",
    ]
)
DOT = st.sampled_from([".", "[dot]", "(dot)", " [.] ", f"{NBSP}[dot]{NBSP}", "(punkts)", " . "])
GAP = st.sampled_from(["", " ", NBSP, "\u202f", "\u2009", "-", "‑", "–", "."])
CODE = st.sampled_from(
    ["", "+371", "+371 ", f"+371{NBSP}", "+371-", "(+371) ", "00371", "00371 ", "371 "]
)
GROUPS = st.sampled_from([(8,), (2, 3, 3), (4, 4), (2, 6), (2, 2, 2, 2), (3, 2, 3), (3, 3, 2)])


@given(LOCAL, AT, HOST, DOT)
def test_an_e_mail_address_is_found_in_every_spelling(
    local: str, at: str, host: str, dot: str
) -> None:
    text = f"Raksti uz {local}{at}{host}{dot}lv, gaidīsim!"
    assert local in contact_in(text)


@given(st.from_regex(r"[26][1-9]{7}", fullmatch=True), CODE, GROUPS, GAP)
def test_a_telephone_number_is_found_in_every_spelling(
    digits: str, code: str, groups: tuple[int, ...], gap: str
) -> None:
    parts = []
    for length in groups:
        parts.append(digits[:length])
        digits = digits[length:]
    number = f"{code}{gap.join(parts)}"
    assert contact_in(f"Zvani {number}!")
    assert contact_in(f"({number})")
    assert contact_in(number)


@pytest.mark.parametrize(
    "text",
    [
        "vards at inbox dot lv",
        "vards et inbox punkts lv",
        "mailto:abc",
        "tel:123",
        "callto:anna",
        "skype:anna",
        "+49 431 593 0",
        "+49 (0)431 593-0",
        "0049 431 5930",
        "+372 5123 4567",
        "(67) 123456",
        "tālr. 6 712 34 56",
        "Tālrunis: 63 123456",
        "tālr.nr. 12345",
        "tel.: 123-456",
        "Tel. (0431) 593",
        "mob. tālr. 512345",
        "Fakss 123456",
        "phone no. 555 1234",
        "29123456",
        "67026000",
        "20101123",
        "tālr.\u00a029\u00a0123\u00a0456",
        "j.o'neil@example.org",
        "Anna <anna@example.org>",
        "https://example.org/?to=anna@example.org",
        "vārds@īpašs.lv",
        "a@xn--abc-1qa.xn--p1ai",
        "a&#64;example.org",
    ],
)
def test_rarer_spellings_are_found(text: str) -> None:
    assert contact_in(text)
    assert contact_in(f"Saziņai: {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "791 256,20 EUR",
        f"791{NBSP}256,20{NBSP}EUR",
        "26 123 456 EUR",
        "26 123 456,20 EUR",
        "26123456.78",
        "EUR 26 123 456",
        "€26 123 456",
        "26 123 456 eiro",
        "25 000 000 iedzīvotāju",
        "1 500 000 eiro",
        "4860664.11",
        "2018-11-27",
        "2018-11-27/2018-11-28",
        "2017-11-XX",
        "2018.11.27",
        "27.11.2018",
        "24.02.2016-28.02.2019",
        "2014-2020",
        "2014.–2020. gada plānošanas periods",
        "2014 2020",
        "2018/2020",
        "2018. gada 27. un 28. novembris",
        "no 2014. līdz 2020. gadam",
        "plkst. 10.00–16.00",
        "10:30:00",
        "ap 70 dalībnieku",
        "mobilitāte 2014-2020",
        "telpas 120 m2",
        "televīzija 2016",
        "Tel. 2014-2020",
        "konference (at) māja",
        "meet at eight",
        "https://medium.com/@lod",
        "id/document/001_099446ccaf8e5d87",
        "https://data.example.org/id/evidence/5f338807786e2a39-26123456-26123460",
        "https://example.org/26123456",
        "9900d05f8f9cf28526123456",
        "90000075687",
        "LV90000075687",
        "LLI-317",
        "1.3. prioritāte",
        "kods 2: skolēni",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert contact_in(text) == ""


@given(
    st.dates(date(1800, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{0:%Y-%m-%d}", "{0:%d.%m.%Y}", "{0:%d.%m.%Y.}", "{0:%Y}", "{0:%Y-%m}"]),
)
def test_no_date_is_a_telephone_number(day: date, form: str) -> None:
    assert contact_in(f"Notika {form.format(day)} Rīgā") == ""


@given(
    st.integers(1800, 2099), st.integers(1800, 2099), st.sampled_from(["-", "–", ".-", ". – ", " "])
)
def test_no_span_of_years_is_a_telephone_number(first: int, last: int, dash: str) -> None:
    assert contact_in(f"no {first}{dash}{last}. gadam") == ""


@given(st.integers(0, 10**9), st.sampled_from([" EUR", f"{NBSP}EUR", " eiro", "€", " USD"]))
def test_no_sum_of_money_is_a_telephone_number(cents: int, currency: str) -> None:
    whole, rest = divmod(cents, 100)
    spaced = f"{whole:,}".replace(",", " ")
    assert contact_in(f"{spaced},{rest:02}{currency}") == ""
    assert contact_in(f"{spaced}{currency}") == ""


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_iri_of_evidence_is_a_telephone_number(start: int, end: int) -> None:
    assert contact_in(f"https://data.example.org/id/evidence/5f338807786e2a39-{start}-{end}") == ""


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "@", "1 ", "a@", "2", "a.b-", "+1 ", "[at]", "a at b dot ", "tel 1", "(", " "],
)
def test_a_huge_text_takes_time_in_proportion(unit: str) -> None:
    begun = time.process_time()
    contact_in(unit * (500_000 // len(unit)))
    assert time.process_time() - begun < 5


@given(st.text())
def test_what_is_found_stands_in_the_text(text: str) -> None:
    assert contact_in(text) in text


PARTS = st.sampled_from(
    [
        *(
            "@",
            "＠",
            "[at]",
            "{ät}",
            "[ a ]",
            " at ",
            "%40",
            "&#64;",
            "&COMMAT;",
            "juris",
            "lv",
            ".",
        ),
        *(
            " dot ",
            "DOT",
            "pun\u212ats",
            "(punkts)",
            "mailto:",
            "ſms:",
            ":",
            "//",
            "xn--a",
            "tālr",
            "TĀLR",
            "fax",
            "fakſ",
            "mob.tel",
            "Phone",
            "CALL",
        ),
        *(
            "+",
            "00",
            "371",
            "26",
            "2",
            "1",
            "9",
            "2017",
            "１",
            "٣",
            " ",
            NBSP,
            "‑",
            "-",
            "(",
            ")",
            "/",
        ),
        *("EUR", ",", "a"),
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join))
def test_no_hint_hides_a_contact(text: str) -> None:
    found = contact_in(text)
    numbers = (privacy._LABELLED, privacy._INTERNATIONAL, privacy._LATVIAN)
    with (
        mock.patch.object(privacy, "_hints_at_address", return_value=True),
        mock.patch.object(privacy, "_hinted_at", return_value=numbers),
        mock.patch.object(privacy, "_NUMBER_HINT", re.compile("")),
    ):
        assert contact_in.__wrapped__(text) == found
