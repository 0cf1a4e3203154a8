"""The data graph in an Oxigraph store, with no lexical form lost.

Enters: RDF in any syntax, or a store. Leaves: `Data`: all statements in the default graph of a
store, whatever graph they were in. A store rewrites literals (`"07"^^xsd:byte` becomes
`"7"^^xsd:integer`), which changes verdicts. So every predicate that has such a value gets a
shadow: the same statements again in a graph of their own, under another predicate, with the
literals it would rewrite under a datatype that it does not know. Constraints on values read the
shadow, SPARQL-based constraints read the statements themselves.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from lod.ntriples import literal, literal_value, unescape
from lod.shacl import lexical
from lod.shacl.graph import rdf_format
from lod.shacl.vocabulary import EXACT, SUBCLASS_OF, XSD

ILL_FORMED = "urn:lod:ill-formed:"
EXACT_GRAPH = ox.NamedNode("urn:lod:exact")
SHAPES_GRAPH = ox.NamedNode("urn:lod:shapes")
VALID = "urn:lod:valid"
IN_LIST = "urn:lod:in:"

_REWRITTEN = re.compile(
    rb'"\^\^<http://www\.w3\.org/2001/XMLSchema#('
    + "|".join(sorted(name[len(XSD) :] for name in lexical.NORMALISED)).encode()
    + rb")>(?=[ \t]*\.[ \t]*(?:[#\r\n]|$))"
)
_QUAD_LINE = re.compile(
    rb"(?m)^((?:<[^>]*>|_:\S+) <[^>]*> "
    rb'(?:<[^>]*>|_:\S+|"[^"\\]*(?:\\.[^"\\]*)*"(?:@[\w-]+|\^\^<[^>]*>)?)) (?:<[^>]*>|_:\S+) \.$'
)


@dataclass(slots=True)
class Data:
    """A data graph ready for validation.

    `shadows` maps a predicate to its shadow; `exact` says whether lexical forms survived (they
    did not where a ready store was given); `owned` whether we may write to the store.
    """

    store: ox.Store
    shadows: dict[str, str] = field(default_factory=dict)
    exact: bool = True
    owned: bool = True
    _named: list[ox.Quad] = field(default_factory=list)

    def subclasses(self) -> dict[str, tuple[str, ...]]:
        """Each class that has subclasses, with all of them and itself."""
        below: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF[1:-1]), None, _DG):
            below.setdefault(str(quad.object), set()).add(str(quad.subject))
        return {iri: _closure(iri, below) for iri in below}

    def graphs(self, query: str) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
        """The graphs that a query reads: that of the shadows where it speaks of them."""
        return [_DG, EXACT_GRAPH] if self._named or f"<{EXACT}" in query else [_DG]

    def name(self, nodes: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]) -> None:
        """Make nodes part of the graph, so that a path of length zero leads from each to itself.

        SPARQL has that for the nodes of the graph only, SHACL for every focus node.
        """
        self._named = [ox.Quad(_NAMES, _NAMES, node, EXACT_GRAPH) for node in nodes]
        self.store.extend(self._named)

    def unname(self) -> None:
        """Undo `name`."""
        for quad in self._named:
            self.store.remove(quad)
        self._named = []

    def tidy(self) -> None:
        """Take out what a validation that was killed left behind."""
        for quad in list(self.store.quads_for_pattern(None, _NAMES, None, EXACT_GRAPH)):
            self.store.remove(quad)
        self.store.remove_graph(SHAPES_GRAPH)

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Take statements out and put others in; the graph that they name is passed over.

        A statement that two documents make is one statement here: remove it only when none
        makes it any more.
        """
        for quad in removed:
            for stored in self._stored(quad):
                self.store.remove(stored)
            self._restore(quad)
        for quad in added:
            self._shadow(quad)
            self.store.extend(self._stored(quad))

    def _stored(self, quad: ox.Quad) -> Iterator[ox.Quad]:
        plain = ox.Quad(quad.subject, quad.predicate, quad.object, _DG)
        shadow = self.shadows.get(str(quad.predicate))
        if shadow is None:
            yield plain
            return
        name = ox.NamedNode(shadow[1:-1])
        exact = ox.Quad(quad.subject, name, _encoded(quad.object), EXACT_GRAPH)
        yield exact
        yield plain

    def _restore(self, removed: ox.Quad) -> None:
        """Put back what another lexical form of the same value still states."""
        shadow = self.shadows.get(str(removed.predicate))
        if shadow is not None:
            name = ox.NamedNode(shadow[1:-1])
            for quad in self.store.quads_for_pattern(removed.subject, name, None, EXACT_GRAPH):
                self.store.add(
                    ox.Quad(quad.subject, removed.predicate, decoded_term(quad.object), _DG)
                )

    def _shadow(self, quad: ox.Quad) -> None:
        """Begin a shadow for a predicate that now has a value the store would rewrite."""
        predicate = str(quad.predicate)
        if not self.exact or predicate in self.shadows or _encoded(quad.object) == quad.object:
            return
        shadow = f"<{EXACT}{predicate[1:-1]}>"
        name = ox.NamedNode(shadow[1:-1])
        self.store.extend(
            ox.Quad(known.subject, name, known.object, EXACT_GRAPH)
            for known in list(self.store.quads_for_pattern(None, quad.predicate, None, _DG))
        )
        self.shadows[predicate] = shadow


