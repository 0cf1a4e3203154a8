"""Triple patterns of a SPARQL group.

Enters: a group of a query whose prefixed names are written out. Leaves: its triple patterns,
with paths as values, and its filters, so that a query can be walked backwards (`affected`) and
an EXISTS can be put in an order that the store follows (`ordered_exists`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lod.shacl.paths import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
    sparql,
)
from lod.shacl.sparql import Group, Token
from lod.shacl.vocabulary import TYPE

_SUFFIXES: dict[str, type[ZeroOrMore] | type[OneOrMore] | type[ZeroOrOne]] = {
    "*": ZeroOrMore,
    "+": OneOrMore,
    "?": ZeroOrOne,
}


class UnreadableGroupError(ValueError):
    """The group has syntax that is not read here."""


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern; terms are text, `?name` for variables and blank nodes.

    `path` is None where the predicate is the variable `predicate`.
    """

    subject: str
    path: Path | None
    object: str
    predicate: str = ""

    @property
    def variables(self) -> set[str]:
        """The variables of the pattern."""
        return {t for t in (self.subject, self.predicate, self.object) if t.startswith("?")}

    @property
    def text(self) -> str:
        """The pattern as SPARQL, a sequence kept in one piece (see `Terms.bound_path`)."""
        if self.path is None:
            return f"{self.subject} {self.predicate} {self.object} ."
        path = sparql(self.path)
        if isinstance(self.path, Sequence):
            path = f"(({path})|^<urn:lod:none>)"
        return f"{self.subject} {path} {self.object} ."


@dataclass(slots=True)
class Parts:
    """What a group is made of: triple patterns, the text of filters, and all else by name."""

    triples: list[Triple] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def parts(group: Group, text: str) -> Parts:
    """The parts of a group; UnreadableGroupError where its syntax is not read here."""
    return _Reader(group.items, text).read()


