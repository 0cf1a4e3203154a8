r"""All sides on the same records: quads per second, memory, and how lod compares.

    python benchmarks/build/run.py --documents 1000 10000 --out DIR \
        --python morph-kgc=OTHER/bin/python --python maplib=OTHER/bin/python --json now.json
    python benchmarks/build/run.py --documents 1000 --sides lod --out DIR --against now.json

Each side runs in a process of its own, one after the other. A side whose package is not installed
says so; `--python SIDE=PATH` runs one with another interpreter, for packages that exclude each
other. The rdflib script runs up to `--rdflib-limit` documents, since pySHACL parses every SPARQL
constraint anew for every focus node; the other mappings up to `--mapping-limit`, since they hold
all records in memory. An interrupted run shows what it has measured so far.

Sides of lod, all but the first from nothing but the compiled rules of the ontology:
  lod templates        the mapping alone, from the tables of `prepare`, as morph-kgc and maplib
  lod mapping          dataset.nq from the records with one worker, see lod_script.py
  lod dumps            dataset.nq, facts.ttl, facts.jsonld with one worker, without shapes;
                       then again after one document changed
  lod dumps all cores  the same with a worker a core
  lod                  `lod build`: all dumps, validation, catalogue; with one worker
  lod all cores        the same with a worker a core; then again with nothing changed, and
                       again after one document changed
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from processes import Line, best_of, run
from report import against, extrapolated, growth, table, targets

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
SCRIPTS = {
    "lod templates": ("templates_script.py",),
    "floor": ("floor.py",),
    "morph-kgc": ("morph_kgc_script.py",),
    "maplib": ("maplib_script.py",),
    "rdflib mapping": ("rdflib_script.py", "--mapping-only"),
    "rdflib": ("rdflib_script.py",),
}
OWN = ("lod mapping", "lod dumps", "lod dumps all cores", "lod", "lod all cores")
SIDES = (*OWN, *SCRIPTS)
FROM_TABLES = ("lod templates", "morph-kgc", "maplib")
IN_MEMORY = (*FROM_TABLES, "rdflib mapping")
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lines: list[Line] = []
    try:
        for count in options.documents:
            for line in _size(count, options):
                lines.append({**line, "documents": count})
                print(json.dumps(lines[-1]), file=sys.stderr, flush=True)
                _keep(lines, options.json)
    except KeyboardInterrupt:
        print("interrupted; this was measured before:", file=sys.stderr)
        print(_report(lines, options.against))
        return 130
    print(_report(lines, options.against))
    return 0


def _size(count: int, options: argparse.Namespace) -> Iterator[Line]:
    """The lines of all sides at one number of documents."""
    sides = [side for side in SIDES if side in options.sides and count <= _limit(side, options)]
    folder = options.out / f"{count}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield _made(folder / "publication", count, options)
        yield from best_of(options.repeat, lambda: _prepared(folder, sides))
        _compile(folder / "publication")
        for side in sides:
            once = partial(_side, side, folder, dict(options.python))
            yield from best_of(options.repeat, once)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _limit(side: str, options: argparse.Namespace) -> float:
    if side == "rdflib":
        return int(options.rdflib_limit)
    return int(options.mapping_limit) if side in IN_MEMORY else float("inf")


def _made(publication: Path, count: int, options: argparse.Namespace) -> Line:
    numbers = {"documents": count, "seed": options.seed, "scale": options.scale}
    flags = [text for name, number in numbers.items() for text in (f"--{name}", f"{number}")]
    command = [sys.executable, "-m", "lod.synth", *flags, "--out", f"{publication}"]
    line = {"side": "lod-synth", **run(command, path=SOURCE)}
    if "failed" in line:
        raise SystemExit(line["failed"])
    return line


def _prepared(folder: Path, sides: Sequence[str]) -> Iterator[Line]:
    """What sides start from that cannot start from records."""
    command = [sys.executable, f"{HERE / 'prepare.py'}", f"{folder / 'publication'}"]
    needed = {"prepare": ("--tables", FROM_TABLES), "quads": ("--quads", ("floor",))}
    for side, (flag, users) in needed.items():
        if any(user in sides for user in users):
            line = {"side": side, **run([*command, f"{folder / 'out'}", flag], path=SOURCE)}
            if "failed" in line:
                raise SystemExit(line["failed"])
            yield line


def _compile(publication: Path) -> None:
    """Compile the rules of the ontology, once for all builds of lod."""
    compiled = "from sys import argv; from lod import publication, stages; "
    compiled += "from lod.publish import dumps; here = publication.load(argv[1]); "
    compiled += "stages.compiled_rules(here, dumps.read_model(here))"
    run([sys.executable, "-c", compiled, f"{publication}"], path=SOURCE)


# ---------------------------------------------------------------- the sides


def _side(side: str, folder: Path, pythons: dict[str, str]) -> Iterator[Line]:
    if side not in OWN:
        script, *flags = SCRIPTS[side]
        python = pythons.get(side, sys.executable)
        command = [python, f"{HERE / script}", f"{folder / 'publication'}", f"{folder / 'out'}"]
        yield {**run([*command, *flags], path=SOURCE), "side": side}
        return
    _forget(folder)
    workers = CORES if side.endswith("all cores") else 1
    if side in ("lod", "lod all cores"):
        yield _built(side, folder, workers)
    else:
        yield _scripted(side, folder, workers)
    if side == "lod all cores":
        yield _built(f"{side} unchanged", folder, workers)
        with _one_changed(folder / "publication"):
            yield _built(f"{side} changed", folder, workers)
    elif side == "lod dumps":
        with _one_changed(folder / "publication"):
            yield _scripted(f"{side} changed", folder, workers)


def _forget(folder: Path) -> None:
    """Delete what lod made, but not the compiled rules."""
    for built in (folder / "out" / "dist", folder / "publication" / "dist"):
        shutil.rmtree(built, ignore_errors=True)
    cache = folder / "publication" / ".lod" / "cache"
    for path in cache.iterdir() if cache.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.startswith("rules-"):
            path.unlink()


def _scripted(side: str, folder: Path, workers: int) -> Line:
    flags = ["--workers", f"{workers}"]
    if side == "lod mapping":
        flags += ["--dumps", "dataset.nq"]
    command = [sys.executable, f"{HERE / 'lod_script.py'}", f"{folder / 'publication'}"]
    line = run([*command, f"{folder / 'out'}", *flags], path=SOURCE)
    written = _bytes(folder / "out" / "dist")
    return {**line, "side": side, "workers": workers, "bytes": written}


def _built(side: str, folder: Path, workers: int) -> Line:
    """The whole build by the command line; its quads are counted in what it published."""
    publication = folder / "publication"
    command = [sys.executable, "-m", "lod.cli", "build", f"{publication}"]
    line = run([*command, "--workers", f"{workers}"], path=SOURCE)
    if "failed" in line:
        return {**line, "side": side}
    dist = publication / "dist"
    return {
        **line,
        "side": side,
        "quads": _quads(dist),
        "workers": workers,
        "bytes": _bytes(dist),
        "does": f"lod build, {workers} worker{'s' * (workers > 1)}",
    }


@contextmanager
def _one_changed(publication: Path) -> Iterator[None]:
    """While it lasts the document in the middle says when its source was modified."""
    path = publication / "data" / "records.jsonl"
    kept = path.with_name("records.kept")
    path.rename(kept)
    try:
        middle = kept.stat().st_size // 2
        with kept.open("rb") as old, path.open("wb") as new:
            place, done = 0, False
            for line in old:
                place += len(line)
                if not done and place > middle and line.startswith(b'{"document"'):
                    line, done = _edited(line), True
                new.write(line)
        yield
    finally:
        kept.replace(path)


def _edited(line: bytes) -> bytes:
    record = json.loads(line)
    record["document"]["modified"] = "2024-01-01"
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def _quads(dist: Path) -> int:
    plain = dist / "dataset.nq"
    if plain.is_file():
        with plain.open("rb") as lines:
            return sum(1 for _ in lines)
    import zstandard

    with (dist / "dataset.nq.zst").open("rb") as packed:
        reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
        return sum(block.count(b"\n") for block in iter(lambda: reader.read(2**20), b""))


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


# ---------------------------------------------------------------- what is told


def _keep(lines: Sequence[Line], path: Path | None) -> None:
    """Write all lines so far, so that a run that is ended loses none."""
    if path:
        machine = {"cores": CORES, "python": platform.python_version(), "load": _load()}
        text = json.dumps({"machine": machine, "lines": lines}, indent=1)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(f"{text}\n", encoding="utf-8")
        temporary.replace(path)


def _load() -> float:
    return round(os.getloadavg()[0], 1)


def _report(lines: Sequence[Line], earlier: Path | None) -> str:
    parts = [
        table(lines),
        _titled("Growth from one size to the next", growth(lines)),
        _titled("Targets", "\n".join(f"- {target}" for target in targets(lines))),
        extrapolated(lines),
    ]
    if earlier:
        before: dict[str, Any] = json.loads(earlier.read_text(encoding="utf-8"))
        text = against(lines, before["lines"])
        parts.append(_titled(f"In proportion to {earlier.name}", text))
    parts.append(
        f"{CORES} cores, load {_load()}. Where other programs run, CPU seconds say more than the "
        "clock.\nMemory: the largest process, and all processes together (shared pages once)."
    )
    return "\n\n".join(part for part in parts if part)


def _titled(title: str, text: str) -> str:
    return f"{title}\n\n{text}" if text else ""


def _pair(text: str) -> tuple[str, str]:
    side, _, path = text.partition("=")
    if side not in SCRIPTS or not path:
        raise argparse.ArgumentTypeError(f"not one of {', '.join(SCRIPTS)} with =PATH")
    return side, path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--out", type=Path, required=True, help="a folder for what is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=0.05, help="see lod-synth")
    parser.add_argument("--python", type=_pair, action="append", default=[], metavar="SIDE=PATH")
    parser.add_argument("--rdflib-limit", type=int, default=1_000, metavar="N")
    parser.add_argument("--mapping-limit", type=int, default=10_000, metavar="N")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="run each side N times, keep the best"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the lines to this file")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with that file")
    parser.add_argument("--keep", action="store_true", help="keep what was made")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
