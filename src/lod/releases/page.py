"""Members -> the pages of a change feed in TriG and JSON-LD, and back.

A page is a `tree:Node` of the one event stream. The default graph says what its members are;
the facts of a member stand in the graph that has the member's IRI. A page that is full is closed
for good and says so with `ldes:immutable`. Pages link nowhere; the root page links to all of
them, with the times of what they hold. (TREE hypermedia and LDES specifications.)
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from lod.errors import CallError
from lod.ntriples import RDF, XSD, iri, literal
from lod.publish import context, jsonld, names, trig
from lod.publish.things import read as read_things
from lod.releases.member import Kind, Member, in_time

TREE, LDES = "https://w3id.org/tree#", "https://w3id.org/ldes#"
AS, DCTERMS = "https://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
PREFIXES = {"as": AS, "dcterms": DCTERMS, "ldes": LDES, "tree": TREE, "xsd": XSD}
SYNTAXES = ("trig", "jsonld")

_TYPE = f"<{RDF}type>"
_CREATED, _VERSION_OF = f"<{DCTERMS}created>", f"<{DCTERMS}isVersionOf>"
_DATE_TIME = XSD + "dateTime"


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages share: the base of the IRIs, titles by language, the JSON-LD context."""

    base: str
    title: Mapping[str, str]
    license: str
    definitions: Mapping[str, Any]

    @property
    def stream(self) -> str:
        """The event stream's IRI."""
        return f"<{self.base}feed#stream>"

    def node(self, name: str, syntax: str) -> str:
        """The IRI of a page, which is where one of its files lies."""
        return f"<{self.base}feed/{name}.{syntax}>"


@dataclass(frozen=True, slots=True)
class Page:
    """Members in the order in which they came; `number` counts from 1."""

    number: int
    members: tuple[Member, ...]
    closed: bool

    @property
    def name(self) -> str:
        """The path of its files below the feed, without their endings."""
        return f"pages/{self.number:06d}"


@dataclass(frozen=True, slots=True)
class Extent:
    """What the root says of a page: `first` and `last` are the times of its members."""

    number: int
    size: int
    first: str
    last: str
    closed: bool


def extent(page: Page, since: str) -> Extent:
    """The extent of a page; an empty one will hold nothing older than `since`."""
    times = [member.created for member in page.members] or [since]
    return Extent(page.number, len(page.members), min(times), max(times), page.closed)


def render(page: Page, frame: Frame, syntax: str) -> str:
    """The text of a page."""
    node = frame.node(page.name, syntax)
    lines = [
        _triple(node, _TYPE, f"<{TREE}Node>"),
        _triple(frame.stream, _TYPE, f"<{LDES}EventStream>"),
        _triple(frame.stream, f"<{TREE}view>", frame.node("index", syntax)),
    ]
    if page.closed:
        lines.append(_triple(node, f"<{LDES}immutable>", literal("true", datatype=XSD + "boolean")))
    for member in page.members:
        lines += [
            _triple(frame.stream, f"<{TREE}member>", member.version),
            _triple(member.version, _TYPE, f"<{AS}{member.kind}>"),
            _triple(member.version, _VERSION_OF, member.thing),
            _triple(member.version, _CREATED, literal(member.created, datatype=_DATE_TIME)),
        ]
    return _text(lines, page.members, frame, syntax)


def root(extents: Iterable[Extent], frame: Frame, syntax: str) -> str:
    """The text of the root page: what the stream is, and where its pages lie."""
    node, stream = frame.node("index", syntax), frame.stream
    lines = [
        _triple(node, _TYPE, f"<{TREE}Node>"),
        _triple(stream, _TYPE, f"<{LDES}EventStream>"),
        _triple(stream, f"<{TREE}view>", node),
        _triple(stream, f"<{LDES}timestampPath>", _CREATED),
        _triple(stream, f"<{LDES}versionOfPath>", _VERSION_OF),
        *(_triple(stream, f"<{LDES}version{kind}Object>", f"<{AS}{kind}>") for kind in Kind),
        *(_triple(stream, f"<{LDES}version{kind}Path>", _TYPE) for kind in Kind),
        _triple(stream, f"<{DCTERMS}license>", iri(frame.license)),
    ]
    for language, title in frame.title.items():
        lines.append(_triple(stream, f"<{DCTERMS}title>", literal(title, language=language)))
    for one in extents:
        lines += _relations(one, frame, syntax)
    return _text(lines, (), frame, syntax)


