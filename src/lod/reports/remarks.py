"""What a report has to say besides its results: verdict, failures, delegated and untested shapes.

Enters: a `LocatedReport` and a language. Leaves: sentences, for comments and for people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lod.errors import Severity
from lod.reports.finding import LocatedReport
from lod.reports.wording import counted, say

_NOTHING = ("nothing was tested", "nothing was targeted")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about the validation itself; `lines` name the shapes it is about.

    `level` says how grave it is: a failure is a violation, an untested shape a warning.
    """

    kind: str
    level: Severity
    title: str
    lines: tuple[str, ...]


def verdict(located: LocatedReport, language: str) -> str:
    """Whether the data conforms, in a few words."""
    if located.conforms:
        tested = not any(note.endswith(_NOTHING) for note in located.report.notes)
        return say("conforms" if tested else "nothing tested", language)
    if not located.findings:
        return say("not proven", language)
    if gravest(located) is not Severity.VIOLATION:
        return say("no violations", language)
    return say("does not conform", language)


def gravest(located: LocatedReport) -> Severity | None:
    """The gravest thing found, a failure counting as a violation; None where all is well."""
    if located.report.failures:
        return Severity.VIOLATION
    return next((level for level, count in located.counts.items() if count), None)


def totals(counts: Mapping[Severity, int], language: str) -> str:
    """How many findings of each severity there are, those that there are."""
    parts = [
        counted(severity.value, count, language) for severity, count in counts.items() if count
    ]
    return ", ".join(parts) or say("no results", language)


def remarks(located: LocatedReport, language: str) -> tuple[Remark, ...]:
    """All remarks that there are, the gravest first."""
    report, headings, names = located.report, located.headings, located.names
    failed = tuple(
        f"{headings.name(failure.shape)}, {names.term(failure.component)}: {failure.reason}"
        for failure in report.failures
    )
    untested = tuple(
        f"{headings.name(item.shape)}: {say('target', language)} {names.term(item.target)}"
        for item in report.untested
    )
    delegated = tuple(f"{headings.name(item.shape)}: {item.reason}" for item in report.delegated)
    notes = tuple(say(note, language) for note in report.notes)
    found = (
        Remark("failed", Severity.VIOLATION, say("failed", language), failed),
        Remark("notes", Severity.WARNING, say("notes", language), notes),
        Remark("untested", Severity.WARNING, say("untested", language), untested),
        Remark("delegated", Severity.INFO, say("delegated", language), delegated),
    )
    return tuple(remark for remark in found if remark.lines)


def lines(located: LocatedReport, language: str) -> Iterator[str]:
    """Verdict, totals and remarks, a line each."""
    yield f"{verdict(located, language)}: {totals(located.counts, language)}"
    for remark in remarks(located, language):
        yield f"{remark.title}:"
        yield from (f"  {line}" for line in remark.lines)
