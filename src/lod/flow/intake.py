"""data/ -> what has to be mapped: the documents whose record is new or differs, and who is gone.

Files that people edit are read as a whole by `curate`, for their checks look across files; JSON
Lines are compared block by block with what the ledger knows, so that of a file of any length only
the lines that differ are read again.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from lod.curate import sources, withdrawal
from lod.curate.claims import Reading
from lod.curate.known import Known
from lod.curate.sources import Sources
from lod.errors import InvalidInput, Problem, WriteError
from lod.flow import lines, resuming, runs
from lod.flow.files import jsonl_files
from lod.flow.ledger import File, Ledger
from lod.flow.lines import Block
from lod.flow.plan import Bench, Named
from lod.flow.runs import Batch
from lod.model import Claim, Document, Position, Status
from lod.publication import Publication

PEOPLE = "data/claims"
"""The name in the ledger of all files that people edit together."""

Recorded = tuple[Document | None, Reading]
"""What one line of JSON Lines says."""

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
    total = 0
    for folder in ("documents", "claims"):
        total += sum(path.stat().st_size for path in (data / folder).glob("*.y*ml"))
    for path in jsonl_files(data):
        if path.is_file():
            total += path.stat().st_size * (8 if path.suffix == ".zst" else 1)
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


def people_digest(data: Path, texts: Path) -> str:
    """A digest of all files that people edit, and of the texts and spans that quotes lie in."""
    digest = hashlib.sha256()
    folders = [data / name for name in ("documents", "claims", "spans")] + [texts]
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".tmp":
                raw = path.read_bytes()
                digest.update(f"{folder.name}/{path.name}\0{len(raw)}\0".encode())
                digest.update(raw)
    return digest.hexdigest()


def of_people(read: Sources, number: int, ledger: Ledger, intake: Intake) -> None:
    """The work that the files which people edit make."""
    old = ledger.documents(PEOPLE)
    chosen: list[tuple[Document | None, Reading]] = []
    digests: list[str] = []
    from lod.flow.shards import ident

    for reading in read.readings:
        if not reading.claims and not reading.document:
            continue
        document = read.documents.get(reading.document)
        key = document.key if document else f"\n{reading.claims[0].position.path}:"
        digest = _digest(document, reading)
        if old.pop(ident(key), b"") != bytes.fromhex(digest):
            chosen.append((document, reading))
            digests.append(digest)
    spoken = {reading.document for reading in read.readings}
    for document in read.documents.values():
        if document.key not in spoken:
            reading = Reading(document.key, (), frozenset(), {}, ())
            digest = _digest(document, reading)
            if old.pop(ident(document.key), b"") != bytes.fromhex(digest):
                chosen.append((document, reading))
                digests.append(digest)
    intake.gone.update(old)
    if chosen:
        intake.batches.append(
            Batch(number, PEOPLE, 0, readings=tuple(chosen), digests=tuple(digests))
        )


def _digest(document: Document | None, reading: Reading) -> str:
    what = (document, reading.claims, sorted(reading.types))
    return hashlib.sha256(repr(what).encode()).hexdigest()[:32]


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


def naming(
    read: Sources | None, data: Path, here: Bench, keys: Collection[str]
) -> tuple[Named, ...]:
    """All that is said of withdrawn things, for what names them must vanish everywhere."""
    gone = here.plan.gone
    found: set[Named] = set()
    if read is not None:
        found.update(_touching(read.claims, gone))
    for _, reading in speaking(data, here, keys):
        found.update(_touching(reading.claims, gone))
    return tuple(sorted(found))


def speaking(data: Path, here: Bench, keys: Collection[str]) -> Iterator[Recorded]:
    """The records in JSON Lines that speak of things with these keys, faulty ones left out."""
    wanted = frozenset(form.encode() for key in keys for form in _written(key))
    for path in jsonl_files(data) if wanted else ():
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


def of_publication(here: Bench, texts: Path) -> Sources:
    """What people edit, read and checked as a whole."""
    return sources.load(here.publication, here.vocabulary, texts, known=here.register)


def kept(read: Sources, here: Bench) -> Sources:
    """The sources without what is withdrawn, also by what other files say of it."""
    told = tuple(
        Claim(*named, Status.EXTERNAL, sources=("<x:x>",), position=Position(""))
        for named in here.plan.naming
    )
    if not here.plan.gone:
        return read
    extra = Reading("", told, frozenset(), {}, ())
    whole = withdrawal.without(replace(read, readings=(*read.readings, extra)), here.plan.gone)
    return replace(whole, readings=whole.readings[:-1])
