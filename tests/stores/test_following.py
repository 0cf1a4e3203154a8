"""Builds make the store of what they publish, and queries ask it."""

import dataclasses
import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod import cli, pipeline, publication, sparql, stages, synth
from lod.errors import CallError, ConfigError, StoreError, WriteError
from lod.flow import build as flow
from lod.flow import changes
from lod.flow.changes import Group, State
from lod.flow.crew import Crew
from lod.flow.packing import damaged
from lod.publication import Publication
from lod.publish import dumps, staging
from lod.publish.sink import Written
from lod.stores import editing
from lod.stores import following as followers
from lod.stores.following import following
from lod.stores.versions import DATA, About, Versions
from lod.stores.writing import writing

from .conftest import content, expected

QUERIES = sorted(path.stem for path in (Path(__file__).parents[2] / "queries").glob("*.rq"))
ALWAYS = '\n[store]\nwhen = "always"\n'


def quiet(_: str) -> None:
    """Nobody watches."""


def made(here: Publication, fail: Exception | None = None) -> Versions:
    """The store of what is published already."""
    dump = here.dist / "dataset.nq"
    written = Written(dump, dump.stat().st_size, sha256(dump.read_bytes()).hexdigest())
    with following(here, here.dist, (), quiet) as store:
        store.make([written])
        if fail:
            raise fail
    return Versions(here.store)


def always(here: Publication) -> Publication:
    return dataclasses.replace(here, store_when="always")


