"""Which version comes next: by the calendar (2026.11.21) or by what changed (1.4.2).

A calendar version is the day of the release in its own time zone, `-2` for a second one that
day. A semantic version rises in its first number where things vanish, in its second where
something is added, in its third otherwise (semver.org 2.0.0, without pre-releases).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from lod.errors import CallError
from lod.releases.diff import Diff, State
from lod.releases.tally import Tally

_CALENDAR = re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]{2})(?:-([1-9][0-9]*))?")
_SEMANTIC = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Scheme(StrEnum):
    """How versions are named; the values are those of lod.toml."""

    CALENDAR = "calendar"
    SEMANTIC = "semantic"


def order(version: str, scheme: Scheme) -> tuple[int, ...]:
    """What versions are sorted by; CallError where it is no version of this scheme."""
    match = (_CALENDAR if scheme is Scheme.CALENDAR else _SEMANTIC).fullmatch(version)
    if match is None:
        example = "2026.11.21" if scheme is Scheme.CALENDAR else "1.4.2"
        raise CallError(f"{version!r} is no {scheme} version", f"write it as {example}")
    return tuple(int(part or 1) for part in match.groups())


def following(scheme: Scheme, last: str, now: datetime, diff: Diff | Tally) -> str:
    """The version after `last`, which is empty before the first release."""
    if scheme is Scheme.CALENDAR:
        return now.strftime("%Y.%m.%d")
    if not last:
        return "1.0.0"
    major, minor, patch = order(last, scheme)
    if diff.count(State.REMOVED):
        return f"{major + 1}.0.0"
    if diff.count(State.ADDED) or diff.grows:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def check(version: str, scheme: Scheme, known: Sequence[str]) -> None:
    """CallError where the version exists or lies before the last one; `known` is in order."""
    number = order(version, scheme)
    if version in known:
        remedy = "nothing was changed; give the next one a version of its own with --version"
        if scheme is Scheme.CALENDAR:
            day, _, count = version.partition("-")
            remedy += f", such as {day}-{int(count or 1) + 1}"
        raise CallError(f"the release {version} exists", remedy)
    if known and _comparable(known[-1], scheme) and number < order(known[-1], scheme):
        raise CallError(
            f"the version {version} lies before the last release, {known[-1]}",
            "set the clock of this machine right, or give a later version",
        )


def _comparable(version: str, scheme: Scheme) -> bool:
    """Whether the last release was named by the same scheme; a publication may change its own."""
    return bool((_CALENDAR if scheme is Scheme.CALENDAR else _SEMANTIC).fullmatch(version))
