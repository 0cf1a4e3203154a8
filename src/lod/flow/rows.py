"""Runs, and chunks as they were -> the rows of a chunk in order, as UTF-8.

UTF-8 sorts as its code points do, and nine of ten rows never become text. The rows of a thing
that every document names are many: they come in several lots, so that no lot is large.
"""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import zstandard

from lod.flow.lines import part
from lod.flow.packing import damaged
from lod.flow.shards import END_OF_ROW

END = END_OF_ROW.encode()
HELD = 1 << 23
"""Bytes of new rows of a stretch that are held at once, at most."""

MOST = 1 << 22
"""Bytes of rows that are one lot, about."""

_COLUMNS = 1 << 22
"""Bytes of columns that are made of rows at once, about."""

_SAMPLE = 64
"""One of so many rows tells where lots may end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A zstd frame of sorted rows: its file, offset and length."""

    path: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """What changed documents bring, as files, so that a task stays small however many there are.

    One names the runs and says where each stretch ends in each of them, all runs of a stretch
    side by side; the other names the documents. Without `path` nothing is new.
    """

    path: str = ""

    def frames(self, stretch: int) -> list[Frame]:
        """Where the rows of a stretch lie."""
        if not self.path:
            return []
        folder = Path(self.path).parent
        return [
            Frame(f"{folder}/{run_name(number)}", start, end - start)
            for number, start, end in zip(*self._columns(stretch), strict=True)
            if end > start
        ]

    def weight(self, stretch: int) -> int:
        """Bytes that the rows of a stretch take in the runs: about what it costs."""
        if not self.path:
            return 0
        _, starts, ends = self._columns(stretch)
        return sum(ends) - sum(starts)

    def _columns(self, stretch: int) -> tuple["array[int]", "array[int]", "array[int]"]:
        """The numbers of all runs, and where the stretch starts and ends in each."""
        width = array("Q").itemsize
        (count,) = array("Q", part(self.path, 0, width))
        row = width * count
        numbers = array("Q", part(self.path, width, row))
        ends = array("Q", part(self.path, width + row * (stretch + 1), 2 * row))
        return numbers, ends[:count], ends[count:]

    def changed(self) -> frozenset[bytes]:
        """The short names of the documents whose old rows are void."""
        if not self.path:
            return frozenset()
        return frozenset(Path(f"{self.path}.changed").read_bytes().split(b"\n"))


class Gathered:
    """Notes runs one by one as they are made; what is known of them lies in a file from then on."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._numbers = array("Q")

    def add(self, number: int, ends: bytes) -> None:
        """Note a run: its number, and where each stretch ends in it."""
        self._numbers.append(number)
        with Path(f"{self._path}.runs").open("ab") as file:
            file.write(ends)

    def fresh(self, changed: Iterable[str]) -> Fresh:
        """All of it, with the documents whose old rows are void."""
        Path(f"{self._path}.changed").write_text("\n".join(changed), encoding="utf-8")
        count = len(self._numbers)
        with Path(self._path).open("wb") as file:
            array("Q", [count, *self._numbers, *[0] * count]).tofile(file)
            if count:
                for column in _turned(Path(f"{self._path}.runs"), count):
                    column.tofile(file)
        return Fresh(self._path)


def _turned(path: Path, count: int) -> Iterator["array[int]"]:
    """A file of `count` rows of numbers, column by column."""
    width = array("Q").itemsize
    row = path.stat().st_size // count
    some = width * max(1, _COLUMNS // (width * count))
    with path.open("rb", buffering=0) as file:
        for start in range(0, row, some):
            length = min(some, row - start)
            parts = (os.pread(file.fileno(), length, n * row + start) for n in range(count))
            block = array("Q", b"".join(parts))
            for column in range(length // width):
                yield block[column :: length // width]


def run_name(number: int) -> str:
    """The name of a run's file."""
    return f"{number:08}.run"


def read(
    path: str, offset: int, length: int, decompressor: zstandard.ZstdDecompressor | None = None
) -> bytes:
    """A part of a chunk's file as plain bytes; CacheError where that is not there or damaged.

    Whoever reads many parts gives a decompressor, which takes as long to make as a small part.
    """
    try:
        decompress = (decompressor or zstandard.ZstdDecompressor()).decompress
        return decompress(part(path, offset, length))
    except (OSError, zstandard.ZstdError) as error:
        raise damaged(f"{path}: {error}") from error


