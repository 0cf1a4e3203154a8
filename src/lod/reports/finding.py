"""Findings: results of a validation with the place that has to be mended.

Enters: a `shacl.Report`, and claims or the files that were validated. Leaves: `LocatedReport`,
which every writer of this package reads. Problems that other checks found come along, so that
one report holds all there is to do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lod.derive.validation import is_contradiction
from lod.errors import Problem, Severity
from lod.model import Claim, Document, Position
from lod.reports.headings import Headings, headings
from lod.reports.names import PREFIXES, Names, local_name
from lod.reports.origins import Minting, Origin, Origins
from lod.reports.wording import choose
from lod.shacl.model import Message, Shapes
from lod.shacl.report import Report, Result

_GRAVITY = {severity: index for index, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a validation found, and where it comes from.

    `rule` is the source shape, or the code of a check that is no shape (then `result` is None);
    `origins` the places that made the offending statement, the first the most telling.
    """

    rule: str
    severity: Severity
    messages: tuple[Message, ...]
    origins: tuple[Origin, ...] = ()
    result: Result | None = None
    remedy: str = ""

    @property
    def position(self) -> Position:
        """The file, line and column to look at; an empty path where none is known."""
        return self.origins[0].position if self.origins else Position("")

    @property
    def document(self) -> str:
        """The key of the document whose claim is at fault; "" where there is none."""
        return self.origins[0].document if self.origins else ""

    @property
    def quotes(self) -> tuple[str, ...]:
        """The words that the claim at fault rests on, or that speak of the focus node first."""
        return self.origins[0].quotes if self.origins else ()

    @property
    def is_made(self) -> bool:
        """Whether a claim made the offending statement; else something is missing."""
        return bool(self.origins) and self.origins[0].made

    @property
    def focus_node(self) -> str:
        return self.result.focus_node if self.result else ""

    @property
    def path(self) -> str:
        return self.result.path or "" if self.result else ""

    @property
    def value(self) -> str:
        """The value node, "" where the result has none or it is the focus node."""
        value = self.result.value or "" if self.result else ""
        return "" if value == self.focus_node else value

    @property
    def component(self) -> str:
        return self.result.component if self.result else ""

    def message(self, language: str) -> str:
        """The message in a language, with the fallbacks of `wording.choose`."""
        return choose(self.messages, language) or local_name(self.component)


@dataclass(frozen=True, slots=True)
class LocatedReport:
    """A validation report with places and headings; the findings are in reading order.

    `documents` gives the IRI of each document by its key.
    """

    report: Report
    findings: tuple[Finding, ...]
    headings: Headings = field(default_factory=Headings)
    names: Names = field(default_factory=Names)
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Whether nothing at all was found and everything could be evaluated."""
        return self.report.conforms and not self.findings

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity, the gravest first."""
        counter = Counter(finding.severity for finding in self.findings)
        return {severity: counter[severity] for severity in Severity}

    def fails(self, threshold: Severity) -> bool:
        """Whether a finding is as grave as the threshold, or a shape could not be evaluated."""
        return bool(self.report.failures) or any(
            is_at_least(finding.severity, threshold) for finding in self.findings
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one shape and severity, in the order of their places."""

    rule: str
    severity: Severity
    findings: tuple[Finding, ...]

    def examples(self, count: int | None) -> tuple[Finding, ...]:
        """So many of the findings (None: all), of different focus nodes where there are."""
        if count is None or len(self.findings) <= count:
            return self.findings
        chosen: dict[str, Finding] = {}
        for finding in self.findings:
            chosen.setdefault(finding.focus_node, finding)
            if len(chosen) == count:
                return tuple(chosen.values())
        return self.findings[:count]

    def shared_message(self, language: str) -> str:
        """The message that all of them have; "" where they differ."""
        first = self.findings[0].message(language)
        same = all(finding.message(language) == first for finding in self.findings)
        return first if same else ""


def severity_of(term: str) -> Severity:
    """The severity of a SHACL severity IRI; one of somebody's own making is a violation."""
    names = {"Warning": Severity.WARNING, "Info": Severity.INFO}
    return names.get(local_name(term), Severity.VIOLATION)


def is_at_least(severity: Severity, threshold: Severity) -> bool:
    """Whether a severity is as grave as the threshold or graver."""
    return _GRAVITY[severity] <= _GRAVITY[threshold]


def of_claims(
    report: Report,
    shapes: Shapes | None,
    claims: Iterable[Claim],
    mint: Minting,
    *,
    documents: Iterable[Document] = (),
    problems: Iterable[Problem] = (),
    remedies: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> LocatedReport:
    """The report on a publication: every result at the line of the claim that caused it.

    `problems` are those of checks other than the report's shapes, contradictions among them, as
    `lod build` counts them; `remedies` say what to do about warnings that focus nodes lack
    something; `prefixes` come on top of those that everybody knows.
    """
    documents, claims = tuple(documents), tuple(claims)
    origins = Origins(claims, mint, documents)
    names = Names(mint.base, {**PREFIXES, **(prefixes or {})})
    said = remedies or {}
    found = [
        _of_result(result, origins.of(result), "" if result.value else said.get(result.focus_node))
        for result in report.results
        if not is_contradiction(result)
    ]
    files = {claim.position.path: claim.document for claim in claims}
    files |= {document.position.path: document.key for document in documents}
    found += [_of_problem(problem, files) for problem in problems]
    iris = {document.key: document.iri for document in documents}
    return LocatedReport(report, _ordered(found), headings(shapes, names), names, iris)


def of_files(
    report: Report,
    shapes: Shapes | None,
    positions: Mapping[str, Position] | None = None,
    *,
    path: str = "",
    prefixes: Mapping[str, str] | None = None,
) -> LocatedReport:
    """The report on RDF files: at the line where `positions` knows the focus node, else `path`."""
    known = positions or {}
    anywhere = (Origin(Position(path)),) if path else ()
    found = []
    for result in report.results:
        position = known.get(result.focus_node)
        found.append(_of_result(result, (Origin(position),) if position else anywhere))
    names = Names("", {**PREFIXES, **(prefixes or {})})
    return LocatedReport(report, _ordered(found), headings(shapes, names), names)


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """The findings by shape: the gravest shapes first, then those with the most findings."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    made = (Group(rule, severity, tuple(found)) for (severity, rule), found in groups.items())
    return tuple(
        sorted(made, key=lambda group: (_GRAVITY[group.severity], -len(group.findings), group.rule))
    )


def _of_result(result: Result, origins: tuple[Origin, ...], remedy: str | None = None) -> Finding:
    severity = severity_of(result.severity)
    return Finding(result.source_shape, severity, result.messages, origins, result, remedy or "")


def _of_problem(problem: Problem, files: Mapping[str, str]) -> Finding:
    """A problem of the graph as a whole, whose path is no file, has no origin."""
    position = Position(problem.path, problem.line, problem.column)
    origin = Origin(position, files.get(problem.path, ""), made=True)
    is_file = bool(problem.path) and not problem.path.startswith("(")
    return Finding(
        problem.code,
        problem.severity,
        ((problem.what, ""),),
        (origin,) if is_file else (),
        remedy=problem.remedy,
    )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                _GRAVITY[finding.severity],
                finding.rule,
                not finding.origins,
                finding.position,
                finding.focus_node,
                finding.path,
                finding.value,
                finding.messages,
            ),
        )
    )
