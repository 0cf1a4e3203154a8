"""Publications of many claim files, through the stream: what is said and published is the same."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lod import cli, pipeline, publication
from lod.errors import ProblemsError
from lod.flow import files as sources

from .test_stream import files, made

FIVE = Path(__file__).parents[2]


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Says whether publications go through the stream, however few claim files they have."""

    def through(stream: bool) -> None:
        monkeypatch.setattr(sources, "MANY", 0 if stream else 10**6)

    return through


def without_prefixes(path: Path) -> list[bytes]:
    """The blocks of a Turtle file, whose prefixes may be declared though they do not occur."""
    lines = path.read_bytes().splitlines()
    return [line for line in lines if not line.startswith((b"@prefix", b"#"))]


def test_more_claim_files_than_memory_is_for_go_through_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    monkeypatch.setattr(sources, "MANY", 2)
    for name in ("a.yaml", "b.yml", "README.md"):
        (folder / name).touch()
    assert not sources.streamed(tmp_path)
    (folder / "c.YAML").touch()
    assert sources.streamed(tmp_path)


def test_a_folder_without_claims_does_not_go_through_the_stream(tmp_path: Path) -> None:
    assert not sources.streamed(tmp_path)


@pytest.mark.no_cover
def test_claim_files_give_the_same_through_memory_and_through_the_stream(
    tmp_path: Path, always: Callable[[bool], None]
) -> None:
    here = made(tmp_path / "p", "yaml")
    always(False)
    few = pipeline.build(here)
    one = files(here.dist)
    always(True)
    many = pipeline.build(here, workers=1)
    other = files(here.dist)
    same = ("documents", "verified", "claims", "things", "triples", "conflicts", "unresolved")
    for name in (*same, "results", "findings", "spans_changed"):
        assert getattr(many, name) == getattr(few, name)
    shared = {name for name in one if not name.startswith(("catalog", "void", "schemaorg"))}
    differing = {name for name in shared & other.keys() if one[name] != other[name]}
    assert differing <= {"facts.ttl", "evidence.ttl"}  # prefixes of kinds that do not occur
    assert shared <= other.keys()
    assert {"dataset.trig", "dataset.rdf12.ttl"} <= shared


@pytest.mark.no_cover
def test_faulty_claim_files_are_told_the_same_through_memory_and_through_the_stream(
    tmp_path: Path, always: Callable[[bool], None]
) -> None:
    here = made(tmp_path / "p", "yaml", "--faulty", "0.5")
    told = []
    for through in (False, True):
        always(through)
        with pytest.raises(ProblemsError) as refusal:
            pipeline.build(here, workers=1)
        told.append((type(refusal.value), refusal.value.problems))
    assert told[0] == told[1]


@pytest.mark.no_cover
def test_every_command_takes_a_publication_of_many_claim_files(
    tmp_path: Path, always: Callable[[bool], None], capsys: pytest.CaptureFixture[str]
) -> None:
    always(True)
    root = made(tmp_path / "p", "yaml").root
    at = ("--root", str(root))
    assert cli.main(["register", "--missing", *at]) == 0
    assert cli.main(["validate", *at]) == 0
    assert cli.main(["build", str(root), "--workers", "1"]) == 0
    assert cli.main(["query", *at, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"]) == 0
    assert cli.main(["release", str(root)]) == 0
    assert cli.main(["diff", *at]) == 0
    assert cli.main(["catalog", *at]) == 0
    thing = (root / "data" / "register.tsv").read_text(encoding="utf-8").splitlines()[1]
    assert cli.main(["show", *at, thing.split("\t")[0]]) == 0
    assert thing.split("\t")[1] in capsys.readouterr().out


@pytest.mark.no_cover
def test_the_cache_of_the_stream_goes_when_the_publication_has_shrunk(
    tmp_path: Path, always: Callable[[bool], None]
) -> None:
    here = made(tmp_path / "p", "yaml")
    cache = here.root / ".lod" / "cache" / "flow"
    always(True)
    pipeline.build(here, workers=1)
    assert cache.exists()
    always(False)
    pipeline.build(here)
    assert not cache.exists()


@pytest.mark.no_cover
def test_the_first_publication_is_the_same_through_the_stream(
    tmp_path: Path, always: Callable[[bool], None]
) -> None:
    root = tmp_path / "p"
    keep = ("data", "ontology", "queries", "shapes")
    for name in keep:
        shutil.copytree(FIVE / name, root / name)
    shutil.copy(FIVE / "lod.toml", root)
    told = []
    for through in (False, True):
        always(through)
        done = pipeline.build(publication.load(root), workers=1)
        found = [without_prefixes(root / "dist" / name) for name in ("dataset.nq", "facts.ttl")]
        told.append((done.findings, done.results, done.claims, done.things, found))
    assert told[0] == told[1]
