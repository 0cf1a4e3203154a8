"""Whole folders of data, right and wrong: tests/cases, and what the disk may do."""

import os
import shutil
from pathlib import Path

import pytest

from lod import publication
from lod.curate import sources
from lod.curate.sources import Sources
from lod.errors import InvalidInput, Problem, Severity
from lod.model import Position
from lod.publication import Publication
from lod.vocab import Vocabulary

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_each_case_is_told_to_the_editor_as_expected(
    name: str, copy: Path, vocabulary: Vocabulary, good: Sources
) -> None:
    expected = (CASES / name / "expected.txt").read_text(encoding="utf-8")
    shutil.copytree(CASES / name, copy, dirs_exist_ok=True)
    if expected:
        with pytest.raises(InvalidInput) as refusal:
            _load(copy, vocabulary)
        assert f"{refusal.value}\n" == expected
    else:
        assert _load(copy, vocabulary).claims == good.claims


def test_there_are_cases() -> None:
    assert len(NAMES) > 50


def test_the_good_publication_is_read_without_a_warning(good: Sources) -> None:
    assert good.warnings == ()
    assert good.verified == {"tilts"}
    assert len(good.claims) == 20
    assert good.claims[0].position == Position("data/claims/tilts.yaml", 6, 7)


def test_without_the_text_the_recorded_spans_give_the_same_claims(
    copy: Path, vocabulary: Vocabulary, good: Sources
) -> None:
    shutil.rmtree(copy / "texts")
    _record_spans(copy, good)
    found = _load(copy, vocabulary)
    assert found.claims == good.claims
    assert found.verified == frozenset()
    assert found.span_files() == {}


def test_without_text_and_spans_each_quote_is_a_problem_that_names_the_way_out(
    copy: Path, vocabulary: Vocabulary
) -> None:
    shutil.rmtree(copy / "texts")
    problems = _problems(copy, vocabulary)
    assert {problem.code for problem in problems} == {"quote-unverified"}
    assert "--texts DIR" in problems[0].remedy


@pytest.mark.parametrize(
    "content", [b"", b"start\n", b"\xff", b"1\t2\t\t\ta\n", b"0\t999999\t\t\tx\t\n"]
)
def test_a_broken_file_of_spans_is_one_problem_and_not_one_for_each_quote(
    content: bytes, copy: Path, vocabulary: Vocabulary
) -> None:
    shutil.rmtree(copy / "texts")
    (copy / "data" / "spans").mkdir()
    (copy / "data" / "spans" / "tilts.tsv").write_bytes(content)
    (problem,) = _problems(copy, vocabulary)
    assert problem.path == "data/spans/tilts.tsv"
    assert problem.line == 1


def test_a_broken_file_of_spans_does_no_harm_where_the_text_is(
    copy: Path, vocabulary: Vocabulary, good: Sources
) -> None:
    (copy / "data" / "spans").mkdir()
    (copy / "data" / "spans" / "tilts.tsv").write_bytes(b"\xff")
    assert _load(copy, vocabulary).claims == good.claims


def test_a_folder_without_data_has_no_register(tmp_path: Path, vocabulary: Vocabulary) -> None:
    shutil.copy(CASES / "good" / "lod.toml", tmp_path)
    (problem,) = _problems(tmp_path, vocabulary)
    assert str(problem) == (
        "data/register.tsv: there is no register → run `lod register --missing` to make one"
    )


def test_a_register_alone_is_an_empty_publication(tmp_path: Path, vocabulary: Vocabulary) -> None:
    shutil.copy(CASES / "good" / "lod.toml", tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(CASES / "good" / "data" / "register.tsv", tmp_path / "data")
    assert _load(tmp_path, vocabulary).claims == ()


def test_a_file_with_another_suffix_is_a_warning(copy: Path, vocabulary: Vocabulary) -> None:
    (copy / "data" / "claims" / "tilts.yaml.orig").write_text("document: tilts\n")
    (copy / "data" / "claims" / "README.md").write_text("notes\n")
    (copy / "data" / "claims" / ".tilts.yaml.swp").write_bytes(b"\0")
    (copy / "data" / "claims" / ".#tilts.yaml").symlink_to("nowhere")
    (warning,) = _load(copy, vocabulary).warnings
    assert warning.severity is Severity.WARNING
    assert warning.path == "data/claims/tilts.yaml.orig"


def test_a_folder_named_like_a_claim_file_is_a_problem(copy: Path, vocabulary: Vocabulary) -> None:
    (copy / "data" / "claims" / "x.yaml").mkdir()
    (problem,) = _problems(copy, vocabulary)
    assert (problem.path, problem.code) == ("data/claims/x.yaml", "unreadable")


def test_a_folder_in_place_of_the_register_is_no_register(
    copy: Path, vocabulary: Vocabulary
) -> None:
    (copy / "data" / "register.tsv").unlink()
    (copy / "data" / "register.tsv").mkdir()
    assert [problem.code for problem in _problems(copy, vocabulary)] == ["bad-register"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_a_problem(copy: Path, vocabulary: Vocabulary) -> None:
    (copy / "data" / "claims" / "tilts.yaml").chmod(0)
    (problem,) = _problems(copy, vocabulary)
    assert (problem.path, problem.code) == ("data/claims/tilts.yaml", "unreadable")


def test_a_document_key_far_too_long_is_a_problem(copy: Path, vocabulary: Vocabulary) -> None:
    (copy / "data" / "claims" / "x.yaml").write_text(f"document: {'x' * 5000}\nclaims: []\n")
    (problem,) = _problems(copy, vocabulary)
    assert problem.code == "no-record"


def test_a_withdrawn_publisher_is_left_out_of_the_document(
    copy: Path, vocabulary: Vocabulary
) -> None:
    path = copy / "data" / "register.tsv"
    row = "organization/paraugu-biedriba\tid/organization/paraugu-biedriba\t2026-01-31\t"
    path.write_text(path.read_text(encoding="utf-8").replace(row, f"{row}withdrawn"))
    statements = dict(_load(copy, vocabulary).documents["tilts"].statements)
    assert "<https://schema.org/publisher>" not in statements


def test_the_real_data_is_read_without_texts(here: Publication, vocabulary: Vocabulary) -> None:
    found = sources.load(here, vocabulary)
    assert len(found.documents) == 5
    assert len(found.claims) > 400


def test_every_real_quote_stands_in_its_text_where_the_spans_say(
    here: Publication, vocabulary: Vocabulary, texts: Path
) -> None:
    found = sources.load(here, vocabulary, texts)
    assert len(found.verified) == 5
    for path, spans in found.span_files().items():
        assert path.read_text(encoding="utf-8") == spans
    for claim in found.claims:
        for one in claim.evidence:
            text = (texts / f"{one.document}.txt").read_text(encoding="utf-8")
            assert text[one.span.start : one.span.end] == one.span.exact


def _load(root: Path, vocabulary: Vocabulary) -> Sources:
    return sources.load(publication.load(root), vocabulary)


def _problems(root: Path, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refusal:
        _load(root, vocabulary)
    return refusal.value.problems


def _record_spans(root: Path, found: Sources) -> None:
    (root / "data" / "spans").mkdir()
    for path, spans in found.span_files().items():
        (root / "data" / "spans" / path.name).write_text(spans, encoding="utf-8")
