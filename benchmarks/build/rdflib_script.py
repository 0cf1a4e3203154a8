"""A careful user's script: rdflib for the graph, owlrl for inference, pySHACL for validation.

It reads the same records, makes the same facts and claims, completes the facts under the RDFS
rules of the ontology, validates all with the same shapes, and writes Turtle, JSON-LD and N-Quads.
It does less than lod: it settles no conflicts, so a sum that two documents give differently is a
violation here; RDFS knows no inverse properties and no chains; no claim stands behind a conclusion;
and there is no catalogue.
`--mapping-only` stops after the N-Quads of the mapping.

What a careful user spares it: literals keep their form (less work for rdflib, and no lost zeros);
owlrl sees facts in lots, since it compares every literal with every other and since RDFS concludes
from one fact and the ontology at a time; pySHACL infers nothing again, has no advanced features
to look for, and reads the dataset as it is, without a copy.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from reading import BASE, CLAIMS, Quad, Reader, Tables, folders, measured, quads, records

LOT = 2_500
"""Facts that owlrl sees at once: at 10 000 facts this took the least time."""


def main() -> None:
    mapping_only = "--mapping-only" in sys.argv
    publication, out = folders()

    def work() -> tuple[int, dict[str, Any]]:
        import rdflib

        rdflib.NORMALIZE_LITERALS = False
        clock, steps = [time.process_time()], {}

        def done(step: str) -> None:
            clock.append(time.process_time())
            steps[step] = round(clock[-1] - clock[-2], 2)
            print(f"{step}: {steps[step]} s CPU", file=sys.stderr, flush=True)

        dataset = _mapped(publication)
        mapped = sum(len(graph) for graph in dataset.graphs())
        done("map")
        remarks: dict[str, Any] = {"does": "mapping, N-Quads", "step_seconds": steps}
        if not mapping_only:
            facts = _facts(dataset)
            _infer(facts, publication, dataset.graph(rdflib.URIRef(f"{BASE}graph/inferred")))
            done("infer")
            remarks |= {"does": "all", "violations": _violations(publication, dataset)}
            done("validate")
            facts.serialize(out / "rdflib.ttl", format="turtle")
            done("turtle")
            context = str(publication / "ontology" / "context.jsonld")
            facts.serialize(out / "rdflib.jsonld", format="json-ld", context=context)
            done("jsonld")
        dataset.serialize(out / "rdflib.nq", format="nquads")
        done("nquads")
        return mapped, remarks

    measured("rdflib mapping" if mapping_only else "rdflib", work)


def _mapped(publication: Any) -> Any:
    """Every statement of the records in its graph."""
    from rdflib import Dataset

    dataset, reader = Dataset(default_union=True), Reader(publication)
    for record in records(publication):
        dataset.addN(_terms(quads(reader.tables(record, Tables())), dataset))
    return dataset


def _terms(found: Iterable[Quad], dataset: Any) -> Iterator[Any]:
    from rdflib import Literal, URIRef

    graphs: dict[str, Any] = {}
    for subject, predicate, (text, kind), graph in found:
        if graph not in graphs:
            graphs[graph] = dataset.graph(URIRef(graph))
        if kind == "iri":
            value: Any = URIRef(text)
        elif kind.startswith("@"):
            value = Literal(text, lang=kind[1:])
        elif kind:
            value = Literal(text, datatype=URIRef(kind))
        else:
            value = Literal(text)
        yield URIRef(subject), URIRef(predicate), value, graphs[graph]


def _facts(dataset: Any) -> Any:
    """All that is not about claims, as one graph."""
    from rdflib import Graph, URIRef

    facts = Graph()
    for graph in dataset.graphs():
        if graph.identifier != URIRef(CLAIMS):
            for triple in graph:
                facts.add(triple)
    return facts


def _infer(facts: Any, publication: Any, into: Any) -> None:
    """Add to the facts and to `into` what the ontology says of our things.

    What only speaks of RDFS is left out.
    """
    from rdflib import Graph

    ontology = Graph()
    for name in ("coop.ttl", "codes.ttl"):
        ontology.parse(publication / "ontology" / name)
    waiting = iter(list(facts))
    while lot := list(islice(waiting, LOT)):
        for triple in _concluded(lot, ontology):
            into.add(triple)
            facts.add(triple)


def _concluded(lot: Iterable[Any], ontology: Any) -> Iterator[Any]:
    from owlrl import DeductiveClosure, RDFS_Semantics
    from rdflib import RDF, RDFS, Graph

    closed = Graph()
    closed += ontology
    for triple in lot:
        closed.add(triple)
    before = set(closed)
    DeductiveClosure(RDFS_Semantics).expand(closed)
    for subject, predicate, object_ in closed:
        ours = str(subject).startswith(f"{BASE}id/")
        trivial = predicate == RDF.type and object_ == RDFS.Resource
        if ours and not trivial and (subject, predicate, object_) not in before:
            yield subject, predicate, object_


def _violations(publication: Any, dataset: Any) -> int:
    import pyshacl
    from rdflib import RDF, SH, Graph, URIRef

    shapes = Graph()
    for path in sorted((publication / "shapes").glob("*.ttl")):
        shapes.parse(path)
    codes = dataset.graph(URIRef(f"{BASE}graph/codes"))
    codes.parse(publication / "ontology" / "codes.ttl")
    _, report, _ = pyshacl.validate(dataset, shacl_graph=shapes, inference="none")
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sum((result, SH.resultSeverity, SH.Violation) in report for result in results)


if __name__ == "__main__":
    main()
