"""The service description, as the W3C's three tests ask it of an endpoint."""

import pyoxigraph as ox

from .conftest import BASE, Describe

SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TERMS = {
    "Service": "",
    "Dataset": "",
    "Graph": "",
    "NamedGraph": "",
    "endpoint": "Service",
    "feature": "Service",
    "resultFormat": "Service",
    "supportedLanguage": "Service",
    "defaultDataset": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
"""Classes and properties of the vocabulary that we use, with the domain of each property."""


def quads(describe: Describe) -> list[ox.Quad]:
    text = "".join(describe().texts["service.ttl"]).encode()
    return list(ox.parse(text, ox.RdfFormat.TURTLE))


def test_the_description_names_the_endpoint_itself(describe: Describe) -> None:
    named = [q.object for q in quads(describe) if q.predicate.value == f"{SD}endpoint"]
    assert named == [ox.NamedNode(f"{BASE}sparql")]


def test_the_description_conforms_to_its_vocabulary(describe: Describe) -> None:
    found = quads(describe)
    classes = {
        (quad.subject, quad.object.value)
        for quad in found
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, ox.NamedNode)
    }
    for quad in found:
        if quad.predicate.value.startswith(SD):
            domain = _TERMS[quad.predicate.value.removeprefix(SD)]
            assert (quad.subject, SD + domain) in classes
    for _, class_ in classes:
        assert not class_.startswith(SD) or class_.removeprefix(SD) in _TERMS


def test_every_named_graph_tells_how_many_triples_it_holds(
    describe: Describe, lines: list[str]
) -> None:
    store = ox.Store()
    store.extend(quads(describe))
    found = store.query(
        f"""PREFIX sd: <{SD}> PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?name ?n {{ ?g sd:name ?name ; sd:graph/void:triples ?n }}"""
    )
    assert isinstance(found, ox.QuerySolutions)
    told = {row["name"].value: int(row["n"].value) for row in found}
    graphs = [line.rsplit(" ", 2)[1].strip("<>") for line in lines]
    assert told == {graph: graphs.count(graph) for graph in graphs}
