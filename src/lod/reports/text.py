"""The report for a terminal: by shape, the gravest first, a few findings of each.

Enters: a `LocatedReport`. Leaves: lines of text that stay readable at 100 000 results; the
verdict stands last, where a terminal ends.
"""

from collections.abc import Iterator

from lod.errors import Severity
from lod.reports import remarks
from lod.reports.finding import Finding, Group, LocatedReport, grouped
from lod.reports.names import cut
from lod.reports.wording import counted, number, say, severity

_COLOURS = {Severity.VIOLATION: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_BOLD, _DIM, _GREEN = "1", "2", "32"
_REMARK_LINES = 12


def write(
    located: LocatedReport,
    *,
    language: str = "en",
    examples: int | None = 3,
    hint: str = "--examples all",
    width: int = 0,
    colour: bool = False,
) -> Iterator[str]:
    """The report: `examples` findings a shape (None: all), lines cut at `width` (0: never).

    `hint` says what to write to see all of them; `colour` adds ANSI colours.
    """
    page = _Page(located, language, width, colour)
    for group in grouped(located.findings):
        yield from page.group(group, examples, hint)
    for remark in remarks.remarks(located, language):
        yield from page.remark(remark, _REMARK_LINES if examples is not None else None)
    yield page.verdict()


class _Page:
    """How one report is laid out."""

    def __init__(self, located: LocatedReport, language: str, width: int, colour: bool) -> None:
        self.located, self.language, self.width, self.colour = located, language, width, colour

    def group(self, group: Group, examples: int | None, hint: str) -> Iterator[str]:
        headings = self.located.headings
        name, label = headings.name(group.rule), headings.label(group.rule, self.language)
        count = len(group.findings)
        mark = self.paint(severity(group.severity, self.language), _COLOURS[group.severity], _BOLD)
        title = name if label in (name, group.rule) else f"{name} – {label}"
        yield f"{mark} {self.paint(title, _BOLD)}: {counted('result', count, self.language)}\n"
        shared = group.shared_message(self.language) if count > 1 else ""
        if shared:
            yield self.line(2, self.located.names.prose(shared))
        for finding in group.examples(examples):
            yield from self.finding(finding, shared)
        if examples is not None and count > examples:
            more = say("more", self.language, count=number(count - examples))
            more += f" ({say('all', self.language, hint=hint)})" if hint else ""
            yield f"    {self.paint(more, _DIM)}\n"
        yield "\n"

    def finding(self, finding: Finding, shared: str) -> Iterator[str]:
        names = self.located.names
        about = " ".join(
            part for part in (names.term(finding.focus_node), names.term(finding.value)) if part
        )
        message = "" if shared else names.prose(finding.message(self.language))
        parts = (place_of(finding), about, message)
        yield self.line(4, ": ".join(part for part in parts if part))
        if finding.remedy:
            yield self.line(6, f"→ {finding.remedy}")
        for quote in finding.quotes[:1]:
            about = "" if finding.is_made else f"{say('mentioned', self.language)}: "
            yield self.line(6, f"{about}“{quote}”")

    def remark(self, remark: remarks.Remark, limit: int | None) -> Iterator[str]:
        yield self.paint(remark.title, _COLOURS[remark.level]) + ":\n"
        for line in remark.lines[:limit]:
            yield self.line(4, line)
        if limit is not None and len(remark.lines) > limit:
            more = say("more", self.language, count=number(len(remark.lines) - limit))
            yield f"    {self.paint(more, _DIM)}\n"
        yield "\n"

    def verdict(self) -> str:
        text = remarks.verdict(self.located, self.language)
        gravest = remarks.gravest(self.located)
        colour = _COLOURS[gravest] if gravest else _GREEN
        totals = remarks.totals(self.located.counts, self.language)
        return f"{self.paint(text, colour, _BOLD)}: {totals}\n"

    def line(self, indent: int, text: str) -> str:
        room = self.width - indent if self.width else 10**9
        return f"{' ' * indent}{cut(text, max(room, 20))}\n"

    def paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour else text


def place_of(finding: Finding) -> str:
    """File, line and column with colons between, as editors open them."""
    position = finding.position
    return ":".join(str(part) for part in (position.path, position.line, position.column) if part)
