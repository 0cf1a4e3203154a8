r"""Terms -> their shortest exact writing in Turtle, and the prefixes that makes worth declaring.

A thing's IRI is written with a prefix for its kind (`project:socquality`), and what lies below
it with an escaped slash (`project:socquality\/total-budget`): half as long as the full IRI, the
owner in sight, and SPARQL takes the same name. Every other local name that is not plain ASCII
stays a full IRI. (Turtle 1.1, section 6.5, PN_LOCAL.)
"""

import re
from collections.abc import Iterable, Mapping

from lod.ntriples import XSD
from lod.publish import things
from lod.publish.context import namespace_pattern
from lod.publish.order import REMEMBERED, TYPE
from lod.vocab import Vocabulary

_LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_./#-]*[A-Za-z0-9_/#-])?"
_PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?>")
_KIND = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# Only forms that parsers which compute with numbers also give back as they were: not 007, not +1.
_BARE = {
    f"<{XSD}integer>": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    f"<{XSD}decimal>": re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,6}"),
    f"<{XSD}boolean>": re.compile(r"true|false"),
}


class Names(dict[str, str]):
    """A memory of terms and their Turtle writing, forgotten whenever it has grown large.

    Index it with a term (`names["<…>"]`); `used` are the prefixes met so far.
    """

    __slots__ = ("_matches", "_openings", "_prefix_of", "used")

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefix_of = {space: name for name, space in prefixes.items()}
        self._matches = namespace_pattern(prefixes, _LOCAL).fullmatch
        self.used: set[str] = set()
        spaces = [space for space in self._prefix_of if space.endswith("/")]
        openings = {f"<{space[:-1]}": self.opening(f"<{space}") for space in spaces}
        self._openings = {space: found for space, found in openings.items() if found}

    def __missing__(self, term: str) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        name = self[term] = self.write(term)
        return name

    def write(self, term: str) -> str:
        """The Turtle writing of a term that is not worth remembering."""
        if term.startswith('"'):
            return self._literal(term)
        space, _, local = term.rpartition("/")
        opening = self._openings.get(space)
        if opening and _PLAIN.fullmatch(local):
            self.used.add(opening[:-1])
            return f"{opening}{local[:-1]}"
        return self._iri(term)

    def opening(self, start: str) -> str:
        """How all terms begin that begin with `start`; empty where that is not one prefixed name.

        What follows is plain ASCII, begins and ends with a letter or digit, and is to be escaped.
        """
        if any(space.startswith(start[1:]) for space in self._prefix_of if space != start[1:]):
            return ""
        match = self._matches(f"{start}0>")
        if match is None:
            return ""
        space, local = match.groups()
        return f"{self._prefix_of[space]}:{escaped(local[:-1])}"

    def _iri(self, term: str) -> str:
        match = self._matches(term)
        if match is None:
            return term
        space, local = match.groups()
        prefix = self._prefix_of[space]
        self.used.add(prefix)
        return f"{prefix}:{escaped(local)}"

    def _literal(self, term: str) -> str:
        quoted, typed, datatype = term.rpartition("^^")
        if not typed or not datatype.endswith(">"):
            return term
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(quoted, 1, len(quoted) - 1):
            return quoted[1:-1]
        return f"{quoted}^^{self[datatype]}"


def escaped(local: str) -> str:
    """A local name as it stands in Turtle."""
    if "/" in local or "#" in local:
        return local.replace("/", "\\/").replace("#", "\\#")
    return local


def kinds(lines: Iterable[str], base: str) -> dict[str, str]:
    """A prefix for each kind of thing that the lines describe: kind -> `<base>id/kind/`."""
    start = f"<{base}id/"
    size = len(start)
    found = {line[size : line.find("/", size)] for line in lines if line.startswith(start)}
    return {kind: f"{base}id/{kind}/" for kind in sorted(found) if _KIND.fullmatch(kind)}


def declared(vocabulary: Vocabulary, base: str) -> dict[str, str]:
    """The prefixes of the context, then one for each kind of thing that the model knows."""
    own = {kind.segment for kind in vocabulary.kinds.values() if not kind.dependent}
    spaces = {kind: f"{base}id/{kind}/" for kind in sorted({*own, "claim", "evidence"})}
    return dict(vocabulary.prefixes) | spaces


def in_use(lines: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the prefixes that the Turtle of these lines needs, in the order given."""
    names = Names(prefixes)
    for node in things.nodes(lines):
        names[node.subject]
        for predicate, objects in zip(node.predicates, node.objects, strict=True):
            if predicate != TYPE:
                names[predicate]
            for object_ in objects:
                if object_.endswith(">"):
                    names[object_]
    return {name: space for name, space in prefixes.items() if name in names.used}
