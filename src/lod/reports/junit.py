"""The report as JUnit XML, for continuous integration: one test case a shape.

Enters: a `LocatedReport`. Leaves: XML in the form of the Apache Ant task, which all readers
accept: violations are failures, a shape that could not be evaluated is an error, a shape without
focus nodes is skipped; warnings and infos are properties of the suite.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from lod.errors import Severity
from lod.reports import remarks
from lod.reports.finding import Finding, Group, LocatedReport, grouped
from lod.reports.text import place_of
from lod.reports.wording import counted, number, say

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(
    located: LocatedReport,
    *,
    language: str = "en",
    examples: int | None = 100,
    name: str = "shapes",
    timestamp: str = "1970-01-01T00:00:00",
    seconds: float = 0.0,
    host: str = "localhost",
) -> Iterator[str]:
    """The report; a failure names `examples` findings (None: all).

    `timestamp` is when the validation was run, without a time zone, `seconds` how long it took.
    """
    groups = grouped(located.findings)
    cases = _Cases(located, groups, language, examples)
    names = cases.names()
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite'
    yield _attributes(
        {
            "name": name,
            "timestamp": timestamp,
            "hostname": host,
            "tests": str(len(names)),
            "failures": str(sum(cases.kind(rule) == "failure" for rule in names)),
            "errors": str(sum(cases.kind(rule) == "error" for rule in names)),
            "skipped": str(sum(cases.kind(rule) == "skipped" for rule in names)),
            "time": f"{seconds:.3f}",
            "package": "lod",
            "id": "0",
        }
    )
    yield ">\n    <properties>\n"
    yield from (_property(key, value) for key, value in _properties(located, groups, language))
    yield "    </properties>\n"
    for rule in names:
        yield cases.case(rule)
    yield f"    <system-out>{_xml(_remaining(located, groups, language, examples))}</system-out>\n"
    yield "    <system-err></system-err>\n  </testsuite>\n</testsuites>\n"


class _Cases:
    """The test cases: every shape that was to be tested, and the other checks that failed."""

    def __init__(
        self, located: LocatedReport, groups: Iterable[Group], language: str, examples: int | None
    ) -> None:
        self.located, self.language, self.examples = located, language, examples
        self.violations = {g.rule: g for g in groups if g.severity is Severity.VIOLATION}
        self.found = {group.rule for group in groups}
        self.failures: dict[str, list[str]] = defaultdict(list)
        for failure in located.report.failures:
            component = located.names.term(failure.component)
            self.failures[failure.shape].append(f"{component}: {failure.reason}")
        self.untested = _untested(located)

    def names(self) -> list[str]:
        shapes = {heading.rule for heading in self.located.headings}
        return sorted({*shapes, *self.found, *self.failures})

    def kind(self, rule: str) -> str:
        """What became of a shape: "failure", "error", "skipped" or "" where it passed."""
        if rule in self.violations:
            return "failure"
        if rule in self.failures:
            return "error"
        is_idle = self.located.headings.of(rule).deactivated or rule in self.untested
        return "skipped" if is_idle and rule not in self.found else ""

    def case(self, rule: str) -> str:
        headings = self.located.headings
        owner = headings.of(rule).owner or rule
        known = rule in headings.shapes
        attributes = {
            "name": f"{headings.name(rule)}: {headings.label(rule, self.language)}",
            "classname": f"shapes.{headings.name(owner)}" if known else "checks",
            "time": "0",
        }
        inner = self.outcome(rule)
        return f"    <testcase{_attributes(attributes)}" + (
            f">{inner}</testcase>\n" if inner else "/>\n"
        )

    def outcome(self, rule: str) -> str:
        kind = self.kind(rule)
        if kind == "failure":
            group = self.violations[rule]
            count = counted("violation", len(group.findings), self.language)
            said = self.located.names.prose(group.shared_message(self.language))
            message = f"{count}: {said}" if said else count
            lines = "\n".join(_lines(group, self.located, self.language, self.examples))
            attributes = _attributes({"message": message, "type": "violation"})
            return f"<failure{attributes}>{_xml(lines)}</failure>"
        if kind == "error":
            reasons = "\n".join(self.failures[rule])
            attributes = _attributes({"message": say("failed", self.language), "type": "failure"})
            return f"<error{attributes}>{_xml(reasons)}</error>"
        return "<skipped/>" if kind == "skipped" else ""


def _untested(located: LocatedReport) -> set[str]:
    """The shapes none of whose targets any node has."""
    idle: dict[str, set[str]] = defaultdict(set)
    for item in located.report.untested:
        idle[item.shape].add(item.target)
    return {
        shape for shape, targets in idle.items() if targets >= {*located.headings.of(shape).targets}
    }


def _lines(
    group: Group, located: LocatedReport, language: str, examples: int | None
) -> Iterator[str]:
    shared = group.shared_message(language)
    for finding in group.examples(examples):
        yield _line(finding, located, "" if shared else finding.message(language))
    if examples is not None and len(group.findings) > examples:
        yield say("more", language, count=number(len(group.findings) - examples))


def _line(finding: Finding, located: LocatedReport, message: str) -> str:
    names = located.names
    about = " ".join(
        part for part in (names.term(finding.focus_node), names.term(finding.value)) if part
    )
    quote = f"“{finding.quotes[0]}”" if finding.quotes else ""
    parts = (place_of(finding), about, names.prose(message), finding.remedy, quote)
    return " | ".join(part for part in parts if part)


def _properties(
    located: LocatedReport, groups: Iterable[Group], language: str
) -> Iterator[tuple[str, str]]:
    yield "conforms", str(located.conforms).lower()
    yield "engine", located.report.engine
    yield from ((level.value, str(count)) for level, count in located.counts.items())
    for group in groups:
        if group.severity is not Severity.VIOLATION:
            name = located.headings.name(group.rule)
            yield f"{group.severity.value}.{name}", str(len(group.findings))
    for remark in remarks.remarks(located, language):
        yield from ((remark.kind, line) for line in remark.lines)


def _remaining(
    located: LocatedReport, groups: Iterable[Group], language: str, examples: int | None
) -> str:
    """Warnings and infos, which fail no test, in words."""
    lines: list[str] = []
    for group in groups:
        if group.severity is not Severity.VIOLATION:
            name = located.headings.name(group.rule)
            count = counted(group.severity.value, len(group.findings), language)
            shared = group.shared_message(language)
            lines.append(f"{name}: {count}: {shared}" if shared else f"{name}: {count}")
            lines += (f"  {line}" for line in _lines(group, located, language, examples))
    return "\n".join(lines)


def _property(name: str, value: str) -> str:
    return f"      <property{_attributes({'name': name, 'value': value})}/>\n"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(
        f" {key}={quoteattr(_NOT_IN_XML.sub('�', ' '.join(value.split())))}"
        for key, value in values.items()
    )


def _xml(text: str) -> str:
    """Text for an XML element; characters that XML 1.0 cannot hold become U+FFFD."""
    return escape(_NOT_IN_XML.sub("�", text))
