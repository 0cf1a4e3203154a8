"""A sorted dataset -> Turtle 1.2: each claim opens with the statement that it is about.

A claim is the reifier of its statement (RDF 1.2 Turtle, section on reified triples):
`<< s p o ~ <claim> >>` reads as the statement, and what follows is said of the claim. The file
carries the triples of the other dumps and `rdf:reifies` for every claim, nothing else. A
statement stands where its subject does and a claim where its own name does, so all of it streams.
"""

from collections.abc import Iterable, Iterator, Mapping

from lod.ntriples import RDF
from lod.publish import things
from lod.publish.things import Node, Thing
from lod.publish.turtle import Blocks, preamble, section

_STATEMENT = tuple(f"<{RDF}{part}>" for part in ("subject", "predicate", "object"))


def write(lines: Iterable[str], prefixes: Mapping[str, str], head: str, base: str) -> Iterator[str]:
    """The Turtle of all lines, which are sorted by code point."""
    yield preamble(prefixes, head)
    blocks = Blocks(prefixes, base)
    kind = ""
    for thing in things.read(lines, base):
        if thing.kind != kind:
            kind = thing.kind
            yield section(kind)
        yield block(thing, blocks)


def block(thing: Thing, blocks: Blocks) -> str:
    """One block for each node of the thing, a blank line before each."""
    return "".join([f"\n{_node(node, blocks)}\n" for node in thing.nodes])


def _node(node: Node, blocks: Blocks) -> str:
    statement = _statement(node)
    if statement is None:
        return blocks.node(node)
    said = " ".join([blocks.names[term] for term in statement])
    return blocks.node(node, f"<< {said} ~ {blocks.names[node.subject]} >>")


def _statement(node: Node) -> tuple[str, str, str] | None:
    """The statement that a claim is about; None where the node is no claim."""
    parts = dict(zip(node.predicates, node.objects, strict=True))
    values = [parts.get(part, []) for part in _STATEMENT]
    if any(len(value) != 1 for value in values):
        return None
    (subject,), (predicate,), (object_,) = values
    if subject.startswith('"') or predicate.startswith('"'):
        return None
    return subject, predicate, object_
