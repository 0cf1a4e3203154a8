"""A small report with everything that a report can hold, and a strategy for any other."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from lod import shacl
from lod.derive.mapping import Minting
from lod.errors import Problem
from lod.model import Claim, Document, Evidence, Position, Span, Status
from lod.ntriples import literal
from lod.reports import LocatedReport, of_claims
from lod.shacl import paths
from lod.shacl.report import Delegated, Failure, Report, Result, Untested, report_of

CHECKOUT = Path(__file__).resolve().parents[2]
BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SHAPES = f"""
@prefix s: <{BASE}shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <{SCHEMA}> .
@prefix sh: <{SH}> .

s:Event a sh:NodeShape ;
    rdfs:label "pasākums"@lv , "event"@en ;
    sh:targetClass schema:Event ;
    sh:property s:Event-name , [ sh:path schema:startDate ; sh:maxCount 1 ] .
s:Event-name a sh:PropertyShape ;
    sh:name "nosaukums"@lv , "name"@en ;
    sh:description "How the event is called."@en ;
    sh:path schema:name ;
    sh:pattern "^[A-Z]{{3}}$" ;
    sh:message "Vajag nosaukumu."@lv , "A name is needed: {{3}} letters."@en .
s:Place a sh:NodeShape ;
    sh:targetClass schema:Place ;
    sh:severity sh:Warning ;
    sh:property [ sh:path [ sh:inversePath schema:location ] ; sh:minCount 1 ;
        sh:severity sh:Info ] .