@pytest.fixture(scope="module")
def stored(built: Publication, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The real publication with a store; tests only read it."""
    root = tmp_path_factory.mktemp("stored") / "real"
    here = always(publication.load(Path(shutil.copytree(built.root, root))))
    made(here)
    return here


@pytest.fixture(scope="module")
def in_memory(stored: Publication) -> ox.Store:
    """The same dataset in memory; tests only ask it."""
    return sparql.published_store(stored)


@pytest.mark.parametrize("name", QUERIES)
def test_the_store_answers_every_question_as_the_dataset_in_memory(
    name: str, stored: Publication, in_memory: ox.Store
) -> None:
    text = sparql.named(stored)[name].text
    with sparql.published(stored) as store:
        found = sparql.rows(store, text)
    wanted = sparql.rows(in_memory, text)
    assert found.columns == wanted.columns
    assert _in_order(found) == _in_order(wanted)
    assert found.rows


def _in_order(found: sparql.Rows) -> list[tuple[str, ...]]:
    """The rows sorted, and what GROUP_CONCAT puts together, in whatever order that comes."""
    return sorted(tuple("; ".join(sorted(c.split("; "))) for c in row) for row in found.rows)


def test_a_build_makes_the_store_and_a_query_asks_it(
    small: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    with (small.root / "lod.toml").open("a", encoding="utf-8") as file:
        file.write(ALWAYS)
    assert cli.main(["build", str(small.root)]) == 0
    root = str(small.root)
    capsys.readouterr()
    dump = small.dist / "dataset.nq"
    status = dump.stat()
    dump.write_bytes(b"x" * status.st_size)
    os.utime(dump, ns=(status.st_atime_ns, status.st_mtime_ns))
    for more in ([], ["--format", "csv"]):
        assert cli.main(["query", "projects", "--root", root, *more]) == 0
        assert "Quiet Paths" in capsys.readouterr().out


def test_only_what_is_asked_for_gets_a_store(
    small: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.build(small)
    assert not small.store.exists()
    pipeline.build(always(small), out=tmp_path / "elsewhere")
    assert not small.store.exists()
    monkeypatch.setattr(followers, "LARGE", 1)
    versions = Versions(small.store)
    pipeline.build(small)
    name = versions.current
    assert name
    with versions.open() as handle:
        pipeline.build(dataclasses.replace(small, store_when="never"))
        assert not handle.is_current
        assert (versions.folder / name).is_dir()
    pipeline.build(dataclasses.replace(small, store_when="never"))
    assert not versions.current
    assert not (versions.folder / name).exists()


def test_a_version_that_is_there_is_not_made_again(stored: Publication) -> None:
    versions = Versions(stored.store)
    before = (versions.folder / versions.current / DATA / "CURRENT").stat().st_mtime_ns
    made(stored)
    after = (versions.folder / versions.current / DATA / "CURRENT").stat().st_mtime_ns
    assert before == after


def test_a_build_that_fails_after_its_version_was_made_leaves_the_current_one(
    small: Publication,
) -> None:
    here = always(small)
    versions = made(here)
    first = versions.current
    dump = here.dist / "dataset.nq"
    dump.write_text("".join(dump.read_text(encoding="utf-8").splitlines(keepends=True)[1:]))
    with pytest.raises(CallError):
        made(here, CallError("stopped"))
    assert versions.current == first
    with sparql.published(here) as store:
        assert {str(quad) for quad in store} == expected(dump.read_text().splitlines())[0]


def test_two_builds_do_not_make_stores_at_the_same_time(small: Publication) -> None:
    here = always(small)
    with writing(Versions(here.store)), pytest.raises(WriteError, match="another build"):
        made(here)


def test_what_is_published_compressed_only_is_not_read_into_memory(small: Publication) -> None:
    (small.dist / "dataset.nq").rename(small.dist / "dataset.nq.zst")
    for when, word in (("large", "run `lod build`"), ("never", 'write when = "always"')):
        here = dataclasses.replace(small, store_when=when)
        with pytest.raises(ConfigError) as caught, sparql.published(here):
            raise AssertionError
        assert "too large" in caught.value.message
        assert caught.value.remedy.startswith(word)


def test_so_large_a_dataset_gets_a_store_only_where_it_is_asked_for(
    small: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "HUGE", 1000)
    dump = small.dist / "dataset.nq.zst"
    wanted = {
        (when, size): followers.is_wanted(dataclasses.replace(small, store_when=when), dump, size)
        for when in ("large", "always", "never")
        for size in (1000, 1001)
    }
    assert {pair for pair, is_wanted in wanted.items() if is_wanted} == {
        ("large", 1000),
        ("always", 1000),
        ("always", 1001),
    }
    (small.dist / "dataset.nq").rename(dump)
    with pytest.raises(ConfigError) as caught, sparql.published(small):
        raise AssertionError
    assert caught.value.remedy.startswith('write when = "always"')


def test_damage_that_shows_while_a_query_is_answered_is_told(small: Publication) -> None:
    here = always(small)
    versions = made(here)
    for path in (versions.folder / versions.current / DATA).glob("*.sst"):
        with path.open("r+b") as file:
            file.seek(40)
            file.write(b"\xff" * 40)
    with pytest.raises(StoreError) as caught, sparql.published(here) as store:
        sparql.rows(store, "SELECT * WHERE { ?s ?p ?o }")
    assert "Corruption" in caught.value.message
    assert "lod build" in caught.value.remedy


# ---------------------------------------------------------------- publications of JSON Lines


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty invented documents as JSON Lines, with a store; not to be changed."""
    folder = tmp_path_factory.mktemp("invented") / "publication"
    assert synth.main(["--documents", "30", "--scale", "0.1", "--out", str(folder)]) == 0
    with (folder / "lod.toml").open("a", encoding="utf-8") as file:
        file.write(ALWAYS)
    return folder


def streamed(root: Path, fail: Callable[[], None] = lambda: None) -> tuple[Versions, set[str]]:
    """Build the dumps and the store; the lines that were published."""
    here = publication.load(root)
    work = flow.Flow(here, stages.compiled_rules(here, dumps.read_model(here)), Crew(1))
    try:
        work.derive(work.read())
        before = work.published()
        with (
            following(here, here.dist, (), quiet) as store,
            staging.staged(here.dist) as folder,
        ):
            store.make(work.write(folder, here.dist, "h"), before, work.state())
        fail()
        work.commit()
    finally:
        work.close()
    return Versions(here.store), set((here.dist / "dataset.nq").read_text().splitlines())


def records(root: Path) -> list[str]:
    """The records of a publication, one a line."""
    return (root / "data" / "records.jsonl").read_text(encoding="utf-8").splitlines()


def write(root: Path, found: Iterable[str]) -> None:
    """Write records back."""
    text = "".join(f"{line}\n" for line in found)
    (root / "data" / "records.jsonl").write_text(text, encoding="utf-8")


def edited(found: list[str], spare: list[str], chance: random.Random) -> list[str]:
    """The records after one random edit: added, deleted or with fewer claims."""
    edit = chance.choice(("delete", "add", "cut"))
    at = chance.randrange(len(found))
    if edit == "delete":
        spare.append(found.pop(at))
    elif edit == "add" and spare:
        found.append(spare.pop())
    else:
        one = json.loads(found[at])
        one["claims"] = one["claims"][: len(one["claims"]) // 2 + 1]
        found[at] = json.dumps(one, ensure_ascii=False)
    return found


def about(versions: Versions) -> About:
    found = versions.about(versions.current)
    assert found is not None
    return found


def is_of(versions: Versions, lines: Iterable[str]) -> bool:
    return content(versions.folder / versions.current / DATA) == expected(lines)


@pytest.mark.parametrize("seed", range(3))
def test_builds_bring_the_store_up_to_date_and_it_is_as_if_loaded(
    invented: Path, tmp_path: Path, seed: int
) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    versions, before = streamed(root)
    assert about(versions) == About(about(versions).state, len(before), 0)
    chance, spare = random.Random(seed), list[str]()
    known = {versions.current: 0}
    for _ in range(3):
        write(root, edited(records(root), spare, chance))
        changed = known[versions.current]
        _, lines = streamed(root)
        changed = known.setdefault(versions.current, changed + len(lines ^ before))
        before = lines
        assert about(versions) == About(about(versions).state, len(lines), changed)
        assert is_of(versions, lines)
    assert any(known.values())


def test_when_much_has_changed_the_store_is_loaded_anew(invented: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    versions, _ = streamed(root)
    write(root, records(root)[:8])
    _, lines = streamed(root)
    assert about(versions).changed == 0
    assert is_of(versions, lines)


def test_what_is_withdrawn_is_in_no_version_any_more(invented: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    here = publication.load(root)
    versions = Versions(here.store)
    pipeline.build(here, workers=1)
    register = root / "data" / "register.tsv"
    rows = register.read_text(encoding="utf-8").splitlines()
    header = rows[0].split("\t")
    at = next(number for number, row in enumerate(rows) if row.startswith("priority/"))
    cells = rows[at].split("\t") + [""] * (len(header) - len(rows[at].split("\t")))
    iri = cells[header.index("iri")]
    cells[header.index("state")] = "withdrawn"
    rows[at] = "\t".join(cells)

    def holds(name: str) -> bool:
        with versions.open(name) as handle:
            return any(iri in str(quad) for quad in handle.store)

    assert holds(versions.current)
    register.write_text("\n".join((*rows, "")), encoding="utf-8")
    pipeline.build(publication.load(root), workers=1)
    assert about(versions).changed == 0
    kept = [path.name for path in versions.folder.iterdir() if path.is_dir()]
    assert kept == [versions.current]
    assert not holds(versions.current)


def test_a_store_whose_state_nobody_knows_is_loaded_anew(invented: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    versions, _ = streamed(root)

    def killed() -> None:
        raise CallError("the ledger was not committed")

    write(root, records(root)[:-1])
    with pytest.raises(CallError):
        streamed(root, killed)
    state = about(versions)
    assert state.changed
    write(root, records(root)[:-1])
    _, lines = streamed(root)
    assert about(versions).changed == 0
    assert is_of(versions, lines)


def test_a_damaged_version_is_not_built_upon(invented: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    versions, _ = streamed(root)
    (versions.folder / versions.current / DATA / "CURRENT").unlink()
    write(root, records(root)[:-1])
    _, lines = streamed(root)
    assert about(versions).changed == 0
    assert is_of(versions, lines)


def test_a_cache_that_is_damaged_amid_an_edit_is_made_again_and_so_is_the_store(
    invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    here = publication.load(root)
    pipeline.build(here, workers=1)
    groups = changes.groups

    def breaks_off(before: State, after: State) -> Iterator[Group]:
        yield from islice(groups(before, after), 2)
        raise damaged("a chunk")

    monkeypatch.setattr(changes, "groups", breaks_off)
    monkeypatch.setattr(editing, "_BATCH", 0)
    write(root, records(root)[:-1])
    done = pipeline.build(here, workers=1)
    assert "cache-damaged" in {problem.code for problem in done.findings}
    versions = Versions(here.store)
    assert about(versions).changed == 0
    assert is_of(versions, (here.dist / "dataset.nq").read_text().splitlines())


def test_the_whole_program_builds_a_stream_with_its_store(invented: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(invented, tmp_path / "p"))
    here = publication.load(root)
    for _ in range(2):
        pipeline.build(here, workers=1)
        write(root, records(root)[:-1])
    lines = (here.dist / "dataset.nq").read_text().splitlines()
    versions = Versions(here.store)
    assert about(versions).changed
    assert is_of(versions, lines)