class Source:
    """The rows of the chunks of a stretch: new ones, and old ones of documents that stay."""

    def __init__(self, fresh: Fresh, stretch: int) -> None:
        self._of = fresh
        self._changed: frozenset[bytes] | None = None
        new = fresh.frames(stretch)
        self._held = sorted(_rows(new)) if _size(new) <= HELD else []
        self._left = [] if self._held else new

    def lots(self, low: bytes, high: bytes, old: Sequence[Frame]) -> Iterator[list[bytes]]:
        """The rows from `low` to below `high`, without end where that is empty, in lots."""
        held = _within(self._held, low, high)
        size = sum(map(len, held)) + _size((*self._left, *old))
        if size <= MOST:
            for rows in self._read(low, high, old):
                held += rows
            held.sort()
            if held:
                yield held
        else:
            yield from self._parted(held, low, high, old, size // MOST + 1)

    def _read(self, low: bytes, high: bytes, old: Sequence[Frame]) -> Iterator[list[bytes]]:
        """What is not held, sorted rows a frame."""
        for frame in self._left:
            yield _within(_rows((frame,)), low, high)
        for frame in old:
            yield self._kept(_within(_rows((frame,)), low, high))

    def _parted(
        self, held: list[bytes], low: bytes, high: bytes, old: Sequence[Frame], count: int
    ) -> Iterator[list[bytes]]:
        """The rows in lots of about the same size, until each one's turn packed as they were.

        Every frame is read twice, however many the lots: to find their borders, and to part it.
        """
        ranges = list(pairwise((low, *self._borders(held, low, high, old, count), high)))
        packed = [_Packed() for _ in ranges]
        for rows in self._read(low, high, old):
            for lot, (first, last) in zip(packed, ranges, strict=True):
                if some := _within(rows, first, last):
                    lot.add(some)
        for lot, (first, last) in zip(packed, ranges, strict=True):
            rows = [*_within(held, first, last), *lot.rows()]
            rows.sort()
            if rows:
                yield rows

    def _borders(
        self, held: list[bytes], low: bytes, high: bytes, old: Sequence[Frame], count: int
    ) -> list[bytes]:
        """Rows that part what lies between `low` and `high` into lots of about the same size.

        The sample is gathered as one text: rows kept one by one would hold on to the memory that
        lies between them.
        """
        text, seen = bytearray(), 0
        for rows in chain((held,), self._read(low, high, old)):
            text += END.join((*rows[-seen % _SAMPLE :: _SAMPLE], b""))
            seen += len(rows)
        sample = sorted(bytes(text).split(END)[:-1])
        return sorted({sample[len(sample) * n // count] for n in range(1, count) if sample})

    def _kept(self, rows: list[bytes]) -> list[bytes]:
        """The rows of documents that did not change."""
        if self._changed is None:
            self._changed = self._of.changed()
        changed = self._changed
        if not changed:
            return rows
        return [row for row in rows if row.split(b"\t", 2)[1] not in changed]


class _Packed:
    """Rows put by in one piece of memory, with no holes between what belongs to others."""

    def __init__(self) -> None:
        self._frames, self._ends = bytearray(), array("Q", [0])

    def add(self, rows: list[bytes]) -> None:
        """Put some more by."""
        self._frames += zstandard.ZstdCompressor(level=1).compress(END.join(rows))
        self._ends.append(len(self._frames))

    def rows(self) -> Iterator[bytes]:
        """Give everything back, and forget it."""
        frames, self._frames = memoryview(self._frames), bytearray()
        decompress = zstandard.ZstdDecompressor().decompress
        for start, end in pairwise(self._ends):
            yield from decompress(frames[start:end]).split(END)


def _within(rows: list[bytes], low: bytes, high: bytes) -> list[bytes]:
    stop = bisect_left(rows, high) if high else len(rows)
    return rows[bisect_left(rows, low) : stop]


def _rows(frames: Iterable[Frame]) -> list[bytes]:
    rows: list[bytes] = []
    decompressor = zstandard.ZstdDecompressor()
    for frame in frames:
        if text := read(frame.path, frame.offset, frame.length, decompressor):
            rows += text.split(END)
    return rows


def _size(frames: Iterable[Frame]) -> int:
    """How many bytes the frames hold, as they say at their beginning."""
    return sum(map(_content_size, frames))


def _content_size(frame: Frame) -> int:
    try:
        return zstandard.frame_content_size(part(frame.path, frame.offset, min(frame.length, 18)))
    except (OSError, zstandard.ZstdError) as error:
        raise damaged(f"{frame.path}: {error}") from error
