"""Two sorted dumps -> the quads removed and added, written as RDF Patch; and the way back.

Enters: sorted, distinct N-Quads lines without line ends. Leaves: a patch that turns the first
dump into the second byte for byte. A patch of many quads is not held in memory: it is two dumps
to be read again. RDF Patch is a line format: `H` header, `TX` begin, `D` and
`A` one quad each, `TC` commit (https://afs.github.io/rdf-delta/rdf-patch.html).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from heapq import merge
from itertools import islice

from lod.errors import CallError
from lod.releases.dump import Dump

Header = tuple[tuple[str, str], ...]

MOST = 200_000
"""Quads that a patch holds in memory."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Sorted quads to remove and to add; `header` holds (name, N-Triples term) pairs."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    header: Header = ()

    @property
    def empty(self) -> bool:
        """Whether the two dumps are the same."""
        return not (self.removed or self.added)

    def field(self, name: str) -> str:
        """The term of a header field, empty where the header lacks it."""
        return dict(self.header).get(name, "")


def between(old: Iterable[str], new: Iterable[str], header: Header = ()) -> Patch:
    """What turns `old` into `new`: one pass over both, memory for the differences only."""
    return _gathered(changes(old, new), header)


def short(
    old: Iterable[str], new: Iterable[str], header: Header = (), most: int = MOST
) -> Patch | None:
    """The same where at most so many quads differ, else None."""
    found = changes(old, new)
    first = tuple(islice(found, most))
    return None if next(found, None) else _gathered(first, header)


def _gathered(found: Iterable[tuple[str, bool]], header: Header) -> Patch:
    removed: list[str] = []
    added: list[str] = []
    for line, come in found:
        (added if come else removed).append(line)
    return Patch(tuple(removed), tuple(added), header)


def changes(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The quads that went (False) and came (True), in the order of the dumps."""
    left, right = iter(old), iter(new)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if one == other:
            one, other = next(left, None), next(right, None)
        elif other is None or (one is not None and one < other):
            yield one or "", False
            one = next(left, None)
        else:
            yield other, True
            other = next(right, None)


def apply(patch: Patch, lines: Iterable[str]) -> Iterator[str]:
    """The patched dump; CallError where the lines are not the dump that the patch was made for."""
    changes = merge(
        ((line, False) for line in patch.removed), ((line, True) for line in patch.added)
    )
    change = next(changes, None)
    for line in lines:
        while change is not None and change[0] < line:
            yield _addition(change)
            change = next(changes, None)
        if change is None or change[0] != line:
            yield line
        elif change[1]:
            raise _mismatch(f"the dump has already {line}")
        else:
            change = next(changes, None)
    while change is not None:
        yield _addition(change)
        change = next(changes, None)


def write(patch: Patch) -> Iterator[str]:
    """The patch as text, one chunk a row."""
    yield from _rows(patch.header, patch.removed, patch.added)


def stream(old: Iterable[str], new: Iterable[str], header: Header) -> Iterator[str]:
    """The text of the patch between two dumps of any length, which are read twice."""
    removed = (line for line, come in changes(old, new) if not come)
    added = (line for line, come in changes(old, new) if come)
    yield from _rows(header, removed, added)


def _rows(header: Header, removed: Iterable[str], added: Iterable[str]) -> Iterator[str]:
    for name, term in header:
        yield f"H {name} {term} .\n"
    yield "TX .\n"
    yield from (f"D {line}\n" for line in removed)
    yield from (f"A {line}\n" for line in added)
    yield "TC .\n"


def read(rows: Iterable[str]) -> Patch:
    """The patch of rows that `write` made; CallError names the row that is none."""
    header: list[tuple[str, str]] = []
    changes: dict[str, list[str]] = {"D": [], "A": []}
    ended = False
    for number, row in enumerate(rows, 1):
        code, _, rest = row.rstrip("\n").partition(" ")
        if code in changes:
            changes[code].append(rest)
        elif code == "H" and rest.endswith(" ."):
            name, _, term = rest[:-2].partition(" ")
            header.append((name, term))
        elif code not in ("TX", "TC"):
            raise CallError(f"row {number} is no RDF Patch: {row.strip()!r}", "fetch it again")
        ended = code == "TC"
    if not ended:
        raise CallError("the patch ends before its commit (TC)", "fetch it again")
    return Patch(tuple(changes["D"]), tuple(changes["A"]), tuple(header))


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of the dump that the lines make, in hexadecimal."""
    if isinstance(lines, Dump):
        return lines.digest()
    found = sha256()
    for line in lines:
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()


def _addition(change: tuple[str, bool]) -> str:
    line, added = change
    if not added:
        raise _mismatch(f"the dump lacks {line}")
    return line


def _mismatch(what: str) -> CallError:
    return CallError(f"the patch is for another dump: {what}", "fetch the full dump instead")
