"""The dataset and the model -> the files of `dist/`, all from one sorted stream."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from lod.derive.dataset import Dataset
from lod.memory import Memory
from lod.publication import DUMPS, Publication
from lod.publish import context, jsonld, names, nquads, rdf12, sink, things, trig, turtle
from lod.publish.parts import parts
from lod.publish.sink import Written
from lod.publish.things import Thing
from lod.vocab import Vocabulary

_Piece = TypeVar("_Piece")


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
    dataset: Dataset,
    model: Model,
    publication: Publication,
    vocabulary: Vocabulary,
    folder: Path,
    memory: Memory | None = None,
) -> tuple[Written, ...]:
    """Write every dump into `folder`; the order of the files is that of their names.

    Parts of the dataset that `memory` knows from the build before are not written anew.
    """
    writer = _Writer(publication, vocabulary, dataset.lines, memory or Memory())
    made = writer.dumps(dataset)
    files = {name: made[name] for name in publication.dumps or DUMPS}
    files["ontology.ttl"] = (joined(model.ontology),)
    files["shapes.ttl"] = (joined(model.shapes),)
    files["context.jsonld"] = tuple(model.context.values())
    files |= {f"queries/{Path(path).name}": (text,) for path, text in model.queries.items()}
    (folder / "queries").mkdir()
    return tuple(sink.write(folder / name, chunks) for name, chunks in sorted(files.items()))


class _Writer:
    """Writes the dumps part by part, each part once for the same lines and the same prefixes."""

    def __init__(
        self,
        publication: Publication,
        vocabulary: Vocabulary,
        lines: Sequence[str],
        memory: Memory,
    ) -> None:
        self.base, self.head = publication.base, _head(publication)
        self.vocabulary, self.memory = vocabulary, memory
        self.kinds = dict(vocabulary.prefixes) | names.kinds(lines, self.base)
        self.prefixes = names.declared(vocabulary, self.base)

    def dumps(self, dataset: Dataset) -> Mapping[str, Iterable[str]]:
        """The text of each dump, made when it is read."""
        lines, facts = dataset.lines, tuple(dataset.facts)
        return {
            "facts.ttl": self.turtle("facts.ttl", facts),
            "evidence.ttl": self.turtle("evidence.ttl", tuple(dataset.evidence)),
            "facts.jsonld": self.jsonld("facts.jsonld", facts),
            "dataset.nq": nquads.write(lines),
            "dataset.trig": self.trig("dataset.trig", lines),
            "dataset.rdf12.ttl": self.rdf12("dataset.rdf12.ttl", lines),
        }

    def turtle(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        """The Turtle of the lines, with the prefixes that it needs."""
        texts = self.texts(lines)
        prefixes = self.used(name, texts)
        blocks = turtle.Blocks(prefixes, self.base)
        yield turtle.preamble(prefixes, self.head)
        yield from _with_sections(self.pieces(name, texts, prefixes, blocks.thing))

    def rdf12(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        """The Turtle 1.2 of the lines."""
        blocks = turtle.Blocks(self.prefixes, self.base)
        write = partial(rdf12.block, blocks=blocks)
        yield turtle.preamble(self.prefixes, self.head)
        yield from _with_sections(self.pieces(name, self.texts(lines), self.prefixes, write))

    def trig(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        """The TriG of the lines."""
        blocks = turtle.Blocks(self.prefixes, self.base)

        def piece(text: str) -> list[trig.Piece]:
            return list(trig.of_one_kind(trig.pieces(text.split("\n"), blocks, self.base)))

        yield turtle.preamble(self.prefixes, self.head)
        yield from trig.joined(self.recalled(name, self.texts(lines), self.prefixes, piece))

    def jsonld(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        """The JSON-LD of the lines."""
        known = context.read({"@context": self.vocabulary.context})
        objects = jsonld.Objects(known, self.base)

        def piece(text: str) -> str:
            found = things.read(text.split("\n"), self.base)
            return jsonld.SEPARATOR.join(text for thing in found for text in objects.thing(thing))

        yield jsonld.opening(known)
        separator = jsonld.SEPARATOR[1:]
        for beginning, text in self.texts(lines).items():
            place, inputs = (name, beginning), (text, self.vocabulary, self.base)
            yield separator
            yield self.memory.recall(place, inputs, partial(piece, text))
            separator = jsonld.SEPARATOR
        yield jsonld.CLOSING

    def texts(self, lines: Sequence[str]) -> Mapping[str, str]:
        """The parts of the lines, each as one text, by what its lines begin with."""
        return {part.beginning: "\n".join(part.held) for part in parts(lines, self.base)}

    def used(self, name: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        """Those of the prefixes that the Turtle of these texts needs."""

        def look(text: str) -> frozenset[str]:
            return frozenset(names.in_use(text.split("\n"), self.kinds))

        known = repr(self.kinds)
        used: set[str] = set()
        for beginning, text in texts.items():
            place = ("prefixes", name, beginning)
            used |= self.memory.recall(place, (text, known), partial(look, text))
        return {prefix: space for prefix, space in self.kinds.items() if prefix in used}

    def pieces(
        self,
        name: str,
        texts: Mapping[str, str],
        prefixes: Mapping[str, str],
        write: Callable[[Thing], str],
    ) -> Iterator[tuple[str, str]]:
        """Kinds of things with the Turtle of their blocks."""

        def piece(text: str) -> list[tuple[str, str]]:
            found = groupby(things.read(text.split("\n"), self.base), key=lambda thing: thing.kind)
            return [(kind, "".join(map(write, group))) for kind, group in found]

        yield from self.recalled(name, texts, prefixes, piece)

    def recalled(
        self,
        name: str,
        texts: Mapping[str, str],
        prefixes: Mapping[str, str],
        piece: Callable[[str], list[_Piece]],
    ) -> Iterator[_Piece]:
        """What `piece` makes of each text."""
        known = repr(prefixes)
        for beginning, text in texts.items():
            place, inputs = (name, beginning), (text, known, self.base)
            yield from self.memory.recall(place, inputs, partial(piece, text))


def _with_sections(pieces: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The pieces with a heading where another kind of thing begins."""
    last = ""
    for kind, text in pieces:
        if kind != last:
            last = kind
            yield turtle.section(kind)
        yield text


def _head(publication: Publication) -> str:
    titles = [publication.title[language] for language in sorted(publication.title)]
    return "\n".join((*titles, f"Licence: {publication.license}"))
