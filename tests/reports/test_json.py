import json

from lod.reports import LocatedReport, of_files, write
from lod.shacl.report import report_of


def test_everything_is_there(located: LocatedReport) -> None:
    made = json.loads("".join(write(located, "json", language="lv")))
    assert made["conforms"] is False
    assert made["counts"] == {"violation": 3, "warning": 2, "info": 1}
    assert made["failures"][0]["reason"] == "took too long"
    assert made["untested"][0]["target"] == "https://schema.org/Place"
    assert made["delegated"][0]["reason"] == "sh:js is not compiled"
    found = next(r for r in made["results"] if r["message"] == "Vajag nosaukumu.")
    assert found["messages"]["en"] == "A name is needed: {3} letters."
    assert found["value"] == {"type": "literal", "value": "gadatirgus", "xml:lang": "lv"}
    assert found["origins"] == [
        {
            "file": "data/claims/000_fair.yaml",
            "line": 7,
            "column": 5,
            "document": "000_fair",
            "quotes": ["notika gadatirgus"],
            "made": True,
        }
    ]


def test_lexical_forms_and_blank_nodes_survive(located: LocatedReport) -> None:
    made = json.loads("".join(write(located, "json")))
    found = next(r for r in made["results"] if r.get("focusNode", {}).get("type") == "bnode")
    assert found["focusNode"]["value"] == "b0"
    assert found["value"]["value"] == "07"
    assert found["value"]["datatype"].endswith("#integer")


def test_an_empty_report_has_no_results() -> None:
    made = json.loads("".join(write(of_files(report_of([]), None), "json")))
    assert (made["conforms"], made["results"]) == (True, [])
