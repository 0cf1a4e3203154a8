"""The report as comma-separated values (RFC 4180), one finding a row.

Enters: a `LocatedReport`. Leaves: a header and rows that end in CR LF. Terms are given without
marks: `value_kind` says `iri`, `blank`, `@language` or the datatype's IRI.
"""

import csv
import io
from collections.abc import Iterator

from lod.ntriples import LANG_STRING, is_literal, literal_value
from lod.reports.finding import Finding, LocatedReport
from lod.reports.names import plain

HEADER = (
    "severity",
    "shape",
    "label",
    "component",
    "focus_node",
    "path",
    "value",
    "value_kind",
    "message",
    "remedy",
    "file",
    "line",
    "column",
    "document",
    "quote",
)
_ROWS_AT_ONCE = 1000


def write(located: LocatedReport, *, language: str = "en") -> Iterator[str]:
    """All findings, messages and labels in `language`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADER)
    labels: dict[str, str] = {}
    for index, finding in enumerate(located.findings, 1):
        if finding.rule not in labels:
            labels[finding.rule] = located.headings.label(finding.rule, language)
        writer.writerow(_row(finding, labels[finding.rule], language))
        if index % _ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _row(finding: Finding, label: str, language: str) -> tuple[object, ...]:
    position = finding.position
    value = finding.result.value if finding.result else None
    return (
        finding.severity.value,
        plain(finding.rule),
        label,
        plain(finding.component),
        plain(finding.focus_node),
        finding.path,
        plain(value),
        kind(value),
        finding.message(language),
        finding.remedy,
        position.path,
        position.line or "",
        position.column or "",
        finding.document,
        " … ".join(finding.quotes),
    )


def kind(term: str | None) -> str:
    """What a term is: "iri", "blank", "@language" or the IRI of its datatype; "" of none."""
    if not term:
        return ""
    if not is_literal(term):
        return "iri" if term.startswith("<") else "blank"
    value = literal_value(term)
    return f"@{value.language}" if value.datatype == LANG_STRING else value.datatype