@dataclass(slots=True)
class _Reader:
    items: list[Token | Group]
    text: str
    at: int = 0
    blank: int = 0
    found: Parts = field(default_factory=Parts)

    def read(self) -> Parts:
        while self.at < len(self.items):
            item = self.items[self.at]
            if isinstance(item, Group):
                self.found.others.append(item.kind)
                self.at += 1
            elif item.upper == "FILTER":
                self.found.filters.append(self._filter())
            elif item.upper in ("OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE"):
                self.at += 1 if item.upper in ("OPTIONAL", "UNION", "MINUS") else 2
            elif item.upper in ("BIND", "VALUES"):
                self.found.others.append(item.upper.lower())
                self.at += 1
                self._skip_parentheses()
            elif item.text == ".":
                self.at += 1
            else:
                self._triples()
        return self.found

    def _peek(self) -> Token | None:
        item = self.items[self.at] if self.at < len(self.items) else None
        return item if isinstance(item, Token) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise UnreadableGroupError("the group ends within a triple pattern")
        self.at += 1
        return token

    def _filter(self) -> str:
        begin = self._next().start
        while (item := self.items[self.at]) and not isinstance(item, Group) and item.text != "(":
            self.at += 1
        if isinstance(item, Group):
            self.at += 1
            return self.text[begin : item.end + 1]
        end = self._skip_parentheses()
        return self.text[begin:end]

    def _skip_parentheses(self) -> int:
        depth, end = 0, 0
        while self.at < len(self.items):
            item = self.items[self.at]
            self.at += 1
            if isinstance(item, Group):
                continue
            depth += {"(": 1, ")": -1}.get(item.text, 0) if item.kind == "mark" else 0
            end = item.end
            if depth <= 0:
                return end
        return end

    def _triples(self) -> None:
        subject = self._node()
        token = self._peek()
        if token is not None and token.text not in (".", "}"):
            self._predicates(subject)

    def _predicates(self, subject: str) -> None:
        while (token := self._peek()) is not None and token.text not in (".", "]"):
            if token.text == ";":
                self.at += 1
                continue
            if not _begins_verb(token):
                return
            path, predicate = self._verb()
            while True:
                self.found.triples.append(Triple(subject, path, self._node(), predicate))
                token = self._peek()
                if token is None or token.text != ",":
                    break
                self.at += 1

    def _verb(self) -> tuple[Path | None, str]:
        token = self._peek()
        if token is not None and token.kind == "var":
            self.at += 1
            return None, f"?{token.variable}"
        return self._alternative(), ""

    def _alternative(self) -> Path:
        options = [self._sequence()]
        while (token := self._peek()) is not None and token.text == "|":
            self.at += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Alternative(tuple(options))

    def _sequence(self) -> Path:
        steps = [self._step()]
        while (token := self._peek()) is not None and token.text == "/":
            self.at += 1
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else Sequence(tuple(steps))

    def _step(self) -> Path:
        token = self._next()
        if token.text == "^":
            return Inverse(self._step())
        path: Path
        if token.text == "(":
            path = self._alternative()
            if self._next().text != ")":
                raise UnreadableGroupError("a path is not closed")
        elif token.kind == "iri":
            path = Predicate(token.text)
        elif token.text == "a":
            path = Predicate(TYPE)
        else:
            raise UnreadableGroupError(f"{token.text} in a path")
        after = self._peek()
        if after is not None and after.text in _SUFFIXES and after.kind == "mark":
            self.at += 1
            path = _SUFFIXES[after.text](path)
        return path

    def _node(self) -> str:
        token = self._next()
        if token.kind == "var":
            return f"?{token.variable}"
        if token.kind == "bnode":
            return f"?lod_blank_{token.text[2:]}"
        if token.text == "[":
            self.blank += 1
            name = f"?lod_blank{self.blank}_{token.start}"
            self._predicates(name)
            if self._next().text != "]":
                raise UnreadableGroupError("a [ is not closed")
            return name
        if token.kind == "string":
            return self._literal(token)
        if token.kind in ("iri", "number") or token.text.lower() in ("true", "false"):
            return token.text
        if token.text in ("-", "+"):
            return token.text + self._next().text
        raise UnreadableGroupError(f"{token.text} as a term")

    def _literal(self, token: Token) -> str:
        after = self._peek()
        if after is not None and after.kind == "lang":
            self.at += 1
            return token.text + after.text
        if after is not None and after.text == "^^":
            self.at += 1
            return f"{token.text}^^{self._next().text}"
        return token.text


def _begins_verb(token: Token) -> bool:
    return token.kind in ("var", "iri") or token.text in ("a", "^", "(", "!")


def ordered_exists(text: str, group: Group, bound: set[str]) -> str | None:
    """The content of an EXISTS as nested tests, one triple pattern each, from the bound ones on.

    The store plans a group as though nothing were bound; so told, it walks from what is. None
    where the group has more than triple patterns and filters.
    """
    try:
        found = parts(group, text)
    except UnreadableGroupError:
        return None
    kinds = set(found.others) - {"exists"}
    if kinds or not found.triples:
        return None
    known = {f"?{name}" for name in bound}
    ordered = list(_in_order(found.triples, known))
    filters = " ".join(found.filters)
    nested = f"{ordered[-1].text} {filters}"
    for triple in reversed(ordered[:-1]):
        nested = f"{triple.text} FILTER EXISTS {{ {nested} }}"
    return nested


def _in_order(triples: Iterable[Triple], known: set[str]) -> Iterator[Triple]:
    """The triples, each after those that bind its variables; those with an end known first."""
    left = list(triples)
    known = set(known)
    while left:
        best = max(left, key=lambda triple: _bound_ends(triple, known))
        left.remove(best)
        known |= best.variables
        yield best


def _bound_ends(triple: Triple, known: set[str]) -> tuple[int, int]:
    ends = [triple.subject, triple.object]
    variables = sum(end in known for end in ends)
    constants = sum(not end.startswith("?") for end in ends)
    return (2 * variables + constants if variables else 0, constants)
