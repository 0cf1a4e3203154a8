"""Everything said about a thing, with what proves it."""

import pytest

from lod import describe, vocab
from lod.derive.mapping import Minting
from lod.describe import Description, Said
from lod.ntriples import quad_line
from lod.publication import Publication

SCHEMA = "https://schema.org/"


def about(here: Publication, thing: str) -> Description:
    lines = (here.dist / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]
    return describe.about(lines, f"{here.base}id/{thing}", here, vocab.load(here).context)


@pytest.fixture(scope="module")
def socquality(request: pytest.FixtureRequest) -> Description:
    return about(request.getfixturevalue("built"), "project/socquality")


def of(description: Description, predicate: str, part: str = "") -> list[Said]:
    subject = f"<{description.iri}{part}>"
    return [
        said
        for said in description.statements
        if said.subject == subject and said.predicate.strip("<>").endswith(predicate)
    ]


def test_a_stated_statement_comes_with_its_words_and_document(
    socquality: Description, built: Publication
) -> None:
    (budget,) = of(socquality, "/value", "/total-budget")
    assert budget.status == "stated"
    assert budget.quotes == (
        (
            f"{built.base}id/document/5f338807786e2a39",
            "budžets ir 791 256,20 EUR",
        ),
    )


def test_an_inferred_statement_of_an_editor_comes_with_the_rule(built: Publication) -> None:
    conference = about(built, "event/socquality-nosleguma-konference-2020")
    (date,) = of(conference, "#edtfDate")
    assert date.status == "inferred"
    assert "the year is that of its publication date" in date.rules[0]


def test_both_values_of_a_conflict_are_told_the_asserted_one_first(
    socquality: Description,
) -> None:
    grant = "/grant/eiropas-regionalas-attistibas-fonds/amount"
    first, second = of(socquality, "/value", grant)
    assert (first.asserted, first.status, first.conflicts) == (True, "stated", 1)
    assert (second.asserted, second.status, second.conflicts) == (False, "external", 1)
    assert second.sources[0].startswith("http://www.zpr.gov.lv/")


def test_what_machines_infer_is_told_apart_from_what_the_record_says(
    socquality: Description,
) -> None:
    statuses = {said.object: said.status for said in of(socquality, "#type")}
    assert set(statuses.values()) == {"record", "inferred"}
    assert [said.status for said in of(socquality, "/sponsor")] == ["inferred"]


def test_parts_and_what_points_here_belong_to_it_and_nothing_else_does(
    socquality: Description,
) -> None:
    iri = socquality.iri
    for said in socquality.statements:
        own = said.subject == f"<{iri}>" or said.subject.startswith(f"<{iri}/")
        assert own or said.object == f"<{iri}>"
    assert any(not said.subject.startswith(f"<{iri}") for said in socquality.statements)


def test_a_name_that_another_begins_with_is_another_thing(small: Publication) -> None:
    base = small.base
    lines = [
        quad_line(f"<{base}id/project/{name}>", f"<{SCHEMA}name>", f'"{name}"', f"<{base}graph/a>")
        for name in ("a", "ab")
    ]
    found = describe.about(lines, f"{base}id/project/a", small, vocab.load(small).context)
    assert [said.object for said in found.statements] == ['"a"']


def test_names_come_for_all_that_is_mentioned(socquality: Description, built: Publication) -> None:
    assert socquality.names[f"<{socquality.iri}>"].startswith("Sociālo pakalpojumu")
    assert socquality.names[f"<{built.base}voc#lead-partner>"] == "lead partner"
    assert f"<{built.base}id/document/5f338807786e2a39>" in socquality.names


def test_properties_stand_in_the_order_of_the_context(socquality: Description) -> None:
    own = [s.predicate for s in socquality.statements if s.subject == f"<{socquality.iri}>"]
    first_of = {predicate: own.index(predicate) for predicate in own}
    name, date, programme = (
        next(place for predicate, place in first_of.items() if predicate.endswith(end))
        for end in ("/name>", "#edtfDate>", "#programme>")
    )
    assert name < date < programme


def test_odd_line_ends_within_words_do_not_break_a_statement(
    small: Publication,
) -> None:
    from lod import check

    path = small.dist / "dataset.nq"
    iri, graph = f"<{small.base}id/project/odd>", Minting(small.base).graph("inferred")
    line = quad_line(iri, f"<{SCHEMA}name>", '"a\u2028b\x85c"', graph)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    (said,) = check.said_about(small, "id/project/odd").statements
    assert said.object == '"a\u2028b\x85c"'
