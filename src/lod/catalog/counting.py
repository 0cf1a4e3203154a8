"""N-Quads -> a Part: all that a description needs to know of them, in one reading."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lod.catalog import tally
from lod.catalog.tally import Counts, Listing, Notes, Part, Place, Source
from lod.ntriples import LANG_STRING, RDF, XSD_STRING, literal_value

SCHEMA = "https://schema.org/"
_A, _TYPE = f"<{RDF}type>", f"<{RDF}type>".encode()
_NAME, _SAME_AS = f"<{SCHEMA}name>", f"<{SCHEMA}sameAs>"
_HEADLINE, _PUBLISHER = f"<{SCHEMA}headline>", f"<{SCHEMA}publisher>"
_USAGE, _IS_PLACE = f"<{SCHEMA}usageInfo>", f"<{RDF}type> <{SCHEMA}Place>".encode()
_STARTS = ("<http://www.w3.org/ns/dcat#startDate>", f"<{SCHEMA}startDate>")
_ENDS = ("<http://www.w3.org/ns/dcat#endDate>", f"<{SCHEMA}endDate>")
_TOLD = frozenset(
    term.encode() for term in (_NAME, _SAME_AS, _HEADLINE, _PUBLISHER, _USAGE, *_STARTS, *_ENDS)
)
_SAME = frozenset(
    {
        _SAME_AS.encode(),
        b"<http://www.w3.org/2002/07/owl#sameAs>",
        b"<http://www.w3.org/2004/02/skos/core#exactMatch>",
        b"<http://www.w3.org/2004/02/skos/core#closeMatch>",
    }
)
_PLAIN = re.compile(rb"id/[^/#]+")
_SUBJECT = re.compile(rb"([^ \n]+) .*\n(?:\1 .*\n)*")
_OBJECT = re.compile(rb'^[^ ]+ [^ ]+ (".*"[^ ]*|<[^>]*>)', re.MULTILINE)
_MANY = 20_000
"""Lines that are read at once, and rows whose sort is kept in mind."""

Said = Mapping[str, Sequence[str]]


def read(texts: Iterable[bytes], base: str, *, objects: bool = True, listing: bool = True) -> Part:
    """Read N-Quads texts once, each with whole subjects; `base` is what our own IRIs begin with.

    Objects and listing are left out unless asked for.
    """
    reader = _Reader(base, objects=objects, listing=listing)
    for text in texts:
        reader.read(text)
    return reader.part()


def texts(lines: Iterable[str]) -> Iterator[bytes]:
    """Sorted lines without line ends as texts that hold whole subjects."""
    held: list[str] = []
    subject = ""
    for line in lines:
        if len(held) >= _MANY and not line.startswith(subject):
            yield "\n".join((*held, "")).encode()
            held.clear()
        held.append(line)
        if len(held) == _MANY:
            subject = f"{line.split(' ', 1)[0]} "
    if held:
        yield "\n".join((*held, "")).encode()


def namespace(term: str) -> str:
    """The IRI of a term up to its last `#` or `/`."""
    value = term[1:-1]
    cut = max(value.rfind("#"), value.rfind("/"))
    return value[: cut + 1]


class _Reader:
    """Reads one part.

    Most subjects are alike: a subject is noted as its shape (kind, and of every statement the
    property and the sort of the object), and each shape is counted once for all that have it.
    Texts stay bytes until then, since strings with letters of any alphabet are slow to cut.
    """

    def __init__(self, base: str, *, objects: bool, listing: bool) -> None:
        self.counts = Counts()
        self._own, self._things = f"<{base}".encode(), f"<{base}id/".encode()
        self._documents = f"<{base}id/document/".encode()
        self._document_graphs = f"<{base}graph/doc/"
        self._shapes: Counter[tuple[bytes, ...]] = Counter()
        self._sorts: dict[bytes, bytes] = {}
        self._starts: dict[bytes, bytes] = {}
        self._kinds: dict[bytes, bytes] = {}
        self._said: dict[str, list[str]] = {}
        self._digests: set[int] | None = set() if objects else None
        self._sources: list[Source] | None = [] if listing else None
        self._names: dict[str, tuple[str, ...]] = {}
        self._graphs: Counter[bytes] = Counter()
        self._days: tuple[set[str], set[str]] = (set(), set())
        self._examples: dict[bytes, bytes] = {}
        self._places: list[Place] = []

    def read(self, text: bytes) -> None:
        """Take in lines with their line ends."""
        end = b""
        sorts, sort = self._sorts, self._sort
        for found in _SUBJECT.finditer(text):
            block, subject = found[0], found[1]
            if not end or not block.endswith(end):
                end = _end(block)
            rows = block[len(subject) + 1 : -1].split(b"\n%b " % subject)
            if not end or block.count(end) < len(rows):
                self._close(subject, self._of_graphs(rows))
                continue
            self._graphs[end[1:-3]] += len(rows)
            skip = 1 - len(end)
            self._close(subject, [sorts.get(row) or sort(row, skip) for row in rows])
        self._note_objects(text)
        self._count()

    def part(self) -> Part:
        """What was read."""
        starts, ends = self._days
        notes = Notes(
            min(starts, default=""),
            max(ends, default=""),
            {kind.decode(): subject.decode() for kind, subject in self._examples.items()},
            tuple(self._places),
        )
        counts, of_documents = self.counts, {}
        for name, count in self._graphs.items():
            graph = name.decode()
            if graph.startswith(self._document_graphs):
                of_documents[graph] = count
            else:
                counts.graphs[graph] += count
        listing = None
        if self._sources is not None:
            listing = Listing(tuple(self._sources), self._names, of_documents)
        objects = None if self._digests is None else frozenset(self._digests)
        return Part(counts, notes, objects, listing)

    def _of_graphs(self, rows: Iterable[bytes]) -> list[bytes]:
        """The sorts of the statements of a subject that several graphs hold, each once."""
        found = []
        last = b"-"
        for row in rows:
            if row.startswith(last):
                self._graphs[row[len(last) : -2]] += 1
                continue
            graph = _graph(row)
            self._graphs[graph] += 1
            skip = -len(graph) - 3 if graph else -2
            last = row[:skip] + b" "
            found.append(self._sort(row, skip))
        return found

    def _sort(self, row: bytes, skip: int) -> bytes:
        """The property of a statement, and what is counted of the object; `skip` ends the row."""
        start = row[: row.rfind(b"/", 0, skip)]
        known = self._starts.get(start)
        if known and row.find(b"#", len(start), skip) < 0:
            return known
        predicate, _, rest = row.partition(b" ")
        term = rest[:skip]
        told = predicate in _TOLD
        if told:
            self._said.setdefault(predicate.decode(), []).append(term.decode())
        if term.startswith(b'"'):
            return b"%b %b" % (predicate, term[term.rindex(b'"') :])
        if predicate != _TYPE and term.startswith(self._things):
            kind = self._kind(term)
            found = b"%b /%b" % (predicate, kind)
            if not told and _PLAIN.fullmatch(kind):
                self._starts[start] = found
            return found
        found = predicate + b" "
        if predicate == _TYPE:
            found += term
        elif term.startswith(self._own):
            found += b"/" + self._kind(term)
        elif predicate in _SAME:
            found += b"=" + namespace(term.decode()).encode()
        if not told and len(self._sorts) < _MANY:
            self._sorts[row] = found
        return found

    def _kind(self, term: bytes) -> bytes:
        start = term[: term.rfind(b"/")]
        known = self._kinds.get(start)
        if known and b"#" not in term:
            return known
        path = term[len(self._own) : -1]
        if not path.startswith(b"id/"):
            return path
        head, mark, fragment = path.partition(b"#")
        steps = head.split(b"/")
        kind = b"id/%b%b%b" % (b"/".join(steps[1::2]), mark, fragment)
        if len(steps) == 3 and not mark:
            self._kinds[start] = kind
        return kind if len(steps) > 2 else path + b"/"

    def _close(self, subject: bytes, shape: list[bytes]) -> None:
        """Note a subject of which everything was read."""
        kind = self._kind(subject) if subject.startswith(self._own) else b""
        self._shapes[kind, *shape] += 1
        if kind not in self._examples and _PLAIN.fullmatch(kind):
            self._examples[kind] = subject
        said = self._said
        if kind == b"id/document":
            self._document(subject.decode(), said)
        elif said and not subject.startswith(self._documents):
            self._cover(subject.decode(), shape, said)
        if said:
            self._said = {}

    def _note_objects(self, text: bytes) -> None:
        """Keep the objects in mind while they are few."""
        if self._digests is not None:
            self._digests.update(map(_digest, set(_OBJECT.findall(text))))
            if self.counts.triples > tally.OBJECTS:
                self._digests = None

    def _count(self) -> None:
        """Count the shapes that were held back."""
        for (kind, *shape), count in self._shapes.items():
            self._count_shape(kind.decode(), [statement.decode() for statement in shape], count)
        self._shapes.clear()

    def _count_shape(self, kind: str, shape: Iterable[str], count: int) -> None:
        counts = self.counts
        said = [statement.split(" ", 1) for statement in shape]
        types = " ".join(sort for p, sort in said if p == _A and sort[0] == "<")
        counts.kinds[kind, types] += count
        for predicate, sort in said:
            counts.uses[types, predicate] += count
            first = sort[:1]
            if first == "/":
                counts.targets[types, predicate, sort[1:]] += count
            elif first == "=":
                counts.links[predicate, sort[1:]] += count
            elif first == '"':
                counts.values[types, predicate, _datatype(sort)] += count
                if sort[1:2] == "@":
                    counts.languages[sort[2:]] += count

    def _document(self, subject: str, said: Said) -> None:
        if self._sources is None:
            return
        title = tuple(said.get(_HEADLINE) or said.get(_NAME) or ())
        publisher, notes = tuple(said.get(_PUBLISHER, ())), tuple(said.get(_USAGE, ()))
        self._sources.append(Source(subject, title, publisher, notes))
        if len(self._sources) > tally.LISTED:
            self._sources = None
            self._names = {}

    def _cover(self, subject: str, shape: Sequence[bytes], said: Said) -> None:
        """Take what a thing tells about coverage, and its name."""
        for days, predicates in zip(self._days, (_STARTS, _ENDS), strict=True):
            days.update(_dates(said, predicates))
        names = tuple(said.get(_NAME, ()))
        if names and self._sources is not None:
            self._names[subject] = names
        same = tuple(said.get(_SAME_AS, ()))
        if same and _IS_PLACE in shape:
            place = Place(subject, names, same)
            if place.country:
                self.counts.countries[place] += 1
            if len(self._places) <= tally.LISTED:
                self._places.append(place)


def _dates(said: Said, predicates: Iterable[str]) -> Iterator[str]:
    for predicate in predicates:
        for term in said.get(predicate, ()):
            if term[0] == '"':
                day = literal_value(term).lexical[:10]
                if len(day) == 10 and day[:4].isdigit():
                    yield day


def _end(block: bytes) -> bytes:
    """How the last line ends from its graph on, empty where it is in none."""
    graph = _graph(block[:-1].rpartition(b"\n")[2].partition(b" ")[2])
    return b" %b .\n" % graph if graph else b""


def _graph(row: bytes) -> bytes:
    """The graph of a line without its subject, empty in the default graph."""
    place = row.rfind(b" <")
    if place > row.find(b" ") and row.endswith(b"> .") and row.find(b'"', place) < 0:
        return row[place + 1 : -2]
    return b""


def _datatype(end: str) -> str:
    """The datatype of a literal by what it ends with, from the closing quote on."""
    if len(end) == 1:
        return f"<{XSD_STRING}>"
    return f"<{LANG_STRING}>" if end[1] == "@" else end[3:]


def _digest(term: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(term, digest_size=8).digest())
