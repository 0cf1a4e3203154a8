"""The survey that is put together from chunks is the one of all lines."""

import hashlib
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from lod.catalog import counting, output, settings, tally
from lod.catalog.survey import Survey, survey
from lod.flow import surveying
from lod.flow.crew import Crew
from lod.ntriples import LANG_STRING
from lod.publish.sink import Written

from .conftest import SMALL, built, contents, edited, opened, records, write

Copy = Callable[[], Path]


def surveyed(root: Path, crew: Crew | None = None) -> Survey:
    """The survey of what is derived now; what was counted is kept."""
    flow = opened(root, crew)
    try:
        flow.derive(flow.read())
        found = surveying.survey(flow)
        flow.commit()
    finally:
        flow.close()
    return found


def read(root: Path) -> Survey:
    """The survey of the lines that were published."""
    built(root)
    lines = contents(root)["dataset.nq"].decode().splitlines()
    return survey(lines, "https://data.example.org/")


def listen(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The texts that are counted from now on."""
    count = counting.read
    asked: list[bytes] = []

    def counted(texts: Iterable[bytes], base: str, **options: bool) -> tally.Part:
        asked.extend(found := list(texts))
        return count(found, base, **options)

    monkeypatch.setattr(counting, "read", counted)
    return asked


@pytest.mark.no_cover
@pytest.mark.parametrize("most", [3, 100], ids=["large", "small"])
@pytest.mark.parametrize("seed", range(2))
def test_what_edits_leave_is_surveyed_as_if_it_had_always_been_so(
    folder: Copy, seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "LISTED", most)
    monkeypatch.setattr(tally, "OBJECTS", 1000 * most)
    root, chance = folder(), random.Random(seed)
    assert surveyed(root) == read(root)
    for _ in range(3):
        write(root, edited(records(root), [], chance))
        assert surveyed(root) == read(root)


def test_chunks_are_read_anew_where_those_before_them_are_gone(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "LISTED", 3)
    monkeypatch.setattr(tally, "OBJECTS", 10)
    root = folder()
    surveyed(root)
    write(root, records(root)[:-1])
    built(root)
    assert surveyed(root) == read(root)


def test_the_number_of_workers_changes_nothing(folder: Copy) -> None:
    root, other = folder(), folder()
    crew = Crew(2)
    crew.few = 0
    try:
        assert surveyed(root, crew) == surveyed(other)
    finally:
        crew.close()


def test_chunks_that_stayed_are_not_counted_again(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    first = surveyed(root)
    asked = listen(monkeypatch)
    assert surveyed(root) == first
    assert asked == []
    write(root, records(root)[:-1])
    assert surveyed(root) != first
    assert 0 < b"".join(asked).count(b"\n") < first.triples


def test_what_is_listed_follows_the_size_of_the_dataset(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    found = records(root)
    monkeypatch.setattr(tally, "LISTED", 30)
    monkeypatch.setattr(tally, "OBJECTS", 12_000)
    for some in (found, found[:12], found[:8], found):
        write(root, some)
        assert surveyed(root) == read(root)
    many = surveyed(root)
    assert many.documents == 40
    assert (many.sources, many.objects) == ((), None)
    write(root, found[:12])
    few = surveyed(root)
    assert few.documents == len(few.sources) == 12
    assert few.objects


def test_another_way_to_count_counts_everything_again(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    first = surveyed(root)
    monkeypatch.setattr(tally, "FORMAT", tally.FORMAT + 1)
    monkeypatch.setattr(counting, "XSD_STRING", LANG_STRING)
    assert surveyed(root) != first


def test_compressed_dumps_are_described_as_the_files_they_are(folder: Copy) -> None:
    root = folder()
    built(root, options=SMALL)
    files = [
        Written(root / "out" / name, len(raw), hashlib.sha256(raw).hexdigest())
        for name, raw in contents(root).items()
    ]
    about = settings.read(root / "lod.toml")
    made = output.of_survey(about, surveyed(root), files, prefixes={})
    lines = "\n".join(made.lines)
    assert {file.path.suffix for file in files} == {".gz", ".zst"}
    media = "<https://www.iana.org/assignments/media-types/application"
    for file in files:
        name = file.path.name
        subject = f"<{about.base}dataset/distribution/{name.replace('.', '-')}"
        packed = f"{media}/{'gzip' if name.endswith('.gz') else 'zstd'}>"
        for predicate, term in (
            ("http://www.w3.org/ns/dcat#downloadURL", f"<{about.base}{name}>"),
            ("http://www.w3.org/ns/dcat#compressFormat", packed),
            ("http://www.w3.org/ns/dcat#byteSize", f'"{file.size}"^^'),
            ("http://spdx.org/rdf/terms#checksum", f"{subject}/checksum>"),
        ):
            assert f"{subject}> <{predicate}> {term}" in lines
        value = "<http://spdx.org/rdf/terms#checksumValue>"
        assert f'{subject}/checksum> {value} "{file.sha256}"' in lines
