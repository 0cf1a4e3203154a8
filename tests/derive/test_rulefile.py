"""CONSTRUCT files as rules, and what is said about files that are none."""

from pathlib import Path

import pytest

from lod.derive.rulefile import RDF_TYPE, Rule, parse, parse_all
from lod.errors import InvalidInput, Problem

RULES = Path(__file__).parents[2] / "ontology" / "rules"

PREFIX = "PREFIX : <https://example.org/>\n"


def test_a_rule_has_the_name_of_its_file_and_the_triples_of_its_patterns() -> None:
    text = """# Who speaks performs.
PREFIX ex: <https://example.org/>
CONSTRUCT { ?event ex:performer ?speaker }
WHERE { ?event a ex:Event ; ex:part ?part . ?part ex:role ex:speaker ; ex:who ?speaker . }
"""
    assert parse("rules/performer.rq", text) == Rule(
        "performer",
        (("?event", "<https://example.org/performer>", "?speaker"),),
        (
            ("?event", RDF_TYPE, "<https://example.org/Event>"),
            ("?event", "<https://example.org/part>", "?part"),
            ("?part", "<https://example.org/role>", "<https://example.org/speaker>"),
            ("?part", "<https://example.org/who>", "?speaker"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        ("CONSTRUCT { ?x <urn:q> ?y } { ?x <urn:p> ?y }", 1, 1),
        ("construct { ?x <urn:q> ?y } where { ?x <urn:p> ?y . }", 1, 1),
        ("CONSTRUCT{?x <urn:q> ?y,?z;a <urn:C>.}WHERE{?x <urn:p> ?y.?x <urn:p> ?z}", 3, 2),
        ("CONSTRUCT { $x <urn:q> $y ; } WHERE { ?x <urn:p> ?y ;; <urn:r> ?y ; . }", 1, 2),
        ("CONSTRUCT { <urn:a> <urn:q> ?y } WHERE { <urn:a> <urn:p> ?y } # end", 1, 1),
    ],
)
def test_every_way_to_write_a_basic_graph_pattern_is_read(text: str, head: int, body: int) -> None:
    rule = parse("r.rq", text)
    assert (len(rule.head), len(rule.body)) == (head, body)


def test_a_local_name_may_hold_hyphens_and_inner_dots_but_ends_before_the_full_stop() -> None:
    rule = parse("r.rq", f"{PREFIX}CONSTRUCT {{ ?x a :lead-partner.old }} WHERE {{ ?x a :C.}}")
    assert rule.head[0][2] == "<https://example.org/lead-partner.old>"
    assert rule.body[0][2] == "<https://example.org/C>"


@pytest.mark.parametrize(
    ("text", "line", "column", "what", "remedy"),
    [
        ("", 1, 1, "CONSTRUCT expected, found the end of the file", "write CONSTRUCT"),
        (
            "SELECT * WHERE { ?s ?p ?o }",
            1,
            1,
            "CONSTRUCT expected, found SELECT",
            "write CONSTRUCT",
        ),
        ("CONSTRUCT WHERE { ?x a <urn:C> }", 1, 11, "WHERE is not part of a rule", "triples with"),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x ?p ?y }",
            2,
            12,
            "a variable as predicate",
            "name",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x <urn:p>/<urn:q> ?y }",
            2,
            19,
            "a property path",
            "st",
        ),
        ("CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x ^<urn:p> ?y }", 2, 12, "a property path", "steps"),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a <urn:C> FILTER(?x) }",
            2,
            22,
            "FILTER is not",
            "tri",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a <urn:C> . OPTIONAL {} }",
            2,
            24,
            "OPTIONAL is",
            "t",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x <urn:p> [] }",
            2,
            20,
            "a blank node is not",
            "?node",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x <urn:p> _:b }",
            2,
            20,
            "a blank node is not",
            "?node",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x <urn:p> 5 }",
            2,
            20,
            "the literal 5 is not",
            "IRIs",
        ),
        (
            'CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x <urn:p> "w"@lv }',
            2,
            20,
            'the literal "w" is',
            "IRIs",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a ex:C }",
            2,
            14,
            "unknown prefix ex:",
            "PREFIX ex:",
        ),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a <C> }",
            2,
            14,
            "<C> is no absolute IRI",
            "scheme",
        ),
        (
            "CONSTRUCT { ?y a <urn:D> }\nWHERE { ?x a <urn:C> }",
            1,
            11,
            "?y is not in the body",
            "bod",
        ),
        ("CONSTRUCT { }\nWHERE { ?x a <urn:C> }", 1, 11, "the head has no triple", "at least one"),
        ("CONSTRUCT { ?x a <urn:D> }\nWHERE {\n}", 2, 7, "the body has no triple", "at least one"),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a <urn:C>",
            2,
            21,
            "} expected, found the end",
            ". and",
        ),
        ("CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a", 2, 13, "the file ends within the rule", "}"),
        (
            "CONSTRUCT { ?x a <urn:D> }\nWHERE { ?x a <urn:C> }\nLIMIT 5",
            3,
            1,
            "LIMIT after",
            "one rule",
        ),
        ("PREFIX ex <urn:x>\n", 1, 8, "a prefix such as schema: expected", "PREFIX"),
        ("PREFIX ex:C <urn:x>\n", 1, 8, "ex:C is no prefix", "PREFIX"),
    ],
)
def test_what_is_no_rule_is_refused_at_its_place_with_a_remedy(
    text: str, line: int, column: int, what: str, remedy: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse("rules/r.rq", text)
    (problem,) = refusal.value.problems
    assert (problem.path, problem.line, problem.column) == ("rules/r.rq", line, column)
    assert problem.what.startswith(what)
    assert remedy in problem.remedy


def test_the_faults_of_all_files_come_together() -> None:
    files = {
        "b.rq": "ASK {}",
        "a.rq": "CONSTRUCT {}",
        "c.rq": "CONSTRUCT {?x a <urn:D>} {?x a <urn:C>}",
    }
    with pytest.raises(InvalidInput) as refusal:
        parse_all(files)
    assert [problem.path for problem in refusal.value.problems] == ["a.rq", "b.rq"]
    assert all(isinstance(problem, Problem) for problem in refusal.value.problems)


def test_our_own_rule_files_are_rules() -> None:
    files = {str(path): path.read_text(encoding="utf-8") for path in RULES.glob("*.rq")}
    rules = parse_all(files)
    assert {rule.name for rule in rules} == {path.stem for path in RULES.glob("*.rq")} != set()
