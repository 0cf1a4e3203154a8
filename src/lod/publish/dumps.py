"""The dataset and the model -> the files of `dist/`, all from one sorted stream."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lod.derive.dataset import Dataset
from lod.publication import Publication
from lod.publish import context, jsonld, names, nquads, rdf12, sink, things, trig, turtle
from lod.publish.sink import Written
from lod.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class Model:
    """The files of the model as text, with the publication's base: name in `dist/` -> text."""

    ontology: str
    shapes: str
    context: str
    queries: Mapping[str, str]


def read_model(publication: Publication) -> Model:
    """Gather ontology, shapes, context and queries."""
    return Model(
        ontology=_joined(publication, sorted(publication.ontology.glob("*.ttl"))),
        shapes=_joined(publication, sorted(publication.shapes.glob("*.ttl"))),
        context=publication.read(publication.ontology / "context.jsonld"),
        queries={
            path.name: publication.read(path) for path in sorted(publication.queries.glob("*.rq"))
        },
    )


def write(
    dataset: Dataset, model: Model, publication: Publication, vocabulary: Vocabulary, folder: Path
) -> tuple[Written, ...]:
    """Write every dump into `folder`; the order of the files is that of their names."""
    files = dict(_dumps(dataset, publication, vocabulary))
    files["ontology.ttl"] = (model.ontology,)
    files["shapes.ttl"] = (model.shapes,)
    files["context.jsonld"] = (model.context,)
    files |= {f"queries/{name}": (text,) for name, text in model.queries.items()}
    (folder / "queries").mkdir()
    return tuple(sink.write(folder / name, chunks) for name, chunks in sorted(files.items()))


def _dumps(
    dataset: Dataset, publication: Publication, vocabulary: Vocabulary
) -> Iterable[tuple[str, Iterable[str]]]:
    base, head = publication.base, _head(publication)
    facts, evidence = list(dataset.facts), list(dataset.evidence)
    by_graph = sorted(dataset.lines, key=things.graph_of)
    prefixes = dict(vocabulary.prefixes) | names.kinds(dataset.lines, base)

    def used(lines: list[str]) -> Mapping[str, str]:
        return names.in_use(lines, prefixes)

    yield "facts.ttl", turtle.write(facts, used(facts), head, base)
    yield "evidence.ttl", turtle.write(evidence, used(evidence), head, base)
    yield "facts.jsonld", jsonld.write(facts, context.read({"@context": vocabulary.context}), base)
    yield "dataset.nq", nquads.write(dataset.lines)
    yield "dataset.trig", trig.write(by_graph, prefixes, head, base)
    yield "dataset.rdf12.ttl", rdf12.write(dataset.lines, evidence, prefixes, head, base)


def _head(publication: Publication) -> str:
    titles = [publication.title[language] for language in sorted(publication.title)]
    return "\n".join((*titles, f"Licence: {publication.license}"))


def _joined(publication: Publication, paths: Iterable[Path]) -> str:
    return "\n".join(publication.read(path) for path in paths)
