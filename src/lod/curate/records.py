"""One file that people edit -> plain data, with the place of every part.

All scalars stay text as written (YAML's `no`, `1_000` and dates never turn into something
else), normalised to Unicode NFC. What YAML allows and a careful reader would stumble over is
a problem: duplicate keys, anchors, tags, tabs, control characters.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from lod.errors import InvalidInput, Problem
from lod.model import Position

SUFFIXES = (".yaml", ".yml")

_MAX_DEPTH = 20
_EMPTY = {"", "~", "null"}
_UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_UNSEEN}]")
_FORBIDDEN_IN_VALUE = re.compile(f"[{_UNSEEN}\r]")
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\#[^\r\n]*\r?\n|\r?\n)*"  # a byte order mark, comments
    rb"document: +([A-Za-z0-9][A-Za-z0-9_.-]*) *\r?\n(?:\r?\n)*(?=[a-z]|\Z)"
)
"""How most files begin; the next line is another key, so it does not continue the first value."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a file begins, and the places of what it consists of."""

    line: int
    column: int
    parts: dict[str | int, "Place"] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """The data of one file: text, None, lists and dicts with text keys; never empty."""

    path: str
    data: dict[str, Any]
    place: Place = field(repr=False, compare=False)

    def locate(self, trail: Sequence[str | int]) -> Position:
        """Where the part at `trail` (keys and indexes from the top) begins.

        A trail that goes further than the file does ends at the last part that there is.
        """
        place = self.place
        if not place.parts:
            return self._start
        for step in trail:
            part = place.parts.get(step)
            if part is None:
                break
            place = part
        return Position(self.path, place.line, place.column)

    @cached_property
    def _start(self) -> Position:
        return Position(self.path, self.place.line, self.place.column)


def files(folder: Path) -> tuple[Path, ...]:
    """The YAML files of a folder by name, hidden ones left out; none where there is no folder."""
    if not folder.is_dir():
        return ()
    return tuple(path for path in sorted(folder.iterdir()) if is_file_name(path.name))


def is_file_name(name: str) -> bool:
    """Whether a file with this name is read: a YAML file that is not hidden."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def read(path: Path, name: str) -> Record:
    """Read one YAML mapping; InvalidInput lists every problem. `name` stands in messages."""
    return parse(decode(read_bytes(path, name), name), name)


def read_bytes(path: Path, name: str) -> bytes:
    """What a file holds; InvalidInput where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise _invalid(name, 0, 0, what, "check the file and its rights", "unreadable") from error


