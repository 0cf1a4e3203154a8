"""Two states of the dataset -> the lines, or the triples, in which they differ.

A state is the list of the chunks in their order. Only chunks are read that one state has and the
other has not, so the cost is that of the change, whatever the size of the dataset.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import Event
from typing import NamedTuple, Protocol, TypeVar

from lod.flow import rows
from lod.flow.beside import StoppedError
from lod.flow.chunks import Chunk
from lod.flow.pieces import NQUADS

TOGETHER = 80 << 20
"""Bytes of lines that a store is given at once: about 460 000 quads, which take half a gigabyte."""


class Stretch(NamedTuple):
    """The dataset's lines of one chunk: a part of a file, which is named by its content."""

    path: str
    offset: int
    length: int

    def text(self) -> bytes:
        """The lines, sorted, each with its line end."""
        return rows.read(self.path, self.offset, self.length)

    def lines(self) -> Iterator[str]:
        """The lines, sorted."""
        yield from self.text().decode()[:-1].split("\n")


_LAST = chr(0x10FFFF)
"""What no line begins with; what begins alike is sorted before it."""


class Part(Protocol):
    """Sorted lines of a dataset; parts that are equal hold the same ones."""

    def lines(self) -> Iterator[str]: ...

    def __hash__(self) -> int: ...


Parts = tuple[Part, ...]
"""A dataset, part after part."""

State = tuple[Stretch, ...]
"""A dataset as it lies in the cache."""

_Some = TypeVar("_Some", bound=Part)

Group = tuple[Sequence[str], Sequence[str]]
"""The quads of one subject and predicate, before and after."""


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


def texts(state: State, stopped: Event, size: int = TOGETHER) -> Iterator[bytes]:
    """The lines of a state, about `size` bytes at a time; StoppedError when the event is set."""
    some: list[bytes] = []
    for stretch in state:
        if stopped.is_set():
            raise StoppedError
        some.append(stretch.text())
        if sum(map(len, some)) >= size:
            yield b"".join(some)
            some = []
    yield b"".join(some)


def lines(before: Parts, after: Parts) -> Iterator[Change]:
    """The quads that went and came, in the order of the dataset."""
    old, new = differing(before, after)
    yield from _compared(_lines(old), _lines(new))


def groups(before: State, after: State) -> Iterator[Group]:
    """The quads of each subject and predicate whose quads are no longer the same, in order."""
    old, new = (_Window(side) for side in differing(before, after))
    while old.fill() | new.fill():
        end = min(old.end, new.end)
        left, right = old.until(end), new.until(end)
        one, other = set(left), set(right)
        for start in sorted({_statement(line) for line in one ^ other}):
            yield _starting(left, start), _starting(right, start)
        if not left and not right:
            (old if old.end == end else new).read()


def triples(before: Parts, after: Parts) -> Iterator[Change]:
    """The triples that are in no graph any more or in their first one, in order."""
    old, new = differing(before, after)
    yield from _compared(_triples(_lines(old)), _triples(_lines(new)))


def differing(
    before: tuple[_Some, ...], after: tuple[_Some, ...]
) -> tuple[tuple[_Some, ...], tuple[_Some, ...]]:
    """The parts that only one of the two states has."""
    common = set(before) & set(after)
    return (
        tuple(stretch for stretch in before if stretch not in common),
        tuple(stretch for stretch in after if stretch not in common),
    )


def _lines(stretches: Sequence[Part]) -> Iterator[str]:
    for stretch in stretches:
        yield from stretch.lines()


class _Window:
    """A part of the lines of some stretches, read on as the front of it has been dealt with."""

    def __init__(self, stretches: State) -> None:
        self._left = iter(stretches)
        self._lines: list[str] = []
        self.end = ""

    def fill(self) -> bool:
        """Whether there are lines, read if none are at hand."""
        if not self._lines:
            self.read()
        return bool(self._lines)

    def read(self) -> None:
        """Read one more stretch; `end` is where the statement begins that may go on in the next."""
        stretch = next(self._left, None)
        if stretch is None:
            self.end = _LAST
        else:
            self._lines.extend(stretch.lines())
            self.end = _statement(self._lines[-1])

    def until(self, end: str) -> list[str]:
        """Take the lines before this place."""
        at = bisect_left(self._lines, end)
        taken, self._lines = self._lines[:at], self._lines[at:]
        return taken


def _statement(line: str) -> str:
    """Subject and predicate: what lines begin with that stand side by side."""
    return line[: line.index(" ", line.index(" ") + 1) + 1]


def _starting(lines: Sequence[str], start: str) -> Sequence[str]:
    return lines[bisect_left(lines, start) : bisect_left(lines, start + _LAST)]


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
