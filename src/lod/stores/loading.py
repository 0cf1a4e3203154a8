"""A dump -> a store with all of it, through the bulk loader.

The loader needs memory for what it is given at once, so it is given slices.
"""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from lod.flow.heap import give_back
from lod.releases import dump

_SLICE = 80 << 20
"""Bytes of N-Quads that are loaded at once: about 460 000 quads, which take half a gigabyte."""
_GRAPH = re.compile(rb" <[^<>\n ]*> \.$", re.MULTILINE)


def load(folder: Path, path: Path) -> int:
    """Make a store in a new folder of an N-Quads file, which may be compressed; its quads.

    Named graphs are those of the dump; the default graph holds each triple once. CallError where
    the file cannot be read to its end.
    """
    count = 0
    store = ox.Store(str(folder))
    for quads in slices(path):
        count += quads.count(b"\n")
        for some in (triples(quads), quads):
            store.bulk_load(some, ox.RdfFormat.N_QUADS)
        give_back()
    store.flush()
    store.optimize()
    return count


def add_graphs(folder: Path, texts: Iterable[bytes]) -> int:
    """Add to a store, which has each triple in its default graph, the lines of N-Quads; how many.

    The lines are those that the triples are of: they have been parsed before.
    """
    count = 0
    store = ox.Store(str(folder))
    for quads in texts:
        count += quads.count(b"\n")
        store.bulk_load(quads, ox.RdfFormat.N_QUADS, lenient=True)
        give_back()
    store.flush()
    store.optimize()
    return count


def triples(quads: bytes) -> bytes:
    """Lines of N-Quads without their graphs: to a store it is all one if a triple comes twice."""
    return _GRAPH.sub(b" .", quads)


def slices(path: Path, size: int = _SLICE) -> Iterator[bytes]:
    """The lines of a dump, about `size` bytes at a time; CallError where it cannot be read."""
    slice_ = io.BytesIO()
    for raw in dump.parts(path):
        end = raw.rfind(b"\n") + 1
        slice_.write(raw[:end])
        if slice_.tell() >= size:
            yield slice_.getvalue()
            slice_ = io.BytesIO()
        slice_.write(raw[end:])
    if slice_.tell():
        yield slice_.getvalue()
