"""Sorted statements -> TriG: each thing once for each graph that speaks of it (TriG 1.1).

Things come in the order of the stream, so whatever the number of graphs nothing but one thing is
held in memory, and it stands side by side which document says what of it. A block of a graph goes
on while things of one kind lie in the same graph.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from lod.publish import things
from lod.publish.things import Node, Thing
from lod.publish.turtle import Blocks, preamble, section

_INDENT = "    "


class Mark(NamedTuple):
    """What a piece of TriG is about, and the graphs in whose blocks it begins and ends.

    Graphs are in Turtle, the default graph is empty.
    """

    kind: str
    first: str
    last: str

    def __str__(self) -> str:
        return " ".join(self)

    @classmethod
    def read(cls, text: str) -> "Mark":
        """The mark that was written so."""
        return cls(*text.split(" "))


Piece = tuple[Mark, str]
"""TriG without the opening of its first graph's block and the closing of its last one's."""


def write(lines: Iterable[str], prefixes: Mapping[str, str], head: str, base: str) -> Iterator[str]:
    """The TriG of lines sorted by code point."""
    yield preamble(prefixes, head)
    yield from joined(pieces(lines, Blocks(prefixes, base), base))


def pieces(lines: Iterable[str], blocks: Blocks, base: str) -> Iterator[Piece]:
    """The TriG of the lines, a piece for each graph of a thing."""
    for graph, thing in by_graph(lines, base):
        name = blocks.names[graph] if graph else ""
        yield Mark(thing.kind, name, name), indented(blocks.thing(thing))


def of_one_kind(found: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces, neighbours about things of one kind as one."""
    for kind, some in groupby(found, key=lambda piece: piece[0].kind):
        texts: list[str] = []
        first = before = None
        for mark, text in some:
            texts += (between(before, mark) if before else "", text)
            first, before = first or mark, mark
        if first and before:
            yield Mark(kind, first.first, before.last), "".join(texts)


def joined(found: Iterable[Piece]) -> Iterator[str]:
    """The text of pieces, with what stands before, between and behind them."""
    before = None
    for mark, text in found:
        yield between(before, mark)
        yield text
        before = mark
    yield between(before, None)


def between(before: Mark | None, after: Mark | None) -> str:
    """What stands between two pieces; None is where the file begins or ends."""
    if before and after and (before.kind, before.last) == (after.kind, after.first):
        return ""
    text = "}\n" if before else ""
    if after:
        if not before or before.kind != after.kind:
            text += section(after.kind)
        text += f"\n{after.first} {{\n" if after.first else "\n{\n"
    return text


def by_graph(lines: Iterable[str], base: str) -> Iterator[tuple[str, Thing]]:
    """Each thing with what one graph says of it, the graphs of a thing in order."""
    said: dict[str, Mapping[str, Node]] = {}

    def subjects() -> Iterator[Node]:
        for subject, own in groupby(lines, key=_subject):
            said[subject] = _nodes(own)
            yield Node(subject, [], [])

    for thing in things.grouped(subjects(), base):
        found: dict[str, list[Node]] = defaultdict(list)
        for node in thing.nodes:
            for graph, own in said.pop(node.subject).items():
                found[graph].append(own)
        for graph, nodes in sorted(found.items()):
            yield graph, Thing(thing.iri, thing.kind, nodes)


def _nodes(lines: Iterable[str]) -> Mapping[str, Node]:
    """What each graph says of one subject."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        found[things.graph_of(line)].append(line)
    return {graph: next(things.nodes(own)) for graph, own in found.items()}


def _subject(line: str) -> str:
    return line.partition(" ")[0]


def indented(text: str) -> str:
    """The text moved right; a literal never holds a raw line end, so its characters stay."""
    return "\n".join([_INDENT + line if line else line for line in text.split("\n")])
