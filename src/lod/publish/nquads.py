"""Sorted lines -> N-Quads, and the parts of a dataset that other dumps are made of."""

from collections.abc import Iterable, Iterator
from itertools import islice

_BATCH = 1024


def write(lines: Iterable[str]) -> Iterator[str]:
    """The lines as canonical N-Quads (RDF 1.2 N-Quads, section 4)."""
    remaining = iter(lines)
    while batch := list(islice(remaining, _BATCH)):
        yield "\n".join(batch) + "\n"


def within(lines: Iterable[str], graph: str) -> Iterator[str]:
    """The lines of one named graph, given as IRI."""
    end = f" <{graph}> ."
    return (line for line in lines if line.endswith(end))


def outside(lines: Iterable[str], graph: str) -> Iterator[str]:
    """The lines of every graph but one."""
    end = f" <{graph}> ."
    return (line for line in lines if not line.endswith(end))
