"""data/ -> what has to be mapped: the documents whose record is new or differs, and who is gone.

Of files that people edit those are read that look otherwise than the ledger knows them; JSON Lines
are compared with it block by block, so that of a file of any length only the lines that differ are
read again.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from lod.curate.claims import Reading
from lod.curate.known import Known
from lod.curate.records import is_file_name
from lod.curate.sources import CLAIMS, DOCUMENTS
from lod.errors import InvalidInput, Problem, WriteError
from lod.flow import lines, resuming, runs, shards, sheets
from lod.flow.files import jsonl_files
from lod.flow.folders import Folders
from lod.flow.ledger import File, Ledger
from lod.flow.lines import Block
from lod.flow.plan import Bench, Named
from lod.flow.runs import Batch
from lod.flow.sheets import Sheet
from lod.model import Claim, Document
from lod.publication import Publication

PEOPLE = "data/claims"
"""The name in the ledger of all files that people edit together."""

Recorded = tuple[Document | None, Reading]
"""What one line of JSON Lines, or one sheet, says."""

_SHEETS = 32
"""Sheets that are one piece of work."""

_KEY = re.compile(rb'"[A-Za-z0-9][A-Za-z0-9_./\\-]*"')
_FEW = 40
"""Keys up to which it is quicker to look for each of them than for all that look like one."""

_RACE = 2_000_000_000
"""Nanoseconds in which a file may change again without showing it."""


@dataclass(slots=True)
class Intake:
    """The work: batches to map, documents that are gone or will be mapped again, problems.

    What batches need of compressed files lies unpacked in `folder`.
    """

    folder: Path
    batches: list[Batch] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    moved: list[tuple[str, int, int]] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0


def size(data: Path) -> int:
    """A measure of how much there is to publish: bytes of records, as if none were compressed."""
    total = sum(_size(data / folder) for folder in (DOCUMENTS, CLAIMS))
    for path in jsonl_files(data):
        if path.is_file():
            total += path.stat().st_size * (8 if path.suffix == ".zst" else 1)
    return total


def _size(folder: Path) -> int:
    """Bytes of the files of a folder that people edit."""
    total = 0
    if folder.is_dir():
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_file_name(entry.name):
                    with suppress(OSError):  # its reader tells what is wrong with it
                        total += entry.stat().st_size
    return total


def room(publication: Publication, target: Path) -> None:
    """Refuse to begin what the disk will not hold: about three times the records, compressed."""
    need = 3 * size(publication.data) + 50_000_000
    place = next(path for path in (target, *target.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if free < need:
        what = (
            f"{place}: {free // 1_000_000} MB are free, the build needs about {need // 1_000_000}"
        )
        raise WriteError(what, "free space or choose another folder")


def of_sheets(folders: Folders, texts: Path, ledger: Ledger, intake: Intake) -> None:
    """The work that the files which people edit make."""
    changed, gone = folders.changed(ledger)
    names = {shards.ident(key) for key in (*gone, *(sheet.key for sheet in changed))}
    intake.gone.update(name for name in names if ledger.place(name) == (PEOPLE, 0))
    for start in range(0, len(changed), _SHEETS):
        intake.count += 1
        some = tuple(changed[start : start + _SHEETS])
        intake.batches.append(Batch(intake.count, PEOPLE, 0, sheets=some, texts=str(texts)))


def of_lines(path: Path, name: str, ledger: Ledger, known: File | None, intake: Intake) -> None:
    """The work that one file of JSON Lines makes; its problems are noted."""
    try:
        stamp = _stamp(path, name)
        if known and known.stamp and known.stamp == stamp:
            return
        if known is None:
            blocks = tuple(_all_new(path, name, intake))
        else:
            blocks = _Comparison(path, name, ledger, known, intake).blocks()
    except InvalidInput as error:
        intake.problems.extend(error.problems)
        return
    intake.files[name] = File(stamp, blocks)


def _stamp(path: Path, name: str) -> str:
    """What tells whether the file was changed since, empty while that cannot be told."""
    try:
        status = path.stat()
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        remedy = "check the file and its rights"
        raise InvalidInput((Problem(name, 0, 0, what, remedy, "unreadable"),)) from None
    if time.time_ns() - status.st_mtime_ns < _RACE:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


def _all_new(path: Path, name: str, intake: Intake) -> Iterator[Block]:
    for block, raw in lines.blocks(path, name):
        intake.batches.append(_batch(path, name, block, raw, intake))
        yield block


def _batch(path: Path, name: str, block: Block, raw: bytes, intake: Intake) -> Batch:
    intake.count += 1
    offset = block.offset
    if path.suffix == ".zst":
        path = intake.folder / "unpacked"
        with path.open("ab") as file:
            offset = file.tell()
            file.write(raw)
    return Batch(intake.count, name, block.first, offset, block.length, file=str(path))


class _Comparison:
    """Old and new blocks of a file: equal ones at both ends are skipped, the middle is read."""

    def __init__(self, path: Path, name: str, ledger: Ledger, known: File, intake: Intake) -> None:
        self.path, self.name, self.ledger, self.intake = path, name, ledger, intake
        self.old = list(known.blocks)

    def blocks(self) -> tuple[Block, ...]:
        new = list(resuming.blocks(self.path, self.name, self.old))
        old = self.old
        start = 0
        while start < min(len(old), len(new)) and old[start].digest == new[start].digest:
            start += 1
        end = 0
        most = min(len(old), len(new)) - start
        while end < most and old[-1 - end].digest == new[-1 - end].digest:
            end += 1
        gone, come = old[start : len(old) - end], new[start : len(new) - end]
        self.compare(gone, come)
        if end:
            last = old[-end].first
            self.intake.moved.append((self.name, last - 1, new[-end].first - last))
        return tuple(new)

    def compare(self, gone: list[Block], come: list[Block]) -> None:
        before: dict[str, bytes] = {}
        for block in gone:
            stop = block.first + block.count - 1
            before |= self.ledger.documents_of_blocks(self.name, block.first, stop)
        known = set(before.values())
        seen: dict[bytes, int] = {}
        for block, raw in lines.reread(self.path, self.name, come):
            fresh = set()
            for number, line in enumerate(raw.split(b"\n"), block.first):
                if line.strip():
                    digest = hashlib.sha256(line).digest()[:16]
                    if digest not in known or digest in seen:
                        fresh.add(digest)
                    seen.setdefault(digest, number)
            if fresh:
                batch = _batch(self.path, self.name, block, raw, self.intake)
                self.intake.batches.append(replace(batch, only=frozenset(fresh)))
        for ident, digest in before.items():
            if digest in seen:
                self.intake.lines.append((ident, seen[digest]))
            else:
                self.intake.gone.add(ident)


def naming(here: Bench, folders: Folders, texts: Path, keys: Collection[str]) -> tuple[Named, ...]:
    """All that is said of withdrawn things, for what names them must vanish everywhere."""
    gone = here.plan.gone
    found: set[Named] = set()
    for _, reading in speaking(here, folders.sheets.values(), texts, keys):
        found.update(_touching(reading.claims, gone))
    return tuple(sorted(found))


def speaking(
    here: Bench, among: Iterable[Sheet], texts: Path, keys: Collection[str]
) -> Iterator[Recorded]:
    """What sheets and lines say that speak of things with these keys, faulty ones left out."""
    if keys:
        yield from _of_sheets(here, among, texts, keys)
        yield from _of_lines(here, keys)


def _of_sheets(
    here: Bench, among: Iterable[Sheet], texts: Path, keys: Collection[str]
) -> Iterator[Recorded]:
    words = frozenset(key.removeprefix("document/").encode() for key in keys)
    for sheet in sheets.speaking(among, words, here):
        found = sheets.read(sheet, here, texts, Known(here.vocabulary))
        if not found.faulty:
            yield found.document, found.said


def _of_lines(here: Bench, keys: Collection[str]) -> Iterator[Recorded]:
    wanted = frozenset(form.encode() for key in keys for form in _written(key))
    for path in jsonl_files(here.publication.data):
        for block, raw in lines.blocks(path, path.name):
            if _holds(raw, wanted):
                for number, line in enumerate(raw.split(b"\n"), block.first):
                    if _holds(line, wanted):
                        with suppress(InvalidInput):
                            yield recorded(line, path.name, number, here)


def _written(key: str) -> Iterator[str]:
    """How a key stands in JSON, where some escape a slash; a document names itself without."""
    kind, _, name = key.partition("/")
    yield f'"{key}"'
    yield f'"{kind}\\/{name}"'
    if kind == "document":
        yield f'"{name}"'


def _holds(raw: bytes, wanted: frozenset[bytes]) -> bool:
    if len(wanted) <= _FEW:
        return any(one in raw for one in wanted)
    return not wanted.isdisjoint(_KEY.findall(raw))


def recorded(line: bytes, name: str, number: int, here: Bench) -> Recorded:
    """The document of a line, None where there is none, and its claims; InvalidInput."""
    document, found = runs.recorded(line, name, number, here, Known(here.vocabulary))
    return document, found.reading()


def _touching(found: Iterable[Claim], gone: frozenset[str]) -> Iterator[Named]:
    for claim in found:
        if claim.subject[1:-1] in gone or claim.object[1:-1] in gone:
            yield claim.statement
