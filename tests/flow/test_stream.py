"""Publications with JSON Lines records through the whole program."""

import dataclasses
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lod import cli, pipeline, publication, shacl, synth
from lod.curate import register
from lod.derive import validation
from lod.errors import CallError, NotPublishable, Problem
from lod.flow import graph
from lod.publication import DUMPS
from lod.publish import dumps

from .conftest import records, write

Copy = Callable[[], Path]


def made(folder: Path, form: str, *more: str) -> publication.Publication:
    """A publication of thirty invented documents."""
    arguments = ["--documents", "30", "--scale", "0.2", "--format", form, "--out", str(folder)]
    assert synth.main([*arguments, *more]) == 0
    return publication.load(folder)


def with_dumps(here: publication.Publication, *names: str) -> publication.Publication:
    """The publication with these dumps, which lod.toml names too."""
    path = here.root / "lod.toml"
    text = path.read_text(encoding="utf-8").split("\n[dumps]")[0]
    path.write_text(f"{text}\n[dumps]\nfiles = {list(names)}\n", encoding="utf-8")
    return publication.load(here.root)


def files(folder: Path) -> Mapping[str, bytes]:
    """All files below a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def without_place(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return sorted((p.severity.value, p.code, p.what) for p in problems if p.code != "contradiction")


@pytest.mark.no_cover
def test_the_stream_says_the_same_as_the_way_through_memory(tmp_path: Path) -> None:
    few = pipeline.build(made(tmp_path / "yaml", "yaml"))
    many = pipeline.build(with_dumps(made(tmp_path / "jsonl", "jsonl"), *DUMPS), workers=1)
    same = ("documents", "claims", "things", "triples", "conflicts", "unresolved", "results")
    assert {name: getattr(many, name) for name in same} == {
        name: getattr(few, name) for name in same
    }
    assert without_place(many.findings) == without_place(few.findings)
    one, other = files(tmp_path / "yaml" / "dist"), files(tmp_path / "jsonl" / "dist")
    shared = {name for name in one if not name.startswith(("catalog", "void", "schemaorg"))}
    differing = {name for name in shared & other.keys() if one[name] != other[name]}
    assert differing <= {"facts.ttl", "evidence.ttl"}  # prefixes of kinds that do not occur
    assert shared <= other.keys()


def test_trig_and_rdf_1_2_are_made_of_records_only_where_they_are_asked_for(tmp_path: Path) -> None:
    here = made(tmp_path / "p", "jsonl")
    pipeline.build(here, workers=1)
    usual = set(DUMPS) - {"dataset.trig", "dataset.rdf12.ttl"}
    assert set(DUMPS) & files(here.dist).keys() == usual
    for wanted in (("dataset.trig",), ("dataset.rdf12.ttl", "facts.ttl")):
        pipeline.build(with_dumps(here, *wanted), workers=1)
        assert set(DUMPS) & files(here.dist).keys() == {"dataset.nq", *wanted}
        catalogue = (here.dist / "catalog.ttl").read_text(encoding="utf-8")
        assert {name for name in DUMPS if f"/{name}>" in catalogue} == {"dataset.nq", *wanted}


def test_what_is_withdrawn_is_in_no_trig_and_no_rdf_1_2(tmp_path: Path) -> None:
    here = with_dumps(made(tmp_path / "p", "jsonl"), "dataset.trig", "dataset.rdf12.ttl")
    pipeline.build(here, workers=1)
    path = here.data / "register.tsv"
    rows = path.read_text(encoding="utf-8").split("\n")
    at, iri = next((n, row.split("\t")[1]) for n, row in enumerate(rows) if "id/person/" in row)
    slug = iri.rpartition("/")[2]
    for name in ("dataset.trig", "dataset.rdf12.ttl"):
        assert slug in (here.dist / name).read_text(encoding="utf-8")
    rows[at] += register.WITHDRAWN
    path.write_text("\n".join(rows), encoding="utf-8")
    pipeline.build(here, workers=1)
    for name in ("dataset.trig", "dataset.rdf12.ttl"):
        assert slug not in (here.dist / name).read_text(encoding="utf-8")


def test_findings_stand_at_the_line_of_the_record(tmp_path: Path) -> None:
    here = made(tmp_path / "p", "jsonl", "--faulty", "0.5")
    with pytest.raises(NotPublishable) as caught:
        pipeline.build(here, workers=1)
    lines = {
        one["document"]["document"]: number
        for number, one in enumerate(records(here.root), 1)
        if "document" in one
    }
    told = (here.root / "faults.tsv").read_text(encoding="utf-8").splitlines()[1:]
    blamed = {lines[row.split("\t")[0]] for row in told}
    found = {p.line for p in caught.value.problems if p.path == "data/records.jsonl"}
    assert blamed
    assert blamed <= found
    assert not here.dist.exists()


def test_a_contradiction_names_the_lines_of_both_records(tmp_path: Path) -> None:
    root = tmp_path / "p"
    assert synth.main(["--documents", "100", "--out", str(root)]) == 0
    done = pipeline.build(publication.load(root), workers=1)
    told = [problem for problem in done.findings if problem.code == "contradiction"]
    assert len(told) == done.unresolved == 2
    for problem in told:
        assert problem.path == "data/records.jsonl"
        assert f"(records.jsonl:{problem.line}, published)" in problem.what
        assert problem.what.count("records.jsonl:") >= 2


@pytest.mark.no_cover
def test_what_the_shapes_forbid_is_not_published_and_mended_records_are(tmp_path: Path) -> None:
    good = made(tmp_path / "good", "jsonl")
    pipeline.build(good, workers=1)
    here = made(tmp_path / "p", "jsonl")
    pipeline.build(here, workers=1)
    bad = made(tmp_path / "bad", "jsonl", "--faulty", "0.3")
    for name in ("records.jsonl", "register.tsv"):
        shutil.copy(bad.data / name, here.data)
    with pytest.raises(NotPublishable):
        pipeline.build(here, workers=1)
    assert files(here.dist) == files(good.dist)
    for name in ("records.jsonl", "register.tsv"):
        shutil.copy(good.data / name, here.data)
    told: list[str] = []
    pipeline.build(here, workers=1, tell=told.append)
    assert "mapping 0 batches" not in told
    assert files(here.dist) == files(good.dist)


@pytest.mark.no_cover
def test_the_program_gives_the_same_bytes_with_any_number_of_workers(folder: Copy) -> None:
    one, three = folder(), folder()
    assert cli.main(["build", str(one), "--workers", "1"]) == 0
    assert cli.main(["build", str(three), "--workers", "3"]) == 0
    assert files(one / "dist") == files(three / "dist")


@pytest.mark.no_cover
def test_what_a_build_after_an_edit_describes_is_what_a_full_one_does(folder: Copy) -> None:
    root, other = folder(), folder()
    few = records(root)[5:]
    pipeline.build(publication.load(root), workers=1)
    for where in (root, other):
        write(where, few)
        pipeline.build(publication.load(where), workers=1)
    assert files(root / "dist") == files(other / "dist")


def test_keep_going_lists_what_is_left_out_and_exits_with_1(
    folder: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    root = folder()
    path = root / "data" / "records.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[10] = "{"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert cli.main(["build", str(root), "--workers", "1"]) == 1
    assert not (root / "dist").exists()
    assert cli.main(["build", str(root), "--workers", "1", "--keep-going"]) == 1
    said = capsys.readouterr().err
    assert "data/records.jsonl:11: this line is no JSON" in said
    assert "1 record left out" in said
    assert (root / "dist" / "catalog.ttl").is_file()


def test_a_withdrawn_thing_is_listed_as_gone(folder: Copy) -> None:
    root = folder()
    with (root / "data" / "register.tsv").open("a", encoding="utf-8") as file:
        file.write(f"person/nobody\tid/person/p-zzzzzz\t2026-01-31\t{register.WITHDRAWN}\n")
    pipeline.build(publication.load(root), workers=1)
    gone = json.loads((root / "dist" / "gone.json").read_text(encoding="utf-8"))["gone"]
    assert [row["iri"] for row in gone] == ["https://data.example.org/id/person/p-zzzzzz"]
    assert (root / "dist" / "gone" / "id" / "person" / "p-zzzzzz.html").is_file()


def test_json_lines_are_not_derived_in_memory(folder: Copy) -> None:
    with pytest.raises(CallError, match="JSON Lines"):
        pipeline.derive(publication.load(folder()))


@pytest.mark.parametrize("most", [0, 10**9], ids=["on disk", "in memory"])
def test_the_data_graph_of_a_stream_gives_the_verdict_of_the_one_in_memory(
    invented: Path, tmp_path: Path, most: int
) -> None:
    here = publication.load(invented)
    text = (invented / "out" / "dataset.nq").read_text(encoding="utf-8")
    lines = text.split("\n")[:-1]
    year = '"2017"^^<http://www.w3.org/2001/XMLSchema#date>'
    lines += [line.replace(line.split(" ")[2], year) for line in lines if "endDate> " in line]
    lines.sort()
    shapes = shacl.read_shapes(dumps.joined(dumps.read_model(here).shapes))
    expected = shacl.validate(shapes, validation.data_graph(lines))
    found = shacl.validate(shapes, graph.data_graph(lines, 1, tmp_path / "g", most))
    assert dataclasses.astuple(found) == dataclasses.astuple(expected)
    assert not found.conforms


def test_a_build_that_maps_nothing_tells_the_same_findings_at_the_lines_of_now(
    tmp_path: Path,
) -> None:
    here = made(tmp_path / "p", "jsonl")
    first = pipeline.build(here, workers=1)
    assert "overquoted" in {problem.code for problem in first.findings}
    again = pipeline.build(here, workers=1)
    assert again.findings == first.findings
    path = here.data / "records.jsonl"
    path.write_text("\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    moved = pipeline.build(here, workers=1)
    lines = [problem.line for problem in first.findings if problem.code == "overquoted"]
    now = [problem.line for problem in moved.findings if problem.code == "overquoted"]
    assert now == [line + 1 for line in lines]
