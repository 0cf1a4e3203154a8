"""A file that was read before: its blocks are those that reading it all gives."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.flow import lines, resuming

LINES = st.lists(st.binary(max_size=7).map(lambda line: line.replace(b"\n", b" ")), max_size=30)
END = st.sampled_from((b"", b"\n"))


def blocks(path: Path) -> list[lines.Block]:
    return [block for block, _ in lines.blocks(path, path.name)]


@given(
    parts=st.tuples(LINES, LINES, LINES, LINES),
    ends=st.tuples(END, END),
    together=st.sampled_from((1, 64)),
)
def test_the_blocks_are_those_of_a_file_that_is_read_from_its_beginning(
    tmp_path_factory: pytest.TempPathFactory,
    parts: tuple[list[bytes], ...],
    ends: tuple[bytes, bytes],
    together: int,
) -> None:
    first, gone, come, last = parts
    path = tmp_path_factory.mktemp("records") / "records.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_LENGTHS", 3)
        patch.setattr(resuming, "_TOGETHER", together)
        path.write_bytes(b"\n".join((*first, *gone, *last)) + ends[0])
        old = blocks(path)
        path.write_bytes(b"\n".join((*first, *come, *last)) + ends[1])
        assert list(resuming.blocks(path, path.name, old)) == blocks(path)


def test_only_what_lies_between_the_same_beginning_and_end_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_LENGTHS", 1)  # each line is a block
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"".join(b"%d\n" % number for number in range(9)))
    old = blocks(path)
    path.write_bytes(path.read_bytes().replace(b"4\n", b"four\nand\n"))
    expected = blocks(path)
    parsed = []
    whole = lines.blocks

    def listen(*where: object) -> object:
        for found in whole(*where):  # type: ignore[arg-type]
            parsed.append(found[1])
            yield found

    monkeypatch.setattr(lines, "blocks", listen)
    assert list(resuming.blocks(path, path.name, old)) == expected
    assert parsed == [b"four\n", b"and\n"]
