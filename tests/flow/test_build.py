import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod import pipeline, publication, stages, synth, vocab
from lod.curate import register
from lod.derive import dataset
from lod.errors import CacheError, InvalidInput, WriteError
from lod.flow import build as flow
from lod.flow import layout, rows
from lod.flow.crew import Crew
from lod.flow.placing import Places
from lod.publish import context, dumps, jsonld, names, rdf12, trig, turtle

from .conftest import EVERY, SMALL, afresh, built, contents, edited, opened, records, write

Copy = Callable[[], Path]
SLOW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_the_flow_gives_the_lines_that_the_dataset_in_memory_has(tmp_path: Path) -> None:
    root = tmp_path / "p"
    arguments = ["--documents", "30", "--scale", "0.3", "--format", "yaml", "--out", str(root)]
    assert synth.main(arguments) == 0
    expected = pipeline.derive(publication.load(root)).dataset
    built(root)
    assert contents(root)["dataset.nq"].decode().splitlines() == list(expected.lines)
    _assert_dumps(root, expected)


def test_a_claim_that_one_document_gives_up_and_another_does_not_stands(tmp_path: Path) -> None:
    root = tmp_path / "p"
    arguments = ["--documents", "20", "--scale", "0.3", "--format", "yaml", "--out", str(root)]
    assert synth.main(arguments) == 0
    for number, path in enumerate(sorted((root / "data" / "claims").glob("*.yaml"))):
        if number % 2:
            text = path.read_text(encoding="utf-8")
            given_up = text.replace("\n- quote:", "\n- rank: deprecated\n  quote:")
            given_up = given_up.replace("\n  - quote:", "\n  - rank: deprecated\n    quote:")
            assert given_up != text
            path.write_text(given_up, encoding="utf-8")
    expected = pipeline.derive(publication.load(root)).dataset
    built(root)
    assert contents(root)["dataset.nq"].decode().splitlines() == list(expected.lines)


def test_the_publication_of_this_checkout_comes_out_the_same(tmp_path: Path) -> None:
    root = tmp_path / "p"
    checkout = Path(__file__).parents[2]
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(checkout / name, root / name)
    shutil.copy(checkout / "lod.toml", root)
    expected = pipeline.derive(publication.load(root)).dataset
    built(root)
    assert contents(root)["dataset.nq"].decode().splitlines() == list(expected.lines)
    _assert_dumps(root, expected)


def test_findings_can_be_placed_though_nothing_was_read_again(tmp_path: Path) -> None:
    root = tmp_path / "p"
    arguments = ["--documents", "6", "--scale", "0.1", "--format", "yaml", "--out", str(root)]
    assert synth.main(arguments) == 0
    built(root)
    here = publication.load(root)
    expected = pipeline.derive(here).sources.claims
    work = opened(root)
    try:
        assert not work.read().batches
        paths = {claim.position.path for claim in expected}
        found = list(Places(work.here, work.ledger).in_files(paths))
    finally:
        work.close()
    told = {(claim.statement, claim.rank, claim.document, claim.position) for claim in found}
    assert told == {(c.statement, c.rank, c.document, c.position) for c in expected}


def test_what_people_edit_stays_where_the_model_changes(tmp_path: Path) -> None:
    for form in ("yaml", "jsonl"):
        arguments = ["--documents", "6", "--scale", "0.1", "--format", form]
        assert synth.main([*arguments, "--out", str(tmp_path / form)]) == 0
    root = tmp_path / "jsonl"
    write(root, [one for one in records(root) if "d0000003" not in json.dumps(one.get("document"))])
    for name in ("documents/d0000003.yaml", "claims/d0000003.yaml", "spans/d0000003.tsv"):
        (root / "data" / name).parent.mkdir()
        shutil.copy(tmp_path / "yaml" / "data" / name, root / "data" / name)
    assert built(root).documents == 6
    before = contents(root)
    codes = root / "ontology" / "codes.ttl"
    codes.write_text(f"{codes.read_text(encoding='utf-8')}# another\n", encoding="utf-8")
    assert built(root).documents == 6
    assert contents(root) == before


