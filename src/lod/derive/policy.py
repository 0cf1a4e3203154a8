"""What must hold for every statement before it is published, beyond the shapes.

No personal contact details, IRIs within the namespaces of the publication, schema.org terms
that exist, EDTF dates that parse.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lod import edtf
from lod.ntriples import RDF, XSD, iri_value, is_iri, is_literal, literal_value, split
from lod.privacy import contact_in
from lod.vocab import EDTF, RDF_TYPE, Vocabulary

SCHEMA = "https://schema.org/"
_FREE_OBJECTS = {f"<{RDF}object>", "<http://www.w3.org/ns/prov#hadPrimarySource>"}
_NUMBERS_AND_DATES = {
    f"{XSD}{name}" for name in ("integer", "decimal", "date", "time", "double", "boolean")
}
_DIGESTS = {f"<{SCHEMA}sha256>"}


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A statement that must not be published: the triple, what is wrong, what to do, a code."""

    subject: str
    predicate: str
    object: str
    what: str
    remedy: str
    code: str


@cache
def schema_terms() -> frozenset[str]:
    """The local names of schema.org 30.0."""
    text = files("lod").joinpath("data/schemaorg-30.0.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def breaches(
    lines: Iterable[str], vocabulary: Vocabulary, allowed: Iterable[str]
) -> tuple[Breach, ...]:
    """Every breach in the dataset; `allowed` are namespaces beyond the base and the context's."""
    inspector = _Inspector(vocabulary, tuple(allowed))
    found = {breach for line in lines for breach in inspector.line(line)}
    return tuple(sorted(found))


class _Inspector:
    """Looks at each distinct term once."""

    def __init__(self, vocabulary: Vocabulary, allowed: tuple[str, ...]) -> None:
        self.base = vocabulary.base
        self.namespaces = (vocabulary.base, *vocabulary.prefixes.values(), *allowed)
        addresses = {
            form.iri
            for forms in vocabulary.forms.values()
            for form in forms.values()
            if form.address
        }
        self.free = _FREE_OBJECTS | {f"<{iri}>" for iri in addresses}
        self.verdicts: dict[tuple[str, bool], tuple[str, str, str] | None] = {}

    def line(self, line: str) -> Iterable[Breach]:
        subject, predicate, object_, _ = split(line)
        for term, free in ((subject, False), (predicate, False), (object_, predicate in self.free)):
            if predicate in _DIGESTS and term is object_:
                continue
            if (term, free) not in self.verdicts:
                self.verdicts[term, free] = self.term(term, free)
            if found := self.verdicts[term, free]:
                yield Breach(subject, predicate, object_, *found)
        if not subject.startswith(f"<{self.base}"):
            yield Breach(
                subject,
                predicate,
                object_,
                "the subject is not one of ours",
                "mend the register",
                "foreign-iri",
            )
        if predicate == f"<{RDF_TYPE}>" and is_literal(object_):
            yield Breach(
                subject, predicate, object_, "a class must be an IRI", "mend the type", "bad-type"
            )

    def term(self, term: str, free: bool) -> tuple[str, str, str] | None:
        if is_iri(term):
            return self.iri(iri_value(term), free)
        return (
            self.literal(term)
            if is_literal(term)
            else ("a blank node", "give the node an IRI", "blank-node")
        )

    def iri(self, iri: str, free: bool) -> tuple[str, str, str] | None:
        if contact_in(iri.removeprefix(f"{self.base}id/evidence/")):
            return "the IRI holds a contact detail", "leave it out", "contact"
        if iri.startswith("http://schema.org/"):
            return (
                "the IRI begins with http://schema.org/",
                "write https://schema.org/",
                "http-schema",
            )
        if iri.startswith(SCHEMA) and iri.removeprefix(SCHEMA) not in schema_terms():
            return (
                f"schema.org 30.0 has no term {iri.removeprefix(SCHEMA)}",
                "use a term that exists",
                "no-such-term",
            )
        if not free and not iri.startswith(self.namespaces):
            return (
                f"the IRI {iri} lies in no allowed namespace",
                "add it to [namespaces] allowed in lod.toml, or mend it",
                "foreign-iri",
            )
        return None

    def literal(self, term: str) -> tuple[str, str, str] | None:
        lexical, _, datatype = literal_value(term)
        if datatype == EDTF:
            try:
                edtf.parse(lexical)
            except ValueError as error:
                return (
                    f"{lexical!r} is no EDTF date: {error}",
                    "write an EDTF date of level 0 or 1",
                    "bad-date",
                )
        elif datatype not in _NUMBERS_AND_DATES and contact_in(lexical):
            return "the text holds a contact detail", "leave it out", "contact"
        return None
