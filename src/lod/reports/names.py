"""How terms are shown to people: short, yet telling an IRI from a text and one type from another.

Enters: N-Triples terms and SPARQL paths. Leaves: text for terminals and pages; never RDF.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lod.ntriples import LANG_STRING, XSD_STRING, is_literal, literal_value

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that readers know without a declaration."""

_IRI = re.compile(r"<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Names:
    """Short names: relative to a publication's base, else with a prefix, else in full."""

    base: str = ""
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    _by_namespace: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        inverted = {namespace: name for name, namespace in self.prefixes.items()}
        object.__setattr__(self, "_by_namespace", inverted)

    def term(self, term: str | None) -> str:
        """A term; a literal in quotation marks with its language or datatype."""
        if not term:
            return ""
        if is_literal(term):
            return self._literal(term)
        return self.iri(term[1:-1]) if term.startswith("<") else term

    def iri(self, iri: str) -> str:
        """An IRI, shortened where something of it is known."""
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is not None:
            return f"{prefix}:{iri[cut:]}"
        if self.base and iri.startswith(self.base):
            return iri.removeprefix(f"{self.base}id/").removeprefix(self.base) or iri
        return iri

    def path(self, path: str | None) -> str:
        """A property path in SPARQL syntax with its IRIs shortened."""
        return _IRI.sub(lambda match: self.iri(match[1]), path or "")

    def prose(self, text: str) -> str:
        """A message with the IRIs of the publication's own things shortened."""
        return text.replace(f"{self.base}id/", "") if self.base else text

    def _literal(self, term: str) -> str:
        value = literal_value(term)
        if value.datatype == LANG_STRING:
            return f'"{value.lexical}"@{value.language}'
        if value.datatype == XSD_STRING:
            return f'"{value.lexical}"'
        return f'"{value.lexical}"^^{self.iri(value.datatype)}'


def local_name(term: str) -> str:
    """What comes after the last # or / of an IRI; the whole term where that is nothing."""
    iri = term.strip("<>")
    return iri.rstrip("#/").replace("#", "/").rsplit("/", 1)[-1] or iri


def plain(term: str | None) -> str:
    """A term without any marks: the IRI, the lexical form, the blank node's label."""
    if not term:
        return ""
    return literal_value(term).lexical if is_literal(term) else term.strip("<>")


def cut(text: str, length: int) -> str:
    """The text on one line, shortened to so many characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"
