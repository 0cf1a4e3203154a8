"""Stores of a few invented quads, without a build around them."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import zstandard

from lod.flow.changes import Group, State, Stretch
from lod.stores import editing, loading
from lod.stores.versions import DATA, About, Stamp, Versions
from lod.stores.writing import writing

DECIMAL = "^^<http://www.w3.org/2001/XMLSchema#decimal>"


def quads(count: int, first: int = 0) -> list[str]:
    """Sorted lines; every triple stands in two graphs."""
    return sorted(
        f'<https://e.org/s{number}> <https://e.org/p> "{number}" <https://e.org/g{graph}> .'
        for number in range(first, first + count)
        for graph in (number % 3, 3)
    )


def dumped(folder: Path, lines: Iterable[str]) -> Path:
    """A dump of lines."""
    path = folder / "dataset.nq"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def stated(folder: Path, lines: Sequence[str], cuts: Iterable[int] = ()) -> State:
    """A state whose chunks end at some of the lines, each a file named by its content."""
    ends = [*sorted({cut for cut in cuts if 0 < cut < len(lines)}), len(lines)]
    found = []
    for start, end in zip([0, *ends], ends, strict=False):
        if start < end:
            raw = "".join(f"{line}\n" for line in lines[start:end]).encode()
            path = folder / sha256(raw).hexdigest()
            packed = zstandard.ZstdCompressor().compress(raw)
            path.write_bytes(packed)
            found.append(Stretch(str(path), 0, len(packed)))
    return tuple(found)


def made(versions: Versions, name: str, lines: Sequence[str], keep: int = 2) -> None:
    """A version of lines that is the current one."""
    with writing(versions) as writer:
        folder = writer.fresh()
        dump = dumped(folder, lines)
        loading.load(folder / DATA, dump)
        stamp = Stamp.of(dump)
        dump.unlink()
        if not writer.has(name):
            writer.place(folder, name, About("", len(lines), 0))
        writer.switch(name, stamp, keep)


def edited(folder: Path, old: Path, groups: Iterable[Group]) -> editing.Editor:
    """A copy of a store with changes."""
    editing.linked(old, folder)
    editor = editing.Editor(lambda: ox.Store(str(folder)))
    assert editor.edit(groups, 1_000_000)
    return editor


def of(store: ox.Store) -> tuple[set[str], set[str]]:
    """All quads of a store, those of the default graph included, and its named graphs."""
    return {str(quad) for quad in store}, {str(graph) for graph in store.named_graphs()}


def content(folder: Path) -> tuple[set[str], set[str]]:
    """The same of a store on disk."""
    return of(ox.Store.read_only(str(folder)))


def expected(lines: Iterable[str]) -> tuple[set[str], set[str]]:
    """The same of a store in memory, filled line by line."""
    store = ox.Store()
    for line in lines:
        store.load(line.encode(), ox.RdfFormat.N_QUADS)
        store.load(f"{line.rsplit(' ', 2)[0]} .".encode(), ox.RdfFormat.N_TRIPLES)
    return of(store)


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs a program of its own."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
