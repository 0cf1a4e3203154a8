"""Rules, and the CONSTRUCT files that people write them in.

What enters is the text of a `.rq` file: prefixes, a head of one or more triples, a basic graph
pattern as body (SPARQL 1.1, sections 5.1 and 16.2). What leaves is a `Rule`. Nothing else of
SPARQL is taken, so a file is a rule of datalog and a SPARQL query at once; what is outside that
part is refused by name, at its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple, NoReturn

from lod.errors import InvalidInput, Problem
from lod.ntriples import RDF, iri, iri_is_valid

Triple = tuple[str, str, str]
"""Subject, predicate and object as N-Triples terms."""

Atom = Triple
"""A triple of N-Triples terms and variables (`?name`)."""

RDF_TYPE = f"<{RDF}type>"

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w%:-](?:[\w%:.-]*[\w%:-])?)?)
      | (?P<word>[^\W\d_]\w*)
      | (?P<mark>[{}.;,])
      | (?P<other>\^\^|&&|\|\||[<>!]=|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|_:\w+|[\d.]+|.)""",
    re.VERBOSE,
)

_REFUSED = {
    "[": ("a blank node", "name the node with a variable: ?node"),
    "(": ("a list or an expression", "write its triples one by one"),
    "<<": ("a triple term", "match the claim's subject, predicate and object"),
} | dict.fromkeys(
    "/|^*+?!", ("a property path", "write its steps as triples with variables between")
)

_ONLY = "a rule has triples with variables and IRIs only"


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """Where the body matches, the head holds. `name` tells readers why a triple was inferred.

    Every predicate is an IRI and every variable of the head stands in the body.
    """

    name: str
    head: tuple[Atom, ...]
    body: tuple[Atom, ...]


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


def is_variable(term: str) -> bool:
    """Whether the term of an atom is a variable."""
    return term.startswith("?")


def parse_all(files: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of several files, path -> text; InvalidInput names every file that has a fault."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted(files):
        try:
            rules.append(parse(path, files[path]))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(tuple(problems))
    return tuple(rules)


def parse(path: str, text: str) -> Rule:
    """The rule of one file, named after the file; InvalidInput where the text is no rule."""
    return _Parser(path, text).rule()


class _Parser:
    """Reads one file from its first token to its last."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._tokens = _tokens(text)
        self._next = next(self._tokens)
        self._prefixes: dict[str, str] = {}

    def rule(self) -> Rule:
        while self._keyword("PREFIX"):
            self._prefix()
        if not self._keyword("CONSTRUCT"):
            self._fail(
                f"CONSTRUCT expected, found {self._found()}", "write CONSTRUCT { … } WHERE { … }"
            )
        head_at = self._next
        head = self._triples("head")
        self._keyword("WHERE")
        body = self._triples("body")
        if self._next.kind != "end":
            self._fail(f"{self._found()} after the rule", "end the file there: one rule a file")
        unbound = sorted(set(_variables(head)) - set(_variables(body)))
        if unbound:
            self._fail(
                f"{unbound[0]} is not in the body", "use only variables of the body", head_at
            )
        return Rule(PurePath(self._path).stem, head, body)

    def _prefix(self) -> None:
        name = self._take("name", "a prefix such as schema:")
        if not name.text.endswith(":"):
            self._fail(
                f"{name.text} is no prefix", "write PREFIX schema: <https://schema.org/>", name
            )
        target = self._take("iri", "the namespace in <…>")
        self._prefixes[name.text[:-1]] = target.text[1:-1]

    def _triples(self, part: str) -> tuple[Atom, ...]:
        opening = self._next
        self._mark("{", f"the {part} starts with {{")
        atoms: list[Atom] = []
        while not self._accept("}"):
            self._subject_block(atoms)
            if not self._accept("."):
                self._mark("}", "triples are parted by . and a subject's predicates by ;")
                break
        if not atoms:
            self._fail(f"the {part} has no triple", "write at least one triple", opening)
        return tuple(atoms)

    def _subject_block(self, atoms: list[Atom]) -> None:
        subject = self._term()
        while True:
            predicate = self._predicate()
            atoms.append((subject, predicate, self._term()))
            while self._accept(","):
                atoms.append((subject, predicate, self._term()))
            if not self._accept(";"):
                return
            while self._accept(";"):
                pass
            if self._next.text in (".", "}"):
                return

    def _predicate(self) -> str:
        if self._next.kind == "word" and self._next.text == "a":
            self._advance()
            return RDF_TYPE
        if self._next.kind == "variable":
            self._fail("a variable as predicate", "name the predicate; write a rule for each")
        return self._term()

    def _term(self) -> str:
        token = self._next
        if token.kind == "variable":
            self._advance()
            return f"?{token.text[1:]}"
        if token.kind == "iri":
            self._advance()
            return self._iri(token, token.text[1:-1])
        if token.kind == "name":
            self._advance()
            prefix, _, local = token.text.partition(":")
            if prefix not in self._prefixes:
                self._fail(f"unknown prefix {prefix}:", f"declare it: PREFIX {prefix}: <…>", token)
            return self._iri(token, self._prefixes[prefix] + local)
        return self._refuse(token)

    def _iri(self, token: _Token, value: str) -> str:
        if not iri_is_valid(value):
            self._fail(
                f"{token.text} is no absolute IRI",
                "write the IRI with its scheme, as https://…",
                token,
            )
        return iri(value)

    def _refuse(self, token: _Token) -> NoReturn:
        if token.kind == "end":
            self._fail("the file ends within the rule", "close it with }")
        what, remedy = _REFUSED.get(token.text[:2], _REFUSED.get(token.text[:1], ("", _ONLY)))
        if token.text[:1] in ("'", '"') or token.text[:1].isdigit():
            what, remedy = f"the literal {token.text}", "rules match and make IRIs, not literals"
        elif token.text.startswith("_:"):
            what, remedy = _REFUSED["["]
        self._fail(f"{what or self._found()} is not part of a rule", remedy)

    def _mark(self, mark: str, remedy: str) -> None:
        if self._accept(mark):
            return
        if self._next.text in _REFUSED or self._next.kind == "word":
            self._refuse(self._next)
        self._fail(f"{mark} expected, found {self._found()}", remedy)

    def _accept(self, mark: str) -> bool:
        return self._next.kind == "mark" and self._next.text == mark and self._advance()

    def _keyword(self, word: str) -> bool:
        return self._next.kind == "word" and self._next.text.upper() == word and self._advance()

    def _take(self, kind: str, expected: str) -> _Token:
        token = self._next
        if token.kind != kind:
            self._fail(
                f"{expected} expected, found {self._found()}",
                "write PREFIX schema: <https://schema.org/>",
            )
        self._advance()
        return token

    def _advance(self) -> bool:
        self._next = next(self._tokens)
        return True

    def _found(self) -> str:
        return self._next.text or "the end of the file"

    def _fail(self, what: str, remedy: str, at: _Token | None = None) -> NoReturn:
        offset = (at or self._next).offset
        line = self._text.count("\n", 0, offset) + 1
        column = offset - self._text.rfind("\n", 0, offset)
        raise InvalidInput((Problem(self._path, line, column, what, remedy, "rule"),))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "space":
            yield _Token(match.lastgroup, match.group(), match.start())
    while True:
        yield _Token("end", "", len(text))


def _variables(atoms: tuple[Atom, ...]) -> Iterator[str]:
    return (term for atom in atoms for term in atom if is_variable(term))
