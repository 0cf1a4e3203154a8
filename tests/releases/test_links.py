"""What the catalogue says of releases: version, days, the version before, the feed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lod.catalog.settings import Version
from lod.releases import links
from lod.releases.release import Release

BASE = "https://data.example.org/"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST = Release(Path("a"), "1.0.0", NOON, "", "aaaa")
SECOND = Release(Path("b"), "1.1.0", NOON + timedelta(days=7), "1.0.0", "bbbb")
STATED = Version("0.1.0", "2026-01-31", "2026-02-28")


def test_before_the_first_release_the_settings_count() -> None:
    assert links.current((), "aaaa", BASE, STATED) == STATED
    assert links.current((), "aaaa", BASE, None) is None


def test_the_build_that_was_released_is_the_release() -> None:
    found = links.current((FIRST, SECOND), "bbbb", BASE, STATED)
    assert found
    assert (found.name, found.previous) == ("1.1.0", f"{BASE}releases/1.0.0/")
    assert (found.issued, found.modified) == ("2026-01-31", "2026-11-28")
    assert found.notes
    assert set(found.notes) == {"lv", "en"}
    assert all(f"{BASE}releases/1.1.0/CHANGES.md" in note for note in found.notes.values())


def test_the_first_release_has_none_before_it() -> None:
    found = links.current((FIRST,), "aaaa", BASE, None)
    assert found
    assert (found.name, found.previous, found.issued) == ("1.0.0", "", "2026-11-21")


def test_another_build_comes_after_the_last_release_without_a_version() -> None:
    found = links.current((FIRST, SECOND), "aaaa", BASE, STATED)
    assert found == Version("", "2026-01-31", "2026-11-28", f"{BASE}releases/1.1.0/")


@given(
    issued=st.none() | st.dates(),
    modified=st.none() | st.dates(),
    days=st.lists(st.integers(1, 1000), max_size=5),
    dataset=st.sampled_from(["0", "1", "none"]),
)
def test_nothing_is_modified_before_it_was_issued(
    issued: date | None, modified: date | None, days: list[int], dataset: str
) -> None:
    moments = [NOON + timedelta(days=sum(days[:end])) for end in range(len(days) + 1)]
    known = [Release(Path(), f"{n}.0.0", day, "", str(n)) for n, day in enumerate(moments)]
    stated = Version("", str(issued or ""), str(modified or ""))
    found = links.current(known, dataset, BASE, stated)
    assert found
    assert "" < found.issued <= found.modified
