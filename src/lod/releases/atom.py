"""Members of the newest releases -> atom.xml, one entry a release (RFC 4287).

Names come from the members themselves, so what was withdrawn from them is not named here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lod.ntriples import is_literal, literal_value
from lod.publish import things
from lod.releases.member import Kind, Member

NEWEST = 20
"""How many releases the feed lists."""
LISTED = 200
"""How many things an entry names; the release's CHANGES name all of them."""

_WORDS = {Kind.CREATE: "added", Kind.UPDATE: "changed", Kind.DELETE: "removed"}
_NAMES = ("/name>", "/headline>", "#prefLabel>", "/title>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One release, or one withdrawal: `link` is where to read more.

    `counts` are those of all members, `members` the first `LISTED` of them by thing.
    """

    iri: str
    title: str
    updated: str
    link: str
    counts: Mapping[Kind, int]
    members: Sequence[Member]


def render(
    entries: Sequence[Entry], *, base: str, title: Mapping[str, str], publisher: str, language: str
) -> str:
    """The feed; the newest entry first. `updated` is that of the newest, so it is stable."""
    name = title.get(language) or next(iter(title.values()), base)
    newest = sorted(entries, key=lambda entry: entry.updated, reverse=True)
    updated = newest[0].updated if newest else "1970-01-01T00:00:00+00:00"
    own = quoteattr(f"{base}feed/atom.xml")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language)}>',
        f"  <id>{escape(base)}feed/atom.xml</id>",
        f"  <title>{escape(name)}</title>",
        f"  <updated>{updated}</updated>",
        f"  <author><name>{escape(publisher or name)}</name></author>",
        f'  <link rel="self" type="application/atom+xml" href={own}/>',
        f'  <link rel="alternate" href={quoteattr(base)}/>',
    ]
    for entry in newest[:NEWEST]:
        lines += _entry(entry, language)
    return "\n".join((*lines, "</feed>")) + "\n"


def _entry(entry: Entry, language: str) -> Iterable[str]:
    yield "  <entry>"
    yield f"    <id>{escape(entry.iri)}</id>"
    yield f"    <title>{escape(f'{entry.title}: {_summary(entry.counts)}')}</title>"
    yield f"    <updated>{entry.updated}</updated>"
    yield f'    <link rel="alternate" href={quoteattr(entry.link)}/>'
    words = "\n".join(_things(entry, language))
    yield f'    <content type="text">{escape(words)}</content>'
    yield "  </entry>"


def _summary(counts: Mapping[Kind, int]) -> str:
    parts = [f"{counts[kind]} {word}" for kind, word in _WORDS.items() if counts.get(kind)]
    return ", ".join(parts) or "no thing changed"


def _things(entry: Entry, language: str) -> Iterable[str]:
    for member in entry.members:
        name = _name(member, language)
        yield f"{_WORDS[member.kind]}: {f'{name} ' if name else ''}{member.thing[1:-1]}"
    if more := sum(entry.counts.values()) - len(entry.members):
        yield f"and {more} more"


def _name(member: Member, language: str) -> str:
    """What the thing calls itself, in the language asked for if it can."""
    found: list[tuple[int, bool, str]] = []
    own = (line for line in member.triples if line.startswith(f"{member.thing} "))
    for node in things.nodes(own):
        for predicate, values in zip(node.predicates, node.objects, strict=True):
            if predicate.endswith(_NAMES):
                rank = next(i for i, end in enumerate(_NAMES) if predicate.endswith(end))
                literals = (literal_value(value) for value in values if is_literal(value))
                found += (
                    (rank, one.language not in ("", language), one.lexical) for one in literals
                )
    return min(found)[2] if found else ""
