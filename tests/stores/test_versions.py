"""Versions: opened by many processes, switched by one, removed when nobody has them open."""

import json
import os
import random
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from lod.errors import StoreError, WriteError
from lod.stores.versions import CURRENT, DATA, OPEN, Pointer, Versions, name_of
from lod.stores.writing import writing

from .conftest import dumped, expected, made, quads, started

READER = """
import sys
from pathlib import Path
from lod.stores.versions import Versions
versions = Versions(Path(sys.argv[1]))
print("ready", flush=True)
seen, number = set(), 0
while not Path(sys.argv[2]).exists() or not number:
    with versions.open() as handle:
        for _ in range(3):
            (row,) = handle.store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            assert f"v{row[0].value}" == handle.version, (row, handle.version)
        seen.add(handle.version)
        number += 1
print(number, len(seen))
"""
HOLDER = """
import sys
from pathlib import Path
from lod.stores.versions import Versions
handle = Versions(Path(sys.argv[1])).open()
print(handle.version, flush=True)
sys.stdin.read()
"""
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.stores.conftest import made, quads
from lod.stores.versions import Versions
print("ready", flush=True)
for number in range(int(sys.argv[3]), 1000):
    made(Versions(Path(sys.argv[1])), f"v{number}", quads(number))
    print(number, flush=True)
