"""Which files ask for a build, and when; the clock is the test's own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lod.watch.files import Files, is_scratch

CLAIMS = "data/claims/a.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "lod.toml",
        CLAIMS,
        "data/documents/a.yaml",
        "data/spans/a.tsv",
        "data/register.tsv",
        "data/LICENSE.md",
        "ontology/coop.ttl",
        "ontology/rules/r.rq",
        "shapes/thing.ttl",
        "queries/q.rq",
        "texts/a.txt",
        "dist/dataset.nq",
        ".lod/cache/x.json",
    ):
        write(tmp_path / name, "as it was")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Asleep:
    """Time passes only here: in every pause the next edit happens."""

    def __init__(self, *edits: Callable[[], object]) -> None:
        self.edits: Iterator[Callable[[], object]] = iter(edits)
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        edit = next(self.edits, None)
        if edit is None:
            raise TimeoutError("nobody saves anything any more")
        edit()


def nothing() -> None:
    """Nobody saves."""


def saved(root: Path, *edits: Callable[[], object]) -> tuple[str, ...]:
    """What a watch that begins now sees of these edits; TimeoutError where it sees none."""
    return Files(root, root / "texts", Asleep(*edits, nothing, nothing), lambda: 0.0).wait()


@pytest.mark.parametrize(
    "name",
    [
        "lod.toml",
        CLAIMS,
        "data/claims/new.yaml",
        "data/documents/a.yaml",
        "data/spans/a.tsv",
        "data/register.tsv",
        "data/records.jsonl",
        "data/records/b.jsonl.zst",
        "ontology/coop.ttl",
        "ontology/context.jsonld",
        "ontology/rules/r.rq",
        "shapes/thing.ttl",
        "queries/q.rq",
        "texts/a.txt",
    ],
)
def test_every_source_is_watched(name: str, root: Path) -> None:
    assert saved(root, lambda: write(root / name, "saved")) == (name,)


@pytest.mark.parametrize(
    "name", ["dist/dataset.nq", ".lod/cache/x.json", "data/LICENSE.md", "README.md"]
)
def test_what_a_build_writes_and_does_not_read_is_not(name: str, root: Path) -> None:
    with pytest.raises(TimeoutError):
        saved(root, lambda: write(root / name, "saved"))


@pytest.mark.parametrize(
    "name", [".a.yaml.swp", "a.yaml~", "#a.yaml#", ".#a.yaml", "4913", "a.yaml.tmp", ".goutputst"]
)
def test_what_editors_leave_for_themselves_is_not(name: str, root: Path) -> None:
    assert is_scratch(name)
    with pytest.raises(TimeoutError):
        saved(root, lambda: write(root / "data" / "claims" / name, "saved"))


def test_a_file_that_is_still_being_written_is_left_alone(root: Path) -> None:
    edits = [lambda n=n: write(root / CLAIMS, "more" * n) for n in range(1, 6)]
    asleep = Asleep(nothing, *edits, nothing)
    assert Files(root, root / "texts", asleep, lambda: 0.0).wait() == (CLAIMS,)
    assert asleep.pauses == [0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1]


def test_a_file_that_is_saved_as_another_one_renamed_is_seen(root: Path) -> None:
    before = (root / CLAIMS).stat()

    def save() -> None:
        write(root / "data/claims/.a.yaml.new", "as IT was")
        os.utime(root / "data/claims/.a.yaml.new", ns=(before.st_atime_ns, before.st_mtime_ns))
        (root / "data/claims/.a.yaml.new").replace(root / CLAIMS)

    assert saved(root, save) == (CLAIMS,)


def test_a_file_that_is_put_back_in_time_asks_for_nothing(root: Path) -> None:
    path, aside = root / CLAIMS, root / "data" / "aside"
    with pytest.raises(TimeoutError):
        saved(root, lambda: path.rename(aside), lambda: aside.rename(path))


def test_folders_may_come_and_go(root: Path) -> None:
    assert saved(root, lambda: shutil.rmtree(root / "data")) == (
        CLAIMS,
        "data/documents/a.yaml",
        "data/register.tsv",
        "data/spans/a.tsv",
    )
    assert saved(root, lambda: write(root / CLAIMS, "again")) == (CLAIMS,)
    files = Files(root, root / "texts")
    shutil.rmtree(root)
    assert "lod.toml" in files.saved()


def test_several_saves_during_a_build_ask_for_one_more(root: Path) -> None:
    files = Files(root, root / "texts", Asleep(nothing), lambda: 0.0)
    write(root / CLAIMS, "first")
    write(root / "lod.toml", "second")
    assert files.wait() == (CLAIMS, "lod.toml")
    with pytest.raises(TimeoutError):
        files.wait()


def test_what_the_build_wrote_itself_asks_for_nothing(root: Path) -> None:
    files = Files(root, root / "texts", Asleep(nothing, nothing), lambda: 0.0)
    write(root / "data/spans/a.tsv", "recorded by the build")
    files.expect(["data/spans/a.tsv", "data/spans/never-written.tsv"])
    assert files.saved() == ()
    with pytest.raises(TimeoutError):
        files.wait()


def test_the_texts_may_lie_elsewhere_and_move(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "a.txt", "text")
    files = Files(root, root / "texts")
    files.look_into(elsewhere)
    assert files.saved() == ()
    write(elsewhere / "a.txt", "another text")
    assert files.saved() == ("elsewhere/a.txt",)


def test_names_of_files_outside_are_whole_paths(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("texts")
    files = Files(root, outside)
    write(outside / "a.txt", "text")
    assert files.saved() == (str(outside / "a.txt"),)


def test_many_files_are_looked_at_less_often(root: Path) -> None:
    times = iter([0.0, 0.5])
    asleep = Asleep()
    files = Files(root, root / "texts", asleep, lambda: next(times))
    with pytest.raises(TimeoutError):
        files.wait()
    assert asleep.pauses == [5.0]


def test_only_the_model_says_what_the_rest_means(root: Path) -> None:
    files = Files(root, root / "texts")
    model = ("lod.toml", "ontology/coop.ttl", "ontology/rules/r.rq", "shapes/a.ttl", "queries/a.rq")
    assert all(map(files.is_model, model))
    assert not any(map(files.is_model, (CLAIMS, "data/register.tsv", "texts/a.txt")))
