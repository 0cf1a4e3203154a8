"""Claims and spans -> their Turtle, by templates that the general writer wrote.

The Turtle of a claim, like its lines, differs from that of others in a few terms only. So the
general writer writes one claim of marks for each sort, and one span for each language; every
further one fills in how its own terms are written. What is not made of one packed row goes to
the general writer itself.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from lod.flow.pieces import EVIDENCE, RDF12, TRIG, Piece
from lod.flow.plan import Bench
from lod.flow.templates import UNIT, Block, Prototype, Template, mark
from lod.ntriples import XSD
from lod.publish import rdf12, things
from lod.publish.names import Names, escaped
from lod.publish.order import REMEMBERED
from lod.publish.things import Node, Thing
from lod.publish.trig import Mark
from lod.publish.turtle import Blocks

_HELD = (EVIDENCE, TRIG, RDF12)
"""The dumps that hold evidence as Turtle."""

_UNIT = UNIT.encode()
_INTEGER = f'"%s"^^<{XSD}integer>'.encode()


class Text(NamedTuple):
    """Things of one kind in Turtle, and the same in Turtle 1.2 where that is wanted."""

    kind: str
    turtle: bytes
    rdf12: bytes


UNWRITTEN = Text("", b"", b"")
"""The Turtle of what no template was made for."""

Said = tuple[bytes, Text]
"""Lines of N-Quads, and their Turtle."""


class _OfClaim(NamedTuple):
    """The Turtle of a claim with slots, and its Turtle 1.2 where that is wanted."""

    turtle: Block
    rdf12: Block | None


class _OfSpan(NamedTuple):
    """The Turtle of a span with slots, and what follows its name in the IRIs there."""

    block: Block
    ends: tuple[bytes, ...]


class Evidence:
    """Writes evidence in Turtle, and remembers templates and how terms are written."""

    def __init__(self, here: Bench, blocks: Blocks) -> None:
        self._here, self._blocks = here, blocks
        self._base = here.publication.base
        space = f"<{self._base}id/claim/"
        self._start, self._opening = space.encode(), blocks.names.opening(space).encode()
        self._end = f" {here.templates.graph} .".encode()
        self._name = _Written(blocks.names).__getitem__
        self._claims: dict[bytes, _OfClaim | None] = {}
        self._spans: dict[bytes, _OfSpan | None] = {}
        self.wanted = tuple(dump for dump in here.plan.dumps if dump in _HELD)
        self._graph = blocks.names[here.templates.graph]
        self._block12 = partial(rdf12.block, blocks=blocks)

    def claim(self, sort: bytes, terms: Sequence[bytes]) -> Text:
        """A packed claim by the sort of its row; its terms end with its IRI."""
        if sort not in self._claims:
            self._claims[sort] = self._claim(sort[1:].decode())
        form = self._claims[sort]
        if form is None or not self._opening:
            return UNWRITTEN
        subject, predicate, object_, document, *behind, node = terms
        named = map(self._name, (subject, predicate, object_, b"<%s>" % document, *behind))
        names = [*named, self._opening + node[len(self._start) : -1]]
        reified = form.rdf12.filled(names) if form.rdf12 else b""
        return Text("claim", form.turtle.filled(names), reified)

    def spans(self, key: bytes, payload: bytes) -> Text:
        """The packed spans of one document; `key` is what their IRIs begin with."""
        language, text, *rest = payload.split(_UNIT)
        if language not in self._spans:
            self._spans[language] = self._span(language.decode())
        form = self._spans[language]
        opening = self._blocks.names.opening(key.decode()).encode()
        places = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
        found = {b"%s-%s>" % (start, end): (exact, start, end) for start, end, exact in places}
        if form is None or not opening or 3 * len(found) < len(rest):
            return UNWRITTEN
        block, ends = form
        name = self._name
        text = name(b"<%s>" % text)
        made: list[bytes] = []
        for local, (exact, start, end) in sorted(found.items()):
            own = opening + local[:-1]
            names = [own + end for end in ends]
            names += (text, name(exact), name(_INTEGER % start), name(_INTEGER % end))
            made.append(block.filled(names))
        turtle = b"".join(made)
        return Text("evidence", turtle, turtle)

    def pieces(self, dumps: Container[str], blocks: Sequence[Said]) -> Iterator[Piece]:
        """Blocks in order as these dumps have them, without what is no evidence.

        TriG is Turtle in the graph of the claims.
        """
        if EVIDENCE in dumps or TRIG in dumps:
            for kind, raw in self._texts(blocks, as_rdf12=False):
                if EVIDENCE in dumps:
                    yield Piece(EVIDENCE, kind, raw)
                if TRIG in dumps:
                    mark = Mark(kind, self._graph, self._graph)
                    yield Piece(TRIG, str(mark), _indented(raw))
        if RDF12 in dumps:
            for kind, raw in self._texts(blocks, as_rdf12=True):
                yield Piece(RDF12, kind, raw)

    def _texts(self, blocks: Iterable[Said], *, as_rdf12: bool) -> Iterator[tuple[str, bytes]]:
        """Kinds of things with some of them as text."""
        for kind, some in groupby(blocks, key=_kind):
            if kind:
                yield kind, b"".join([text.rdf12 if as_rdf12 else text.turtle for _, text in some])
            else:
                block = self._block12 if as_rdf12 else self._blocks.thing
                for thing in self._things(b"\n".join([lines for lines, _ in some])):
                    yield thing.kind, block(thing).encode()

    def _claim(self, sort: str) -> _OfClaim | None:
        prototype = self._here.templates.written(sort).prototype
        turtle = self._block(prototype, self._blocks.thing)
        reified = self._block(prototype, self._block12) if RDF12 in self.wanted else None
        return _OfClaim(turtle, reified) if turtle else None

    def _span(self, language: str) -> _OfSpan | None:
        prototype, ends = self._here.spans.prototype(language)
        block = self._block(prototype, self._blocks.thing)
        return _OfSpan(block, tuple(escaped(end[:-1]).encode() for end in ends)) if block else None

    def _block(self, prototype: Prototype, written: Callable[[Thing], str]) -> Block | None:
        """A prototype, as it is written, as a block, if it is one thing."""
        thing, *others = things.read(prototype.lines, self._base)
        if others:
            return None
        marks = {term: mark(place) for term, place in prototype.places.items()}
        template = Template.of(written(_marked(thing, marks)))
        return Block.of(template.text, template.slots)

    def _things(self, lines: bytes) -> Iterator[Thing]:
        """What lines say of evidence."""
        end = self._end
        ours = [line for line in lines.split(b"\n") if line.endswith(end)]
        return things.read(map(bytes.decode, ours), self._base)


class _Written(dict[bytes, bytes]):
    """A memory of terms and their Turtle writing, in UTF-8."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, term: bytes) -> bytes:
        if not term.endswith(b">"):
            return term  # a string stands as it is
        if len(self) > REMEMBERED:
            self.clear()
        name = self[term] = self._names.write(term.decode()).encode()
        return name


def _kind(said: Said) -> str:
    return said[1].kind


def _indented(raw: bytes) -> bytes:
    """The text moved right; the lines between blocks are empty and stay so."""
    return raw.replace(b"\n", b"\n    ").replace(b"\n    \n", b"\n\n").removesuffix(b"    ")


def _marked(thing: Thing, marks: Mapping[str, str]) -> Thing:
    """The thing with marks for those of its terms."""
    nodes = [
        Node(
            marks.get(node.subject, node.subject),
            node.predicates,
            [[marks.get(term, term) for term in objects] for objects in node.objects],
        )
        for node in thing.nodes
    ]
    return Thing(thing.iri, thing.kind, nodes)
