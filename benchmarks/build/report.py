"""Lines of runs -> what a person reads: a table, growth, targets, and what changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

Line = dict[str, Any]

WHOLE = ("lod", "lod all cores", "rdflib")
"""Sides that do all."""

FROM_TABLES = ("morph-kgc", "maplib")
"""Sides that start from the prepared tables; others but the whole ones start from the records."""

DUMPS = ("lod dumps", "lod dumps all cores")


class Lines:
    """The lines of one run of the benchmark, found by side and number of documents."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.all = tuple(lines)
        self._found = {(line["side"], line["documents"]): line for line in lines}

    def one(self, side: str, documents: int) -> Line:
        """The line of a side that ran to its end; empty where there is none."""
        line = self._found.get((side, documents), {})
        return line if "seconds" in line and "failed" not in line else {}

    def sizes(self, *sides: str) -> list[int]:
        """The numbers of documents at which all of the sides ran, in order."""
        counts = sorted({line["documents"] for line in self.all})
        return [count for count in counts if all(self.one(side, count) for side in sides)]


# ---------------------------------------------------------------- the table


def table(lines: Sequence[Line]) -> str:
    """Each side with its figures, and how many times the CPU seconds of lod's counterpart it took.

    `per core` are quads in a second of CPU time; a build that does little again has no rate.
    """
    found = Lines(lines)
    head = (
        "side", "documents", "quads", "wall s", "CPU s", "quads/s", "per core", "peak MB",
        "all MB", "written MB", "CPU of lod", "",
    )  # fmt: skip
    return _aligned([head, *(_row(line, found) for line in found.all)])


def _row(line: Line, found: Lines) -> tuple[str, ...]:
    name = (line["side"], f"{line['documents']:,}")
    if "seconds" not in line or "failed" in line:
        return (*name, *[""] * 9, line.get("failed") or line.get("absent", ""))
    quads = line.get("quads", 0)
    made = bool(quads) and not line["side"].endswith("changed")
    return (
        *name,
        f"{quads:,}" if quads else "",
        f"{line['seconds']:.2f}",
        f"{line['cpu_seconds']:.2f}",
        f"{quads / line['seconds']:,.0f}" if made else "",
        f"{per_core(line):,.0f}" if made else "",
        f"{line['peak_mb']:,}",
        f"{line['total_mb']:,}",
        f"{line['bytes'] / 1e6:,.1f}" if line.get("bytes") else "",
        _against(line, found),
        line.get("does", ""),
    )


def per_core(line: Line) -> float:
    """Quads in a second of one core's time."""
    return float(line["quads"] / line["cpu_seconds"]) if line["cpu_seconds"] else 0.0


def _against(line: Line, found: Lines) -> str:
    own = found.one(_counterpart(line["side"]), line["documents"])
    if not own or line["side"].startswith("lod") or line["side"] in ("prepare", "quads"):
        return ""
    return f"{line['cpu_seconds'] / own['cpu_seconds']:.1f} x"


def _counterpart(side: str) -> str:
    """The side of lod that starts from the same."""
    if side in WHOLE:
        return "lod"
    return "lod templates" if side in FROM_TABLES else "lod mapping"


def growth(lines: Sequence[Line]) -> str:
    """How time and memory grow from each number of documents to the next."""
    found, rows = Lines(lines), [("side", "documents", "wall", "CPU", "memory", "bytes")]
    for side in dict.fromkeys(line["side"] for line in lines):
        sizes = found.sizes(side)
        for few, many in pairwise(sizes):
            old, new = found.one(side, few), found.one(side, many)
            keys = ("seconds", "cpu_seconds", "total_mb", "bytes")
            times = (_times(old.get(key, 0), new.get(key, 0)) for key in keys)
            rows.append((side, f"{few:,} -> {many:,}", *times))
    return _aligned(rows) if len(rows) > 1 else ""


