r"""All sides on the same records: quads per second, memory, and how lod compares.

    python benchmarks/build/run.py --documents 1000 10000 --out DIR \
        --python morph-kgc=OTHER/bin/python --python maplib=OTHER/bin/python

Each side runs in a process of its own, one after the other. A side whose package is not installed
says so; `--python SIDE=PATH` runs one with another interpreter, for packages that exclude each
other. The rdflib script runs up to `--rdflib-limit` documents, since pySHACL parses every
SPARQL constraint anew for every focus node.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
SCRIPTS = {
    "floor": ("floor.py",),
    "morph-kgc": ("morph_kgc_script.py",),
    "maplib": ("maplib_script.py",),
    "rdflib mapping": ("rdflib_script.py", "--mapping-only"),
    "rdflib": ("rdflib_script.py",),
}

ABSENT = 3
"""The exit status of a side whose package is not installed."""

Line = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    pythons = dict(pair.split("=", 1) for pair in options.python)
    lines: list[Line] = []
    for count in options.documents:
        folder = options.out / f"{count}"
        shutil.rmtree(folder, ignore_errors=True)
        publication, out = folder / "publication", folder / "out"
        plan = [
            "--documents",
            str(count),
            "--seed",
            str(options.seed),
            "--scale",
            str(options.scale),
        ]
        lines.append(
            {"side": "lod-synth", "documents": count}
            | _run([sys.executable, "-m", "lod.synth", *plan, "--out", str(publication)])
        )
        quads = _run([sys.executable, str(HERE / "prepare.py"), str(publication), str(out)])[
            "quads"
        ]
        for side in options.sides:
            if side == "rdflib" and count > options.rdflib_limit:
                continue
            if side == "lod":
                lines.append(_lod(publication, count, quads, options.workers))
            else:
                script, *more = SCRIPTS[side]
                python = pythons.get(side, sys.executable)
                command = [python, str(HERE / script), str(publication), str(out), *more]
                lines.append({"side": side, "documents": count} | _run(command))
            print(json.dumps(lines[-1]), file=sys.stderr, flush=True)
        if not options.keep:
            shutil.rmtree(folder)
    print(table(lines))
    return 0


def _lod(publication: Path, count: int, quads: int, workers: int) -> Line:
    """The whole build; `quads` are those of the mapping, as for the other sides."""
    command = [
        sys.executable,
        "-m",
        "lod.cli",
        "build",
        str(publication),
        "--workers",
        str(workers),
    ]
    line = _run(command, json_line=False)
    return {
        "side": "lod",
        "documents": count,
        "quads": quads,
        "does": f"all, {workers} workers",
    } | line


def _run(command: Sequence[str], *, json_line: bool = True) -> Line:
    """Run one process; its wall and CPU seconds and peak memory, and what it printed of its own."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src")}
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        line: Line = {
            "seconds": round(time.perf_counter() - begun, 3),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
            "peak_mb": usage.ru_maxrss // 1024,
        }
        out.seek(0)
        errors.seek(0)
        last = out.read().strip().rsplit("\n", 1)[-1]
        tail = errors.read().strip().rsplit("\n", 1)[-1]
    if process.returncode not in (0, ABSENT):
        return {**line, "failed": tail[:200] or f"status {process.returncode}"}
    return {**line, **json.loads(last)} if json_line and last.startswith("{") else line


def table(lines: Sequence[Line]) -> str:
    """The lines as a table, each side against lod at the same number of documents."""
    own = {line["documents"]: _rate(line) for line in lines if line["side"] == "lod"}
    rows = [
        ("side", "documents", "quads", "seconds", "CPU s", "quads/s", "peak MB", "lod is", "does")
    ]
    for line in lines:
        rate, lod = _rate(line), own.get(line["documents"], 0.0)
        rows.append(
            (
                line["side"],
                f"{line['documents']:,}",
                f"{line['quads']:,}" if "quads" in line else "",
                f"{line['seconds']:.2f}" if "seconds" in line else "",
                f"{line['cpu_seconds']:.2f}" if "cpu_seconds" in line else "",
                f"{rate:,.0f}" if rate else "",
                f"{line['peak_mb']:,}" if "peak_mb" in line else "",
                f"{lod / rate:.1f} x" if rate and lod and line["side"] != "lod" else "",
                line.get("failed") or line.get("absent") or line.get("does", ""),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join((*(cell.rjust(w) for cell, w in zip(row, widths, strict=False)), row[-1]))
        for row in rows
    )


def _rate(line: Line) -> float:
    return (
        float(line["quads"] / line["seconds"])
        if line.get("quads") and "failed" not in line
        else 0.0
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--sides", nargs="+", choices=["lod", *SCRIPTS], default=["lod", *SCRIPTS])
    parser.add_argument("--out", type=Path, required=True, help="a folder for what is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=0.05, help="see lod-synth")
    parser.add_argument("--workers", type=int, default=1, help="of lod (default: %(default)s)")
    parser.add_argument("--python", action="append", default=[], metavar="SIDE=PATH")
    parser.add_argument("--rdflib-limit", type=int, default=1_000, metavar="N")
    parser.add_argument("--keep", action="store_true", help="keep what was made")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
