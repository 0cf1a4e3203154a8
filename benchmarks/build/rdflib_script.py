"""A careful user's script: rdflib for the graph, owlrl for inference, pySHACL for validation.

It reads the same records, makes the same facts and claims, completes the facts under the RDFS
rules of the ontology, validates all with the same shapes, and writes Turtle, JSON-LD and N-Quads.
It settles no conflicts, so a sum that two documents give differently is a violation here.
`--mapping-only` stops after the N-Quads of the mapping.
"""

import sys
import time
from collections.abc import Iterable
from typing import Any

from reading import BASE, CLAIMS, Quad, Reader, Tables, documents, folders, measured, quads, records


def main() -> None:
    mapping_only = "--mapping-only" in sys.argv
    publication, out = folders()

    def work() -> tuple[int, dict[str, Any]]:
        from rdflib import Dataset, Graph, URIRef

        clock, steps = [time.perf_counter()], {}

        def done(step: str) -> None:
            clock.append(time.perf_counter())
            steps[step] = round(clock[-1] - clock[-2], 2)

        dataset = Dataset(default_union=True)
        reader = Reader(publication)
        for record in records(publication):
            dataset.addN(_terms(quads(reader.tables(record, Tables())), dataset))
        done("map")
        remarks: dict[str, Any] = {"does": "mapping, N-Quads", "step_seconds": steps}
        if not mapping_only:
            facts = Graph()
            for graph in dataset.graphs():
                if graph.identifier != URIRef(CLAIMS):
                    for triple in graph:
                        facts.add(triple)
            _infer(facts, publication, dataset.graph(URIRef(f"{BASE}graph/inferred")))
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
        return sum(len(graph) for graph in dataset.graphs()), remarks

    measured("rdflib mapping" if mapping_only else "rdflib", documents(publication), work)


def _terms(found: Iterable[Quad], dataset: Any) -> Iterable[Any]:
    from rdflib import Literal, URIRef

    for subject, predicate, (text, kind), graph in found:
        if kind == "iri":
            value: Any = URIRef(text)
        elif kind.startswith("@"):
            value = Literal(text, lang=kind[1:])
        elif kind:
            value = Literal(text, datatype=URIRef(kind))
        else:
            value = Literal(text)
        yield URIRef(subject), URIRef(predicate), value, dataset.graph(URIRef(graph))


def _infer(facts: Any, publication: Any, into: Any) -> None:
    """Add to `into` what the ontology says of our things; what only speaks of RDFS is left out."""
    from owlrl import DeductiveClosure, RDFS_Semantics
    from rdflib import RDF, RDFS, Graph

    closed = Graph()
    closed += facts
    for name in ("coop.ttl", "codes.ttl"):
        closed.parse(publication / "ontology" / name)
    before = set(closed)
    DeductiveClosure(RDFS_Semantics).expand(closed)
    for triple in closed:
        subject, predicate, object_ = triple
        ours = str(subject).startswith(f"{BASE}id/")
        if (
            ours
            and triple not in before
            and not (predicate == RDF.type and object_ == RDFS.Resource)
        ):
            into.add(triple)
            facts.add(triple)


def _violations(publication: Any, dataset: Any) -> int:
    import pyshacl
    from rdflib import RDF, SH, Graph

    shapes, data = Graph(), Graph()
    for path in sorted((publication / "shapes").glob("*.ttl")):
        shapes.parse(path)
    for subject, predicate, object_, _ in dataset.quads():
        data.add((subject, predicate, object_))
    data.parse(publication / "ontology" / "codes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=True)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sum((result, SH.resultSeverity, SH.Violation) in report for result in results)


if __name__ == "__main__":
    main()
