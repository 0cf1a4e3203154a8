"""Validation measured: pySHACL and the compiled engine on the same synthetic data.

Each engine and size runs in a process of its own: wall and CPU seconds (reading shapes and data
included), peak memory, violations found against violations seeded. Then one changed document in
the largest store is validated again; its seconds are those of one change.

    python benchmarks/validation.py                      10 000, 100 000 and 1 000 000 triples
    python benchmarks/validation.py --sizes 10000 --engines compiled-1 pyshacl
    python benchmarks/validation.py --json results.json
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TRIPLES_PER_DOCUMENT = 158
ENGINES = ("compiled-1", "compiled-all", "pyshacl")


def main() -> None:
    arguments = _parser().parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, Path(arguments.data))))
        return
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes:
            path, seeded = write_data(Path(folder), size)
            for engine in arguments.engines:
                rows.append(_in_process(engine, path, seeded))
                print(_line(rows[-1], rows), flush=True)
        if "revalidate" not in arguments.skip:
            rows.append(_in_process("revalidate", path, seeded))
            print(_line(rows[-1], rows), flush=True)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--skip", nargs="*", default=[], choices=["revalidate"])
    parser.add_argument("--json", help="also write the figures to this file")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    return parser


def write_data(folder: Path, size: int) -> tuple[Path, Path]:
    """The data of about so many triples as a file, and the results seeded in it as another."""
    import validation_data

    lines, expected = validation_data.dataset(round(size / TRIPLES_PER_DOCUMENT))
    path, seeded = folder / f"{size}.nt", folder / f"{size}.json"
    path.write_bytes(lines)
    seeded.write_text(json.dumps(sorted(expected)), encoding="utf-8")
    return path, seeded


def _in_process(engine: str, path: Path, seeded: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", engine, "--data", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        raise SystemExit(done.stderr)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    expected = {tuple(key) for key in json.loads(seeded.read_text(encoding="utf-8"))}
    found = {tuple(key) for key in row.pop("keys")}
    return row | {"seeded": len(expected), "found": len(found), "exact": found == expected}


def measure(engine: str, path: Path) -> dict[str, Any]:
    """One run in this process."""
    started = time.perf_counter()
    from lod.shacl import read_data, read_shapes, validate

    if engine == "compiled-1" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    shapes = read_shapes((HERE / "validation_shapes.ttl").read_bytes())
    lines = path.read_bytes()
    if engine == "revalidate":
        return _revalidate(shapes, lines)
    if engine == "pyshacl":
        keys = _pyshacl(lines)
        loaded = started
    else:
        data = read_data(lines, format="nt")
        loaded = time.perf_counter()
        workers = 1 if engine == "compiled-1" else os.cpu_count()
        keys = validate(shapes, data, workers=workers).keys
    ended = time.perf_counter()
    return {
        "engine": engine,
        "triples": lines.count(b"\n"),
        "seconds": round(ended - started, 3),
        "validating": round(ended - loaded, 3),
        "cpu": round(time.process_time(), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "keys": sorted(keys),
    }


def _pyshacl(lines: bytes) -> "frozenset[tuple[str, ...]]":
    """PySHACL as it is used: rdflib reads the files, its own defaults."""
    import logging

    import pyshacl
    import rdflib

    from lod.shacl.reference import results_of

    logging.disable(logging.CRITICAL)
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(data=lines, format="nt")
    shapes = rdflib.Graph().parse(HERE / "validation_shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    return frozenset(result.key for result in results_of(report))


def _revalidate(shapes: Any, lines: bytes) -> dict[str, Any]:
    """A document is taken out and put in, with faults and without: the median of the times."""
    import pyoxigraph as ox
    import validation_data

    from lod.shacl import read_data, revalidate, validate

    data = read_data(lines, format="nt")
    report = validate(shapes, data, workers=os.cpu_count())
    clean, faulty = validation_data.clean(7), validation_data.clean(7)
    validation_data.FAULTS["event-start-after-end"](faulty)
    validation_data.FAULTS["organization-cycle"](faulty)
    old, new = (
        set(ox.parse("".join(doc.lines()), format=ox.RdfFormat.N_TRIPLES))
        for doc in (clean, faulty)
    )
    times = []
    nothing: set[ox.Quad] = set()
    for removed, added in [(old, nothing), (nothing, new), (new, nothing), (nothing, old)] * 5:
        begun = time.perf_counter()
        data.change(removed, added)
        report = revalidate(shapes, data, report, removed=removed, added=added)
        times.append(time.perf_counter() - begun)
    return {
        "engine": "revalidate",
        "triples": lines.count(b"\n"),
        "seconds": round(sorted(times)[len(times) // 2], 4),
        "validating": round(max(times), 4),
        "cpu": round(time.process_time(), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "keys": sorted(report.keys),
    }


def _line(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    same = [r for r in rows if r["triples"] == row["triples"] and r["engine"] == "pyshacl"]
    is_run = bool(same) and row["engine"] in ENGINES
    ratio = f"{same[0]['seconds'] / row['seconds']:8.1f}x" if is_run else " " * 9
    return (
        f"{row['engine']:14}{row['triples']:>10} triples{row['seconds']:>10.3f} s{ratio}"
        f"{row['cpu']:>10.3f} s CPU"
        f"{row['peak_mb']:>7} MB  {row['found']} of {row['seeded']} seeded"
        f"{'' if row['exact'] else ', NOT THE SAME'}"
    )


if __name__ == "__main__":
    main()