"""


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "store")


def folders(versions: Versions) -> set[str]:
    return {path.name for path in versions.folder.iterdir() if path.is_dir()}


def test_the_version_that_was_made_last_is_the_one_that_is_opened(versions: Versions) -> None:
    for number in (3, 4):
        made(versions, f"v{number}", quads(number))
    with versions.open() as handle:
        assert handle.version == "v4"
        assert handle.is_current
        found = {str(quad) for quad in handle.store}
    assert found == expected(quads(4))[0]
    with pytest.raises(StoreError, match="is closed"):
        _ = handle.store
    handle.close()


def test_a_reader_keeps_its_version_and_sees_that_there_is_a_newer_one(versions: Versions) -> None:
    made(versions, "v2", quads(2))
    handle = versions.open()
    assert handle.is_current
    for number in (3, 4, 5):
        made(versions, f"v{number}", quads(number))
    assert not handle.is_current
    assert len(list(handle.store.query("SELECT * WHERE { ?s ?p ?o }"))) == 2
    assert folders(versions) == {"v2", "v4", "v5"}
    handle.close()
    made(versions, "v6", quads(6), keep=1)
    assert folders(versions) == {"v6"}


def test_a_version_that_is_made_again_becomes_the_current_one(versions: Versions) -> None:
    for number in (3, 4, 3):
        made(versions, f"v{number}", quads(number))
    assert versions.pointer().versions == ("v3", "v4")


def test_a_reader_that_was_killed_lets_go_of_its_version(versions: Versions) -> None:
    made(versions, "v2", quads(2))
    holder = started(HOLDER, versions.folder)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "v2\n"
    for number in (3, 4):
        made(versions, f"v{number}", quads(number), keep=1)
    assert folders(versions) == {"v2", "v4"}
    holder.kill()
    holder.communicate()
    made(versions, "v5", quads(5), keep=1)
    assert folders(versions) == {"v5"}


def test_processes_read_whole_versions_while_builds_switch(
    versions: Versions, tmp_path: Path
) -> None:
    made(versions, "v1", quads(1))
    end = tmp_path / "end"
    readers = [started(READER, versions.folder, end) for _ in range(2)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for number in range(2, 14):
        made(versions, f"v{number}", quads(number), keep=1)
    end.touch()
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert not err
        assert int(out.split()[1]) > 1
    made(versions, "v14", quads(14), keep=1)
    assert folders(versions) == {"v14"}


def test_whatever_kills_a_build_the_current_version_is_whole(versions: Versions) -> None:
    made(versions, "v1", quads(1))
    chance, number = random.Random(1), 2
    for _ in range(4):
        writer = started(WRITER, versions.folder, Path(__file__).parents[2], number)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.random() * 0.4)
        writer.kill()
        out, err = writer.communicate()
        assert not err
        done = [int(line) for line in out.split()]
        with versions.open() as handle:
            current = int(handle.version[1:])
            assert current >= max(done, default=1)
            assert {str(quad) for quad in handle.store} == expected(quads(current))[0]
        number = current + 1
    made(versions, "v0", quads(1))
    assert folders(versions) == {"v0", f"v{current}"}
    assert not list(versions.folder.glob("*.tmp"))


def test_one_build_at_a_time_writes(versions: Versions) -> None:
    with writing(versions), pytest.raises(WriteError) as caught, writing(versions):
        raise AssertionError
    assert "another build" in caught.value.message
    assert caught.value.remedy == "wait for it to end"
    made(versions, "v1", quads(1))


def test_a_reader_that_comes_while_its_version_is_removed_opens_the_newer_one(
    versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(versions, "v1", quads(1))
    asked = iter(["v1"])
    made(versions, "v2", quads(2), keep=1)
    read = Versions.pointer

    def late(self: Versions) -> Pointer:
        old = next(asked, None)
        return Pointer((old,)) if old else read(self)

    monkeypatch.setattr(Versions, "pointer", late)
    with versions.open() as handle:
        assert handle.version == "v2"


def test_the_version_of_a_dump_is_found_by_its_time_or_by_its_content(
    versions: Versions, tmp_path: Path
) -> None:
    dump = dumped(tmp_path, quads(2))
    assert versions.open_for(dump) is None
    made(versions, "v1", quads(1))
    assert versions.open_for(dump) is None
    digest = name_of(sha256(dump.read_bytes()).hexdigest())
    made(versions, digest, quads(2))
    os.utime(dump, (1, 1))
    handle = versions.open_for(dump)
    assert handle is not None
    assert handle.version == digest
    handle.close()


# ---------------------------------------------------------------- faults


def truncate(version: Path) -> None:
    path = max((version / DATA).glob("*.sst"), key=lambda one: one.stat().st_size)
    os.truncate(path, 10)


def lose(version: Path) -> None:
    (version / DATA / "CURRENT").unlink()


def scramble(version: Path) -> None:
    (version.parent / CURRENT).write_text("{", encoding="utf-8")


def misname(version: Path) -> None:
    (version.parent / CURRENT).write_text(json.dumps({"dump": {"x": 1}}), encoding="utf-8")


def number(version: Path) -> None:
    (version.parent / CURRENT).write_text("[]", encoding="utf-8")


@pytest.mark.parametrize("damage", [truncate, lose, scramble, misname, number])
def test_a_damaged_store_is_told_with_its_folder_and_the_remedy(
    versions: Versions, damage: Callable[[Path], None]
) -> None:
    made(versions, "v1", quads(1))
    damage(versions.folder / "v1")
    with pytest.raises(StoreError) as caught:
        versions.open()
    assert str(versions.folder) in caught.value.message
    assert "damaged" in caught.value.message
    assert caught.value.remedy.startswith(f"delete {versions.folder} and run `lod build`")


def test_a_damaged_version_is_made_anew(versions: Versions) -> None:
    made(versions, "v1", quads(1))
    truncate(versions.folder / "v1")
    made(versions, "v1", quads(1))
    with versions.open() as handle:
        assert len(handle.store) == 3


def test_versions_that_are_not_there_are_told(versions: Versions) -> None:
    with pytest.raises(StoreError, match="there is no store") as caught:
        versions.open()
    assert "lod build" in caught.value.remedy
    made(versions, "v1", quads(1))
    with pytest.raises(StoreError, match="v7 is not there"):
        versions.open("v7")
    (versions.folder / "v1" / OPEN).unlink()
    with pytest.raises(StoreError, match="v1 is not there"):
        versions.open()


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from lod.errors import WriteError
from lod.stores import loading
from lod.stores.versions import Versions
from lod.stores.writing import refusals, writing
from tests.stores.conftest import dumped, quads
versions = Versions(Path(sys.argv[1]))
with writing(versions) as writer:
    folder = writer.fresh()
    dump = dumped(folder, quads(2000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        with refusals(versions.folder):
            loading.load(folder / "data", dump)
    except WriteError as error:
        print(error.message, error.remedy)
"""


def test_a_disk_that_takes_no_more_is_told_and_the_last_version_stays(versions: Versions) -> None:
    made(versions, "v1", quads(1))
    full = started(FULL, versions.folder, Path(__file__).parents[2])
    out, err = full.communicate(timeout=60)
    assert str(versions.folder) in out, err
    assert "free space" in out
    with versions.open() as handle:
        assert handle.version == "v1"
    made(versions, "v2", quads(2), keep=1)
    assert folders(versions) == {"v2"}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WriteError) as caught, writing(Versions(tmp_path / "file" / "store")):
        raise AssertionError
    assert str(tmp_path / "file") in caught.value.message
    assert "writable" in caught.value.remedy