"""


def iri(local: str) -> str:
    return f"<{BASE}{local}>"


def component(name: str) -> str:
    return f"<{SH}{name}ConstraintComponent>"


def predicate(name: str) -> paths.Predicate:
    return paths.Predicate(f"<{SCHEMA}{name}>")


@pytest.fixture(scope="session")
def shapes() -> shacl.Shapes:
    return shacl.read_shapes(SHAPES, path="shapes.ttl")


@pytest.fixture(scope="session")
def mint() -> Minting:
    return Minting(BASE)


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(
        key="000_fair",
        iri=f"{BASE}id/document/fair",
        language="lv",
        published="2020",
        length=100,
        sha256="0" * 64,
        types=(f"{SCHEMA}Article",),
        statements=(),
        position=Position("data/documents/000_fair.yaml", 1, 1),
    )


def claim(subject: str, name: str, object_: str, line: int, words: str) -> Claim:
    return Claim(
        iri(subject),
        f"<{SCHEMA}{name}>",
        object_,
        document="000_fair",
        evidence=(Evidence("000_fair", Span(10, 10 + len(words), words)),),
        position=Position("data/claims/000_fair.yaml", line, 5),
    )


@pytest.fixture(scope="session")
def claims() -> tuple[Claim, ...]:
    return (
        claim("id/event/fair", "name", '"gadatirgus"@lv', 7, "notika gadatirgus"),
        claim("id/event/fair", "startDate", '"2020-05"', 9, "maijā"),
        claim("id/event/fair", "startDate", '"2020-06"', 12, "jūnijā"),
        claim("id/event/fair", "location", iri("id/place/riga"), 14, "Rīgā"),
        Claim(
            iri("id/place/riga"),
            f"<{SCHEMA}name>",
            '"Rīga"@lv',
            status=Status.EXTERNAL,
            sources=("<https://example.net/riga>",),
            position=Position("data/claims/external.yaml", 3, 1),
        ),
    )


@pytest.fixture(scope="session")
def report(shapes: shacl.Shapes) -> Report:
    unnamed = {
        path: shape.id
        for shape in shapes.shapes
        if shape.id.startswith("_:") and (path := paths.sparql(shape.path or predicate("")))
    }
    inverse = paths.Inverse(predicate("location"))
    named, dated = predicate("name"), predicate("startDate")
    results = (
        Result(
            iri("id/event/fair"),
            paths.sparql(named),
            '"gadatirgus"@lv',
            component("Pattern"),
            f"<{SH}Violation>",
            iri("shapes#Event-name"),
            (("A name is needed: {3} letters.", "en"), ("Vajag nosaukumu.", "lv")),
            details=(
                Result(
                    '"gadatirgus"@lv',
                    None,
                    '"gadatirgus"@lv',
                    component("MinLength"),
                    f"<{SH}Violation>",
                    "_:b9",
                    (("Too short.", "en"),),
                ),
            ),
            path_structure=named,
        ),
        Result(
            iri("id/event/fair"),
            paths.sparql(dated),
            None,
            component("MaxCount"),
            f"<{SH}Violation>",
            unnamed[paths.sparql(dated)],
            (("<script>alert('one')</script> & \x07\nnext line", ""),),
            path_structure=dated,
        ),
        Result(
            iri("id/place/riga"),
            paths.sparql(inverse),
            None,
            component("MinCount"),
            f"<{SH}Info>",
            unnamed[paths.sparql(inverse)],
            (("Kur?", "lv"),),
            path_structure=inverse,
        ),
        Result(
            "_:b0",
            None,
            '"07"^^<http://www.w3.org/2001/XMLSchema#integer>',
            component("SPARQL"),
            f"<{SH}Warning>",
            iri("shapes#Place"),
            source_constraint="_:b0",
        ),
        Result(
            "<javascript:alert(2)>",
            None,
            "<javascript:alert(2)>",
            component("NodeKind"),
            f"<{SH}Warning>",
            iri("shapes#Place"),
            (("Not a place.", "en"),),
        ),
    )
    return report_of(
        results,
        delegated=[Delegated(iri("shapes#Event"), "sh:js is not compiled")],
        untested=[Untested(iri("shapes#Place"), f"<{SCHEMA}Place>")],
        failures=[Failure(iri("shapes#Event"), component("Pattern"), "took too long")],
        notes=["no shape has a target: nothing was tested"],
    )


@pytest.fixture(scope="session")
def problem() -> Problem:
    return Problem("data/claims/000_fair.yaml", 9, 5, "an e-mail", "leave it out", "privacy")


@pytest.fixture(scope="session")
def located(
    report: Report,
    shapes: shacl.Shapes,
    claims: tuple[Claim, ...],
    mint: Minting,
    document: Document,
    problem: Problem,
) -> LocatedReport:
    return of_claims(report, shapes, claims, mint, documents=[document], problems=[problem])


@pytest.fixture(scope="session")
def many(shapes: shacl.Shapes, claims: tuple[Claim, ...], mint: Minting) -> LocatedReport:
    """A hundred thousand results of two shapes."""
    result = Result(
        "",
        f"<{SCHEMA}name>",
        None,
        component("MinCount"),
        f"<{SH}Violation>",
        iri("shapes#Event-name"),
        (("A name is needed.", "en"),),
    )
    results = [
        Result(
            iri(f"id/event/{number}"),
            result.path,
            None,
            result.component,
            result.severity if number % 10 else f"<{SH}Warning>",
            result.source_shape if number % 10 else iri("shapes#Place"),
            result.messages,
        )
        for number in range(100_000)
    ]
    return of_claims(report_of(results), shapes, claims, mint)


def _terms() -> st.SearchStrategy[str]:
    text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
    return st.one_of(
        st.sampled_from([iri("a"), iri("b#c"), "_:b0", "_:b1", "<urn:x>"]),
        text.map(literal),
        text.map(lambda value: literal(value, language="lv")),
        st.sampled_from(["07", "1.0", "x"]).map(
            lambda value: literal(value, datatype="http://www.w3.org/2001/XMLSchema#integer")
        ),
    )


def _paths() -> st.SearchStrategy[paths.Path]:
    return st.recursive(
        st.sampled_from([predicate("name"), predicate("about")]),
        lambda inner: st.one_of(
            inner.map(paths.Inverse),
            inner.map(paths.ZeroOrMore),
            inner.map(paths.OneOrMore),
            inner.map(paths.ZeroOrOne),
            st.lists(inner, min_size=2, max_size=3).map(lambda s: paths.Sequence(tuple(s))),
            st.lists(inner, min_size=2, max_size=3).map(lambda s: paths.Alternative(tuple(s))),
        ),
        max_leaves=4,
    )


@st.composite
def _results(draw: st.DrawFn) -> Result:
    path = draw(st.none() | _paths())
    words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)
    messages = draw(st.dictionaries(st.sampled_from(["en", "lv", ""]), words, max_size=3))
    return Result(
        focus_node=draw(_terms()),
        path=paths.sparql(path) if path else None,
        value=draw(st.none() | _terms()),
        component=draw(st.sampled_from([component("Pattern"), "<urn:mine>"])),
        severity=draw(st.sampled_from([f"<{SH}Violation>", f"<{SH}Info>", "<urn:grave>"])),
        source_shape=draw(st.sampled_from([iri("shapes#Event"), "_:b0"])),
        messages=tuple(sorted((text, tag) for tag, text in messages.items())),
        source_constraint=draw(st.none() | st.sampled_from(["_:b0", iri("shapes#c")])),
        path_structure=path,
    )


@pytest.fixture(scope="session")
def any_report() -> st.SearchStrategy[Report]:
    return st.lists(_results(), max_size=4).map(report_of)
