"""The law of the dumps: every syntax carries the same triples with the same lexical forms."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import ntriples
from lod.publish import context, jsonld, names, nquads, rdf12, trig, turtle

BASE = "https://data.example.org/"
XSD = ntriples.XSD
RDF = ntriples.RDF
CONTEXT = context.read(
    json.loads(
        (Path(__file__).parents[2] / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    )
)

Spo = tuple[str, str, str]

# ---- random terms, as canonical N-Triples

TOKENS = [*"abzAZ09._~-!$&'()*+,;=:@/", "%20", "é", "ļ", "漢", "😀", "e\u0301", "//", "..", "true"]
SPACES = [
    *(f"{BASE}id/{kind}/" for kind in ("project", "event", "person", "target-group")),
    *(f"{BASE}id/project/x/", f"{BASE}id/project/x", f"{BASE}id/", BASE, f"{BASE}id/project/x#"),
    *(space for name, space in CONTEXT.prefixes.items() if name in ("coop", "schema", "xsd", "oa")),
    *("http://example.com/", "https://example.com/a?b=", "urn:example:", "tag:example.com,2020:"),
]
local_names = st.lists(st.sampled_from(TOKENS), max_size=4).map("".join)
slugs = st.from_regex(r"[a-z0-9]{1,2}(-[0-9])?(/[a-c](/[a-c])?|#[a-c])?", fullmatch=True)
iris = st.one_of(
    st.builds("{}{}".format, st.sampled_from(SPACES[:4]), slugs),
    st.builds("{}{}".format, st.sampled_from(SPACES), local_names),
).map(ntriples.iri)

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(
        st.sampled_from('"\\\n\r\t\b\f\x00\x1f\x7f\x85\u00a0\u2028\ufeff\U0001f600<>@^ .{'),
        max_size=8,
    ),
    st.sampled_from(["Naß", "Šlēsviga", '" .', '"@en', '"^^<x>', "\\u0041", "a <http://b> ."]),
    st.builds(unicodedata.normalize, st.sampled_from(["NFC", "NFD"]), st.just("Rīga, Āboliņš")),
)
numbers = ["791256.20", "007", "1.0E0", "+5", "-0", "0", "-3.50", ".5", "5.", "1e400", "INF", "16"]
dates = [
    "2020-01-15",
    "2020-01-15T10:00:00+00:00",
    "2020-01-15T10:00:00Z",
    "10:00:00",
    "2017-11-XX",
]
lexical = st.one_of(texts, st.sampled_from([*numbers, *dates, "true", "1", "0.0000001", "9" * 30]))
datatypes = st.sampled_from(
    [
        *(XSD + name for name in ("integer", "decimal", "double", "boolean", "date", "dateTime")),
        *(XSD + name for name in ("time", "gYear", "nonNegativeInteger", "anyURI")),
        "http://id.loc.gov/datatypes/edtf/EDTF",
        "http://example.com/odd%20type",
    ]
)
languages = st.sampled_from(["lv", "en", "de", "en-gb", "zh-hant", "de-ch-1996"])
literals = st.one_of(
    st.builds(ntriples.literal, texts),
    st.builds(lambda text, tag: ntriples.literal(text, language=tag), texts, languages),
    st.builds(lambda text, datatype: ntriples.literal(text, datatype=datatype), lexical, datatypes),
)
predicates = st.one_of(
    st.sampled_from([f"<{iri}>" for iri in (*CONTEXT.terms, RDF + "type", f"{BASE}ont#acronym")]),
    iris,
)
graphs = st.sampled_from([f"<{BASE}graph/{name}>" for name in ("doc/a", "doc/b", "inferred")])
triples = st.tuples(iris, predicates, st.one_of(iris, literals))


@st.composite
def datasets(draw: st.DrawFn) -> list[str]:
    """Sorted N-Quads lines in which some subjects say much and some triples stand twice."""
    statements = draw(st.lists(triples, min_size=1, max_size=12))
    subject = draw(iris)
    statements += [(subject, p, o) for _, p, o in draw(st.lists(triples, max_size=6))]
    statements += [(s, p, subject) for s, p, _ in draw(st.lists(triples, max_size=2))]
    lines = {ntriples.quad_line(*statement, draw(graphs)) for statement in statements}
    lines |= {ntriples.quad_line(*statements[0], draw(graphs))}
    return sorted(lines)


# ---- what comes back


def term(text: str) -> ox.NamedNode | ox.Literal:
    """The term for canonical N-Triples, built without a parser of the library under test."""
    if ntriples.is_iri(text):
        return node(text)
    parts = ntriples.literal_value(text)
    if parts.language:
        return ox.Literal(parts.lexical, language=parts.language)
    return ox.Literal(parts.lexical, datatype=ox.NamedNode(parts.datatype))


def node(text: str) -> ox.NamedNode:
    return ox.NamedNode(ntriples.iri_value(text))


def triple(statement: Spo) -> ox.Triple:
    subject, predicate, object_ = statement
    return ox.Triple(node(subject), node(predicate), term(object_))


def expected(lines: Iterable[str]) -> set[ox.Triple]:
    return {triple(ntriples.split(line)[:3]) for line in lines}


def parsed(chunks: Iterable[str], syntax: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse("".join(chunks), format=syntax)}


def as_turtle(lines: list[str]) -> Iterator[str]:
    prefixes = {**CONTEXT.prefixes, **names.kinds(lines, BASE)}
    return turtle.write(lines, prefixes, "A head\rwith\u2028odd line ends", BASE)


def as_jsonld(lines: list[str]) -> Iterator[str]:
    return jsonld.write(lines, CONTEXT, BASE)


@pytest.fixture(autouse=True, scope="module")
def rdflib_keeps_lexical_forms() -> Iterator[None]:
    import rdflib

    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


# ---- the laws


@given(datasets())
def test_turtle_carries_exactly_the_triples(lines: list[str]) -> None:
    assert parsed(as_turtle(lines), ox.RdfFormat.TURTLE) == expected(lines)


@given(datasets())
def test_jsonld_carries_exactly_the_triples(lines: list[str]) -> None:
    assert parsed(as_jsonld(lines), ox.RdfFormat.JSON_LD) == expected(lines)


@given(datasets())
def test_trig_carries_exactly_the_quads(lines: list[str]) -> None:
    prefixes = {**CONTEXT.prefixes, **names.kinds(lines, BASE), "graph": f"{BASE}graph/"}
    text = "".join(trig.write(lines, prefixes, "", BASE))
    assert set(ox.parse(text, format=ox.RdfFormat.TRIG)) == {
        ox.Quad(node(quad.subject), node(quad.predicate), term(quad.object), node(quad.graph))
        for quad in map(ntriples.split, lines)
    }


@given(datasets())
def test_nquads_carry_exactly_the_lines(lines: list[str]) -> None:
    assert "".join(nquads.write(lines)).split("\n") == [*lines, ""]


@given(datasets())
def test_triples_and_quads_give_the_same_turtle(lines: list[str]) -> None:
    as_triples = sorted({f"{' '.join(ntriples.split(line)[:3])} ." for line in lines})
    assert "".join(as_turtle(as_triples)) == "".join(as_turtle(lines))


@given(datasets(), st.lists(triples, max_size=3), st.data())
def test_turtle_1_2_adds_a_reifier_for_every_claim_and_nothing_else(
    facts: list[str], unasserted: list[Spo], data: st.DataObject
) -> None:
    claimed = data.draw(st.lists(st.sampled_from(facts), max_size=5))
    statements = [ntriples.split(line)[:3] for line in claimed] + unasserted
    claims: dict[str, Spo] = {}
    described = []
    for number, statement in enumerate(statements):
        name = f"<{BASE}id/claim/c{number}>"
        claims[name] = statement
        parts = zip(("subject", "predicate", "object"), statement, strict=True)
        said = [(f"<{RDF}{part}>", value) for part, value in parts]
        said.append((f"<{RDF}type>", f"<{BASE}ont#Claim>"))
        said += [row[1:] for row in data.draw(st.lists(triples, max_size=3))]
        described += [ntriples.quad_line(name, *row, f"<{BASE}graph/claims>") for row in said]
    # Random rows may give a claim a second rdf:subject; then it is no claim and just described.
    lines = sorted({*facts, *described})
    for name in list(claims):
        for part in ("subject", "predicate", "object"):
            if sum(line.startswith(f"{name} <{RDF}{part}> ") for line in lines) != 1:
                claims.pop(name, None)
    text = "".join(rdf12.write(lines, dict(CONTEXT.prefixes), "", BASE))
    reifiers = {
        ox.Triple(node(name), ox.NamedNode(RDF + "reifies"), triple(statement))
        for name, statement in claims.items()
    }
    assert parsed([text], ox.RdfFormat.TURTLE) == expected(lines) | reifiers


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")  # rdflib looks at every value
@settings(max_examples=40)
@given(datasets())
def test_rdflib_reads_the_same_graph_from_turtle_and_ntriples(lines: list[str]) -> None:
    import rdflib

    text = "".join(as_turtle(lines))
    assert set(rdflib.Graph().parse(data=text, format="turtle")) == {
        tuple(map(rdflib_term, ntriples.split(line)[:3])) for line in lines
    }


def rdflib_term(text: str) -> object:
    import rdflib

    if ntriples.is_iri(text):
        return rdflib.URIRef(ntriples.iri_value(text))
    lexical_form, language, datatype = ntriples.literal_value(text)
    if language:
        return rdflib.Literal(lexical_form, lang=language)
    plain = datatype == ntriples.XSD_STRING
    return rdflib.Literal(lexical_form, datatype=None if plain else rdflib.URIRef(datatype))


@settings(max_examples=40)
@given(datasets())
def test_pyld_reads_the_same_graph_from_jsonld(lines: list[str]) -> None:
    from pyld import jsonld as pyld

    # PyLD computes with every xsd:double, string or not, and rewrites it: 0 becomes 0.0E0.
    lines = [line for line in lines if f"<{XSD}double>" not in line]
    nquads_text = pyld.to_rdf(
        json.loads("".join(as_jsonld(lines))), {"format": "application/n-quads"}
    )
    assert parsed([nquads_text], ox.RdfFormat.N_QUADS) == expected(lines)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean")  # rdflib looks at every value
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser
@settings(max_examples=40)
@given(datasets())
def test_rdflib_reads_the_same_graph_from_jsonld(lines: list[str]) -> None:
    import rdflib

    text = "".join(as_jsonld(lines))
    assert set(rdflib.Graph().parse(data=text, format="json-ld")) == {
        tuple(map(rdflib_term, ntriples.split(line)[:3])) for line in lines
    }


@pytest.mark.parametrize("write", [as_turtle, as_jsonld])
@given(lines=datasets())
def test_the_same_lines_give_the_same_bytes(
    write: Callable[[list[str]], Iterator[str]], lines: list[str]
) -> None:
    assert "".join(write(lines)) == "".join(write(list(lines)))
