"""dist/ -> releases/VERSION/: an immutable copy with checksums, CHANGES and an RDF patch.

A release folder holds every file of the build and beside them `release.json` (version, date,
the version before), `CHANGES.md` and `changes.json`, `changes.rdfp` (the patch from the release
before) and `SHA256SUMS`; the patch is compressed where the dataset is. It is written as a whole or
not at all.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lod.errors import CallError
from lod.publish import staging
from lod.releases import changes, checksums, dump, patch, tally, version
from lod.releases.diff import Diff
from lod.releases.tally import Tally
from lod.releases.version import Scheme

RECORD, CHANGES, CHANGES_JSON, PATCH = "release.json", "CHANGES.md", "changes.json", "changes.rdfp"
OWN = (RECORD, CHANGES, CHANGES_JSON, PATCH, f"{PATCH}.zst", checksums.NAME)
"""The files that a release has and a build has not."""

Purge = Callable[[Iterable[str]], Iterable[str]]
"""Takes what was withdrawn out of the lines of an older dump; its result is read repeatedly."""

Describe = Callable[[Path, "Release"], None]
"""Writes what describes a release, such as its catalogue, into the folder of its files."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release as its `release.json` states it; `previous` is empty for the first one.

    `issued` has a time zone; `dataset` is the SHA-256 of its dataset.nq, uncompressed;
    `rewritten` the moment at which withdrawn things were last taken out of it, or empty.
    """

    folder: Path
    version: str
    issued: datetime
    previous: str
    dataset: str
    rewritten: str = ""

    @property
    def dump(self) -> dump.Dump:
        """Its dataset."""
        return dump.find(self.folder)

    def iri(self, base: str) -> str:
        """Where its folder is published."""
        return f"{base}releases/{self.version}/"


def all_in(releases: Path) -> tuple[Release, ...]:
    """Every release, the oldest first; CallError where a folder is none."""
    if not releases.is_dir():
        return ()
    folders = [path for path in releases.iterdir() if path.is_dir() and path.name[0] != "."]
    return tuple(sorted(map(read, folders), key=lambda one: (one.issued, one.version)))


def read(folder: Path) -> Release:
    """The release in a folder; CallError where its record cannot be read."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Release(
            folder,
            found["version"],
            datetime.fromisoformat(found["issued"]),
            found["previous"] or "",
            found["dataset"],
            found["rewritten"] or "",
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CallError(
            f"the release {folder.name} is damaged: {RECORD} cannot be read ({error})",
            "restore the folder from a copy",
        ) from error


def verify(release: Release) -> None:
    """CallError naming every file of a release that is not as it was published."""
    damage = checksums.damage(release.folder)
    if damage:
        raise CallError(
            f"the release {release.version} is damaged: {', '.join(damage)}",
            "restore the folder from a copy; a release never changes",
        )


def freeze(
    dist: Path,
    releases: Path,
    *,
    base: str,
    now: datetime,
    scheme: Scheme = Scheme.CALENDAR,
    name: str = "",
    languages: Sequence[str] = ("en",),
    purge: Purge = lambda lines: lines,
    describe: Describe | None = None,
) -> tuple[Release, Diff | Tally]:
    """Freeze the build as the next release; CallError where there is no reason or no right to.

    `now` needs a time zone, whose day a calendar version is; UTC is what is published.
    `name` overrides the version that the scheme gives.
    """
    if now.tzinfo is None:
        raise CallError("the time of a release needs a time zone", "give it one, such as UTC")
    now = now.replace(microsecond=0)
    moment = now.astimezone(UTC)
    new = dump.find(dist)
    known = all_in(releases)
    last = known[-1] if known else None
    if last:
        verify(last)
        if now <= last.issued:
            raise CallError(
                f"the clock says {now.isoformat()}, but release {last.version} was issued "
                f"at {last.issued.isoformat()}",
                "set the clock of this machine right",
            )
    digest = patch.digest(new)
    found = compare(last, new, digest, base, languages, purge)
    if last and found.empty and last.dataset == digest:
        raise CallError(
            f"nothing changed since the release {last.version}", "edit, then run `lod build` first"
        )
    chosen = name or version.following(scheme, last.version if last else "", now, found)
    version.check(chosen, scheme, [one.version for one in known])
    release = Release(releases / chosen, chosen, moment, last.version if last else "", digest)
    with staging.staged(release.folder) as folder:
        shutil.copytree(dist, folder, dirs_exist_ok=True)
        if describe:
            describe(folder, release)
        complete(folder, release, found, base)
    return release, found


def compare(
    last: Release | None,
    new: Iterable[str],
    digest: str,
    base: str,
    languages: Sequence[str],
    purge: Purge = lambda lines: lines,
) -> Diff | Tally:
    """The diff from the release before, or from nothing; the patch names both by digest.

    `digest` is that of the new lines.
    """
    old: Iterable[str] = purge(last.dump) if last else ()
    header = [("to-sha256", f'"{digest}"')]
    if last:
        header = [
            ("prev", f"<{last.iri(base)}>"),
            ("from-sha256", f'"{patch.digest(old)}"'),
            *header,
        ]
    return tally.compare(old, new, base, languages, tuple(header))


def complete(folder: Path, release: Release, found: Diff | Tally, base: str) -> None:
    """Write what a release has beside the files of the build, the checksums last."""
    first = not release.previous
    title = f"{release.version}, {release.issued:%Y-%m-%d}"
    files = {
        RECORD: record(release, found),
        CHANGES: changes.markdown(found, base, title, first=first),
    }
    if not first:
        files[CHANGES_JSON] = changes.as_json(found)
    for name in OWN:
        (folder / name).unlink(missing_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    form = ".zst" if dump.find(folder).compressed else ""
    dump.write(folder / f"{PATCH}{form}", found.rows((("id", f"<{release.iri(base)}>"),)))
    sums = checksums.text(checksums.of(folder))
    (folder / checksums.NAME).write_text(sums, encoding="utf-8", newline="\n")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)


def record(release: Release, found: Diff | Tally) -> str:
    """The text of release.json."""
    document = {
        "version": release.version,
        "issued": release.issued.isoformat(),
        "previous": release.previous or None,
        "dataset": release.dataset,
        "rewritten": release.rewritten or None,
        "counts": dict(found.counts),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
