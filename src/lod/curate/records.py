"""One file that people edit -> plain data, with the place of every part.

All scalars stay text as written (YAML's `no`, `1_000` and dates never turn into something
else), normalised to Unicode NFC. What YAML allows and a careful reader would stumble over is
a problem: duplicate keys, aliases, tags, tabs.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lod.errors import InvalidInput, Problem
from lod.model import Position

_MAX_DEPTH = 20
_CORE_TAG = "tag:yaml.org,2002:"
_EMPTY = {"", "~", "null"}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Record:
    """The data of one file: text, None, lists and dicts with text keys; never empty."""

    path: str
    data: dict[str, Any]
    node: yaml.Node = field(repr=False, compare=False)

    def locate(self, trail: Sequence[str | int]) -> Position:
        """Where the part at `trail` (keys and indexes from the top) begins."""
        node, mark = self.node, self.node.start_mark
        for step in trail:
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if unicodedata.normalize("NFC", key.value) == step:
                        node, mark = value, key.start_mark
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                mark = node.start_mark
        return Position(self.path, mark.line + 1, mark.column + 1)


def read(path: Path, name: str) -> Record:
    """Read one YAML mapping; InvalidInput lists every problem. `name` stands in messages."""
    return parse(decode(path.read_bytes(), name), name)


def decode(raw: bytes, name: str) -> str:
    """UTF-8 text, without a byte order mark; InvalidInput names the line of the first bad byte."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise _invalid(
            name, line, column, "not UTF-8", "save the file in the encoding UTF-8", "not-utf-8"
        ) from None


def parse(text: str, name: str) -> Record:
    """Read the text of one YAML mapping."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise _invalid(name, line, column, _what(error), _remedy(error), "not-yaml") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the character U+{ord(str(error.character)[:1] or ' '):04X} is not allowed in YAML"
        raise _invalid(name, line, 0, what, "delete it", "not-yaml") from None
    except (ValueError, RecursionError) as error:
        raise _invalid(
            name, 0, 0, f"not YAML: {error}", "write it as in docs/claims.md", "not-yaml"
        ) from None
    if not isinstance(node, yaml.MappingNode):
        what = "the file is empty" if node is None else "the file is no mapping of keys to values"
        raise _invalid(
            name, 1, 0, what, "begin with `document: …`; see docs/claims.md", "empty-file"
        )
    reader = _Reader(name)
    data = reader.value(node, 0)
    if reader.problems:
        raise InvalidInput(tuple(reader.problems))
    return Record(name, data, node)


class _Reader:
    """Turns the node tree into plain data and notes what a careful editor must not write."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self.seen:
            self.problem(
                node, "an alias repeats another part of the file", "write the part out", "alias"
            )
            return None
        self.seen.add(id(node))
        if depth > _MAX_DEPTH:
            self.problem(node, "nested too deeply", f"use at most {_MAX_DEPTH} levels", "too-deep")
            return None
        if not node.tag.startswith(_CORE_TAG):
            self.problem(node, f"the tag {node.tag} is not allowed", "delete the tag", "tag")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if plain and node.value in _EMPTY else unicodedata.normalize("NFC", node.value)

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.problem(key_node, "a key must be plain text", "write `key: value`", "bad-key")
                continue
            key = unicodedata.normalize("NFC", key_node.value)
            if key in result:
                what = f"the key {key} stands twice, first in line {first[key]}"
                self.problem(key_node, what, "put both under one key", "duplicate-key")
                continue
            first[key] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, depth + 1)
        return result

    def problem(self, node: yaml.Node, what: str, remedy: str, code: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self.name, mark.line + 1, mark.column + 1, what, remedy, code))


def _what(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "not YAML")
    return "a tab character indents the line" if "'\\t'" in problem else f"not YAML: {problem}"


def _remedy(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem or "")
    if "'\\t'" in problem:
        return "indent with spaces"
    if "mapping values are not allowed" in problem:
        return 'put text that holds ": " in quotation marks'
    return "check indentation, colons and quotation marks here and one line above"


def _invalid(name: str, line: int, column: int, what: str, remedy: str, code: str) -> InvalidInput:
    return InvalidInput((Problem(name, line, column, what, remedy, code),))
