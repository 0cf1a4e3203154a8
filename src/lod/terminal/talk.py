"""What is said of a build, a release or a catalogue: problems, findings, summaries."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lod.errors import Problem, Severity
from lod.releases import changes
from lod.releases.tally import Tally
from lod.terminal.names import many

if TYPE_CHECKING:
    from lod.releases.cut import Cut
    from lod.releases.diff import Diff
    from lod.releases.feed import Feed
    from lod.stages import Summary

_MARKS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def problems(found: Iterable[Problem], *, limit: int = 50) -> str:
    """One problem a paragraph, the gravest first; what is beyond the limit is counted."""
    order = list(Severity)
    ordered = sorted(found, key=lambda problem: (order.index(problem.severity), problem))
    lines = []
    for problem in ordered[:limit]:
        place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
        lines.append(f"{_MARKS[problem.severity]}: {place}: {problem.what}")
        if problem.remedy:
            lines.append(f"    → {problem.remedy}")
    if len(ordered) > limit:
        lines.append(f"… and {len(ordered) - limit} more; --json lists all of them")
    return "\n".join(lines)


def findings(found: Sequence[Problem], *, examples: int = 3) -> str:
    """Findings grouped by severity and shape, a few examples of each."""
    order = list(Severity)
    groups = Counter((order.index(problem.severity), problem.code) for problem in found)
    lines = []
    for (severity, code), count in sorted(groups.items()):
        lines.append(f"{_MARKS[order[severity]]}: {code}: {count}")
        mine = [
            problem
            for problem in found
            if problem.code == code and problem.severity is order[severity]
        ]
        for problem in mine[:examples]:
            place = ":".join(str(part) for part in (problem.path, problem.line) if part)
            lines.append(f"    {place}: {problem.what}")
            if problem.remedy:
                lines.append(f"        → {problem.remedy}")
        if count > examples:
            lines.append(f"    … {count - examples} more")
    return "\n".join(lines)


def built(done: "Summary") -> str:
    """What was left out, what was found, and what a build did."""
    parts = (problems(done.left_out), findings(done.findings), summary(done))
    return "\n".join(part for part in parts if part)


def summary(done: "Summary") -> str:
    """What a build did, in a few lines."""
    results = ", ".join(many(count, name) for name, count in done.results.items())
    lines = [
        ", ".join(
            (
                many(done.documents, "document"),
                many(done.claims, "claim"),
                many(done.things, "thing"),
                many(done.triples, "triple"),
            )
        ),
        f"{many(done.conflicts, 'conflict')}, {done.unresolved} unresolved",
        results + _of_catalogue(done),
        _left_out(done),
        _texts(done),
        *(f"updated {name}: commit it with the claims" for name in done.spans_changed),
        *(
            f"  {size(written.size):>9}  {written.path.name}"
            for written in done.files
            if written.path.suffix not in (".rq", ".html")
        ),
        f"done in {done.seconds:.2f} s",
    ]
    return "\n".join(line for line in lines if line)


def _of_catalogue(done: "Summary") -> str:
    """What `lod validate`, which looks at the data, does not count."""
    count = done.catalogue
    return f" ({count} about the catalogue, as `lod catalog` tells)" if count else ""


def teller() -> Callable[[str], None]:
    """Says on stderr what is being done, where a person is watching."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda stage: print(
        f"\r\033[K{stage} …",
        end="" if stage != "writing" else "\r\033[K",
        file=sys.stderr,
        flush=True,
    )


def look() -> Mapping[str, Any]:
    """How wide stderr is (0: as wide as a line may be), and whether it shows colours."""
    if not sys.stderr.isatty():
        return {"width": 0, "colour": False}
    columns = shutil.get_terminal_size((100, 24)).columns
    return {"width": columns, "colour": "NO_COLOR" not in os.environ}


def tell(text: str) -> None:
    """Print on stderr, in place of what `teller` said last."""
    clear = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{clear}{text}", file=sys.stderr, flush=True)


def cut(made: "Cut") -> str:
    """What a release froze, and what followers of the feed are told."""
    lines = []
    if made.release and made.diff:
        after = f"after {made.release.previous}" if made.release.previous else "the first"
        lines += [
            f"release {made.release.version}, {after}",
            changes.summary(made.diff),
            f"  {made.release.folder}: {_told(made.release.previous, made.diff)}",
        ]
    else:
        lines.append("no new release: nothing else changed")
    if made.withdrawn.releases:
        lines.append(f"withdrawn things taken out of {', '.join(made.withdrawn.releases)}")
    if made.withdrawn.feed:
        lines.append("withdrawn things taken out of the feed, its followers told")
    return "\n".join((*lines, feed(made.feed)))


def _told(previous: str, diff: "Diff | Tally") -> str:
    """Where the changes are told: a first release, and one with very many, is only counted."""
    if not previous:
        return "everything is new, so CHANGES.md only counts"
    if isinstance(diff, Tally):
        return "CHANGES.md counts the changes, the RDF patch names them"
    return "CHANGES.md names every change"


def cut_values(made: "Cut") -> dict[str, Any]:
    """The same as values that JSON can hold."""
    frozen = made.release
    return {
        "version": frozen.version if frozen else None,
        "previous": frozen.previous or None if frozen else None,
        "folder": frozen.folder if frozen else None,
        "counts": made.diff.counts if made.diff else None,
        "rewritten": made.withdrawn.releases,
        "pages": len(made.feed.extents),
    }


def feed(found: "Feed") -> str:
    """Where the change feed is and how long."""
    members = sum(extent.size for extent in found.extents)
    pages = many(len(found.extents), "page")
    return f"  {found.folder}: {many(members, 'member')} on {pages}"


def catalog(path: Path, lacking: Sequence[Problem]) -> str:
    """Where the catalogue is, and what it lacks."""
    if not lacking:
        return f"{path} lacks nothing"
    return f"{path} would be better with:\n{problems(lacking)}"


def size(count: int) -> str:
    """A number of bytes for people, in units of 1000."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError


def _left_out(done: "Summary") -> str:
    records = len({(problem.path, problem.line) for problem in done.left_out})
    return f"{many(records, 'record')} left out" if records else ""


def _texts(done: "Summary") -> str:
    if done.verified == done.documents:
        return f"quotes checked against all texts, {many(done.documents, 'document')}"
    at_hand = f"texts at hand: {done.verified} of {done.documents}"
    return f"{at_hand}; other quotes stand where data/spans or the records say"
