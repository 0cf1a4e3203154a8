"""Stretches of the dataset -> what each tells the shapes by itself, looked at by the crew.

What a scan finds is kept by stretch, so that what has not changed need not be looked at again.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from lod.flow.changes import State, Stretch
from lod.flow.crew import Crew
from lod.shacl import Shapes, walks
from lod.shacl.blocks import Split
from lod.shacl.piecewise import Found, Rows, look_into
from lod.shacl.store import encode, read_data
from lod.shacl.vocabulary import EXACT
from lod.shacl.walks import NOWHERE, Walked, Ways
from lod.vocab import RDF_TYPE

MOST = 1 << 20
"""Compressed bytes that are looked at as one piece, about a hundred thousand statements."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What stretches told; `rows` by the name of the stretch, and `things` that they speak of."""

    found: tuple[Found, ...]
    rows: dict[str, Rows]
    things: int

    @property
    def lossy(self) -> frozenset[str]:
        """Predicates with values that a store would rewrite."""
        return frozenset().union(*(one.lossy for one in self.found))

    @property
    def hindered(self) -> bool:
        """Whether the subjects may depend on each other."""
        return any(one.hindered for one in self.found)

    @property
    def walked(self) -> Walked:
        """What walks told; nothing where the subjects may depend on each other."""
        return Walked() if self.hindered else walks.together(one.walked for one in self.found)


def look_at(
    crew: Crew, shapes: Shapes, split: Split, ways: Ways, kinds: frozenset[str], state: State
) -> Looked:
    """Look at whole stretches; `kinds` are the classes of things that stand for themselves."""
    pieces = list(_pieces(state))
    tasks = ((shapes, split, ways, kinds, piece) for piece in pieces)
    done = list(crew.each(_look, tasks, len(pieces)))
    scanned = [stretch for piece, found, _ in done if found.rows for stretch in piece]
    return Looked(
        tuple(found for _, found, _ in done),
        scans(crew, shapes, split, scanned),
        sum(things for _, _, things in done),
    )


def shadows(crew: Crew, lossy: frozenset[str], state: State) -> Iterator[bytes]:
    """The statements of lossy predicates, as the shadows of a store hold them, in any order."""
    if lossy:
        pieces = list(_pieces(state))
        yield from crew.each(_shadows, ((lossy, piece) for piece in pieces), len(pieces))


def scans(
    crew: Crew, shapes: Shapes, split: Split, stretches: Collection[Stretch]
) -> dict[str, Rows]:
    """What the scans find in each of these stretches, where it is something."""
    only = replace(split, own=frozenset())
    tasks = ((shapes, only, NOWHERE, frozenset[str](), (stretch,)) for stretch in stretches)
    done = crew.each(_look, tasks, len(stretches))
    return {name(piece[0]): found.rows for piece, found, _ in done if found.rows}


def name(stretch: Stretch) -> str:
    """The name of a stretch in one cache: that of its file, which says what is in it, and where."""
    return f"{PurePath(stretch.path).name} {stretch.offset}"


def things(lines: Iterable[bytes], kinds: frozenset[str]) -> int:
    """How many things have a class among `kinds` that a document gives them, not a rule."""
    mark, inferred = f" <{RDF_TYPE}> <".encode(), b"/inferred> ."
    classes = {kind.encode() for kind in kinds}
    found: set[bytes] = set()
    for line in lines:
        if mark in line and not line.endswith(inferred):
            subject, _, class_, _ = line.split(b" ", 3)
            if class_[1:-1] in classes:
                found.add(subject)
    return len(found)


def triples(texts: bytes) -> bytes:
    """Lines of N-Quads, all in named graphs, as N-Triples; a triple may come twice."""
    return b" .\n".join([line[: line.rfind(b" <")] for line in texts.split(b" .\n")])


def shadows_in(texts: bytes, lossy: Collection[str]) -> Iterator[bytes]:
    """The same for lines of N-Triples, of at least one lossy predicate."""
    names = b"|".join(re.escape(name.encode()) for name in sorted(lossy))
    for match in re.finditer(b" (" + names + b") ", texts):
        begin = texts.rfind(b"\n", 0, match.start()) + 1
        subject, predicate = texts[begin : match.start()], match[1]
        if b" " not in subject:  # else the name stands in a text
            object_ = texts[match.end() : texts.index(b"\n", match.end()) - 2]
            shadow = encode(object_.decode()).encode()
            yield b"%b <%b%b %b .\n" % (subject, EXACT.encode(), predicate[1:], shadow)


def _shadows(lossy: frozenset[str], piece: Sequence[Stretch]) -> bytes:
    texts = b"".join(stretch.text() for stretch in piece)
    return b"".join(shadows_in(triples(texts), lossy))


def _look(
    shapes: Shapes, split: Split, ways: Ways, kinds: frozenset[str], piece: Sequence[Stretch]
) -> tuple[Sequence[Stretch], Found, int]:
    texts = b"".join(stretch.text() for stretch in piece)
    count = things(texts.splitlines(), kinds) if kinds else 0
    data = read_data(triples(texts), format="nt")
    return piece, look_into(shapes, split, data, ways=ways), count


def _pieces(state: State) -> Iterator[Sequence[Stretch]]:
    some: list[Stretch] = []
    for stretch in state:
        if some and sum(one.length for one in some) + stretch.length > MOST:
            yield tuple(some)
            some = []
        some.append(stretch)
    if some:
        yield tuple(some)