def _assert_dumps(root: Path, expected: dataset.Dataset) -> None:
    here = publication.load(root)
    vocabulary = vocab.load(here)
    prefixes = names.declared(vocabulary, here.base)
    files = {name: raw.decode() for name, raw in contents(root).items()}
    facts, base = list(expected.facts), here.base
    known = context.read({"@context": vocabulary.context})
    assert files == {
        "dataset.nq": "".join(f"{line}\n" for line in expected.lines),
        "dataset.rdf12.ttl": "".join(rdf12.write(expected.lines, prefixes, "h", base)),
        "dataset.trig": "".join(trig.write(expected.lines, prefixes, "h", base)),
        "evidence.ttl": "".join(turtle.write(expected.evidence, prefixes, "h", base)),
        "facts.jsonld": "".join(jsonld.write(facts, known, base)),
        "facts.ttl": "".join(turtle.write(facts, prefixes, "h", base)),
    }


@pytest.mark.parametrize("wanted", [("dataset.nq", "dataset.trig"), ("dataset.rdf12.ttl",)])
def test_each_dump_is_the_same_whatever_others_are_made(
    invented: Path, folder: Copy, wanted: tuple[str, ...]
) -> None:
    root = folder()
    built(root, options=flow.Options(dumps=wanted))
    whole = contents(invented)
    assert contents(root) == {name: whole[name] for name in wanted}


def test_json_lines_and_yaml_of_the_same_documents_give_the_same_dataset(tmp_path: Path) -> None:
    for form in ("yaml", "jsonl", "jsonl.zst"):
        arguments = ["--documents", "12", "--format", form, "--out", str(tmp_path / form)]
        assert synth.main(arguments) == 0
        built(tmp_path / form)
    expected = contents(tmp_path / "yaml")
    assert contents(tmp_path / "jsonl") == expected
    assert contents(tmp_path / "jsonl.zst") == expected


