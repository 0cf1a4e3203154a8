"""A figure that stands in no quote is told; one that does, however it is written, is not."""

import pytest

from lod.curate.agreement import disagreements
from lod.errors import Severity
from lod.model import Claim, Evidence, Position, Span, Status
from lod.ntriples import XSD, literal
from lod.vocab import EDTF


def claim(quote: str, value: str, datatype: str = "", key: str = "value") -> Claim:
    return Claim(
        "<https://data.example.org/id/project/x>",
        f"<https://schema.org/{key}>",
        literal(value, datatype=datatype),
        evidence=(Evidence("d", Span(0, len(quote), quote)),),
        position=Position("data/claims/d.yaml", 7, 5),
    )


@pytest.mark.parametrize(
    ("quote", "value", "datatype"),
    [
        ("budžets ir 791 256,20 EUR", "791256.20", "decimal"),
        ("budžets ir 791\u00a0256,20 EUR", "791256.2", "decimal"),
        ("EUR 640 118.27", "640118.27", "decimal"),
        ("1.149.026,60 EUR", "1149026.60", "decimal"),
        ("2,5 miljoni eiro", "2500000", "decimal"),
        ("no septiņām pašvaldībām", "7", "integer"),
        ("divās grupās", "2", "integer"),
        ("ap 70 dalībniekiem", "70", "integer"),
        ("2018. gada 25. janvārī", "2018-01-25", "date"),
        ("2014.-2020. gadam", "2014/2020", "edtf"),
        ("2016. gadā", "2016", "edtf"),
        ("no 2018.gada marta", "2018-03/..", "edtf"),
    ],
)
def test_a_value_that_the_quote_holds_is_fine(quote: str, value: str, datatype: str) -> None:
    iri = EDTF if datatype == "edtf" else f"{XSD}{datatype}"
    assert not list(disagreements([claim(quote, value, iri)]))


@pytest.mark.parametrize(
    ("quote", "value", "datatype", "missing"),
    [
        ("budžets ir 312 450,50 EUR", "321450.50", "decimal", "321450.50"),
        ("ap 80 dalībnieku", "800", "integer", "800"),
        ("no septiņām pašvaldībām", "8", "integer", "8"),
        ("2026. gada 14. maijā", "2027-05-14", "date", "2027"),
        ("2026. gada 14. maijā", "2026-05-15", "date", "15"),
        ("15. janvārī", "2020-01-15", "edtf", "2020"),
    ],
)
def test_a_figure_that_stands_in_no_quote_is_told(
    quote: str, value: str, datatype: str, missing: str
) -> None:
    iri = EDTF if datatype == "edtf" else f"{XSD}{datatype}"
    (found,) = disagreements([claim(quote, value, iri)])
    assert found.what == f"the quote does not hold {missing}"
    assert (found.path, found.line, found.severity) == ("data/claims/d.yaml", 7, Severity.WARNING)


def test_an_acronym_must_stand_in_the_quote() -> None:
    assert not list(disagreements([claim("projekta “SocQuality”", "SocQuality", key="acronym")]))
    (found,) = disagreements([claim("projekta “SocQuality”", "TILTS", key="acronym")])
    assert "TILTS" in found.what


def test_what_is_inferred_or_is_text_is_not_compared() -> None:
    assert not list(
        disagreements([claim("Latvijas Universitātes rektors", "Latvijas Universitāte")])
    )
    inferred = Claim(
        "<s>",
        "<p>",
        literal("8", datatype=f"{XSD}integer"),
        status=Status.INFERRED,
        rules=('"counted"@en',),
        evidence=(Evidence("d", Span(0, 3, "abc")),),
    )
    assert not list(disagreements([inferred]))
