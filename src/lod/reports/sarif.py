"""The report as SARIF 2.1.0 (OASIS standard of 27 March 2020), for code hosts and editors.

Enters: a `LocatedReport`. Leaves: one JSON object, one result a line. Shapes are rules; a result
lies at the line of the claim file; its fingerprint says what is wrong and not where, so that it
stays the same while lines move.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from lod.errors import Severity
from lod.model import Position
from lod.reports import remarks
from lod.reports.finding import Finding, LocatedReport, severity_of
from lod.reports.origins import Origin
from lod.reports.wording import say

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "shaclResult/v1"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"


def write(located: LocatedReport, *, language: str = "en", version: str = "") -> Iterator[str]:
    """The report, its texts in `language`; `version` is that of lod, "" to leave it out.

    Paths of files are relative to %SRCROOT%, the checkout, unless they are absolute.
    """
    rules = _rules(located)
    index = {rule: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(located, rules, language, version)},
        "language": _language(language),
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(located, language)],
    }
    yield f'{{"$schema": {_text(SCHEMA)},\n "version": "2.1.0",\n "runs": [{{\n  '
    yield ",\n  ".join(f"{_text(key)}: {_text(value)}" for key, value in run.items())
    yield ',\n  "results": ['
    seen: Counter[str] = Counter()
    for number, finding in enumerate(located.findings):
        yield ",\n   " if number else "\n   "
        yield _text(_result(finding, located, index[finding.rule], language, seen))
    yield "\n  ]}]}\n" if located.findings else "]}]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _language(tag: str) -> str:
    """The language of the texts as SARIF has it, two letters (section 3.14.7)."""
    primary = tag.split("-")[0].lower()
    return primary if len(primary) == 2 and primary.isascii() and primary.isalpha() else "en"


def _message(text: str) -> dict[str, str]:
    """A message; braces are doubled, for a single one begins a placeholder (section 3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _rules(located: LocatedReport) -> list[str]:
    """All shapes, and the other checks that found something."""
    shapes = (heading.rule for heading in located.headings)
    return sorted({*shapes, *(finding.rule for finding in located.findings)})


def _driver(
    located: LocatedReport, rules: list[str], language: str, version: str
) -> dict[str, Any]:
    made: dict[str, Any] = {"name": "lod", "fullName": "lod: publisher of linked open data"}
    if version:
        made["version"] = version
    found = {finding.rule: finding.severity for finding in reversed(located.findings)}
    made["rules"] = [_rule(located, rule, found.get(rule), language) for rule in rules]
    return made


def _rule(
    located: LocatedReport, rule: str, severity: Severity | None, language: str
) -> dict[str, Any]:
    headings = located.headings
    heading, label = headings.of(rule), headings.label(rule, language)
    if severity is None:
        severity = severity_of(heading.severity)
    help_ = headings.help(rule, language) or label
    made: dict[str, Any] = {
        "id": _rule_id(located, rule),
        "name": headings.name(rule),
        "shortDescription": _message(label),
        "fullDescription": _message(help_),
        "help": _message(help_),
        "defaultConfiguration": {"level": _LEVELS[severity], "enabled": not heading.deactivated},
    }
    if rule.startswith(("<http://", "<https://")):
        made["helpUri"] = rule[1:-1]
    return made


def _rule_id(located: LocatedReport, rule: str) -> str:
    """The shape's IRI without the publication's base; nothing else is sure to be unique."""
    return rule.strip("<>").removeprefix(located.names.base) or rule


def _invocation(located: LocatedReport, language: str) -> dict[str, Any]:
    notes = [
        {"level": _LEVELS[remark.level], "message": _message(f"{remark.title}: {line}")}
        for remark in remarks.remarks(located, language)
        for line in remark.lines
    ]
    return {
        "executionSuccessful": not located.report.failures,
        "toolExecutionNotifications": notes,
    }


def _result(
    finding: Finding, located: LocatedReport, index: int, language: str, seen: Counter[str]
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": _rule_id(located, finding.rule),
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": _message(_sentence(finding, located, language)),
        "locations": [_location(finding, located)],
    }
    related = finding.origins[1:]
    if related:
        made["relatedLocations"] = [
            {"id": number, **_place(origin), "message": _message(say("says", language))}
            for number, origin in enumerate(related, 1)
        ]
    made["partialFingerprints"] = {FINGERPRINT: _fingerprint(finding, located.names.base, seen)}
    properties = _properties(finding)
    return made | {"properties": properties} if properties else made


def _sentence(finding: Finding, located: LocatedReport, language: str) -> str:
    names = located.names
    about = " ".join(
        part for part in (names.term(finding.focus_node), names.term(finding.value)) if part
    )
    parts = [
        names.prose(finding.message(language)) or finding.rule,
        finding.remedy and f"→ {finding.remedy}",
    ]
    said = " ".join(part for part in parts if part)
    quotes = "".join(f" “{words}”" for words in finding.quotes[:1])
    return (f"{about}: {said}" if about else said) + quotes


def _location(finding: Finding, located: LocatedReport) -> dict[str, Any]:
    made = _place(finding.origins[0]) if finding.origins else {}
    if finding.focus_node:
        made["logicalLocations"] = [
            {
                "name": located.names.term(finding.focus_node),
                "fullyQualifiedName": finding.focus_node.strip("<>"),
                "kind": "resource",
            }
        ]
    return made


def _place(origin: Origin) -> dict[str, Any]:
    position = origin.position
    if not position.path:
        return {}
    place: dict[str, Any] = {"artifactLocation": _artifact(position.path)}
    region = _region(position)
    return {"physicalLocation": place | {"region": region} if region else place}


def _artifact(path: str) -> dict[str, str]:
    address = quote(path.replace("\\", "/"))
    if address.startswith("/"):
        return {"uri": f"file://{address}"}
    return {"uri": address, "uriBaseId": _ROOT}


def _region(position: Position) -> dict[str, int]:
    made = {"startLine": position.line} if position.line else {}
    return made | {"startColumn": position.column} if made and position.column else made


def _properties(finding: Finding) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if finding.document:
        made["document"] = finding.document
    if finding.quotes:
        made["quotes"] = list(finding.quotes)
    if finding.path:
        made["path"] = finding.path
    if finding.component:
        made["component"] = finding.component.strip("<>")
    return made


def _fingerprint(finding: Finding, base: str, seen: Counter[str]) -> str:
    """What is wrong with what, without place, severity and base; like ones are numbered."""
    said = [finding.rule, finding.component, finding.focus_node, finding.path, finding.value]
    if finding.result is None:
        said += [finding.position.path, *(text for text, _ in finding.messages)]
    text = "\n".join(said)
    digest = hashlib.sha256((text.replace(base, "") if base else text).encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
