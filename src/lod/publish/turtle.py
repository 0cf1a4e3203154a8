"""Sorted statements -> Turtle that a person can read, one block a subject (Turtle 1.1).

Enters: sorted N-Triples or N-Quads lines; a statement in several graphs counts once. Leaves:
chunks of text, the same for the same lines. Literals keep the very characters of their
N-Triples form; objects stand in the order of the stream.
"""

from collections.abc import Iterable, Iterator, Mapping

from lod.publish import things
from lod.publish.names import Names
from lod.publish.order import TYPE, Order
from lod.publish.things import Node, Thing

_BELOW = "\n    "
_NEXT = f" ;{_BELOW}"


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

    def node(self, node: Node, subject: str = "") -> str:
        """The block of one subject, without a line end; `subject` is how it is written if given."""
        names = self.names
        order = self._order[tuple(node.predicates)]
        said: list[str] = []
        for place, name in order:
            objects = node.objects[place]
            if len(objects) == 1:
                # A string stands as it is, tagged or not; all other terms end with `>`.
                text = objects[0]
                said.append(f"{name} {names[text] if text[-1] == '>' else text}")
            else:
                said.append(f"{name} {self._objects(name, objects)}")
        opening = " " if order[0][1] == "a" and not subject else _BELOW
        return f"{subject or names[node.subject]}{opening}{_NEXT.join(said)} ."

    def _name(self, predicate: str) -> tuple[str, str]:
        """What a predicate is sorted by, and how it is written."""
        name = self.names[predicate]
        return name, "a" if predicate == TYPE else name

    def _objects(self, name: str, objects: list[str]) -> str:
        """The objects of one predicate, below each other; classes side by side."""
        names = self.names
        if name == "a":
            return " , ".join([names[o] for o in sorted(objects, key=self._foreign)])
        return (" ,\n" + " " * max(8, len(name) + 5)).join([names[o] for o in objects])

    def _foreign(self, term: str) -> bool:
        """Whether a class is of another vocabulary; our own come first."""
        return not term.startswith(self._own)