def read(text: str) -> tuple[Member, ...]:
    """The members of a page in TriG, in the order of time and IRI; CallError where it is none."""
    about: dict[str, dict[str, str]] = defaultdict(dict)
    content: dict[str, list[str]] = defaultdict(list)
    try:
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.TRIG):
            parts = [_term(part) for part in (quad.subject, quad.predicate, quad.object)]
            if isinstance(quad.graph_name, ox.NamedNode):
                content[_term(quad.graph_name)].append(_triple(*parts))
            elif parts[1] in (_TYPE, _VERSION_OF, _CREATED):
                about[parts[0]][parts[1]] = parts[2]
    except SyntaxError as error:
        raise CallError(f"a page of the feed is no TriG: {error}", "rebuild the feed") from error
    found = (
        Member(
            version,
            said[_VERSION_OF],
            said[_CREATED].split('"')[1],
            Kind(said[_TYPE][1:-1].removeprefix(AS)),
            tuple(sorted(content.get(version, ()))),
        )
        for version, said in about.items()
        if _VERSION_OF in said
    )
    return tuple(sorted(found, key=in_time))


def _relations(one: Extent, frame: Frame, syntax: str) -> Iterator[str]:
    """From when on, and for a closed page until when, its members were created."""
    node = frame.node(f"pages/{one.number:06d}", syntax)
    bounds = [("from", "GreaterThanOrEqualToRelation", one.first)]
    if one.closed:
        bounds.append(("until", "LessThanOrEqualToRelation", one.last))
    root_page = frame.node("index", syntax)
    for name, kind, time in bounds:
        relation = f"{root_page[:-1]}#{one.number:06d}-{name}>"
        yield _triple(root_page, f"<{TREE}relation>", relation)
        yield _triple(relation, _TYPE, f"<{TREE}{kind}>")
        yield _triple(relation, f"<{TREE}path>", _CREATED)
        yield _triple(relation, f"<{TREE}value>", literal(time, datatype=_DATE_TIME))
        yield _triple(relation, f"<{TREE}node>", node)


def _text(lines: list[str], members: Iterable[Member], frame: Frame, syntax: str) -> str:
    lines.sort()
    ordered = sorted((m for m in members if m.triples), key=lambda member: member.version)
    if syntax == "trig":
        return "".join(_trig(lines, ordered, frame))
    return "".join(_json_ld(lines, ordered, frame))


def _trig(lines: list[str], members: list[Member], frame: Frame) -> Iterator[str]:
    known = context.read({"@context": dict(frame.definitions)}).prefixes
    quads = [f"{t[:-1]}{m.version} ." for m in members for t in m.triples]
    prefixes = {**known, **PREFIXES, **names.kinds(sorted(quads), frame.base)}
    used: set[str] = set()
    for part in (lines, *(member.triples for member in members)):
        used |= names.in_use(part, prefixes).keys()
    chosen = {name: space for name, space in prefixes.items() if name in used}
    return trig.write([*lines, *quads], chosen, "", frame.base)


def _json_ld(lines: list[str], members: list[Member], frame: Frame) -> Iterator[str]:
    definitions = {**frame.definitions, **PREFIXES}
    writer = jsonld.Objects(context.read({"@context": definitions}), frame.base)

    def nodes(triples: Iterable[str]) -> str:
        return ",\n    ".join(
            text for thing in read_things(triples, frame.base) for text in writer.thing(thing)
        )

    yield f'{{\n  "@context": {json.dumps(definitions, ensure_ascii=False, indent=2)},\n'
    yield f'  "@graph": [\n    {nodes(lines)}'
    for member in members:
        name = json.dumps(member.version[1:-1], ensure_ascii=False)
        yield f',\n    {{"@id": {name}, "@graph": [\n    {nodes(member.triples)}\n    ]}}'
    yield "\n  ]\n}\n"


def _triple(subject: str, predicate: str, object_: str) -> str:
    return f"{subject} {predicate} {object_} ."


def _term(term: object) -> str:
    """A parsed term in canonical N-Triples, with the lexical form of the file."""
    if isinstance(term, ox.Literal):
        if term.language:
            return literal(term.value, language=term.language)
        return literal(term.value, datatype=term.datatype.value)
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    raise CallError(f"a page of the feed holds {term}", "rebuild the feed")
