"""The report in JSON-LD, in SHACL's own vocabulary (SHACL section 3.6).

Enters: a `LocatedReport`. Leaves: one JSON object with an inline context, one result a line; the
same triples as the Turtle report, with the same blank node labels and lexical forms.
"""

import json
from collections.abc import Iterator
from typing import Any

from lod.ntriples import LANG_STRING, XSD_STRING, is_literal, literal_value
from lod.reports.finding import LocatedReport
from lod.reports.turtle import WRAPPERS, known_path, node, result_labels
from lod.shacl.paths import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from lod.shacl.report import Result
from lod.shacl.vocabulary import SH

_NODE = {"@type": "@id"}
_NAME = {"@type": "@vocab"}
CONTEXT: dict[str, Any] = {
    "@vocab": SH,
    "focusNode": {"@id": f"{SH}focusNode"},
    "resultSeverity": {"@id": f"{SH}resultSeverity", **_NAME},
    "sourceConstraint": {"@id": f"{SH}sourceConstraint", **_NODE},
    "sourceConstraintComponent": {"@id": f"{SH}sourceConstraintComponent", **_NAME},
    "sourceShape": {"@id": f"{SH}sourceShape", **_NODE},
}
"""Every name stands for the SHACL term of that name."""


def write(located: LocatedReport, *, language: str = "en") -> Iterator[str]:
    """The report; all messages with their languages, so `language` changes nothing."""
    del language
    report = located.report
    yield f'{{"@context": {_text(CONTEXT)},\n'
    yield f' "@id": "_:report", "@type": "ValidationReport", "conforms": {_text(report.conforms)}'
    if report.results:
        yield ',\n "result": ['
        labels = result_labels(report.results)
        for index, (label, result) in enumerate(zip(labels, report.results, strict=True)):
            yield ",\n  " if index else "\n  "
            yield _text({"@id": label, **_result(result)})
        yield "\n ]"
    yield "}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _result(result: Result) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "ValidationResult",
        "focusNode": _value(node(result.focus_node, "data")),
    }
    structure = known_path(result)
    if structure is not None:
        made["resultPath"] = _path(structure)
    if result.value is not None:
        made["value"] = _value(node(result.value, "data"))
    if result.messages:
        made["resultMessage"] = [
            {"@value": text, "@language": tag} if tag else text for text, tag in result.messages
        ]
    made["resultSeverity"] = _name(result.severity)
    if result.source_constraint is not None:
        made["sourceConstraint"] = _id(node(result.source_constraint, "shape"))
    made["sourceConstraintComponent"] = _name(result.component)
    made["sourceShape"] = _id(node(result.source_shape, "shape"))
    if result.details:
        made["detail"] = [_result(detail) for detail in result.details]
    return made


def _value(term: str) -> Any:
    if not is_literal(term):
        return {"@id": _id(term)}
    literal = literal_value(term)
    if literal.datatype == XSD_STRING:
        return literal.lexical
    if literal.datatype == LANG_STRING:
        return {"@value": literal.lexical, "@language": literal.language}
    return {"@value": literal.lexical, "@type": literal.datatype}


def _id(term: str) -> str:
    return term if term.startswith("_:") else term[1:-1]


def _name(term: str) -> str:
    """The local name of a SHACL term, another IRI in full."""
    iri = term[1:-1]
    name = iri.removeprefix(SH)
    return name if name.isascii() and name.isalpha() else iri


def _path(path: Path) -> Any:
    match path:
        case Predicate(iri):
            return {"@id": iri[1:-1]}
        case Sequence(steps):
            return {"@list": [_path(step) for step in steps]}
        case Alternative(options):
            return {"alternativePath": {"@list": [_path(option) for option in options]}}
        case Inverse(inner) | ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return {WRAPPERS[type(path)]: _path(inner)}
