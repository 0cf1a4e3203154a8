"""A disk that fills up in the midst of a build: one error, and what was published stays."""

import errno
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lod import synth
from lod.errors import WriteError
from lod.flow.disk import refusals

LIMITS = [2_000, 40_000, 400_000, 2_000_000, 4_000_000]
"""Bytes above which no file may grow: of the ledger, the chunks, the data graph, the dumps."""

BUILD = [sys.executable, "-m", "lod.cli", "build", "--workers", "2"]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("disk") / "p"
    assert synth.main(["--documents", "60", "--out", str(root)]) == 0
    subprocess.run(BUILD, cwd=root, check=True, capture_output=True)
    return root


@pytest.mark.no_cover
@pytest.mark.parametrize("limit", LIMITS)
def test_a_disk_that_refuses_stops_the_build_with_one_error(published: Path, limit: int) -> None:
    path = published / "data" / "records.jsonl"
    before, lines = files(published / "dist"), path.read_bytes()
    path.write_bytes(b"".join(lines.splitlines(keepends=True)[1:]))
    try:
        done = subprocess.run(
            BUILD,
            check=False,
            cwd=published,
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
    finally:
        path.write_bytes(lines)
    assert done.returncode == 2, done.stderr
    assert "error: " in done.stderr
    assert "free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(published / "dist") == before
    assert not list(published.glob(".dist*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_what_the_disk_refuses_is_told_with_the_place(number: int) -> None:
    with pytest.raises(WriteError, match=r"^here/\.lod: "), refusals(Path("here/.lod")):
        raise OSError(number, "refused")
    with pytest.raises(WriteError, match=r"^a/b: refused"), refusals(Path("here")):
        raise OSError(number, "refused", "a/b")


def test_what_the_database_is_refused_is_told_with_the_place(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE a (b)")
    with pytest.raises(WriteError, match="disk is full"), refusals(tmp_path):
        database.execute("INSERT INTO a VALUES (?)", ("x" * 100_000,))


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ConnectionRefusedError), refusals(Path()):
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    with pytest.raises(sqlite3.OperationalError), refusals(Path()):
        sqlite3.connect(":memory:").execute("SELECT a FROM b")
