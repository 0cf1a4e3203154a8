"""Whatever happens to a build, what was published stays, byte for byte."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lod import pipeline
from lod.cli import main
from lod.errors import CallError, WriteError
from lod.publication import Publication
from lod.publish import sink, staging

Snapshot = Callable[[Path], Mapping[str, bytes]]


def published(target: Path, content: str = "old") -> Path:
    """A folder that looks as if it had been published."""
    target.mkdir(parents=True, exist_ok=True)
    (target / staging.MARK).write_text(content, encoding="utf-8")
    return target


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# ---------------------------------------------------------------- the folder


def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = published(tmp_path / "dist")
    (target / "left-over.ttl").touch()
    with staging.staged(target) as folder:
        (folder / staging.MARK).write_text("new", encoding="utf-8")
        assert (target / staging.MARK).read_text(encoding="utf-8") == "old"
    assert (target / staging.MARK).read_text(encoding="utf-8") == "new"
    assert names(target) == {staging.MARK}
    assert names(tmp_path) == {"dist"}


def test_a_folder_that_does_not_exist_yet_is_made_with_its_parents(tmp_path: Path) -> None:
    with staging.staged(tmp_path / "a" / "b" / "dist") as folder:
        (folder / staging.MARK).touch()
    assert names(tmp_path / "a" / "b") == {"dist"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
def test_any_error_leaves_the_old_folder(error: type[BaseException], tmp_path: Path) -> None:
    target = published(tmp_path / "dist")

    def fail() -> None:
        with staging.staged(target) as folder:
            (folder / "half.ttl").touch()
            raise error

    with pytest.raises(error):
        fail()
    assert (target / staging.MARK).read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"dist"}


def test_a_disk_error_says_what_and_where(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as caught, staging.staged(tmp_path / "dist"):
        raise OSError(28, "No space left on device", "half.ttl")
    assert str(caught.value).startswith("half.ttl: No space left on device →")


def test_a_swap_that_fails_half_way_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = published(tmp_path / "dist")
    rename = Path.rename

    def refuse(path: Path, to: Path) -> Path:
        if ".new-" in path.name:
            raise OSError(5, "Input/output error")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WriteError), staging.staged(target) as folder:
        (folder / staging.MARK).touch()
    assert (target / staging.MARK).read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == {"dist"}


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    published(tmp_path / "www")
    link = tmp_path / "dist"
    link.symlink_to(tmp_path / "www")
    with staging.staged(link) as folder:
        (folder / staging.MARK).write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert (tmp_path / "www" / staging.MARK).read_text(encoding="utf-8") == "new"


# ---------------------------------------------------------------- what is never replaced


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(CallError) as caught, staging.staged(tmp_path):
        raise AssertionError("the block must not be entered")
    assert "did not write" in str(caught.value)
    assert names(tmp_path) == {"thesis.odt"}


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file", encoding="utf-8")
    with pytest.raises(CallError), staging.staged(tmp_path / "dist"):
        raise AssertionError("the block must not be entered")
    assert (tmp_path / "dist").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize("out", ["/", ".", ".."])
def test_a_build_into_the_wrong_folder_is_refused_before_anything_is_read(
    out: str, small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.root)
    with pytest.raises(CallError):
        pipeline.build(small, out=small.root / out)
    assert snapshot(small.root) == before


# ---------------------------------------------------------------- after a killed build


def test_the_old_folder_comes_back_when_its_place_is_empty(tmp_path: Path) -> None:
    published(tmp_path / ".dist.old")
    staging.recover(tmp_path / "dist")
    assert names(tmp_path) == {"dist"}


def test_the_old_folder_goes_when_the_new_one_is_there(tmp_path: Path) -> None:
    published(tmp_path / ".dist.old")
    published(tmp_path / "dist", "new")
    staging.recover(tmp_path / "dist")
    assert names(tmp_path) == {"dist"}
    assert (tmp_path / "dist" / staging.MARK).read_text(encoding="utf-8") == "new"


def test_half_written_folders_go_unless_their_process_is_at_work(tmp_path: Path) -> None:
    for process in (os.getpid(), os.getppid(), 2**22 + 1, "odd", 10**30):
        (tmp_path / f".dist.new-{process}").mkdir()
    staging.recover(tmp_path / "dist")
    assert names(tmp_path) == {f".dist.new-{os.getppid()}"}


KILLED = {
    "while reading": "pipeline.sources.load = kill",
    "before writing": "pipeline.dumps.write = kill",
    "while writing": """
        write, count = sink.write, iter(range(99))
        sink.write = lambda *a: kill() if next(count) == 4 else write(*a)
    """,
    "between the two renames": """
        rename = Path.rename
        Path.rename = lambda p, to: kill() if ".new-" in p.name else rename(p, to)
    """,
    "before the old folder is deleted": """
        remove = shutil.rmtree
        shutil.rmtree = lambda p, **k: kill() if p.name.endswith(".old") else remove(p, **k)
    """,
}


@pytest.mark.parametrize("moment", KILLED)
def test_a_killed_build_loses_nothing_and_the_next_one_recovers(
    moment: str, small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    program = textwrap.dedent(
        """
        import os, shutil, signal, sys
        from pathlib import Path
        from lod import pipeline, publication
        from lod.publish import sink

        def kill(*_, **__):
            os.kill(os.getpid(), signal.SIGKILL)

        """
    ) + textwrap.dedent(KILLED[moment])
    program += "\npipeline.build(publication.load(Path(sys.argv[1])))\n"
    killed = subprocess.run([sys.executable, "-c", program, str(small.root)], check=False)
    assert killed.returncode == -9
    if small.dist.exists():
        assert snapshot(small.dist) == before
    staging.recover(small.dist)
    assert snapshot(small.dist) == before
    pipeline.build(small)
    assert snapshot(small.dist) == before
    assert not [name for name in names(small.root) if name.startswith(".dist")]


# ---------------------------------------------------------------- a full disk


def test_a_full_disk_leaves_the_publication_and_exits_with_2(
    small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.root)
    program = (
        "import resource, sys; from lod.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "sys.exit(main(['build', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(small.root)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "→ free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(small.root) == before


@pytest.mark.parametrize("number", [0, 3, 9])
def test_a_disk_that_fills_at_any_file_leaves_the_publication(
    number: int,
    small: Publication,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = snapshot(small.root)
    write, count = sink.write, iter(range(99))

    def full(path: Path, chunks: object) -> sink.Written:
        if next(count) == number:
            path.write_text("half", encoding="utf-8")
            raise OSError(28, "No space left on device", str(path))
        return write(path, chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(sink, "write", full)
    assert main(["build", str(small.root)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert snapshot(small.root) == before
