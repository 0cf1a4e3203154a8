"""A claim file -> claims, every problem with its line and what to do.

The file format is docs/claims.md. Keys, kinds of things, value forms and codes come from the
Vocabulary; IRIs from the register; spans from the text or what was recorded of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lod.curate.objects import Objects
from lod.curate.problems import Problems, Trail, shown
from lod.curate.proof import RESERVED, Proof, ProofReader, Settings, each
from lod.curate.quotes import Finder, Quote
from lod.curate.records import Record
from lod.curate.references import References
from lod.curate.register import Register
from lod.errors import Problem
from lod.model import Claim, Document, Span
from lod.ntriples import is_iri
from lod.vocab import Form, Kind, Vocabulary

KEYS = ("document", "claims")
"""The keys at the top of a claim file."""

_RESERVED = frozenset(RESERVED)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one claim file gave: claims, types of the things named, spans found, problems."""

    document: str
    claims: tuple[Claim, ...]
    types: frozenset[tuple[str, str]]
    spans: Mapping[Quote, Span]
    problems: tuple[Problem, ...]


def read(
    record: Record,
    document: Document | None,
    vocabulary: Vocabulary,
    register: Register,
    finder: Finder | None,
    settings: Settings,
) -> Reading:
    """The claims of one file. Nothing is raised: the problems are part of what is returned.

    `finder` is None where the document's text is at hand but unusable, which has been reported:
    then no quote is looked up and no stated claim is made.
    """
    problems = Problems(record)
    references = References(vocabulary, register, problems)
    proofs = ProofReader(document, finder, settings, problems)
    language = document.language if document else settings.rule_language
    objects = Objects(vocabulary, references, problems, language, settings.languages)
    reader = _Reader(record, document, proofs, references, objects, problems)
    reader.read()
    return Reading(
        reader.document,
        tuple(reader.claims),
        frozenset(references.types),
        proofs.spans,
        problems.found,
    )


class _Reader:
    """Walks one claim file from the top; `trail` is the way from the top to a value.

    What it finds goes into `claims` and `problems`. Every record of a large publication comes
    this way, so nothing is worked out before it is known to be needed.
    """

    def __init__(
        self,
        record: Record,
        document: Document | None,
        proofs: ProofReader,
        references: References,
        objects: Objects,
        problems: Problems,
    ) -> None:
        self.record, self.problems = record, problems
        self.document = document.key if document else ""
        self.proofs, self.references, self.objects = proofs, references, objects
        self.vocabulary = references.vocabulary
        self.claims: list[Claim] = []

    def read(self) -> None:
        for key in self.record.data:
            if key not in KEYS:
                remedy = self.problems.near(key, KEYS)
                self.problems.add((key,), f"unknown key {shown(key)}", remedy, "unknown-key")
        entries = self.record.data.get("claims")
        if not isinstance(entries, list):
            what, remedy = (
                "the file has no list of claims",
                "write `claims:`, below it `- quote: …`",
            )
            self.problems.add(("claims",), what, remedy, "no-claims")
            return
        for number, entry in enumerate(entries):
            trail: Trail = ("claims", number)
            if isinstance(entry, dict):
                self.entry(entry, trail)
            else:
                remedy = "write `- quote: …` and below it what it proves"
                self.problems.add(trail, "an entry must be a mapping", remedy, "bad-entry")

    def entry(self, entry: Mapping[str, Any], trail: Trail) -> None:
        proof = self.proofs.read(entry, trail)
        if entry.keys() <= _RESERVED:
            remedy = "add a thing and what is said about it: `project/…: {name: …}`"
            self.problems.add(trail, "the entry says nothing", remedy, "bad-entry")
        for key, body in entry.items():
            if key not in _RESERVED:
                place = (*trail, key)
                kind = self.references.kind(key, place)
                subject = self.references.thing(key, kind, place) if kind else None
                if kind and subject:
                    self.body(subject, kind, body, place, proof)

    def body(self, subject: str, kind: Kind, body: Any, trail: Trail, proof: Proof | None) -> None:
        if not isinstance(body, dict) or not body:
            what = "nothing is said about the thing"
            self.problems.add(trail, what, "write `key: value` below it", "bad-entry")
            return
        forms = self.vocabulary.forms[kind.segment]
        for key, raw in body.items():
            place = (*trail, key)
            form = forms.get(key)
            if form is None:
                what = f"a thing of the kind {kind.segment} has no key {shown(key)}"
                self.problems.add(place, what, self.problems.near(key, forms), "unknown-key")
                continue
            part = self.vocabulary.parts[kind.segment].get(key)
            if isinstance(raw, list):
                for value, spot in each(raw, place, self.problems):
                    self.value(subject, form, part, value, spot, proof)
            else:
                self.value(subject, form, part, raw, place, proof)

    def value(
        self,
        subject: str,
        form: Form,
        part: Kind | None,
        raw: Any,
        trail: Trail,
        proof: Proof | None,
    ) -> None:
        """One value; `part` is the kind of dependent thing that it may describe."""
        if part and self.describes(raw):
            self.dependent(subject, form, part, raw, trail, proof)
            return
        for term in self.objects.terms(form, raw, trail):
            self.claim(subject, form, term, trail, proof)

    def describes(self, raw: Any) -> bool:
        """Whether a value describes a dependent thing, rather than naming some thing."""
        return not (raw is None or isinstance(raw, list) or self.references.is_reference(raw))

    def dependent(
        self, owner: str, form: Form, kind: Kind, raw: Any, trail: Trail, proof: Proof | None
    ) -> None:
        body = raw if isinstance(raw, dict) else self.objects.shorthand(kind, raw, trail)
        if body is None:
            return
        node = self.references.dependent(owner, form, kind, body)
        if isinstance(node, tuple):
            self.nameless(owner, kind, body, trail, node)
            return
        self.claim(owner, form, node, trail, proof)
        self.body(node, kind, body, trail, proof)

    def nameless(
        self,
        owner: str,
        kind: Kind,
        body: Mapping[str, Any],
        trail: Trail,
        lack: tuple[str, str],
    ) -> None:
        """Report why a dependent thing has no IRI, with all else that is wrong with its keys."""
        key, what = lack
        before = len(self.problems)
        if key not in body:
            self.problems.add(trail, what, f"write `{key}: …`", "bad-value")
        if body:
            self.body(owner, kind, body, trail, None)
        if len(self.problems) == before:
            remedy = f"write one {key} here, and another {kind.segment} for another"
            self.problems.add((*trail, key), what, remedy, "bad-value")

    def claim(self, subject: str, form: Form, term: str, trail: Trail, proof: Proof | None) -> None:
        if proof is None:
            return
        if form.reverse and is_iri(term):
            subject, term = term, subject
        self.claims.append(
            Claim(
                subject,
                form.predicate,
                term,
                proof.status,
                proof.rank,
                self.document,
                proof.evidence,
                proof.rules,
                proof.sources,
                self.record.locate(trail),
            )
        )
