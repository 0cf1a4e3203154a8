"""Chunks -> dist: every dump put together from the pieces of the chunks, in one pass.

What has not changed since the last publication is linked, the rest is copied.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lod.errors import WriteError
from lod.flow import changes, copying
from lod.flow.changes import State
from lod.flow.chunks import Chunk
from lod.flow.copying import Last, Layout, Stretch
from lod.flow.parts import Part
from lod.flow.pieces import EVIDENCE, JSONLD, NQUADS, RDF12, SEPARATOR, TRIG, TURTLE
from lod.flow.plan import Bench
from lod.publish import jsonld, trig, turtle
from lod.publish.sink import Written
from lod.publish.trig import Mark


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump as a list of stretches, with a digest of all that decides its bytes."""

    name: str
    stretches: tuple[Stretch, ...]
    size: int
    digest: str


def dumps(here: Bench, chunks: Iterable[Chunk], head: str) -> list[Dump]:
    """The dumps that the chunks make up, which are read once, one after another."""
    drafts = {name: _Draft(name, *_ends(name, here, head)) for name in here.plan.dumps}
    for chunk in chunks:
        for part in chunk.parts:
            if part.size and part.name in drafts:
                drafts[part.name].add(chunk.path, part)
    return [draft.dump() for draft in drafts.values()]


def state_of(found: Iterable[Dump]) -> State:
    """The state of the dataset that is published with these dumps."""
    return tuple(
        changes.Stretch(stretch.path, stretch.part.offset, stretch.part.length)
        for dump in found
        if dump.name == NQUADS
        for stretch in dump.stretches
        if stretch.part
    )


class _Draft:
    """A dump that is put together: what it begins with, its parts, what stands between them."""

    def __init__(self, name: str, opening: str, closing: str) -> None:
        self.name, self.closing = name, closing.encode()
        self.stretches: list[Stretch] = []
        self._seen: list[bytes] = []
        self._size, self._kind = 0, ""
        self._mark: Mark | None = None
        self._separator = SEPARATOR[1:] if name == JSONLD else ""
        self._give(opening.encode())

    def add(self, path: str, part: Part) -> None:
        """The next part."""
        if self.name == JSONLD:
            self._give(self._separator.encode())
            self._separator = SEPARATOR
        elif self.name == TRIG:
            before, self._mark = self._mark, Mark.read(part.kind)
            self._give(trig.between(before, self._mark).encode())
        elif self.name != NQUADS and part.kind != self._kind:
            self._kind = part.kind
            self._give(turtle.section(part.kind).encode())
        self.stretches.append(Stretch(b"", path, part))
        self._seen.append(f"{path} {part.offset}\n".encode())
        self._size += part.size

    def dump(self) -> Dump:
        """The whole."""
        self._give(trig.between(self._mark, None).encode() if self._mark else self.closing)
        digest = hashlib.sha256(b"".join(self._seen)).hexdigest()
        return Dump(self.name, tuple(self.stretches), self._size, digest)

    def _give(self, raw: bytes) -> None:
        if raw:
            self.stretches.append(Stretch(raw))
            self._seen.append(raw + b"\n")
            self._size += len(raw)


def _ends(name: str, here: Bench, head: str) -> tuple[str, str]:
    if name in (TURTLE, EVIDENCE, TRIG, RDF12):
        return turtle.preamble(here.prefixes, head), ""
    if name == JSONLD:
        text = "".join(jsonld.write((), here.context, here.publication.base))
        closing = "\n  ]\n}\n"
        return text.removesuffix(closing), closing
    return "", ""


class Before(NamedTuple):
    """A file of the last publication: digest of its making, size, time, SHA-256, layout."""

    digest: str
    size: int
    mtime: int
    sha256: str
    layout: Layout

    def is_still(self, path: Path) -> bool:
        """Whether the file is there as it was left."""
        try:
            status = path.stat()
        except FileNotFoundError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime)


def write(
    found: Sequence[Dump],
    forms: Sequence[str],
    folder: Path,
    target: Path,
    before: Mapping[str, Before],
) -> tuple[list[Written], dict[str, Before]]:
    """Write each dump in each form into `folder`, or link it from `target` where it is the same."""
    wanted = [(dump, form) for dump in found for form in forms]
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(_file, d, f, folder, target, before) for d, f in wanted]
        made = [job.result() for job in jobs]
    after = {d.name + form: known for (d, form), (_, known) in zip(wanted, made, strict=True)}
    return [written for written, _ in made], after


def _file(
    dump: Dump, form: str, folder: Path, target: Path, before: Mapping[str, Before]
) -> tuple[Written, Before]:
    """Make one file, and what is to be known of it the next time."""
    path, old = folder / (dump.name + form), target / (dump.name + form)
    known = before.get(dump.name + form)
    laid = copying.layout(dump.stretches, form)
    try:
        if known and not known.is_still(old):
            known = None
        if known and known.digest == dump.digest:
            os.link(old, path)
            size, sha256 = known.size, known.sha256
        else:
            last = Last(old, known.layout, known.sha256) if known else None
            size, sha256 = copying.copy(dump.stretches, form, laid, path, last)
        after = Before(dump.digest, size, path.stat().st_mtime_ns, sha256, laid)
        return Written(path, size, sha256), after
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{path}: {reason}", "free space or choose another folder") from error
