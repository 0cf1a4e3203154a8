"""Two states of the dataset -> the lines, or the triples, in which they differ.

A state is the list of the chunks in their order. Only chunks are read that one state has and the
other has not, so the cost is that of the change, whatever the size of the dataset.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lod.flow import rows
from lod.flow.chunks import Chunk
from lod.flow.pieces import NQUADS


@dataclass(frozen=True, slots=True)
class Stretch:
    """The dataset's lines of one chunk: a part of a file, which is named by its content."""

    path: str
    offset: int
    length: int

    def lines(self) -> Iterator[str]:
        """The lines, sorted."""
        text = rows.read(self.path, self.offset, self.length).decode()
        yield from text[:-1].split("\n")


State = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A line of N-Quads or N-Triples that came (`added`) or went."""

    text: str
    added: bool


def state_of(chunks: Iterable[Chunk]) -> State:
    """The state that chunks in the order of the dataset make up."""
    return tuple(
        Stretch(chunk.path, part.offset, part.length)
        for chunk in chunks
        for part in chunk.parts
        if part.name == NQUADS and part.size
    )


def digest_of(state: State) -> str:
    """A name for a state: two states of one cache with the same name hold the same lines."""
    digest = hashlib.sha256()
    for stretch in state:
        digest.update(f"{stretch.path.rsplit('/', 1)[-1]}\n".encode())
    return digest.hexdigest()[:32]


def lines(before: State, after: State) -> Iterator[Change]:
    """The quads that went and came, in the order of the dataset."""
    old, new = _different(before, after)
    yield from _compared(_lines(old), _lines(new))


def triples(before: State, after: State) -> Iterator[Change]:
    """The triples that are in no graph any more or in their first one, in order."""
    old, new = _different(before, after)
    yield from _compared(_triples(_lines(old)), _triples(_lines(new)))


def _different(before: State, after: State) -> tuple[State, State]:
    common = set(before) & set(after)
    return (
        tuple(stretch for stretch in before if stretch not in common),
        tuple(stretch for stretch in after if stretch not in common),
    )


def _lines(stretches: Sequence[Stretch]) -> Iterator[str]:
    for stretch in stretches:
        yield from stretch.lines()


def _triples(found: Iterable[str]) -> Iterator[str]:
    """Each triple once as a line of N-Triples; the graphs of a triple stand side by side."""
    for triple, _ in groupby(found, key=lambda line: line.rsplit(" ", 2)[0]):
        yield f"{triple} ."


def _compared(old: Iterator[str], new: Iterator[str]) -> Iterator[Change]:
    """What is only in one of two sorted streams."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(old, None), next(new, None)
        elif right is None or (left is not None and left < right):
            assert left is not None
            yield Change(left, added=False)
            left = next(old, None)
        else:
            yield Change(right, added=True)
            right = next(new, None)
