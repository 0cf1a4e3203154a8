"""A dump becomes a store: plain or compressed, whole or in slices."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import CallError
from lod.stores import loading

from .conftest import content, dumped, expected, quads


def test_the_default_graph_holds_each_triple_once_and_named_graphs_are_as_in_the_dump(
    tmp_path: Path,
) -> None:
    lines = [
        *quads(50),
        '<https://e.org/t> <https://e.org/p> "ends in <x> ." <https://e.org/g> .',
        "<https://e.org/t> <https://e.org/p> <https://e.org/o> <https://e.org/g> .",
        '<https://e.org/t> <https://e.org/p> "ā\\n\\"b\\" <y> ."@lv <https://e.org/g> .',
    ]
    assert loading.load(tmp_path / "s", dumped(tmp_path, lines)) == 103
    assert content(tmp_path / "s") == expected(lines)


def test_a_dump_of_many_compressed_frames_gives_the_same_store(tmp_path: Path) -> None:
    lines = quads(60)
    path = tmp_path / "dataset.nq.zst"
    halves = (lines[:33], lines[33:])
    frames = ["".join(f"{line}\n" for line in half).encode() for half in halves]
    path.write_bytes(b"".join(zstandard.ZstdCompressor().compress(frame) for frame in frames))
    assert loading.load(tmp_path / "s", path) == 120
    assert content(tmp_path / "s") == expected(lines)


@pytest.mark.parametrize("form", [".zst", ".gz"])
def test_a_dump_that_is_cut_short_is_told_with_its_file_and_the_remedy(
    tmp_path: Path, form: str
) -> None:
    raw = "".join(f"{line}\n" for line in quads(300)).encode()
    path = tmp_path / f"dataset.nq{form}"
    packed = gzip.compress(raw) if form == ".gz" else zstandard.ZstdCompressor().compress(raw)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(CallError, match="damaged") as refusal:
        loading.load(tmp_path / "s", path)
    assert refusal.value.message.startswith(f"{path} ")
    assert "build again" in refusal.value.remedy


@given(count=st.integers(0, 30), size=st.integers(1, 5000))
def test_slices_end_with_lines_and_leave_nothing_out(count: int, size: int) -> None:
    with TemporaryDirectory() as name:
        path = dumped(Path(name), quads(count))
        found = list(loading.slices(path, size))
        assert b"".join(found) == path.read_bytes()
    assert all(one.endswith(b"\n") for one in found)
