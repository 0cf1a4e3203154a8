"""SPARQL text as tokens and groups, so that pre-bound variables can be given their values.

Enters: the text of sh:select or sh:ask. Leaves: what it breaks of the rules of SHACL appendix
A, whether it can be evaluated for all focus nodes at once, and the same query with a pattern
put into every group that reads a pre-bound variable: pre-binding, over a set of focus nodes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<string>\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<var>[?$][A-Za-z0-9_\u00b7-\uffff]+)
    |(?P<bnode>_:[\w.-]*\w)
    |(?P<pname>[A-Za-z][\w.-]*:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*|:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
    |(?P<number>\d*\.?\d+(?:[eE][+-]?\d+)?)
    |(?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<word>[A-Za-z_][\w]*)
    |(?P<mark>\^\^|&&|\|\||!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the query and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """The keyword that a word is, in capitals."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of a variable, without its mark."""
        return self.text[1:] if self.kind == "var" else ""


@dataclass(slots=True)
class Group:
    """A group graph pattern `{ … }`.

    `kind` is where, union, optional, graph, exists, plain or select (the WHERE of a sub-select,
    whose `head` and `tail` stand before and after it); `items` are its tokens and groups in
    their order.
    """

    kind: str
    start: int
    end: int = 0
    items: list["Token | Group"] = field(default_factory=list)
    head: list[Token] = field(default_factory=list)
    tail: list[Token] = field(default_factory=list)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the group itself."""
        return [item for item in self.items if isinstance(item, Token)]

    @property
    def groups(self) -> list["Group"]:
        """The groups right within."""
        return [item for item in self.items if isinstance(item, Group)]

    def variables(self) -> set[str]:
        """The variables of the group itself and of its tests with EXISTS."""
        found = {word.variable for word in self.tokens if word.variable}
        for group in self.groups:
            if group.kind == "exists":
                for inner in group.walk():
                    found |= inner.variables() | {w.variable for w in inner.head if w.variable}
        return found

    def walk(self) -> Iterator["Group"]:
        """This group and every group within, those within EXISTS too."""
        yield self
        for group in self.groups:
            yield from group.walk()


def tokens(text: str) -> list[Token]:
    """The tokens of a query, spaces and comments left out."""
    return [
        Token(match.lastgroup or "mark", match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `head` stands before its WHERE group, `tail` behind it."""

    text: str
    form: str
    head: tuple[Token, ...]
    where: Group
    tail: tuple[Token, ...]
    all_tokens: tuple[Token, ...]


class QuerySyntaxError(ValueError):
    """The text is no SELECT or ASK query with a group."""


def parse(text: str) -> Query:
    """The structure of a query; QuerySyntaxError where there is none to see."""
    words = tokens(text)
    form = next((w.upper for w in words if w.upper in ("SELECT", "ASK")), "")
    opening = next((i for i, w in enumerate(words) if w.text == "{"), -1)
    if not form or opening < 0:
        raise QuerySyntaxError("no SELECT … { } or ASK { } found")
    head = words[:opening]
    where, after = _group(words, opening, "where")
    return Query(text, form, tuple(head), where, tuple(words[after:]), tuple(words))


def _group(words: list[Token], opening: int, kind: str) -> tuple[Group, int]:
    group = Group(kind, words[opening].end)
    index = opening + 1
    if index < len(words) and words[index].upper == "SELECT":
        return _subselect(words, opening)
    while index < len(words):
        word = words[index]
        if word.text == "{" and word.kind == "mark":
            inner, index = _group(words, index, _kind(words, index))
            group.items.append(inner)
            continue
        if word.text == "}" and word.kind == "mark":
            group.end = word.start
            return group, index + 1
        group.items.append(word)
        index += 1
    raise QuerySyntaxError("a { is not closed")


def _subselect(words: list[Token], opening: int) -> tuple[Group, int]:
    start = next((i for i in range(opening + 1, len(words)) if words[i].text == "{"), -1)
    if start < 0:
        raise QuerySyntaxError("a sub-query has no group")
    group, index = _group(words, start, "select")
    group.kind = "select"
    group.head = words[opening + 1 : start]
    depth = 1
    while index < len(words):
        depth += {"{": 1, "}": -1}.get(words[index].text, 0)
        if depth == 0:
            return group, index + 1
        group.tail.append(words[index])
        index += 1
    raise QuerySyntaxError("a { is not closed")


def _kind(words: list[Token], opening: int) -> str:
    before = words[opening - 1] if opening else None
    if before is None:
        return "plain"
    if before.upper in ("UNION", "OPTIONAL", "EXISTS", "MINUS"):
        return before.upper.lower()
    if opening > 1 and words[opening - 2].upper in ("GRAPH", "SERVICE", "SILENT"):
        return "graph"
    return "plain"


def projected(head: list[Token] | tuple[Token, ...]) -> set[str]:
    """The variables that a SELECT clause names (also those made with AS)."""
    names, depth = set(), 0
    for index, word in enumerate(head):
        depth += {"(": 1, ")": -1}.get(word.text, 0)
        if word.variable and (depth == 0 or head[index - 1].upper == "AS"):
            names.add(word.variable)
    return names


