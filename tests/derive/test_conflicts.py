"""Which of several claimed values the graph asserts, and what stays beside it."""

from dataclasses import replace
from itertools import permutations

import pytest

from lod import vocab
from lod.derive import conflicts
from lod.derive.conflicts import Settled
from lod.derive.mapping import Minting
from lod.errors import Severity
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status
from lod.ntriples import XSD, literal, split
from lod.publication import load
from lod.vocab import Vocabulary

BASE = "https://data.example.org/"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
DATE = f"<{BASE}ont#edtfDate>"


@pytest.fixture(scope="module")
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return vocab.load(load(request.getfixturevalue("checkout")))


def document(key: str, published: str) -> Document:
    return Document(key, f"{BASE}id/document/{key}", "lv", published, 9, "0", (), (), Position(""))


DOCUMENTS = {
    "early": document("early", "2017-09"),
    "late": document("late", "2020-01-10"),
    "undated": document("undated", ""),
}


def claim(value: str, source: str = "early", rank: Rank = Rank.NORMAL) -> Claim:
    return Claim(
        f"<{BASE}id/project/p/total-budget>",
        "<https://schema.org/value>",
        literal(value, datatype=f"{XSD}decimal"),
        rank=rank,
        document=source,
        evidence=(Evidence(source, Span(0, 1, "x")),),
    )


def external(value: str) -> Claim:
    sources = ("<https://example.com/list>",)
    return replace(claim(value), status=Status.EXTERNAL, document="", evidence=(), sources=sources)


def dated(value: str, rank: Rank = Rank.NORMAL, source: str = "early") -> Claim:
    subject, object_ = f"<{BASE}id/event/e>", literal(value, datatype=EDTF)
    return replace(claim("1", source, rank), subject=subject, predicate=DATE, object=object_)


def settle(vocabulary: Vocabulary, *claims: Claim) -> Settled:
    settled = conflicts.settle(claims, DOCUMENTS, vocabulary)
    for order in permutations(claims):
        assert conflicts.settle(order, DOCUMENTS, vocabulary) == settled
    return settled


def standing(settled: Settled, *claims: Claim) -> set[str]:
    """The values that the graph asserts."""
    lost = settled.losing
    kept = (c for c in claims if c.statement not in lost and c.rank is not Rank.DEPRECATED)
    return {claim.object.split('"')[1] for claim in kept}


@pytest.mark.parametrize(
    ("asserted", "other"),
    [
        (claim("1", "early"), claim("2", "late")),
        (claim("1", "late"), claim("2", "undated")),
        (claim("1", "late"), external("2")),
        (claim("1", "undated"), external("2")),
        (claim("1", "late", Rank.PREFERRED), claim("2", "early")),
        (claim("1", "late"), claim("2", "early", Rank.DEPRECATED)),
        (replace(external("1"), rank=Rank.PREFERRED), claim("2", "early")),
    ],
)
def test_one_value_stands_and_the_other_stays_a_claim(
    vocabulary: Vocabulary, asserted: Claim, other: Claim
) -> None:
    settled = settle(vocabulary, asserted, other)
    (conflict,) = settled.conflicts
    assert (conflict.asserted, conflict.others) == (asserted, (other,))
    assert standing(settled, asserted, other) == {"1"}


@pytest.mark.parametrize(
    ("first", "second", "resolved"),
    [
        (claim("1"), claim("2", "late"), False),
        (claim("1", "early", Rank.PREFERRED), claim("2", "late"), True),
        (claim("1"), claim("2", "late", Rank.DEPRECATED), True),
        (claim("1"), external("2"), False),
    ],
)
def test_only_an_editor_resolves_a_conflict(
    vocabulary: Vocabulary, first: Claim, second: Claim, resolved: bool
) -> None:
    (conflict,) = settle(vocabulary, first, second).conflicts
    assert conflict.resolved is resolved


def test_claims_of_one_value_agree(vocabulary: Vocabulary) -> None:
    assert settle(vocabulary, claim("1"), claim("1", "late"), external("1")) == Settled(
        (), frozenset()
    )


def test_values_of_a_property_that_may_have_several_do_not_clash(vocabulary: Vocabulary) -> None:
    partners = [
        replace(
            claim("1"),
            subject=f"<{BASE}id/project/p>",
            predicate=f"<{BASE}ont#participation>",
            object=f"<{BASE}id/project/p/participation/{name}>",
        )
        for name in ("a", "b")
    ]
    assert settle(vocabulary, *partners).conflicts == ()


def test_every_two_claims_with_different_values_contradict_each_other(
    vocabulary: Vocabulary,
) -> None:
    first, same, other = claim("1"), external("1"), claim("2", "late")
    settled = settle(vocabulary, first, same, other)
    mint = Minting(BASE)
    pairs = {split(line)[::2][:2] for line in conflicts.lines(settled.conflicts, mint)}
    one, two, three = map(mint.claim, (first, same, other))
    assert pairs == {(one, three), (three, one), (two, three), (three, two)}


