"""Sorted statements -> Turtle that a person can read, one block a subject (Turtle 1.1).

Enters: sorted N-Triples or N-Quads lines; a statement in several graphs counts once. Leaves:
chunks of text, the same for the same lines. Literals keep the very characters of their
N-Triples form; objects stand in the order of the stream.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from lod.publish import things
from lod.publish.names import Names
from lod.publish.order import TYPE, Order
from lod.publish.things import Node, Thing

_BELOW = "\n    "
_NEXT = f" ;{_BELOW}"

Annotate = Callable[[str, str, str], str]
"""Subject, predicate, object -> the text that follows the object."""


def write(lines: Iterable[str], prefixes: Mapping[str, str], head: str, base: str) -> Iterator[str]:
    """The Turtle of the lines; `head` is the comment on top, `base` what our IRIs begin with."""
    yield preamble(prefixes, head)
    yield from body(lines, Blocks(prefixes, base), base)


def body(lines: Iterable[str], blocks: "Blocks", base: str) -> Iterator[str]:
    """The blocks of the lines, thing after thing, with a heading where another kind begins."""
    kind = ""
    for thing in things.read(lines, base):
        if thing.kind != kind:
            kind = thing.kind
            yield section(kind)
        yield blocks.thing(thing)


def preamble(prefixes: Mapping[str, str], head: str) -> str:
    """The comment and the prefix declarations that open a file."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    declared = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes.items())
    return f"{comment}\n{declared}" if comment and declared else comment + declared


def section(kind: str) -> str:
    """The comment line between kinds of things."""
    return f"\n# ---- {kind}\n"


class Blocks:
    """Writes nodes as Turtle blocks and remembers what it worked out about names and order."""

    __slots__ = ("_order", "_own", "names")

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self.names = Names(prefixes)
        self._order = Order(self._name)
        self._own = f"<{base}"

    def thing(self, thing: Thing) -> str:
        """One block for each node of the thing, a blank line before each."""
        return "".join([f"\n{self.node(node)}\n" for node in thing.nodes])

    def node(self, node: Node, annotate: Annotate | None = None) -> str:
        """The block of one subject, without a line end."""
        names = self.names
        order = self._order[tuple(node.predicates)]
        said: list[str] = []
        for place, name in order:
            objects = node.objects[place]
            if len(objects) == 1 and annotate is None:
                # A string stands as it is, tagged or not; all other terms end with `>`.
                text = objects[0]
                said.append(f"{name} {names[text] if text[-1] == '>' else text}")
            else:
                said.append(f"{name} {self._objects(node, place, name, annotate)}")
        opening = " " if order[0][1] == "a" else _BELOW
        return f"{names[node.subject]}{opening}{_NEXT.join(said)} ."

    def inline(self, node: Node) -> str:
        """Predicates and objects on one line, as an annotation holds them."""
        names = self.names
        return " ; ".join(
            f"{name} {' , '.join([names[o] for o in node.objects[place]])}"
            for place, name in self._order[tuple(node.predicates)]
        )

    def _name(self, predicate: str) -> tuple[str, str]:
        """What a predicate is sorted by, and how it is written."""
        name = self.names[predicate]
        return name, "a" if predicate == TYPE else name

    def _objects(self, node: Node, place: int, name: str, annotate: Annotate | None) -> str:
        """The objects of one predicate, below each other; classes side by side."""
        names = self.names
        objects = node.objects[place]
        if name == "a":
            objects = sorted(objects, key=self._foreign)
        texts = [names[o] for o in objects]
        if annotate is not None:
            predicate = node.predicates[place]
            notes = [annotate(node.subject, predicate, o) for o in objects]
            texts = [text + note for text, note in zip(texts, notes, strict=True)]
        elif name == "a":
            return " , ".join(texts)
        return (" ,\n" + " " * max(8, len(name) + 5)).join(texts)

    def _foreign(self, term: str) -> bool:
        """Whether a class is of another vocabulary; our own come first."""
        return not term.startswith(self._own)
