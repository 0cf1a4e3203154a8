"""Two sorted dumps -> the quads removed and added, written as RDF Patch; and the way back.

Enters: sorted, distinct N-Quads lines without line ends. Leaves: a patch that turns the first
dump into the second byte for byte. RDF Patch is a line format: `H` header, `TX` begin, `D` and
`A` one quad each, `TC` commit (https://afs.github.io/rdf-delta/rdf-patch.html).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from heapq import merge

from lod.errors import CallError

Header = tuple[tuple[str, str], ...]


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
    removed: list[str] = []
    added: list[str] = []
    left, right = iter(old), iter(new)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if one == other:
            one, other = next(left, None), next(right, None)
        elif other is None or (one is not None and one < other):
            removed.append(one or "")
            one = next(left, None)
        else:
            added.append(other)
            other = next(right, None)
    return Patch(tuple(removed), tuple(added), header)


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
    for name, term in patch.header:
        yield f"H {name} {term} .\n"
    yield "TX .\n"
    yield from (f"D {line}\n" for line in patch.removed)
    yield from (f"A {line}\n" for line in patch.added)
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
