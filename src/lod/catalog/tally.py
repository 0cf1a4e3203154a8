"""Lines -> a Part: all that a description needs to know of a dataset, or of a part of it.

Enters: sorted N-Quads lines that hold their subjects whole. Leaves: counts, which add up over
parts and can be taken away again, and notes, which can be put together. So a dataset of any
size is described from its parts, and a part that changed is counted again alone. What would
grow with the dataset is listed only while it is small: objects in up to `OBJECTS` triples,
source documents up to `LISTED`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from lod.catalog.authority import AUTHORITY
from lod.ntriples import LANG_STRING, RDF, XSD_STRING, literal_value
from lod.publish import things

FORMAT = 1
"""To be changed whenever a part of the same lines holds something else."""
OBJECTS = 1_000_000
"""Triples up to which distinct objects are counted."""
LISTED = 100
"""Source documents, or places with links, up to which each is listed."""

SCHEMA = "https://schema.org/"
_TYPE = f"<{RDF}type>"
_NAME, _SAME_AS = f"<{SCHEMA}name>", f"<{SCHEMA}sameAs>"
_HEADLINE, _PUBLISHER = f"<{SCHEMA}headline>", f"<{SCHEMA}publisher>"
_USAGE, _PLACE = f"<{SCHEMA}usageInfo>", f"<{SCHEMA}Place>"
_STARTS = ("<http://www.w3.org/ns/dcat#startDate>", f"<{SCHEMA}startDate>")
_ENDS = ("<http://www.w3.org/ns/dcat#endDate>", f"<{SCHEMA}endDate>")
_TOLD = frozenset({_NAME, _SAME_AS, _HEADLINE, _PUBLISHER, _USAGE, *_STARTS, *_ENDS})
_SAME = frozenset(
    {
        _SAME_AS,
        "<http://www.w3.org/2002/07/owl#sameAs>",
        "<http://www.w3.org/2004/02/skos/core#exactMatch>",
        "<http://www.w3.org/2004/02/skos/core#closeMatch>",
    }
)
_COUNTRY = f"<{AUTHORITY}country/"
_STRING, _OWN, _FOREIGN = '"', "/", "="
_PLAIN = re.compile("id/[^/#]+")
_MANY = 20_000
"""Shapes or objects held back before they are counted."""

Said = Mapping[str, Sequence[str]]


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


def read(lines: Iterable[str], base: str, *, objects: bool = True, listing: bool = True) -> Part:
    """Read the lines once; `base` is what our own IRIs begin with.

    Objects and listing are left out unless asked for.
    """
    reader = _Reader(base, objects=objects, listing=listing)
    reader.read(lines)
    return reader.part()


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


def namespace(term: str) -> str:
    """The IRI of a term up to its last `#` or `/`."""
    value = term[1:-1]
    cut = max(value.rfind("#"), value.rfind("/"))
    return value[: cut + 1]


class _Reader:
    """Reads one part.

    Most subjects are alike: a subject is noted as its shape (kind, and of every statement the
    property and the sort of the object), and each shape is counted once for all that have it.
    """

    def __init__(self, base: str, *, objects: bool, listing: bool) -> None:
        self.counts = Counts()
        self._own = f"<{base}"
        self._documents = f"<{base}id/document/"
        self._document_graphs = f"<{base}graph/doc/"
        self._shapes: Counter[tuple[str, ...]] = Counter()
        self._objects: set[str] = set()
        self._digests: set[int] | None = set() if objects else None
        self._sources: list[Source] | None = [] if listing else None
        self._names: dict[str, tuple[str, ...]] = {}
        self._graphs: Counter[str] = Counter()
        self._days: tuple[set[str], set[str]] = (set(), set())
        self._examples: dict[str, str] = {}
        self._places: list[Place] = []

    def read(self, lines: Iterable[str]) -> None:
        """Take the lines in."""
        graph = end = last = subject = ""
        skip = -2
        shape: list[str] = []
        said: dict[str, list[str]] = {}
        graphs, sort, objects = self._graphs, self._sort, self._objects
        for line in lines:
            s, p, rest = line.split(" ", 2)
            if not end or not rest.endswith(end):
                graph = things.graph_of(line)
                end = f" {graph} ." if graph else ""
                skip = -len(end) or -2
            graphs[graph] += 1
            statement = line[:skip]
            if statement == last:
                continue
            last = statement
            if s != subject:
                if subject:
                    self._close(subject, shape, said)
                subject, shape, said = s, [], {}
            o = rest[:skip]
            objects.add(o)
            shape.append(p)
            shape.append(sort(p, o))
            if p in _TOLD:
                said.setdefault(p, []).append(o)
        if subject:
            self._close(subject, shape, said)

    def part(self) -> Part:
        """What was read."""
        self._count()
        starts, ends = self._days
        notes = Notes(
            min(starts, default=""), max(ends, default=""), self._examples, tuple(self._places)
        )
        counts, of_documents = self.counts, {}
        for graph, count in self._graphs.items():
            if graph.startswith(self._document_graphs):
                of_documents[graph] = count
            else:
                counts.graphs[graph] += count
        listing = None
        if self._sources is not None:
            listing = Listing(tuple(self._sources), self._names, of_documents)
        objects = None if self._digests is None else frozenset(self._digests)
        return Part(counts, notes, objects, listing)

    def _sort(self, predicate: str, term: str) -> str:
        """What is counted of an object."""
        if term[0] == '"':
            last = term[-1]
            if last == '"':
                return _STRING
            return term[term.rindex("^^" if last == ">" else "@") :]
        if predicate == _TYPE:
            return term
        if term.startswith(self._own):
            return _OWN + self._kind(term)
        return _FOREIGN + namespace(term) if predicate in _SAME else ""

    def _kind(self, term: str) -> str:
        path = term[len(self._own) : -1]
        if not path.startswith("id/"):
            return path
        slash = path.find("/", 3)
        if slash < 0:
            return f"{path}/"
        if path.find("/", slash + 1) < 0 and "#" not in path:
            return path[:slash]
        head, mark, fragment = path.partition("#")
        return f"id/{'/'.join(head.split('/')[1::2])}{mark}{fragment}"

    def _close(self, subject: str, shape: list[str], said: Said) -> None:
        """Note a subject of which everything was read."""
        kind = self._kind(subject) if subject.startswith(self._own) else ""
        self._shapes[kind, *shape] += 1
        if kind not in self._examples and _PLAIN.fullmatch(kind):
            self._examples[kind] = subject
        if kind == "id/document":
            self._document(subject, said)
        elif said and not subject.startswith(self._documents):
            self._cover(subject, shape, said)
        if len(self._shapes) > _MANY or len(self._objects) > _MANY:
            self._count()

    def _count(self) -> None:
        """Count the shapes and objects that were held back."""
        for (kind, *shape), count in self._shapes.items():
            self._count_shape(kind, shape, count)
        self._shapes.clear()
        if self._digests is not None:
            self._digests.update(map(_digest, self._objects))
            if self.counts.triples > OBJECTS:
                self._digests = None
        self._objects.clear()

    def _count_shape(self, kind: str, shape: Sequence[str], count: int) -> None:
        counts = self.counts
        said = list(zip(shape[::2], shape[1::2], strict=True))
        types = " ".join(sort for p, sort in said if p == _TYPE and sort[0] == "<")
        counts.kinds[kind, types] += count
        for predicate, sort in said:
            counts.uses[types, predicate] += count
            first = sort[:1]
            if first == _OWN:
                counts.targets[types, predicate, sort[1:]] += count
            elif first == _FOREIGN:
                counts.links[predicate, sort[1:]] += count
            elif first == _STRING:
                counts.values[types, predicate, f"<{XSD_STRING}>"] += count
            elif first == "^":
                counts.values[types, predicate, sort[2:]] += count
            elif first == "@":
                counts.values[types, predicate, f"<{LANG_STRING}>"] += count
                counts.languages[sort[1:]] += count

    def _document(self, subject: str, said: Said) -> None:
        if self._sources is None:
            return
        title = tuple(said.get(_HEADLINE) or said.get(_NAME) or ())
        publisher, notes = tuple(said.get(_PUBLISHER, ())), tuple(said.get(_USAGE, ()))
        self._sources.append(Source(subject, title, publisher, notes))
        if len(self._sources) > LISTED:
            self._sources = None
            self._names = {}

    def _cover(self, subject: str, shape: Sequence[str], said: Said) -> None:
        """Take what a thing tells about coverage, and its name."""
        for days, predicates in zip(self._days, (_STARTS, _ENDS), strict=True):
            days.update(_dates(said, predicates))
        names = tuple(said.get(_NAME, ()))
        if names and self._sources is not None:
            self._names[subject] = names
        same = tuple(said.get(_SAME_AS, ()))
        if same and _PLACE in shape:
            place = Place(subject, names, same)
            if place.country:
                self.counts.countries[place] += 1
            if len(self._places) <= LISTED:
                self._places.append(place)


def _dates(said: Said, predicates: Iterable[str]) -> Iterator[str]:
    for predicate in predicates:
        for term in said.get(predicate, ()):
            if term[0] == '"':
                day = literal_value(term).lexical[:10]
                if len(day) == 10 and day[:4].isdigit():
                    yield day


def _digest(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest())
