"""The structure that SARIF 2.1.0 demands, written down as far as we use it."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from lod.derive.mapping import Minting
from lod.model import Claim, Position
from lod.reports import LocatedReport, of_claims, of_files, write
from lod.reports.sarif import FINGERPRINT
from lod.shacl import Shapes
from lod.shacl.report import Report, report_of


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = _object(["text"], text={"type": "string", "minLength": 1})
PLACE = _object(
    ["artifactLocation"],
    artifactLocation=_object(
        ["uri"], uri={"type": "string", "pattern": r"^[^\s\\]+$"}, uriBaseId=TEXT
    ),
    region=_object(["startLine"], startLine=COUNT, startColumn=COUNT),
)
LOCATION = _object(
    [],
    id={"type": "integer", "minimum": -1},
    physicalLocation=PLACE,
    message=MESSAGE,
    logicalLocations=_list(_object([], name=TEXT, fullyQualifiedName=TEXT, kind=TEXT)),
)
RULE = _object(
    ["id"],
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    helpUri={"type": "string", "pattern": "^https?://"},
    defaultConfiguration=_object([], level=LEVEL, enabled={"type": "boolean"}),
)
RESULT = _object(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(LOCATION),
    relatedLocations=_list(LOCATION, uniqueItems=True),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    properties={"type": "object"},
)
RUN = _object(
    ["tool"],
    tool=_object(
        ["driver"],
        driver=_object(
            ["name"], name=TEXT, fullName=TEXT, version=TEXT, rules=_list(RULE, uniqueItems=True)
        ),
    ),
    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=_list(
        _object(
            ["executionSuccessful"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=_list(_object(["message"], message=MESSAGE, level=LEVEL)),
        )
    ),
    results=_list(RESULT),
)
LOG = _object(["version", "runs"], **{"$schema": TEXT}, version={"const": "2.1.0"}, runs=_list(RUN))


def run(located: LocatedReport, **options: object) -> dict[str, Any]:
    made = json.loads("".join(write(located, "sarif", **options)))  # type: ignore[arg-type]
    jsonschema.validate(made, LOG)
    (only,) = made["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("language", ["en", "lv", "lv-LV", "sgs", ""])
def test_it_has_the_structure_of_the_standard(located: LocatedReport, language: str) -> None:
    made = run(located, language=language, version="1.0")
    rules = made["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_an_empty_report_has_rules_and_no_results(shapes: Shapes) -> None:
    made = run(of_files(report_of([]), shapes))
    assert made["results"] == []
    assert len(made["tool"]["driver"]["rules"]) == len(shapes.shapes)
    assert made["invocations"][0]["executionSuccessful"] is True


def test_results_lie_at_the_line_of_the_claim(located: LocatedReport) -> None:
    made = run(located, language="lv")
    found = next(r for r in made["results"] if "Vajag nosaukumu." in r["message"]["text"])
    assert found["level"] == "error"
    assert found["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "data/claims/000_fair.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 5},
    }
    assert found["properties"]["quotes"] == ["notika gadatirgus"]


def test_other_claims_at_fault_are_related(located: LocatedReport) -> None:
    (found,) = [r for r in run(located)["results"] if "relatedLocations" in r]
    assert found["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 12


def test_levels_are_those_of_the_severities(located: LocatedReport) -> None:
    levels = [result["level"] for result in run(located)["results"]]
    assert levels == ["error"] * 3 + ["warning"] * 2 + ["note"]


def test_rules_have_labels_and_help(located: LocatedReport) -> None:
    rules = {rule["name"]: rule for rule in run(located, language="lv")["tool"]["driver"]["rules"]}
    assert rules["Event-name"]["shortDescription"]["text"] == "nosaukums"
    assert rules["Event-name"]["help"]["text"] == "How the event is called."
    assert rules["Event-name"]["helpUri"].endswith("shapes#Event-name")


def test_braces_are_no_placeholders(located: LocatedReport) -> None:
    texts = [result["message"]["text"] for result in run(located)["results"]]
    assert any("{{3}} letters" in text for text in texts)


def test_failures_are_told_of_the_run(located: LocatedReport) -> None:
    (invocation,) = run(located)["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [item["message"]["text"] for item in invocation["toolExecutionNotifications"]]
    assert any("took too long" in text for text in told)


def fingerprints(located: LocatedReport) -> list[str]:
    return [r["partialFingerprints"][FINGERPRINT] for r in run(located)["results"]]


def test_fingerprints_stay_while_lines_move_and_the_base_changes(
    report: Report, claims: tuple[Claim, ...], mint: Minting
) -> None:
    before = fingerprints(of_claims(report, None, claims, mint))
    moved = [replace(c, position=Position(c.position.path, c.position.line + 40)) for c in claims]
    assert fingerprints(of_claims(report, None, moved, mint)) == before
    base = mint.base

    def other(text: str) -> str:
        return text.replace(base, "https://example.com/x/")

    rebased = report_of(
        replace(
            result,
            focus_node=other(result.focus_node),
            source_shape=other(result.source_shape),
        )
        for result in report.results
    )
    assert fingerprints(of_claims(rebased, None, [], Minting(other(base)))) == before


def test_fingerprints_are_unique_even_of_like_results(report: Report) -> None:
    twice = replace(report, results=(report.results[0],) * 2)
    found = fingerprints(of_files(twice, None))
    assert len(set(found)) == 2


def test_paths_become_addresses() -> None:
    report = report_of([])
    located = of_files(report, None)
    assert run(located)["results"] == []
    from lod.reports.sarif import _artifact

    assert _artifact("data/my file.ttl")["uri"] == "data/my%20file.ttl"
    assert _artifact("/srv/x.ttl") == {"uri": "file:///srv/x.ttl"}
