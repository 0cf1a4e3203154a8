"""What people read in a terminal: tables, problems, summaries, things. Text in, text out."""

import os
import shutil
import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lod.describe import RECORD, Description, Proof, Said
from lod.errors import Problem, Severity
from lod.ntriples import is_literal, literal_value
from lod.publish import context
from lod.releases import changes
from lod.sparql import Rows
from lod.vocab import RDF_TYPE, Vocabulary

if TYPE_CHECKING:
    from lod.releases.cut import Cut
    from lod.releases.feed import Feed
    from lod.stages import Summary

_TYPE = f"<{RDF_TYPE}>"
_ORDER = ("", "external", "computed", RECORD, "codes", "inferred")
"""Statements with a proof first, then by status."""
_MARKS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


def table(rows: Rows, vocabulary: Vocabulary | None = None, width: int | None = None) -> str:
    """Columns side by side; long cells are cut so that a row fits the terminal, if there is one.

    With a vocabulary, IRIs are shortened: ours lose the base, others get a prefix.
    """
    room = width or _room()
    cells = [rows.columns, *(tuple(_cell(c, vocabulary) for c in row) for row in rows.rows)]
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


def _room() -> int:
    """How many columns a line may have: as many as it needs where nobody is watching."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return sys.maxsize
    return shutil.get_terminal_size((120, 24)).columns


def _cell(text: str, vocabulary: Vocabulary | None) -> str:
    flat = " ".join(text.split())
    return flat if vocabulary is None else _short(flat, vocabulary)


def _short(iri: str, vocabulary: Vocabulary) -> str:
    """An IRI as people read it; any other text as it is."""
    if " " in iri or ":" not in iri:
        return iri
    for name, namespace in vocabulary.prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(vocabulary.base) or iri


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
    results = ", ".join(_count(count, name) for name, count in done.results.items())
    lines = [
        ", ".join(
            (
                _count(done.documents, "document"),
                _count(done.claims, "claim"),
                _count(done.things, "thing"),
                _count(done.triples, "triple"),
            )
        ),
        f"{_count(done.conflicts, 'conflict')}, {done.unresolved} unresolved",
        results,
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


def cut(made: "Cut") -> str:
    """What a release froze, and what followers of the feed are told."""
    lines = []
    if made.release and made.diff:
        after = f"after {made.release.previous}" if made.release.previous else "the first"
        lines += [
            f"release {made.release.version}, {after}",
            changes.summary(made.diff),
            f"  {made.release.folder}: CHANGES.md names every change",
        ]
    if made.withdrawn.releases:
        lines.append(f"withdrawn things taken out of {', '.join(made.withdrawn.releases)}")
    if made.withdrawn.feed:
        lines.append("withdrawn things taken out of the feed, its followers told")
    return "\n".join((*lines, feed(made.feed)))


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
    pages = _count(len(found.extents), "page")
    return f"  {found.folder}: {_count(members, 'member')} on {pages}"


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


def said(description: Description, vocabulary: Vocabulary, width: int | None = None) -> str:
    """Everything about one thing: its name, its statements, its parts, and who points to it."""
    room = width or min(shutil.get_terminal_size((100, 24)).columns, 120)
    return "\n".join(_Page(description, vocabulary, room).lines())


class _Page:
    """What is said about one thing, as a page; documents are numbered and listed at the end."""

    def __init__(self, description: Description, vocabulary: Vocabulary, room: int) -> None:
        self.names, self.statements = description.names, description.statements
        self.iri, self.vocabulary, self.room = description.iri, vocabulary, room
        terms = context.read({"@context": dict(vocabulary.context)}).terms
        self.keys = {f"<{iri}>": term.name for iri, term in terms.items()}
        self.documents: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        own = f"<{self.iri}>"
        yield self.names.get(own, _short(self.iri, self.vocabulary))
        yield self.iri
        yield ", ".join(self.classes(own))
        subjects = dict.fromkeys(s.subject for s in self.statements if self.is_part(s.subject))
        for subject in sorted(subjects, key=lambda s: s[:-1]):
            yield from self.section(subject)
        yield from self.incoming()
        if self.documents:
            yield from ("", "documents")
        for document, number in self.documents.items():
            title = self.names.get(f"<{document}>", "")
            yield from self.wrapped(f"[{number}] ", f"{title} ({self.reference(document)})", 4)

    def is_part(self, subject: str) -> bool:
        return subject == f"<{self.iri}>" or subject.startswith((f"<{self.iri}/", f"<{self.iri}#"))

    def classes(self, subject: str) -> list[str]:
        """The classes of a subject, our own first."""
        types = [s.object for s in self.statements if (s.subject, s.predicate) == (subject, _TYPE)]
        known = [_short(term.strip("<>"), self.vocabulary) for term in types]
        return sorted(known, key=lambda name: (not name.startswith("coop:"), name))

    def section(self, subject: str) -> Iterator[str]:
        """One subject: statements that are known in the same way stand together."""
        mine = [s for s in self.statements if s.subject == subject and s.predicate != _TYPE]
        if subject != f"<{self.iri}>":
            yield ""
            yield "  ".join((f"── {self.part(subject)}", *self.classes(subject)[:1]))
            mine = [s for s in mine if s.object != f"<{self.iri}>"]
        told, again = _folded(mine)
        width = min(max((len(self.key(s)) for s in told), default=0), 24)
        for together in _by_proof(told):
            yield ""
            yield from self.statements_of(together, width)
            yield from self.proof(together[0], "    ")
        if again:
            keys = dict.fromkeys(f"{self.key(s)} (as {self.key(first)})" for s, first in again)
            yield ""
            yield from self.wrapped("    inferred too: ", ", ".join(keys), 8)

    def statements_of(self, together: Iterable[Said], width: int) -> Iterator[str]:
        """Keys and values side by side, a key that repeats left out."""
        before = ""
        for statement in together:
            key = self.key(statement)
            opening = f"{'' if key == before else key:{width}}  "
            yield from self.wrapped(opening, self.value(statement), len(opening))
            before = key

    def part(self, iri: str) -> str:
        """The name of a part within this page."""
        return iri.strip("<>").removeprefix(self.iri).lstrip("/#")

    def incoming(self) -> Iterator[str]:
        """What points here from elsewhere, property by property."""
        others, _ = _folded([s for s in self.statements if not self.is_part(s.subject)])
        if others:
            yield from ("", "── what points here")
        for predicate in dict.fromkeys(s.predicate for s in others):
            mine = [s for s in others if s.predicate == predicate]
            yield ""
            yield f"← {self.key(mine[0])}"
            for together in _by_proof(mine):
                for statement in together:
                    yield from self.wrapped("  ", self.value(statement, statement.subject), 4)
                yield from self.proof(together[0], "      ")

    def key(self, statement: Said) -> str:
        iri = statement.predicate.strip("<>")
        return self.keys.get(statement.predicate) or _short(iri, self.vocabulary)

    def value(self, statement: Said, term: str = "") -> str:
        """The object, or `term`, with its name, and what became of the statement."""
        marks = [] if statement.asserted else ["✗ not asserted"]
        if statement.conflicts:
            marks.append(f"⚡ {_count(statement.conflicts, 'claim')} to the contrary")
        return "  ".join((self.text(term or statement.object), *marks))

    def text(self, term: str) -> str:
        if is_literal(term):
            value = literal_value(term)
            return f"{value.lexical} @{value.language}" if value.language else value.lexical
        if self.is_part(term) and self.part(term):
            return f"↓ {self.part(term)}"
        short = self.reference(term.strip("<>"))
        name = self.names.get(term, "")
        if not name:
            return short
        return name if short.startswith("voc:") else f"{name} ({short})"

    def reference(self, iri: str) -> str:
        """What `lod show` takes."""
        return _short(iri, self.vocabulary).removeprefix("id/")

    def proof(self, statement: Said, indent: str) -> Iterator[str]:
        """How a statement is known: status, quotes with their documents, rules, sources."""
        rank = "" if statement.rank in ("", "normal") else f", {statement.rank}"
        status = f"{statement.status}{rank}"
        if not (statement.quotes or statement.rules or statement.sources):
            yield f"{indent}{status}"
        opening = f"{indent}{status}: "
        for document, words in statement.quotes:
            number = self.documents.setdefault(document, len(self.documents) + 1)
            yield from self.wrapped(opening, f"“{words}” [{number}]", len(opening))
            opening = " " * len(opening)
        for kind, texts in (("rule", statement.rules), ("source", statement.sources)):
            for text in texts:
                opening = f"{indent}{kind}: " if opening.strip() == "" else opening
                yield from self.wrapped(opening, text, len(opening))
                opening = ""

    def wrapped(self, opening: str, text: str, indent: int) -> Iterator[str]:
        """The text in lines that fit, the further ones indented; words stay whole."""
        yield from textwrap.wrap(
            " ".join(text.split()),
            self.room,
            initial_indent=opening,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [opening.rstrip()]


def _folded(statements: Sequence[Said]) -> tuple[list[Said], list[tuple[Said, Said]]]:
    """The statements to tell, and those that machines infer from one of them word for word."""
    told = {(s.subject, s.object): s for s in statements if _weight(s) != "inferred"}
    kept, again = [], []
    for statement in statements:
        first = told.get((statement.subject, statement.object))
        if first is None or first is statement or _weight(statement) != "inferred":
            kept.append(statement)
        else:
            again.append((statement, first))
    return kept, again


def _by_proof(statements: Iterable[Said]) -> Iterable[list[Said]]:
    """The statements that are known in the same way, together; what machines infer comes last."""
    found: dict[Proof, list[Said]] = {}
    for statement in statements:
        found.setdefault(statement.proof, []).append(statement)
    return sorted(found.values(), key=lambda group: _ORDER.index(_weight(group[0])))


def _weight(statement: Said) -> str:
    proven = statement.quotes or statement.rules or statement.sources
    return "" if proven else statement.status if statement.status in _ORDER else RECORD


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _left_out(done: "Summary") -> str:
    records = len({(problem.path, problem.line) for problem in done.left_out})
    return f"{_count(records, 'record')} left out" if records else ""


def _texts(done: "Summary") -> str:
    if done.verified == done.documents:
        return f"quotes checked against the texts of all {_count(done.documents, 'document')}"
    at_hand = f"texts at hand: {done.verified} of {done.documents}"
    return f"{at_hand}; the other quotes were taken from data/spans"


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _fit(text: str, width: int) -> str:
    if _columns(text) > width:
        while _columns(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _columns(text))