def problems(query: Query, bound: frozenset[str]) -> Iterator[str]:
    """What the query breaks of the rules for pre-bound variables (appendix A)."""
    for word in query.all_tokens:
        if word.upper in ("MINUS", "SERVICE", "VALUES"):
            yield f"{word.upper} is not allowed with pre-bound variables"
    for before, word in zip(query.all_tokens, query.all_tokens[1:], strict=False):
        if before.upper == "AS" and word.variable in bound:
            yield f"AS ?{word.variable} would bind a pre-bound variable"
    required = bound & {"this", "value"}
    if query.form == "SELECT" and "this" not in projected(query.head):
        yield "SELECT must project $this"
    for group in query.where.walk():
        missing = required - projected(group.head) if group.kind == "select" else set()
        for name in sorted(missing):
            yield f"a sub-query must project the pre-bound variable ${name}"


def not_set_based(query: Query) -> str:
    """Why the query cannot run for all focus nodes at once; empty where it can."""
    for word in query.all_tokens:
        if word.upper in ("LIMIT", "OFFSET", "FROM"):
            return f"{word.upper} counts for each focus node on its own"
    for group in query.where.walk():
        if group.kind == "graph" and any(word.variable == "this" for word in _expressions(group)):
            return "$this in an expression within GRAPH"
    return ""


def _expressions(group: Group) -> Iterator[Token]:
    depth = 0
    for word in group.tokens:
        depth += {"(": 1, ")": -1}.get(word.text, 0)
        if depth:
            yield word


def inject(query: Query, pattern: Callable[[], str], constants: Mapping[str, str]) -> str:
    """The query with every group that reads a pre-bound variable given its values.

    `pattern` makes the text that binds `?this` to the focus nodes, each once; `constants` are
    the other pre-bound variables. Groups within EXISTS see the bindings around them.
    """
    places: list[tuple[int, str]] = []
    _places(query.where, pattern, constants, places, outermost=True)
    text = query.text
    for place, insert in sorted(places, reverse=True):
        text = f"{text[:place]} {insert} {text[place:]}"
    return text


def rewrite_exists(text: str, rewrite: Callable[[str, Group, set[str]], str | None]) -> str:
    """The text with the content of each EXISTS exchanged where `rewrite` gives another.

    `rewrite` takes the text, the group and the variables of the groups around it.
    """
    changes: list[tuple[int, int, str]] = []

    def visit(group: Group, around: set[str]) -> None:
        known = around | {word.variable for word in group.tokens if word.variable}
        for inner in group.groups:
            new = rewrite(text, inner, known) if inner.kind == "exists" else None
            if new is None:
                visit(inner, known)
            else:
                changes.append((inner.start, inner.end, new))

    visit(parse(text).where, {"this"})
    for start, end, new in sorted(changes, reverse=True):
        text = f"{text[:start]} {new} {text[end:]}"
    return text


def _places(
    group: Group,
    pattern: Callable[[], str],
    constants: Mapping[str, str],
    places: list[tuple[int, str]],
    *,
    outermost: bool = False,
) -> None:
    mentioned = group.variables()
    parts = []
    if group.kind != "graph" and (outermost or group.kind == "select" or "this" in mentioned):
        parts.append(pattern())
    parts += [
        f"VALUES ?{name} {{ {value} }}"
        for name, value in constants.items()
        if outermost or name in mentioned
    ]
    if parts:
        places.append((group.start, " ".join(parts)))
    for inner in group.groups:
        if inner.kind != "exists":
            _places(inner, pattern, constants, places)


def replace_variable(text: str, name: str, replacement: str) -> str:
    """The text with each `$name` and `?name` exchanged."""
    pieces, last = [], 0
    for word in tokens(text):
        if word.variable == name:
            pieces += [text[last : word.start], replacement]
            last = word.end
    return "".join((*pieces, text[last:]))


def mentions(text: str, name: str) -> bool:
    """Whether the query has the variable."""
    return any(word.variable == name for word in tokens(text))


def expand(text: str, prologue: str) -> str:
    """The text with each prefixed name written as an IRI, so that texts can be put together."""
    namespaces = dict(re.findall(r"PREFIX (\S*): <([^>]*)>", prologue))
    pieces, last = [], 0
    for word in tokens(text):
        if word.kind == "pname":
            prefix, _, local = word.text.partition(":")
            if prefix in namespaces:
                iri = namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)
                pieces += [text[last : word.start], f"<{iri}>"]
                last = word.end
    return "".join((*pieces, text[last:]))


def substitute(text: str, constants: Mapping[str, str]) -> str:
    """The text with variables exchanged for constants; `BOUND` of one becomes true."""
    words, pieces, last = tokens(text), [], 0
    for index, word in enumerate(words):
        if word.variable not in constants:
            continue
        start, end, replacement = word.start, word.end, constants[word.variable]
        if index > 1 and words[index - 2].upper == "BOUND":
            start, end, replacement = words[index - 2].start, words[index + 1].end, "true"
        pieces += [text[last:start], replacement]
        last = end
    return "".join((*pieces, text[last:]))
