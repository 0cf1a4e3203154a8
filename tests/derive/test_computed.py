"""Periods and days from EDTF dates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.derive.computed import EXACT_DAYS, PERIOD, PERIOD_WITHIN, computed
from lod.derive.rulefile import RDF_TYPE
from lod.edtf import bounds, parse

ONTOLOGY = "https://data.example.org/ont#"
TEMPORAL = "<http://purl.org/dc/terms/temporal>"
PERIOD_OF_TIME = "<http://purl.org/dc/terms/PeriodOfTime>"
PERIOD_START = "<http://www.w3.org/ns/dcat#startDate>"
PERIOD_END = "<http://www.w3.org/ns/dcat#endDate>"
START = "<https://schema.org/startDate>"
END = "<https://schema.org/endDate>"
SUPER_EVENT = "<https://schema.org/superEvent>"
EVENT = "<https://schema.org/Event>"
Triple = tuple[str, str, str]


def dated(name: str, text: str) -> Triple:
    return (
        f"<urn:{name}>",
        f"<{ONTOLOGY}edtfDate>",
        f'"{text}"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
    )


def day(text: str) -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


def within(name: str, above: str) -> Triple:
    return f"<urn:{name}>", SUPER_EVENT, f"<urn:{above}>"


def period_of(name: str, *facts: Triple) -> tuple[str, ...]:
    """The bounds computed for a thing, start before end, as plain days."""
    node = f"<urn:{name}/period>"
    found = computed(facts, ONTOLOGY)
    return tuple(
        o[1:11] for p in (PERIOD_START, PERIOD_END) for s, q, o in found if (s, q) == (node, p)
    )


def test_a_date_gives_the_thing_a_period_with_its_outer_bounds() -> None:
    assert computed([dated("x", "2018-03/2020-02")], ONTOLOGY) == {
        ("<urn:x>", TEMPORAL, "<urn:x/period>"): PERIOD,
        ("<urn:x/period>", RDF_TYPE, PERIOD_OF_TIME): PERIOD,
        ("<urn:x/period>", PERIOD_START, day("2018-03-01")): PERIOD,
        ("<urn:x/period>", PERIOD_END, day("2020-02-29")): PERIOD,
    }


def test_an_open_end_is_left_out() -> None:
    found = computed([dated("x", "2015-11-21/..")], ONTOLOGY)
    assert {p: o for s, p, o in found if s == "<urn:x/period>"} == {
        RDF_TYPE: PERIOD_OF_TIME,
        PERIOD_START: day("2015-11-21"),
    }


def test_a_date_before_the_calendar_gives_no_period() -> None:
    assert computed([dated("x", "-0044")], ONTOLOGY) == {}


def test_a_thing_that_has_a_period_keeps_it() -> None:
    assert computed([dated("x", "2017-11-XX"), ("<urn:x>", TEMPORAL, "<urn:p>")], ONTOLOGY) == {}


@pytest.mark.parametrize(
    ("text", "days"),
    [("2018-11-27/2018-11-28", ("2018-11-27", "2018-11-28")), ("2018-01-25", ("2018-01-25",) * 2)],
)
def test_an_event_of_certain_days_says_so_in_schema_org(text: str, days: tuple[str, str]) -> None:
    found = computed([dated("x", text), ("<urn:x>", RDF_TYPE, EVENT)], ONTOLOGY)
    assert found["<urn:x>", START, day(days[0])] == EXACT_DAYS
    assert found["<urn:x>", END, day(days[1])] == EXACT_DAYS


@pytest.mark.parametrize("text", ["2017-11-XX", "2018-11-27?", "2018-11-27/..", "2018-11"])
def test_an_event_of_uncertain_days_has_no_start_date(text: str) -> None:
    found = computed([dated("x", text), ("<urn:x>", RDF_TYPE, EVENT)], ONTOLOGY)
    assert not [p for _, p, _ in found if p in (START, END)]


def test_only_events_get_a_start_date() -> None:
    found = computed([dated("x", "2018-11-27"), ("<urn:x>", RDF_TYPE, "<urn:Project>")], ONTOLOGY)
    assert START not in {p for _, p, _ in found}


def test_an_event_that_has_a_start_date_keeps_it() -> None:
    facts = [
        dated("x", "2018-11-27"),
        ("<urn:x>", RDF_TYPE, EVENT),
        ("<urn:x>", START, '"2018-11-27T10:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
    ]
    assert not [p for _, p, _ in computed(facts, ONTOLOGY) if p in (START, END)]


def test_a_sub_event_lies_within_its_super_event() -> None:
    facts = [
        dated("talk", "2017-09-XX"),
        within("talk", "meeting"),
        dated("meeting", "2017-09-13/2017-09-15"),
    ]
    assert period_of("talk", *facts) == ("2017-09-13", "2017-09-15")
    found = computed(facts, ONTOLOGY)
    assert found["<urn:talk/period>", PERIOD_START, day("2017-09-13")] == PERIOD_WITHIN
    assert found["<urn:meeting/period>", PERIOD_START, day("2017-09-13")] == PERIOD


def test_narrowing_goes_all_the_way_up_over_events_without_a_date() -> None:
    facts = [dated("c", "2017"), within("c", "b"), within("b", "a"), dated("a", "2017-09-13/2018")]
    assert period_of("c", *facts) == ("2017-09-13", "2017-12-31")


def test_a_super_event_that_is_wider_changes_nothing() -> None:
    facts = [dated("talk", "2017-09"), within("talk", "year"), dated("year", "2017")]
    assert period_of("talk", *facts) == ("2017-09-01", "2017-09-30")
    assert set(computed(facts, ONTOLOGY).values()) == {PERIOD}


def test_the_period_that_came_with_the_super_event_counts() -> None:
    facts = [
        dated("talk", "2017-11-XX"),
        within("talk", "fair"),
        dated("fair", "2017-11-XX"),
        ("<urn:fair>", TEMPORAL, "<urn:end-of-november>"),
        ("<urn:end-of-november>", PERIOD_START, day("2017-11-21")),
        ("<urn:end-of-november>", PERIOD_END, day("2017-11-30")),
    ]
    assert period_of("talk", *facts) == ("2017-11-21", "2017-11-30")


def test_an_ill_formed_period_of_the_super_event_narrows_nothing() -> None:
    facts = [
        dated("talk", "2017-11"),
        within("talk", "fair"),
        ("<urn:fair>", TEMPORAL, "<urn:p>"),
        ("<urn:p>", PERIOD_START, '"in November"'),
    ]
    assert period_of("talk", *facts) == ("2017-11-01", "2017-11-30")


@pytest.mark.parametrize("text", ["2018-10-01/2018-10-20", "2018-11-29", "2018-09"])
def test_what_contradicts_the_super_event_stays_visible(text: str) -> None:
    facts = [dated("talk", text), within("talk", "fair"), dated("fair", "2018-10-15/2018-11-02")]
    expected = tuple(str(bound) for bound in bounds(parse(text)))
    assert period_of("talk", *facts) == expected


def test_a_cycle_of_super_events_ends() -> None:
    facts = [
        dated("a", "2017"),
        dated("b", "2017-09"),
        within("a", "b"),
        within("b", "a"),
        within("a", "a"),
    ]
    assert period_of("a", *facts) == period_of("b", *facts) == ("2017-09-01", "2017-09-30")


def test_two_dates_of_one_thing_are_bounded_together_and_none_is_certain() -> None:
    facts = [dated("x", "2018-11-27"), dated("x", "2018-11-30"), ("<urn:x>", RDF_TYPE, EVENT)]
    assert period_of("x", *facts) == ("2018-11-27", "2018-11-30")
    assert START not in {p for _, p, _ in computed(facts, ONTOLOGY)}


def test_a_date_that_is_no_edtf_is_named_with_its_thing() -> None:
    with pytest.raises(ValueError, match=r"<urn:x>: 2017-02-30: February 2017 has 28 days"):
        computed([dated("x", "2017-02-30")], ONTOLOGY)


names = st.sampled_from("abcd")
events = st.lists(
    st.one_of(
        st.builds(
            dated,
            names,
            st.sampled_from(["2017", "2017-09", "2017-09-13/..", "2017-09-XX", "201X"]),
        ),
        st.builds(within, names, names),
        names.map(lambda name: (f"<urn:{name}>", RDF_TYPE, EVENT)),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(events, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(facts: list[Triple], random: object) -> None:
    shuffled = facts + facts[:2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(computed(shuffled, ONTOLOGY).items()) == list(computed(facts, ONTOLOGY).items())


@settings(deadline=None)
@given(events)
def test_nothing_is_computed_from_what_was_computed(facts: list[Triple]) -> None:
    found = computed(facts, ONTOLOGY)
    assert computed([*facts, *found], ONTOLOGY) == {}
