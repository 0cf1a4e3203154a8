"""The benchmark of the build: what it tells of lines, and a small run from end to end."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lod.synth.folder import Plan, write

FOLDER = Path(__file__).parents[1] / "benchmarks" / "build"
Line = dict[str, Any]


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


report, processes = _module("report"), _module("processes")


def line(side: str, documents: int, seconds: float, **more: Any) -> Line:
    made = {"side": side, "documents": documents, "seconds": seconds, "cpu_seconds": seconds}
    return {**made, "quads": documents * 400, "peak_mb": 100, "total_mb": 100, **more}


def target(lines: list[Line], words: str) -> Any:
    found = [one for one in report.targets(lines) if words in one.text]
    assert len(found) == 1
    return found[0]


# ---------------------------------------------------------------- targets


@pytest.mark.parametrize(("seconds", "met"), [(0.9, True), (1.1, False)])
def test_the_rate_is_quads_in_a_cpu_second_of_one_worker(seconds: float, met: bool) -> None:
    lines = [line("lod dumps", 1000, seconds), line("lod dumps", 100, 1.0)]
    found = target(lines, "400 k quads/s")
    assert found.met is met
    assert f"{400_000 / seconds:,.0f} in a CPU second" in found.measured


@pytest.mark.parametrize(("seconds", "share", "met"), [(2.5, "100%", True), (3.2, "78%", False)])
def test_efficiency_is_the_time_of_one_worker_shared_among_all(
    seconds: float, share: str, met: bool
) -> None:
    lines = [line("lod dumps", 10, 10.0), line("lod dumps all cores", 10, seconds, workers=4)]
    found = target(lines, "parallel efficiency")
    assert found.met is met
    assert found.measured.startswith(share)


def test_other_sides_are_compared_with_the_part_of_lod_that_starts_from_the_same() -> None:
    lines = [
        line("lod templates", 10_000, 1.0),
        line("lod mapping", 10_000, 2.0),
        line("lod", 10_000, 10.0),
        line("morph-kgc", 10_000, 19.0),
        line("maplib", 10_000, 3.5),
        line("rdflib mapping", 10_000, 30.0),
        line("rdflib", 10_000, 310.0),
    ]
    assert target(lines, "same tables at least 20 times morph-kgc").met is False
    assert target(lines, "same tables at least 3 times maplib").met is True
    assert target(lines, "rdflib").met is True
    rows = {row.split("  ")[0]: row for row in report.table(lines).split("\n")}
    assert "19.0 x" in rows["morph-kgc"]
    assert "15.0 x" in rows["rdflib mapping"]
    assert "31.0 x" in rows["rdflib"]


def test_who_starts_from_tables_is_also_told_with_the_time_to_prepare_them() -> None:
    lines = [
        line("prepare", 100, 2.0),
        line("morph-kgc", 100, 10.0),
        line("lod mapping", 100, 4.0),
        line("lod templates", 100, 0.5),
    ]
    found = target(lines, "prepare and morph-kgc")
    assert found.met is None
    assert found.measured == "3.0 by CPU seconds, 3.0 by the clock"
    assert "(100 documents)" in found.text
    assert target(lines, "prepare and maplib").measured == ""


def test_memory_is_that_of_all_processes_together() -> None:
    lines = [
        line("lod dumps all cores", 10_000, 1.0, peak_mb=90, total_mb=300),
        line("lod dumps all cores", 100_000, 1.0, peak_mb=90, total_mb=501),
    ]
    assert target(lines, "under 500 MB at 100,000 documents (lod dumps all cores)").met is False
    level = target(lines, "half more memory at ten times the documents (lod dumps all cores)")
    assert level.met is False
    assert level.measured == "1.67 times from 10,000 to 100,000"


@pytest.mark.parametrize(("seconds", "met"), [(1.9, True), (2.1, False)])
def test_a_rebuild_is_measured_against_the_full_build(seconds: float, met: bool) -> None:
    lines = [
        line("lod all cores", 100_000, 100.0),
        line("lod all cores changed", 100_000, seconds),
    ]
    assert target(lines, "one changed document of 100,000 in under 2 % and 3 s (lod all").met is met


def test_a_rebuild_in_a_small_share_of_the_time_may_still_take_too_long() -> None:
    lines = [
        line("lod all cores", 100_000, 400.0),
        line("lod all cores changed", 100_000, 3.5),
    ]
    assert target(lines, "and 3 s (lod all cores)").met is False


def test_a_target_measured_at_another_size_says_so() -> None:
    lines = [line("lod", 1000, 1.0), line("rdflib", 1000, 40.0)]
    assert str(target(lines, "rdflib")).endswith("met at 1,000 documents; not measured at 10,000")


def test_what_is_absent_or_failed_is_not_measured() -> None:
    lines = [
        line("lod templates", 10, 1.0),
        {"side": "maplib", "documents": 10, "absent": "needs the package polars"},
        line("morph-kgc", 10, 1.0, failed="no memory"),
    ]
    assert target(lines, "times maplib").measured == ""
    assert target(lines, "times morph-kgc").measured == ""
    shown = report.table(lines)
    assert "needs the package polars" in shown
    assert "no memory" in shown


# ---------------------------------------------------------------- growth, earlier runs, rdflib


def test_growth_is_told_from_each_size_to_the_next() -> None:
    lines = [line("lod", 10, 1.0), line("lod", 100, 12.0, total_mb=130), line("lod", 1000, 60.0)]
    _, first, second = report.growth(lines).split("\n")
    assert first.split() == ["lod", "10", "->", "100", "x", "12.00", "x", "12.00", "x", "1.30"]
    assert second.split()[:6] == ["lod", "100", "->", "1,000", "x", "5.00"]


def test_an_earlier_run_is_compared_where_both_measured() -> None:
    now = [line("lod", 10, 1.0), line("floor", 10, 1.0)]
    shown = report.against(now, [line("lod", 10, 4.0), line("lod", 100, 1.0)])
    assert "x 0.25" in shown
    assert "floor" not in shown


def test_what_rdflib_would_take_follows_the_growth_of_each_step_and_says_so() -> None:
    few = line("rdflib", 500, 1.0, step_seconds={"map": 1.0, "infer": 1.0})
    many = line("rdflib", 1000, 1.0, step_seconds={"map": 2.0, "infer": 4.0})
    told = report.extrapolated([few, many, line("lod", 10_000, 10.0)])
    assert told.startswith("EXTRAPOLATED, not measured, from 500 and 1,000 documents")
    assert "420 s of CPU at 10,000, most of it (95%) to infer; that is 42 times lod" in told
    assert report.extrapolated([many, line("rdflib", 10_000, 1.0)]) == ""


# ---------------------------------------------------------------- runs


def test_what_a_process_started_is_counted_with_it(tmp_path: Path) -> None:
    burn = "import time\nx = bytearray(60_000_000)\nwhile time.process_time() < 0.6: pass"
    start = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {burn!r}])\n"  # left behind, as a pool's are
        'print(\'{"quads": 3, "cpu_aside": 0.0}\')'
    )
    found = processes.run([sys.executable, "-c", start], path=tmp_path)
    assert found["quads"] == 3
    assert found["cpu_seconds"] >= 0.6
    assert found["peak_mb"] >= 57


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    found = processes.run([sys.executable, "-c", "raise SystemExit('no data')"], path=tmp_path)
    assert found["failed"] == "no data"


def test_of_repeated_runs_the_one_with_the_least_cpu_seconds_is_kept() -> None:
    runs = iter([(3.0, 9.0), (1.0, 8.0), (2.0, 7.0)])

    def once() -> list[Line]:
        full, changed = next(runs)
        return [line("lod dumps", 10, full), line("lod dumps changed", 10, changed)]

    assert [one["cpu_seconds"] for one in processes.best_of(3, once)] == [1.0, 7.0]


def test_all_sides_that_are_installed_make_the_same_quads(tmp_path: Path) -> None:
    kept = tmp_path / "lines.json"
    sides = ["lod templates", "lod mapping", "lod dumps", "lod", "floor"]
    sides += ["morph-kgc", "rdflib mapping"]
    command = [sys.executable, str(FOLDER / "run.py"), "--documents", "20", "--sides", *sides]
    command += ["--out", str(tmp_path / "out"), "--json", str(kept)]
    command += ["--python", f"morph-kgc={sys.executable}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = json.loads(kept.read_text(encoding="utf-8"))["lines"]
    found = {line["side"]: line for line in lines}
    made = {"lod-synth", "prepare", "quads", "lod dumps changed"}
    assert found.keys() == {*sides, *made}
    assert "failed" not in {key for line in lines for key in line}
    mapped = found["quads"]["quads"]
    assert mapped > 20 * 300
    for side in ("floor", "lod templates", "rdflib mapping"):
        assert found[side]["quads"] == mapped
    full = found["lod dumps"]["quads"]
    assert found["lod mapping"]["quads"] == found["lod"]["quads"] == full > mapped
    assert found["lod dumps changed"]["quads"] == full + 1
    assert found["lod dumps changed"]["mapped"] == 1
    assert found["lod"]["bytes"] > found["lod dumps"]["bytes"] > found["lod mapping"]["bytes"]
    for side in ("lod", "floor"):
        assert 0 < found[side]["cpu_seconds"] < 100
        assert 10 < found[side]["peak_mb"] < 1000
    assert "Targets" in done.stdout
    assert not (tmp_path / "out" / "20").exists()


def test_the_templates_write_the_quads_of_the_tables_and_no_others(tmp_path: Path) -> None:
    folder, out = tmp_path / "publication", tmp_path / "out"
    write(Plan(20, scale=0.3), folder)
    for script, *flags in (["prepare.py", "--tables", "--quads"], ["templates_script.py"]):
        command = [sys.executable, str(FOLDER / script), str(folder), str(out), *flags]
        subprocess.run(command, check=True, capture_output=True)
    made = (out / "templates.nq").read_text(encoding="utf-8").splitlines()
    assert sorted(made) == (out / "quads.nq").read_text(encoding="utf-8").splitlines()
