"""A release is a complete, checked copy that never changes; what goes wrong is said clearly."""

import hashlib
import json
import shutil
import subprocess
from datetime import datetime, timedelta

import pytest
from tests.releases.conftest import GOAL, Bench

from lod.errors import CallError
from lod.releases import checksums, patch, release, version
from lod.releases.version import Scheme


def test_harvesting_twice_and_patching_gives_the_new_dump_byte_for_byte(bench: Bench) -> None:
    first = bench.release().release
    assert first
    harvested = (first.folder / "dataset.nq").read_bytes()
    bench.claim(GOAL)
    bench.edit("240000 EUR", "250000 EUR")
    bench.build()
    second = bench.release().release
    assert second
    made = patch.read((second.folder / release.PATCH).read_text(encoding="utf-8").splitlines())
    assert made.field("from-sha256") == f'"{hashlib.sha256(harvested).hexdigest()}"'
    lines = patch.apply(made, harvested.decode().splitlines())
    patched = "".join(f"{line}\n" for line in lines).encode()
    assert patched == (bench.dist / "dataset.nq").read_bytes()
    assert made.field("to-sha256") == f'"{hashlib.sha256(patched).hexdigest()}"'
    assert made.field("prev") == f"<{first.iri(bench.here.base)}>"


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_a_release_holds_every_file_of_the_build_and_its_checksums(bench: Bench) -> None:
    made = bench.release().release
    assert made
    for path in bench.dist.rglob("*"):
        if path.is_file():
            copy = made.folder / path.relative_to(bench.dist)
            assert copy.read_bytes() == path.read_bytes()
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", checksums.NAME],
        cwd=made.folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert checksums.damage(made.folder) == ()


def test_versions_are_linked(bench: Bench) -> None:
    bench.release()
    bench.claim(GOAL)
    bench.build()
    bench.release()
    first, second = release.all_in(bench.releases)
    assert (first.version, second.version) == ("2026.11.21", "2026.11.22")
    assert (first.previous, second.previous) == ("", "2026.11.21")
    assert first.iri(bench.here.base) == f"{bench.here.base}releases/2026.11.21/"


def test_the_first_changes_count_and_later_ones_list(bench: Bench) -> None:
    bench.release()
    bench.claim(GOAL)
    bench.build()
    bench.release()
    first, second = release.all_in(bench.releases)
    assert len((first.folder / "CHANGES.md").read_text(encoding="utf-8").splitlines()) == 3
    assert "fewer cars" in (second.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert json.loads((second.folder / "changes.json").read_text())["counts"]["statements"] == 1


def test_an_unchanged_build_is_not_released(bench: Bench) -> None:
    bench.release()
    with pytest.raises(CallError, match=r"nothing changed since the release 2026\.11\.21"):
        bench.release()


def test_a_version_that_exists_is_refused_and_kept(bench: Bench) -> None:
    first = bench.release().release
    assert first
    before = checksums.of(first.folder)
    bench.claim(GOAL)
    bench.build()
    bench.now = first.issued + timedelta(hours=1)
    with pytest.raises(CallError, match=r"2026\.11\.21 exists.*2026\.11\.21-2"):
        bench.release()
    assert checksums.of(first.folder) == before
    bench.now = first.issued + timedelta(hours=1)
    second = bench.release(name="2026.11.21-2").release
    assert second
    assert second.previous == "2026.11.21"


def test_a_clock_that_went_backwards_is_noticed(bench: Bench) -> None:
    bench.release()
    bench.claim(GOAL)
    bench.build()
    bench.now = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
    with pytest.raises(CallError, match=r"clock says 2026-11-20.*issued at 2026-11-21"):
        bench.release()
    assert [one.version for one in release.all_in(bench.releases)] == ["2026.11.21"]


def test_a_time_without_zone_is_refused(bench: Bench) -> None:
    with pytest.raises(CallError, match="time zone"):
        release.freeze(
            bench.dist,
            bench.releases,
            base=bench.here.base,
            now=datetime(2026, 1, 1),  # noqa: DTZ001
        )


@pytest.mark.parametrize("fault", ["changed", "missing", "added"])
def test_a_damaged_release_is_named_with_the_file(bench: Bench, fault: str) -> None:
    made = bench.release().release
    assert made
    path = made.folder / "facts.ttl"
    if fault == "added":
        path = made.folder / "notes.txt"
        path.write_text("", encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
        path.unlink()
        if fault == "changed":
            path.write_text(text + "#", encoding="utf-8")
    bench.claim(GOAL)
    bench.build()
    expected = rf"2026\.11\.21 is damaged: {path.name} (was|is) {fault}"
    with pytest.raises(CallError, match=expected):
        bench.release()


def test_a_record_that_cannot_be_read_is_named(bench: Bench) -> None:
    made = bench.release().release
    assert made
    (made.folder / release.RECORD).unlink()
    (made.folder / release.RECORD).write_text("{", encoding="utf-8")
    with pytest.raises(CallError, match=r"2026\.11\.21 is damaged: release\.json"):
        release.all_in(bench.releases)


def test_without_a_build_there_is_no_release(bench: Bench) -> None:
    (bench.dist / "dataset.nq").unlink()
    with pytest.raises(CallError, match="lod build"):
        bench.release()
    assert not bench.releases.exists()


def test_semantic_versions_rise_with_what_changed(bench: Bench) -> None:
    def freeze() -> str:
        made, _ = release.freeze(
            bench.dist,
            bench.releases,
            base=bench.here.base,
            now=bench.now,
            scheme=Scheme.SEMANTIC,
        )
        bench.now += timedelta(days=1)
        return made.version

    assert freeze() == "1.0.0"
    bench.claim(GOAL)
    bench.build()
    assert freeze() == "1.1.0"
    bench.edit("fewer cars on old paths", "fewer cars on all paths")
    bench.build()
    assert freeze() == "1.1.1"
    bench.without_college()
    bench.build()
    assert freeze() == "2.0.0"


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("2026-11-21", Scheme.CALENDAR), ("v1.0", Scheme.SEMANTIC), ("../x", Scheme.CALENDAR)],
)
def test_a_name_that_is_no_version_is_refused(name: str, scheme: Scheme) -> None:
    with pytest.raises(CallError, match=r"is no .* version"):
        version.check(name, scheme, [])


def test_a_version_before_the_last_is_refused() -> None:
    with pytest.raises(CallError, match="lies before the last release"):
        version.check("1.9.0", Scheme.SEMANTIC, ["1.10.0"])
