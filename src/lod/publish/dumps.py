"""The dataset and the model -> the files of `dist/`, all from one sorted stream."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from lod.derive.dataset import Dataset
from lod.publication import Publication
from lod.publish import context, jsonld, names, nquads, rdf12, sink, trig, turtle
from lod.publish.sink import Written
from lod.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class Model:
    """The files of the model with the publication's base: path below its root -> text."""

    ontology: Mapping[str, str]
    shapes: Mapping[str, str]
    context: Mapping[str, str]
    queries: Mapping[str, str]

    @property
    def files(self) -> Mapping[str, str]:
        """All of them."""
        return {**self.ontology, **self.shapes, **self.context, **self.queries}


def read_model(publication: Publication) -> Model:
    """Gather ontology, shapes, context and queries; ConfigError where one cannot be read."""

    def texts(folder: Path, pattern: str) -> Mapping[str, str]:
        return {
            path.relative_to(publication.root).as_posix(): publication.read(path)
            for path in sorted(folder.glob(pattern))
        }

    return Model(
        ontology=texts(publication.ontology, "*.ttl"),
        shapes=texts(publication.shapes, "*.ttl"),
        context=texts(publication.ontology, "context.jsonld"),
        queries=texts(publication.queries, "*.rq"),
    )


def joined(files: Mapping[str, str]) -> str:
    """Several files as one."""
    return "\n".join(files.values())


def place_of(files: Mapping[str, str], line: int) -> tuple[str, int]:
    """The file and the line in it that a line of `joined(files)` is, both counted from 1."""
    for path, text in files.items():
        count = text.count("\n") + 1
        if line <= count:
            return path, line
        line -= count
    return "", 0


def write(
    dataset: Dataset, model: Model, publication: Publication, vocabulary: Vocabulary, folder: Path
) -> tuple[Written, ...]:
    """Write every dump into `folder`; the order of the files is that of their names."""
    files = dict(_dumps(dataset, publication, vocabulary))
    files["ontology.ttl"] = (joined(model.ontology),)
    files["shapes.ttl"] = (joined(model.shapes),)
    files["context.jsonld"] = tuple(model.context.values())
    files |= {f"queries/{Path(path).name}": (text,) for path, text in model.queries.items()}
    (folder / "queries").mkdir()
    return tuple(sink.write(folder / name, chunks) for name, chunks in sorted(files.items()))


def _dumps(
    dataset: Dataset, publication: Publication, vocabulary: Vocabulary
) -> Iterable[tuple[str, Iterable[str]]]:
    base, head = publication.base, _head(publication)
    by_graph = _by_graph(dataset.lines)
    evidence = by_graph[dataset.claims_graph]
    facts = list(dataset.facts)
    prefixes = dict(vocabulary.prefixes) | names.kinds(dataset.lines, base)

    def used(lines: Iterable[str]) -> Mapping[str, str]:
        return names.in_use(lines, prefixes)

    yield "facts.ttl", turtle.write(facts, used(facts), head, base)
    yield "evidence.ttl", turtle.write(evidence, used(evidence), head, base)
    yield "facts.jsonld", jsonld.write(facts, context.read({"@context": vocabulary.context}), base)
    yield "dataset.nq", nquads.write(dataset.lines)
    yield "dataset.trig", trig.write(chain.from_iterable(by_graph.values()), prefixes, head, base)
    yield "dataset.rdf12.ttl", rdf12.write(dataset.lines, evidence, prefixes, head, base)


def _by_graph(lines: Iterable[str]) -> Mapping[str, list[str]]:
    """The lines of each graph, the graphs in the order of their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        found[line.rsplit(" ", 2)[1]].append(line)
    return defaultdict(list, sorted(found.items()))


def _head(publication: Publication) -> str:
    titles = [publication.title[language] for language in sorted(publication.title)]
    return "\n".join((*titles, f"Licence: {publication.license}"))
