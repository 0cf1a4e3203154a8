"""Chunks -> dist: every dump put together from the pieces of the chunks, in one pass.

Pieces are zstd frames and gzip members already, and both formats may be joined: a large dump is
copied, not compressed again. What has not changed since the last publication is linked.
"""

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import zstandard

from lod.errors import WriteError
from lod.flow.chunks import Chunk
from lod.flow.packing import damaged
from lod.flow.parts import Part
from lod.flow.pieces import EVIDENCE, JSONLD, NQUADS, RDF12, SEPARATOR, TRIG, TURTLE
from lod.flow.plan import Bench
from lod.publish import jsonld, trig, turtle
from lod.publish.sink import Written
from lod.publish.trig import Mark

PLAIN, ZSTD, GZIP = "", ".zst", ".gz"
_LEVEL = 1
_MUCH = 1 << 20
"""Bytes that are written at once, at least."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a dump: given, or a part of a chunk's file."""

    raw: bytes = b""
    path: str = ""
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump as a list of stretches, with a digest of all that decides its bytes."""

    name: str
    stretches: tuple[Stretch, ...]
    size: int
    digest: str


def dumps(here: Bench, chunks: Sequence[Chunk], head: str) -> list[Dump]:
    """The dumps that the chunks make up."""
    return [_dump(name, here, chunks, head) for name in here.plan.dumps]


def _dump(name: str, here: Bench, chunks: Sequence[Chunk], head: str) -> Dump:
    stretches = tuple(_stretches(name, here, chunks, head))
    size = sum(s.part.size if s.part else len(s.raw) for s in stretches)
    digest = hashlib.sha256()
    for stretch in stretches:
        if stretch.part:
            digest.update(f"{stretch.path} {stretch.part.offset}\n".encode())
        else:
            digest.update(stretch.raw + b"\n")
    return Dump(name, stretches, size, digest.hexdigest())


def _stretches(name: str, here: Bench, chunks: Sequence[Chunk], head: str) -> Iterator[Stretch]:
    opening, closing = _ends(name, here, head)
    if opening:
        yield Stretch(opening.encode())
    kind, first, mark = "", True, None
    for chunk in chunks:
        for part in chunk.parts:
            if part.name != name or not part.size:
                continue
            if name == JSONLD:
                yield Stretch((SEPARATOR[1:] if first else SEPARATOR).encode())
            elif name == TRIG:
                before, mark = mark, Mark.read(part.kind)
                if between := trig.between(before, mark):
                    yield Stretch(between.encode())
            elif name != NQUADS and part.kind != kind:
                kind = part.kind
                yield Stretch(turtle.section(kind).encode())
            first = False
            yield Stretch(path=chunk.path, part=part)
    if closing or mark:
        yield Stretch((closing or trig.between(mark, None)).encode())


def _ends(name: str, here: Bench, head: str) -> tuple[str, str]:
    if name in (TURTLE, EVIDENCE, TRIG, RDF12):
        return turtle.preamble(here.prefixes, head), ""
    if name == JSONLD:
        text = "".join(jsonld.write((), here.context, here.publication.base))
        closing = "\n  ]\n}\n"
        return text.removesuffix(closing), closing
    return "", ""


@dataclass(frozen=True, slots=True)
class Before:
    """A file of the last publication: digest of its making, size, time, SHA-256."""

    digest: str
    size: int
    mtime: int
    sha256: str


def write(
    found: Sequence[Dump],
    forms: Sequence[str],
    folder: Path,
    target: Path,
    before: dict[str, Before],
) -> tuple[list[Written], dict[str, Before]]:
    """Write each dump in each form into `folder`, or link it from `target` where it is the same."""
    wanted = [(dump, form) for dump in found for form in forms]
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(_file, d, f, folder, target, before) for d, f in wanted]
        made = [job.result() for job in jobs]
    after = {}
    for (dump, form), written in zip(wanted, made, strict=True):
        status = written.path.stat()
        after[dump.name + form] = Before(
            dump.digest, status.st_size, status.st_mtime_ns, written.sha256
        )
    return made, after


def _file(dump: Dump, form: str, folder: Path, target: Path, before: dict[str, Before]) -> Written:
    path, old = folder / (dump.name + form), target / (dump.name + form)
    known = before.get(dump.name + form)
    try:
        if known and known.digest == dump.digest and old.is_file():
            status = old.stat()
            if (status.st_size, status.st_mtime_ns) == (known.size, known.mtime):
                os.link(old, path)
                return Written(path, known.size, known.sha256)
        size, digest = _put(_together(_bytes(dump.stretches, form)), path)
        return Written(path, size, digest)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{path}: {reason}", "free space or choose another folder") from error


def _put(parts: Iterable[bytes], path: Path) -> tuple[int, str]:
    """Write a file; its size and SHA-256, which is worked out meanwhile: it takes as long."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb", buffering=0) as file, ThreadPoolExecutor(1) as beside:
        for part in parts:
            hashed = beside.submit(digest.update, part)
            size += file.write(part)
            hashed.result()
    return size, digest.hexdigest()


def _together(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger parts."""
    some: list[bytes] = []
    size = 0
    for part in parts:
        some.append(part)
        size += len(part)
        if size >= _MUCH:
            yield b"".join(some)
            some, size = [], 0
    yield b"".join(some)


def _opened(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:
        raise damaged(f"{path}: {error}") from error


def _bytes(stretches: Iterable[Stretch], form: str) -> Iterator[bytes]:
    """The bytes of a dump in one form, neighbouring parts of a file read at once."""
    compress = zstandard.ZstdCompressor(level=_LEVEL).compress
    decompress = zstandard.ZstdDecompressor().decompress
    path, file = "", -1
    try:
        for stretch in stretches:
            part = stretch.part
            if part is None:
                if form == ZSTD:
                    yield compress(stretch.raw)
                elif form == GZIP:
                    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
                    yield packer.compress(stretch.raw) + packer.flush()
                else:
                    yield stretch.raw
                continue
            if stretch.path != path:
                opened = _opened(stretch.path)
                if file >= 0:
                    os.close(file)
                path, file = stretch.path, opened
            if form == GZIP:
                raw = os.pread(file, part.gzip, part.offset + part.length)
            else:
                raw = os.pread(file, part.length, part.offset)
            if not part.arrived(raw, gzip=form == GZIP):
                raise damaged(path)
            yield decompress(raw) if form == PLAIN else raw
    finally:
        if file >= 0:
            os.close(file)
