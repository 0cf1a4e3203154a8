"""The whole of `lod release`: withdraw what must go, freeze the build, tell the followers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lod.releases import dump, feed, patch, purge, release, withdrawal
from lod.releases.diff import Diff
from lod.releases.feed import Feed, Settings
from lod.releases.release import Describe, Release
from lod.releases.tally import Tally
from lod.releases.version import Scheme
from lod.releases.withdrawal import Policy, Withdrawn


@dataclass(frozen=True, slots=True)
class Cut:
    """What was done; `release` and `diff` are None where only a withdrawal was to be told."""

    release: Release | None
    diff: Diff | Tally | None
    withdrawn: Withdrawn
    feed: Feed


def cut(
    dist: Path,
    releases: Path,
    feed_folder: Path,
    settings: Settings,
    *,
    now: datetime,
    gone: Collection[str] = (),
    scheme: Scheme = Scheme.CALENDAR,
    policy: Policy = Policy.REWRITE,
    name: str = "",
    languages: Sequence[str] = ("en",),
    describe: Describe | None = None,
) -> Cut:
    """Release the build in `dist`; `gone` are the absolute IRIs that the register withdrew.

    `describe` writes the catalogue of each release that is made or made anew.

    CallError: nothing is built or changed, the version exists, the clock went backwards, the last
    release is damaged, the feed was edited. Before the first release there is nothing to withdraw.
    """
    current = dump.find(dist)
    feed.read(feed_folder)  # an edited feed is refused before anything is written
    withdrawn = withdrawal.withdraw(
        gone,
        releases,
        feed_folder,
        settings,
        now=now,
        policy=policy,
        current=current,
        languages=languages,
        describe=describe,
    )
    known = release.all_in(releases)
    done = withdrawn.feed or bool(withdrawn.releases)
    if done and known and known[-1].dataset == patch.digest(current):
        return Cut(None, None, withdrawn, feed.read(feed_folder))
    frozen, found = release.freeze(
        dist,
        releases,
        base=settings.base,
        now=now + timedelta(seconds=1) if done else now,  # followers must see which came last
        scheme=scheme,
        name=name,
        languages=languages,
        purge=lambda lines: purge.purge(lines, withdrawn.gone, current),
        describe=describe,
    )
    grown = feed.update(feed_folder, release.all_in(releases), settings)
    return Cut(frozen, found, withdrawn, grown)
