"""A claim file -> claims, every problem with its line and what to do.

The file format is docs/claims.md. Keys, kinds of things, value forms and codes come from the
Vocabulary; IRIs from the register; spans from the text or what was recorded of it.
"""

from collections.abc import Iterator, Mapping
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
from lod.ntriples import iri, is_iri
from lod.vocab import Form, Kind, Vocabulary

KEYS = ("document", "claims")
"""The keys at the top of a claim file."""


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
    claims = tuple(_Reader(record, document, proofs, references, objects, problems).claims())
    return Reading(
        document.key if document else "",
        claims,
        frozenset(references.types),
        proofs.spans,
        problems.found,
    )


class _Reader:
    """Walks one claim file from the top; `trail` is the way from the top to a value."""

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

    def claims(self) -> Iterator[Claim]:
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
                yield from self.entry(entry, trail)
            else:
                remedy = "write `- quote: …` and below it what it proves"
                self.problems.add(trail, "an entry must be a mapping", remedy, "bad-entry")

    def entry(self, entry: Mapping[str, Any], trail: Trail) -> Iterator[Claim]:
        proof = self.proofs.read(entry, trail)
        things = [key for key in entry if key not in RESERVED]
        if not things:
            remedy = "add a thing and what is said about it: `project/…: {name: …}`"
            self.problems.add(trail, "the entry says nothing", remedy, "bad-entry")
        for key in things:
            place = (*trail, key)
            kind = self.references.kind(key, place)
            subject = self.references.thing(key, kind, place) if kind else None
            if kind and subject:
                yield from self.body(subject, kind, entry[key], place, proof)

    def body(
        self, subject: str, kind: Kind, body: Any, trail: Trail, proof: Proof | None
    ) -> Iterator[Claim]:
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
            for value, spot in each(raw, place, self.problems):
                yield from self.value(subject, form, value, spot, proof)

    def value(
        self, subject: str, form: Form, raw: Any, trail: Trail, proof: Proof | None
    ) -> Iterator[Claim]:
        kind = self.dependent_kind(form, raw)
        if kind:
            yield from self.dependent(subject, form, kind, raw, trail, proof)
            return
        for term in self.objects.terms(form, raw, trail):
            yield from self.claim(subject, form, term, trail, proof)

    def dependent_kind(self, form: Form, raw: Any) -> Kind | None:
        """The kind of dependent thing that a value describes, if it describes one."""
        if raw is None or isinstance(raw, list) or self.references.is_reference(raw):
            return None
        kinds = (self.vocabulary.kinds[segment] for segment in form.kinds)
        return next((kind for kind in kinds if kind.dependent), None)

    def dependent(
        self, owner: str, form: Form, kind: Kind, raw: Any, trail: Trail, proof: Proof | None
    ) -> Iterator[Claim]:
        body = raw if isinstance(raw, dict) else self.objects.shorthand(kind, raw, trail)
        if body is None:
            return
        node = self.references.dependent(owner, form, kind, body)
        if isinstance(node, tuple):
            self.nameless(owner, kind, body, trail, node)
            return
        yield from self.claim(owner, form, node, trail, proof)
        yield from self.body(node, kind, body, trail, proof)

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
        for _ in self.body(owner, kind, body, trail, None) if body else ():
            pass
        if len(self.problems) == before:
            remedy = f"write one {key} here, and another {kind.segment} for another"
            self.problems.add((*trail, key), what, remedy, "bad-value")

    def claim(
        self, subject: str, form: Form, term: str, trail: Trail, proof: Proof | None
    ) -> Iterator[Claim]:
        if proof is None:
            return
        if form.reverse and is_iri(term):
            subject, term = term, subject
        yield Claim(
            subject=subject,
            predicate=iri(form.iri),
            object=term,
            status=proof.status,
            rank=proof.rank,
            document=self.document,
            evidence=proof.evidence,
            rules=proof.rules,
            sources=proof.sources,
            position=self.record.locate(trail),
        )
