"""The report as one HTML page that needs nothing else: no network, no server, no build.

Enters: a `LocatedReport`. Leaves: HTML with its style and script inside; a content security
policy lets only these run. Without a script everything is there, only the filter is not.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from lod.errors import Severity
from lod.model import Position
from lod.reports import remarks, wording
from lod.reports.finding import Finding, Group, LocatedReport, grouped
from lod.reports.names import cut, plain
from lod.reports.origins import Origin

LIMIT = 20_000
"""How many results a page holds; browsers grow slow beyond."""

_SEARCHABLE = 400
_OPEN_UP_TO = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a claim file, with the words of the document that the claim rests on."""

    text: str
    href: str
    document: str
    document_href: str
    quotes: tuple[str, ...]
    is_made: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One result; `key` is what the document filter compares."""

    focus: str
    focus_href: str
    value: str
    value_title: str
    message: str
    remedy: str
    key: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One shape with its results; `count` may be more than there are rows."""

    id: str
    name: str
    label: str
    href: str
    severity: str
    severity_text: str
    path: str
    message: str
    help: str
    count: int
    rows: tuple[Row, ...]
    is_open: bool


def write(
    located: LocatedReport,
    *,
    language: str = "en",
    title: str = "",
    source: str = "{path}#L{line}",
    limit: int = LIMIT,
    generated: str = "",
) -> Iterator[str]:
    """The page.

    `title` names what was validated; `source` is the address of a line of a file, with `{path}`
    and `{line}`; `generated` says when, "" for the same bytes in every run.
    """
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("lod.reports", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _asset("page.css"), _asset("page.js")
    groups = grouped(located.findings)
    shares = _shares(groups, limit)
    sections = tuple(
        _section(number, group, share, located, language, source)
        for number, (group, share) in enumerate(zip(groups, shares, strict=True), 1)
    )
    stream = environment.get_template("page.html").stream(
        say=lambda phrase, **values: wording.say(phrase, language, **values),
        number=wording.number,
        language=language if wording.speaks(language) else "en",
        title=title,
        generated=generated,
        located=located,
        verdict=remarks.verdict(located, language),
        tone=remarks.gravest(located) or "good",
        remarks=remarks.remarks(located, language),
        counts=_counts(located.counts, language),
        sections=sections,
        total=len(located.findings),
        shown=sum(shares),
        documents=_documents(located.findings),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    stream.enable_buffering(200)
    yield from stream


@cache
def _asset(name: str) -> str:
    return files("lod.reports").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression of inline text (Content Security Policy Level 3, section 2.3.1)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _shares(groups: Iterable[Group], limit: int) -> list[int]:
    """How many results of each shape the page holds: small groups whole, large ones cut alike."""
    sizes = [len(group.findings) for group in groups]
    shares = [0] * len(sizes)
    left = limit
    for rank, index in enumerate(sorted(range(len(sizes)), key=lambda index: sizes[index])):
        shares[index] = min(sizes[index], left // (len(sizes) - rank))
        left -= shares[index]
    return shares


def _counts(counts: Mapping[Severity, int], language: str) -> list[tuple[str, str, str, int]]:
    """Each severity with its noun for the count and for many, and the count."""
    return [
        (
            level.value,
            wording.noun(level.value, count, language),
            wording.noun(level.value, 0, language),
            count,
        )
        for level, count in counts.items()
    ]


def _documents(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """The documents that results come from, with the number of results; "" is none of them."""
    return sorted(Counter(finding.document for finding in findings).items())


def _section(
    number: int, group: Group, share: int, located: LocatedReport, language: str, source: str
) -> Section:
    headings = located.headings
    heading = headings.of(group.rule)
    shared = group.shared_message(language)
    help_ = headings.help(group.rule, language)
    name, label = headings.name(group.rule), headings.label(group.rule, language)
    return Section(
        id=f"s{number}",
        name=name,
        label="" if label == name else label,
        href=_web(plain(group.rule)),
        severity=group.severity.value,
        severity_text=wording.severity(group.severity, language),
        path=located.names.path(heading.path),
        message=located.names.prose(shared),
        help="" if help_ == shared else help_,
        count=len(group.findings),
        rows=tuple(
            _row(finding, located, language, source, shared) for finding in group.findings[:share]
        ),
        is_open=len(group.findings) <= _OPEN_UP_TO,
    )


def _row(finding: Finding, located: LocatedReport, language: str, source: str, shared: str) -> Row:
    names = located.names
    value = names.term(finding.value)
    short = cut(value, _SEARCHABLE)
    return Row(
        focus=names.term(finding.focus_node),
        focus_href=_web(plain(finding.focus_node)),
        value=short,
        value_title="" if short == value else value,
        message="" if shared else names.prose(finding.message(language)),
        remedy=finding.remedy,
        key=finding.document,
        places=tuple(_place(origin, located, source) for origin in finding.origins),
    )


def _place(origin: Origin, located: LocatedReport, source: str) -> Place:
    position = origin.position
    return Place(
        text=f"{position.path}:{position.line}" if position.line else position.path,
        href=_address(position, source),
        document=origin.document,
        document_href=_web(located.documents.get(origin.document, "")),
        quotes=origin.quotes,
        is_made=origin.made,
    )


def _address(position: Position, source: str) -> str:
    path, line = quote(position.path), str(position.line or 1)
    return source.replace("{path}", path).replace("{line}", line)


def _web(address: str) -> str:
    """The address where a browser may follow it; "" for one that runs or opens something else."""
    return address if address.startswith(("https://", "http://")) else ""
