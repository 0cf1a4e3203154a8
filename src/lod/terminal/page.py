"""Everything about one thing -> a page: its name, its statements, its parts, who points to it."""

import shutil
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lod.describe import RECORD, Description, Proof, Said
from lod.ntriples import is_literal, literal_value
from lod.publish import context
from lod.terminal.names import many, short
from lod.vocab import RDF_TYPE, Vocabulary

_TYPE = f"<{RDF_TYPE}>"
_ORDER = ("", "external", "computed", RECORD, "codes", "inferred")
"""Statements with a proof first, then by status."""


def said(description: Description, vocabulary: Vocabulary, width: int | None = None) -> str:
    """Everything about one thing: its name, its statements, its parts, and who points to it."""
    room = width or min(shutil.get_terminal_size((100, 24)).columns, 120)
    return "\n".join(_Page(description, vocabulary, room).lines())


class _Page:
    """What is said about one thing, as a page; documents are numbered and listed at the end."""

    def __init__(self, description: Description, vocabulary: Vocabulary, room: int) -> None:
        self.names, self.statements = description.names, description.statements
        self.iri, self.vocabulary, self.room = description.iri, vocabulary, room
        terms = context.read({"@context": dict(vocabulary.context)}).terms
        self.keys = {f"<{iri}>": term.name for iri, term in terms.items()}
        self.documents: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        own = f"<{self.iri}>"
        yield self.names.get(own, short(self.iri, self.vocabulary))
        yield self.iri
        yield ", ".join(self.classes(own))
        subjects = dict.fromkeys(s.subject for s in self.statements if self.is_part(s.subject))
        for subject in sorted(subjects, key=lambda s: s[:-1]):
            yield from self.section(subject)
        yield from self.incoming()
        if self.documents:
            yield from ("", "documents")
        for document, number in self.documents.items():
            title = self.names.get(f"<{document}>", "")
            yield from self.wrapped(f"[{number}] ", f"{title} ({self.reference(document)})", 4)

    def is_part(self, subject: str) -> bool:
        return subject == f"<{self.iri}>" or subject.startswith((f"<{self.iri}/", f"<{self.iri}#"))

    def classes(self, subject: str) -> list[str]:
        """The classes of a subject, our own first."""
        types = [s.object for s in self.statements if (s.subject, s.predicate) == (subject, _TYPE)]
        known = [short(term.strip("<>"), self.vocabulary) for term in types]
        return sorted(known, key=lambda name: (not name.startswith("coop:"), name))

    def section(self, subject: str) -> Iterator[str]:
        """One subject: statements that are known in the same way stand together."""
        mine = [s for s in self.statements if s.subject == subject and s.predicate != _TYPE]
        if subject != f"<{self.iri}>":
            yield ""
            yield "  ".join((f"── {self.part(subject)}", *self.classes(subject)[:1]))
            mine = [s for s in mine if s.object != f"<{self.iri}>"]
        told, again = _folded(mine)
        width = min(max((len(self.key(s)) for s in told), default=0), 24)
        for together in _by_proof(told):
            yield ""
            yield from self.statements_of(together, width)
            yield from self.proof(together[0], "    ")
        if again:
            keys = dict.fromkeys(f"{self.key(s)} (as {self.key(first)})" for s, first in again)
            yield ""
            yield from self.wrapped("    inferred too: ", ", ".join(keys), 8)

    def statements_of(self, together: Iterable[Said], width: int) -> Iterator[str]:
        """Keys and values side by side, a key that repeats left out."""
        before = ""
        for statement in together:
            key = self.key(statement)
            opening = f"{'' if key == before else key:{width}}  "
            yield from self.wrapped(opening, self.value(statement), len(opening))
            before = key

    def part(self, iri: str) -> str:
        """The name of a part within this page."""
        return iri.strip("<>").removeprefix(self.iri).lstrip("/#")

    def incoming(self) -> Iterator[str]:
        """What points here from elsewhere, property by property."""
        others, _ = _folded([s for s in self.statements if not self.is_part(s.subject)])
        if others:
            yield from ("", "── what points here")
        for predicate in dict.fromkeys(s.predicate for s in others):
            mine = [s for s in others if s.predicate == predicate]
            yield ""
            yield f"← {self.key(mine[0])}"
            for together in _by_proof(mine):
                for statement in together:
                    yield from self.wrapped("  ", self.value(statement, statement.subject), 4)
                yield from self.proof(together[0], "      ")

    def key(self, statement: Said) -> str:
        iri = statement.predicate.strip("<>")
        return self.keys.get(statement.predicate) or short(iri, self.vocabulary)

    def value(self, statement: Said, term: str = "") -> str:
        """The object, or `term`, with its name, and what became of the statement."""
        marks = [] if statement.asserted else ["✗ not asserted"]
        if statement.conflicts:
            marks.append(f"⚡ {many(statement.conflicts, 'claim')} to the contrary")
        return "  ".join((self.text(term or statement.object), *marks))

    def text(self, term: str) -> str:
        if is_literal(term):
            value = literal_value(term)
            return f"{value.lexical} @{value.language}" if value.language else value.lexical
        if self.is_part(term) and self.part(term):
            return f"↓ {self.part(term)}"
        short = self.reference(term.strip("<>"))
        name = self.names.get(term) or self.names.get(_owner(term), "")
        if not name:
            return short
        return name if short.startswith("voc:") else f"{name} ({short})"

    def reference(self, iri: str) -> str:
        """What `lod show` takes."""
        return short(iri, self.vocabulary).removeprefix("id/")

    def proof(self, statement: Said, indent: str) -> Iterator[str]:
        """How a statement is known: status, quotes with their documents, rules, sources."""
        rank = "" if statement.rank in ("", "normal") else f", {statement.rank}"
        status = f"{statement.status}{rank}"
        if not (statement.quotes or statement.rules or statement.sources):
            yield f"{indent}{status}"
        opening = f"{indent}{status}: "
        said: dict[str, list[str]] = defaultdict(list)
        for document, words in statement.quotes:
            number = self.documents.setdefault(document, len(self.documents) + 1)
            said[words].append(f"[{number}]")
        for words, numbers in said.items():
            yield from self.wrapped(opening, f"“{words}” {' '.join(numbers)}", len(opening))
            opening = " " * len(opening)
        for kind, texts in (("rule", statement.rules), ("source", statement.sources)):
            for text in texts:
                opening = f"{indent}{kind}: " if opening.strip() == "" else opening
                yield from self.wrapped(opening, text, len(opening))
                opening = ""

    def wrapped(self, opening: str, text: str, indent: int) -> Iterator[str]:
        """The text in lines that fit, the further ones indented; words stay whole."""
        yield from textwrap.wrap(
            " ".join(text.split()),
            self.room,
            initial_indent=opening,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [opening.rstrip()]


def _owner(term: str) -> str:
    """The thing that a term is a part of; the term itself where it is no part."""
    start, found, name = term.partition("/id/")
    return f"{start}{found}{'/'.join(name.rstrip('>').split('/')[:2])}>" if found else term


def _folded(statements: Sequence[Said]) -> tuple[list[Said], list[tuple[Said, Said]]]:
    """The statements to tell, and those that machines infer from one of them word for word."""
    told = {(s.subject, s.object): s for s in statements if _weight(s) != "inferred"}
    kept, again = [], []
    for statement in statements:
        first = told.get((statement.subject, statement.object))
        if first is None or first is statement or _weight(statement) != "inferred":
            kept.append(statement)
        else:
            again.append((statement, first))
    return kept, again


def _by_proof(statements: Iterable[Said]) -> Iterable[list[Said]]:
    """The statements that are known in the same way, together; what machines infer comes last."""
    found: dict[Proof, list[Said]] = {}
    for statement in statements:
        found.setdefault(statement.proof, []).append(statement)
    return sorted(found.values(), key=lambda group: _ORDER.index(_weight(group[0])))


def _weight(statement: Said) -> str:
    proven = statement.quotes or statement.rules or statement.sources
    return "" if proven else statement.status if statement.status in _ORDER else RECORD