def against(lines: Sequence[Line], earlier: Sequence[Line]) -> str:
    """What each side took in proportion to an earlier run; below 1 is less."""
    now, then = Lines(lines), Lines(earlier)
    rows = [("side", "documents", "wall", "CPU", "peak", "memory", "bytes")]
    keys = ("seconds", "cpu_seconds", "peak_mb", "total_mb", "bytes")
    for line in lines:
        new = now.one(line["side"], line["documents"])
        old = then.one(line["side"], line["documents"])
        if new and old:
            times = (_times(old.get(key, 0), new.get(key, 0)) for key in keys)
            rows.append((line["side"], f"{line['documents']:,}", *times))
    return _aligned(rows) if len(rows) > 1 else "nothing that both runs measured"


def _times(old: float, new: float) -> str:
    return f"x {new / old:.2f}" if old and new else ""


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Numbers to the right; the first column, and those without a heading, to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column and rows[0][column] else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


# ---------------------------------------------------------------- the targets


@dataclass(frozen=True, slots=True)
class Target:
    """Something to reach: `met` is None where nothing is to be reached or measured.

    `size` is the number of documents that the target speaks of (0: any), `at` that of the figure.
    """

    text: str
    measured: str = ""
    met: bool | None = None
    size: int = 0
    at: int = 0

    def __str__(self) -> str:
        unknown = "stated" if self.measured else "not measured"
        verdict = {True: "met", False: "NOT MET", None: unknown}[self.met]
        if self.met is not None and self.size and self.at != self.size:
            verdict = f"{verdict} at {self.at:,} documents; not measured at {self.size:,}"
        return " — ".join(part for part in (self.text, self.measured, verdict) if part)


def targets(lines: Sequence[Line]) -> list[Target]:
    """The targets, each at the number of documents it names or else at the largest there is."""
    found = Lines(lines)
    return [
        _rate(found),
        _efficiency(found),
        _faster(found, "mapping of the same tables", "lod templates", "morph-kgc", 20, 0),
        _faster(found, "mapping of the same tables", "lod templates", "maplib", 3, 0),
        *(_from_records(found, side) for side in FROM_TABLES),
        _faster(found, "whole build", "lod", "rdflib", 30, 10_000),
        *(_memory(found, side) for side in DUMPS),
        *(_level(found, side) for side in DUMPS),
        _validating(found),
        _again(found, "lod all cores", "lod all cores changed"),
        _again(found, "lod dumps", "lod dumps changed"),
    ]


def _at(found: Lines, size: int, *sides: str) -> int:
    sizes = found.sizes(*sides)
    return size if size in sizes else max(sizes, default=0)


def _rate(found: Lines) -> Target:
    text = "mapping and three dumps at 400 k quads/s on one core"
    if not (at := _at(found, 0, "lod dumps")):
        return Target(text)
    line = found.one("lod dumps", at)
    rate, clock = per_core(line), line["quads"] / line["seconds"]
    measured = f"{rate:,.0f} in a CPU second, {clock:,.0f} by the clock"
    return Target(f"{text} ({at:,} documents)", measured, rate >= 400_000, at=at)


def _efficiency(found: Lines) -> Target:
    text = "parallel efficiency of 85 %"
    if not (at := _at(found, 0, *DUMPS)):
        return Target(text)
    one, all_ = (found.one(side, at) for side in DUMPS)
    share = one["seconds"] / all_["seconds"] / all_["workers"]
    work = one["cpu_seconds"] / all_["cpu_seconds"]
    measured = f"{share:.0%} by the clock on {all_['workers']} cores ({work:.0%} by CPU seconds)"
    return Target(f"{text} ({at:,} documents)", measured, share >= 0.85, at=at)


def _faster(found: Lines, what: str, own: str, other: str, times: int, size: int) -> Target:
    text = f"{what} at least {times} times {other}"
    if size:
        text += f" at {size:,} documents"
    if not (at := _at(found, size, own, other)):
        return Target(text, size=size)
    ours, theirs = found.one(own, at), found.one(other, at)
    ratio = theirs["cpu_seconds"] / ours["cpu_seconds"]
    clock = theirs["seconds"] / ours["seconds"]
    measured = f"{ratio:,.1f} by CPU seconds, {clock:,.1f} by the clock"
    text = text if size else f"{text} ({at:,} documents)"
    return Target(text, measured, ratio >= times, size, at)


