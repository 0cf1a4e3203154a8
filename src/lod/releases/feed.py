"""releases/ -> feed/: the change feed as static files (LDES and Atom), kept up release by release.

    feed/index.trig, .jsonld     the root page: what the stream is, links to its pages
    feed/pages/000001.trig, …    members, oldest page first; all but the last are closed
    feed/atom.xml                the newest releases for feed readers
    feed/state.tsv               each thing that exists, with the digest of its latest facts
    feed/feed.json               the releases in it and the extents of its pages
    feed/SHA256SUMS              what each file must be; an edited feed is refused

The same releases give the same bytes, whether the feed grew with them or was rebuilt at once.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from lod.errors import CallError
from lod.releases import atom, checksums, commit, member, page
from lod.releases.member import Member, State
from lod.releases.page import SYNTAXES, Extent, Frame, Page
from lod.releases.release import Release

SIZE = 250
"""Members on a page, where lod.toml says nothing else."""
RECORD, STATE, ATOM = "feed.json", "state.tsv", "atom.xml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the feed says of itself. `size` is the number of members that closes a page."""

    base: str
    title: Mapping[str, str]
    license: str
    publisher: str = ""
    language: str = "en"
    size: int = SIZE

    def __post_init__(self) -> None:
        if self.size < 1:
            raise CallError(
                f"a page of {self.size} members", "set page-size under [feed] to 1 or more"
            )


