"""A publication over time: `lod release`, `lod diff`, and what the catalogue says of it.

Enters: a publication that is built, and the moment. Leaves: releases/ and feed/ grown, the
catalogue with its version; or the difference of two builds, and what the catalogue lacks.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from lod import pipeline, vocab
from lod.catalog import output, quality, settings
from lod.errors import CallError, NotPublishable, Problem
from lod.pipeline import Derived
from lod.publication import Publication
from lod.publish.sink import Written
from lod.releases import (
    checksums,
    commit,
    dump,
    feed,
    gone,
    links,
    patch,
    release,
    withdrawal,
)
from lod.releases.cut import Cut
from lod.releases.cut import cut as cut_release
from lod.releases.diff import Diff
from lod.releases.diff import diff as difference
from lod.releases.dump import Dump
from lod.releases.feed import Feed
from lod.releases.release import Describe, Release
from lod.releases.version import Scheme
from lod.releases.withdrawal import Policy
from lod.stages import Tell

CATALOG = "catalog.ttl"


def cut(here: Publication, *, now: datetime, version: str = "", tell: Tell = lambda _: None) -> Cut:
    """Release what is built; `now` needs a time zone, `version` overrides that of the scheme.

    CallError: nothing is built, the build is older than its sources, nothing changed, the version
    exists, the clock went backwards, somebody edited releases or feed.
    """
    about = settings.read(here.root / "lod.toml")
    dump.find(here.dist)
    derived = pipeline.derive(here, tell=tell)
    if not derived.publishable:
        raise NotPublishable(derived.findings.problems)
    withdrawn = derived.withdrawn
    _refuse_old_build(here, derived)
    tell("releasing")
    made = cut_release(
        here.dist,
        here.releases,
        here.feed,
        _feed(here),
        now=now,
        gone=withdrawn,
        scheme=Scheme(here.scheme),
        policy=Policy(here.withdraw),
        name=version,
        languages=here.languages,
        describe=_describer(here, about, derived),
    )
    described = pipeline.describe(
        derived, about, _written(here.dist), release.all_in(here.releases)
    )
    commit.write(here.dist, {name: "".join(text) for name, text in described.texts.items()})
    return made


def rebuild_feed(here: Publication, *, now: datetime) -> Feed:
    """Make the feed anew from the releases, without what the register withdraws."""
    known = release.all_in(here.releases)
    if not known:
        raise CallError(f"there is no release in {here.releases}", "run `lod release` first")
    for one in known:
        release.verify(one)
    derived = pipeline.derive(here)
    feed.rebuild(here.feed, known, _feed(here))
    withdrawal.withdraw(
        derived.withdrawn,
        here.releases,
        here.feed,
        _feed(here),
        now=now,
        policy=Policy.KEEP,
        current=derived.dataset.lines,
        languages=here.languages,
    )
    return feed.read(here.feed)


def diff(here: Publication, old: str = "", new: str = "") -> Diff:
    """What changed between two builds, each a folder, an N-Quads file or a release's version.

    Where nothing is named: from the last release to the build.
    """
    return difference(
        _last(here, old), _named(here, new or str(here.dist)), here.base, here.languages
    )


def lacking(here: Publication) -> tuple[Problem, ...]:
    """What the catalogue of the build lacks, each with the quality points it costs."""
    about = settings.read(here.root / "lod.toml")
    lines = dump.find(here.dist)
    dataset = checksums.digest(lines.path)
    version = links.current(release.all_in(here.releases), dataset, here.base, about.version)
    prefixes = vocab.load(here).prefixes
    return output.make(about, lines, (), prefixes=prefixes, version=version).problems


def catalog_file(here: Publication) -> Path:
    """The catalogue of the build; CallError where there is none."""
    path = here.dist / CATALOG
    if not path.is_file():
        raise CallError(f"{path} does not exist", "run `lod build` first")
    return path


def _feed(here: Publication) -> feed.Settings:
    return feed.Settings(
        here.base, here.title, here.license, here.publisher, here.language, here.page_size
    )


def _refuse_old_build(here: Publication, derived: Derived) -> None:
    """A release must hold what the sources say, above all nothing that they withdraw."""
    pages = gone.files(derived.withdrawn, here.base, here.languages)
    told = here.dist / gone.LIST
    same = checksums.digest(here.dist / dump.NAME) == patch.digest(derived.dataset.lines)
    if not same or not told.is_file() or told.read_text(encoding="utf-8") != pages[gone.LIST]:
        raise CallError(
            f"{here.dist} is older than the claims it was built from", "run `lod build` first"
        )


def _describer(here: Publication, about: settings.Settings, derived: Derived) -> Describe:
    """Describes a release by its own files at their own addresses, which stay."""
    digest = patch.digest(derived.dataset.lines)

    def describe(folder: Path, one: Release) -> None:
        known = release.all_in(here.releases)
        results = quality.counts(derived.findings.report) if one.dataset == digest else None
        described = output.make(
            replace(about, files=one.iri(here.base)),
            Dump(folder / dump.NAME),
            _written(folder),
            prefixes=derived.sources.vocabulary.prefixes,
            results=results,
            version=links.of(one, (*known, one)[0], here.base, about.version),
            feeds=links.feeds(here.base),
        )
        described.write(folder)

    return describe


def _written(folder: Path) -> tuple[Written, ...]:
    """The files of a folder, as they would be told of by whoever wrote them."""
    return tuple(
        Written(path, path.stat().st_size, checksums.digest(path))
        for path in sorted(folder.iterdir())
        if path.is_file()
    )


def _last(here: Publication, place: str) -> Iterable[str]:
    """The build that is named, or the last release."""
    if place:
        return _named(here, place)
    known = release.all_in(here.releases)
    if not known:
        raise CallError(
            f"there is no release in {here.releases}", "name two builds, or run `lod release` first"
        )
    return known[-1].dump


def _named(here: Publication, place: str) -> Dump:
    if Path(place).exists():
        return dump.find(Path(place))
    known = [one.version for one in release.all_in(here.releases)]
    if place in known:
        return dump.find(here.releases / place)
    close = get_close_matches(place, known, 1)
    near = f"did you mean {close[0]}?" if close else f"releases: {', '.join(known) or 'none'}"
    raise CallError(f"{place} is no folder, file or release", near)
