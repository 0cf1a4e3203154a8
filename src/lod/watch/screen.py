"""Events -> text for a terminal, the verdict last; or values that JSON can hold."""

import sys
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lod.errors import Problem, Severity
from lod.publish.names import Names
from lod.publish.order import TYPE
from lod.terminal.names import many
from lod.watch.news import Checked, Difference, Event, Published, Statement, ThingNews, follows

MOST = 30
"""Lines of statements on a screen."""

MOST_PROBLEMS = 10
"""New problems on a screen."""

_MOST_GONE = 3
_MOST_LINES = 8
_RED, _GREEN, _YELLOW, _CYAN, _BOLD, _DIM = "31", "32", "33", "36", "1", "2"
_MARKS = {
    Severity.VIOLATION: ("error", _RED),
    Severity.WARNING: ("warning", _YELLOW),
    Severity.INFO: ("info", _CYAN),
}
_PLURALS = {"violation": "error", "warning": "warning", "info": "remark"}


def text(event: Event, *, width: int = 0, colour: bool = False) -> str:
    """What a person reads of one event, in lines of `width` (0: any), with ANSI `colour`."""
    page = _Page(width, colour)
    lines = page.published(event) if isinstance(event, Published) else page.checked(event)
    return "\n".join(lines)


class _Page:
    def __init__(self, width: int, colour: bool) -> None:
        self.width, self.colour = width, colour

    def checked(self, event: Checked) -> Iterator[str]:
        yield ""
        files = ", ".join(event.files[:3])
        more = f" and {len(event.files) - 3} more" if len(event.files) > 3 else ""
        yield self.line(f"── {event.at:%H:%M:%S}  {files or 'first build'}{more}", _BOLD)
        if event.difference:
            yield from self.difference(event.difference)
        yield from self.gone(event.problems.gone)
        yield from self.new(event.told)
        if event.error:
            yield self.wrapped(f"error: {event.error}", _RED)
            if event.remedy:
                yield self.wrapped(f"    → {event.remedy}")
        yield self.verdict(event)

    def published(self, event: Published) -> Iterator[str]:
        for problem in event.left_out[:MOST_PROBLEMS]:
            yield from self.problem(problem, "left out")
        left_out = f", {len(event.left_out)} left out" if event.left_out else ""
        yield self.line(f"published after {event.seconds:.2f} s{left_out}", _DIM)

    def difference(self, found: Difference) -> Iterator[str]:
        """The things with what came and went, as many lines of it as a screen takes."""
        room = MOST
        for thing in found.things:
            lines = list(self.thing(thing, found))
            if room > 1:
                yield from lines[:room]
            room -= len(lines)
        if room < 0:
            yield self.line("  … and more: `lod diff` lists what changed since a release", _DIM)

    def thing(self, thing: ThingNews, found: Difference) -> Iterator[str]:
        """The thing with its name, what came and went about it, what follows only counted."""
        names = Names(found.prefixes)
        name = " ".join(thing.name.split())
        yield self.line(f"  {_plain(names[thing.iri])}  {name}".rstrip(), _BOLD)
        alone = follows(thing)
        told = [one for one in thing.statements if alone or one.origin != "inferred"]
        for one in told:
            yield self.statement(one, thing, names)
        rest = [one.added for one in thing.statements if one not in told]
        if rest:
            yield self.line(f"      inferred: {_signs(sum(rest), len(rest) - sum(rest))}", _DIM)

    def statement(self, one: Statement, thing: ThingNews, names: Names) -> str:
        part = one.subject[1:-1].removeprefix(thing.iri[1:-1]).lstrip("/#")
        predicate = "a" if one.predicate == TYPE else names[one.predicate]
        words = " ".join((*([part] if part else ()), predicate, _plain(names[one.object])))
        origin = f"  ({one.origin})" if one.origin else ""
        sign, code = ("+", _GREEN) if one.added else ("−", _RED)
        return self.line(f"    {sign} {words}{origin}", code)

    def new(self, found: Iterable[Problem]) -> Iterator[str]:
        """New problems, the gravest first; one that a file has several times stands once."""
        order = list(Severity)
        alike: dict[tuple[int, str, str], list[Problem]] = defaultdict(list)
        for problem in sorted(found):
            alike[order.index(problem.severity), problem.path, problem.what].append(problem)
        groups = [alike[key] for key in sorted(alike, key=lambda key: (key[0], alike[key][0]))]
        for first, *others in groups[:MOST_PROBLEMS]:
            yield from self.problem(first, "new", [other.line for other in others])
        if rest := sum(map(len, groups[MOST_PROBLEMS:])):
            yield self.line(f"… and {rest} more that are new", _DIM)

    def gone(self, found: Sequence[Problem]) -> Iterator[str]:
        """Problems that are gone, in one line each; the line they stood in says nothing now."""
        groups = Counter((problem.severity, problem.path, problem.what) for problem in found)
        for (severity, path, what), times in groups.most_common()[:_MOST_GONE]:
            mark, _ = _MARKS[severity]
            also = f" ({times} times)" if times > 1 else ""
            yield self.line(f"gone {mark}{also}: {path}: {what}", _DIM)
        if rest := sum(times for _, times in groups.most_common()[_MOST_GONE:]):
            yield self.line(f"… and {rest} more that are gone", _DIM)

    def problem(self, problem: Problem, when: str, others: Sequence[int] = ()) -> Iterator[str]:
        """The problem at its place; `others` are the further lines that have it."""
        mark, code = _MARKS[problem.severity]
        place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
        more = ", ".join(map(str, others[:_MOST_LINES]))
        also = f" (also in line {more}{', …' if len(others) > _MOST_LINES else ''})" if more else ""
        yield self.wrapped(f"{when} {mark}: {place}: {problem.what}{also}", code)
        if problem.remedy:
            yield self.wrapped(f"    → {problem.remedy}")

    def verdict(self, event: Checked) -> str:
        """One line: may it be published, what changed, what is as before, how long it took."""
        verdict = "publishable" if event.publishable else "not publishable"
        parts = [] if event.publishable else ["the last good publication stays"]
        if event.difference:
            parts.append(_summary(event.difference))
        counts = [many(n, _PLURALS[kind]) for kind, n in event.counted.items() if n]
        if counts:
            parts.append(f"{', '.join(counts)}{' as before' if event.files else ''}")
        parts.append(f"{event.seconds:.2f} s")
        painted = self.paint(verdict, _GREEN if event.publishable else _RED, _BOLD)
        return self.wrapped(f"{verdict}: {'; '.join(parts)}").replace(verdict, painted, 1)

    def line(self, text: str, *codes: str) -> str:
        """The text on one line, cut at the width."""
        is_long = self.width and len(text) > self.width
        return self.paint(f"{text[: self.width - 1]}…" if is_long else text, *codes)

    def wrapped(self, text: str, *codes: str) -> str:
        """The text in lines of the width, words whole, the further lines indented."""
        lines = textwrap.wrap(
            text,
            self.width or sys.maxsize,
            subsequent_indent="      ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(self.paint(line, *codes) for line in lines)

    def paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and codes else text


def _summary(found: Difference) -> str:
    if found.empty:
        return "no statement changed"
    told = [f"statements {_signs(*found.statements)}"] if any(found.statements) else []
    if any(found.claims):
        told.append(f"claims {_signs(*found.claims)}")
    elif any(found.quads):
        told.append(f"said about claims {_signs(*found.quads)}")
    return ", ".join(told)


def _signs(added: int, removed: int) -> str:
    """`+2 −1`, without what is nothing."""
    signs = (f"+{added}" if added else "", f"−{removed}" if removed else "")
    return " ".join(sign for sign in signs if sign) or "±0"


def _plain(name: str) -> str:
    """A name as facts.ttl has it, but for the backslashes that Turtle asks for."""
    return name if name.startswith('"') else name.replace("\\/", "/").replace("\\#", "#")


def values(event: Event) -> Mapping[str, Any]:
    """The event for programs: keys are stable, terms are N-Triples."""
    if isinstance(event, Published):
        left_out = [asdict(problem) for problem in event.left_out]
        return {"event": "published", "seconds": event.seconds, "left_out": left_out}
    return {
        "event": "checked",
        "at": event.at.isoformat(timespec="milliseconds"),
        "files": event.files,
        "publishable": event.publishable,
        "error": event.error or None,
        "remedy": event.remedy or None,
        "problems": {
            "new": [asdict(problem) for problem in event.problems.new],
            "gone": [asdict(problem) for problem in event.problems.gone],
            "same": event.problems.same,
        },
        "difference": _difference(event.difference) if event.difference else None,
        "seconds": event.seconds,
    }


def _difference(found: Difference) -> Mapping[str, Any]:
    def signs(counts: tuple[int, int]) -> Mapping[str, int]:
        return {"added": counts[0], "removed": counts[1]}

    return {
        "statements": signs(found.statements),
        "claims": signs(found.claims),
        "claim_quads": signs(found.quads),
        "things": [asdict(thing) for thing in found.things] if found.listed else None,
    }
