"""A claim file -> claims, every problem with its line and what to do.

The file format is docs/claims.md. Keys, kinds of things, value forms and codes come from the
Vocabulary; IRIs from the register; spans from the text or what was recorded of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lod.curate.known import Known, Slot, Typed, Value
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
from lod.vocab import Kind, Vocabulary

KEYS = ("document", "claims")
"""The keys at the top of a claim file."""

_RESERVED = frozenset(RESERVED)


Said = tuple[str, str, str, Trail]
"""Subject, predicate, object as terms, and the way to where that stands."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one claim file gave: claims, types of the things named, spans found, problems."""

    document: str
    claims: tuple[Claim, ...]
    types: frozenset[Typed]
    spans: Mapping[Quote, Span]
    problems: tuple[Problem, ...]


class Entry(NamedTuple):
    """What one entry says, and what stands behind all of it."""

    proof: Proof
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Entries:
    """What one claim file gave, entry by entry: a Reading before its claims are made."""

    record: Record
    document: str
    entries: Sequence[Entry]
    types: Collection[Typed]
    spans: Mapping[Quote, Span]
    problems: tuple[Problem, ...]

    def reading(self) -> Reading:
        """The same, with each statement as a claim."""
        return Reading(
            self.document, tuple(self.claims()), frozenset(self.types), self.spans, self.problems
        )

    def claims(self) -> Iterator[Claim]:
        """Each statement as a claim, with its place in the file."""
        locate = self.record.locate
        for proof, said in self.entries:
            for subject, predicate, object_, trail in said:
                yield Claim(
                    subject, predicate, object_, proof.status, proof.rank, self.document,
                    proof.evidence, proof.rules, proof.sources, locate(trail),
                )  # fmt: skip


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
    return entries(record, document, Known(vocabulary), register, finder, settings).reading()


def entries(
    record: Record,
    document: Document | None,
    known: Known,
    register: Register,
    finder: Finder | None,
    settings: Settings,
) -> Entries:
    """The same as `read`, but not yet as claims, and with what is known from other records."""
    problems = Problems(record)
    proofs = ProofReader(document, finder, settings, problems)
    language = document.language if document else settings.rule_language
    references = References(known, register, problems)
    objects = Objects(known.vocabulary, references, problems, language, settings.languages)
    reader = _Reader(record, proofs, references, objects, problems)
    reader.read()
    key = document.key if document else ""
    return Entries(record, key, reader.entries, references.types, proofs.spans, problems.found)


def by_entry(claims: Iterable[Claim]) -> Iterator[Entry]:
    """Claims one after the other as entries: together those that stand on the very same."""
    proof, said = None, list[Said]()
    for claim in claims:
        if proof is None or not _is_behind(proof, claim):
            if proof:
                yield Entry(proof, said)
            proof = Proof(claim.status, claim.rank, claim.evidence, claim.rules, claim.sources)
            said = []
        said.append((claim.subject, claim.predicate, claim.object, ()))
    if proof:
        yield Entry(proof, said)


def _is_behind(proof: Proof, claim: Claim) -> bool:
    return (
        claim.evidence is proof.evidence
        and claim.rules is proof.rules
        and claim.sources is proof.sources
        and claim.status is proof.status
        and claim.rank is proof.rank
    )


