"""Other SHACL engines from PyPI, run by validation.py; no dependencies of this project.

Enters: the name of an engine, a file of N-Triples and a name for the report. Leaves: the report as
N-Triples under that name, and one line of JSON with what it took. It needs nothing of `lod`, so any
interpreter that has the engine's package can run it; the exit status is ABSENT where it has not.

    python3 -m venv OTHER
    OTHER/bin/pip install 'pyshifty[rdflib]' pyrudof shacl pyshacl-turbo
"""

import importlib.metadata
import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

SHAPES = Path(__file__).parent / "validation_shapes.ttl"
ABSENT = 3
"""The exit status of an engine whose package is not installed."""

Writing = Callable[[], str]
"""Gives the report as N-Triples; called when the clock has stopped."""


def main() -> None:
    engine, data, report = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    try:
        write = ENGINES[engine](data)
    except ModuleNotFoundError as error:
        print(error, file=sys.stderr)
        raise SystemExit(ABSENT) from None
    seconds = time.perf_counter() - started
    row = {
        "engine": engine,
        "version": importlib.metadata.version(engine),
        "triples": Path(data).read_bytes().count(b"\n"),
        "seconds": round(seconds, 3),
        "cpu": round(time.process_time(), 3),
        "peak_mb": peak_mb(),
    }
    Path(report).write_text(write(), encoding="utf-8")
    print(json.dumps(row))


def peak_mb() -> int:
    """The largest memory of this program so far.

    Linux hands the figure of getrusage on from the process that started this one, so the
    program's own is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return round(next(int(line.split()[1]) for line in lines if "VmHWM" in line) / 1024)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(largest / 2 ** (20 if sys.platform == "darwin" else 10))


def _pyshifty(data: str) -> Writing:
    import rdflib
    import shifty

    rdflib.NORMALIZE_LITERALS = False
    _, report, _ = shifty.validate(Path(data), SHAPES)
    return lambda: report.serialize(format="nt", encoding="utf-8").decode()


def _pyshacl_turbo(data: str) -> Writing:
    import pyshacl_turbo
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    _, report, _ = pyshacl_turbo.validate(data, shacl_graph=str(SHAPES))
    return lambda: report.serialize(format="nt", encoding="utf-8").decode()


def _pyrudof(data: str) -> Writing:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, format=pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(str(SHAPES))
    list(rudof.validate_shacl())
    written = pyrudof.ResultShaclValidationFormat.NTriples
    return lambda: str(rudof.serialize_shacl_validation_results(written))


def _shacl(data: str) -> Writing:
    import shacl

    report = shacl.validate(data, str(SHAPES))
    list(report.results)
    return lambda: str(report.serialize("ntriples"))


ENGINES: dict[str, Callable[[str], Writing]] = {
    "pyshifty": _pyshifty,
    "pyrudof": _pyrudof,
    "shacl": _shacl,
    "pyshacl-turbo": _pyshacl_turbo,
}
"""By the name of the package on PyPI."""


if __name__ == "__main__":
    main()
