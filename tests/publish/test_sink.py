"""Chunks -> a file with its size and digest."""

from hashlib import sha256
from pathlib import Path

import pytest

from lod.errors import WriteError
from lod.publish import sink


def test_size_and_digest_are_those_of_the_file(tmp_path: Path) -> None:
    written = sink.write(tmp_path / "facts.ttl", ["Šlēsviga\r\n", "", "😀\n"])
    data = (tmp_path / "facts.ttl").read_bytes()
    assert data == "Šlēsviga\r\n😀\n".encode()
    assert (written.size, written.sha256) == (len(data), sha256(data).hexdigest())


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"absent.facts\.ttl: "):
        sink.write(tmp_path / "absent" / "facts.ttl", ["x"])


def test_an_error_of_the_writer_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        sink.write(tmp_path / "facts.ttl", (str(1 // number) for number in (1, 0)))
