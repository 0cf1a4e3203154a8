"""Claims and spans -> their Turtle, by templates that the general writer wrote.

The Turtle of a claim, like its lines, differs from that of others in a few terms only. So the
general writer writes one claim of marks for each sort, and one span for each language; every
further one fills in how its own terms are written. What is not made of one packed row goes to
the general writer itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from lod.flow.pieces import EVIDENCE, Piece
from lod.flow.plan import Bench
from lod.flow.templates import UNIT, Block, Prototype, Template, mark
from lod.ntriples import XSD
from lod.publish import things
from lod.publish.names import Names, escaped
from lod.publish.order import REMEMBERED
from lod.publish.things import Node, Thing
from lod.publish.turtle import Blocks

_UNIT = UNIT.encode()
_INTEGER = f'"%s"^^<{XSD}integer>'.encode()

Text = tuple[str, bytes]
"""A kind of things, and some of them in Turtle."""

UNWRITTEN: Text = ("", b"")
"""The Turtle of what no template was made for."""

Said = tuple[bytes, Text]
"""Lines of N-Quads, and their Turtle."""


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
        self._claims: dict[bytes, Block | None] = {}
        self._spans: dict[bytes, _OfSpan | None] = {}

    def claim(self, sort: bytes, terms: Sequence[bytes]) -> Text:
        """A packed claim by the sort of its row; its terms end with its IRI."""
        if sort not in self._claims:
            written = self._here.templates.written(sort[1:].decode())
            self._claims[sort] = self._block(written.prototype)
        block = self._claims[sort]
        if block is None or not self._opening:
            return UNWRITTEN
        subject, predicate, object_, document, *behind, node = terms
        named = map(self._name, (subject, predicate, object_, b"<%s>" % document, *behind))
        return "claim", block.filled([*named, self._opening + node[len(self._start) : -1]])

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
        return "evidence", b"".join(made)

    def pieces(self, blocks: Iterable[Said]) -> Iterator[Piece]:
        """The Turtle of blocks in order; what else than evidence their lines hold is left out."""
        for kind, some in groupby(blocks, key=_kind):
            if kind:
                yield Piece(EVIDENCE, kind, b"".join([turtle for _, (_, turtle) in some]))
            else:
                for thing in self._things(b"\n".join([lines for lines, _ in some])):
                    yield Piece(EVIDENCE, thing.kind, self._blocks.thing(thing).encode())

    def _span(self, language: str) -> _OfSpan | None:
        prototype, ends = self._here.spans.prototype(language)
        block = self._block(prototype)
        return _OfSpan(block, tuple(escaped(end[:-1]).encode() for end in ends)) if block else None

    def _block(self, prototype: Prototype) -> Block | None:
        """The Turtle of a prototype as a block, if it is one thing."""
        thing, *others = things.read(prototype.lines, self._base)
        if others:
            return None
        marks = {term: mark(place) for term, place in prototype.places.items()}
        template = Template.of(self._blocks.thing(_marked(thing, marks)))
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
    return said[1][0]


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
