"""A file of records that was read before -> its blocks now: only what lies amid others is parsed.

What begins and ends the file as it did is recognised by the digests of its blocks, several at
once, without looking for lines in it. The blocks are those that reading it all would give.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from lod.flow import lines
from lod.flow.lines import Block

_THREADS = 4
_TOGETHER = 64
"""Blocks that are looked at before the next are."""


def blocks(path: Path, name: str, old: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a file, given those that it had; InvalidInput where it cannot be read."""
    start, tail = (0, {}) if path.suffix == ".zst" or not old else _ends(path, old)
    yield from old[:start]
    place, first = (old[start].offset, old[start].first) if start else (0, 1)
    if place not in tail:
        for block, _ in lines.blocks(path, name, place, first):
            yield block
            place, first = block.offset + block.length, block.first + block.count
            if place in tail:
                break
    if place in tail:
        last = old[tail[place] :]
        by, down = place - last[0].offset, first - last[0].first
        yield from (replace(b, offset=b.offset + by, first=b.first + down) for b in last)


def _ends(path: Path, old: Sequence[Block]) -> tuple[int, dict[int, int]]:
    """How many blocks the file begins with as it did, and where those lie that it ends with.

    The last block of a file ends with it and not where its content says so: it begins nothing.
    """
    try:
        file = path.open("rb", buffering=0)
    except OSError:  # of which `lines` tells
        return 0, {}
    with file, ThreadPoolExecutor(_THREADS) as threads:

        def same(block: Block, by: int) -> bool:
            raw = os.pread(file.fileno(), block.length, block.offset + by)
            return lines.digest(raw) == block.digest

        def alike(some: Sequence[Block], by: int) -> int:
            count = 0
            for at in range(0, len(some), _TOGETHER):
                batch = some[at : at + _TOGETHER]
                for found in threads.map(same, batch, [by] * len(batch)):
                    if not found:
                        return count
                    count += 1
            return count

        by = os.fstat(file.fileno()).st_size - old[-1].offset - old[-1].length
        start = alike(old[:-1], 0)
        after = [block for block in old[start:] if block.offset + by >= old[start].offset]
        end = alike(after[::-1], by)
    first = len(old) - end
    return start, {b.offset + by: n for n, b in enumerate(old[first:], first)}
