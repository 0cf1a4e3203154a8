"""Statements sorted by graph -> TriG, each graph as readable as the Turtle (TriG 1.1)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from lod.publish import things
from lod.publish.turtle import Blocks, body, preamble

_INDENT = "    "


def by_graph(lines: Iterable[str]) -> list[str]:
    """The lines sorted by graph, then as before; holds all of them in memory.

    Whoever has the graphs apart already (one sorted shard a graph) chains them instead.
    """
    return sorted(lines, key=things.graph_of)


def write(lines: Iterable[str], prefixes: Mapping[str, str], head: str, base: str) -> Iterator[str]:
    """The TriG of lines sorted by graph and, within a graph, by code point."""
    yield preamble(prefixes, head)
    blocks = Blocks(prefixes, base)
    for graph, statements in groupby(lines, key=things.graph_of):
        if graph:
            yield f"\n{blocks.names[graph]} {{\n"
            yield from map(indented, body(statements, blocks, base))
            yield "}\n"
        else:
            yield from body(statements, blocks, base)


def indented(text: str) -> str:
    """The text moved right; a literal never holds a raw line end, so its characters stay."""
    return "\n".join([_INDENT + line if line else line for line in text.split("\n")])
