"""What people read in a terminal: tables, problems, summaries. Text in, text out."""

import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from lod.describe import Said
from lod.errors import Problem, Severity
from lod.ntriples import is_literal, literal_value
from lod.pipeline import Summary
from lod.sparql import Rows
from lod.vocab import Vocabulary, local_name

_MARKS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def table(rows: Rows, width: int | None = None) -> str:
    """Columns side by side; long cells are cut so that a row fits the terminal."""
    room = width or shutil.get_terminal_size((120, 24)).columns
    cells = [rows.columns, *rows.rows]
    widths = [max(_columns(row[i]) for row in cells) for i in range(len(rows.columns))]
    while sum(widths) + 2 * len(widths) > room and max(widths, default=0) > 12:
        widths[widths.index(max(widths))] -= 1
    lines = [
        "  ".join(_fit(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    rule = "  ".join("─" * size for size in widths)
    count = len(rows.rows)
    return "\n".join((lines[0], rule, *lines[1:], f"({count} row{'' if count == 1 else 's'})"))


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
        if count > examples:
            lines.append(f"    … {count - examples} more")
    return "\n".join(lines)


def summary(done: Summary) -> str:
    """What a build did, in a few lines."""
    results = ", ".join(
        f"{count} {name}{'' if count == 1 else 's'}" for name, count in done.results.items()
    )
    lines = [
        f"{done.documents} documents, {done.claims} claims, {done.things} things, {done.triples} triples",
        f"{done.conflicts} conflicts, {done.unresolved} of them unresolved",
        results.replace("infos", "infos"),
        _texts(done),
        *(f"updated {name}: commit it with the claims" for name in done.spans_changed),
        *(
            f"  {size(written.size):>9}  {written.path.name}"
            for written in done.files
            if written.path.suffix != ".rq"
        ),
        f"done in {done.seconds:.2f} s",
    ]
    return "\n".join(line for line in lines if line)


def size(count: int) -> str:
    """A number of bytes for people, in units of 1000."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError


def said(statements: Sequence[Said], iri: str, vocabulary: Vocabulary) -> str:
    """Everything about one thing, statement by statement."""
    lines = [iri]
    for statement in statements:
        mark = "" if statement.asserted else "  ✗ not asserted"
        rank = f", {statement.rank}" if statement.rank not in ("", "normal") else ""
        clash = f", in conflict with {statement.conflicts}" if statement.conflicts else ""
        lines.append("")
        lines.append(f"{_sentence(statement, iri, vocabulary)}{mark}")
        lines.append(f"    {statement.status}{rank}{clash}")
        lines += [f"    “{words}” — {local_name(document)}" for document, words in statement.quotes]
        lines += [f"    rule: {rule}" for rule in statement.rules]
        lines += [f"    source: {source}" for source in statement.sources]
    return "\n".join(lines)


def _sentence(statement: Said, iri: str, vocabulary: Vocabulary) -> str:
    subject = statement.subject.strip("<>").removeprefix(iri).lstrip("/")
    other = (
        _term(statement.subject, vocabulary)
        if statement.subject.strip("<>").removeprefix(iri)[:1] not in ("", "/")
        else subject
    )
    return " ".join(
        part
        for part in (
            other,
            _term(statement.predicate, vocabulary),
            _term(statement.object, vocabulary),
        )
        if part
    )


def _term(term: str, vocabulary: Vocabulary) -> str:
    if is_literal(term):
        value = literal_value(term)
        return f"{value.lexical}@{value.language}" if value.language else value.lexical
    iri = term.strip("<>")
    if iri.startswith(f"{vocabulary.base}id/"):
        return iri.removeprefix(f"{vocabulary.base}id/")
    for name, namespace in vocabulary.prefixes.items():
        if iri.startswith(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


def _texts(done: Summary) -> str:
    if done.verified == done.documents:
        return f"quotes checked against the texts of all {done.documents} documents"
    return f"texts at hand: {done.verified} of {done.documents}; the other quotes were taken from data/spans"


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _fit(text: str, width: int) -> str:
    flat = text.replace("\n", " ")
    if _columns(flat) > width:
        flat = flat[: width - 1] + "…"
    return flat + " " * (width - _columns(flat))
