from lod import shacl
from lod.derive.mapping import Minting
from lod.errors import Problem, Severity
from lod.model import Claim, Document, Position, Status
from lod.reports import LocatedReport, of_claims, of_files
from lod.reports.finding import Finding, grouped, severity_of
from lod.shacl.report import Report, Result, report_of

BASE = "https://data.example.org/"
SH = "http://www.w3.org/ns/shacl#"


def finding_of(located: LocatedReport, component: str) -> Finding:
    return next(f for f in located.findings if f.component.endswith(f"#{component}>"))


def result(focus: str, path: str | None = None, value: str | None = None) -> Result:
    return Result(focus, path, value, f"<{SH}x>", f"<{SH}Violation>", f"<{BASE}shapes#Event>")


def test_the_statement_with_the_value_is_found_with_its_quote(located: LocatedReport) -> None:
    found = finding_of(located, "PatternConstraintComponent")
    assert found.position == Position("data/claims/000_fair.yaml", 7, 5)
    assert found.quotes == ("notika gadatirgus",)
    assert found.is_made
    assert found.document == "000_fair"


def test_too_many_statements_are_all_named_earliest_first(located: LocatedReport) -> None:
    found = finding_of(located, "MaxCountConstraintComponent")
    assert [origin.position.line for origin in found.origins] == [9, 12]


def test_what_is_missing_lies_where_the_thing_is_first_spoken_of(
    claims: tuple[Claim, ...], mint: Minting
) -> None:
    missing = report_of([result(f"<{BASE}id/event/fair>", "<https://schema.org/endDate>")])
    (found,) = of_claims(missing, None, claims, mint).findings
    assert found.position.line == 7
    assert not found.is_made


def test_an_inverse_path_leads_to_the_statement_of_the_other_thing(
    claims: tuple[Claim, ...], mint: Minting, report: Report
) -> None:
    inverse = next(r for r in report.results if (r.path or "").startswith("^"))
    with_value = Result(
        inverse.focus_node,
        inverse.path,
        f"<{BASE}id/event/fair>",
        inverse.component,
        inverse.severity,
        inverse.source_shape,
        path_structure=inverse.path_structure,
    )
    (found,) = of_claims(report_of([with_value]), None, claims, mint).findings
    assert (found.position.line, found.is_made) == (14, True)


def test_claims_and_their_evidence_lead_to_the_claim(
    claims: tuple[Claim, ...], mint: Minting, document: Document
) -> None:
    second = claims[1]
    evidence = mint.evidence(document.iri, second.evidence[0])
    nodes = [mint.claim(second), f"<{evidence}>", f"<{evidence}#quote>"]
    located = of_claims(
        report_of([result(node) for node in nodes]), None, claims, mint, documents=[document]
    )
    assert {finding.position.line for finding in located.findings} == {9}


def test_a_thing_known_by_its_parts_lies_where_the_first_is(mint: Minting) -> None:
    part = f"<{BASE}id/project/x/grant/erdf/amount>"
    claims = [
        Claim(
            part,
            "<https://schema.org/value>",
            '"1"',
            status=Status.EXTERNAL,
            sources=("<urn:source>",),
            position=Position("data/claims/x.yaml", 5, 1),
        )
    ]
    (found,) = of_claims(report_of([result(f"<{BASE}id/project/x>")]), None, claims, mint).findings
    assert (found.position.line, found.is_made) == (5, False)


def test_a_document_lies_in_its_record(mint: Minting, document: Document) -> None:
    located = of_claims(
        report_of([result(f"<{document.iri}>")]), None, [], mint, documents=[document]
    )
    assert located.findings[0].position == document.position
    assert located.documents == {document.key: document.iri}


def test_nothing_known_is_no_place(mint: Minting) -> None:
    located = of_claims(report_of([result("_:b0")]), None, [], mint)
    assert located.findings[0].position == Position("")
    assert located.findings[0].origins == ()


def test_problems_of_other_checks_come_along(located: LocatedReport, problem: Problem) -> None:
    found = next(finding for finding in located.findings if finding.rule == "privacy")
    assert (found.message("lv"), found.remedy) == ("an e-mail", "leave it out")
    assert found.position == Position(problem.path, problem.line, problem.column)
    assert found.document == "000_fair"


def test_a_problem_of_the_whole_graph_has_no_place(mint: Minting) -> None:
    problem = Problem("(the whole graph)", 0, 0, "what", "", "policy")
    located = of_claims(report_of([]), None, [], mint, problems=[problem])
    assert located.findings[0].origins == ()
    assert not located.conforms


def test_findings_come_by_severity_and_groups_by_size(located: LocatedReport) -> None:
    order = [list(Severity).index(finding.severity) for finding in located.findings]
    assert order == sorted(order)
    sizes = [(group.severity, len(group.findings)) for group in grouped(located.findings)]
    assert sizes[-2:] == [(Severity.WARNING, 2), (Severity.INFO, 1)]
    assert sum(size for _, size in sizes) == len(located.findings)


def test_examples_are_of_different_focus_nodes() -> None:
    results = [result("<urn:a>", None, f'"{n}"') for n in range(5)] + [result("<urn:b>")]
    (group,) = grouped(of_files(report_of(results), None).findings)
    assert [finding.focus_node for finding in group.examples(2)] == ["<urn:a>", "<urn:b>"]
    assert len(group.examples(3)) == 3
    assert group.examples(None) == group.findings


def test_counts_name_every_severity(located: LocatedReport) -> None:
    assert located.counts == {Severity.VIOLATION: 3, Severity.WARNING: 2, Severity.INFO: 1}


def test_a_threshold_fails_by_severity_or_by_a_failure(located: LocatedReport) -> None:
    assert located.fails(Severity.VIOLATION)
    warning = Result("<urn:a>", None, None, "<urn:c>", f"<{SH}Warning>", "<urn:s>")
    only_warnings = of_files(report_of([warning]), None)
    assert not only_warnings.fails(Severity.VIOLATION)
    assert only_warnings.fails(Severity.WARNING)
    assert only_warnings.fails(Severity.INFO)
    failed = of_files(report_of([], failures=located.report.failures), None)
    assert failed.fails(Severity.VIOLATION)


def test_severities_of_somebodys_own_making_are_violations() -> None:
    assert severity_of("<urn:grave>") is Severity.VIOLATION
    assert severity_of(f"<{SH}Info>") is Severity.INFO


def test_messages_fall_back_to_english_then_to_any(located: LocatedReport) -> None:
    named = finding_of(located, "PatternConstraintComponent")
    assert named.message("lv") == "Vajag nosaukumu."
    assert named.message("lv-LV") == "Vajag nosaukumu."
    assert named.message("de") == "A name is needed: {3} letters."
    assert finding_of(located, "MinCountConstraintComponent").message("en") == "Kur?"
    assert finding_of(located, "SPARQLConstraintComponent").message("en") == (
        "SPARQLConstraintComponent"
    )


def test_files_give_the_lines_that_are_known(shapes: shacl.Shapes) -> None:
    report = report_of([result("<urn:a>"), result("<urn:b>")])
    located = of_files(report, shapes, {"<urn:a>": Position("x.ttl", 4, 1)}, path="x.ttl")
    assert [finding.position.line for finding in located.findings] == [0, 4]
    assert {finding.position.path for finding in located.findings} == {"x.ttl"}
