"""The store of a version is made while the dataset is validated, and nothing of it is left over."""

import dataclasses
import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pyoxigraph as ox
import pytest

from lod import pipeline, publication, synth
from lod.errors import NotPublishable, WriteError
from lod.flow import beside, changes, checking, looking, rows
from lod.flow.changes import Stretch
from lod.publication import Publication
from lod.stores import following, loading
from lod.stores.ahead import Ahead
from lod.stores.versions import DATA, Versions

from .conftest import content, expected

Copy = Callable[[float], Publication]


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Makes a dozen invented documents, some with a fault, that are validated on disk."""
    monkeypatch.setattr(checking, "check", functools.partial(checking.check, small=0))

    def made(faulty: float) -> Publication:
        root = tmp_path / "p"
        options = ["--documents", "12", "--scale", "0.1", "--faulty", str(faulty)]
        assert synth.main([*options, "--out", str(root)]) == 0
        return dataclasses.replace(publication.load(root), store_when="always")

    return made


def test_the_version_is_that_of_the_dump_which_nobody_reads(
    invented: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = invented(0)
    monkeypatch.delattr(loading, "load")
    for workers in (1, 2):
        pipeline.build(here, workers=workers)
        lines = (here.dist / "dataset.nq").read_text().splitlines()
        versions = Versions(here.store)
        about = versions.about(versions.current)
        assert about is not None
        assert about.quads == len(lines)
        assert content(versions.folder / versions.current / DATA) == expected(lines)
        assert not (here.root / ".lod/cache/flow/runs").exists()
        shutil.rmtree(here.root / ".lod")
        shutil.rmtree(here.dist)


def test_what_is_not_publishable_leaves_no_store(invented: Copy) -> None:
    here = invented(1)
    with pytest.raises(NotPublishable):
        pipeline.build(here, workers=1)
    assert not here.store.exists()
    assert not (here.root / ".lod/cache/flow/runs").exists()


@pytest.mark.parametrize("where", ["look_at", "shadows"])
def test_a_build_that_is_stopped_leaves_no_store(
    where: str, invented: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = invented(0)

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(looking, where, stopped)
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(here, workers=1)
    assert not here.store.exists()
    assert not (here.root / ".lod/cache/flow/runs").exists()
    pipeline.build(here, workers=1)
    assert Versions(here.store).current


def test_where_the_store_cannot_be_made_ahead_it_is_loaded(
    invented: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = invented(0)

    def refused(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(loading, "add_graphs", refused)
        pipeline.build(here, workers=1)
    lines = (here.dist / "dataset.nq").read_text().splitlines()
    versions = Versions(here.store)
    assert content(versions.folder / versions.current / DATA) == expected(lines)
    shutil.rmtree(here.store)
    shutil.rmtree(here.root / ".lod/cache")
    monkeypatch.setattr(loading, "add_graphs", refused)
    monkeypatch.setattr(loading, "load", refused)
    with pytest.raises(WriteError, match="No space left"):
        pipeline.build(here, workers=1)


def test_of_a_dataset_without_a_store_none_is_made(
    invented: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = invented(0)
    monkeypatch.delattr(loading, "add_graphs")
    pipeline.build(dataclasses.replace(here, store_when="large"), workers=1)
    assert not here.store.exists()
    monkeypatch.setattr(following, "HUGE", 1)
    with following.following(here, here.dist, (), lambda _: None) as store:
        ahead = functools.partial(store.ahead, here.root / "s", (), ())
        assert ahead(Path("dataset.nq"), 1) is not None
        large = dataclasses.replace(here, store_when="large")
        store.here = large
        assert ahead(Path("dataset.nq.zst"), 2) is None


def test_a_store_that_was_damaged_is_not_built_upon(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    with Ahead(tmp_path / "ahead", ()) as ahead:
        for _ in range(3):
            ahead.begin(store)
        assert ahead.move(tmp_path / "version") is None
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_texts_are_whole_and_end_when_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "read", lambda path, *_: f"{path}\n".encode())
    state = tuple(Stretch(name, 0, 0) for name in "abcde")
    stopped = Event()
    assert b"".join(changes.texts(state, stopped)) == b"a\nb\nc\nd\ne\n"
    some = changes.texts(state, stopped, size=4)
    assert next(some) == b"a\nb\n"
    stopped.set()
    with pytest.raises(beside.StoppedError):
        next(some)
