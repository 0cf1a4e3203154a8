"""A catalogue as somebody wrote it: statements by subject, read from lines or from a file.

Enters: N-Triples or N-Quads lines, or a file in any RDF syntax. Leaves: an index of terms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lod.catalog.terms import name
from lod.errors import CallError

_NOTHING: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Described:
    """Subject -> predicate -> objects, all as N-Triples terms."""

    subjects: Mapping[str, Mapping[str, tuple[str, ...]]]

    def values(self, subject: str, compact: str) -> tuple[str, ...]:
        """The objects of a property, given by its compact name."""
        return self.subjects.get(subject, _NOTHING).get(name(compact), ())

    def instances(self, compact: str) -> tuple[str, ...]:
        """The subjects of a class, sorted."""
        class_ = name(compact)
        return tuple(sorted(s for s in self.subjects if class_ in self.values(s, "rdf:type")))

    def around(self, start: str) -> frozenset[str]:
        """The subjects that a subject leads to, itself included."""
        found = {start}
        waiting = [start]
        while waiting:
            for objects in self.subjects.get(waiting.pop(), _NOTHING).values():
                new = {o for o in objects if o in self.subjects} - found
                found |= new
                waiting.extend(new)
        return frozenset(found)


def of_lines(lines: Iterable[str]) -> Described:
    """The index of lines; CallError where they are no N-Quads."""
    return _index(ox.parse("\n".join((*lines, "")).encode(), ox.RdfFormat.N_QUADS), "the lines")


def of_file(path: Path) -> Described:
    """The index of a file, its syntax told by its extension; CallError where it cannot be read."""
    syntax = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if syntax is None:
        raise CallError(f"{path}: no RDF syntax has the extension {path.suffix!r}", "rename it")
    try:
        return _index(ox.parse(path.read_bytes(), syntax, base_iri=path.absolute().as_uri()), path)
    except OSError as error:
        raise CallError(f"{path}: {error.strerror}", "name a file with a catalogue") from error


def _index(quads: Iterator[ox.Quad], origin: object) -> Described:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    try:
        for quad in quads:
            values = found.setdefault(str(quad.subject), {})
            known = values.get(str(quad.predicate), ())
            if str(quad.object) not in known:
                values[str(quad.predicate)] = (*known, str(quad.object))
    except SyntaxError as error:
        where = f"{origin}:{error.lineno}" if error.lineno else str(origin)
        raise CallError(f"{where}: {error.msg}", "mend the syntax") from error
    return Described(found)
