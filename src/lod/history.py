"""A publication over time: `lod release`, `lod diff`, and what the catalogue says of it.

Enters: a publication that is built, and the moment. Leaves: releases/ and feed/ grown, the
catalogue with its version; or the difference of two builds, and what the catalogue lacks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from lod import pipeline, vocab
from lod.catalog import output, settings
from lod.errors import CallError, NotPublishable, Problem
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
    tally,
    withdrawal,
)
from lod.releases.cut import Cut
from lod.releases.cut import cut as cut_release
from lod.releases.diff import Diff
from lod.releases.dump import Dump
from lod.releases.feed import Feed
from lod.releases.release import Describe, Release
from lod.releases.tally import Tally
from lod.releases.version import Scheme
from lod.releases.withdrawal import Policy
from lod.stages import State, Tell

CATALOG = "catalog.ttl"


def cut(here: Publication, *, now: datetime, version: str = "", tell: Tell = lambda _: None) -> Cut:
    """Release what is built; `now` needs a time zone, `version` overrides that of the scheme.

    CallError: nothing is built, the build is older than its sources, nothing changed, the version
    exists, the clock went backwards, somebody edited releases or feed.
    """
    about = settings.read(here.root / "lod.toml")
    built = dump.find(here.dist)
    with pipeline.state(here, tell) as said:
        if not said.publishable:
            raise NotPublishable(said.problems)
        digest = _refuse_old_build(here, said)
        tell("releasing")
        made = cut_release(
            here.dist,
            here.releases,
            here.feed,
            _feed(here),
            now=now,
            gone=said.withdrawn,
            scheme=Scheme(here.scheme),
            policy=Policy(here.withdraw),
            name=version,
            languages=_languages(here),
            describe=_describer(here, about, said, digest),
        )
        known = release.all_in(here.releases)
        described = output.make(
            about,
            built,
            _written(here.dist),
            prefixes=said.prefixes,
            results=said.results,
            version=links.current(known, digest, here.base, about.version),
            feeds=links.feeds(here.base) if known else (),
        )
        commit.write(here.dist, ((name, "".join(text)) for name, text in described.texts.items()))
    return made


def rebuild_feed(here: Publication, *, now: datetime) -> Feed:
    """Make the feed anew from the releases, without what the register withdraws."""
    known = release.all_in(here.releases)
    if not known:
        raise CallError(f"there is no release in {here.releases}", "run `lod release` first")
    for one in known:
        release.verify(one)
    with pipeline.state(here) as said:
        feed.rebuild(here.feed, known, _feed(here))
        withdrawal.withdraw(
            said.withdrawn,
            here.releases,
            here.feed,
            _feed(here),
            now=now,
            policy=Policy.KEEP,
            current=said.lines,
            languages=_languages(here),
        )
    return feed.read(here.feed)


def diff(here: Publication, old: str = "", new: str = "") -> Diff | Tally:
    """What changed between two builds, each a folder, an N-Quads file or a release's version.

    Where nothing is named: from the last release to the build. Large builds that differ in much
    are counted only.
    """
    return tally.compare(
        _last(here, old), _named(here, new or str(here.dist)), here.base, _languages(here)
    )


def _languages(here: Publication) -> tuple[str, ...]:
    """The languages of names, best first: that in which rules and headings are written."""
    return tuple(dict.fromkeys((here.language, *here.languages)))


def rdf_patch(here: Publication, old: str = "", new: str = "") -> Iterator[str]:
    """The text of the RDF Patch between the same two builds, of whatever length."""
    return patch.stream(_last(here, old), _named(here, new or str(here.dist)), ())


def lacking(here: Publication) -> tuple[Problem, ...]:
    """What the catalogue of the build lacks, each with the quality points it costs."""
    about = settings.read(here.root / "lod.toml")
    lines = dump.find(here.dist)
    dataset = patch.digest(lines)
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


def _refuse_old_build(here: Publication, said: State) -> str:
    """The digest of the build; it must hold what the sources say, above all nothing withdrawn."""
    pages = gone.files(said.withdrawn, here.base, here.languages)
    told = here.dist / gone.LIST
    digest = patch.digest(dump.find(here.dist))
    same = digest == patch.digest(said.lines)
    if not same or not told.is_file() or told.read_text(encoding="utf-8") != pages[gone.LIST]:
        raise CallError(
            f"{here.dist} is older than the claims it was built from", "run `lod build` first"
        )
    return digest


def _describer(here: Publication, about: settings.Settings, said: State, digest: str) -> Describe:
    """Describes a release by its own files at their own addresses, which stay."""

    def describe(folder: Path, one: Release) -> None:
        known = release.all_in(here.releases)
        described = output.make(
            replace(about, files=one.iri(here.base)),
            dump.find(folder),
            _written(folder),
            prefixes=said.prefixes,
            results=said.results if one.dataset == digest else None,
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
