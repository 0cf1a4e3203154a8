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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from lod.errors import CallError
from lod.releases import atom, checksums, commit, member, page
from lod.releases.member import Kind, Member, State
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
    if not missing and feed.extents and not obsolete:
        return feed
    fresh: list[tuple[Event, Iterable[Member]]] = []
    state = feed.state
    with TemporaryFile(dir=feed.folder.parent) as file:
        for release in missing:
            event = Event(release.version, release.issued.isoformat())
            found, state = member.between(
                state, release.dump, settings.base, event.label, event.time, file
            )
            fresh.append((event, found))
        return save(feed, {}, fresh, state, settings, releases, obsolete=obsolete)


def save(
    feed: Feed,
    rewritten: Mapping[int, Page],
    fresh: Sequence[tuple[Event, Iterable[Member]]],
    state: State,
    settings: Settings,
    releases: Sequence[Release],
    *,
    obsolete: Sequence[str] = (),
) -> Feed:
    """Write pages that were rewritten and pages that grew, and all that depends on them."""
    events = (*feed.events, *(event for event, _ in fresh))
    added = chain.from_iterable(members for _, members in fresh)
    extents: list[Extent] = []
    sums = dict(checksums.read(feed.folder)) if feed.extents else {}
    written: set[str] = set()

    def files() -> Iterator[tuple[str, str]]:
        frame, newest = _frame(settings, releases), _Newest(events, settings.base)
        for number, found in _pages(feed, rewritten, added, settings.size):
            since = extents[-1].last if extents else "1970-01-01T00:00:00+00:00"
            one = page.extent(found, since) if found else feed.extents[number - 1]
            extents.append(one)
            if found:
                yield from ((f"{found.name}.{s}", page.render(found, frame, s)) for s in SYNTAXES)
            if newest.wants(one):
                newest.take((found or feed.page(number)).members)
        for syntax in SYNTAXES:
            yield f"index.{syntax}", page.root(extents, frame, syntax)
        yield ATOM, _atom(newest, settings)
        yield STATE, "".join(f"{thing}\t{found}\n" for thing, found in sorted(state.items()))
        yield RECORD, _record(events, extents)

    def summed() -> Iterator[tuple[str, str]]:
        for name, text in files():
            sums[name] = sha256(text.encode()).hexdigest()
            written.add(name)
            yield name, text
        yield checksums.NAME, checksums.text(sums)

    commit.write(feed.folder, summed(), (name for name in obsolete if name not in written))
    return Feed(feed.folder, events, tuple(extents), state)


def _pages(
    feed: Feed, rewritten: Mapping[int, Page], added: Iterable[Member], size: int
) -> Iterator[tuple[int, Page | None]]:
    """Every page by number, None where it stays: the open one filled up, then as many as it takes.

    The last one stays open.
    """
    last = len(feed.extents)
    for number in range(1, last):
        yield number, rewritten.get(number)
    held: tuple[Member, ...] = ()
    if last:
        held = (rewritten[last] if last in rewritten else feed.page(last)).members
    number, waiting = last or 1, []
    for one in chain(held, added):
        waiting.append(one)
        if len(waiting) == size:
            yield number, Page(number, tuple(waiting), closed=True)
            number, waiting = number + 1, []
    yield number, Page(number, tuple(waiting), closed=False)


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


class _Newest:
    """What Atom tells of the newest releases: how many members, and the first of them by thing."""

    def __init__(self, events: Sequence[Event], base: str) -> None:
        self.events, self._base = events[-atom.NEWEST :], base
        self._cutoff = min((event.time for event in self.events), default="")
        self.counts: dict[str, Counter[Kind]] = {event.label: Counter() for event in self.events}
        self.first: dict[str, list[Member]] = {event.label: [] for event in self.events}

    def wants(self, one: Extent) -> bool:
        """Whether a page may hold members of these releases."""
        return bool(one.size) and one.last >= self._cutoff

    def take(self, members: Iterable[Member]) -> None:
        """The members of one page."""
        for found in members:
            label = member.label_of(found.version, self._base)
            if label in self.counts:
                self.counts[label][found.kind] += 1
                self.first[label].append(found)
        for label, known in self.first.items():
            self.first[label] = sorted(known, key=lambda one: one.thing)[: atom.LISTED]


def _atom(newest: _Newest, settings: Settings) -> str:
    """The newest releases as Atom."""
    return atom.render(
        [_entry(event, newest, settings) for event in newest.events],
        base=settings.base,
        title=settings.title,
        publisher=settings.publisher,
        language=settings.language,
    )


def _entry(event: Event, newest: _Newest, settings: Settings) -> atom.Entry:
    counts, first = newest.counts[event.label], newest.first[event.label]
    if event.withdrawal:
        link = f"{settings.base}gone.json"
        return atom.Entry(f"{link}#{event.label}", "Withdrawn", event.time, link, counts, first)
    link = f"{settings.base}releases/{event.label}/"
    return atom.Entry(link, event.label, event.time, f"{link}CHANGES.md", counts, first)


def _record(events: Iterable[Event], extents: Iterable[Extent]) -> str:
    document = {
        "events": [asdict(event) for event in events],
        "pages": [asdict(one) for one in extents],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
