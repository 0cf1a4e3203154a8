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
WITHDRAWN, MERGED = "withdrawn", "merged "
OPAQUE = "person"
"""The kind whose IRIs tell nothing: a person's name in an IRI could not be corrected or erased."""

_KEY = re.compile(r"[a-z][a-z-]*/[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
_IRI = re.compile(r"id/[a-z][a-z-]*/[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LONGEST_NAME = 120
_ALIKE, _VERY_ALIKE = 0.7, 0.9
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_TRANSLITERATED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i"}
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
        return self.state == WITHDRAWN

    @property
    def merged_into(self) -> str:
        """The key that this one now stands for, or empty."""
        return self.state.removeprefix(MERGED) if self.state.startswith(MERGED) else ""


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
        """The registered key that looks most like `key`, or empty; kinds matter more than names."""
        kind, _, name = key.partition("/")
        if len(name) > _LONGEST_NAME:
            return ""
        same = [known.partition("/")[2] for known in self.entries if known.startswith(f"{kind}/")]
        if close := get_close_matches(name, same, 1, _ALIKE):
            return f"{kind}/{close[0]}"
        others = {known.partition("/")[2]: known for known in self.entries}
        close = get_close_matches(name, others, 1, _VERY_ALIKE)
        return others[close[0]] if close else ""

    @property
    def withdrawn(self) -> frozenset[str]:
        """The relative IRIs of withdrawn things, those merged into them included."""
        gone = set()
        for entry in self.entries.values():
            target = self.find(entry.key)
            if entry.withdrawn or (target and target.withdrawn):
                gone.add(entry.iri)
        return frozenset(gone)

    def mint(self, keys: Iterable[str], today: date) -> "Register":
        """This register with a row for each new key; `-2`, `-3` and so on follow a taken IRI."""
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
        lines = decode(raw, name).replace("\r\n", "\n").split("\n")
    except InvalidInput as error:
        return Register({}), error.problems
    if tuple(lines[0].split("\t")) != HEADER:
        remedy = f"write the columns {', '.join(HEADER)}, parted by tabs"
        return Register({}), (_problem(Position(name, 1), "the header is missing", remedy),)
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    owners: dict[str, Entry] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        entry, found = read(line, Position(name, number), kinds)
        problems.extend(found)
        if entry:
            problems.extend(_repeats(entry, entries.get(entry.key), owners.get(entry.iri)))
            entries.setdefault(entry.key, entry)
            owners.setdefault(entry.iri, entry)
    merged = {key: entry for key, entry in entries.items() if entry.merged_into}
    problems.extend(bad_merges(merged, entries))
    return Register(entries), tuple(problems)


def _repeats(entry: Entry, same_key: Entry | None, same_iri: Entry | None) -> Iterable[Problem]:
    if same_key:
        what = f"the key {entry.key} stands already in line {same_key.position.line}"
        yield _problem(entry.position, what, "delete one row")
    elif same_iri:
        what = f"the IRI {entry.iri} stands already in line {same_iri.position.line}"
        remedy = "give each key its own IRI; to make one thing of two, "
        remedy += f"write the state `merged {same_iri.key}`"
        yield _problem(entry.position, what, remedy)


def slug(text: str, longest: int = 60) -> str:
    """ASCII words in lower case joined by hyphens, at most `longest` characters."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_TRANSLITERATED)).lower()
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:longest].rstrip("-")


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


def read(
    line: str, position: Position, kinds: Collection[str]
) -> tuple[Entry | None, list[Problem]]:
    """One row, and what is wrong with it by itself."""
    cells = [unicodedata.normalize("NFC", cell.strip()) for cell in line.split("\t")]
    if len(cells) not in (3, 4):
        what = f"{len(cells)} columns instead of 4"
        return None, [_problem(position, what, "part key, IRI, day and state by tabs")]
    key, iri, seen, state = (*cells, "")[:4]
    wrong = (*_wrong_names(key, iri, kinds), *_wrong_state(seen, state))
    return Entry(key, iri, seen, state, position), [_problem(position, *one) for one in wrong]


def _wrong_names(key: str, iri: str, kinds: Collection[str]) -> Iterable[tuple[str, str]]:
    kind = key.split("/")[0]
    if not key_is_valid(key) or kind not in kinds:
        yield f"{key!r} is no key", f"write kind/name with a kind of {', '.join(sorted(kinds))}"
    elif not _IRI.fullmatch(iri):
        remedy = "write id/kind/name in a-z, 0-9 and hyphens; published IRIs never change"
        yield f"{iri!r} is no IRI of this publication", remedy
    elif iri.split("/")[1] != kind:
        yield f"{iri} is no IRI for a thing of the kind {kind}", f"write id/{kind}/…"


def _wrong_state(seen: str, state: str) -> Iterable[tuple[str, str]]:
    try:
        date.fromisoformat(seen)
    except ValueError:
        yield f"{seen!r} is no day", "write it as 2026-01-31"
    else:
        if not _DAY.fullmatch(seen):
            yield f"{seen!r} is no day", "write it as 2026-01-31"
    if state not in ("", WITHDRAWN) and not state.startswith(MERGED):
        yield f"unknown state {state!r}", "leave it empty, or write `withdrawn` or `merged KEY`"


def bad_merges(merged: Mapping[str, Entry], entries: Mapping[str, Entry]) -> Iterable[Problem]:
    """What is wrong with rows that are merged into others; `entries` are all rows."""
    for entry in merged.values():
        target = entries.get(entry.merged_into)
        if target is None:
            what = f"merged into {entry.merged_into!r}, which is not registered"
            yield _problem(entry.position, what, "name a key of this file")
        elif target.key.split("/")[0] != entry.key.split("/")[0]:
            what = f"{entry.key} is merged into a thing of another kind, {target.key}"
            yield _problem(entry.position, what, "merge things of one kind")
    for key in sorted(_in_circles(merged)):
        what = f"the merge of {key} runs in a circle"
        yield _problem(merged[key].position, what, "let one of the keys stand")


def _in_circles(merged: Mapping[str, Entry]) -> Iterable[str]:
    """The keys whose merges lead nowhere; each row is looked at once."""
    ends: dict[str, bool] = {}
    for key in merged:
        path: dict[str, None] = {}
        current = key
        while current in merged and current not in ends and current not in path:
            path[current] = None
            current = merged[current].merged_into
        ends.update(dict.fromkeys(path, ends.get(current, current not in path)))
    return [key for key, ended in ends.items() if not ended]


def _problem(position: Position, what: str, remedy: str) -> Problem:
    return Problem(position.path, position.line, position.column, what, remedy, "bad-register")
