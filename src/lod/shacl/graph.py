"""A shapes graph as an index of terms.

Enters: RDF in any syntax. Leaves: a `Graph` that answers what `read` asks, its blank nodes
numbered in the order of the file (so the same file gives the same names), and the problems met
on the way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from lod.errors import Problem, ShapesError
from lod.shacl.vocabulary import FIRST, NIL, REST

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ttl": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "n3": ox.RdfFormat.N3,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json-ld": ox.RdfFormat.JSON_LD,
}
"""The syntaxes that are read, by the names and file endings that people use."""


def rdf_format(name: str | ox.RdfFormat) -> ox.RdfFormat:
    """The syntax of a name, file ending or media type; ValueError where it is unknown."""
    if isinstance(name, ox.RdfFormat):
        return name
    found = FORMATS.get(name.lower().lstrip(".")) or ox.RdfFormat.from_media_type(name)
    if found is None:
        raise ValueError(f"unknown RDF syntax {name!r}; one of {', '.join(sorted(FORMATS))}")
    return found


@dataclass(slots=True)
class Graph:
    """Triples by subject and predicate, in the order of the file.

    `path` and `text` are those of the one document, `documents` of several; problems name them.
    """

    path: str = ""
    text: str = ""
    documents: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    _objects: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _subjects: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _labels: dict[tuple[int, str], str] = field(default_factory=dict)

    def add(self, triples: Iterable[ox.Quad], document: int = 0) -> None:
        """Take in the statements of one document; its blank nodes are its own."""
        self.add_terms(
            (
                self._label(quad.subject, document),
                str(quad.predicate),
                self._label(quad.object, document),
            )
            for quad in triples
        )

    def add_terms(self, triples: Iterable[tuple[str, str, str]]) -> None:
        """Take in statements whose terms are text already."""
        for subject, predicate, object_ in triples:
            known = self._objects.setdefault(subject, {}).setdefault(predicate, [])
            if object_ in known:
                continue
            known.append(object_)
            self._subjects.setdefault(predicate, {}).setdefault(object_, []).append(subject)
            self.statements.append(f"{subject} {predicate} {object_} .")

    def _label(self, node: object, document: int) -> str:
        text = str(node)
        if not isinstance(node, ox.BlankNode):
            return text
        return self._labels.setdefault((document, text), f"_:b{len(self._labels)}")

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The objects of a subject and predicate."""
        return self._objects.get(subject, {}).get(predicate, [])

    def predicates(self, subject: str) -> Iterable[str]:
        """The predicates of a subject."""
        return self._objects.get(subject, {}).keys()

    def subjects(self, predicate: str, object_: str | None = None) -> Iterator[str]:
        """The subjects of a predicate, or of a predicate and object, each once."""
        by_object = self._subjects.get(predicate, {})
        groups = by_object.values() if object_ is None else [by_object.get(object_, [])]
        yield from dict.fromkeys(subject for group in groups for subject in group)

    def values(self, predicate: str) -> Iterable[str]:
        """Every object of a predicate, each once."""
        return self._subjects.get(predicate, {}).keys()

    def closure(self, node: str, predicate: str) -> list[str]:
        """The node and all that it leads to by the predicate."""
        found, todo = [node], [node]
        while todo:
            for object_ in self.objects(todo.pop(), predicate):
                if object_ not in found:
                    found.append(object_)
                    todo.append(object_)
        return found

    def is_list(self, node: str) -> bool:
        """Whether the node begins an RDF list."""
        return node == NIL or bool(self.objects(node, FIRST))

    def members(self, head: str) -> list[str] | None:
        """The members of an RDF list; None where the list is not well-formed (section 1.4)."""
        members: list[str] = []
        seen = set()
        while head != NIL:
            first, rest = self.objects(head, FIRST), self.objects(head, REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                return None
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

    def report(self, node: str, what: str, remedy: str, code: str) -> None:
        """Note a problem of a node, at its line where the text shows one."""
        where = self.describe(node)
        path, line = self._place(node)
        self.problems.append(Problem(path, line, 0, f"{where}: {what}", remedy, f"shacl.{code}"))

    def describe(self, node: str) -> str:
        """The node, and for a blank node the IRI above it, as people would look for it."""
        if not node.startswith("_:"):
            return node
        owner = self._owner(node)
        return f"{node} (below {owner})" if owner else node

    def _owner(self, node: str) -> str:
        seen = {node}
        while node.startswith("_:"):
            above = [
                subject
                for by_object in self._subjects.values()
                for subject in by_object.get(node, [])
                if subject not in seen
            ]
            if not above:
                return ""
            node = above[0]
            seen.add(node)
        return node

    def _place(self, node: str) -> tuple[str, int]:
        """The document and line that begin with the node's name; line 0 where none does."""
        name = self._owner(node) if node.startswith("_:") else node
        local = name.strip("<>").replace("#", "/").rsplit("/", 1)[-1]
        documents = self.documents or [(self.path, self.text)]
        for path, text in documents if local else ():
            for number, line in enumerate(text.splitlines(), 1):
                if line and not line[0].isspace() and local in line.split(" ", 1)[0]:
                    return path, number
        return (documents[0][0] if len(documents) == 1 else self.path), 0


def read_graph(
    documents: Iterable[tuple[str, bytes]], *, syntax: str | ox.RdfFormat, base_iri: str | None
) -> Graph:
    """The graph of documents, given as path and content; their blank nodes are their own.

    ShapesError with the line and column of each that does not parse.
    """
    graph = Graph()
    for number, (path, data) in enumerate(documents):
        graph.documents.append((path, data.decode("utf-8", "replace")))
        try:
            graph.add(ox.parse(data, format=rdf_format(syntax), base_iri=base_iri), number)
        except (SyntaxError, ValueError) as error:
            graph.problems.append(syntax_problem(error, path))
    if graph.problems:
        raise ShapesError(tuple(graph.problems))
    return graph


def syntax_problem(error: SyntaxError | ValueError, path: str) -> Problem:
    """The problem that a parser's error stands for."""
    line = getattr(error, "lineno", 0) or 0
    column = getattr(error, "offset", 0) or 0
    what = error.msg if isinstance(error, SyntaxError) else str(error)
    return Problem(path, line, column, f"not well-formed RDF: {what}", "", "shacl.syntax")
