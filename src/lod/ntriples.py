"""RDF terms and statements as canonical N-Triples and N-Quads text.

A term is a string as it stands in N-Quads (`<iri>`, `"text"@lv`, `"1"^^<…>`), so the
lexical form that an editor wrote reaches every dump unchanged, and sorting lines sorts the
dataset. Canonical form: RDF 1.2 N-Quads, section "Canonical N-Quads".
"""

import re
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD_STRING = XSD + "string"
LANG_STRING = RDF + "langString"

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
    "\x7f": "\\u007F",
} | {chr(code): f"\\u{code:04X}" for code in range(32) if chr(code) not in "\n\r\t\b\f"}
_NEEDS_ESCAPE = re.compile("[" + "".join(re.escape(c) for c in _ESCAPES) + "]")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"([^"]*)', re.DOTALL)
_SUFFIX = re.compile(r"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?")
_FORBIDDEN_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


class Literal(NamedTuple):
    """The parts of a literal; `language` is empty for all but language-tagged strings."""

    lexical: str
    language: str
    datatype: str


class Quad(NamedTuple):
    """One statement of a named graph, each part an N-Triples term."""

    subject: str
    predicate: str
    object: str
    graph: str


def iri(value: str) -> str:
    """The term for an absolute IRI; ValueError where RFC 3987 forbids a character."""
    if _FORBIDDEN_IN_IRI.search(value):
        raise ValueError(f"not an IRI: {value!r}")
    return f"<{value}>"


def iri_is_valid(value: str) -> bool:
    """Whether `value` is an absolute IRI (RFC 3987) that every parser takes as it stands."""
    try:
        return ox.NamedNode(value).value == value
    except ValueError:
        return False


def literal(lexical: str, *, language: str = "", datatype: str = "") -> str:
    """The term for a literal; plain strings carry no datatype, as canonical N-Triples asks."""
    quoted = f'"{escape(lexical)}"'
    if language:
        return f"{quoted}@{language}"
    if datatype and datatype != XSD_STRING:
        return f"{quoted}^^<{datatype}>"
    return quoted


def escape(text: str) -> str:
    """The text with the characters that a quoted literal cannot hold written as escapes."""
    if _NEEDS_ESCAPE.search(text) is None:  # as nearly always; to look is faster than to replace
        return text
    return _NEEDS_ESCAPE.sub(lambda match: _ESCAPES[match.group()], text)


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        return chr(int(code, 16)) if code else _UNESCAPES.get(match.group(3), match.group(3))

    return _ESCAPED.sub(character, text)


def is_iri(term: str) -> bool:
    """Whether the term is an IRI."""
    return term.startswith("<")


def is_literal(term: str) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def iri_value(term: str) -> str:
    """The IRI inside `<…>`."""
    return term[1:-1]


def literal_value(term: str) -> Literal:
    """The parts of a literal term; ValueError where it is none."""
    start, lexical, suffix = term.split('"') if term.count('"') == 2 else ("", "\\", "")
    if not start and "\\" not in lexical:
        return Literal(lexical, *_of_suffix(suffix))
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"not a literal: {term!r}")
    return Literal(unescape(match.group(1)), *_of_suffix(match.group(2)))


@lru_cache(maxsize=1 << 10)
def _of_suffix(suffix: str) -> tuple[str, str]:
    """Language and datatype from what follows the quotation mark; ValueError where it is wrong."""
    match = _SUFFIX.fullmatch(suffix)
    if match is None:
        raise ValueError(f"not a literal, for it ends with {suffix!r}")
    language = match.group(1) or ""
    return language, LANG_STRING if language else match.group(2) or XSD_STRING


def quad_line(subject: str, predicate: str, object_: str, graph: str) -> str:
    """One line of N-Quads, without its line end."""
    return f"{subject} {predicate} {object_} {graph} ."


def split(line: str) -> Quad:
    """The parts of a line that `quad_line` wrote."""
    subject, predicate, rest = line.split(" ", 2)
    object_, graph, _ = rest.rsplit(" ", 2)
    return Quad(subject, predicate, object_, graph)