def decode(raw: bytes, name: str) -> str:
    """UTF-8 text, without a byte order mark; InvalidInput names the line of the first bad byte."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _invalid(
            name, line, column, "not UTF-8", "save the file in the encoding UTF-8", "not-utf-8"
        ) from None


def parse(text: str, name: str) -> Record:
    """Read the text of one YAML mapping."""
    if match := _FORBIDDEN.search(text):
        raise _forbidden_character(text, match, name)
    reader = _Reader(name, yaml.parse(text, Loader=_Loader))
    try:
        data, place = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what, remedy = _syntax(error, text[mark.index : mark.index + 1] if mark else "")
        problem = Problem(name, line, column, what, remedy, "not-yaml")
        raise InvalidInput((*reader.problems, problem)) from None
    if reader.problems:
        raise InvalidInput(tuple(reader.problems))
    if not isinstance(data, dict) or not data:
        what = "the file is no mapping of keys to values" if data else "the file is empty"
        remedy = "begin with `document: …`; see docs/claims.md"
        raise _invalid(name, 1, 0, what, remedy, "empty-file")
    return Record(name, data, place)


class _Reader:
    """Turns YAML events into plain data and notes what a careful editor must not write.

    Events, not the parser's node tree: that one is built by recursion and ends the process on
    a file that is nested deeply enough.
    """

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.problems: list[Problem] = []

    def document(self) -> tuple[Any, Place]:
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                found = self.value(event, 0)
                self.end()
                return found
        return None, Place(1, 1)

    def under(self, wanted: str) -> str | None:
        start = next(event for event in self.events if isinstance(event, yaml.NodeEvent))
        for event in self.events if isinstance(start, yaml.MappingStartEvent) else ():
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, _ = self.key(event, 0)
            value, _ = self.value(next(self.events), 1)
            if key == wanted:
                return value if isinstance(value, str) else None
        return None

    def end(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                what = "a second YAML document begins"
                self.problem(event, what, "delete the line `---`", "not-yaml")
                return

    def value(self, event: Any, depth: int) -> tuple[Any, Place]:
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1)
        if depth > _MAX_DEPTH:
            self.problem(event, "nested too deeply", f"use at most {_MAX_DEPTH} levels", "too-deep")
            raise InvalidInput(tuple(self.problems))
        self.plainness(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(place, depth), place
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, depth), place
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event), place
        return None, place

    def plainness(self, event: Any) -> None:
        """Anchors, aliases and tags make a file mean something else than it shows."""
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias *{event.anchor} repeats another part of the file"
            self.problem(event, what, "write the part out", "alias")
        elif event.anchor is not None:
            what = f"the anchor &{event.anchor} names a part of the file"
            self.problem(event, what, "delete it, or put the text in quotation marks", "alias")
        if (tag := getattr(event, "tag", None)) is not None:
            self.problem(event, f"the tag {tag} is not allowed", "delete the tag", "tag")

    def scalar(self, event: yaml.ScalarEvent) -> str | None:
        value: str = event.value
        if not event.style and value in _EMPTY:
            return None
        if event.style in ("|", ">"):
            value = value.rstrip("\n")
        if match := _FORBIDDEN_IN_VALUE.search(value):
            what = f"the character U+{ord(match.group()):04X} is not allowed"
            self.problem(event, what, "delete it", "bad-character")
        return unicodedata.normalize("NFC", value)

    def sequence(self, place: Place, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item, place.parts[len(items)] = self.value(event, depth + 1)
            items.append(item)
        return items

    def mapping(self, place: Place, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, key_place = self.key(event, depth)
            value, parts = self.value(next(self.events), depth + 1)
            if key is None:
                continue
            if key in result:
                what = f"the key {key} stands twice, first in line {place.parts[key].line}"
                self.problem(event, what, "put both under one key", "duplicate-key")
                continue
            result[key] = value
            place.parts[key] = Place(key_place.line, key_place.column, parts.parts)
        return result

    def key(self, event: Any, depth: int) -> tuple[str | None, Place]:
        key, place = self.value(event, depth + 1)
        if isinstance(key, str) and key:
            return key, place
        if not isinstance(event, yaml.AliasEvent):
            self.problem(event, "a key must be plain text", "write `key: value`", "bad-key")
        return None, place

    def problem(self, event: Any, what: str, remedy: str, code: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.name, mark.line + 1, mark.column + 1, what, remedy, code))


def document_named(raw: bytes) -> str | None:
    """The text under `document:` in a file, None where there is none or it cannot be read.

    What comes after it is not looked at.
    """
    if (begun := _BEGINNING.match(raw)) and begun[1] != b"null":
        return begun[1].decode()
    try:
        return _Reader("", yaml.parse(raw.decode("utf-8-sig"), Loader=_Loader)).under("document")
    except (UnicodeDecodeError, yaml.YAMLError, InvalidInput, StopIteration):
        return None


def _forbidden_character(text: str, match: re.Match[str], name: str) -> InvalidInput:
    start = match.start()
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    what = f"the character U+{ord(match.group()):04X} is not allowed"
    return _invalid(name, line, column, what, "delete it", "bad-character")


def _syntax(error: yaml.MarkedYAMLError, character: str) -> tuple[str, str]:
    """What is wrong and what to do, from the parser's words and the character it stopped at."""
    problem = str(error.problem or error.context or "")
    if character == "\t" or "tab character" in problem:
        return "a tab character indents the line", "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a second colon in one value", 'put text that holds ": " in quotation marks'
    if "cannot start any token" in problem:
        what = f"text cannot begin with {character}"
        return what, "put the text in quotation marks"
    remedy = "check indentation, colons and quotation marks here and one line above"
    return f"not YAML: {problem}", remedy


def _invalid(name: str, line: int, column: int, what: str, remedy: str, code: str) -> InvalidInput:
    return InvalidInput((Problem(name, line, column, what, remedy, code),))
