"""Validation measured: pySHACL, the compiled engine and others on the same synthetic data.

Each engine and size runs in a process of its own: wall and CPU seconds (reading shapes and data
included), peak memory, violations found against violations seeded: results that are the same in
focus node, path, value, component, severity and source shape, in whatever order. Below the line
of an engine that does not find just these stands what it missed and what it found beside them
(a result whose report names a path without describing it is compared in all the rest).
Then one changed document in the largest store is validated again; its seconds are those of one
change.

Engines of other packages (see validation_others.py) run where their package is installed and are
skipped with a line that says so elsewhere; `--python ENGINE=PATH` names the interpreter that has
the package of one. At 1 000 000 triples pyrudof takes over 9 GB of memory.

    python benchmarks/validation.py                      10 000, 100 000 and 1 000 000 triples
    python benchmarks/validation.py --sizes 10000 --engines compiled-1 pyshacl
    python benchmarks/validation.py --json results.json
    python benchmarks/validation.py --engines pyshacl shacl --python shacl=OTHER/bin/python
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import validation_others as others

if TYPE_CHECKING:
    from lod.shacl.report import Key

HERE = Path(__file__).parent
TRIPLES_PER_DOCUMENT = 158
OWN = ("pyshacl", "compiled-1", "compiled-all")
ENGINES = (*OWN, *others.ENGINES)
NO_PATH = "<urn:x-validation:no-path>"
"""Stands for a path that a report names without saying what it is."""


def main() -> None:
    arguments = _parser().parse_args()
    arguments.python = dict(arguments.python)
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, Path(arguments.data))))
        return
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes:
            path, seeded = write_data(Path(folder), size)
            for engine in arguments.engines:
                row = (
                    _in_process(engine, path, seeded)
                    if engine in OWN
                    else _other(engine, path, seeded, arguments.python.get(engine, sys.executable))
                )
                rows.append(row)
                print(_line(row, rows), flush=True)
        if "revalidate" not in arguments.skip:
            rows.append(_in_process("revalidate", path, seeded))
            print(_line(rows[-1], rows), flush=True)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument(
        "--python", type=_interpreter, action="append", default=[], metavar="ENGINE=PATH"
    )
    parser.add_argument("--skip", nargs="*", default=[], choices=["revalidate"])
    parser.add_argument("--json", help="also write the figures to this file")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--data", help=argparse.SUPPRESS)
    return parser


def _interpreter(pair: str) -> tuple[str, str]:
    engine, _, path = pair.partition("=")
    if engine not in others.ENGINES or not path:
        raise argparse.ArgumentTypeError(f"not one of {', '.join(others.ENGINES)} with =PATH")
    return engine, path


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
    return row | _compared((tuple(key) for key in row.pop("keys")), seeded)


def _other(engine: str, path: Path, seeded: Path, python: str) -> dict[str, Any]:
    """A run of an engine of another package; a row that says why where there is none."""
    report = path.with_suffix(f".{engine}.nt")
    command = [python, others.__file__, engine, str(path), str(report)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return {"engine": engine, "triples": None, "skipped": f"{python}: {error.strerror}"}
    if done.returncode:
        why = done.stderr.strip().rpartition("\n")[2] or f"exit status {done.returncode}"
        if done.returncode == others.ABSENT:
            why += f" ({python}; pip install {engine}, or --python {engine}=PATH)"
        return {"engine": engine, "triples": None, "skipped": why}
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row | _compared(_reported(report), seeded)


def _reported(path: Path) -> "Iterator[Key]":
    """The results of a report in RDF.

    A blank node that the report says nothing about is no path: its result has NO_PATH.
    """
    import logging

    import rdflib

    from lod.shacl.reference import results_of

    logging.disable(logging.CRITICAL)
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph().parse(path, format="nt")
    predicate = rdflib.URIRef("http://www.w3.org/ns/shacl#resultPath")
    for result, value in list(graph.subject_objects(predicate)):
        if isinstance(value, rdflib.BNode) and (value, None, None) not in graph:
            graph.set((result, predicate, rdflib.URIRef(NO_PATH.strip("<>"))))
    return (result.key for result in results_of(graph))


def _compared(keys: "Iterable[Any]", seeded: Path) -> dict[str, Any]:
    expected = {tuple(key) for key in json.loads(seeded.read_text(encoding="utf-8"))}
    keys = set(keys)
    found = {key for key in keys if key[1] != NO_PATH}
    without_path = keys - found
    # such a result stands for the seeded one that is the same in all the rest
    rest = {(key[0], *key[2:]): key for key in expected - found if key[1]}
    found |= {rest.get((key[0], *key[2:]), key) for key in without_path}
    return {
        "seeded": len(expected),
        "found": len(expected & found),
        "without_path": len(without_path),
        "exact": found == expected and not without_path,
        "missed": _kinds(expected - found),
        "unseeded": _kinds(found - expected),
    }


def _kinds(keys: "Iterable[Key]") -> dict[str, int]:
    """How many of each constraint, by its shape and component."""
    return dict(
        sorted(Counter(f"{_name(key[5])} {_name(key[3], _COMPONENT)}" for key in keys).items())
    )


_COMPONENT = "ConstraintComponent"


def _name(term: str, ending: str = "") -> str:
    return term.strip("<>").rpartition("#")[2].removesuffix(ending)


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
        "peak_mb": others.peak_mb(),
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
        "peak_mb": others.peak_mb(),
        "keys": sorted(report.keys),
    }


def _line(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    if "skipped" in row:
        return f"{row['engine']:14}skipped: {row['skipped']}"
    same = [r for r in rows if r["triples"] == row["triples"] and r["engine"] == "pyshacl"]
    is_run = bool(same) and row["engine"] in ENGINES
    ratio = f"{same[0]['seconds'] / row['seconds']:8.1f}x" if is_run else " " * 9
    text = (
        f"{row['engine']:14}{row['triples']:>10} triples{row['seconds']:>10.3f} s{ratio}"
        f"{row['cpu']:>10.3f} s CPU"
        f"{row['peak_mb']:>7} MB  {row['found']} of {row['seeded']} seeded"
        f"{'' if row['exact'] else ', NOT THE SAME'}"
    )
    if row["without_path"]:
        text += f": {row['without_path']} without what their path is"
    for heading in ("missed", "unseeded"):
        if row[heading]:
            kinds = (f"{kind} ×{count}" for kind, count in row[heading].items())
            text += f"\n    {heading}: {', '.join(kinds)}"
    return text


if __name__ == "__main__":
    main()
