"""What must hold of every statement, whatever the shapes say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import vocab
from lod.derive import policy
from lod.ntriples import RDF, XSD, literal, quad_line
from lod.publication import load
from lod.vocab import Vocabulary

BASE = "https://data.example.org/"
THING, NAME = f"<{BASE}id/project/p>", "<https://schema.org/name>"
GRAPH = f"<{BASE}graph/doc/a>"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


@pytest.fixture(scope="module")
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return vocab.load(load(request.getfixturevalue("checkout")))


def codes(
    vocabulary: Vocabulary, subject: str, predicate: str, object_: str, *allowed: str
) -> list[str]:
    lines = [quad_line(subject, predicate, object_, GRAPH)]
    return [breach.code for breach in policy.breaches(lines, vocabulary, allowed)]


@pytest.mark.parametrize(
    ("predicate", "object_"),
    [
        (NAME, literal("Bruknas muiža", language="lv")),
        (NAME, literal("26 500 300 EUR")),
        ("<https://schema.org/value>", literal("26500300", datatype=f"{XSD}integer")),
        (f"<{RDF}type>", "<https://schema.org/Project>"),
        (f"<{BASE}ont#edtfDate>", literal("2017-11-XX", datatype=EDTF)),
        ("<https://schema.org/url>", "<http://www.latlit.eu/>"),
        (f"<{RDF}object>", "<http://www.latlit.eu/>"),
        ("<https://schema.org/sha256>", literal("26123456" * 8)),
        ("<https://schema.org/fundedItem>", f"<{BASE}id/claim/2612345612345678>"),
    ],
)
def test_what_may_be_published_passes(vocabulary: Vocabulary, predicate: str, object_: str) -> None:
    assert codes(vocabulary, THING, predicate, object_) == []


@pytest.mark.parametrize(
    ("predicate", "object_", "code"),
    [
        (NAME, literal("write to a.fern@example.org"), "contact"),
        (NAME, literal("write to a.fern[at]example.org", language="en"), "contact"),
        (NAME, literal("write to a.fern (at) example.org"), "contact"),
        (NAME, literal("tālr. 26 123 456"), "contact"),
        (NAME, literal("+371\u00a026\u00a0123\u00a0456"), "contact"),
        ("<https://schema.org/url>", "<mailto:a.fern@example.org>", "contact"),
        ("<https://schema.org/url>", "<https://example.org/?to=a.fern%40example.org>", "contact"),
        (f"<{RDF}type>", "<http://schema.org/Project>", "http-schema"),
        ("<http://schema.org/name>", literal("P"), "http-schema"),
        (f"<{RDF}type>", "<https://schema.org/Projekt>", "no-such-term"),
        ("<https://schema.org/nam>", literal("P"), "no-such-term"),
        ("<https://schema.org/location>", "<https://elsewhere.example/place>", "foreign-iri"),
        ("<https://elsewhere.example/p>", literal("P"), "foreign-iri"),
        ("<https://schema.org/location>", "_:b0", "blank-node"),
        (f"<{RDF}type>", literal("Project"), "bad-type"),
        (f"<{BASE}ont#edtfDate>", literal("2017-13", datatype=EDTF), "bad-date"),
        (f"<{BASE}ont#edtfDate>", literal("November 2017", datatype=EDTF), "bad-date"),
        (f"<{BASE}ont#edtfDate>", literal("2017-02-30", datatype=EDTF), "bad-date"),
    ],
)
def test_what_must_not_be_published_is_found(
    vocabulary: Vocabulary, predicate: str, object_: str, code: str
) -> None:
    assert codes(vocabulary, THING, predicate, object_) == [code]


@pytest.mark.parametrize(
    "subject", ["<https://elsewhere.example/id/project/p>", "<https://schema.org/Project>", "_:b0"]
)
def test_every_subject_is_one_of_ours(vocabulary: Vocabulary, subject: str) -> None:
    assert codes(vocabulary, subject, NAME, '"P"') == ["foreign-iri"]


def test_a_contact_detail_in_our_own_iri_is_found(vocabulary: Vocabulary) -> None:
    subject = f"<{BASE}id/person/a.fern@example.org>"
    assert codes(vocabulary, subject, NAME, '"P"') == ["contact"]


def test_namespaces_that_the_settings_allow_pass(vocabulary: Vocabulary) -> None:
    place = "<https://elsewhere.example/place>"
    location = "<https://schema.org/location>"
    assert codes(vocabulary, THING, location, place, "https://elsewhere.example/") == []
    assert codes(vocabulary, THING, location, place, "https://other.example/") == ["foreign-iri"]


def test_an_unknown_schema_term_comes_with_its_near_miss(vocabulary: Vocabulary) -> None:
    lines = [quad_line(THING, "<https://schema.org/nmae>", '"P"', GRAPH)]
    (breach,) = policy.breaches(lines, vocabulary, ())
    assert breach.remedy == "did you mean name?"


def test_a_term_that_is_used_twice_is_found_twice(vocabulary: Vocabulary) -> None:
    lines = [quad_line(THING, NAME, f'"{x}, a.fern@example.org"', GRAPH) for x in "ab"]
    assert len(policy.breaches([*lines, lines[0]], vocabulary, ())) == 2


def test_contact_details_in_files_are_found_at_their_lines() -> None:
    files = {"a.rq": "# one\n# a.fern@example.org\n# 26 500 300 EUR", "b.rq": "# none"}
    (problem,) = policy.contacts(files)
    assert (problem.path, problem.line, problem.code) == ("a.rq", 2, "contact")


def test_a_number_is_no_sum_of_money_because_one_follows() -> None:
    assert policy.contacts({"a": "26 111 222, 500 EUR"})


TERMS = st.sampled_from(
    [
        THING,
        *(literal(text) for text in ("Bruknas muiža", "26 123 456", "a.fern (at) example.org")),
        *(literal(text, datatype=EDTF) for text in ("2017-11-XX", "26 123 456")),
        literal("26123456", datatype=f"{XSD}integer"),
        "<https://schema.org/Project>",
        "<https://schema.org/Projekt>",
        "<http://schema.org/Project>",
        "<https://elsewhere.example/id/1>",
        "<mailto:a.fern@example.org>",
        f"<{BASE}id/claim/2612345612345678>",
        f"<{BASE}id/person/26123456>",
        "_:b0",
    ]
)
PREDICATES = st.sampled_from(
    [
        *(NAME, f"<{RDF}type>", f"<{RDF}object>", "<https://schema.org/url>"),
        *("<https://schema.org/sha256>", "<https://schema.org/nam>", "<http://schema.org/name>"),
    ]
)
TRIPLES = st.lists(st.tuples(TERMS.filter(lambda term: term[0] != '"'), PREDICATES, TERMS))


@given(st.lists(TRIPLES))
def test_what_passes_at_first_sight_is_what_has_no_breach(
    vocabulary: Vocabulary, documents: list[list[tuple[str, str, str]]]
) -> None:
    inspector = policy.Inspector(vocabulary, ())
    for triples in documents:  # what the inspector remembers of one must not matter for the next
        lines = [quad_line(*triple, GRAPH) for triple in triples]
        assert inspector.passes(triples, ()) == (policy.breaches(lines, vocabulary, ()) == ())


@pytest.mark.parametrize(("text", "passes"), [("Bruknas muiža", True), ("a@example.org", False)])
def test_texts_that_are_published_with_statements_are_looked_at(
    vocabulary: Vocabulary, text: str, passes: bool
) -> None:
    assert policy.Inspector(vocabulary, ()).passes((), [text]) is passes


def test_an_inspector_that_has_seen_much_still_tells_right_from_wrong(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "_REMEMBERED", 3)
    inspector = policy.Inspector(vocabulary, ())
    for number in range(10):
        assert inspector.passes([(THING, NAME, literal(f"Nr. {number}"))], ())
        assert not inspector.passes([(THING, NAME, literal("a@example.org"))], ())