@dataclass(frozen=True, slots=True)
class Event:
    """One addition to the feed: a release, or a withdrawal between two releases."""

    label: str
    time: str
    withdrawal: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as its folder has it; pages are read when they are asked for."""

    folder: Path
    events: tuple[Event, ...] = ()
    extents: tuple[Extent, ...] = ()
    state: State = field(default_factory=dict)

    def page(self, number: int) -> Page:
        """One page with its members."""
        one = self.extents[number - 1]
        text = (self.folder / f"pages/{number:06d}.trig").read_text(encoding="utf-8")
        return Page(number, page.read(text), one.closed)

    def pages(self) -> Iterable[Page]:
        """All pages, the oldest first."""
        return (self.page(one.number) for one in self.extents)


def read(folder: Path) -> Feed:
    """The feed in a folder, empty where there is none; CallError names files that were edited."""
    commit.recover(folder)
    if not folder.is_dir() or not any(folder.iterdir()):
        return Feed(folder)
    damage = checksums.damage(folder)
    if damage:
        raise CallError(
            f"somebody edited the feed {folder}: {', '.join(damage)}",
            "restore the folder from a copy, or run `lod release --rebuild-feed`",
        )
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    rows = (folder / STATE).read_text(encoding="utf-8").splitlines()
    return Feed(
        folder,
        tuple(Event(**one) for one in record["events"]),
        tuple(Extent(**one) for one in record["pages"]),
        dict(row.split("\t") for row in rows),
    )


def update(folder: Path, releases: Sequence[Release], settings: Settings) -> Feed:
    """Add the releases that the feed lacks; closed pages stay untouched."""
    feed = read(folder)
    known = {event.label for event in feed.events}
    missing = [release for release in releases if release.version not in known]
    return grow(feed, missing, settings, releases)


def rebuild(folder: Path, releases: Sequence[Release], settings: Settings) -> Feed:
    """Make the feed anew from all releases, whatever the folder holds."""
    commit.recover(folder)
    obsolete = checksums.of(folder).keys() if folder.is_dir() else ()
    return grow(Feed(folder), releases, settings, releases, obsolete=tuple(obsolete))


def grow(
    feed: Feed,
    missing: Sequence[Release],
    settings: Settings,
    releases: Sequence[Release],
    *,
    obsolete: Sequence[str] = (),
) -> Feed:
    """Add releases to a feed and write what that changes."""
    fresh: list[tuple[Event, tuple[Member, ...]]] = []
    state = feed.state
    for release in missing:
        event = Event(release.version, release.issued.isoformat())
        found, state = member.between(state, release.dump, settings.base, event.label, event.time)
        fresh.append((event, found))
    if not fresh and feed.extents and not obsolete:
        return feed
    return save(feed, {}, fresh, state, settings, releases, obsolete=obsolete)


def save(
    feed: Feed,
    rewritten: Mapping[int, Page],
    fresh: Sequence[tuple[Event, tuple[Member, ...]]],
    state: State,
    settings: Settings,
    releases: Sequence[Release],
    *,
    obsolete: Sequence[str] = (),
) -> Feed:
    """Write pages that were rewritten and pages that grew, and all that depends on them."""
    frame = _frame(settings, releases)
    added = [one for _, members in fresh for one in members]
    changed = {**rewritten, **_packed(feed, rewritten, added, settings.size)}
    extents = _extents(feed.extents, changed)
    events = (*feed.events, *(event for event, _ in fresh))
    grown = Feed(feed.folder, events, extents, state)
    files = {
        f"{one.name}.{syntax}": page.render(one, frame, syntax)
        for one in changed.values()
        for syntax in SYNTAXES
    }
    files |= {f"index.{syntax}": page.root(extents, frame, syntax) for syntax in SYNTAXES}
    files[ATOM] = _atom(grown, changed, settings)
    files[STATE] = "".join(f"{thing}\t{found}\n" for thing, found in sorted(state.items()))
    files[RECORD] = _record(grown)
    kept = checksums.read(feed.folder) if feed.extents else {}
    sums = {**kept, **{name: sha256(text.encode()).hexdigest() for name, text in files.items()}}
    files[checksums.NAME] = checksums.text(sums)
    commit.write(feed.folder, files, [name for name in obsolete if name not in files])
    return grown


def _packed(
    feed: Feed, rewritten: Mapping[int, Page], added: Sequence[Member], size: int
) -> Mapping[int, Page]:
    """The open page filled up, and as many new pages as it takes; the last one stays open."""
    last = len(feed.extents)
    number = last or 1
    held: tuple[Member, ...] = ()
    if last:
        held = (rewritten[last] if last in rewritten else feed.page(last)).members
    waiting = [*held, *added]
    pages: dict[int, Page] = {}
    while len(waiting) >= size:
        pages[number] = Page(number, tuple(waiting[:size]), closed=True)
        waiting, number = waiting[size:], number + 1
    pages[number] = Page(number, tuple(waiting), closed=False)
    return pages


def _extents(known: Sequence[Extent], changed: Mapping[int, Page]) -> tuple[Extent, ...]:
    found = {one.number: one for one in known}
    since = "1970-01-01T00:00:00+00:00"
    for number in range(1, max((*found, *changed), default=0) + 1):
        if number in changed:
            found[number] = page.extent(changed[number], since)
        since = found[number].last
    return tuple(found[number] for number in sorted(found))


def _frame(settings: Settings, releases: Sequence[Release]) -> Frame:
    """What all pages share; the context is that of the newest release."""
    definitions: Mapping[str, Any] = {}
    for release in releases[-1:]:
        try:
            text = (release.folder / "context.jsonld").read_text(encoding="utf-8")
            definitions = json.loads(text)["@context"]
        except (OSError, ValueError, KeyError) as error:
            raise CallError(
                f"the release {release.version} has no readable context.jsonld",
                "restore the folder from a copy",
            ) from error
    return Frame(settings.base, settings.title, settings.license, definitions)


def _atom(feed: Feed, changed: Mapping[int, Page], settings: Settings) -> str:
    """The newest releases as Atom, from the pages that hold their members."""
    newest = feed.events[-atom.NEWEST :]
    cutoff = min((event.time for event in newest), default="")
    members: dict[str, list[Member]] = {event.label: [] for event in newest}
    for one in feed.extents:
        if one.size and one.last >= cutoff:
            held = changed[one.number] if one.number in changed else feed.page(one.number)
            for found in held.members:
                label = member.label_of(found.version, settings.base)
                if label in members:
                    members[label].append(found)
    entries = [_entry(event, tuple(members[event.label]), settings) for event in newest]
    return atom.render(
        entries,
        base=settings.base,
        title=settings.title,
        publisher=settings.publisher,
        language=settings.language,
    )


def _entry(event: Event, members: tuple[Member, ...], settings: Settings) -> atom.Entry:
    ordered = tuple(sorted(members, key=lambda one: one.thing))
    if event.withdrawal:
        link = f"{settings.base}gone.json"
        return atom.Entry(f"{link}#{event.label}", "Withdrawn", event.time, link, ordered)
    link = f"{settings.base}releases/{event.label}/"
    return atom.Entry(link, event.label, event.time, f"{link}CHANGES.md", ordered)


def _record(feed: Feed) -> str:
    document = {
        "events": [asdict(event) for event in feed.events],
        "pages": [asdict(one) for one in feed.extents],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
