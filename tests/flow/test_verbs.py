"""Every command on a publication of JSON Lines whose dumps are compressed."""

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard

from lod import check, cli, describe, pipeline, publication, reports, stream, vocab
from lod.curate import register
from lod.errors import CacheError, NotPublishable, Severity
from lod.flow import ledger, names
from lod.flow.build import Options
from lod.flow.packing import damaged
from lod.releases import dump, patch, release

from .conftest import records, write
from .test_stream import files, made, with_dumps

Copy = Callable[[], Path]


@pytest.fixture
def root(folder: Copy, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication that has been built, every dump there is, compressed."""
    monkeypatch.setattr(stream, "Options", partial(Options, limit=1))
    here = with_dumps(publication.load(folder()), *publication.DUMPS)
    pipeline.build(here, workers=1)
    assert not (here.dist / "dataset.nq").exists()
    return here.root


def call(*arguments: str | Path) -> int:
    return cli.main([str(argument) for argument in arguments])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets a day pass."""
    days = iter(range(1_795_262_400, 1_800_000_000, 86_400))
    return lambda: monkeypatch.setenv("SOURCE_DATE_EPOCH", str(next(days)))


# ---------------------------------------------------------------- validate


def test_validate_finds_what_a_build_finds_and_publishes_nothing(tmp_path: Path) -> None:
    here = made(tmp_path / "p", "jsonl", "--faulty", "0.5")
    with pytest.raises(NotPublishable) as caught:
        pipeline.build(here, workers=1)
    found = pipeline.validate(here, workers=1)
    told = {(p.path, p.line, p.severity) for p in caught.value.problems if p.line}
    located = {
        (f.position.path, f.position.line, f.severity) for f in found.findings if f.position.line
    }
    assert {place for place in told if place[0].endswith(".jsonl")} <= located
    assert {p.severity for p in caught.value.problems} == {f.severity for f in found.findings}
    assert any(finding.document.startswith("d00") for finding in found.findings)
    assert not here.dist.exists()


def test_validate_leaves_what_is_published_and_the_next_build_maps_nothing_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = records(root)
    found.pop(5)
    write(root, found)
    before = files(root / "dist")
    assert call("validate", "--root", root) == 0
    assert "No violations" in capsys.readouterr().out
    assert files(root / "dist") == before
    told: list[str] = []
    pipeline.build(publication.load(root), workers=1, tell=told.append)
    assert "mapping 0 batches" in told
    assert files(root / "dist") != before


def test_every_format_reports_json_lines(root: Path) -> None:
    found = pipeline.validate(publication.load(root), workers=1)
    for name in cli.REPORT_FORMATS:
        assert "".join(reports.write(found, name, language="en")), name


# ---------------------------------------------------------------- show


@pytest.mark.no_cover
def test_show_tells_what_reading_everything_tells(root: Path) -> None:
    here = publication.load(root)
    lines = list(dump.find(here.dist))
    definitions = vocab.load(here).context
    start = f"<{here.base}id/"
    subjects = {line.split(" ")[0] for line in lines if line.startswith(start)}
    things = {s for s in subjects if s.count("/") == start.count("/") + 1}
    some = sorted(s for s in things if not re.search("/id/(claim|evidence)/", s))[::23]
    assert len(some) > 5
    for thing in some:
        expected = describe.about(lines, thing[1:-1], here, definitions)
        assert check.said_about(here, thing[1:-1]) == expected
    shutil.rmtree(root / ".lod")
    for thing in some[:3]:
        expected = describe.about(lines, thing[1:-1], here, definitions)
        assert check.said_about(here, thing[1:-1]) == expected


def test_show_tells_what_is_published_not_what_was_validated(root: Path) -> None:
    here = publication.load(root)
    before = check.said_about(here, "document/d0000003")
    write(root, [r for r in records(root) if r.get("document", {}).get("document") != "d0000003"])
    pipeline.validate(here, workers=1)
    assert check.said_about(here, "document/d0000003") == before


# ---------------------------------------------------------------- release, diff


def test_releases_of_compressed_dumps_are_linked_by_patches(
    root: Path, clock: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    clock()
    assert call("release", root) == 0, capsys.readouterr().err
    clock()
    assert call("release", root) == 2
    assert "nothing changed" in capsys.readouterr().err
    found = records(root)
    found.pop(5)
    write(root, found)
    assert call("release", root) == 2
    assert "older than the claims" in capsys.readouterr().err
    assert call("build", root) == 0
    capsys.readouterr()
    assert call("diff", "--root", root, "--patch") == 0
    told = patch.read(capsys.readouterr().out.splitlines())
    clock()
    assert call("release", root) == 0
    first, second = release.all_in(root / "releases")
    assert first.dump.compressed
    own = second.folder / "changes.rdfp.zst"
    made_ = patch.read(dump.Dump(own))
    assert (made_.removed, made_.added) == (told.removed, told.added)
    assert patch.digest(patch.apply(made_, first.dump)) == second.dataset
    assert second.dataset == second.dump.digest()
    assert call("diff", first.version, second.version, "--root", root) == 0
    assert "1 thing removed" in capsys.readouterr().out or made_.removed
    assert call("catalog", "--root", root) == 0
    assert second.version in (root / "dist" / "catalog.ttl").read_text(encoding="utf-8")
    release.verify(first)
    before = files(root / "feed")
    assert call("release", root, "--rebuild-feed") == 0
    assert files(root / "feed") == before


def telling(word: str, *folders: Path) -> list[str]:
    """The files that hold the word, compressed ones too."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        raw = b"".join(dump.parts(path))
        if path.suffix == ".chunk":
            raw += _unpacked(path.read_bytes())
        if word.encode() in raw:
            found.append(str(path))
    return found


def _unpacked(raw: bytes) -> bytes:
    """All zstd frames in a file, wherever they begin."""
    found = b""
    for match in re.finditer(re.escape(b"\x28\xb5\x2f\xfd"), raw):
        try:
            found += zstandard.ZstdDecompressor().decompressobj().decompress(raw[match.start() :])
        except zstandard.ZstdError:
            continue
    return found


@pytest.mark.no_cover
def test_withdrawn_people_are_in_no_byte_of_releases_feed_and_cache(
    root: Path, clock: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    here = publication.load(root)
    clock()
    assert call("release", root) == 0
    name = re.compile(f'<({here.base}id/person/[^/>]*)> <[^>]*/name> "([^"]*)"')
    matches = (name.match(line) for line in dump.find(here.dist))
    people = {m[1]: m[2] for m in matches if m}
    assert people
    folders = (root / "dist", root / "releases", root / "feed", root / ".lod" / "cache" / "flow")
    for name_ in people.values():
        assert all(telling(name_, folder) for folder in folders)
    path = root / "data" / "register.tsv"
    rows = path.read_text(encoding="utf-8").split("\n")
    for place, row in enumerate(rows):
        if row.startswith("person/"):
            rows[place] = "\t".join((*row.split("\t")[:3], register.WITHDRAWN))
    path.write_text("\n".join(rows), encoding="utf-8")
    clock()
    assert call("build", root) == 0, capsys.readouterr().err
    assert call("release", root) == 0, capsys.readouterr().err
    assert "withdrawn things taken out of" in capsys.readouterr().out
    for name_ in people.values():
        assert telling(name_, *folders) == []
    assert not [path.name for path in (root / "releases").iterdir() if path.name[0] == "."]
    for one in release.all_in(root / "releases"):
        release.verify(one)
        assert one.dataset == one.dump.digest()
        trig = b"".join(dump.parts(one.folder / "dataset.trig.zst"))
        quads = b"".join(dump.parts(one.folder / "dataset.nq.zst"))
        assert set(ox.parse(trig, format=ox.RdfFormat.TRIG)) == set(
            ox.parse(quads, format=ox.RdfFormat.N_QUADS)
        )
    gone = json.loads((root / "dist" / "gone.json").read_text(encoding="utf-8"))["gone"]
    assert people.keys() <= {row["iri"] for row in gone}


# ---------------------------------------------------------------- register


def test_missing_keys_of_json_lines_are_registered(
    folder: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder()
    path = root / "data" / "register.tsv"
    whole = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((*whole[:-20], "")), encoding="utf-8")
    assert call("register", "--missing", "--anyway", "--root", root) == 0
    told = {row.split("\t")[0] for row in capsys.readouterr().out.splitlines()}
    assert told == {row.split("\t")[0] for row in whole[-20:]}
    assert call("register", "--missing", "--root", root) == 0
    assert capsys.readouterr().out == ""


# ---------------------------------------------------------------- what cannot be read


def _told(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a build says that stops."""
    capsys.readouterr()
    assert call("build", root, "--workers", "1") in (1, 2)
    return capsys.readouterr().err


def _lines(root: Path, number: int, line: str) -> None:
    path = root / "data" / "records.jsonl"
    found = path.read_text(encoding="utf-8").split("\n")
    found[number - 1] = line
    path.write_text("\n".join(found), encoding="utf-8")


@pytest.mark.parametrize("kind", ["folder", "loop", "nowhere"])
def test_records_that_cannot_be_opened_are_a_problem(
    kind: str, folder: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder()
    path = root / "data" / "records.jsonl"
    path.unlink()
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("records.jsonl" if kind == "loop" else "nowhere.jsonl")
    assert "data/records.jsonl: cannot be read: " in _told(root, capsys)
    assert call("register", "--missing", "--root", root) == 1
    assert "data/records.jsonl: cannot be read: " in capsys.readouterr().err


def test_a_file_that_is_there_plain_and_compressed_is_a_problem(
    folder: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder()
    raw = (root / "data" / "records.jsonl").read_bytes()
    packed = root / "data" / "records.jsonl.zst"
    packed.write_bytes(zstandard.ZstdCompressor().compress(raw))
    told = _told(root, capsys)
    assert "records.jsonl stands beside this file" in told
    assert "1 to mend" in told


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('{"claims":[],"claims":[]}', "claims"),
        ('{"document" : {"document":"a", "title" : "x", "title":"y"}}', "title"),
    ],
)
def test_a_key_that_stands_twice_is_a_problem(
    line: str, key: str, folder: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder()
    _lines(root, 4, line)
    assert f"data/records.jsonl:4: the key {key} stands twice" in _told(root, capsys)


def test_space_and_escapes_are_no_keys_that_stand_twice(folder: Copy) -> None:
    root, other = folder(), folder()
    path = root / "data" / "records.jsonl"
    spaced = [json.dumps(one, separators=(" , ", " : "), indent=None) for one in records(root)]
    path.write_text("\ufeff" + "\r\n".join((*spaced, "")), encoding="utf-8")
    for one in (root, other):
        assert call("build", one, "--workers", "1") == 0
    assert (root / "dist" / "dataset.nq").read_bytes() == (
        other / "dist" / "dataset.nq"
    ).read_bytes()


def test_files_that_are_not_read_are_told(folder: Copy) -> None:
    here = publication.load(folder())
    (here.data / "records").mkdir()
    (here.data / "records" / "more.json").write_text("{}", encoding="utf-8")
    done = pipeline.build(here, workers=1)
    assert [p.path for p in done.findings if p.code == "not-read"] == ["data/records/more.json"]


DAMAGES = [
    (ledger.FILE, "other"),
    (ledger.FILE, "flipped"),
    (names.FILE, "other"),
    ("chunks", "missing"),
    ("chunks", "cut"),
    ("chunks", "flipped"),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES)
def test_a_damaged_cache_is_made_again_and_the_same_is_published(
    name: str, damage: str, root: Path
) -> None:
    expected = files(root / "dist")
    found = records(root)
    write(root, found[:-1])
    path = root / ".lod" / "cache" / "flow" / name
    for one in path.glob("*/*") if path.is_dir() else [path]:
        _damage(one, damage)
    here = publication.load(root)
    pipeline.build(here, workers=1)
    write(root, found)
    again = pipeline.build(here, workers=1)
    assert files(root / "dist") == expected
    assert "cache-damaged" not in {problem.code for problem in again.findings}


def _damage(path: Path, how: str) -> None:
    raw = path.read_bytes()
    half = len(raw) // 2
    wrong = bytes(255 - byte for byte in raw[half : half + 9])
    left = {"cut": raw[:half], "flipped": raw[:half] + wrong + raw[half + 9 :]}
    path.write_bytes(left.get(how, b"x" * 40))
    if how == "missing":
        path.unlink()


def test_a_cache_that_was_made_again_is_a_warning(root: Path) -> None:
    for chunk in (root / ".lod" / "cache" / "flow" / "chunks").glob("*/*"):
        chunk.write_bytes(b"x")
    write(root, records(root)[:-1])
    done = pipeline.build(publication.load(root), workers=1)
    (warning,) = (problem for problem in done.findings if problem.code == "cache-damaged")
    assert warning.severity is Severity.WARNING
    assert warning.what.endswith("it was made again")


def test_a_cache_that_cannot_be_made_again_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise damaged("everything")

    before = files(root / "dist")
    monkeypatch.setattr(stream.Stream, "checked", refuses)
    with pytest.raises(CacheError, match="the cache is damaged: everything") as caught:
        pipeline.build(publication.load(root), workers=1)
    assert caught.value.remedy == "delete the folder .lod and try again"
    assert files(root / "dist") == before


def test_a_cache_that_is_a_file_is_told(folder: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    root = folder()
    shutil.rmtree(root / ".lod" / "cache" / "flow", ignore_errors=True)
    (root / ".lod" / "cache" / "flow").write_text("", encoding="utf-8")
    assert "make the folder writable" in _told(root, capsys)
