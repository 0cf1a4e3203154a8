"""Files of dumps: the same bytes from the chunks and from the file that was there before."""

import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import CacheError
from lod.flow import copying
from lod.flow.copying import GZIP, PLAIN, ZSTD, Last, Stretch
from lod.flow.parts import Parts

TEXTS = [f"line {number} ".encode() * (number + 1) for number in range(24)]
SEPARATOR = Stretch(b",\n")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Stretch]:
    """Parts of three chunks, each with a text of its own."""
    made = []
    for at in range(0, len(TEXTS), 8):
        path = tmp_path_factory.mktemp("chunks") / "one.chunk"
        kept = Parts(gzip=True)
        for text in TEXTS[at : at + 8]:
            kept.add("dump", text)
        kept.write(str(path))
        made += [Stretch(b"", str(path), part) for part in kept.listed]
    return made


def separated(parts: Sequence[Stretch], numbers: Sequence[int]) -> list[Stretch]:
    """These parts with something given between them."""
    return [one for number in numbers for one in (SEPARATOR, parts[number])]


def text(numbers: Sequence[int]) -> bytes:
    """What these parts say."""
    return b"".join(SEPARATOR.raw + TEXTS[number] for number in numbers)


def written(
    stretches: Sequence[Stretch], path: Path, last: Last | None = None, form: str = ZSTD
) -> Last:
    """The file that was written, after a look at its size and digest."""
    laid = copying.layout(stretches, form)
    size, sha256 = copying.copy(stretches, form, laid, path, last)
    raw = path.read_bytes()
    assert (size, sha256) == (len(raw), hashlib.sha256(raw).hexdigest())
    return Last(path, laid, sha256)


def read(path: Path, form: str) -> bytes:
    """The plain text of a file."""
    raw = path.read_bytes()
    if form == ZSTD:
        return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True).read()
    return gzip.decompress(raw) if form == GZIP else raw


some = st.lists(st.sampled_from(range(len(TEXTS))), unique=True)


@given(before=some, after=some, form=st.sampled_from((PLAIN, ZSTD, GZIP)))
def test_a_file_is_the_same_whatever_was_there_before(
    parts: list[Stretch],
    tmp_path_factory: pytest.TempPathFactory,
    before: list[int],
    after: list[int],
    form: str,
) -> None:
    folder = tmp_path_factory.mktemp("files")
    last = written(separated(parts, before), folder / "old", form=form)
    stretches = separated(parts, after)
    written(stretches, folder / "new", last, form)
    written(stretches, folder / "alone", form=form)
    assert (folder / "new").read_bytes() == (folder / "alone").read_bytes()
    assert read(folder / "new", form) == text(after)


def test_blocks_end_where_they_like(
    parts: list[Stretch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_MUCH", 7)
    last = written(parts, tmp_path / "old", form=PLAIN)
    written([*parts[:3], *parts[4:]], tmp_path / "new", last, PLAIN)
    assert (tmp_path / "new").read_bytes() == b"".join((*TEXTS[:3], *TEXTS[4:]))


def test_of_what_was_there_before_no_chunk_is_read(
    parts: list[Stretch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = written(parts[:20], tmp_path / "old")
    opened: list[str] = []
    open_ = copying._opened

    def noted(path: str) -> int:
        opened.append(path)
        return open_(path)

    monkeypatch.setattr(copying, "_opened", noted)
    written(parts, tmp_path / "new", last)
    assert opened == [parts[-1].path]


@pytest.mark.parametrize("change", ["damaged", "shorter"])
def test_what_was_there_before_and_is_damaged_is_not_copied(
    parts: list[Stretch], tmp_path: Path, change: str
) -> None:
    last = written(parts[1:], tmp_path / "old")
    raw = bytearray(last.path.read_bytes())
    raw[-3] ^= 1
    last.path.write_bytes(raw if change == "damaged" else raw[:-3])
    written(parts, tmp_path / "new", last)
    assert read(tmp_path / "new", ZSTD) == b"".join(TEXTS)


@pytest.mark.parametrize("form", [PLAIN, ZSTD, GZIP])
def test_a_damaged_part_is_a_damaged_cache(parts: list[Stretch], tmp_path: Path, form: str) -> None:
    path = tmp_path / "other.chunk"
    raw = bytearray(Path(parts[0].path).read_bytes())
    part = parts[0].part
    assert part is not None
    raw[part.offset + (part.length if form == GZIP else 0) + 8] ^= 1
    path.write_bytes(raw)
    last = written(parts[1:], tmp_path / "old", form=form)
    with pytest.raises(CacheError, match=r"other\.chunk"):
        written([Stretch(b"", str(path), part), *parts[1:]], tmp_path / "new", last, form)


def test_a_disk_that_takes_some_of_the_bytes_is_given_the_others() -> None:
    class Nearly:
        """Takes three bytes at a time."""

        taken = b""

        def write(self, raw: Any) -> int:
            self.taken += bytes(raw[:3])
            return len(raw[:3])

    file: Any = Nearly()
    copying._write(file, b"0123456789")
    assert file.taken == b"0123456789"
