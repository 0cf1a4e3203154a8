"""New keys get their IRIs once; what is registered never changes."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from lod import minting, publication
from lod.errors import CallError, InvalidInput, WriteError
from lod.publication import Publication

ROOT = Path(__file__).parents[1]
GOOD = ROOT / "tests" / "cases" / "good"
BASE = "https://data.example.org/"
DAY = date(2026, 2, 1)


@pytest.fixture
def here(tmp_path: Path) -> Publication:
    root = shutil.copytree(GOOD, tmp_path / "publication")
    for part in ("ontology", "shapes"):
        shutil.copytree(ROOT / part, root / part)
    return publication.load(Path(root))


def test_a_new_key_gets_a_row_and_the_others_keep_theirs(here: Publication) -> None:
    before = _rows(here)
    made = minting.register_keys(here, ["project/Jauns-Tilts"], missing=False, today=DAY)
    assert made == (("project/Jauns-Tilts", f"{BASE}id/project/jauns-tilts"),)
    row = "project/Jauns-Tilts\tid/project/jauns-tilts\t2026-02-01\t"
    assert _rows(here) == [before[0], *sorted([*before[1:], row])]


def test_a_key_that_is_registered_stays_as_it_is(here: Publication) -> None:
    path = here.data / "register.tsv"
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    assert minting.register_keys(here, ["project/tilts"], missing=True, today=DAY) == ()
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == changed


def test_missing_keys_are_those_that_records_and_claims_use(here: Publication) -> None:
    minted = (here.data / "register.tsv").read_text(encoding="utf-8").splitlines()
    (here.data / "register.tsv").unlink()
    made = dict(minting.register_keys(here, (), missing=True, today=DAY))
    assert sorted(made) == sorted(row.split("\t")[0] for row in minted[1:])
    assert made["document/tilts"] == f"{BASE}id/document/tilts"
    assert "anna" not in made["person/anna-paraudzina"]


def test_texts_that_only_look_like_keys_are_not_registered(here: Publication) -> None:
    text = """document: tilts
claims:
  - quote: project/quote
    rule: project/rule
    project/tilts:
      name: bridge/unknown
      goal: project/ar atstarpi
      topic: place/es-nr-1 un vēl
      partOfProject: [[project/lielais]]
"""
    (here.data / "claims" / "tilts.yaml").write_text(text, encoding="utf-8")
    made = minting.register_keys(here, (), missing=True, today=DAY)
    assert [key for key, _ in made] == ["project/lielais"]


@pytest.mark.parametrize(
    "key", ["tilts", "bridge/tilts", "project/", "project/ti lts", "project/ā", "amount/x", ""]
)
def test_what_is_no_key_is_refused_and_nothing_is_written(key: str, here: Publication) -> None:
    before = _rows(here)
    with pytest.raises(CallError, match="no key"):
        minting.register_keys(here, ["project/jauns", key], missing=False, today=DAY)
    assert _rows(here) == before


def test_a_register_with_faults_is_not_touched(here: Publication) -> None:
    path = here.data / "register.tsv"
    path.write_bytes(path.read_bytes() + b"x\n")
    before = path.read_bytes()
    with pytest.raises(InvalidInput):
        minting.register_keys(here, ["project/jauns"], missing=False, today=DAY)
    assert path.read_bytes() == before


def test_all_files_that_cannot_be_read_are_told_at_once(here: Publication) -> None:
    (here.data / "claims" / "a.yaml").write_text("")
    (here.data / "documents" / "b.yaml").write_bytes(b"\xff")
    with pytest.raises(InvalidInput) as refusal:
        minting.register_keys(here, (), missing=True, today=DAY)
    assert [problem.path for problem in refusal.value.problems] == [
        "data/claims/a.yaml",
        "data/documents/b.yaml",
    ]


def test_a_document_that_is_a_list_is_left_to_the_reader_of_records(here: Publication) -> None:
    (here.data / "claims" / "a.yaml").write_text("document: [x]\nclaims: 1\n")
    assert minting.register_keys(here, (), missing=True, today=DAY) == ()


def test_without_a_register_one_is_made(here: Publication) -> None:
    shutil.rmtree(here.data)
    minting.register_keys(here, (), missing=True, today=DAY)
    assert _rows(here) == ["key\tiri\tfirst seen\tstate"]


def test_two_keys_with_one_slug_get_two_iris(here: Publication) -> None:
    keys = ["project/A.b", "project/a-b", "project/a_b"]
    made = minting.register_keys(here, keys, missing=False, today=DAY)
    assert [iri.removeprefix(BASE) for _, iri in made] == [
        "id/project/a-b",
        "id/project/a-b-2",
        "id/project/a-b-3",
    ]


def test_a_register_that_cannot_be_written_is_an_error_and_stays(here: Publication) -> None:
    before = _rows(here)
    (here.data / "register.tmp").mkdir()
    with pytest.raises(WriteError, match=r"register\.tsv"):
        minting.register_keys(here, ["project/jauns"], missing=False, today=DAY)
    assert _rows(here) == before


def _rows(here: Publication) -> list[str]:
    return (here.data / "register.tsv").read_text(encoding="utf-8").splitlines()


def test_a_key_that_looks_like_a_slip_is_asked_about_first(here: Publication) -> None:
    minting.register_keys(here, ["project/jauns-tilts"], missing=False, today=DAY)
    with pytest.raises(CallError, match="project/jauns-tlits looks like project/jauns-tilts"):
        minting.register_keys(here, ["project/jauns-tlits"], missing=False, anyway=False, today=DAY)
    made = minting.register_keys(here, ["project/jauns-tlits"], missing=False, today=DAY)
    assert [key for key, _ in made] == ["project/jauns-tlits"]


def test_a_key_of_its_own_is_registered_without_a_question(here: Publication) -> None:
    keys = ["project/cits-projekts"]
    assert minting.register_keys(here, keys, missing=False, anyway=False, today=DAY)
