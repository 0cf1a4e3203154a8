"""Inference over the data: laws, and owlrl and SPARQL as oracles."""

import pickle
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.derive.rulefile import RDF_TYPE, Rule, parse_all
from lod.derive.rules import Rules, compile, infer, stream  # noqa: A004
from lod.errors import ConfigError, InvalidInput

ONTOLOGY = Path(__file__).parents[2] / "ontology"
BASE = "https://data.example.org/"
Triple = tuple[str, str, str]


def coop(name: str) -> str:
    return f"<{BASE}ont#{name}>"


def voc(name: str) -> str:
    return f"<{BASE}voc#{name}>"


def schema(name: str) -> str:
    return f"<https://schema.org/{name}>"


def thing(name: str) -> str:
    return f"<{BASE}id/{name}>"


PROV_ENTITY = "<http://www.w3.org/ns/prov#Entity>"
STATEMENT = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>"

LEFT_OUT = {
    "<http://www.w3.org/2002/07/owl#sameAs>": "everything is the same as itself",
    "<http://www.w3.org/2002/07/owl#Thing>": "everything is a thing",
    "<http://id.loc.gov/datatypes/edtf/EDTF>": "only literals have a datatype",
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>": "only literals have a datatype",
    "<http://www.w3.org/2001/XMLSchema#string>": "only literals have a datatype",
}
"""What OWL 2 RL adds and we leave out, besides triples whose subject is a literal."""


@cache
def rule_files() -> dict[str, str]:
    return {
        str(path): path.read_text(encoding="utf-8") for path in (ONTOLOGY / "rules").glob("*.rq")
    }


@cache
def our_rules() -> Rules:
    return compile((ONTOLOGY / "coop.ttl").read_bytes(), rule_files())


@cache
def ontology_only() -> Rules:
    return compile((ONTOLOGY / "coop.ttl").read_bytes(), {})


CLASSES = [
    *map(coop, ("Project", "Programme", "Participation", "Output", "Claim")),
    *map(schema, ("Event", "Organization", "Place")),
]
PROPERTIES = [
    *map(coop, ("programme", "priority", "totalBudget", "targetGroup", "output", "partOfProject")),
    *map(
        coop, ("eventOf", "occurrenceStatus", "participation", "participant", "role", "onBehalfOf")
    ),
    *map(coop, ("evidence", "claimStatus", "rank", "conflictsWith", "acronym", "goal", "edtfDate")),
    *map(schema, ("superEvent", "subEvent", "parentOrganization", "subOrganization", "funding")),
    *map(schema, ("fundedItem", "containedInPlace", "name")),
]
NODES = [thing(f"n/{number}") for number in range(6)]
CODES = [
    *map(voc, ("speaker", "organizer", "partner", "lead-partner", "author", "planned", "held"))
]
LITERALS = ['"SEMPRE"', '"Rīga"@lv', '"2018"^^<http://id.loc.gov/datatypes/edtf/EDTF>']

nodes = st.sampled_from(NODES)
typings = st.tuples(nodes, st.just(RDF_TYPE), st.sampled_from(CLASSES))
relations = st.tuples(nodes, st.sampled_from(PROPERTIES), st.sampled_from(NODES + CODES + LITERALS))
takings_part = st.tuples(
    nodes,
    st.sampled_from(
        [coop("role"), coop("participant"), coop("participation"), coop("occurrenceStatus")]
    ),
    st.sampled_from(NODES[:3] + CODES),
)
graphs = st.lists(st.one_of(typings, relations, takings_part), max_size=25)

SAMPLE: list[Triple] = [
    (thing("project/sempre"), RDF_TYPE, coop("Project")),
    (thing("project/sempre"), coop("acronym"), '"SEMPRE"'),
    (thing("project/sempre"), coop("programme"), thing("programme/bsr")),
    (thing("project/sempre"), coop("participation"), thing("project/sempre/p1")),
    (thing("project/sempre/p1"), coop("role"), voc("lead-partner")),
    (thing("project/sempre/p1"), coop("participant"), thing("organization/dw")),
    (thing("event/close"), RDF_TYPE, schema("Event")),
    (thing("event/close"), coop("eventOf"), thing("project/sempre")),
    (thing("event/close"), coop("occurrenceStatus"), voc("held")),
    (thing("event/close"), coop("participation"), thing("event/close/p1")),
    (thing("event/close"), schema("subEvent"), thing("event/talk")),
    (thing("event/close/p1"), coop("role"), voc("speaker")),
    (thing("event/close/p1"), coop("participant"), thing("person/1")),
    (thing("claim/1"), coop("conflictsWith"), thing("claim/2")),
    (thing("place/hall"), schema("containedInPlace"), thing("place/riga")),
    (thing("place/riga"), schema("containedInPlace"), thing("place/latvia")),
    (thing("place/latvia"), schema("containedInPlace"), thing("place/europe")),
]