def _from_records(found: Lines, other: str) -> Target:
    text = f"from records to quads: prepare and {other}, in proportion to lod mapping"
    if not (at := _at(found, 0, "prepare", other, "lod mapping")):
        return Target(text)
    prepared, theirs, ours = (found.one(side, at) for side in ("prepare", other, "lod mapping"))
    times = {key: (prepared[key] + theirs[key]) / ours[key] for key in ("cpu_seconds", "seconds")}
    measured = f"{times['cpu_seconds']:,.1f} by CPU seconds, {times['seconds']:,.1f} by the clock"
    return Target(f"{text}, which also checks, infers and sorts ({at:,} documents)", measured)


def _memory(found: Lines, side: str) -> Target:
    text = f"memory without validation under 500 MB at 100,000 documents ({side})"
    if not (at := _at(found, 100_000, side)):
        return Target(text, size=100_000)
    line = found.one(side, at)
    measured = f"{line['total_mb']:,} MB together, {line['peak_mb']:,} MB the largest process"
    return Target(text, measured, line["total_mb"] < 500, 100_000, at)


def _level(found: Lines, side: str) -> Target:
    text = f"at most half more memory at ten times the documents ({side})"
    sizes = [size for size in found.sizes(side) if 10 * size in found.sizes(side)]
    if not sizes:
        return Target(text, size=100_000)
    few = sizes[-1]
    times = found.one(side, 10 * few)["total_mb"] / found.one(side, few)["total_mb"]
    measured = f"{times:.2f} times from {few:,} to {10 * few:,}"
    return Target(text, measured, times <= 1.5, 100_000, 10 * few)


def _validating(found: Lines) -> Target:
    text = "memory with validation"
    if not (at := _at(found, 100_000, "lod")):
        return Target(text)
    line = found.one("lod", at)
    measured = f"{line['total_mb']:,} MB together at {at:,} documents"
    return Target(text, measured)


def _again(found: Lines, full: str, side: str) -> Target:
    text = f"one changed document of 100,000 in under 2 % and 3 s ({full})"
    if not (at := _at(found, 100_000, full, side)):
        return Target(text, size=100_000)
    again = found.one(side, at)["seconds"]
    share = again / found.one(full, at)["seconds"]
    met = share < 0.02 and again < 3
    return Target(text, f"{share:.1%}, {again:.2f} s by the clock", met, 100_000, at)


# ---------------------------------------------------------------- what rdflib would take


def extrapolated(lines: Sequence[Line], size: int = 10_000) -> str:
    """What the rdflib script would take where it did not run; empty where it did, or never did.

    Each step grows on as it grew between the two largest sizes measured, in proportion where there
    is one size only.
    """
    found = Lines(lines)
    sizes = found.sizes("rdflib")
    if not sizes or size <= sizes[-1]:
        return ""
    steps = dict(_grown(found, sizes[-2:], size))
    total = sum(steps.values())
    largest = max(steps, key=lambda step: steps[step])
    base = " and ".join(f"{count:,}" for count in sizes[-2:])
    text = (
        f"EXTRAPOLATED, not measured, from {base} documents: the rdflib script would take about "
        f"{total:,.0f} s of CPU at {size:,}, most of it ({steps[largest] / total:.0%}) to {largest}"
    )
    own = found.one("lod", size)
    return f"{text}; that is {total / own['cpu_seconds']:,.0f} times lod" if own else text


def _grown(found: Lines, sizes: Sequence[int], size: int) -> Iterator[tuple[str, float]]:
    last = found.one("rdflib", sizes[-1])["step_seconds"]
    first = found.one("rdflib", sizes[0])["step_seconds"]
    for step, seconds in last.items():
        power = 1.0
        if len(sizes) > 1 and first[step] and seconds:
            power = log(seconds / first[step]) / log(sizes[-1] / sizes[0])
        yield step, seconds * (size / sizes[-1]) ** power
