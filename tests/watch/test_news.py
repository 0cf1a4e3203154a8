"""What is new and what is gone since the build before."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from lod import vocab
from lod.errors import Problem, Severity
from lod.ntriples import quad_line
from lod.publication import Publication
from lod.publish.parts import parts
from lod.session import Outcome
from lod.vocab import Vocabulary
from lod.watch import news
from lod.watch.news import Known, Since

ERROR = Problem("a.yaml", 3, 1, "it is wrong", "mend it", "wrong")
WARNING = Problem("a.yaml", 5, 0, "it is odd", "", "odd", Severity.WARNING)
INFO = Problem("b.yaml", 7, 0, "it is", "", "is", Severity.INFO)

BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
PROJECT = f"<{BASE}id/project/p>"
BUDGET = f"<{BASE}id/project/p/total-budget>"
CLAIM = f"<{BASE}id/claim/c>"
TYPE = f"<{vocab.RDF_TYPE}>"


# ---------------------------------------------------------------- problems


def test_at_first_every_problem_is_new() -> None:
    assert Known().checked((ERROR, WARNING)) == Since((ERROR, WARNING), (), {})


def test_a_problem_that_stays_is_counted() -> None:
    known = Known()
    known.checked((WARNING, INFO))
    assert known.checked((ERROR, WARNING, INFO)) == Since((ERROR,), (), {"warning": 1, "info": 1})


def test_a_problem_that_moved_is_the_same() -> None:
    known = Known()
    known.checked((WARNING,))
    assert known.checked((replace(WARNING, line=6),)) == Since((), (), {"warning": 1})


def test_of_two_that_look_alike_one_may_go() -> None:
    known = Known()
    known.checked((WARNING, replace(WARNING, line=9)))
    since = known.checked((replace(WARNING, line=9),))
    assert (since.new, len(since.gone), since.same) == ((), 1, {"warning": 1})


def test_what_cannot_be_read_hides_what_was_found_before() -> None:
    known = Known()
    known.checked((WARNING, INFO))
    assert known.unreadable((ERROR, WARNING)) == Since((ERROR,), (), {"warning": 1})
    other = replace(ERROR, what="it is wrong too")
    assert known.unreadable((other,)) == Since((other,), (ERROR,), {})
    assert known.checked((WARNING, INFO)) == Since((), (other,), {"warning": 1, "info": 1})


# ---------------------------------------------------------------- statements


@pytest.fixture(scope="module")
def vocabulary(built: Publication) -> Vocabulary:
    return vocab.load(built)


def fact(subject: str, name: str, value: str, graph: str = "doc/d") -> str:
    return quad_line(subject, f"<{SCHEMA}{name}>", value, f"<{BASE}graph/{graph}>")


def claim(name: str = "c") -> str:
    class_ = f"<{BASE}ont#Claim>"
    return quad_line(f"<{BASE}id/claim/{name}>", TYPE, class_, f"<{BASE}graph/claims>")


@pytest.fixture
def compare(built: Publication, vocabulary: Vocabulary) -> "Compare":
    return Compare(built, vocabulary)


class Compare:
    def __init__(self, here: Publication, vocabulary: Vocabulary) -> None:
        self.here, self.vocabulary = here, vocabulary

    def __call__(self, before: Iterable[str], after: Iterable[str]) -> news.Difference:
        old, new = (parts(sorted(lines), BASE) for lines in (before, after))
        return news.difference(Outcome((), old, new, self.here, self.vocabulary))


def said(found: news.Difference) -> list[tuple[str, str, list[tuple[bool, str, str]]]]:
    return [
        (one.iri, one.name, [(s.added, s.object, s.origin) for s in one.statements])
        for one in found.things
    ]


def test_statements_stand_with_their_thing_and_its_name(compare: Compare) -> None:
    name = fact(PROJECT, "name", '"P"@en')
    old, new = fact(BUDGET, "value", '"1"'), fact(BUDGET, "value", '"2"')
    found = compare([name, old], [name, new])
    assert said(found) == [(PROJECT, "P", [(False, '"1"', ""), (True, '"2"', "")])]
    assert found.statements == (1, 1)
    assert found.prefixes["project"] == f"{BASE}id/project/"


def test_a_statement_that_another_document_still_makes_has_not_gone(compare: Compare) -> None:
    here, there = (fact(PROJECT, "name", '"P"', f"doc/{one}") for one in "ab")
    found = compare([here, there], [there])
    assert found.things == ()
    assert compare([here], [there]).statements == (0, 0)


def test_what_follows_says_from_where(compare: Compare) -> None:
    lines = [fact(PROJECT, "a", '"1"', graph) for graph in ("inferred", "computed")]
    [(_, _, statements)] = said(compare([claim()], [claim(), *lines]))
    assert statements == [(True, '"1"', "computed")]


def test_things_of_which_only_rules_speak_come_last(compare: Compare) -> None:
    other = f"<{BASE}id/a/a>"
    found = compare(
        [claim()],
        [claim(), fact(other, "a", '"1"', "inferred"), fact(PROJECT, "a", '"1"', "external")],
    )
    assert [thing.iri for thing in found.things] == [PROJECT, other]


def test_claims_are_counted(compare: Compare) -> None:
    evidence = quad_line(CLAIM, f"<{SCHEMA}appearance>", PROJECT, f"<{BASE}graph/claims>")
    found = compare([claim("x"), claim("y")], [claim("y"), claim("c"), evidence])
    assert (found.claims, found.quads, found.statements) == ((1, 1), (2, 1), (0, 0))
    assert found.things == ()
    assert not found.empty


def test_nothing_is_empty(compare: Compare) -> None:
    assert compare([claim()], [claim()]).empty


def test_of_very_much_and_of_a_first_publication_only_the_number_is_told(
    compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MANY", 2)
    lines = [fact(PROJECT, "a", f'"{n}"') for n in range(3)]
    many = compare([claim("x")], [claim(), *lines])
    assert (many.listed, many.statements, many.quads) == (False, (3, 0), (1, 1))
    outcome = Outcome((), (), parts([claim()], BASE), compare.here, compare.vocabulary)
    first = news.difference(outcome)
    assert (first.listed, first.statements, first.quads) == (False, (0, 0), (1, 0))
