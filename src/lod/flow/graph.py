"""The lines of the dataset -> a data graph for the shapes, in memory or in a folder on disk.

The default view is the union of all graphs: each triple once. A store rewrites some literals, so
what it would rewrite is kept beside it, as `shacl.store` says; both are loaded from files, so that
memory does not grow with the dataset.
"""

import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from lod.ntriples import is_literal
from lod.shacl import Data
from lod.shacl.store import EXACT_GRAPH, encode
from lod.shacl.vocabulary import EXACT

MOST = 8_000_000
"""Triples above which the data graph is kept on disk."""

_SLICE = 1 << 16
"""Lines that are written at once."""

_TYPED = '"^^<http://www.w3.org/2001/XMLSchema#'


def data_graph(lines: Iterable[str], count: int, folder: Path, most: int = MOST) -> Data:
    """The data graph of sorted N-Quads lines; of more than `most` triples it lies in `folder`.

    `count` is the number of triples; the folder is emptied first and must stay while the data
    are used.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    triples, shadowed = folder / "triples.nt", folder / "exact.nt"
    lossy = _write(triples, lines)
    store = ox.Store(str(folder / "store")) if count > most else ox.Store()
    store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
    if lossy:
        _write_shadows(shadowed, triples, lossy)
        store.bulk_load(path=str(shadowed), format=ox.RdfFormat.N_TRIPLES, to_graph=EXACT_GRAPH)
    for path in (triples, shadowed):
        path.unlink(missing_ok=True)
    if count > most:
        store.optimize()
    return Data(store, {predicate: _shadow(predicate) for predicate in sorted(lossy)})


def _write(path: Path, lines: Iterable[str]) -> set[str]:
    """Write each triple once; the predicates with a value that a store would rewrite."""
    lossy: set[str] = set()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for some in _slices(text for text, _ in groupby(lines, key=_triple)):
            for text in some:
                if _TYPED in text:
                    _, predicate, object_ = text.split(" ", 2)
                    if predicate not in lossy and encode(object_) != object_:
                        lossy.add(predicate)
            file.write(" .\n".join((*some, "")))
    return lossy


def _write_shadows(path: Path, triples: Path, lossy: set[str]) -> None:
    """Write the triples of those predicates as the shadows hold them."""
    with (
        path.open("w", encoding="utf-8", newline="\n") as out,
        triples.open(encoding="utf-8", newline="\n") as file,
    ):
        for line in file:
            subject, predicate, rest = line.split(" ", 2)
            if predicate in lossy:
                object_ = rest[:-3]
                held = encode(object_) if is_literal(object_) else object_
                out.write(f"{subject} {_shadow(predicate)} {held} .\n")


def _triple(line: str) -> str:
    return line.rsplit(" ", 2)[0]


def _shadow(predicate: str) -> str:
    return f"<{EXACT}{predicate[1:-1]}>"


def _slices(texts: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for text in texts:
        some.append(text)
        if len(some) == _SLICE:
            yield some
            some = []
    yield some
