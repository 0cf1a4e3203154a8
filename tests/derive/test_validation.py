"""What the shapes find, said at the lines of the claim files."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from lod import pipeline
from lod.derive import validation
from lod.derive.mapping import Minting
from lod.derive.policy import Breach
from lod.errors import Severity
from lod.model import Claim, Evidence, Position, Span
from lod.ntriples import RDF, quad_line
from lod.publication import Publication
from lod.publish import dumps

BASE = "https://data.example.org/"
MINT = Minting(BASE)
PROJECT, NAME = f"<{BASE}id/project/p>", "<https://schema.org/name>"
BUDGET = f"<{BASE}id/project/p/total-budget>"
SHAPES = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
@prefix s: <{BASE}shapes#> .
s:Project sh:targetClass schema:Project ; a sh:NodeShape ; sh:property s:Project-name .
s:Project-name sh:path schema:name ; sh:maxCount 1 ;
  sh:message "Viens nosaukums."@lv , "One name."@en .
s:Project-goal sh:path schema:description ; sh:minCount 1 ; sh:severity sh:Info ;
  sh:message "No goal."@en .
s:Project sh:property s:Project-goal .
"""


def claim(subject: str, line: int, predicate: str = NAME, object_: str = '"P"') -> Claim:
    position = Position("data/claims/a.yaml", line, 3)
    evidence = (Evidence("a", Span(0, 1, "x")),)
    return Claim(subject, predicate, object_, evidence=evidence, position=position)


def lines(*names: str) -> list[str]:
    graph = f"<{BASE}graph/doc/a>"
    typed = quad_line(PROJECT, f"<{RDF}type>", "<https://schema.org/Project>", graph)
    return [typed, *(quad_line(PROJECT, NAME, f'"{name}"', graph) for name in names)]


def test_a_result_is_told_at_the_first_line_that_spoke_of_the_thing() -> None:
    claims = [claim(PROJECT, 9, object_='"Q"'), claim(PROJECT, 4)]
    found = validation.check(lines("P", "Q"), SHAPES, claims, MINT)
    (violation,) = found.violations
    assert (violation.path, violation.line, violation.column) == ("data/claims/a.yaml", 4, 3)
    assert violation.what == "project/p: One name."
    assert violation.code == "Project-name"


def test_messages_come_in_the_language_asked_for_and_else_in_english() -> None:
    for language, words in (("lv", "Viens nosaukums."), ("de", "One name.")):
        found = validation.check(lines("P", "Q"), SHAPES, [], MINT, language=language)
        assert found.violations[0].what == f"project/p: {words}"


def test_what_no_claim_made_is_told_of_the_whole_graph() -> None:
    (violation,) = validation.check(lines("P", "Q"), SHAPES, [], MINT).violations
    assert (violation.path, violation.line) == ("(the whole graph)", 0)


def test_a_thing_that_two_documents_name_is_counted_once() -> None:
    again = quad_line(PROJECT, NAME, '"P"', f"<{BASE}graph/doc/b>")
    assert validation.check([*lines("P"), again], SHAPES, [], MINT).violations == ()


def test_only_violations_stop_a_publication() -> None:
    found = validation.check(lines("P"), SHAPES, [], MINT)
    assert found.violations == ()
    assert [problem.severity for problem in found.problems] == [Severity.INFO]


def test_both_engines_find_the_same() -> None:
    one, other = (
        validation.check(lines("P", "Q"), SHAPES, [], MINT, engine=engine)
        for engine in validation.ENGINES
    )
    assert one.problems == other.problems
    assert len(one.problems) == 2


def test_a_breach_is_told_where_its_statement_was_made() -> None:
    claims = [claim(PROJECT, 4, object_='"Q"'), claim(PROJECT, 9)]
    breach = Breach(PROJECT, NAME, '"P"', "wrong", "mend it", "code")
    (problem,) = validation.located([breach], claims, MINT)
    assert (problem.path, problem.line, problem.what) == ("data/claims/a.yaml", 9, "wrong")


def test_what_is_said_of_a_part_leads_to_its_owner() -> None:
    breach = Breach(PROJECT, "<https://schema.org/url>", '"P"', "wrong", "mend it", "code")
    (problem,) = validation.located([breach], [claim(BUDGET, 7)], MINT)
    assert problem.line == 7


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("Violation", Severity.VIOLATION),
        ("Warning", Severity.WARNING),
        ("Info", Severity.INFO),
        ("Debug", Severity.VIOLATION),
    ],
)
def test_a_severity_of_ones_own_counts_as_a_violation(name: str, severity: Severity) -> None:
    assert validation.severity_of(f"<http://www.w3.org/ns/shacl#{name}>") is severity


def test_more_findings_are_sorted_in_among_the_others_once() -> None:
    found = validation.check(lines("P", "Q"), SHAPES, [], MINT)
    first = replace(found.problems[0], path="(a")
    more = found.with_problems([first, *found.problems])
    assert more.problems == (first, *found.problems)


# ---------------------------------------------------------------- pySHACL as the judge

Row = tuple[str, str, str, str, str]


def of_pyshacl(lines: Iterable[str], shapes: str) -> tuple[bool, list[Row]]:
    """Whether pySHACL by itself finds that the lines conform as one graph, and its results."""
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    triples = "\n".join(f"{line.rsplit(' ', 2)[0]} ." for line in lines)
    data = rdflib.Graph().parse(data=triples, format="nt")
    graph = rdflib.Graph().parse(data=shapes, format="turtle")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=graph, inference="none")
    assert isinstance(results, rdflib.Graph)
    return conforms, sorted(
        (
            str(results.value(node, SH.focusNode)),
            str(results.value(node, SH.sourceShape)),
            str(results.value(node, SH.resultSeverity)),
            str(results.value(node, SH.sourceConstraintComponent)),
            str(results.value(node, SH.value) or ""),
        )
        for node in results.subjects(rdflib.RDF.type, SH.ValidationResult)
    )


def of_lod(findings: validation.Findings) -> tuple[bool, list[Row]]:
    """The same of ours."""
    rows = sorted(
        (
            result.focus_node.strip("<>"),
            result.source_shape.strip("<>"),
            result.severity.strip("<>"),
            result.component.strip("<>"),
            validation.short(result.value or "", Minting("urn:none")),
        )
        for result in findings.report.results
    )
    return not rows, rows


@pytest.mark.no_cover
def test_pyshacl_by_itself_gives_the_verdict_of_lod_on_the_published_files(
    small: Publication,
) -> None:
    """Reads nothing but dist/: the dataset as one graph, and shapes.ttl."""
    data = (small.dist / "dataset.nq").read_text(encoding="utf-8").splitlines()
    shapes = (small.dist / "shapes.ttl").read_text(encoding="utf-8")
    found = of_pyshacl(data, shapes)
    assert found == of_lod(pipeline.derive(small).findings)
    assert found[1]


@pytest.mark.no_cover
def test_pyshacl_finds_what_lod_finds_where_the_other_documents_are_missing(
    real: Publication, long: bool
) -> None:
    """A real document by itself lacks much of what the shapes ask for; in long runs all of them."""
    for path in () if long else (*real.data.glob("documents/*"), *real.data.glob("claims/*")):
        if not path.name.startswith("001_"):
            path.unlink()
    derived = pipeline.derive(real)
    shapes = dumps.joined(dumps.read_model(real).shapes)
    assert of_pyshacl(derived.dataset.lines, shapes) == of_lod(derived.findings)
    assert len({(row[1], row[2]) for row in of_lod(derived.findings)[1]}) > 3
