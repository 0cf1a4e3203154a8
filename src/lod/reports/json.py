"""The report as JSON for programs, one finding a line.

Enters: a `LocatedReport`. Leaves: one JSON object. Terms have the form of the SPARQL 1.1 query
results JSON format (section 3.2.2), so that nothing of a literal is lost.
"""

import json
from collections.abc import Iterator
from typing import Any

from lod.ntriples import LANG_STRING, XSD_STRING, is_literal, literal_value
from lod.reports.finding import Finding, LocatedReport
from lod.reports.names import plain
from lod.reports.origins import Origin


def write(located: LocatedReport, *, language: str = "en") -> Iterator[str]:
    """The report; `message` is in `language`, `messages` has every language."""
    report, headings = located.report, located.headings
    about: dict[str, Any] = {
        "conforms": located.conforms,
        "engine": report.engine,
        "counts": {severity.value: count for severity, count in located.counts.items()},
        "failures": [
            {"shape": plain(item.shape), "component": plain(item.component), "reason": item.reason}
            for item in report.failures
        ],
        "untested": [
            {"shape": plain(item.shape), "target": plain(item.target)} for item in report.untested
        ],
        "delegated": [
            {"shape": plain(item.shape), "reason": item.reason} for item in report.delegated
        ],
        "notes": list(report.notes),
        "labels": {
            plain(rule): headings.label(rule, language)
            for rule in dict.fromkeys(finding.rule for finding in located.findings)
        },
    }
    yield "{" + ",\n ".join(f"{_text(key)}: {_text(value)}" for key, value in about.items())
    yield ',\n "results": ['
    for index, finding in enumerate(located.findings):
        yield ",\n  " if index else "\n  "
        yield _text(_finding(finding, language))
    yield "\n ]}\n" if located.findings else "]}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "severity": finding.severity.value,
        "shape": plain(finding.rule),
        "message": finding.message(language),
        "messages": {tag or "und": text for text, tag in reversed(finding.messages)},
    }
    if result := finding.result:
        made["focusNode"] = term(result.focus_node)
        if result.path:
            made["path"] = result.path
        if result.value is not None:
            made["value"] = term(result.value)
        made["component"] = plain(result.component)
        if result.source_constraint:
            made["constraint"] = plain(result.source_constraint)
    if finding.remedy:
        made["remedy"] = finding.remedy
    made["origins"] = [_origin(origin) for origin in finding.origins]
    return made


def _origin(origin: Origin) -> dict[str, Any]:
    position = origin.position
    made: dict[str, Any] = {"file": position.path}
    if position.line:
        made["line"] = position.line
    if position.column:
        made["column"] = position.column
    if origin.document:
        made["document"] = origin.document
    return made | {"quotes": list(origin.quotes), "made": origin.made}


def term(text: str) -> dict[str, str]:
    """A term as the SPARQL 1.1 query results JSON format has it."""
    if text.startswith("_:"):
        return {"type": "bnode", "value": text[2:]}
    if not is_literal(text):
        return {"type": "uri", "value": text[1:-1]}
    value = literal_value(text)
    made = {"type": "literal", "value": value.lexical}
    if value.datatype == LANG_STRING:
        return made | {"xml:lang": value.language}
    return made if value.datatype == XSD_STRING else made | {"datatype": value.datatype}
