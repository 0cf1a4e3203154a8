"""Runs, and chunks as they were -> the rows of a chunk in order, as UTF-8.

UTF-8 sorts as its code points do, and nine of ten rows never become text. The rows of a thing
that every document names are many: they come in several lots, so that no lot is large.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import zstandard

from lod.flow.lines import part
from lod.flow.packing import damaged
from lod.flow.shards import END_OF_ROW

END = END_OF_ROW.encode()
MOST = 1 << 24
"""Bytes of rows that are held at once, about."""

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

    @classmethod
    def write(cls, path: str, made: Iterable[tuple[int, bytes]], changed: Iterable[str]) -> "Fresh":
        """Note runs, each with its number and its ends, and the documents that changed."""
        runs = [(number, array("Q", ends)) for number, ends in made]
        Path(f"{path}.changed").write_text("\n".join(changed), encoding="utf-8")
        with Path(path).open("wb") as file:
            array("Q", [len(runs), *(number for number, _ in runs)]).tofile(file)
            array("Q", [0] * len(runs)).tofile(file)
            for ends in zip(*(ends for _, ends in runs), strict=True):
                array("Q", ends).tofile(file)
        return cls(path)

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


def run_name(number: int) -> str:
    """The name of a run's file."""
    return f"{number:08}.run"


def read(path: str, offset: int, length: int) -> bytes:
    """A part of a chunk's file as plain bytes; CacheError where that is not there or damaged."""
    try:
        return zstandard.ZstdDecompressor().decompress(part(path, offset, length))
    except (OSError, zstandard.ZstdError) as error:
        raise damaged(f"{path}: {error}") from error


class Source:
    """The rows of the chunks of a stretch: new ones, and old ones of documents that stay."""

    def __init__(self, fresh: Fresh, stretch: int) -> None:
        self._of = fresh
        self._changed: frozenset[bytes] | None = None
        self._new = new = fresh.frames(stretch)
        self._size = _size(new)
        self._fresh = sorted(_rows(new)) if self._size <= MOST else []

    def lots(self, low: bytes, high: bytes, old: Sequence[Frame]) -> Iterator[list[bytes]]:
        """The rows from `low` to below `high`, without end where that is empty, in lots."""
        size = self._size + _size(old)
        borders = [low, *(self._borders(low, high, old, size) if size > MOST else ()), high]
        for first, last in pairwise(borders):
            if lot := self._lot(first, last, old):
                yield lot

    def _lot(self, low: bytes, high: bytes, old: Sequence[Frame]) -> list[bytes]:
        rows = _within(self._fresh, low, high)
        if self._size > MOST:
            rows = [row for frame in self._new for row in _within(_rows((frame,)), low, high)]
        for frame in old:
            rows += self._kept(_within(_rows((frame,)), low, high))
        rows.sort()
        return rows

    def _kept(self, rows: list[bytes]) -> list[bytes]:
        """The rows of documents that did not change."""
        if self._changed is None:
            self._changed = self._of.changed()
        changed = self._changed
        if not changed:
            return rows
        return [row for row in rows if row.split(b"\t", 2)[1] not in changed]

    def _borders(self, low: bytes, high: bytes, old: Sequence[Frame], size: int) -> Iterator[bytes]:
        """Rows that part what lies between `low` and `high` into lots of about the same size."""
        sample: list[bytes] = []
        for frame in (*self._new, *old):
            sample += _within(_rows((frame,)), low, high)[::_SAMPLE]
        sample.sort()
        count = size // MOST + 1
        yield from sorted({sample[len(sample) * n // count] for n in range(1, count) if sample})


def _within(rows: list[bytes], low: bytes, high: bytes) -> list[bytes]:
    stop = bisect_left(rows, high) if high else len(rows)
    return rows[bisect_left(rows, low) : stop]


def _rows(frames: Iterable[Frame]) -> list[bytes]:
    rows: list[bytes] = []
    for frame in frames:
        if text := read(frame.path, frame.offset, frame.length):
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