@pytest.mark.no_cover
@SLOW
@given(seed=st.integers(0, 10_000), edits=st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_an_incremental_build_gives_the_bytes_of_a_full_one(
    invented: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, edits: list[int]
) -> None:
    root = tmp_path_factory.mktemp("edited") / "p"
    shutil.copytree(invented, root, ignore=shutil.ignore_patterns("flow", "out"))
    chance = random.Random(seed)
    everything = records(root)
    write(root, everything[: chance.randrange(len(everything) // 2, len(everything))])
    built(root, options=SMALL)
    for count in edits:
        found = records(root)
        for _ in range(count):
            found = edited(found, everything, chance)
        write(root, found)
        built(root, options=SMALL)
        assert contents(root) == afresh(root, root.with_name("full"), SMALL)


def test_a_document_leaves_every_chunk_though_there_are_more_than_when_it_came(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    monkeypatch.setattr(layout, "_CLAIMS", 30)  # one chunk of claims
    built(root)
    monkeypatch.setattr(layout, "_CLAIMS", 12)
    found = records(root)[1:]
    write(root, found)
    built(root)
    write(root, found[1:])
    built(root)
    assert contents(root) == afresh(root, root.with_name("full"))


def test_chunks_that_come_again_packed_otherwise_leave_the_published_ones_readable(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    built(root)
    found = records(root)
    for some in (found[5:], found):
        write(root, some)
        monkeypatch.setattr(rows, "MOST", 1 << 11)
        work = opened(root)
        try:
            work.derive(work.read())
            work.commit()
        finally:
            work.close()
    work = opened(root)
    try:
        lines = [line for stretch in work.published() for line in stretch.lines()]
    finally:
        work.close()
    assert lines == contents(root)["dataset.nq"].decode().splitlines()


def test_a_chunk_that_is_missing_when_a_dump_is_written_is_a_damaged_cache(folder: Copy) -> None:
    root = folder()
    built(root)
    work = opened(root)
    try:
        state = work.published()
    finally:
        work.close()
    Path(state[len(state) // 2].path).unlink()
    os.utime(root / "out" / "dataset.nq", (0, 0))  # so that it is written again
    with pytest.raises(CacheError, match="No such file"):
        built(root)


def test_a_mark_at_the_beginning_of_a_file_is_none_in_its_middle(folder: Copy) -> None:
    root, other = folder(), folder()
    path = root / "data" / "records.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"\ufeff{text}", encoding="utf-8")
    built(root)
    built(other)
    assert contents(root) == contents(other)
    path.write_text(text, encoding="utf-8")
    assert built(root).mapped == 0
    path.write_text(f"\n\ufeff{text}", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        built(root)
    assert [(one.line, one.code) for one in caught.value.problems] == [(2, "not-json")]


def test_counted_are_the_quads_and_triples_that_are_written(folder: Copy) -> None:
    root, chance = folder(), random.Random(7)
    found = records(root)
    for _ in range(30):
        found = edited(found, [], chance)
    write(root, found)
    counts = built(root).counts
    lines = contents(root)["dataset.nq"].splitlines()
    assert counts["quads"] == len(lines)
    assert counts["triples"] == len({line.rsplit(b" ", 2)[0] for line in lines})


def test_a_build_without_changes_maps_nothing_and_links_every_dump(folder: Copy) -> None:
    root = folder()
    first = built(root)
    before = {path.name: path.stat().st_ino for path in (root / "out").iterdir()}
    second = built(root)
    assert (first.mapped, second.mapped, second.made) == (first.mapped, 0, 0)
    assert first.mapped >= 40
    dumped = {name for name in before if name.startswith(("dataset", "facts", "evidence"))}
    after = {path.name: path.stat().st_ino for path in (root / "out").iterdir()}
    assert {name: after[name] for name in dumped} == {name: before[name] for name in dumped}


def test_chunks_in_which_a_changed_document_says_the_same_are_not_made_again(folder: Copy) -> None:
    root = folder()
    built(root)
    found = records(root)
    at = max(range(len(found)), key=lambda number: len(found[number]["claims"]))
    found[at]["document"]["modified"] = "2024-01-01"
    write(root, found)
    done = built(root)
    assert done.mapped == 1
    assert done.made == 1
    assert contents(root) == afresh(root, root.parent / "again")


def test_a_row_added_to_the_register_maps_nothing_again(folder: Copy) -> None:
    root = folder()
    built(root)
    path = root / "data" / "register.tsv"
    with path.open("a", encoding="utf-8") as file:
        file.write("place/jaunvieta\tid/place/jaunvieta\t2026-01-31\t\n")
    assert built(root).mapped == 0
    assert contents(root) == afresh(root, root.with_name("full"))


def test_a_thing_registered_after_a_failed_build_is_found_by_the_next(folder: Copy) -> None:
    root = folder()
    path = root / "data" / "register.tsv"
    rows = path.read_text(encoding="utf-8")
    at = next(row for row in rows.split("\n") if row.startswith("place/"))
    path.write_text(rows.replace(f"{at}\n", ""), encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not registered"):
        built(root)
    path.write_text(rows, encoding="utf-8")
    assert built(root).documents == 40


@pytest.mark.parametrize("kind", ["person", "place", "organization"])
def test_a_withdrawn_thing_leaves_no_trace(folder: Copy, kind: str) -> None:
    root = folder()
    built(root)
    text = contents(root)["dataset.nq"].decode()
    path = root / "data" / "register.tsv"
    rows = path.read_text(encoding="utf-8").split("\n")
    at = next(
        number
        for number, row in enumerate(rows)
        if row.startswith(f"{kind}/") and f"/{row.split()[1]}>" in text
    )
    cells = rows[at].split("\t")
    rows[at] = "\t".join((*cells[:3], register.WITHDRAWN))
    path.write_text("\n".join(rows), encoding="utf-8")
    built(root)
    assert f"/{cells[1]}>" not in contents(root)["dataset.nq"].decode()
    assert contents(root) == afresh(root, root.with_name("full"))


def test_a_document_taken_out_leaves_no_trace(folder: Copy) -> None:
    root = folder()
    built(root)
    kept = [r for r in records(root) if r.get("document", {}).get("document") != "d0000007"]
    write(root, kept)
    built(root)
    assert b"d0000007" not in contents(root)["dataset.nq"]


def test_compressed_dumps_hold_the_same_bytes_as_plain_ones(folder: Copy) -> None:
    plain, packed = folder(), folder()
    built(plain)
    built(packed, options=SMALL)
    files = contents(packed)
    for name, raw in contents(plain).items():
        reader = zstandard.ZstdDecompressor().stream_reader(
            files[f"{name}.zst"], read_across_frames=True
        )
        if f"{name}.zst" in files:
            assert reader.read() == raw
            assert gzip.decompress(files[f"{name}.gz"]) == raw


def test_the_number_of_workers_changes_no_byte(folder: Copy) -> None:
    alone, together = folder(), folder()
    built(alone, options=SMALL)
    crew = Crew(3)
    crew.few = 0
    try:
        built(together, crew, SMALL)
    finally:
        crew.close()
    assert contents(alone) == contents(together)


def test_a_line_that_is_no_json_is_a_problem_at_its_line(folder: Copy) -> None:
    root = folder()
    path = root / "data" / "records.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[10] = lines[10][:50]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        built(root)
    problem = caught.value.problems[0]
    assert (problem.path, problem.line, problem.code) == ("data/records.jsonl", 11, "not-json")
    assert not (root / "out").exists()


def test_keep_going_publishes_the_rest_and_says_what_it_left_out(folder: Copy) -> None:
    root, without = folder(), folder()
    found = records(root)
    write(without, [one for number, one in enumerate(found) if number != 10])
    path = root / "data" / "records.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[10] = "{"
    path.write_text("\n".join(lines), encoding="utf-8")
    options = replace(EVERY, keep_going=True)
    first = built(root, options=options)
    assert [(p.line, p.code) for p in first.left_out] == [(11, "not-json")]
    built(without)
    assert contents(root) == contents(without)
    assert [p.line for p in built(root, options=options).left_out] == [11]


def test_two_records_for_one_document_are_a_problem(folder: Copy) -> None:
    root = folder()
    found = records(root)
    write(root, [*found, found[3]])
    with pytest.raises(InvalidInput) as caught:
        built(root)
    assert [problem.code for problem in caught.value.problems] == ["duplicate-record"]


@pytest.mark.no_cover
@pytest.mark.parametrize("at", [3, 4, 20, -1])
@pytest.mark.parametrize("number", [3, -1])
def test_a_record_that_comes_twice_is_told_as_by_a_full_build(
    folder: Copy, at: int, number: int
) -> None:
    root, other = folder(), folder()
    built(root)
    found = records(root)
    assert "document" not in found[-1]
    told = []
    for where in (root, other):
        write(where, [*found[:at], found[number], *found[at:]])
        with pytest.raises(InvalidInput) as caught:
            built(where)
        told.append(caught.value.problems)
    assert told[0] == told[1]
    assert "\n" not in told[0][0].what


@pytest.mark.parametrize("number", [0, 30])
def test_a_record_in_two_files_is_told_as_by_a_full_build(folder: Copy, number: int) -> None:
    root, other = folder(), folder()
    (root / "data" / "records.jsonl").rename(root / "data" / "records-b.jsonl")
    built(root)
    twin = (root / "data" / "records-b.jsonl").read_text(encoding="utf-8").splitlines()[number]
    for name in ("records-a.jsonl", "records-c.jsonl"):
        (root / "data" / name).write_text(f"\n{twin}\n", encoding="utf-8")
    shutil.rmtree(other)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("flow", "out"))
    told = []
    for where in (root, other):
        with pytest.raises(InvalidInput) as caught:
            built(where)
        told.append([(one.path, one.line, one.what) for one in caught.value.problems])
    assert told[0] == told[1]
    assert [place[:2] for place in told[0]] == [
        ("data/records-b.jsonl", number + 1),
        ("data/records-c.jsonl", 2),
    ]
    assert all(what.endswith("data/records-a.jsonl:2") for *_, what in told[0])


def test_a_second_record_that_comes_later_is_a_problem_too(folder: Copy) -> None:
    root = folder()
    built(root)
    before = contents(root)
    found = records(root)
    write(root, [*found, found[3]])
    with pytest.raises(InvalidInput, match="has a record already"):
        built(root)
    assert contents(root) == before


def test_a_zst_file_that_is_cut_short_is_a_problem(tmp_path: Path) -> None:
    root = tmp_path / "p"
    assert synth.main(["--documents", "9", "--format", "jsonl.zst", "--out", str(root)]) == 0
    path = root / "data" / "records.jsonl.zst"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InvalidInput) as caught:
        built(root)
    assert caught.value.problems[0].code == "truncated"


def test_keep_going_does_not_leave_out_what_a_file_that_is_cut_short_lacks(tmp_path: Path) -> None:
    root = tmp_path / "p"
    assert synth.main(["--documents", "9", "--format", "jsonl.zst", "--out", str(root)]) == 0
    built(root)
    before = contents(root)
    path = root / "data" / "records.jsonl.zst"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InvalidInput) as caught:
        built(root, options=flow.Options(keep_going=True))
    assert caught.value.problems[0].code == "truncated"
    assert contents(root) == before


def test_a_disk_that_is_nearly_full_stops_the_build_before_it_begins(
    folder: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder()
    built(root)
    before = contents(root)
    write(root, records(root)[:-1])
    usage = shutil.disk_usage(root)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(WriteError, match="free space"):
        built(root)
    assert contents(root) == before


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.flow.conftest import SMALL, built
built(Path(sys.argv[1]), options=SMALL)
"""


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_stopped_leaves_output_and_cache_good(
    folder: Copy, seed: int, how: signal.Signals
) -> None:
    root = folder()
    built(root, options=SMALL)
    before = contents(root)
    everything, chance = records(root), random.Random(seed)
    found = everything
    for _ in range(10):
        found = edited(found, everything, chance)
    write(root, found)
    checkout = str(Path(__file__).parents[2])
    source = os.pathsep.join(filter(None, (f"{checkout}/src", os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root), checkout],
        env={**os.environ, "PYTHONPATH": source},
        stderr=subprocess.DEVNULL,
    )
    time.sleep(0.4 + chance.random())
    process.send_signal(how)
    process.wait()
    expected = afresh(root, root.with_name("full"), SMALL)
    assert contents(root) in (before, expected)
    built(root, options=SMALL)
    assert contents(root) == expected


def test_sizes_and_digests_are_those_of_the_files(folder: Copy) -> None:
    root = folder()
    here = publication.load(root)
    compiled = stages.compiled_rules(here, dumps.read_model(here))
    work = flow.Flow(here, compiled, Crew(1))
    try:
        work.derive(work.read())
        out = root / "o"
        out.mkdir()
        for written in work.write(out, root / "none", ""):
            raw = written.path.read_bytes()
            assert written.size == len(raw)
            assert written.sha256 == hashlib.sha256(raw).hexdigest()
        assert json.loads((out / "facts.jsonld").read_text(encoding="utf-8"))["@graph"]
    finally:
        work.close()