@pytest.mark.parametrize(
    ("dates", "stands"),
    [
        (["2017", "2017-09-XX"], "2017-09-XX"),
        (["2017", "2017-09", "2017-09-13"], "2017-09-13"),
        (["2017-09-13/2017-09-15", "2017-09-14"], "2017-09-14"),
        (["../2018", "2017"], "2017"),
        (["2017/..", "2018-01-01"], "2018-01-01"),
    ],
)
def test_a_date_that_says_less_contradicts_nothing(
    vocabulary: Vocabulary, dates: list[str], stands: str
) -> None:
    claims = [dated(date) for date in dates]
    settled = settle(vocabulary, *claims)
    assert settled.conflicts == ()
    assert standing(settled, *claims) == {stands}


@pytest.mark.parametrize(
    "dates", [["2017-11", "2017-11-XX"], ["2017", "2017?"], ["2017", "2017-01-01/2017-12-31"]]
)
def test_dates_with_the_same_bounds_contradict_nothing_and_one_stands(
    vocabulary: Vocabulary, dates: list[str]
) -> None:
    claims = [dated(dates[0], source="late"), dated(dates[1], source="early")]
    settled = settle(vocabulary, *claims)
    assert settled.conflicts == ()
    assert standing(settled, *claims) == {dates[1]}


@pytest.mark.parametrize("dates", [["2017", "2018"], ["2017-09", "2017-08-30/2017-09-02"]])
def test_dates_that_cannot_both_be_true_contradict_each_other(
    vocabulary: Vocabulary, dates: list[str]
) -> None:
    claims = [dated(date) for date in dates]
    settled = settle(vocabulary, *claims)
    assert len(settled.conflicts) == 1
    assert len(standing(settled, *claims)) == 1


def test_a_vague_date_that_an_editor_prefers_stands(vocabulary: Vocabulary) -> None:
    claims = dated("2017", Rank.PREFERRED), dated("2017-09-13")
    settled = settle(vocabulary, *claims)
    assert standing(settled, *claims) == {"2017"}
    assert settled.conflicts[0].resolved


def test_a_precise_date_that_an_editor_rejects_does_not_drive_out_a_vague_one(
    vocabulary: Vocabulary,
) -> None:
    claims = dated("2017"), dated("2017-09-13", Rank.DEPRECATED)
    settled = settle(vocabulary, *claims)
    assert standing(settled, *claims) == {"2017"}


@pytest.mark.parametrize(
    ("object_", "ranks", "rank"),
    [
        ("<o>", (Rank.NORMAL, Rank.DEPRECATED), Rank.DEPRECATED),
        ("<o>", (Rank.NORMAL, Rank.PREFERRED), Rank.PREFERRED),
        ("<o>", (Rank.DEPRECATED, Rank.PREFERRED), Rank.PREFERRED),
        ("<s/total-budget>", (Rank.NORMAL, Rank.DEPRECATED), Rank.NORMAL),
        ("<s/total-budget>", (Rank.PREFERRED, Rank.DEPRECATED), Rank.PREFERRED),
    ],
)
def test_one_claim_has_one_rank(object_: str, ranks: tuple[Rank, ...], rank: Rank) -> None:
    quote = (Evidence("a", Span(0, 1, "x")),)
    other = Claim("<s>", "<p>", "<other>", evidence=quote)
    given = [Claim("<s>", "<p>", object_, rank=each, evidence=quote) for each in ranks]
    found = [claim.rank for claim in conflicts.with_one_rank((*given, other))]
    assert found == [rank, rank, Rank.NORMAL]


def test_the_order_of_sources_makes_no_other_claim() -> None:
    one = Claim("<s>", "<p>", "<o>", Status.EXTERNAL, Rank.PREFERRED, sources=("<a>", "<b>"))
    other = replace(one, rank=Rank.NORMAL, sources=("<b>", "<a>"))
    assert {claim.rank for claim in conflicts.with_one_rank((one, other))} == {Rank.PREFERRED}


def contradiction(*ranks: Rank) -> conflicts.Conflict:
    quote = (Evidence("a", Span(0, 1, "x")),)
    first, *others = (
        Claim(
            f"<{BASE}id/project/x/total-budget>",
            "<https://schema.org/value>",
            literal(str(number), datatype=f"{XSD}decimal"),
            rank=rank,
            evidence=quote,
            position=Position("data/claims/a.yaml", number),
        )
        for number, rank in enumerate(ranks, 7)
    )
    resolved = first.rank is Rank.PREFERRED
    return conflicts.Conflict(first.subject, first.predicate, first, (), tuple(others), resolved)


def test_an_undecided_conflict_is_told_with_its_values_and_places() -> None:
    (found,) = conflicts.problems([contradiction(Rank.NORMAL, Rank.NORMAL)], Minting(BASE))
    assert found.what == (
        "project/x/total-budget: value is 7 (a.yaml:7, published) or 8 (a.yaml:8)"
    )
    assert "rank: preferred" in found.remedy
    assert found.severity is Severity.WARNING


def test_two_preferred_values_stop_the_publication() -> None:
    (found,) = conflicts.problems([contradiction(Rank.PREFERRED, Rank.PREFERRED)], Minting(BASE))
    assert "both preferred" in found.what
    assert found.severity is Severity.VIOLATION


def test_a_decided_conflict_is_no_problem() -> None:
    decided = contradiction(Rank.PREFERRED, Rank.NORMAL)
    assert not list(conflicts.problems([decided], Minting(BASE)))
