"""What must hold for every statement before it is published, beyond the shapes.

No personal contact details, IRIs within the namespaces of the publication, schema.org terms
that exist, EDTF dates that parse; no contact details in the files published as they are.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

from lod import edtf
from lod.errors import Problem
from lod.memory import Memory
from lod.ntriples import RDF, XSD, iri_value, is_iri, is_literal, literal_value, split
from lod.privacy import contact_in, found_in
from lod.vocab import EDTF, RDF_TYPE, Vocabulary

SCHEMA = "https://schema.org/"
_FREE_OBJECTS = {f"<{RDF}object>", "<http://www.w3.org/ns/prov#hadPrimarySource>"}
_NUMBERS_AND_DATES = {
    f"{XSD}{name}" for name in ("integer", "decimal", "date", "time", "double", "boolean")
}
_DIGESTS = {f"<{SCHEMA}sha256>"}
_TYPE = f"<{RDF_TYPE}>"
_REMEMBERED = 1 << 15
"""So many terms that may be published are kept in mind."""
_NAMED_BY_DIGEST = ("claim", "evidence")
"""Their IRIs are made of digests and offsets, which may look like numbers of a telephone."""
_SUM = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:[.,]\d{1,2})?\s?(?:EUR|€)")

Triple = tuple[str, str, str]
_Use = tuple[str, str]
"""A term and the place where it stands: subject, predicate, class, digest, free or object."""
_Verdict = tuple[str, str, str]
"""What is wrong, what to do, a code."""


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
    lines: Collection[str],
    vocabulary: Vocabulary,
    allowed: Iterable[str],
    memory: Memory | None = None,
) -> tuple[Breach, ...]:
    """Every breach in the dataset; `allowed` are namespaces beyond the base and the context's.

    Terms that `memory` knows from the build before are not judged again.
    """
    namespaces = tuple(allowed)
    inspector = (memory or Memory()).recall(
        "inspector", (vocabulary, namespaces), lambda: Inspector(vocabulary, namespaces)
    )
    suspects = inspector.suspects(lines)
    if not suspects:
        return ()
    triples = (split(line)[:3] for line in lines)
    return tuple(sorted({b for triple in triples for b in inspector.breaches(triple, suspects)}))


def contacts(files: Mapping[str, str]) -> tuple[Problem, ...]:
    """The contact details in files that are published as they are: path -> text."""
    return tuple(
        Problem(path, number, 0, "the line holds a contact detail", "leave it out", "contact")
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if _contact(line)
    )


class Inspector:
    """Looks at each distinct term once."""

    def __init__(self, vocabulary: Vocabulary, allowed: Iterable[str]) -> None:
        self.start = f"<{vocabulary.base}"
        self.namespaces = (vocabulary.base, *vocabulary.prefixes.values(), *allowed)
        self.digests = tuple(f"{vocabulary.base}id/{kind}/" for kind in _NAMED_BY_DIGEST)
        addresses = {
            form.iri
            for forms in vocabulary.forms.values()
            for form in forms.values()
            if form.address
        }
        self.free = _FREE_OBJECTS | {f"<{iri}>" for iri in addresses}
        self._judged: dict[_Use, _Verdict | None] = {}
        self._places: dict[str, str] = {}
        self._fine: dict[str, set[str]] = defaultdict(set)
        self._count = 0

    def passes(self, triples: Iterable[Triple], texts: Iterable[str]) -> bool:
        """Whether statements, and texts published with them, may all be published.

        Terms that passed are remembered, up to a number, for the next call.
        """
        fine, places = self._fine, self._places
        subjects = fine["subject"]
        for subject, predicate, object_ in triples:
            if subject not in subjects and not self._passes(subject, "subject"):
                return False
            place = places.get(predicate)
            if place is None:
                if self.verdict(predicate, "predicate"):
                    return False
                place = places[predicate] = self.place(predicate)
            if object_ not in fine[place] and not self._passes(object_, place):
                return False
        return not any(_contact(text) for text in texts)

    def _passes(self, term: str, place: str) -> bool:
        if place == "object" and term in self._fine["subject"]:
            return True  # more is asked of a subject
        if self.verdict(term, place):
            return False
        self._count += 1
        if self._count > _REMEMBERED:
            self._count = 0
            for known in self._fine.values():
                known.clear()
        self._fine[place].add(term)
        return True

    def suspects(self, lines: Iterable[str]) -> Mapping[_Use, _Verdict]:
        """The terms that must not be published as they are used, and why."""
        subjects: set[str] = set()
        rests: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            subjects.add(subject)
            rests[predicate].add(rest)
        uses = {(subject, "subject") for subject in subjects}
        for predicate, ends in rests.items():
            place = self.place(predicate)
            uses.add((predicate, "predicate"))
            uses.update((end.rsplit(" ", 2)[0], place) for end in ends)
        known = self._judged
        judged = {use: known[use] if use in known else self.verdict(*use) for use in uses}
        self._judged = judged
        return {use: verdict for use, verdict in judged.items() if verdict}

    def breaches(self, triple: Triple, suspects: Mapping[_Use, _Verdict]) -> Iterable[Breach]:
        subject, predicate, object_ = triple
        uses = ((subject, "subject"), (predicate, "predicate"), (object_, self.place(predicate)))
        return (Breach(*triple, *suspects[use]) for use in uses if use in suspects)

    def place(self, predicate: str) -> str:
        """How the object of a predicate is looked at."""
        if predicate in _DIGESTS:
            return "digest"
        if predicate == _TYPE:
            return "class"
        return "free" if predicate in self.free else "object"

    def verdict(self, term: str, place: str) -> _Verdict | None:
        """Why a term must not stand in that place; None where it may."""
        if place == "subject" and not term.startswith(self.start):
            return "the subject is not one of ours", "mend the register", "foreign-iri"
        if place == "class" and not is_iri(term):
            return "a class must be an IRI", "mend the type", "bad-type"
        if is_iri(term):
            return self.iri(iri_value(term), free=place == "free")
        if is_literal(term):
            return None if place == "digest" else self.literal(term)
        return "a blank node", "give the node an IRI", "blank-node"

    def iri(self, iri: str, *, free: bool) -> _Verdict | None:
        if iri.startswith(self.digests):
            return None
        text = unquote(iri) if "%" in iri else iri
        if found_in(text) and _contact(text):
            return "the IRI holds a contact detail", "leave it out", "contact"
        if iri.startswith("http://schema.org/"):
            what = "the IRI begins with http://schema.org/"
            return what, "write https://schema.org/", "http-schema"
        local = iri.removeprefix(SCHEMA)
        if local != iri and local not in schema_terms():
            near = get_close_matches(local, schema_terms(), 1)
            remedy = f"did you mean {near[0]}?" if near else "use a term that exists"
            return f"schema.org 30.0 has no term {local}", remedy, "no-such-term"
        if not free and not iri.startswith(self.namespaces):
            what = f"the IRI {iri} lies in no allowed namespace"
            return what, "add it to [namespaces] allowed in lod.toml, or mend it", "foreign-iri"
        return None

    def literal(self, term: str) -> _Verdict | None:
        lexical, _, datatype = literal_value(term)
        if datatype == EDTF:
            try:
                edtf.parse(lexical)
            except ValueError as error:
                what = f"{lexical!r} is no EDTF date: {error}"
                return what, "write an EDTF date of level 0 or 1", "bad-date"
        elif datatype not in _NUMBERS_AND_DATES and _contact(lexical):
            return "the text holds a contact detail", "leave it out", "contact"
        return None


def _contact(text: str) -> str:
    """The first contact detail; a sum of money is none."""
    found = contact_in(text)
    return found and contact_in(_SUM.sub(" ", text))
