"""The shapes: each accepts its example, reports its faults, and tells editors the keys they have.

The examples are tests/cases/shapes: a conforming sample and, per class, SPARQL updates that break
it in one way each. They run through pySHACL and through lod.shacl.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef, Variable
from rdflib.collection import Collection
from rdflib.term import Node

from lod import shacl, vocab
from lod.ntriples import literal
from lod.publication import load

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LOD_SHARED", CHECKOUT.parent / "shared"))
CASES = CHECKOUT / "tests" / "cases" / "shapes"
BASE = "https://data.example.org/"
S = Namespace(f"{BASE}shapes#")
SCHEMA = "https://schema.org/"
PREFIXES = f"BASE <{BASE}>\n" + "".join(
    f"PREFIX {prefix}: <{namespace}>\n"
    for prefix, namespace in {
        "coop": f"{BASE}ont#",
        "voc": f"{BASE}voc#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "schema": SCHEMA,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)


class Fault(NamedTuple):
    """One way to break the sample, and the shape or constraint that has to notice."""

    title: str
    expected: URIRef
    update: str


def _faults() -> Iterator[Fault]:
    for path in sorted(CASES.glob("*.ru")):
        for block in re.split(r"(?m)^## ", path.read_text(encoding="utf-8"))[1:]:
            heading, update = block.split("\n", 1)
            title, shape = heading.rsplit(" → ", 1)
            yield Fault(title, S[shape], update)


FAULTS = tuple(_faults())
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)


@cache
def _shapes_text() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((CHECKOUT / "shapes").glob("*.ttl"))
    )


@cache
def _shapes() -> Graph:
    return Graph().parse(data=_shapes_text(), format="turtle")


@cache
def _compiled() -> shacl.Shapes:
    return shacl.read_shapes(_shapes_text())


@cache
def _sample_text() -> str:
    sample = (CASES / "sample.ttl").read_text(encoding="utf-8")
    return sample + (CHECKOUT / "ontology" / "codes.ttl").read_text(encoding="utf-8")


@cache
def _sample() -> Graph:
    return Graph().parse(data=_sample_text(), format="turtle")


@contextmanager
def _broken(fault: Fault) -> Iterator[Graph]:
    """The sample with the fault, which is mended afterwards: to parse it again takes longer."""
    graph = _sample()
    whole = set(graph)
    graph.update(PREFIXES + fault.update)
    broken = set(graph)
    try:
        yield graph
    finally:
        for triple in broken - whole:
            graph.remove(triple)
        for triple in whole - broken:
            graph.add(triple)


def _owners(shape: URIRef) -> set[Node]:
    """The node shapes that refer to a property shape or a SPARQL-based constraint."""
    owners = set(_shapes().subjects(SH.property, shape)) | set(_shapes().subjects(SH.sparql, shape))
    return owners or {shape}


def _alone(shape: URIRef) -> Graph:
    """The shapes graph with one shape at work: pySHACL is too slow to run all for every fault."""
    owners, links, targets = _owners(shape), (SH.property, SH.sparql), set(_TARGETS)
    alone = Graph()
    for subject, predicate, object_ in _shapes():
        if predicate in targets and subject not in owners:
            continue
        if predicate in links and subject in owners and object_ != shape and shape not in owners:
            continue
        if predicate in links and shape in owners and subject == shape:
            continue
        alone.add((subject, predicate, object_))
    return alone


def _reported_by_pyshacl(data: Graph, shapes: Graph) -> set[Node]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return set(report.objects(None, SH.sourceShape)) | set(
        report.objects(None, SH.sourceConstraint)
    )


def _reported_by_lod(data: str, shapes: shacl.Shapes) -> set[str]:
    report = shacl.validate(shapes, data, format="turtle")
    assert not report.failures
    found = {result.source_shape for result in report.results}
    return found | {
        result.source_constraint for result in report.results if result.source_constraint
    }


# ---------------------------------------------------------------- examples


@pytest.mark.no_cover
def test_the_sample_conforms_without_a_warning_in_pyshacl() -> None:
    assert _reported_by_pyshacl(_sample(), _shapes()) == set()


def test_the_sample_conforms_without_a_warning_in_lod_shacl() -> None:
    assert _reported_by_lod(_sample_text(), _compiled()) == set()


def test_the_sample_conforms_under_another_base() -> None:
    base = "https://dati.pilseta.example/projekti/"
    shapes = shacl.read_shapes(_shapes_text().replace(BASE, base))
    assert _reported_by_lod(_sample_text().replace(BASE, base), shapes) == set()
    moved = _sample_text().replace(BASE, base).replace("id/person/p-0a1b2c", "id/person/Anna")
    assert {f"<{base}shapes#Person>", f"<{base}shapes#Dataset-iri-policy>"} <= _reported_by_lod(
        moved, shapes
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_pyshacl_and_lod_shacl_report_the_fault(fault: Fault) -> None:
    with _broken(fault) as graph:
        assert fault.expected in _reported_by_pyshacl(graph, _alone(fault.expected)), "pyshacl"
        data = graph.serialize(format="nt")
    assert f"<{fault.expected}>" in _reported_by_lod(data, _compiled()), "lod.shacl"


def test_no_two_faults_have_one_title() -> None:
    titles = [fault.title for fault in FAULTS]
    assert sorted(titles) == sorted(set(titles))


def test_every_shape_has_a_failing_example() -> None:
    assert {str(shape) for shape in _answerable()} == {str(fault.expected) for fault in FAULTS}


def _expected_values() -> list[tuple[Any, ...]]:
    """Each node shape that has a target, with each of its property shapes that forbids nothing."""
    graph = _shapes()
    targeted = {node for target in _TARGETS for node in graph.subjects(target)}
    return sorted(
        pair
        for pair in set(graph.subject_objects(SH.property))
        if pair[0] in targeted and (pair[1], SH.maxCount, Literal(0)) not in graph
    )


@pytest.mark.parametrize("pair", _expected_values(), ids="-".join)
def test_the_sample_has_a_value_for_the_property_of_each_class(pair: tuple[Node, Node]) -> None:
    owner, shape = pair
    path = _sparql_path(_shapes().value(shape, SH.path))
    targets = " UNION ".join(f"{{ {pattern} }}" for pattern in _target_patterns(owner))
    assert _sample().query(f"ASK {{ {targets} $this {path} ?value }}").askAnswer


def test_every_deliberate_error_of_the_design_is_among_the_faults() -> None:
    listed = SHARED / "design" / "reference-model" / "MUTATIONS.md"
    if not listed.exists():
        pytest.skip("the list of deliberate errors is not here")
    errors = re.findall(r"(?m)^- (.+)$", listed.read_text(encoding="utf-8"))
    assert len(errors) == 31
    assert set(errors) <= {fault.title for fault in FAULTS}


def _answerable() -> set[Node]:
    """Shapes and constraints that can appear in a report: those at work on a target."""
    graph = _shapes()
    targeted = {node for target in _TARGETS for node in graph.subjects(target)}
    linked = {
        part
        for node in targeted
        for link in (SH.property, SH.sparql)
        for part in graph.objects(node, link)
    }
    own = {SH["class"], SH.closed, SH["or"], SH.pattern}
    return linked | {node for node in targeted if own & set(graph.predicates(node))}


def _target_patterns(shape: Node) -> Iterator[str]:
    for target, pattern in ((SH.targetClass, "$this a {}"), (SH.targetSubjectsOf, "$this {} ?any")):
        for value in _shapes().objects(shape, target):
            yield pattern.format(value.n3())


def _sparql_path(path: Node | None) -> str:
    graph = _shapes()
    if isinstance(path, URIRef):
        return path.n3()
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return f"^{_sparql_path(inverse)}"
    alternatives = graph.value(path, SH.alternativePath)
    steps = Collection(graph, alternatives or path)  # type: ignore[arg-type]
    return f"({('|' if alternatives else '/').join(_sparql_path(step) for step in steps)})"


# ---------------------------------------------------------------- form


@pytest.mark.no_cover
def test_the_shapes_graph_is_well_formed_for_pyshacl() -> None:
    assert pyshacl.validate(Graph(), shacl_graph=_shapes(), meta_shacl=True)[0]


@pytest.mark.no_cover
def test_the_shapes_graph_conforms_to_the_shapes_for_shapes_of_the_standard() -> None:
    standard = SHARED / "material" / "w3c-shacl-tests" / "shacl" / "shacl-shacl.ttl"
    if not standard.exists():
        pytest.skip("the W3C SHACL material is not here")
    conforms, _, text = pyshacl.validate(_shapes(), shacl_graph=Graph().parse(standard))
    assert conforms, text


def _typed(kind: URIRef) -> list[Any]:
    return sorted(_shapes().subjects(RDF.type, kind))


def test_every_shape_has_an_iri() -> None:
    parts = {
        part
        for link in (SH.property, SH.sparql, SH.qualifiedValueShape)
        for part in _shapes().objects(None, link)
    }
    nodes = (
        parts
        | set(_typed(SH.NodeShape))
        | set(_typed(SH.PropertyShape))
        | set(_typed(SH.SPARQLConstraint))
    )
    assert [node for node in nodes if isinstance(node, BNode)] == []


def test_every_part_of_a_shape_is_declared() -> None:
    for link, kind in ((SH.property, SH.PropertyShape), (SH.sparql, SH.SPARQLConstraint)):
        assert set(_shapes().objects(None, link)) == set(_typed(kind))


@pytest.mark.parametrize("shape", _typed(SH.NodeShape), ids=str)
def test_a_node_shape_has_a_label_in_both_languages(shape: Node) -> None:
    assert _languages(shape, RDFS.label) == ["en", "lv"]


@pytest.mark.parametrize("shape", _typed(SH.PropertyShape) + _typed(SH.SPARQLConstraint), ids=str)
def test_what_can_fail_says_so_in_both_languages(shape: Node) -> None:
    assert _languages(shape, SH.message) == ["en", "lv"]


@pytest.mark.parametrize("shape", _typed(SH.NodeShape) + _typed(SH.PropertyShape), ids=str)
def test_a_shape_states_its_severity(shape: Node) -> None:
    severities = list(_shapes().objects(shape, SH.severity))
    assert len(severities) == 1
    assert severities[0] in (SH.Violation, SH.Warning, SH.Info)


@pytest.mark.parametrize("constraint", _typed(SH.SPARQLConstraint), ids=str)
def test_a_constraint_leaves_the_severity_to_its_shape(constraint: Node) -> None:
    assert _shapes().value(constraint, SH.severity) is None
    assert len(list(_shapes().subjects(SH.sparql, constraint))) == 1


def _languages(node: Node, predicate: URIRef) -> list[str]:
    return sorted(
        str(text.language)
        for text in _shapes().objects(node, predicate)
        if isinstance(text, Literal)
    )


# ---------------------------------------------------------------- terms


def _terms_used(namespace: str) -> set[str]:
    """Local names of a namespace in the shapes: as terms, and as prefixed names in SPARQL."""
    terms = {
        str(term).removeprefix(namespace)
        for triple in _shapes()
        for term in triple
        if str(term).startswith(namespace)
    }
    prefix = next(
        line.split()[1] for line in PREFIXES.splitlines() if line.endswith(f"<{namespace}>")
    )
    queries = " ".join(str(query) for query in _shapes().objects(None, SH.select))
    terms |= set(re.findall(rf"\b{prefix}([A-Za-z][A-Za-z0-9-]*)", queries))
    return {term for term in terms if term and not re.search(r"\W", term.replace("-", ""))}


def _schema_terms() -> list[str]:
    listed = (CHECKOUT / "src" / "lod" / "data" / "schemaorg-30.0.txt").read_text(encoding="utf-8")
    return [line for line in listed.splitlines() if not line.startswith("#")]


def test_every_term_of_schema_org_exists() -> None:
    assert len(_terms_used(SCHEMA)) > 60
    assert _terms_used(SCHEMA) <= set(_schema_terms())


@pytest.mark.parametrize(("name", "file"), [("ont", "coop.ttl"), ("voc", "codes.ttl")])
def test_every_term_of_our_own_is_defined(name: str, file: str) -> None:
    namespace = f"{BASE}{name}#"
    defined = {str(node) for node in Graph().parse(CHECKOUT / "ontology" / file).subjects()}
    used = {namespace + term for term in _terms_used(namespace)}
    assert len(used) > 10
    assert used <= defined


def test_the_list_of_terms_is_that_of_the_release() -> None:
    release = SHARED / "material" / "schemaorg-30.0" / "schemaorg-current-https.ttl"
    if not release.exists():
        pytest.skip("the schema.org release is not here")
    subjects = {str(node) for node in Graph().parse(release).subjects()}
    names = sorted(node.removeprefix(SCHEMA) for node in subjects if node.startswith(SCHEMA))
    assert _schema_terms() == names


# ---------------------------------------------------------------- keys of claim files

_NAMED = {"name", "alternateName", "description"}
_LINKED = _NAMED | {"disambiguatingDescription", "identifier", "url", "sameAs", "subjectOf"}
KEYS = {
    "project": _LINKED
    | {
        "acronym",
        "kind",
        "date",
        "period",
        "programme",
        "priority",
        "totalBudget",
        "funding",
        "goal",
        "targetGroup",
    }
    | {"output", "partOfProject", "areaServed", "participation", "count", "location", "topic"},
    "programme": _LINKED | {"acronym", "date", "period", "partOf", "areaServed", "count"},
    "event": _NAMED
    | {
        "disambiguatingDescription",
        "url",
        "subjectOf",
        "kind",
        "date",
        "period",
        "startTime",
        "occurrence",
    }
    | {
        "eventStatus",
        "location",
        "superEvent",
        "eventOf",
        "about",
        "topic",
        "goal",
        "targetGroup",
        "participation",
        "count",
    },
    "output": _NAMED | {"type", "targetGroup", "location", "topic", "url", "subjectOf", "count"},
    "participation": {
        "participant",
        "role",
        "onBehalfOf",
        "position",
        "description",
        "date",
        "totalBudget",
    },
    "person": {"name", "alternateName"},
    "organization": _LINKED
    | {"acronym", "type", "parentOrganization", "location", "areaServed", "memberOf", "count"},
    "place": _LINKED | {"type", "containedInPlace"},
    "target-group": _NAMED,
    "priority": _NAMED | {"termCode", "partOf"},
    "document": _NAMED
    | {
        "headline",
        "type",
        "inLanguage",
        "datePublished",
        "dateModified",
        "publisher",
        "url",
        "usageInfo",
        "about",
    }
    | {"funder", "participation", "subjectOf", "identifier", "date"},
    "amount": {"value", "currency"},
    "grant": {"funder", "amount", "name"},
    "count": {"measuredProperty", "value", "qualifier", "observationAbout"},
    "period": {"periodStart", "periodEnd"},
}


@pytest.fixture(scope="module")
def vocabulary() -> vocab.Vocabulary:
    return vocab.load(load(CHECKOUT))


def test_a_thing_has_the_keys_of_its_kind_and_no_others(vocabulary: vocab.Vocabulary) -> None:
    known = set(vocabulary.context) | {"type"}
    expected = {segment: keys & known for segment, keys in KEYS.items()}
    assert {segment: set(forms) for segment, forms in vocabulary.forms.items()} == expected


def test_every_key_tells_how_its_values_are_written(vocabulary: vocab.Vocabulary) -> None:
    for segment, forms in vocabulary.forms.items():
        for form in forms.values():
            assert form.datatypes or form.kinds or form.codes or form.choices or form.address, (
                segment,
                form,
            )


def test_choices_are_told_apart_by_their_local_names(vocabulary: vocab.Vocabulary) -> None:
    for forms in vocabulary.forms.values():
        for form in forms.values():
            names = [vocab.local_name(choice) for choice in form.choices]
            assert len(names) == len(set(names)), form.key


def test_dates_budgets_and_statuses_are_single_valued(vocabulary: vocab.Vocabulary) -> None:
    single = {
        (segment, form.key)
        for segment, forms in vocabulary.forms.items()
        for form in forms.values()
        if form.single
    }
    assert {
        ("event", "date"),
        ("event", "occurrence"),
        ("project", "date"),
        ("project", "totalBudget"),
        ("project", "programme"),
        ("amount", "value"),
        ("count", "value"),
        ("organization", "parentOrganization"),
        ("person", "name"),
    } <= single
    assert ("place", "containedInPlace") not in single
    assert ("participation", "onBehalfOf") not in single


# ---------------------------------------------------------------- contact details

NBSP = "\u00a0"
EMAILS = (
    "anna@upmala.example",
    "Anna.Paraudzina@Upmala.Example",
    "anna @ upmala . example",
    f"anna{NBSP}@{NBSP}upmala.example",
    "anna\uff20upmala.example",
    "an\u00adna@upma\u200bla.example",
    "anna[at]upmala.example",
    "anna [at] upmala.example",
    f"anna{NBSP}[at]{NBSP}upmala",
    "anna(at)upmala.example",
    "anna (AT) upmala.example",
    "anna{at}upmala(dot)example",
    "anna(ät)upmala.example",
    "anna at upmala dot example",
    "anna&#64;upmala.example",
    "anna%40upmala.example",
    "info@upmala.example",
    "(raksti: anna@upmala.example).",
)
NOT_EMAILS = (
    "Konference Rīgā, 27.–28. novembrī",
    "partneri no Grācas (AT) un Rīgas (LV)",
    "Meeting at Riga. Next at ten",
    "seminārs at the library dotted with posters",
    "cena: 5 @ 3",
    "seko @sempre",
    "https://upmala.example/@tilts",
)
PHONES = (
    "29123456",
    "67123456",
    "29 123 456",
    f"29{NBSP}123{NBSP}456",
    "29\u202f123\u202f456",
    "29-123-456",
    "29 12 34 56",
    "2912 3456",
    "29 123456",
    "20123456",
    "2012 3456",
    "+371 29 123 456",
    "+37129123456",
    "(+371) 67123456",
    "+49 431 593-0123",
    "0037167123456",
    "tālr. 63 22 33 44",
    "tel.: 5551234",
    "Tālrunis: +371 6 7123456",
    "29123456, 67123456",
    "zvani 29123456!",
)
NOT_PHONES = (
    "01.07.2020",
    "2020-01-15",
    "2017-11-21/2017-11-30",
    "20.01.2018",
    "26.-28.11.2018",
    "2014–2020",
    "2014-2020",
    "2014.-2020. gads",
    "2014 2020",
    "2021 2027",
    "672 576,74",
    "791 256,20 EUR",
    "26 500 300 EUR",
    "26 500 300,50 eiro",
    "EUR 26 500 300",
    f"4{NBSP}860{NBSP}664,11 EUR",
    "1149026.60",
    "LLI-317",
    "Nr. 1.3.1/16/I/001",
    "9900d05f8f9cf2852612345629123456abcdef00112233445566778899aabbcc",
    "90000123456",
    "ap 70 dalībnieku no 16 valstīm",
    "plkst. 10.00–16.30",
    "televīzija 2018-2020",
    "Erasmus+2014-2020",
)


def _hits(
    constraint: str, texts: list[str], predicate: str = "https://schema.org/description"
) -> set[str]:
    """The texts that a privacy constraint finds, on Oxigraph as lod.shacl runs it."""
    store = ox.Store()
    for number, text in enumerate(texts):
        triple = f"<urn:x:{number}> <{predicate}> {literal(text, language='lv')} ."
        store.load(triple.encode(), ox.RdfFormat.N_TRIPLES)
    query = _privacy_query(constraint)
    return {texts[int(row["value"].value.rsplit(":", 1)[1])] for row in store.query(query)}  # type: ignore[union-attr]


@cache
def _privacy_query(constraint: str) -> str:
    return PREFIXES + str(_shapes().value(S[constraint], SH.select)).replace(
        "SELECT $this", "SELECT"
    )


def _hits_in_rdflib(constraint: str, texts: tuple[str, ...]) -> set[str]:
    graph = Graph()
    for number, text in enumerate(texts):
        graph.add(
            (URIRef(f"urn:x:{number}"), URIRef(f"{SCHEMA}description"), Literal(text, lang="lv"))
        )
    rows = graph.query(_privacy_query(constraint)).bindings
    return {texts[int(str(row[Variable("value")]).rsplit(":", 1)[1])] for row in rows}


@pytest.mark.parametrize(
    ("constraint", "caught", "passed"),
    [("Dataset-no-email", EMAILS, NOT_EMAILS), ("Dataset-no-phone", PHONES, NOT_PHONES)],
)
def test_contact_details_are_caught_and_dates_and_sums_are_not(
    constraint: str, caught: tuple[str, ...], passed: tuple[str, ...]
) -> None:
    assert _hits(constraint, [*caught, *passed]) == set(caught)
    assert _hits_in_rdflib(constraint, caught + passed) == set(caught)


GAPS = st.sampled_from([" ", NBSP, "\u202f", "\u2009"])


@given(
    st.integers(2000_0000, 2999_9999) | st.integers(6000_0000, 6999_9999),
    st.lists(GAPS, min_size=2, max_size=2),
)
def test_a_latvian_number_in_groups_of_three_is_caught_whatever_the_spaces(
    number: int, gaps: list[str]
) -> None:
    digits = str(number)
    text = f"zvani {digits[:2]}{gaps[0]}{digits[2:5]}{gaps[1]}{digits[5:]}, lūdzu"
    assert _hits("Dataset-no-phone", [text, f"tālrunis +371{gaps[0]}{digits}"]) == {
        text,
        f"tālrunis +371{gaps[0]}{digits}",
    }


@given(st.dates(min_value=date(1900, 1, 1)), GAPS, st.decimals(1, 99_999_999, places=2))
def test_dates_and_sums_of_money_are_never_taken_for_numbers(
    day: date, gap: str, amount: Decimal
) -> None:
    money = f"{amount:,.2f}".replace(",", gap).replace(".", ",")
    texts = [
        day.isoformat(),
        day.strftime("%d.%m.%Y"),
        f"{day.isoformat()}/{day.isoformat()}",
        f"{money} EUR",
    ]
    assert _hits("Dataset-no-phone", texts) == set()


def test_official_numbers_with_eight_digits_are_no_telephones() -> None:
    assert (
        _hits("Dataset-no-phone", ["26769388"], predicate="https://schema.org/identifier") == set()
    )
