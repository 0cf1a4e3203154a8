"""A dataset -> what VoID counts and what the catalogue says the data cover.

Enters: sorted N-Quads lines, or the parts that were read of them. Leaves: a frozen Survey, the
same for the same lines however they were parted. A statement in several graphs counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from lod.catalog import counting, tally
from lod.catalog.counting import namespace
from lod.catalog.tally import Counts, Part, Place, Source

_LINKSETS = 100

Uses = Mapping[str, Mapping[str, Counter[str]]]
"""Class -> property -> something counted."""


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """How the things of one class use a property: triples, by class and datatype of the value.

    A class is told where all things of some kind have it, and none of the things of the other
    kinds that the property leads to; elsewhere it would take the whole dataset to count.
    """

    triples: int
    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class: its things, and the properties they have."""

    entities: int
    properties: Mapping[str, PropertyUse]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. Keys are terms; dates are ISO dates, empty where there is none.

    `objects` is None above `tally.OBJECTS` triples. Where there are more documents than
    `tally.LISTED`, `sources` is empty and `graphs` lacks theirs; where there are more places,
    only countries are told. `links` are those to the namespaces that most links lead to.
    """

    triples: int
    entities: int
    subjects: int
    objects: int | None
    graphs: Mapping[str, int]
    classes: Mapping[str, ClassUse]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    languages: Mapping[str, int]
    examples: tuple[str, ...]
    start: str
    end: str
    places: tuple[Place, ...]
    documents: int
    sources: tuple[Source, ...]

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The namespaces of the classes and properties in use, as IRIs."""
        return tuple(sorted({namespace(term) for term in (*self.properties, *self.classes)}))

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries that the data speak of."""
        return tuple(sorted({place.country for place in self.places} - {""}))


def survey(lines: Iterable[str], base: str) -> Survey:
    """Read the lines once; `base` is what our own IRIs begin with."""
    return of_part(counting.read(counting.texts(lines), base))


def of_part(part: Part) -> Survey:
    """The survey of a whole dataset, put together to one part."""
    counts, notes = part.counts, part.notes
    few_places = len(notes.places) <= tally.LISTED
    properties: Counter[str] = Counter()
    for (_, predicate), count in counts.uses.items():
        properties[predicate] += count
    sources, graphs = _listed(part)
    few = part.objects is not None and counts.triples <= tally.OBJECTS
    return Survey(
        triples=counts.triples,
        entities=sum(n for (kind, _), n in counts.kinds.items() if kind.startswith("id/")),
        subjects=counts.kinds.total(),
        objects=len(part.objects or ()) if few else None,
        graphs=dict(sorted(graphs.items())),
        classes=_classes(counts),
        properties=dict(sorted(properties.items())),
        links=dict(sorted(_most(counts.links))),
        languages=dict(sorted(counts.languages.items())),
        examples=tuple(notes.examples.values()),
        start=notes.start,
        end=notes.end,
        places=notes.places if few_places else tuple(sorted(counts.countries)),
        documents=counts.documents,
        sources=sources,
    )


def _listed(part: Part) -> tuple[tuple[Source, ...], Mapping[str, int]]:
    """The documents with the names of their publishers, and the graphs."""
    counts, listing = part.counts, part.listing
    if listing is None or counts.documents > tally.LISTED:
        return (), counts.graphs
    sources = tuple(
        Source(
            source.iri,
            source.title,
            tuple(chain.from_iterable(listing.names.get(iri, ()) for iri in source.publisher)),
            source.notes,
        )
        for source in listing.sources
    )
    return sources, {**counts.graphs, **listing.graphs}


def _most(links: Counter[tuple[str, str]]) -> Iterable[tuple[tuple[str, str], int]]:
    return sorted(links.items(), key=lambda item: (-item[1], item[0]))[:_LINKSETS]


def _classes(counts: Counts) -> Mapping[str, ClassUse]:
    """The use of every class, the counts of sets of classes shared out among them."""
    entities: Counter[str] = Counter()
    for (_, types), count in counts.kinds.items():
        for class_ in types.split():
            entities[class_] += count
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for (types, predicate), count in counts.uses.items():
        for class_ in types.split():
            uses[class_][predicate] += count
    values, targets = _shared_out(counts.values), _shared_out(counts.targets)
    kinds = _Kinds(counts)
    return {
        class_: ClassUse(
            entities[class_],
            {
                predicate: PropertyUse(
                    triples,
                    kinds.classes(targets[class_][predicate]),
                    dict(sorted(values[class_][predicate].items())),
                )
                for predicate, triples in sorted(uses[class_].items())
            },
        )
        for class_ in sorted(uses)
    }


def _shared_out(counted: Counter[tuple[str, str, str]]) -> Uses:
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (types, predicate, what), count in counted.items():
        for class_ in types.split():
            found[class_][predicate][what] += count
    return found


class _Kinds:
    """Kind -> the classes that all its things have, and those that some have."""

    def __init__(self, counts: Counts) -> None:
        self._all: dict[str, frozenset[str]] = {}
        self._some: dict[str, frozenset[str]] = {}
        for kind, types in counts.kinds:
            classes = frozenset(types.split())
            self._all[kind] = self._all.get(kind, classes) & classes
            self._some[kind] = self._some.get(kind, classes) | classes

    def classes(self, targets: Counter[str]) -> Mapping[str, int]:
        """The classes of the targets of links, which are counted by their kind."""
        found: Counter[str] = Counter()
        unsure: set[str] = set()
        for kind, count in targets.items():
            for class_ in self._all.get(kind, ()):
                found[class_] += count
            unsure |= self._some.get(kind, frozenset()) - self._all.get(kind, frozenset())
        return {class_: count for class_, count in sorted(found.items()) if class_ not in unsure}
