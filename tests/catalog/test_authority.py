"""The EU codes: our small tables agree with the copies of the official ones."""

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import SKOS

from lod.catalog import authority
from lod.catalog.authority import AUTHORITY
from lod.catalog.statements import Statements
from lod.catalog.terms import rows

SUBSETS = {
    "access-right": "access-right",
    "data-theme": "data-theme",
    "frequency": "frequencies",
    "licence": "licences",
    "planned-availability": "planned-availability",
}


@pytest.mark.parametrize("table", sorted(SUBSETS))
def test_codes_and_english_labels_are_those_of_the_official_table(shared: Path, table: str) -> None:
    path = shared / "material" / "eu-authority" / "fdk-subset" / f"{SUBSETS[table]}.ttl"
    if not path.is_file():
        pytest.skip("no copy of the official table")
    graph = rdflib.Graph().parse(path)
    for code, entry in authority.codes(table).items():
        subject = rdflib.URIRef(entry.iri)
        labels = {
            str(o)
            for o in graph.objects(subject, SKOS.prefLabel)
            if isinstance(o, rdflib.Literal) and o.language == "en"
        }
        theirs = {label.casefold().replace("-", "–") for label in labels}
        assert entry.labels["en"].casefold().replace("-", "–") in theirs, code


def test_country_names_are_those_of_the_official_table(shared: Path) -> None:
    path = shared / "material" / "eu-authority" / "piveau-2019" / "countries-skos.rdf"
    if not path.is_file():
        pytest.skip("no copy of the official table")
    graph = rdflib.Graph().parse(path)
    for entry in authority.codes("country").values():
        labels = {
            (o.language, str(o))
            for o in graph.objects(rdflib.URIRef(entry.iri), SKOS.prefLabel)
            if isinstance(o, rdflib.Literal)
        }
        assert set(entry.labels.items()) <= labels


def test_file_types_exist_in_the_official_table(shared: Path) -> None:
    path = shared / "material" / "eu-authority" / "fdk-subset" / "filetypes.ttl"
    if not path.is_file():
        pytest.skip("no copy of the official table")
    known = {str(s) for s in rdflib.Graph().parse(path).subjects()}
    ours = {*authority.codes("file-type"), *(row["code"] for row in rows("file-types.tsv"))}
    assert {f"{AUTHORITY}file-type/{code}" for code in ours} <= known


@pytest.mark.parametrize("code", sorted(authority.codes("country")))
def test_the_centre_of_a_country_lies_in_its_box(code: str) -> None:
    numbers = [float(each) for each in authority.codes("country")[code].detail.split()]
    west, south, east, north, longitude, latitude = numbers
    assert west < longitude < east
    assert south < latitude < north


def test_a_code_that_our_table_lacks_takes_the_name_of_the_data() -> None:
    into = Statements()
    subject = authority.describe(into, "country", "ISL", {"lv": "Islande"})
    assert subject == f"<{AUTHORITY}country/ISL>"
    assert any(line.endswith('"Islande"@lv .') for line in into.lines)