def owl_closure(data: list[Triple]) -> set[Triple]:
    """What owlrl concludes about the nodes of the data, without what `LEFT_OUT` names."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph, URIRef

    graph = Graph().parse(ONTOLOGY / "coop.ttl")
    graph.parse(data="".join(f"{' '.join(triple)} .\n" for triple in data), format="nt")
    ours = (f"<{BASE}id/", f"<{BASE}voc#")
    about = {URIRef(term[1:-1]) for s, _, o in data for term in (s, o) if term.startswith(ours)}
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    found = {(s.n3(), p.n3(), o.n3()) for s, p, o in graph if s in about}
    return {(s, p, o) for s, p, o in found if p not in LEFT_OUT and o not in LEFT_OUT} - set(data)


def sparql_closure(texts: list[str], data: list[Triple]) -> set[Triple]:
    """What CONSTRUCT queries make of the data and, again, of their own results."""
    from pyoxigraph import QueryTriples, RdfFormat, Store

    store = Store()
    known = set(data)
    while True:
        lines = "".join(f"{' '.join(triple)} .\n" for triple in known)
        store.load(lines.encode(), format=RdfFormat.N_TRIPLES)
        made = set()
        for text in texts:
            results = store.query(text)
            assert isinstance(results, QueryTriples)
            made |= {(str(t.subject), str(t.predicate), str(t.object)) for t in results} - known
        if not made:
            return known - set(data)
        known |= made


def test_the_sample_entails_what_owl_says_of_it() -> None:
    assert set(infer(SAMPLE, ontology_only())) == owl_closure(SAMPLE)


@pytest.mark.no_cover
@settings(max_examples=25, deadline=None)
@given(graphs)
def test_owl_and_we_conclude_the_same_from_any_data(data: list[Triple]) -> None:
    assert set(infer(data, ontology_only())) == owl_closure(data)


@pytest.mark.no_cover
@pytest.mark.parametrize("junk", LEFT_OUT)
def test_owl_does_add_what_we_leave_out(junk: str) -> None:
    literals = [(NODES[0], coop(name), NODES[1]) for name in ("acronym", "goal", "edtfDate")]
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph

    graph = Graph().parse(ONTOLOGY / "coop.ttl")
    graph.parse(
        data="".join(f"{' '.join(triple)} .\n" for triple in SAMPLE + literals), format="nt"
    )
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    assert any(junk in (p.n3(), o.n3()) for _, p, o in graph), LEFT_OUT[junk]
    assert not any(junk in (p, o) for _, p, o in infer(SAMPLE + literals, our_rules()))


@pytest.mark.parametrize("path", sorted(rule_files()), ids=lambda path: Path(path).stem)
@settings(max_examples=40, deadline=None)
@given(data=graphs)
def test_a_rule_file_gives_what_sparql_makes_of_it(path: str, data: list[Triple]) -> None:
    text = rule_files()[path]
    rules = Rules(parse_all({path: text}))
    assert set(infer(data + SAMPLE, rules)) == sparql_closure([text], data + SAMPLE)


PATTERNS = [
    "CONSTRUCT { ?x <urn:q> <urn:c> . ?y a <urn:C> } WHERE { ?x <urn:p> ?y . ?y <urn:p> ?x }",
    "CONSTRUCT { ?x <urn:q> ?x } WHERE { ?x <urn:p> ?x }",
    "CONSTRUCT { ?x <urn:p> ?z } WHERE { ?x <urn:p> ?y . ?y <urn:q> ?z . ?z a <urn:C> }",
    "CONSTRUCT { <urn:a> <urn:p> ?y } WHERE { <urn:b> <urn:p> ?y . ?x <urn:q> <urn:a> }",
    "CONSTRUCT { ?x <urn:p> ?y } WHERE { ?x a <urn:C> . ?y a <urn:D> }",
    "CONSTRUCT { ?x a <urn:D> } WHERE { ?x <urn:p> <urn:b> ; <urn:q> ?y , ?z . ?z <urn:p> ?y }",
    "CONSTRUCT { ?y <urn:p> ?x } WHERE { ?x <urn:p> ?y }",
    "CONSTRUCT { ?x a <urn:D> . ?x <urn:q> ?x } WHERE { ?x <urn:p> ?y . ?x a <urn:C> }",
    "CONSTRUCT { ?x <urn:q> <urn:c> . ?y <urn:r> ?x } WHERE { ?x a <urn:C> . ?y a <urn:D> }",
    "CONSTRUCT { ?x <urn:q> ?x } WHERE { ?x <urn:p> ?y }",
    "CONSTRUCT { ?x <urn:q> ?t } WHERE { ?x <urn:p> ?y . ?x a ?t . ?y a ?t }",
]
small = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>", "<urn:d>"])
small_graphs = st.lists(
    st.one_of(
        st.tuples(
            small,
            st.sampled_from(["<urn:p>", "<urn:q>", "<urn:r>"]),
            st.one_of(small, st.just('"w"@lv')),
        ),
        st.tuples(small, st.just(RDF_TYPE), st.sampled_from(["<urn:C>", "<urn:D>"])),
    ),
    max_size=12,
)


@pytest.mark.parametrize("text", PATTERNS)
@settings(max_examples=60, deadline=None)
@given(data=small_graphs)
def test_any_basic_graph_pattern_matches_as_in_sparql(text: str, data: list[Triple]) -> None:
    rules = Rules(parse_all({"r.rq": text}))
    assert set(infer(data, rules)) == sparql_closure([text], data)


RECURSIVE = [
    "CONSTRUCT { ?x <urn:p> ?z } WHERE { ?x <urn:p> ?y . ?y <urn:q> ?z }",
    "CONSTRUCT { ?x <urn:q> ?y } WHERE { ?x <urn:r> ?y . ?x a <urn:C> }",
    "CONSTRUCT { ?y a <urn:C> } WHERE { ?x <urn:p> ?y . ?x a <urn:C> }",
    "CONSTRUCT { ?x <urn:q> ?z } WHERE { ?x <urn:q> ?y . ?z <urn:q> ?y . ?z a <urn:D> }",
]


@given(data=small_graphs)
def test_rules_that_feed_each_other_reach_the_same_end_as_repeated_queries(
    data: list[Triple],
) -> None:
    rules = Rules(parse_all({f"r{number}.rq": text for number, text in enumerate(RECURSIVE)}))
    assert set(infer(data, rules)) == sparql_closure(RECURSIVE, data)


def test_a_rule_finds_again_what_other_rules_added_after_it_had_looked() -> None:
    c = "<urn:C>"
    data = [("<urn:0>", "<urn:p>", "<urn:1>"), ("<urn:0>", RDF_TYPE, c)]
    data += [(f"<urn:{step}>", "<urn:r>", f"<urn:{step + 1}>") for step in range(1, 9)]
    rules = Rules(parse_all({f"r{number}.rq": text for number, text in enumerate(RECURSIVE)}))
    assert ("<urn:0>", "<urn:p>", "<urn:9>") in infer(data, rules)


def test_the_shortcuts_say_in_schema_org_what_the_model_says_in_its_own_terms() -> None:
    inferred = infer(SAMPLE, our_rules())
    expected = {
        (thing("project/sempre"), schema("member"), thing("organization/dw")): "member-lead",
        (thing("project/sempre"), schema("event"), thing("event/close")): "project-event",
        (thing("event/close"), schema("performer"), thing("person/1")): "performer",
        (thing("event/close"), schema("eventStatus"), schema("EventScheduled")): "event-held",
    }
    assert {triple: inferred.get(triple) for triple in expected} == expected


def test_a_place_lies_in_all_that_its_place_lies_in() -> None:
    within = {(s, o) for s, p, o in infer(SAMPLE, our_rules()) if p == schema("containedInPlace")}
    assert within == {
        (thing("place/hall"), thing("place/latvia")),
        (thing("place/hall"), thing("place/europe")),
        (thing("place/riga"), thing("place/europe")),
    }


def test_a_claim_is_a_statement_for_readers_of_plain_rdf() -> None:
    inferred = infer([(thing("claim/1"), RDF_TYPE, coop("Claim"))], our_rules())
    assert {o for _, _, o in inferred} == {STATEMENT, PROV_ENTITY, schema("Claim")}


def test_an_inferred_triple_names_the_rule_that_gave_it() -> None:
    inferred = infer(SAMPLE, our_rules())
    types = (thing("project/sempre"), RDF_TYPE, schema("Project"))
    assert inferred[types] == f"{coop('Project')} rdfs:subClassOf {schema('Project')}"
    back = (thing("claim/2"), coop("conflictsWith"), thing("claim/1"))
    assert inferred[back] == f"{coop('conflictsWith')} a owl:SymmetricProperty"


@settings(deadline=None)
@given(graphs)
def test_the_rule_named_for_a_triple_gives_it_in_one_step(data: list[Triple]) -> None:
    inferred = infer(data, our_rules())
    by_name = {rule.name: rule for rule in our_rules().rules}
    everything = [*data, *inferred]
    for triple, name in inferred.items():
        rest = [other for other in everything if other != triple]
        assert triple in infer(rest, Rules((by_name[name],)))


@settings(deadline=None)
@given(graphs)
def test_nothing_follows_from_what_has_been_inferred(data: list[Triple]) -> None:
    inferred = infer(data, our_rules())
    assert not set(inferred) & set(data)
    assert infer(chain(data, inferred), our_rules()) == {}


@settings(deadline=None)
@given(graphs, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(data: list[Triple], random: object) -> None:
    shuffled = data + data[:3]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert infer(shuffled, our_rules()) == infer(data, our_rules())


@settings(deadline=None)
@given(graphs)
def test_no_literal_becomes_a_subject(data: list[Triple]) -> None:
    assert not [triple for triple in infer(data, our_rules()) if triple[0].startswith('"')]


@settings(deadline=None)
@given(graphs)
def test_one_pass_over_the_lines_and_the_joins_in_memory_find_the_same(data: list[Triple]) -> None:
    rules = our_rules()
    streamed = {triple for triple, _ in stream(data, rules)}
    atoms = rules.join_atoms
    given_and_streamed = chain(data, streamed)
    kept = [(s, p, o) for s, p, o in given_and_streamed if {(p, ""), (p, o)} & atoms]
    joined = set(infer(kept, rules))
    assert (streamed | joined) - set(data) == set(infer(data, rules))


@settings(deadline=None)
@given(graphs)
def test_a_streamed_triple_names_a_streaming_rule(data: list[Triple]) -> None:
    names = {rule.name for rule in our_rules().streaming}
    assert {name for _, name in stream(data, our_rules())} <= names


def test_every_rule_either_streams_or_joins() -> None:
    rules = our_rules()
    assert sorted(rules.streaming + rules.joins) == sorted(rules.rules)
    assert {len(rule.body) for rule in rules.streaming} == {1}
    within = f"{schema('containedInPlace')} a owl:TransitiveProperty"
    assert {within, "member", "performer"} <= {rule.name for rule in rules.joins}
    assert (RDF_TYPE, schema("Event")) in rules.join_atoms
    assert (RDF_TYPE, "") not in rules.join_atoms


def test_a_rule_that_asks_for_a_loop_or_for_one_subject_does_not_stream() -> None:
    texts = {
        "loop.rq": "CONSTRUCT { ?x a <urn:L> } { ?x <urn:p> ?x }",
        "one.rq": "CONSTRUCT { ?x a <urn:L> } { <urn:a> <urn:p> ?x }",
    }
    assert Rules(parse_all(texts)).streaming == ()


def test_compiled_rules_survive_a_cache() -> None:
    rules = our_rules()
    assert Rules.from_json(rules.to_json()) == rules
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert compile((ONTOLOGY / "coop.ttl").read_bytes(), rule_files()).to_json() == rules.to_json()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "lod-rules-0", "rules": []}', '{"format": "lod-rules-1"}',
             '{"format": "lod-rules-1", "rules": [["a"]]}']
)  # fmt: skip
def test_a_damaged_cache_is_noticed(text: str) -> None:
    with pytest.raises(ValueError):
        Rules.from_json(text)


def test_applying_rules_needs_neither_rdflib_nor_owlrl() -> None:
    data = [(thing("project/sempre"), RDF_TYPE, coop("Project"))]
    program = f"""
import sys
from lod.derive.rules import Rules, infer
print(len(infer({data!r}, Rules.from_json(sys.stdin.read()))))
print(sorted({{"rdflib", "owlrl", "pyshacl"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=our_rules().to_json(), capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == "1\n[]\n"


def test_faults_of_ontology_and_rule_files_are_told_apart() -> None:
    with pytest.raises(ConfigError):
        compile(b"no turtle", {})
    with pytest.raises(InvalidInput):
        compile(b"", {"r.rq": "no rule"})


def test_another_base_gives_other_iris_and_nothing_else() -> None:
    other = "https://dati.example.lv/"
    turtle = (ONTOLOGY / "coop.ttl").read_text(encoding="utf-8").replace(BASE, other)
    files = {path: text.replace(BASE, other) for path, text in rule_files().items()}
    ours = {rule_key(rule) for rule in our_rules().rules}
    theirs = {rule_key(rule).replace(other, BASE) for rule in compile(turtle.encode(), files).rules}
    assert theirs == ours


def rule_key(rule: Rule) -> str:
    return f"{rule.name} {rule.head} {rule.body}"
