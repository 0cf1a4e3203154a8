"""A dataset with claims -> Turtle 1.2."""

import pyoxigraph as ox

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
    return "".join(rdf12.write(sorted(facts + claims), PREFIXES, "", BASE))


FACT = f'<{BASE}id/k/a> <https://example.com/p> "1" <{BASE}graph/doc/1> .'
STATUS = "<https://example.com/status> <https://example.com/stated>"


def test_a_claim_opens_with_the_statement_that_it_is_about() -> None:
    text = written([FACT], claim(1, '"1"', STATUS) + claim(2, '"1"'))
    assert f'\n<< <{BASE}id/k/a> x:p "1" ~ claim:1 >>\n    rdf:subject <{BASE}id/k/a> ;\n' in text
    assert f'\n<< <{BASE}id/k/a> x:p "1" ~ claim:2 >>\n' in text
    assert text.count("x:status x:stated") == 1


def test_the_file_holds_the_triples_of_the_lines_and_a_reifier_for_each_claim() -> None:
    lines = [FACT, *claim(1, '"1"', STATUS), *claim(2, '"2"')]
    found = {str(t) for t in ox.parse(written(lines[:1], lines[1:]), format=ox.RdfFormat.TURTLE)}
    p = f"<{BASE}id/k/a> <https://example.com/p>"
    assert found == {line.rsplit(" ", 2)[0] for line in lines} | {
        f'<{BASE}id/claim/{n}> <{RDF}reifies> <<( {p} "{n}" )>>' for n in (1, 2)
    }


def test_a_claim_that_nothing_asserts_asserts_nothing() -> None:
    text = written([FACT], claim(1, '"2"', STATUS))
    assert f'<< <{BASE}id/k/a> x:p "2" ~ claim:1 >>' in text
    assert text.count('x:p "2"') == 1


def test_a_claim_with_two_objects_is_described_and_reifies_nothing() -> None:
    two = sorted(claim(1, '"1"') + claim(1, '"2"')[:1])
    text = written([FACT], two)
    assert "~" not in text
    assert "<<" not in text
    assert 'rdf:object "1" ,' in text


def test_a_claim_about_a_literal_is_described_and_reifies_nothing() -> None:
    odd = [line.replace(f"<{BASE}id/k/a>", '"a"') for line in claim(1, '"1"')]
    assert "<<" not in written([FACT], odd)
