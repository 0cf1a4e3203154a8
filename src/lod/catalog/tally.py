"""What is counted of a dataset, or of a part of it: values that parts are put together with.

Counts add up over parts and can be taken away again, notes can be put together. So a dataset of
any size is described from its parts, and a part that changed is counted again alone. What would
grow with the dataset is listed only while it is small: objects in up to `OBJECTS` triples,
source documents and places with links up to `LISTED`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from lod.catalog.authority import AUTHORITY

FORMAT = 1
"""To be changed whenever a part of the same lines holds something else."""
OBJECTS = 100_000
"""Triples up to which distinct objects are counted."""
LISTED = 100
"""Source documents, or places with links, up to which each is listed."""

_COUNTRY = f"<{AUTHORITY}country/"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the data were taken from, as the data describe it; names by language."""

    iri: str
    title: tuple[str, ...]
    publisher: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place that the data link to an authority: its literals of name and those links."""

    iri: str
    names: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def country(self) -> str:
        """The code of the EU country table, empty where it is no country of that table."""
        found = (link[len(_COUNTRY) : -1] for link in self.same if link.startswith(_COUNTRY))
        return next(found, "")


@dataclass(slots=True)
class Counts:
    """What adds up. `types` are the classes of a subject, as terms parted by spaces.

    A kind is the IRI of ours without base and slugs (`id/project/total-budget`), outside `id/`
    the whole IRI; it is empty for subjects of others.
    """

    graphs: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind, types) -> subjects"""
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(types, property) -> triples"""
    targets: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(types, property, kind of the object) -> triples"""
    values: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(types, property, datatype) -> triples"""
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(property that says that two things are the same, namespace of the other) -> triples"""
    languages: Counter[str] = field(default_factory=Counter)
    countries: Counter[Place] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        """Add what another part counts."""
        for each in fields(self):
            getattr(self, each.name).update(getattr(other, each.name))

    def take(self, other: "Counts") -> None:
        """Take away what was added once."""
        for each in fields(self):
            mine, gone = getattr(self, each.name), getattr(other, each.name)
            mine.subtract(gone)
            for key in gone:
                if not mine[key]:
                    del mine[key]

    @property
    def triples(self) -> int:
        """The number of triples, each once."""
        return self.uses.total()

    @property
    def documents(self) -> int:
        """The number of source documents."""
        return sum(count for (kind, _), count in self.kinds.items() if kind == "id/document")


@dataclass(frozen=True, slots=True)
class Notes:
    """What can be put together: first and last date, a thing of each kind, places with links."""

    start: str = ""
    end: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed of few documents: they themselves, names that publishers may have, graphs.

    The publishers of these sources are things; `names` says what things are called.
    """

    sources: tuple[Source, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    graphs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """All of it; objects are digests, None where there are too many, and so is the listing."""

    counts: Counts
    notes: Notes
    objects: frozenset[int] | None
    listing: Listing | None


def noted(notes: Iterable[Notes]) -> Notes:
    """The notes of several parts put together; of too many places only one more is kept."""
    start = end = ""
    examples: dict[str, str] = {}
    places: list[Place] = []
    for one in notes:
        start = min(filter(None, (start, one.start)), default="")
        end = max(end, one.end)
        for kind, subject in one.examples.items():
            examples[kind] = min(subject, examples.get(kind, subject))
        if len(places) <= LISTED:
            places.extend(one.places)
    return Notes(start, end, dict(sorted(examples.items())), tuple(sorted(places)))


def listed(listings: Iterable[Listing]) -> Listing:
    """The listings of several parts as one."""
    sources: list[Source] = []
    names: dict[str, tuple[str, ...]] = {}
    graphs: Counter[str] = Counter()
    for one in listings:
        sources.extend(one.sources)
        names.update(one.names)
        graphs.update(one.graphs)
    return Listing(tuple(sorted(sources, key=lambda source: source.iri)), names, graphs)
