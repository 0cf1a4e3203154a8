import csv
import io

import pytest

from lod.reports import LocatedReport, write
from lod.reports.csv import HEADER, kind


def test_rows_end_in_cr_lf_and_read_back(located: LocatedReport) -> None:
    text = "".join(write(located, "csv", language="lv"))
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == list(HEADER)
    assert len(rows) == len(located.findings)
    row = next(row for row in rows if row["message"] == "Vajag nosaukumu.")
    assert row["focus_node"] == "https://data.example.org/id/event/fair"
    assert (row["value"], row["value_kind"]) == ("gadatirgus", "@lv")
    assert (row["file"], row["line"], row["column"]) == ("data/claims/000_fair.yaml", "7", "5")
    assert (row["document"], row["quote"]) == ("000_fair", "notika gadatirgus")
    assert row["label"] == "nosaukums"


def test_line_breaks_within_a_field_survive(located: LocatedReport) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(write(located, "csv")), newline="")))
    assert any("\nnext line" in row["message"] for row in rows)


@pytest.mark.no_cover
def test_many_rows_come_piece_by_piece(many: LocatedReport) -> None:
    pieces = list(write(many, "csv"))
    assert len(pieces) > 50
    assert "".join(pieces).count("\r\n") == 100_001


def test_kinds_tell_terms_apart() -> None:
    assert [kind(term) for term in (None, "<urn:x>", "_:b0", '"x"@lv')] == [
        "",
        "iri",
        "blank",
        "@lv",
    ]
    assert kind('"x"') == "http://www.w3.org/2001/XMLSchema#string"
