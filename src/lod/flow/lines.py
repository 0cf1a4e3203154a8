"""JSON Lines -> records: one document a line, with its claims and the spans of its quotes.

Enters: `.jsonl` or `.jsonl.zst` files of data/records. Leaves: blocks of lines for the workers,
and for each line the parts that the readers of documents and claims take.
"""

import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import zstandard

from lod import zstd
from lod.curate.quotes import Quote
from lod.curate.records import Place
from lod.errors import InvalidInput, Problem
from lod.model import Span

BLOCK = 1 << 19
"""Bytes that are read at once."""

_LENGTHS = 97
"""A block ends after a line whose length is a multiple of this: where the content says so."""

_MOST = 1 << 21
"""Bytes after which a block ends in any case."""

_BOM = b"\xef\xbb\xbf"
_KEYS = {"document", "claims", "spans"}
_NOTHING: tuple[Any, ...] = ("", 0, "")
"""What a span says where it stops early: exact words, occurrence, prefix."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One record: the document's record, its claims as a claim file holds them, its spans."""

    document: dict[str, Any] | None
    claims: dict[str, Any]
    recorded: list[list[Any]]
    place: Place
    path: str

    def spans(self, length: int) -> Mapping[Quote, Span]:
        """The spans by quote; InvalidInput where one is none."""
        found: dict[Quote, Span] = {}
        for row in self.recorded:
            try:
                start, end, quote, exact, occurrence, prefix = (*row, *_NOTHING[len(row) - 3 :])
                span = Span(start, end, exact or quote)
                if span.end > length or prefix is None:
                    raise ValueError
                found[Quote(quote, occurrence, prefix)] = span
            except (TypeError, ValueError):
                what = "a span is no span of the text"
                remedy = "write [start, end, quote] in code points of the text"
                raise _invalid(self.path, self.place.line, what, remedy, "bad-spans") from None
        return found


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file: where they lie, the first line's number, how many, their digest."""

    offset: int
    length: int
    first: int
    count: int
    digest: bytes


def read(line: bytes, path: str, number: int) -> Line:
    """The parts of one line; InvalidInput where it is no record."""
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        what = f"this line is no JSON: {error.msg} at character {error.colno}"
        raise _invalid(path, number, what, "write one JSON object a line", "not-json") from None
    if not isinstance(data, dict) or not isinstance(data.get("document", {}), dict):
        what = "the line is no record"
        remedy = 'write {"document": {…}, "claims": […], "spans": […]}'
        raise _invalid(path, number, what, remedy, "bad-record")
    for key in data.keys() - _KEYS:
        what, remedy = f"unknown key {key}", f"known: {', '.join(sorted(_KEYS))}"
        raise _invalid(path, number, what, remedy, "unknown-key")
    again = orjson.dumps(data)
    if not line.startswith(again) and _count_of_keys(line) != _count_of_keys(again):
        _refuse_twice(line, path, number)
    text = line.decode()
    clean = b"\\u" not in line and unicodedata.is_normalized("NFC", text)
    entries, spans = _plain(data.get("claims", []), clean), data.get("spans", [])
    claims = {"claims": entries}
    document = None
    if "document" in data:
        document = _plain(data["document"], clean)
        claims["document"] = document.get("document")
    place = Place(number, 0)
    return Line(document, claims, spans if isinstance(spans, list) else [spans], place, path)


def _count_of_keys(text: bytes) -> int:
    """How many keys a JSON text has, too few where there is space between a key and its colon."""
    return text.count(b'":') - (text.count(b'\\":') if b"\\" in text else 0)


