"""One pass over the dataset -> what VoID counts and what the catalogue says the data cover.

Enters: sorted N-Quads lines. Leaves: a frozen Survey. A statement in several graphs counts
once. What is kept in mind grows with the number of subjects and of links to things still to
come, not with the number of statements.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod.catalog.authority import AUTHORITY
from lod.ntriples import LANG_STRING, RDF, XSD_STRING, literal_value
from lod.publish import things
from lod.publish.things import Node

SCHEMA = "https://schema.org/"
_TYPE = f"<{RDF}type>"
_STARTS = ("<http://www.w3.org/ns/dcat#startDate>", f"<{SCHEMA}startDate>")
_ENDS = ("<http://www.w3.org/ns/dcat#endDate>", f"<{SCHEMA}endDate>")
_SAME = frozenset(
    {
        f"<{SCHEMA}sameAs>",
        "<http://www.w3.org/2002/07/owl#sameAs>",
        "<http://www.w3.org/2004/02/skos/core#exactMatch>",
        "<http://www.w3.org/2004/02/skos/core#closeMatch>",
    }
)
_COUNTRY = f"<{AUTHORITY}country/"

Types = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """How the things of one class use a property: triples, by class and datatype of the value."""

    triples: int
    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class: its things, and the properties they have."""

    entities: int
    properties: Mapping[str, PropertyUse]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the data were taken from, as the data describe it; names by language."""

    iri: str
    title: tuple[str, ...]
    publisher: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass found. Keys are terms; dates are ISO dates, empty where there is none."""

    triples: int
    entities: int
    subjects: int
    objects: int
    graphs: Mapping[str, int]
    classes: Mapping[str, ClassUse]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    languages: Mapping[str, int]
    examples: tuple[str, ...]
    start: str
    end: str
    places: tuple[Place, ...]
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
    counts = _Counts(base)
    coverage = _Coverage(base)
    graphs: Counter[str] = Counter()
    for node in things.nodes(_counted(lines, graphs)):
        counts.read(node)
        coverage.read(node)
    return Survey(
        triples=sum(counts.properties.values()),
        entities=counts.entities,
        subjects=counts.subjects,
        objects=len(counts.objects),
        graphs=dict(sorted(graphs.items())),
        classes=counts.classes(),
        properties=dict(sorted(counts.properties.items())),
        links=dict(sorted(counts.links.items())),
        languages=dict(sorted(counts.languages.items())),
        examples=tuple(counts.examples.values()),
        start=min(coverage.starts, default=""),
        end=max(coverage.ends, default=""),
        places=tuple(coverage.places),
        sources=tuple(coverage.credited()),
    )


def namespace(term: str) -> str:
    """The IRI of a term up to its last `#` or `/`."""
    value = term[1:-1]
    cut = max(value.rfind("#"), value.rfind("/"))
    return value[: cut + 1]


def _counted(lines: Iterable[str], graphs: Counter[str]) -> Iterator[str]:
    for line in lines:
        graphs[things.graph_of(line)] += 1
        yield line