class _Reader:
    """Walks one claim file from the top; `trail` is the way from the top to a value.

    What it finds goes into `entries` and `problems`. Every record of a large publication comes
    this way, so nothing is worked out before it is known to be needed, and what is known from
    other records not at all.
    """

    def __init__(
        self,
        record: Record,
        proofs: ProofReader,
        references: References,
        objects: Objects,
        problems: Problems,
    ) -> None:
        self.record, self.problems = record, problems
        self.proofs, self.references, self.objects = proofs, references, objects
        self.known = references.known
        self.slots = self.known.slots(objects.language)
        self.types = references.types
        self.entries: list[Entry] = []

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
        said: list[Said] = []
        silent = True
        for key, body in entry.items():
            if key not in _RESERVED:
                silent = False
                place = (*trail, key)
                thing = self.known.things.get(key) or self.references.thing(key, place)
                if thing is not None:
                    self.types.add(thing.typed)
                    self.body(thing.term, thing.kind, body, place, said)
        if silent:
            remedy = "add a thing and what is said about it: `project/…: {name: …}`"
            self.problems.add(trail, "the entry says nothing", remedy, "bad-entry")
        if said and proof is not None:
            self.entries.append(Entry(proof, said))

    def body(self, subject: str, kind: Kind, body: Any, trail: Trail, said: list[Said]) -> None:
        if not isinstance(body, dict) or not body:
            what = "nothing is said about the thing"
            self.problems.add(trail, what, "write `key: value` below it", "bad-entry")
            return
        slots = self.slots.get(kind.segment) or self.known.of_kind(kind.segment, self.slots)
        for key, raw in body.items():
            place = (*trail, key)
            slot = slots.get(key)
            if slot is None:
                what = f"a thing of the kind {kind.segment} has no key {shown(key)}"
                self.problems.add(place, what, self.problems.near(key, slots), "unknown-key")
                continue
            found = slot.values.get(raw) if isinstance(raw, str) else None
            if found is not None:
                term, typed = found
                if typed is not None:
                    self.types.add(typed)
                if slot.reverse:
                    said.append(_statement(subject, slot, term, place))
                else:
                    said.append((subject, slot.predicate, term, place))
            elif isinstance(raw, list):
                for value, spot in each(raw, place, self.problems):
                    self.listed(subject, slot, value, spot, said)
            else:
                self.unknown(subject, slot, raw, place, said)

    def listed(self, subject: str, slot: Slot, raw: Any, trail: Trail, said: list[Said]) -> None:
        """One value of a list."""
        found = slot.values.get(raw) if isinstance(raw, str) else None
        if found is None:
            self.unknown(subject, slot, raw, trail, said)
        else:
            self.again(subject, slot, found, trail, said)

    def again(self, subject: str, slot: Slot, found: Value, trail: Trail, said: list[Said]) -> None:
        """One value that was there before."""
        term, typed = found
        if typed is not None:
            self.types.add(typed)
        said.append(_statement(subject, slot, term, trail))

    def unknown(self, subject: str, slot: Slot, raw: Any, trail: Trail, said: list[Said]) -> None:
        """One value that is not at hand."""
        if isinstance(raw, str) and (found := self.known.recalled_value(slot, raw)):
            self.again(subject, slot, found, trail, said)
            return
        if slot.part and self.describes(raw):
            self.dependent(subject, slot, slot.part, raw, trail, said)
            return
        terms = self.objects.terms(slot.form, raw, trail)
        for term in terms:
            self.state(subject, slot, term, trail, said)
        if terms and isinstance(raw, str):
            self.known.keep_value(slot, raw, terms[0])

    def describes(self, raw: Any) -> bool:
        """Whether a value describes a dependent thing, rather than naming some thing."""
        return not (raw is None or isinstance(raw, list) or self.references.is_reference(raw))

    def dependent(
        self, owner: str, slot: Slot, kind: Kind, raw: Any, trail: Trail, said: list[Said]
    ) -> None:
        body = raw if isinstance(raw, dict) else self.objects.shorthand(kind, raw, trail)
        if body is None:
            return
        node = self.references.dependent(owner, slot.form, kind, body)
        if isinstance(node, tuple):
            self.nameless(owner, kind, body, trail, node)
            return
        self.state(owner, slot, node, trail, said)
        self.body(node, kind, body, trail, said)

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
            self.body(owner, kind, body, trail, [])
        if len(self.problems) == before:
            remedy = f"write one {key} here, and another {kind.segment} for another"
            self.problems.add((*trail, key), what, remedy, "bad-value")

    def state(self, subject: str, slot: Slot, term: str, trail: Trail, said: list[Said]) -> None:
        """A statement whose object was not known before."""
        statement = _statement(subject, slot, term, trail)
        said.append(statement)
        if not slot.used or is_iri(term):  # else a checked literal is all that is new
            self.known.note(slot, statement[:3])


def _statement(subject: str, slot: Slot, term: str, trail: Trail) -> Said:
    if slot.reverse and is_iri(term):
        return term, slot.predicate, subject, trail
    return subject, slot.predicate, term, trail
