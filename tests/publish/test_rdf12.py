"""A dataset with claims -> Turtle 1.2."""

from lod.ntriples import RDF
from lod.publish import rdf12

BASE = "https://data.example.org/"
PREFIXES = {"claim": f"{BASE}id/claim/", "rdf": RDF, "x": "https://example.com/"}


def claim(number: int, object_: str, *said: str) -> list[str]:
    rows = [
        f"<{RDF}subject> <{BASE}id/k/a>",
        f"<{RDF}predicate> <https://example.com/p>",
        f"<{RDF}object> {object_}",
        *said,
    ]
    return sorted(f"<{BASE}id/claim/{number}> {row} <{BASE}graph/claims> ." for row in rows)


def written(facts: list[str], claims: list[str]) -> str:
    return "".join(rdf12.write(sorted(facts + claims), claims, PREFIXES, "", BASE))


FACT = f'<{BASE}id/k/a> <https://example.com/p> "1" <{BASE}graph/doc/1> .'
STATUS = "<https://example.com/status> <https://example.com/stated>"


def test_an_asserted_statement_is_followed_by_its_claims() -> None:
    text = written([FACT], claim(1, '"1"', STATUS) + claim(2, '"1"'))
    assert ('x:p "1"\n        ~ claim:1 {| x:status x:stated |}\n        ~ claim:2 .\n') in text
    assert "rdf:reifies" not in text


def test_what_stands_at_the_statement_is_not_said_again() -> None:
    assert written([FACT], claim(1, '"1"', STATUS)).count("x:status") == 1


def test_a_claim_that_nothing_asserts_reifies_its_statement() -> None:
    text = written([FACT], claim(1, '"2"', STATUS))
    assert f'rdf:reifies <<( <{BASE}id/k/a> x:p "2" )>> ;' in text
    assert "~" not in text


def test_a_claim_with_two_objects_is_described_and_reifies_nothing() -> None:
    two = sorted(claim(1, '"1"') + claim(1, '"2"')[:1])
    text = written([FACT], two)
    assert "~" not in text
    assert "rdf:reifies" not in text
    assert 'rdf:object "1" ,' in text


def test_a_claim_about_a_literal_is_described_and_reifies_nothing() -> None:
    odd = [line.replace(f"<{BASE}id/k/a>", '"a"') for line in claim(1, '"1"')]
    assert "rdf:reifies" not in written([FACT], odd)
