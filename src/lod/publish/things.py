"""Sorted statements -> things: one subject a node, each thing with the nodes that depend on it.

Enters: lines of N-Triples or N-Quads in canonical form, sorted by code point, without line ends.
Leaves: things in the order of their IRIs. A thing is `<base>id/kind/slug`; what lies below it
(`…/slug/total-budget`, `…/slug#quote`) are its parts. `/` and `#` sort before `>`, so the parts
arrive before their owner: they wait for it, and nothing else is held in memory.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Node(NamedTuple):
    """One subject, its predicates, and for each of them the objects: terms in stream order."""

    subject: str
    predicates: list[str]
    objects: list[list[str]]


class Thing(NamedTuple):
    """A thing and its parts, the owner first; `nodes` lacks the owner if nothing is said of it."""

    iri: str
    kind: str
    nodes: list[Node]


def read(lines: Iterable[str], base: str) -> Iterator[Thing]:
    """The things of a sorted stream, each statement once however many graphs hold it."""
    return grouped(nodes(lines), base)


def grouped(found: Iterable[Node], base: str) -> Iterator[Thing]:
    """The things of nodes in the order of their subjects."""
    start = f"<{base}id/"
    waiting: list[Thing] = []  # things whose owner is still to come, the next one last
    for node in found:
        subject = node.subject
        while waiting and waiting[-1].iri < subject:
            yield _in_order(waiting.pop())
        owner = _owner(subject, start)
        if owner != subject:
            if not waiting or waiting[-1].iri != owner:
                waiting.append(Thing(owner, _kind(owner, base), []))
            waiting[-1].nodes.append(node)
        elif waiting and waiting[-1].iri == subject:
            thing = waiting.pop()
            thing.nodes.append(node)
            yield _in_order(thing)
        else:
            yield Thing(subject, _kind(subject, base), [node])
    while waiting:
        yield _in_order(waiting.pop())


def nodes(lines: Iterable[str]) -> Iterator[Node]:
    """The subjects of a sorted stream, one node each; repeated statements fall together."""
    subject = predicate = object_ = graph = ""
    predicates: list[str] = []
    rows: list[list[str]] = []
    objects: list[str] = []
    skip = -2
    for line in lines:
        s, p, rest = line.split(" ", 2)
        if not graph or not rest.endswith(graph):
            graph = _graph(rest)
            skip = -len(graph) or -2
        o = rest[:skip]
        if s != subject:
            if subject:
                yield Node(subject, predicates, rows)
            predicates = [p]
            objects = [o]
            rows = [objects]
            subject, predicate, object_ = s, p, o
        elif p != predicate:
            predicates.append(p)
            objects = [o]
            rows.append(objects)
            predicate, object_ = p, o
        elif o != object_:
            objects.append(o)
            object_ = o
    if subject:
        yield Node(subject, predicates, rows)


def graph_of(line: str) -> str:
    """The graph's term of a line, empty in the default graph."""
    return _graph(line.split(" ", 2)[2])[1:-2]


def _graph(rest: str) -> str:
    """The end of a line from its graph on (` <g> .`), empty where the line is a triple."""
    place = rest.rfind(" <")
    if place > 0 and rest.endswith("> .") and rest.find('"', place) < 0:
        return rest[place:]
    return ""


def _owner(subject: str, start: str) -> str:
    """The thing that a subject is part of: itself outside `<base>id/` and at `kind/slug`."""
    if not subject.startswith(start):
        return subject
    slug = subject.find("/", len(start)) + 1
    if not slug:
        return subject
    end = subject.find("/", slug)
    if "#" in subject:
        fragment = subject.index("#")
        end = fragment if end < 0 else min(end, fragment)
    return f"{subject[:end]}>" if end > slug else subject


def _kind(subject: str, base: str) -> str:
    """What the IRI says a thing is: the segment after `id/`, else the first one of the path."""
    if not subject.startswith(f"<{base}"):
        return "elsewhere"
    path = subject[len(base) + 1 : -1].removeprefix("id/")
    return path.replace("#", "/").partition("/")[0]


def _in_order(thing: Thing) -> Thing:
    """The thing with its owner first and every part after the part that it lies below."""
    thing.nodes.sort(key=lambda node: node.subject[:-1].replace("/", " ").replace("#", " #"))
    return thing
