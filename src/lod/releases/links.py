"""The releases there are -> what the catalogue says of them: versions and addresses of the feed.

Enters: releases and the digest of the dataset to describe. Leaves: values for `lod.catalog`. A
build that is no release has no version of its own, but a version before it (DCAT 3, section 11).
"""

from collections.abc import Sequence

from lod.catalog.settings import Version
from lod.releases.release import CHANGES, Release

FEED = ("index.trig", "index.jsonld", "atom.xml")
"""The files of the change feed that others start from."""


def feeds(base: str) -> tuple[str, ...]:
    """The addresses of the change feed: LDES in two syntaxes, and Atom."""
    return tuple(f"{base}feed/{name}" for name in FEED)


def current(
    known: Sequence[Release], dataset: str, base: str, stated: Version | None
) -> Version | None:
    """The version of a build whose dataset has this SHA-256; `stated` is that of lod.toml.

    It is the last release where the dataset is the same, else what comes after that release.
    Before the first release what lod.toml says counts.
    """
    if not known:
        return stated
    last = known[-1]
    if last.dataset == dataset:
        return of(last, known[0], base, stated)
    issued, modified = _issued(known[0], stated), _day(last)
    if stated and stated.modified > modified:
        modified = stated.modified
    return Version("", issued, modified, last.iri(base))


def of(release: Release, first: Release, base: str, stated: Version | None) -> Version:
    """A release as a version of the dataset; `first` is the first release."""
    changes = f"{release.iri(base)}{CHANGES}"
    return Version(
        release.version,
        _issued(first, stated),
        _day(release),
        f"{base}releases/{release.previous}/" if release.previous else "",
        {"lv": f"Izmaiņas: {changes}", "en": f"Changes: {changes}"},
    )


def _issued(first: Release, stated: Version | None) -> str:
    """The day of first issue: what lod.toml says unless a release came before it."""
    return min(filter(None, (stated.issued if stated else "", _day(first))))


def _day(release: Release) -> str:
    return release.issued.date().isoformat()
