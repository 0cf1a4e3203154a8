from array import array
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lod.flow import rows
from lod.flow.ledger import Ledger
from lod.flow.parts import ROWS, Parts
from lod.flow.rows import END, Frame, Fresh, Gathered, Source

from .conftest import SMALL, afresh, built, contents, records, write

Copy = Callable[[], Path]
SUBJECTS = st.sampled_from(("<a:a>", "<a:b>", "<a:č>", "<b:a>"))
ROW = st.builds(
    lambda subject, document, text: f"{subject}\t{document}\tX\t{text}".encode(),
    SUBJECTS,
    st.integers(10, 40).map(str),
    st.text("aēz ", max_size=8),
)
STRETCHES = st.lists(st.tuples(st.lists(ROW, max_size=20), st.lists(ROW, max_size=20)), max_size=4)


def run(folder: Path, number: int, stretches: tuple[list[bytes], ...]) -> tuple[int, bytes]:
    """Write a run; its number and where each stretch ends."""
    ends = array("Q")
    path = folder / rows.run_name(number)
    with path.open("wb") as file:
        for some in stretches:
            if some:
                file.write(zstandard.ZstdCompressor().compress(END.join(sorted(some))))
            ends.append(file.tell())
    return number, ends.tobytes()


def gathered(folder: Path, made: Iterable[tuple[int, bytes]], changed: Iterable[str]) -> Fresh:
    found = Gathered(str(folder / "ends"))
    for number, ends in made:
        found.add(number, ends)
    return found.fresh(changed)


@given(found=STRETCHES, columns=st.sampled_from((1, 40, 1 << 22)))
def test_a_stretch_finds_its_rows_in_all_runs(
    tmp_path_factory: pytest.TempPathFactory,
    found: list[tuple[list[bytes], ...]],
    columns: int,
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    made = [run(folder, 7 * number, some) for number, some in enumerate(found)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_COLUMNS", columns)
        fresh = gathered(folder, made, ())
    for stretch in (0, 1):
        lots = list(Source(fresh, stretch).lots(b"", b"", ()))
        assert [row for lot in lots for row in lot] == sorted(
            row for some in found for row in some[stretch]
        )
        assert bool(fresh.weight(stretch)) == bool(lots)


@given(
    new=st.lists(ROW, min_size=1),
    old=st.lists(ROW, min_size=1),
    held=st.integers(0, 4000),
    most=st.integers(40, 4000),
)
def test_lots_are_the_rows_of_the_chunk_in_order_whatever_their_size(
    tmp_path_factory: pytest.TempPathFactory,
    new: list[bytes],
    old: list[bytes],
    held: int,
    most: int,
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    kept = Parts(gzip=False)
    kept.add(ROWS, END.join(sorted(old)))
    kept.write(str(folder / "old.chunk"))
    frames = [Frame(f"{folder}/old.chunk", part.offset, part.length) for part in kept.listed]
    fresh = gathered(folder, [run(folder, 0, (new,))], ("11", "12"))
    low, high = b"<a:b>", b"<b:"
    stay = [row for row in old if row.split(b"\t")[1] not in (b"11", b"12")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "HELD", held)
        patch.setattr(rows, "MOST", most)
        patch.setattr(rows, "_SAMPLE", 2)
        lots = list(Source(fresh, 0).lots(low, high, frames))
    expected = sorted(row for row in (*new, *stay) if low <= row < high)
    assert [row for lot in lots for row in lot] == expected
    assert all(lots)


@pytest.mark.no_cover
def test_what_is_published_does_not_depend_on_how_rows_are_parted(
    folder: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    expected = afresh(root, tmp_path / "whole", SMALL)
    monkeypatch.setattr(rows, "HELD", 1 << 13)
    monkeypatch.setattr(rows, "MOST", 1 << 12)
    monkeypatch.setattr(rows, "_SAMPLE", 2)
    built(root, options=SMALL)
    assert contents(root) == expected
    ledger = Ledger(root / ".lod" / "cache" / "flow")
    made = list(ledger.each_chunk())
    ledger.close()
    assert max(sum(part.name == ROWS for part in chunk.parts) for chunk in made) > 1
    assert not any(chunk.unfinished for chunk in made)
    write(root, records(root)[1:])
    built(root, options=SMALL)
    monkeypatch.undo()
    assert contents(root) == afresh(root, tmp_path / "less", SMALL)