_DG = ox.DefaultGraph()
_NAMES = ox.NamedNode("urn:lod:names")


def read_data(
    source: bytes | str | Iterable[ox.Quad],
    *,
    format: str | ox.RdfFormat = "nquads",  # noqa: A002 - as pyoxigraph calls it
    base_iri: str | None = None,
) -> Data:
    """The data graph of a document or of statements.

    SyntaxError, with `lineno` and `offset`, where the document does not parse.
    """
    lines = _lines(source, format, base_iri)
    store = ox.Store()
    try:
        _load(store, lines)
    except SyntaxError:
        if not isinstance(source, bytes | str) or rdf_format(format) != ox.RdfFormat.N_QUADS:
            raise
        lines = _triples(ox.parse(source, format=ox.RdfFormat.N_QUADS))
        _load(store, lines)
    lossy = lossy_predicates(lines)
    shadows = {predicate: f"<{EXACT}{predicate[1:-1]}>" for predicate in lossy}
    if shadows:
        _load(store, _shadow_lines(lines, shadows), EXACT_GRAPH)
        _shadow_rest(store, shadows)
    return Data(store, shadows)


def data_of(store: ox.Store) -> Data:
    """The union of all graphs of a store as a data graph.

    A store with nothing but a default graph is read where it is; another is copied, since
    SPARQL would count a statement once for each graph that it is in.
    """
    if next(iter(store.named_graphs()), None) is None:
        return Data(store, exact=False, owned=False)
    copy = ox.Store()
    copy.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, _DG) for q in store)
    return Data(copy, exact=False)


def _lines(
    source: bytes | str | Iterable[ox.Quad],
    syntax: str | ox.RdfFormat,
    base_iri: str | None,
) -> bytes:
    """The statements as N-Triples."""
    if not isinstance(source, bytes | str):
        return _triples(source)
    data = source.encode() if isinstance(source, str) else source
    syntax = rdf_format(syntax)
    if syntax == ox.RdfFormat.N_TRIPLES:
        return data
    if syntax == ox.RdfFormat.N_QUADS:
        return _QUAD_LINE.sub(rb"\1 .", data)
    return _triples(ox.parse(data, format=syntax, base_iri=base_iri))


def _load(store: ox.Store, lines: bytes, graph: ox.NamedNode | ox.DefaultGraph = _DG) -> None:
    """Fill a graph; loading in bulk would rename blank nodes, so that is for data without."""
    if lines.startswith(b"_:") or b"\n_:" in lines or b"> _:" in lines:
        triples = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    else:
        store.bulk_load(lines, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)


def _triples(quads: Iterable[ox.Quad]) -> bytes:
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def lossy_predicates(lines: bytes) -> list[str]:
    """The predicates with a value that the store would rewrite."""
    found: dict[bytes, None] = {}
    for _, predicate, text, kind in _typed(lines):
        if predicate not in found and not lexical.is_stable(text.decode(), XSD + kind.decode()):
            found[predicate] = None
    return sorted(predicate.decode() for predicate in found)