class _Counts:
    """Counts by class, property and kind of value."""

    def __init__(self, base: str) -> None:
        self.subjects = self.entities = 0
        self.objects: set[str] = set()
        self.properties: Counter[str] = Counter()
        self.links: Counter[tuple[str, str]] = Counter()
        self.languages: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self._own = f"<{base}"
        self._things = f"<{base}id/"
        self._types: dict[str, Types] = {}
        self._sets: dict[Types, Types] = {}
        self._members: Counter[Types] = Counter()
        self._uses: Counter[tuple[Types, str]] = Counter()
        self._to_classes: Counter[tuple[Types, str, Types]] = Counter()
        self._to_data: Counter[tuple[Types, str, str]] = Counter()
        self._waiting: dict[str, Counter[tuple[Types, str]]] = {}

    def read(self, node: Node) -> None:
        """Count one subject with all that is said of it."""
        types = self._classes_of(node)
        self._arrive(node.subject, types)
        for predicate, objects in zip(node.predicates, node.objects, strict=True):
            self.properties[predicate] += len(objects)
            self._uses[types, predicate] += len(objects)
            self.objects.update(objects)
            for object_ in objects:
                if object_[0] == '"':
                    self._to_data[types, predicate, self._datatype(object_)] += 1
                elif predicate != _TYPE:
                    self._link(types, predicate, object_)

    def classes(self) -> Mapping[str, ClassUse]:
        """The use of every class, the counts of sets of classes shared out among them."""
        found: dict[str, dict[str, list[Counter[str]]]] = defaultdict(
            lambda: defaultdict(lambda: [Counter(), Counter(), Counter()])
        )
        for (types, predicate), count in self._uses.items():
            for class_ in types:
                found[class_][predicate][0][""] += count
        for (types, predicate, targets), count in self._to_classes.items():
            for class_ in types:
                found[class_][predicate][1].update(dict.fromkeys(targets, count))
        for (types, predicate, datatype), count in self._to_data.items():
            for class_ in types:
                found[class_][predicate][2][datatype] += count
        entities: Counter[str] = Counter()
        for types, count in self._members.items():
            entities.update(dict.fromkeys(types, count))
        return {
            class_: ClassUse(
                entities[class_],
                {
                    predicate: PropertyUse(
                        all_[""], dict(sorted(classes.items())), dict(sorted(data.items()))
                    )
                    for predicate, (all_, classes, data) in sorted(properties.items())
                },
            )
            for class_, properties in sorted(found.items())
        }

    def _classes_of(self, node: Node) -> Types:
        if _TYPE not in node.predicates:
            return ()
        objects = node.objects[node.predicates.index(_TYPE)]
        types = tuple(term for term in objects if term[0] == "<")
        return self._sets.setdefault(types, types)

    def _arrive(self, subject: str, types: Types) -> None:
        """Note the subject, and tell those who linked to it what it is."""
        self.subjects += 1
        self._members[types] += 1
        self._types[subject] = types
        for (origin, predicate), count in self._waiting.pop(subject, {}).items():
            self._to_classes[origin, predicate, types] += count
        if subject.startswith(self._things):
            self.entities += 1
            kind, _, slug = subject[len(self._things) : -1].partition("/")
            if slug and "/" not in slug and "#" not in slug:
                self.examples.setdefault(kind, subject)

    def _link(self, types: Types, predicate: str, object_: str) -> None:
        known = self._types.get(object_)
        if known is not None:
            self._to_classes[types, predicate, known] += 1
        elif object_.startswith(self._own):
            waiting = self._waiting.setdefault(object_, Counter())
            waiting[types, predicate] += 1
        elif predicate in _SAME:
            self.links[predicate, namespace(object_)] += 1

    def _datatype(self, term: str) -> str:
        last = term[-1]
        if last == '"':
            return f"<{XSD_STRING}>"
        if last == ">":
            return term.rpartition("^^")[2]
        self.languages[term.rpartition("@")[2]] += 1
        return f"<{LANG_STRING}>"


class _Coverage:
    """Gathers the dates, the places with an authority and the source documents."""

    def __init__(self, base: str) -> None:
        self.starts: set[str] = set()
        self.ends: set[str] = set()
        self.places: list[Place] = []
        self._documents = f"<{base}id/document/"
        self._sources: list[tuple[Source, tuple[str, ...]]] = []
        self._wanted: set[str] = set()
        self._names: dict[str, tuple[str, ...]] = {}

    def read(self, node: Node) -> None:
        """Take what one subject tells about coverage."""
        said = dict(zip(node.predicates, node.objects, strict=True))
        if node.subject.startswith(self._documents):
            if "/" not in node.subject[len(self._documents) :]:
                self._document(node.subject, said)
            return
        self.starts.update(_days(said, _STARTS))
        self.ends.update(_days(said, _ENDS))
        names = tuple(said.get(f"<{SCHEMA}name>", ()))
        if node.subject in self._wanted:
            self._names[node.subject] = names
        types = said.get(_TYPE, ())
        same = tuple(said.get(f"<{SCHEMA}sameAs>", ()))
        if same and f"<{SCHEMA}Place>" in types:
            self.places.append(Place(node.subject, names, same))

    def credited(self) -> Iterator[Source]:
        """The documents with the names of their publishers."""
        for source, publishers in self._sources:
            names = [name for iri in publishers for name in self._names.get(iri, ())]
            yield Source(source.iri, source.title, tuple(names), source.notes)

    def _document(self, subject: str, said: Mapping[str, list[str]]) -> None:
        title = said.get(f"<{SCHEMA}headline>") or said.get(f"<{SCHEMA}name>") or ()
        notes = tuple(said.get(f"<{SCHEMA}usageInfo>", ()))
        publishers = tuple(said.get(f"<{SCHEMA}publisher>", ()))
        self._wanted.update(publishers)
        self._sources.append((Source(subject, tuple(title), (), notes), publishers))


def _days(said: Mapping[str, list[str]], predicates: Iterable[str]) -> Iterator[str]:
    for predicate in predicates:
        for term in said.get(predicate, ()):
            if term[0] == '"':
                day = literal_value(term).lexical[:10]
                if len(day) == 10 and day[:4].isdigit():
                    yield day
