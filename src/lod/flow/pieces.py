"""The lines of a chunk -> its piece of each dump, free of context, so that pieces can be joined.

A piece of Turtle comes without the comment line that stands between kinds of things, a piece of
JSON-LD without the commas around it, a piece of TriG without the opening of the first graph's block
and the closing of the last one's: whoever joins pieces adds them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from lod.flow.plan import Bench
from lod.flow.reason import Stated
from lod.publish import rdf12, things, trig
from lod.publish.jsonld import Objects
from lod.publish.things import Node, Thing
from lod.publish.turtle import Blocks

NQUADS = "dataset.nq"
TURTLE = "facts.ttl"
JSONLD = "facts.jsonld"
EVIDENCE = "evidence.ttl"
TRIG = "dataset.trig"
RDF12 = "dataset.rdf12.ttl"
DUMPS = (NQUADS, TURTLE, JSONLD, EVIDENCE)
"""What is made where nothing is said: of much, the rest would say the same at great length."""

SEPARATOR = ",\n    "
"""What stands between two node objects of JSON-LD."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one dump, in UTF-8; in Turtle about one kind of thing, in TriG `kind` is its mark.

    Things are encoded one by one: most are plain ASCII, which is copied, and one letter that is
    not makes all the text around it slow.
    """

    dump: str
    kind: str
    raw: bytes


class Pieces:
    """Writes pieces, and remembers what the writers worked out about names and order."""

    def __init__(self, bench: Bench) -> None:
        self.base = bench.publication.base
        self.wanted = frozenset(bench.plan.dumps)
        self.wants_all = not self.wanted.isdisjoint((TRIG, RDF12))
        self.blocks = Blocks(bench.prefixes, self.base)
        self.objects = Objects(bench.context, self.base)

    def of(self, nodes: Sequence[Node]) -> list[Piece]:
        """The pieces of facts; N-Quads need no writing."""
        made: list[Piece] = []
        if nodes and self.wanted & {TURTLE, JSONLD}:
            found = list(things.grouped(nodes, self.base))
            if TURTLE in self.wanted:
                made += self._turtle(found)
            if JSONLD in self.wanted:
                texts = [text.encode() for thing in found for text in self.objects.thing(thing)]
                made.append(Piece(JSONLD, "", SEPARATOR.encode().join(texts)))
        return made

    def of_all(self, frames: Sequence[bytes]) -> Iterator[Piece]:
        """The pieces of whole lines, facts and claims; `frames` hold them in order."""
        if TRIG in self.wanted:
            found = trig.pieces(_lines(frames), self.blocks, self.base)
            for mark, text in trig.of_one_kind(found):
                yield Piece(TRIG, str(mark), text.encode())
        if RDF12 in self.wanted:
            block = partial(rdf12.block, blocks=self.blocks)
            yield from _by_kind(RDF12, things.read(_lines(frames), self.base), block)

    def _turtle(self, found: Iterable[Thing]) -> Iterator[Piece]:
        return _by_kind(TURTLE, found, self.blocks.thing)


def _by_kind(dump: str, found: Iterable[Thing], written: Callable[[Thing], str]) -> Iterator[Piece]:
    for kind, group in groupby(found, key=lambda thing: thing.kind):
        yield Piece(dump, kind, b"".join([written(thing).encode() for thing in group]))


def _lines(frames: Iterable[bytes]) -> Iterator[str]:
    """The lines of texts that end with a line end."""
    for frame in frames:
        yield from frame[:-1].decode().split("\n")


def joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of one dump, neighbours about things of one kind as one."""
    for (dump, kind), some in groupby(found, key=lambda piece: (piece.dump, piece.kind)):
        yield Piece(dump, kind, b"".join([piece.raw for piece in some]))


def texts(stated: Iterable[Stated]) -> Iterator[bytes]:
    """The lines about each subject in order, without the last line end."""
    for subject, said in stated:
        start = f"{subject} "
        yield b"\n".join(
            [
                f"{start}{text}{end}".encode()
                for text, ends in said
                for end in (ends if len(ends) == 1 else sorted(set(ends)))
            ]
        )


def nodes(stated: Iterable[Stated], other: str) -> list[Node]:
    """What is said of each subject, but for what only lines that end with `other` say."""
    found: list[Node] = []
    only = {other}
    for subject, said in stated:
        predicate = ""
        predicates: list[str] = []
        rows: list[list[str]] = []
        for text, ends in said:
            if ends[-1] == other and set(ends) == only:
                continue
            name, object_ = text.split(" ", 1)
            if name == predicate:
                rows[-1].append(object_)
            else:
                predicate = name
                predicates.append(name)
                rows.append([object_])
        if predicates:
            found.append(Node(subject, predicates, rows))
    return found
