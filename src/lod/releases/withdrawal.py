"""What the register withdrew -> out of the feed and, as configured, out of past releases.

Followers of the feed learn of it by a tombstone for the thing and new versions of the things
that lost something by it; its older versions lose their content where they stand. Doing it
twice changes nothing more, so a run that was killed is simply repeated.
"""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from lod.errors import CallError
from lod.publish import nquads, staging
from lod.releases import dump, member, naming, patch, release, rewriting
from lod.releases import feed as feeds
from lod.releases.dump import Dump
from lod.releases.feed import Event, Feed, Settings
from lod.releases.member import Kind, Member
from lod.releases.naming import Gone
from lod.releases.page import Page
from lod.releases.purge import purge
from lod.releases.release import Describe, Release


class Policy(StrEnum):
    """What happens to past releases; the values are those of `withdraw` under [releases]."""

    REWRITE = "rewrite"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was changed: versions of releases, and whether the feed was.

    `gone` is what older datasets are purged with.
    """

    releases: tuple[str, ...]
    feed: bool
    gone: Gone


def learn(
    iris: Collection[str], releases: Sequence[Release], current: Iterable[str], base: str
) -> Gone:
    """The withdrawn things, given by absolute IRIs, with the names that any release gave them.

    `current` are the lines of the current build, read repeatedly.
    """
    terms = [f"<{one}>" for one in sorted(iris)]
    return naming.learn(terms, (*(one.dump for one in releases), current), base)


def withdraw(
    iris: Collection[str],
    releases: Path,
    feed: Path,
    settings: Settings,
    *,
    now: datetime,
    policy: Policy = Policy.REWRITE,
    current: Iterable[str] = (),
    languages: Sequence[str] = ("en",),
    describe: Describe | None = None,
) -> Withdrawn:
    """Take the things out of feed and releases; `current` are the lines of the current build."""
    known = release.all_in(releases)
    gone = learn(iris, known, current, settings.base)
    if not gone.things or not known:
        return Withdrawn((), feed=False, gone=gone)
    for one in known:
        release.verify(one)
    moment = now.astimezone(UTC).replace(microsecond=0)
    rewritten: tuple[str, ...] = ()
    for left in releases.glob(".purge-*"):  # by a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=".purge-", dir=releases) as folder:
        purged = {one.version: _purged(one, gone, current, Path(folder)) for one in known}
        touched = _out_of_feed(feed, gone, known, purged, settings, moment)
        if policy is Policy.REWRITE:
            rewritten = tuple(_rewritten(known, purged, gone, moment, languages, describe))
    return Withdrawn(rewritten, touched, gone)


def _purged(one: Release, gone: Gone, current: Iterable[str], folder: Path) -> Iterable[str]:
    """What may stay of a release; of a large one it is kept in the folder."""
    lines = purge(one.dump, gone, current)
    if not one.dump.compressed:
        return tuple(lines)
    found = Dump(folder / f"{one.version}.nq.zst")
    dump.write(found.path, nquads.write(lines))
    return found


def _rewritten(
    known: Sequence[Release],
    purged: Mapping[str, Iterable[str]],
    gone: Gone,
    now: datetime,
    languages: Sequence[str],
    describe: Describe | None,
) -> Iterable[str]:
    """Write anew each release that changes, and the one after it, whose patch does."""
    before: Release | None = None
    follows = False
    for one in known:
        lines = purged[one.version]
        digest = patch.digest(lines)
        changes = digest != one.dataset
        if changes or follows:
            found = release.compare(before, lines, digest, gone.base, languages)
            own = replace(one, dataset=digest, rewritten=now.isoformat())
            with staging.staged(one.folder) as folder:
                rewriting.rewrite(one.folder, folder, lines, gone)
                if describe:
                    describe(folder, own)
                release.complete(folder, own, found, gone.base)
            yield one.version
        before, follows = one, changes


def _out_of_feed(
    folder: Path,
    gone: Gone,
    known: Sequence[Release],
    purged: Mapping[str, Iterable[str]],
    settings: Settings,
    now: datetime,
) -> bool:
    """Rewrite the pages that tell of it, and tell followers; whether anything was to be done."""
    feed = feeds.read(folder)
    lost = {one.version: _lost(one.dump, purged[one.version], gone) for one in known}
    everything = frozenset[str]().union(*lost.values())
    changed: dict[int, Page] = {}
    latest: dict[str, tuple[Member, Member]] = {}
    for page in feed.pages():
        clean = tuple(
            _clean(one, gone, lost.get(member.label_of(one.version, gone.base), everything))
            for one in page.members
        )
        for one, new in zip(page.members, clean, strict=True):
            if one != new or one.thing in gone.things:
                latest[one.thing] = (one, new)
            else:
                latest.pop(one.thing, None)
        if clean != page.members:
            changed[page.number] = replace(page, members=clean)
    time = now.isoformat()
    label = f"withdrawn-{now:%Y%m%dT%H%M%SZ}"
    fresh = tuple(_fresh(feed, latest, gone, settings.base, label, time))
    if not (changed or fresh):
        return False
    if any(datetime.fromisoformat(event.time) >= now for event in feed.events):
        raise CallError(
            f"the clock says {time}, which is before the last change of the feed",
            "set the clock of this machine right",
        )
    state = {thing: found for thing, found in feed.state.items() if thing not in gone.things}
    for one in fresh:
        state.pop(one.thing, None)
        if one.kind is not Kind.DELETE:
            state[one.thing] = member.digest(one.triples)
    events = ((Event(label, time, withdrawal=True), fresh),)
    feeds.save(feed, changed, events, state, settings, known)
    return True


def _lost(old: Dump, lines: Iterable[str], gone: Gone) -> frozenset[str]:
    """The triples that a release told and may tell no more."""
    before, after = (member.triples(dataset, gone.base) for dataset in (old, lines))
    return frozenset(triple for triple, come in patch.changes(before, after) if not come)


def _clean(one: Member, gone: Gone, lost: Collection[str]) -> Member:
    """The member without what may not be told; a tombstone where the thing itself is gone."""
    if one.thing in gone.things:
        return one.tombstone()
    kept = tuple(triple for triple in one.triples if triple not in lost)
    if one.triples and not kept:
        return one.tombstone()
    return replace(one, triples=kept)


def _fresh(
    feed: Feed,
    latest: Mapping[str, tuple[Member, Member]],
    gone: Gone,
    base: str,
    label: str,
    time: str,
) -> Iterable[Member]:
    """A new version of each thing whose latest one changed; a tombstone of what is gone."""
    for thing, (was, now) in sorted(latest.items()):
        if thing in feed.state and (was != now or thing in gone.things):
            version = member.version_iri(thing, base, label)
            kind = Kind.UPDATE if now.triples else Kind.DELETE
            yield Member(version, thing, time, kind, now.triples)
