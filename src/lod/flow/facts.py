"""What a document adds to the facts about one subject, as the payload of a row and back.

The payload has four parts, parted by tabs: what is stated, what statements about other things
entail, the claims on properties with one value, and what stands only if another document does not
give the claim up. The subject is the row's own, and a graph is named once for all that it holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from lod.flow.templates import UNIT

Statement = tuple[str, str, str]
"""Predicate, object, graph: terms."""


class Facts:
    """Gathers what one document adds to the facts about one subject.

    `stated` holds, for each graph, what is said there: `predicate object`; `entailed`, for each
    statement about another thing, what follows from it. `single` are the properties of which the
    subject has one value.
    """

    __slots__ = ("entailed", "given_up", "single", "stated", "votes")

    def __init__(self, single: frozenset[str]) -> None:
        self.stated: dict[str, set[str]] = defaultdict(set)
        self.entailed: dict[str, set[str]] = {}
        self.votes: set[str] = set()
        self.given_up: set[str] = set()
        self.single = single

    def payload(self) -> str:
        """The four parts of a row of facts."""
        follows = votes = given_up = ""
        if self.entailed:
            said = [UNIT.join([support, *sorted(said)]) for support, said in self.entailed.items()]
            follows = "\n".join(sorted(said))
        if self.votes:
            votes = "\n".join(sorted(self.votes))
        if self.given_up:
            given_up = "\n".join(sorted(self.given_up))
        return f"{stated(self.stated)}\t{follows}\t{votes}\t{given_up}"


def stated(by_graph: Mapping[str, Iterable[str]]) -> str:
    """What is said in each graph, as the first part of a payload; such are rows of sort `X` too."""
    texts = ["\n".join([graph, *sorted(said)]) for graph, said in by_graph.items()]
    return texts[0] if len(texts) == 1 else UNIT.join(sorted(texts))


def by_graph(part: str) -> Iterator[tuple[str, list[str]]]:
    """Each graph of the first part of a payload, and what is said there."""
    for text in part.split(UNIT) if part else ():
        graph, *said = text.split("\n")
        yield graph, said


def statements(payload: str) -> Iterator[Statement]:
    """What a row of facts, or of sort `X`, states."""
    for graph, said in by_graph(payload.split("\t", 1)[0]):
        for text in said:
            predicate, object_ = text.split(" ", 1)
            yield predicate, object_, graph


def votes(payload: str) -> list[str]:
    """The claims of a row of facts on properties with one value."""
    part = payload.split("\t")[2]
    return part.split("\n") if part else []


def following(entries: Iterable[str], lost: set[str]) -> set[str]:
    """What entries of the second part say of their subject, those of lost statements left out."""
    parted = (entry.partition(UNIT) for entry in entries)
    ends = {said for support, _, said in parted if support not in lost}
    return {said for end in ends for said in end.split(UNIT)}