def _typed(lines: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """Every statement of a literal that a store may rewrite: three parts and the datatype."""
    for match in _REWRITTEN.finditer(lines):
        begin = lines.rfind(b"\n", 0, match.start()) + 1
        parts = lines[begin : match.start()].split(None, 2)
        if len(parts) == 3 and parts[2][:1] == b'"':
            yield parts[0], parts[1], _plain(parts[2][1:]), match[1]


def _plain(text: bytes) -> bytes:
    return unescape(text.decode()).encode() if b"\\" in text else text


def _shadow_lines(lines: bytes, shadows: dict[str, str]) -> bytes:
    """The statements of such literals by predicates that have shadows, as those hold them."""
    names = {predicate.encode(): shadow.encode() for predicate, shadow in shadows.items()}
    made = []
    for subject, predicate, text, kind in _typed(lines):
        if predicate in names:
            datatype = XSD + kind.decode()
            value = text.decode()
            if not lexical.is_stable(value, datatype):
                datatype = _marked(value, datatype)
            written = literal(value, datatype=datatype).encode()
            made.append(b"%b %b %b ." % (subject, names[predicate], written))
    return b"\n".join(made)


def _shadow_rest(store: ox.Store, shadows: dict[str, str]) -> None:
    """The statements of those predicates whose objects no store rewrites."""
    kinds = ", ".join(f"<{name}>" for name in sorted(lexical.NORMALISED))
    for predicate, shadow in shadows.items():
        store.update(
            f"INSERT {{ GRAPH {EXACT_GRAPH} {{ ?s {shadow} ?o }} }} WHERE {{ ?s {predicate} ?o "
            f"FILTER(!isLiteral(?o) || DATATYPE(?o) NOT IN ({kinds})) }}"
        )


def _encoded(
    node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if isinstance(node, ox.Literal):
        kind = node.datatype.value
        if not lexical.is_stable(node.value, kind):
            return ox.Literal(node.value, datatype=ox.NamedNode(_marked(node.value, kind)))
    return node


def _marked(text: str, datatype: str) -> str:
    """The datatype under which the shadows hold a literal."""
    return (EXACT if lexical.is_valid(text, datatype) else ILL_FORMED) + datatype


def encode(term: str) -> str:
    """A term as the shadows hold it."""
    if not term.startswith('"'):
        return term
    parts = literal_value(term)
    if parts.language or lexical.is_stable(parts.lexical, parts.datatype):
        return term
    return literal(parts.lexical, datatype=_marked(parts.lexical, parts.datatype))


def decode(term: str) -> str:
    """The term that a term of the shadows stands for."""
    if "^^<urn:lod:" not in term or term[0] != '"':
        return term
    for prefix in (EXACT, ILL_FORMED):
        term = term.replace(f"^^<{prefix}", "^^<", 1)
    return term


def decoded_term(
    node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """The same for a term of the store's own."""
    if isinstance(node, ox.Literal):
        for prefix in (EXACT, ILL_FORMED):
            if node.datatype.value.startswith(prefix):
                kind = node.datatype.value.removeprefix(prefix)
                return ox.Literal(node.value, datatype=ox.NamedNode(kind))
    return node


def decoded(variable: str) -> str:
    """The SPARQL expression for the value that a literal of the shadows stands for."""
    kind = f"STR(DATATYPE({variable}))"
    plain = f'STRDT(STR({variable}), IRI(STRAFTER({kind}, "{EXACT}")))'
    return f'IF(STRSTARTS({kind}, "{EXACT}"), {plain}, {variable})'


_TESTS = {
    "integer": "isNumeric({v})",
    "decimal": "isNumeric({v})",
    "double": "isNumeric({v})",
    "float": "isNumeric({v})",
    "date": "COALESCE(YEAR({v}) > -1, false)",
    "dateTime": "COALESCE(YEAR({v}) > -1, false)",
    "time": "COALESCE(HOURS({v}) > -1, false)",
}


def lexical_test(datatype: str, variable: str) -> str:
    """A quick SPARQL test that shows most literals of a datatype to be well-formed.

    A literal that does not pass may still be well-formed.
    """
    return _TESTS.get(datatype.removeprefix(XSD), "false").replace("{v}", variable)


def _closure(iri: str, below: dict[str, set[str]]) -> tuple[str, ...]:
    found, todo = {iri}, [iri]
    while todo:
        for name in below.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return tuple(sorted(found))
