"""Invented publications: true to their seed, to the real documents and to the checks."""

import importlib.util
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import pipeline, publication, synth, vocab
from lod.curate import quotes, sources
from lod.derive import mapping
from lod.derive.mapping import Minting
from lod.errors import InvalidInput, Severity
from lod.model import Span
from lod.synth import faults, scenes, world
from lod.synth.folder import Plan, stories, write

CHECKOUT = Path(__file__).parents[1]
DEPENDENT = ("participation", "funding", "count", "totalBudget", "amount", "period")


def records(plan: Plan) -> list[dict[str, Any]]:
    return [story.record() for story, _, _ in stories(plan)]


@settings(max_examples=20, deadline=None)
@given(number=st.integers(0, 9_999_999), seed=st.integers(0, 2**32), scale=st.floats(0, 1.5))
def test_every_span_holds_its_quote_and_every_quote_has_a_span(
    number: int, seed: int, scale: float
) -> None:
    story, _ = scenes.tell(world.World(seed), number, scale)
    record = story.record()
    finder = quotes.Finder(story.text, {})
    for start, end, quote, *more in record["spans"]:
        exact = more[0] if more else ""
        occurrence = more[1] if len(more) > 1 else 0
        found = finder.find(quotes.Quote(quote, occurrence))
        assert isinstance(found, Span)
        assert (found.start, found.end, found.exact) == (start, end, exact or quote)
    spanned = {(span[2], span[4] if len(span) > 4 else 0) for span in record["spans"]}
    assert spanned == set(quoted(record))
    assert record["document"]["length"] == str(len(story.text))


