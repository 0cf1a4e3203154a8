"""Sorted statements -> JSON-LD 1.1 compacted with our context, one node object a thing.

Enters: sorted N-Triples or N-Quads lines and the context. Leaves: chunks of text that read like
a record: what a thing is called first, and the parts of a thing (its budget, who took part)
nested where the thing refers to them. Every number is a string with its datatype, since a JSON
number would lose its lexical form (791256.20). A canonical N-Triples string is a JSON string
character by character, so literals are copied, not decoded.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lod.errors import CallError
from lod.publish import things
from lod.publish.context import Context, Term, namespace_pattern
from lod.publish.order import REMEMBERED, TYPE, Order
from lod.publish.things import Node, Thing

SEPARATOR = ",\n    "
"""What stands between two node objects; without the comma before the first one."""

CLOSING = "\n  ]\n}\n"
_STEP = "  "
_PLAIN = Term("")
_SCHEME = re.compile(r"<([^:]*):(?!//)")


def write(lines: Iterable[str], context: Context, base: str) -> Iterator[str]:
    """The document `{"@context": …, "@graph": […]}` of the lines."""
    yield opening(context)
    objects = Objects(context, base)
    separator = SEPARATOR[1:]
    for thing in things.read(lines, base):
        for text in objects.thing(thing):
            yield separator + text
            separator = SEPARATOR
    yield CLOSING


def opening(context: Context) -> str:
    """What the document begins with, up to the first node object."""
    return f'{{\n  "@context": {_inline(context)},\n  "@graph": ['


class Field(NamedTuple):
    """How one property is written: its key and its compact IRI as JSON, its term."""

    key: str
    name: str
    term: Term


class Objects:
    """Writes things as node objects and remembers what it worked out about names and order."""

    __slots__ = ("_id", "_names", "_order", "_own", "_terms", "_type")

    def __init__(self, context: Context, base: str) -> None:
        self._names = _Names(context)
        self._order = Order(self._field)
        self._own = f"<{base}"
        self._terms = context.terms
        self._id = json.dumps(context.id)
        self._type = json.dumps(context.type)

    def thing(self, thing: Thing) -> Iterator[str]:
        """The thing's node object, then one for each part that nothing in it refers to."""
        parts = {node.subject: node for node in thing.nodes}
        for node in thing.nodes:
            if parts.pop(node.subject, None):
                yield self._node(node, "\n    ", parts)

    def _node(self, node: Node, margin: str, parts: dict[str, Node]) -> str:
        """One node object; a part leaves `parts` when it is written."""
        inner = margin + _STEP
        members = [f"{self._id}: {self._names[node.subject]}"]
        for place, field in self._order[tuple(node.predicates)]:
            objects = node.objects[place]
            if field.term.by_language:
                if len(objects) == 1 and objects[0][-1] not in '">':
                    quoted, _, language = objects[0].rpartition("@")
                    members.append(f'{field.key}: {{"{language}": {quoted}}}')
                else:
                    members.extend(self._by_language(field, objects, inner))
            elif field.key is self._type:
                members.append(self._classes(objects, inner))
            elif len(objects) == 1:
                members.append(f"{field.key}: {self._value(objects[0], field.term, inner, parts)}")
            else:
                deeper = inner + _STEP
                values = [self._value(o, field.term, deeper, parts) for o in objects]
                members.append(f"{field.key}: {_array(values, inner)}")
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"

    def _field(self, predicate: str) -> tuple[str, Field]:
        """The prefixed name that a predicate is sorted by, and how it is written."""
        name = self._names[predicate]
        term = self._terms.get(predicate[1:-1], _PLAIN)
        key = json.dumps(term.name, ensure_ascii=False) if term.name else name
        return name[1:-1], Field(self._type if predicate == TYPE else key, name, term)

    def _classes(self, objects: list[str], margin: str) -> str:
        """The member for the classes, our own first; a literal is no class and says so."""
        if objects[0][0] == '"':  # literals sort first
            values = [self._value(o, _PLAIN, margin, {}) for o in objects]
            return f"{self._names[TYPE]}: {_array(values, margin)}"
        if len(objects) == 1:
            return f"{self._type}: {self._names[objects[0]]}"
        own = self._own
        names = [self._names[o] for o in sorted(objects, key=lambda o: not o.startswith(own))]
        return f"{self._type}: [{', '.join(names)}]"

    def _value(self, term: str, known: Term, margin: str, parts: dict[str, Node]) -> str:
        """One value under a term without language map, in its shortest exact form."""
        last = term[-1]
        if last == '"':
            return f'{{"@value": {term}}}' if known.coercion else term
        if term[0] != '"':
            if term in parts:
                return self._node(parts.pop(term), margin, parts)
            name = self._names[term]
            return name if known.coercion == "@id" else f"{{{self._id}: {name}}}"
        if last == ">":
            quoted, _, datatype = term.rpartition("^^")
            if datatype[1:-1] == known.coercion:
                return quoted
            return f'{{"@value": {quoted}, {self._type}: {self._names[datatype]}}}'
        quoted, _, language = term.rpartition("@")
        return f'{{"@value": {quoted}, "@language": "{language}"}}'

    def _by_language(self, field: Field, objects: list[str], margin: str) -> Iterator[str]:
        """The members for a language map; what is no string goes under the compact IRI."""
        languages: dict[str, list[str]] = {}
        others = []
        for term in objects:
            if term[-1] == '"':
                languages.setdefault("@none", []).append(term)
            elif term[-1] == ">" or term[0] != '"':
                others.append(self._value(term, _PLAIN, margin, {}))
            else:
                quoted, _, language = term.rpartition("@")
                languages.setdefault(language, []).append(quoted)
        if languages:
            yield f"{field.key}: {_language_map(languages, margin)}"
        if others:
            yield f"{field.name}: {_array(others, margin)}"


def _array(values: list[str], margin: str) -> str:
    """The values as JSON: one bare, several in an array, on lines of their own below `margin`."""
    if len(values) == 1:
        return values[0]
    return f"[{margin}{_STEP}{f',{margin}{_STEP}'.join(values)}{margin}]"


def _language_map(languages: dict[str, list[str]], margin: str) -> str:
    """Strings by language tag (JSON-LD 1.1, section 4.2.4), in the order of the tags."""
    inner = margin + _STEP
    members = [f'"{tag}": {_array(languages[tag], inner)}' for tag in sorted(languages)]
    if len(members) == 1 and "\n" not in members[0]:
        return f"{{{members[0]}}}"
    return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"


def _inline(context: Context) -> str:
    """The context as JSON, one definition a line."""
    entries = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in context.definitions.items()
    )
    return "{\n    " + ",\n    ".join(entries) + "\n  }"


class _Names(dict[str, str]):
    """IRI term -> JSON string of its compact form, forgotten whenever it has grown large."""

    __slots__ = ("_definitions", "_matches", "_prefix_of", "_schemes")

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._prefix_of = {space: name for name, space in context.prefixes.items()}
        self._matches = namespace_pattern(context.prefixes, "(?!//).+").fullmatch
        self._definitions = context.definitions

    def __missing__(self, term: str) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        self[term] = name = f'"{self._compact(term)}"'
        return name

    def _compact(self, term: str) -> str:
        if term[0] != "<":
            return term
        if match := self._matches(term):
            name = f"{self._prefix_of[match[1]]}:{match[2]}"
            if name not in self._definitions:
                return name
        scheme = _SCHEME.match(term)
        if scheme and scheme[1] in self._definitions:
            raise CallError(
                f"{term} would be read as a compact IRI of the term {scheme[1]}",
                "rename the term in the context",
            )
        return term[1:-1]