def _refuse_twice(line: bytes, path: str, number: int) -> None:
    """InvalidInput where an object has a key twice, of which a parser keeps the last."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        for key, times in Counter(key for key, _ in found).items():
            if times > 1:
                what = f"the key {key} stands twice"
                raise _invalid(path, number, what, "put both under one key", "duplicate-key")
        return dict(found)

    json.loads(line, object_pairs_hook=pairs)


def _is_plain(values: Iterable[Any]) -> bool:
    """Whether all scalars are text."""
    for value in values:
        kind = type(value)
        if kind is str or value is None:
            continue
        if kind is dict:
            value = value.values()
        elif kind is not list:
            return False
        if not _is_plain(value):
            return False
    return True


def _plain(value: Any, clean: bool) -> Any:
    """The value with all scalars as text, as an editor would have written them."""
    return value if clean and _is_plain((value,)) else _as_text(value, clean)


def _as_text(value: Any, clean: bool) -> Any:
    kind = type(value)
    if kind is str:
        return value if clean else _cleaned(value)
    if kind is dict:
        if not clean:
            value = {_cleaned(key): item for key, item in value.items()}
        return {key: _as_text(item, clean) for key, item in value.items()}
    if kind is list:
        return [_as_text(item, clean) for item in value]
    if value is None:
        return None
    return orjson.dumps(value).decode()


def _cleaned(text: str) -> str:
    return _UNSEEN.sub("\ufffd", unicodedata.normalize("NFC", text))


def part(path: str, offset: int, length: int) -> bytes:
    """A stretch of a file."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.pread(file, length, offset)
    finally:
        os.close(file)


def blocks(path: Path, name: str, offset: int = 0, first: int = 1) -> Iterator[tuple[Block, bytes]]:
    """The blocks of a file in order, each with its bytes; a damaged .zst is InvalidInput.

    Of a plain file those from the one on that lies at `offset` and whose first line is `first`.
    A byte order mark at the beginning belongs to none: what follows may come to stand elsewhere.
    """
    size = 0
    pending: list[bytes] = []
    for line in _lines(path, name, offset):
        if not offset and not size and line.startswith(_BOM):
            line, offset = line[len(_BOM) :], len(_BOM)
        pending.append(line)
        size += len(line)
        if len(line) % _LENGTHS == 0 or size >= _MOST:
            yield _block(pending, offset, first)
            first, offset, size = first + len(pending), offset + size, 0
            pending = []
    if pending:
        yield _block(pending, offset, first)


def reread(path: Path, name: str, wanted: Collection[Block]) -> Iterator[tuple[Block, bytes]]:
    """Those blocks of a file that was read already, each with its bytes."""
    if path.suffix == ".zst":
        places = {block.offset for block in wanted}
        yield from (found for found in blocks(path, name) if found[0].offset in places)
        return
    for block in wanted:
        yield block, part(str(path), block.offset, block.length)


def numbered(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that hold something, with their numbers."""
    for number, line in enumerate(_lines(path, name), 1):
        text = line.removeprefix(_BOM) if number == 1 else line
        if text.strip():
            yield number, text


def _block(pending: list[bytes], offset: int, first: int) -> tuple[Block, bytes]:
    raw = b"".join(pending)
    return Block(offset, len(raw), first, len(pending), digest(raw)), raw


def digest(raw: bytes) -> bytes:
    """What tells one block from another."""
    return hashlib.sha256(raw).digest()[:16]


def _lines(path: Path, name: str, offset: int = 0) -> Iterator[bytes]:
    """The lines of a file with their ends, of a plain one those from an offset on."""
    rest = b""
    for raw in _stream(path, name, offset):
        found = (rest + raw).split(b"\n")
        rest = found.pop()
        for line in found:
            yield line + b"\n"
    if rest:
        yield rest


def _stream(path: Path, name: str, offset: int) -> Iterator[bytes]:
    """The plain bytes of a file; InvalidInput where it cannot be read."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".zst":
                yield from _frames(file, name)
            else:
                file.seek(offset)
                while raw := file.read(BLOCK):
                    yield raw
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise _invalid(name, 0, what, "check the file and its rights", "unreadable") from None


def _frames(file: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        yield from zstd.frames(file)
    except zstandard.ZstdError as error:
        what = f"the file is damaged: {error}"
        raise _invalid(name, 0, what, "copy the file again", "damaged") from None
    except EOFError:
        what = "the file ends within a zstd frame"
        raise _invalid(name, 0, what, "copy the file again: it is cut short", "truncated") from None


def _invalid(path: str, line: int, what: str, remedy: str, code: str) -> InvalidInput:
    return InvalidInput((Problem(path, line, 0, what, remedy, code),))
