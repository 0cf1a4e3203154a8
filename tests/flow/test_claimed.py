from collections.abc import Callable, Iterable
from pathlib import Path

from lod.flow import rows
from lod.flow.claimed import Claimed
from lod.flow.evidence import Said
from lod.flow.parts import ROWS

from .conftest import built, opened

Copy = Callable[[], Path]


def joined(blocks: Iterable[Said]) -> list[bytes]:
    """The lines of blocks one by one."""
    return b"\n".join(lines for lines, _ in blocks).split(b"\n")


def test_lines_that_are_told_twice_are_written_and_counted_once(folder: Copy) -> None:
    root = folder()
    built(root)
    work = opened(root)
    try:
        work.read()
        chunks = [work.ledger.chunk(cut) for cut in work.ledger.chunks()]
        packed = [
            row
            for chunk in chunks
            for part in (chunk.parts if chunk else ())
            if chunk and part.name == ROWS and "/id/claim/" in chunk.cut
            for row in rows.read(chunk.path, part.offset, part.length).split(rows.END)
        ]
        claimed = Claimed(work.here)
        once = joined(claimed.blocks(packed, ()))
        again = Claimed(work.here)
        news = [line.decode().rsplit(" ", 2)[0] for line in once[::5]]
        twice = joined(again.blocks(packed, [*news, "<z:z> <p:p> <o:o>"]))
    finally:
        work.close()
    assert packed
    assert twice[:-1] == once
    assert (claimed.lines, again.lines) == (len(once), len(once) + 1)
