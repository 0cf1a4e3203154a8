"""Stretches -> the file of a dump, copied from the chunks or from the file that was there before.

Pieces are zstd frames and gzip members already, and both formats may be joined: a large dump is
copied, not compressed again. What a file has in common with the last one is copied from there, in
large blocks and whatever the number of chunks; it is damaged if its SHA-256 is another than it
was, and then all comes from the chunks, whose parts are checked one by one.
"""

import hashlib
import os
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import zstandard

from lod.flow.packing import damaged
from lod.flow.parts import Part

PLAIN, ZSTD, GZIP = "", ".zst", ".gz"
_LEVEL = 1
_MUCH = 1 << 20
"""Bytes that are read and written at once, about."""
_AHEAD = 3
"""Blocks that were written and wait to be hashed."""

Mark = tuple[bytes, str, int, int]
"""What names the bytes of a stretch: themselves, or a place in a file; and how many they are."""

Layout = tuple[Mark, ...]
"""The stretches of a file in order."""


class Stretch(NamedTuple):
    """Bytes of a dump: given, or a part of a chunk's file."""

    raw: bytes = b""
    path: str = ""
    part: Part | None = None

    def mark(self, form: str) -> Mark:
        """What names its bytes in a file of this form."""
        if self.part is None:
            raw = formed(self.raw, form)
            return raw, "", 0, len(raw)
        part = self.part
        length = {PLAIN: part.size, ZSTD: part.length, GZIP: part.gzip}[form]
        return b"", self.path, part.offset, length


@dataclass(frozen=True, slots=True)
class Last:
    """The file that was there before: what it is made of, and its SHA-256."""

    path: Path
    layout: Layout
    sha256: str


class _Block(NamedTuple):
    """Bytes of the file that was there before, of the new one, or of both."""

    raw: bytes
    old: bool
    new: bool


class _Step(NamedTuple):
    """Stretches of the new file, the numbers from `first` to `end`, and a range of the old one.

    Where there are both, the bytes are the same.
    """

    first: int = 0
    end: int = 0
    start: int = 0
    stop: int = 0


@lru_cache(maxsize=64)
def formed(raw: bytes, form: str) -> bytes:
    """Bytes in the form of a file: as they are, as a frame, as a gzip member."""
    if form == ZSTD:
        return zstandard.ZstdCompressor(level=_LEVEL).compress(raw)
    if form == GZIP:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
        return packer.compress(raw) + packer.flush()
    return raw


def layout(stretches: Iterable[Stretch], form: str) -> Layout:
    """What a file of these stretches is made of."""
    return tuple(stretch.mark(form) for stretch in stretches)


def copy(
    stretches: Sequence[Stretch], form: str, laid: Layout, path: Path, last: Last | None
) -> tuple[int, str]:
    """Write a file that is laid out so; its size and SHA-256. CacheError for a damaged chunk."""
    if last:
        steps = _steps(laid, last.layout)
        common = sum(mark[3] for s in steps if s.stop for mark in laid[s.first : s.end])
        if 2 * common > sum(mark[3] for mark in laid):
            with last.path.open("rb", buffering=0) as old:
                size, digest, found = _put(_blocks(steps, stretches, form, old), path)
            if found == last.sha256:
                return size, digest
    size, digest, _ = _put(_blocks([_Step(0, len(laid))], stretches, form, None), path)
    return size, digest


def _steps(new: Layout, old: Layout) -> list[_Step]:
    """How to make a new file out of an old one, all of which is passed from front to end."""
    numbers = {mark: number for number, mark in enumerate(old) if mark[1]}
    places = list(accumulate((mark[3] for mark in old), initial=0))
    steps: list[_Step] = []
    here = there = 0
    while here < len(new):
        follows = there < len(old) and old[there] == new[here]
        found = there if follows else numbers.get(new[here], -1)
        if found < there:
            first = steps.pop().first if steps and not steps[-1].stop else here
            here += 1
            steps.append(_Step(first, here))
            continue
        if places[there] < places[found]:
            steps.append(_Step(start=places[there], stop=places[found]))
        count = 1
        while new[here + count : here + count + 1] == old[found + count : found + count + 1] != ():
            count += 1
        steps.append(_Step(here, here + count, places[found], places[found + count]))
        here, there = here + count, found + count
    return [*steps, _Step(start=places[there], stop=places[-1])]


def _blocks(
    steps: Iterable[_Step], stretches: Sequence[Stretch], form: str, old: FileIO | None
) -> Iterator[_Block]:
    """The bytes of both files in order, some at a time."""
    for step in steps:
        if not step.stop:
            for raw in _together(_bytes(stretches[step.first : step.end], form)):
                yield _Block(raw, old=False, new=True)
        elif old:
            for place in range(step.start, step.stop, _MUCH):
                raw = os.pread(old.fileno(), min(_MUCH, step.stop - place), place)
                yield _Block(raw, old=True, new=step.end > step.first)


def _put(blocks: Iterable[_Block], path: Path) -> tuple[int, str, str]:
    """Write the new file; its size and SHA-256, and the SHA-256 of the old one.

    They are worked out meanwhile, as one until the files differ: each takes as long as writing.
    """
    size, new = 0, hashlib.sha256()
    old = new
    hashed: deque[Future[None]] = deque()
    with (
        path.open("wb", buffering=0) as file,
        ThreadPoolExecutor(1) as one,
        ThreadPoolExecutor(1) as other,
    ):
        for block in blocks:
            if old is new and not (block.old and block.new):
                old = one.submit(new.copy).result()  # when all is hashed that came before
            if block.old and old is not new:
                hashed.append(other.submit(old.update, block.raw))
            if block.new:
                hashed.append(one.submit(new.update, block.raw))
                _write(file, block.raw)
                size += len(block.raw)
            while len(hashed) > 2 * _AHEAD:
                hashed.popleft().result()
    return size, new.hexdigest(), old.hexdigest()


def _write(file: FileIO, raw: bytes) -> None:
    """Write all bytes: a disk that is nearly full takes some of them without an error."""
    left = memoryview(raw)
    while left:
        left = left[file.write(left) :]


def _together(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger parts."""
    some: list[bytes] = []
    size = 0
    for part in parts:
        some.append(part)
        size += len(part)
        if size >= _MUCH:
            yield b"".join(some)
            some, size = [], 0
    yield b"".join(some)


def _opened(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:
        raise damaged(f"{path}: {error}") from error


def _bytes(stretches: Iterable[Stretch], form: str) -> Iterator[bytes]:
    """The bytes of stretches in one form."""
    decompress = zstandard.ZstdDecompressor().decompress
    path, file = "", -1
    try:
        for stretch in stretches:
            part = stretch.part
            if part is None:
                yield formed(stretch.raw, form)
                continue
            if stretch.path != path:
                opened = _opened(stretch.path)
                if file >= 0:
                    os.close(file)
                path, file = stretch.path, opened
            if form == GZIP:
                raw = os.pread(file, part.gzip, part.offset + part.length)
            else:
                raw = os.pread(file, part.length, part.offset)
            if not part.arrived(raw, gzip=form == GZIP):
                raise damaged(path)
            yield decompress(raw) if form == PLAIN else raw
    finally:
        if file >= 0:
            os.close(file)
