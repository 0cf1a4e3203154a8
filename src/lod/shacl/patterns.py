"""Regular expressions of sh:pattern: which engine can evaluate them.

Enters: a pattern and flags. Leaves: "sparql" where the store's engine takes it (linear time, no
backtracking), "python" where only Python's does (look-around, back-references), or why neither.
"""

import re
import warnings

import pyoxigraph as ox

from lod.ntriples import literal

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


def engine_for(regex: str, flags: str) -> tuple[str | None, str]:
    """The engine that evaluates the pattern, or None and what is wrong with it."""
    query = f"SELECT (REGEX('', {literal(regex)}, {literal(flags)}) AS ?x) {{}}"
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    if next(rows)[0] is not None:
        return "sparql", ""
    try:
        compiled(regex, flags)
    except re.error as error:
        return None, str(error)
    return "python", ""


def compiled(regex: str, flags: str) -> re.Pattern[str]:
    """The pattern for Python; `re.error` where it is none."""
    if "q" in flags:
        regex = re.escape(regex)
    combined = 0
    for flag in flags.replace("q", ""):
        combined |= _FLAGS[flag]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return re.compile(regex, combined)