def quoted(record: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for entry in record["claims"]:
        raw = entry.get("quote", [])
        for quote in raw if isinstance(raw, list) else [raw]:
            if isinstance(quote, str):
                yield quote, 0
            else:
                yield quote["text"], int(quote["occurrence"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_document_is_the_same_whatever_the_number_of_documents(seed: int) -> None:
    few, many = records(Plan(5, seed=seed)), records(Plan(40, seed=seed))
    assert few == many[:5]


def test_another_seed_makes_other_documents() -> None:
    assert records(Plan(3, seed=1)) != records(Plan(3, seed=2))


def test_documents_told_in_any_order_are_the_same() -> None:
    numbers = list(range(30))
    random.Random(4).shuffle(numbers)
    shared = world.World(1)
    told = {number: scenes.tell(shared, number, 0.3)[0].record() for number in numbers}
    assert [told[number] for number in range(30)] == records(Plan(30, scale=0.3))


@given(st.lists(st.integers(0, 36**6 - 1), min_size=2, max_size=2, unique=True))
def test_no_two_people_have_one_iri(numbers: list[int]) -> None:
    first, second = map(world.person_iri, numbers)
    assert first != second
    assert len(first) == len(second) == len("id/person/p-000000")


# ---------------------------------------------------------------- as the real documents


def measures(record: Mapping[str, Any]) -> Counter[str]:
    """Statements, entries, quotes, and things of each kind that one record holds."""
    found: Counter[str] = Counter(entries=len(record["claims"]))
    things = set()
    for entry in record["claims"]:
        raw = entry.get("quote", [])
        found["quotes"] += len(raw) if isinstance(raw, list) else 1
        found["concluded"] += entry.get("status") in ("inferred", "computed")
        for key, body in entry.items():
            if "/" in key:
                things.add(key)
                found["statements"] += statements(body)
                found["participations"] += len(body.get("participation", []))
    found.update(key.split("/")[0] for key in things)
    return found


def statements(body: Mapping[str, Any]) -> int:
    count = 0
    for key, raw in body.items():
        for value in raw if isinstance(raw, list) else [raw]:
            if key in DEPENDENT:
                count += 1 + (statements(value) if isinstance(value, dict) else 2)
            else:
                count += len(value) if isinstance(value, dict) else 1
    return count


def test_at_full_scale_a_document_measures_as_the_real_ones_do() -> None:
    real: Counter[str] = Counter()
    files = list((CHECKOUT / "data" / "claims").glob("0*.yaml"))
    for path in files:
        real += measures(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))
    made: Counter[str] = Counter()
    for record in records(Plan(200, scale=1.0)):
        made += measures(record)
    kinds = ("entries", "statements", "quotes", "concluded", "participations", "event", "place")
    for kind in (
        *kinds,
        "person",
        "organization",
        "project",
        "programme",
        "target-group",
        "output",
    ):
        ratio = (made[kind] / 200) / (real[kind] / len(files))
        assert 0.6 < ratio < 1.9, f"{kind}: {ratio:.2f} of the real documents"


def test_a_few_things_stand_in_many_documents_and_most_in_few() -> None:
    seen: Counter[str] = Counter()
    for story, _, _ in stories(Plan(400)):
        seen.update(key for key in story.shared if key.startswith("project/"))
    once = sum(count == 1 for count in seen.values())
    assert once > len(seen) / 2
    assert seen.most_common(1)[0][1] >= 10


# ---------------------------------------------------------------- folders


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synth") / "publication"
    write(Plan(30, scale=0.2, format="yaml", texts=True), path)
    return path


@pytest.mark.no_cover
def test_an_invented_publication_builds_without_a_violation(folder: Path) -> None:
    summary = pipeline.build(publication.load(folder))
    assert summary.documents == summary.verified == 30
    assert summary.results["violation"] == 0
    assert summary.conflicts > 0


def test_its_spans_are_those_that_a_build_with_the_texts_records(folder: Path) -> None:
    here = publication.load(folder)
    read = sources.load(here, vocab.load(here))
    assert len(read.span_files()) == 30
    assert {path: path.read_text(encoding="utf-8") for path in read.span_files()} == dict(
        read.span_files()
    )


def test_yaml_and_json_lines_hold_the_same_records(folder: Path, tmp_path: Path) -> None:
    write(Plan(30, scale=0.2), tmp_path / "lines")
    lines = (tmp_path / "lines/data/records.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        record = json.loads(line)
        if header := record.get("document"):
            name = f"{header['document']}.yaml"
            claims = (folder / "data/claims" / name).read_text(encoding="utf-8")
            assert yaml.load(claims, yaml.BaseLoader)["claims"] == record["claims"]
            kept = (folder / "data/documents" / name).read_text(encoding="utf-8")
            assert yaml.load(kept, yaml.BaseLoader) == header
    register = "data/register.tsv"
    assert (folder / register).read_bytes() == (tmp_path / "lines" / register).read_bytes()


def test_packed_records_unpack_to_the_same_bytes(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    write(Plan(12), tmp_path / "plain")
    write(Plan(12, format="jsonl.zst"), tmp_path / "packed")
    raw = (tmp_path / "packed/data/records.jsonl.zst").read_bytes()
    unpacked = zstandard.ZstdDecompressor().stream_reader(raw).read()
    assert unpacked == (tmp_path / "plain/data/records.jsonl").read_bytes()


def test_the_register_is_sorted_and_gives_every_thing_one_iri(folder: Path) -> None:
    lines = (folder / "data/register.tsv").read_text(encoding="utf-8").splitlines()[1:]
    keys = [line.split("\t")[0] for line in lines]
    iris = [line.split("\t")[1] for line in lines]
    assert keys == sorted(set(keys))
    assert len(iris) == len(set(iris))
    assert not list((folder / "data").glob("*.tmp"))


@pytest.mark.no_cover
@pytest.mark.parametrize("names", [tuple(faults.INPUT), tuple(faults.SHAPES)])
def test_each_seeded_fault_gives_one_finding_and_nothing_else_does(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    made = write(Plan(60, faulty=0.7, faults=names, format="yaml"), tmp_path / "faulty")
    assert set(made.faults) == {faults.ALL[name].code for name in names}
    try:
        found = pipeline.derive(publication.load(tmp_path / "faulty")).findings.violations
    except InvalidInput as error:
        found = tuple(p for p in error.problems if p.severity is Severity.VIOLATION)
    assert Counter(problem.code for problem in found) == made.faults
    listed = (tmp_path / "faulty/faults.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(listed) == sum(made.faults.values())


def test_documents_that_stand_twice_are_reported_once_each(tmp_path: Path) -> None:
    write(Plan(20, duplicate=3, format="yaml"), tmp_path / "twice")
    here = publication.load(tmp_path / "twice")
    with pytest.raises(InvalidInput) as raised:
        sources.load(here, vocab.load(here))
    found = [p.code for p in raised.value.problems if p.severity is Severity.VIOLATION]
    assert found == ["duplicate-record"] * 3


def test_the_command_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "new")
    assert synth.main(["--documents", "4", "--out", out, "--duplicate", "1"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["documents"], said["records"]) == (4, 6)
    lines = (tmp_path / "new/data/records.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6
    assert "document" not in json.loads(lines[-1])


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert synth.main(["--documents", "1", "--out", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# ---------------------------------------------------------------- the other sides of the benchmark


def test_the_benchmarks_own_reading_makes_the_statements_that_lod_maps(
    folder: Path, tmp_path: Path
) -> None:
    reading = _load("reading")
    write(Plan(30, scale=0.2), tmp_path / "lines")
    theirs = {str(quad) for quad in reading.quads(reading.all_tables(tmp_path / "lines"))}
    here = publication.load(folder)
    read, mint = sources.load(here, vocab.load(here)), Minting(here.base)
    ours: set[str] = set()
    for one in read.readings:
        ours.update(mapping.shard(read.documents.get(one.document), one.claims, one.types, mint))
    assert theirs == ours


def test_flat_tables_hold_every_quad_once(tmp_path: Path) -> None:
    reading, prepare = _load("reading"), _load("prepare")
    write(Plan(20, scale=0.3), tmp_path / "lines")
    tables = reading.all_tables(tmp_path / "lines")
    rows = prepare.rows_of(tables)
    made = 0
    for name, found in rows.items():
        made += len(found) * {"claims": 6, "evidence": 9}.get(name.split("_")[0], 1)
    assert made == len(reading.quads(tables))


def _load(name: str) -> Any:
    """A script of the benchmark as a module; scripts import one another by name."""
    if name in sys.modules:
        return sys.modules[name]
    path = CHECKOUT / "benchmarks" / "build" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
