"""Shards become one dataset; what lost a conflict is only a claim."""

from hypothesis import given
from hypothesis import strategies as st

from lod.derive import dataset
from lod.derive.conflicts import Settled
from lod.derive.mapping import Minting
from lod.derive.rules import Rules, compile  # noqa: A004
from lod.ntriples import quad_line, split
from lod.publication import Publication

BASE = "https://data.example.org/"
MINT = Minting(BASE)
CLAIMS = MINT.graph("claims")
NAME = "<https://schema.org/name>"


def line(subject: str, predicate: str, object_: str, graph: str = "doc/a") -> str:
    return quad_line(f"<{BASE}id/{subject}>", predicate, object_, f"<{BASE}graph/{graph}>")


def rules_of(here: Publication) -> Rules:
    from lod import stages
    from lod.publish import dumps

    return stages.compiled_rules(here, dumps.read_model(here))


NO_RULES = compile(b"", {})
NOTHING_LOST = Settled((), frozenset())

shards = st.lists(st.lists(st.text("abc", min_size=1, max_size=3)).map(sorted), max_size=5)


@given(shards, st.randoms(use_true_random=False))
def test_shards_merge_into_sorted_distinct_lines_in_any_order(
    parts: list[list[str]], order: object
) -> None:
    merged = dataset.merge(parts)
    assert list(merged) == sorted({text for part in parts for text in part})
    order.shuffle(parts)  # type: ignore[attr-defined]
    assert dataset.merge(parts) == merged


def test_what_lost_a_conflict_stays_in_the_claims_only() -> None:
    fact = line("project/p", NAME, '"Lost"')
    claim = line("project/p", NAME, '"Lost"', "claims")
    kept = line("project/p", NAME, '"Kept"')
    lost = frozenset({split(fact)[:3]})
    made = dataset.assemble([[kept, fact, claim]], Settled((), lost), (), NO_RULES, MINT)
    assert list(made.facts) == [kept]
    assert list(made.evidence) == [claim]


def test_the_same_statement_of_two_documents_stands_in_both_graphs() -> None:
    two = [line("project/p", NAME, '"P"', f"doc/{name}") for name in ("a", "b")]
    made = dataset.assemble([[two[0]], [two[1]]], NOTHING_LOST, (), NO_RULES, MINT)
    assert list(made.lines) == two


def test_codes_come_in_a_graph_of_their_own() -> None:
    code = (MINT.code("partner"), "<http://www.w3.org/2004/02/skos/core#prefLabel>", '"partner"@en')
    made = dataset.assemble([], NOTHING_LOST, [code], NO_RULES, MINT)
    assert made.lines == (quad_line(*code, MINT.graph("codes")),)


def test_every_triple_that_was_added_has_its_rule(small: Publication) -> None:
    event = "<https://schema.org/Event>"
    lines = [
        line("event/e", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", event),
        line("event/e", MINT.term("eventOf"), f"<{BASE}id/project/p>"),
        line(
            "event/e",
            MINT.term("edtfDate"),
            '"2018-11-27"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
        ),
    ]
    made = dataset.assemble([sorted(lines)], NOTHING_LOST, (), rules_of(small), MINT)
    added = {split(text)[:3] for text in made.lines} - {split(text)[:3] for text in lines}
    assert added == made.reasons.keys()
    assert all(made.reasons.values())
    back = (f"<{BASE}id/project/p>", "<https://schema.org/event>", f"<{BASE}id/event/e>")
    start = (f"<{BASE}id/event/e>", "<https://schema.org/startDate>")
    assert quad_line(*back, MINT.graph("inferred")) in made.lines
    assert [t for t in added if t[:2] == start]


def test_facts_and_evidence_together_are_the_dataset(built: Publication) -> None:
    text = (built.dist / "dataset.nq").read_text(encoding="utf-8")
    lines = tuple(text.split("\n")[:-1])
    made = dataset.Dataset(lines, CLAIMS, {})
    assert sorted((*made.facts, *made.evidence)) == list(lines)
    assert {split(text).graph for text in made.evidence} == {CLAIMS}
