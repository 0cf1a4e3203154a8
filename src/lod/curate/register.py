"""data/register.tsv: which key stands for which IRI; minted once, never recomputed.

Four columns: key, IRI (relative to the base), the day it was first seen, and a state: empty,
`withdrawn`, or `merged KEY`. One row a thing.
"""

import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from lod.curate.records import decode
from lod.errors import InvalidInput, Problem
from lod.model import Position

HEADER = ("key", "iri", "first seen", "state")
OPAQUE = "person"
"""The kind whose IRIs tell nothing: an IRI with a person's name can be neither corrected nor erased."""

_KEY = re.compile(r"[a-z][a-z-]*/[A-Za-z0-9][A-Za-z0-9_.-]*")
_IRI = re.compile(r"id/[a-z][a-z-]*/[a-z0-9]+(?:[-.][a-z0-9]+)*")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_TRANSLITERATED = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "æ": "ae",
        "Æ": "ae",
        "đ": "d",
        "Đ": "d",
        "þ": "th",
        "œ": "oe",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: `iri` is relative to the base; `state` as in the file."""

    key: str
    iri: str
    first_seen: str
    state: str = ""
    position: Position = field(default=Position(""), compare=False)

    @property
    def withdrawn(self) -> bool:
        """Whether the thing must vanish from every output."""
        return self.state == "withdrawn"

    @property
    def merged_into(self) -> str:
        """The key that this one now stands for, or empty."""
        return self.state.removeprefix("merged ") if self.state.startswith("merged ") else ""


@dataclass(frozen=True)
class Register:
    """The rows by key."""

    entries: Mapping[str, Entry]

    def find(self, key: str) -> Entry | None:
        """The row that a key stands for, merges followed."""
        entry = self.entries.get(key)
        for _ in self.entries:
            if not (entry and entry.merged_into):
                break
            entry = self.entries.get(entry.merged_into)
        return entry

    def nearest(self, key: str) -> str:
        """The registered key that looks most like `key`, or empty."""
        same_kind = [known for known in self.entries if known.split("/")[0] == key.split("/")[0]]
        close = get_close_matches(key, same_kind, 1, 0.75) or get_close_matches(
            key, self.entries, 1, 0.75
        )
        return close[0] if close else ""

    @property
    def withdrawn(self) -> frozenset[str]:
        """The relative IRIs of withdrawn things, those merged into them included."""
        gone = {entry.iri for entry in self.entries.values() if entry.withdrawn}
        for entry in self.entries.values():
            target = self.find(entry.key)
            if target and target.withdrawn:
                gone.add(entry.iri)
        return frozenset(gone)

    def mint(self, keys: Iterable[str], today: date) -> "Register":
        """This register with a row for each new key; an IRI that is taken gets `-2`, `-3`, …"""
        entries = dict(self.entries)
        taken = {entry.iri for entry in entries.values()}
        for key in keys:
            if key not in entries:
                iri = _mint(key, taken)
                taken.add(iri)
                entries[key] = Entry(key, iri, today.isoformat())
        return replace(self, entries=entries)

    def text(self) -> str:
        """The file: header, then rows in the order of their keys."""
        rows = (
            "\t".join((entry.key, entry.iri, entry.first_seen, entry.state))
            for _, entry in sorted(self.entries.items())
        )
        return "\n".join(("\t".join(HEADER), *rows)) + "\n"


def parse(raw: bytes, name: str, kinds: Collection[str]) -> tuple[Register, tuple[Problem, ...]]:
    """The rows that can be read, and every problem. `kinds` are the known key segments."""
    try:
        lines = decode(raw, name).splitlines()
    except InvalidInput as error:
        return Register({}), error.problems
    problems: list[Problem] = []
    if not lines or tuple(lines[0].split("\t")) != HEADER:
        remedy = "write the columns " + ", ".join(HEADER) + ", parted by tabs"
        return Register({}), (
            Problem(name, 1, 0, "the first line is not the header", remedy, "bad-register"),
        )
    entries: dict[str, Entry] = {}
    owners: dict[str, Entry] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        entry, found = _entry(line, Position(name, number), kinds)
        problems.extend(found)
        if entry is None:
            continue
        for other, what in ((entries.get(entry.key), "key"), (owners.get(entry.iri), "IRI")):
            if other:
                message = f"the {what} {entry.key if what == 'key' else entry.iri} stands already in line {other.position.line}"
                remedy = (
                    "delete one row"
                    if what == "key"
                    else f"to make one thing of two, write the state `merged {other.key}`"
                )
                problems.append(_problem(entry.position, message, remedy))
        entries.setdefault(entry.key, entry)
        owners.setdefault(entry.iri, entry)
    problems.extend(_bad_merges(entries))
    return Register(entries), tuple(problems)


def slug(text: str) -> str:
    """ASCII words in lower case joined by hyphens, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", text.translate(_TRANSLITERATED))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].rstrip("-")


def key_is_valid(key: str) -> bool:
    """Whether `key` has the form `kind/name`."""
    return bool(_KEY.fullmatch(key))


def _mint(key: str, taken: Collection[str]) -> str:
    kind, _, name = key.partition("/")
    if kind == OPAQUE:
        while True:
            iri = f"id/{kind}/p-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
            if iri not in taken:
                return iri
    stem = f"id/{kind}/{slug(name) or kind}"
    number, iri = 1, stem
    while iri in taken:
        number += 1
        iri = f"{stem}-{number}"
    return iri


def _entry(
    line: str, position: Position, kinds: Collection[str]
) -> tuple[Entry | None, list[Problem]]:
    cells = [unicodedata.normalize("NFC", cell.strip()) for cell in line.split("\t")]
    if len(cells) not in (3, 4):
        return None, [
            _problem(
                position,
                f"{len(cells)} columns instead of 4",
                "part key, IRI, day and state by tabs",
            )
        ]
    key, iri, seen, state = (*cells, "")[:4]
    problems = []
    if not key_is_valid(key) or key.split("/")[0] not in kinds:
        problems.append(
            _problem(
                position,
                f"{key!r} is no key",
                f"write kind/name with a kind of {', '.join(sorted(kinds))}",
            )
        )
    if not _IRI.fullmatch(iri):
        remedy = "write id/kind/name in a-z, 0-9 and hyphens, without spaces; published IRIs never change"
        problems.append(_problem(position, f"{iri!r} is no IRI of this publication", remedy))
    try:
        date.fromisoformat(seen)
    except ValueError:
        problems.append(_problem(position, f"{seen!r} is no day", "write it as 2026-01-31"))
    if state not in ("", "withdrawn") and not state.startswith("merged "):
        problems.append(
            _problem(
                position,
                f"unknown state {state!r}",
                "leave it empty, or write `withdrawn` or `merged KEY`",
            )
        )
    return Entry(key, iri, seen, state, position), problems


def _bad_merges(entries: Mapping[str, Entry]) -> Iterable[Problem]:
    for entry in entries.values():
        seen, current = {entry.key}, entry
        while current.merged_into:
            target = entries.get(current.merged_into)
            if target is None:
                yield _problem(
                    current.position,
                    f"merged into {current.merged_into}, which is not registered",
                    "name a key of this file",
                )
                break
            if target.key in seen:
                yield _problem(
                    entry.position,
                    f"the merge of {entry.key} runs in a circle",
                    "let one of the keys stand",
                )
                break
            seen.add(target.key)
            current = target


def _problem(position: Position, what: str, remedy: str) -> Problem:
    return Problem(position.path, position.line, position.column, what, remedy, "bad-register")
