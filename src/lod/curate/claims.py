"""A claim file -> claims, every problem with its line and what to do.

The file format is docs/claims.md. Keys, kinds of things, value forms and codes come from the
Vocabulary; IRIs from the register; spans from the text or what was recorded of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from lod.curate.quotes import Failure, Finder, Quote
from lod.curate.records import Record
from lod.curate.register import Register, key_is_valid, slug
from lod.curate.values import MalformedError, literal_of
from lod.errors import Problem, Severity
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status
from lod.ntriples import LANG_STRING, XSD_STRING, iri, iri_is_valid, literal
from lod.privacy import contact_in
from lod.vocab import RDF_TYPE, Form, Kind, Vocabulary, expand, kebab, local_name

RESERVED = ("quote", "occurrence", "prefix", "status", "rule", "source", "rank")

TEXT_TYPES = frozenset({LANG_STRING, XSD_STRING})

Trail = tuple[str | int, ...]
_Choice = TypeVar("_Choice", Status, Rank)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a publication allows: languages, the language of rules, the longest quote."""

    languages: tuple[str, ...]
    rule_language: str
    max_quote: int


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
    finder: Finder,
    settings: Settings,
) -> Reading:
    """The claims of one file. Nothing is raised: the problems are part of what is returned."""
    reader = _Reader(record, document, vocabulary, register, finder, settings)
    reader.file()
    return Reading(
        document.key if document else "",
        tuple(reader.claims),
        frozenset(reader.types),
        reader.spans,
        tuple(reader.problems),
    )


@dataclass(frozen=True, slots=True)
class _Proof:
    """What stands behind the statements of one entry."""

    status: Status
    rank: Rank
    evidence: tuple[Evidence, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]


class _Reader:
    """Walks one claim file from the top; `trail` is the way from the top to a value."""

    def __init__(
        self,
        record: Record,
        document: Document | None,
        vocabulary: Vocabulary,
        register: Register,
        finder: Finder,
        settings: Settings,
    ) -> None:
        self.record, self.document = record, document
        self.vocabulary, self.register = vocabulary, register
        self.finder, self.settings = finder, settings
        self.language = document.language if document else settings.rule_language
        self.claims: list[Claim] = []
        self.types: set[tuple[str, str]] = set()
        self.spans: dict[Quote, Span] = {}
        self.problems: list[Problem] = []

    # -- the file and its entries

    def file(self) -> None:
        for key in self.record.data:
            if key not in ("document", "claims"):
                self.problem(
                    (key,), f"unknown key {key}", _near(key, ("document", "claims")), "unknown-key"
                )
        entries = self.record.data.get("claims")
        if not isinstance(entries, list):
            self.problem(
                ("claims",),
                "the file has no list of claims",
                "write `claims:` and below it `- quote: …`",
                "no-claims",
            )
            return
        for number, entry in enumerate(entries):
            trail: Trail = ("claims", number)
            if isinstance(entry, dict):
                self.entry(entry, trail)
            else:
                self.problem(
                    trail,
                    "an entry must be a mapping",
                    "write `- quote: …` and below it what it proves",
                    "bad-entry",
                )

    def entry(self, entry: Mapping[str, Any], trail: Trail) -> None:
        proof = self.proof(entry, trail)
        things = [key for key in entry if key not in RESERVED]
        if not things:
            self.problem(
                trail,
                "the entry says nothing",
                "add a thing and what is said about it: `project/…: {name: …}`",
                "bad-entry",
            )
        for key in things:
            kind = self.kind(key, (*trail, key))
            subject = self.thing(key, (*trail, key)) if kind else None
            if kind and subject:
                self.body(subject, kind, entry[key], (*trail, key), proof)

    def body(self, subject: str, kind: Kind, body: Any, trail: Trail, proof: _Proof | None) -> None:
        if not isinstance(body, dict):
            self.problem(
                trail, "nothing is said about the thing", "write `key: value` below it", "bad-entry"
            )
            return
        forms = self.vocabulary.forms[kind.segment]
        for key, raw in body.items():
            form = forms.get(key)
            if form is None:
                what = f"a thing of the kind {kind.segment} has no key {key}"
                self.problem((*trail, key), what, _near(key, forms), "unknown-key")
                continue
            for value, place in _each(raw, (*trail, key)):
                self.value(subject, form, value, place, proof)

    # -- what proves an entry

    def proof(self, entry: Mapping[str, Any], trail: Trail) -> _Proof | None:
        before = len(self.problems)
        status = self.choice(entry, "status", Status, Status.STATED, trail)
        rank = self.choice(entry, "rank", Rank, Rank.NORMAL, trail)
        evidence = tuple(self.evidence(entry, trail))
        rules = tuple(self.rules(entry, trail))
        sources = tuple(self.sources(entry, trail))
        if len(self.problems) == before:
            self.complete(status, evidence, rules, sources, trail)
        if len(self.problems) > before:
            return None
        return _Proof(status, rank, evidence, rules, sources)

    def complete(
        self,
        status: Status,
        evidence: tuple[Evidence, ...],
        rules: tuple[str, ...],
        sources: tuple[str, ...],
        trail: Trail,
    ) -> None:
        if status is Status.STATED and not evidence:
            self.problem(
                trail,
                "a stated claim has no quote",
                "quote the words that prove it, or give another `status:`",
                "no-quote",
            )
        if status in (Status.INFERRED, Status.COMPUTED) and not rules:
            self.problem(
                trail,
                f"an {status} claim has no rule",
                "write `rule:` and the reasoning in one sentence",
                "no-rule",
            )
        if status is Status.EXTERNAL and not sources:
            self.problem(
                trail,
                "an external claim has no source",
                "write `source:` and the web address that says so",
                "no-source",
            )
        if self.document is None and status is not Status.EXTERNAL:
            self.problem(
                trail,
                f"a file without a document holds a {status} claim",
                "name the document, or write `status: external`",
                "no-document",
            )

    def choice(
        self,
        entry: Mapping[str, Any],
        key: str,
        choices: type[_Choice],
        default: _Choice,
        trail: Trail,
    ) -> _Choice:
        value = entry.get(key)
        if value is None and key not in entry:
            return default
        if isinstance(value, str) and value in choices.__members__.values():
            return choices(value)
        names = [choice.value for choice in choices]
        self.problem(
            (*trail, key), f"{value!r} is no {key}", _near(str(value), names), f"bad-{key}"
        )
        return default

    def evidence(self, entry: Mapping[str, Any], trail: Trail) -> Iterable[Evidence]:
        if "quote" not in entry:
            return
        for raw, place in _each(entry["quote"], (*trail, "quote")):
            quote = self.quote(raw, entry, place)
            span = self.span(quote, place) if quote else None
            if span and self.document:
                yield Evidence(self.document.key, span)

    def quote(self, raw: Any, entry: Mapping[str, Any], trail: Trail) -> Quote | None:
        own = raw if isinstance(raw, dict) else {"text": raw}
        for key in own:
            if key not in ("text", "occurrence", "prefix"):
                self.problem(
                    (*trail, key),
                    f"unknown key {key} of a quote",
                    _near(key, ("text", "occurrence", "prefix")),
                    "unknown-key",
                )
        shared = entry if not isinstance(entry["quote"], list) else {}
        text = own.get("text")
        occurrence = own.get("occurrence", shared.get("occurrence")) or "0"
        prefix = own.get("prefix", shared.get("prefix")) or ""
        if not isinstance(text, str) or not text.strip() or not isinstance(prefix, str):
            self.problem(
                trail,
                "the quote is empty or no text",
                "write the words of the document",
                "bad-quote",
            )
        elif not isinstance(occurrence, str) or not occurrence.isdecimal():
            self.problem(
                trail, f"occurrence {occurrence!r} is no number", "count from 1", "bad-quote"
            )
        else:
            return Quote(text, int(occurrence), prefix)
        return None

    def span(self, quote: Quote, trail: Trail) -> Span | None:
        if len(quote.text) > self.settings.max_quote:
            what = f"the quote has {len(quote.text)} characters"
            self.problem(
                trail,
                what,
                f"keep the shortest phrase that proves it, at most {self.settings.max_quote}",
                "quote-too-long",
            )
            return None
        contact = contact_in(quote.text) or contact_in(quote.prefix)
        if contact:
            self.problem(
                trail,
                "the quote holds a contact detail",
                "cut the quote before it",
                "quote-has-contact",
            )
            return None
        if self.document is None:
            self.problem(
                trail,
                "a quote without a document",
                "name the document at the top: `document: …`",
                "no-document",
            )
            return None
        found = self.finder.find(quote)
        if isinstance(found, Failure):
            self.problem(trail, found.what, found.remedy, found.code)
            return None
        self.spans[quote] = found
        return found

    def rules(self, entry: Mapping[str, Any], trail: Trail) -> Iterable[str]:
        if "rule" not in entry:
            return
        for raw, place in _each(entry["rule"], (*trail, "rule")):
            texts = raw if isinstance(raw, dict) else {self.settings.rule_language: raw}
            for language, text in texts.items():
                if (
                    isinstance(text, str)
                    and text.strip()
                    and self.language_is_allowed(language, place)
                ):
                    yield literal(text, language=language)
                elif not isinstance(text, str) or not text.strip():
                    self.problem(
                        place, "the rule is empty", "write the reasoning in one sentence", "no-rule"
                    )

    def sources(self, entry: Mapping[str, Any], trail: Trail) -> Iterable[str]:
        if "source" not in entry:
            return
        for raw, place in _each(entry["source"], (*trail, "source")):
            if isinstance(raw, str) and iri_is_valid(raw):
                yield iri(raw)
            else:
                self.problem(
                    place,
                    f"{raw!r} is no web address",
                    "write the address that says so, without spaces",
                    "bad-address",
                )

    # -- values

    def value(self, subject: str, form: Form, raw: Any, trail: Trail, proof: _Proof | None) -> None:
        dependent = self.dependent_kind(form)
        if dependent and (isinstance(raw, dict) or not self.is_reference(raw)):
            self.dependent(subject, form, dependent, raw, trail, proof)
            return
        for object_ in self.objects(form, raw, trail):
            self.claim(subject, form, object_, trail, proof)

    def dependent_kind(self, form: Form) -> Kind | None:
        kinds = [self.vocabulary.kinds[segment] for segment in form.kinds]
        return next((kind for kind in kinds if kind.dependent), None)

    def is_reference(self, raw: Any) -> bool:
        return isinstance(raw, str) and raw.split("/")[0] in self.vocabulary.kinds and "/" in raw

    def objects(self, form: Form, raw: Any, trail: Trail) -> Iterable[str]:
        if isinstance(raw, list):
            self.problem(trail, "a list within a list", "write one list", "bad-value")
        elif raw is None:
            self.problem(
                trail, f"{form.key} has no value", "write the value or delete the key", "bad-value"
            )
        elif form.key == "type" or form.choices:
            yield from self.chosen(form, raw, trail)
        elif form.codes:
            yield from self.code(form, raw, trail)
        elif form.kinds and (not form.datatypes or self.is_reference(raw)):
            yield from self.reference(form, raw, trail)
        elif form.address:
            yield from self.address(raw, trail)
        else:
            yield from self.literal(form, raw, trail)

    def chosen(self, form: Form, raw: Any, trail: Trail) -> Iterable[str]:
        value = expand(raw, self.vocabulary.prefixes) if isinstance(raw, str) else ""
        by_name = {local_name(choice): choice for choice in form.choices}
        if value in form.choices or raw in by_name:
            yield iri(by_name.get(raw, value))
        else:
            self.problem(
                trail,
                f"{raw!r} is no {form.key} here",
                _near(local_name(str(raw)), by_name),
                "bad-value",
            )

    def code(self, form: Form, raw: Any, trail: Trail) -> Iterable[str]:
        codes = self.vocabulary.codes.get(form.codes, {})
        if isinstance(raw, str) and raw in codes:
            yield iri(codes[raw])
        else:
            self.problem(
                trail, f"{raw!r} is no code of {form.codes}", _near(str(raw), codes), "bad-code"
            )

    def reference(self, form: Form, raw: Any, trail: Trail) -> Iterable[str]:
        wanted = " or ".join(form.kinds)
        if not isinstance(raw, str) or "/" not in raw:
            self.problem(
                trail,
                f"{form.key} needs a thing, not {raw!r}",
                f"write {form.kinds[0]}/…",
                "wrong-kind",
            )
            return
        kind = self.kind(raw, trail)
        if kind and kind.segment not in form.kinds:
            self.problem(
                trail,
                f"{form.key} needs a thing of the kind {wanted}, not {kind.segment}",
                f"write {form.kinds[0]}/…",
                "wrong-kind",
            )
        elif kind and (thing := self.thing(raw, trail)):
            yield thing

    def address(self, raw: Any, trail: Trail) -> Iterable[str]:
        if isinstance(raw, str) and iri_is_valid(raw) and raw.startswith(("http://", "https://")):
            yield iri(raw)
        else:
            self.problem(
                trail,
                f"{raw!r} is no web address",
                "write it with http:// or https:// and without spaces",
                "bad-address",
            )

    def literal(self, form: Form, raw: Any, trail: Trail) -> Iterable[str]:
        texts = raw if isinstance(raw, dict) else {self.language: raw}
        for language, text in texts.items():
            place = (*trail, language) if isinstance(raw, dict) else trail
            if isinstance(raw, dict) and not self.language_is_allowed(language, place):
                continue
            if TEXT_TYPES & set(form.datatypes or TEXT_TYPES) and contact_in(str(text)):
                self.problem(place, "the value holds a contact detail", "leave it out", "contact")
                continue
            try:
                yield literal_of(text, form.datatypes, language, tagged=isinstance(raw, dict))
            except MalformedError as error:
                self.problem(place, f"{form.key}: {error.what}", error.remedy, error.code)

    def dependent(
        self, owner: str, form: Form, kind: Kind, raw: Any, trail: Trail, proof: _Proof | None
    ) -> None:
        body = raw if isinstance(raw, dict) else self.shorthand(kind, raw, trail)
        if body is None:
            return
        node = self.dependent_iri(owner, form, kind, body, trail)
        if node is None:
            return
        self.types.add((node, iri(kind.class_iri)))
        subject, object_ = (node, owner) if form.reverse else (owner, node)
        self.claim(subject, form, object_, trail, proof)
        self.body(node, kind, body, trail, proof)

    def shorthand(self, kind: Kind, raw: Any, trail: Trail) -> Mapping[str, str] | None:
        """Money as `1.50 EUR`, a period as `2017-11-21/2017-11-30`."""
        parts = str(raw).split("/" if kind.segment == "period" else " ")
        if (
            kind.segment == "amount"
            and len(parts) == 2
            and parts[1].isalpha()
            and parts[1].isupper()
        ):
            return {"value": parts[0], "currency": parts[1]}
        if kind.segment == "period" and len(parts) == 2:
            return {"periodStart": parts[0], "periodEnd": parts[1]}
        what, remedy = f"{raw!r} is no {kind.segment}", "write `key: value` below it"
        if kind.segment == "amount":
            what, remedy = (
                f"{raw!r} is no sum of money",
                "write 791256.20 EUR: digits, a decimal point, a currency code",
            )
        if kind.segment == "period":
            remedy = "write it as 2017-11-21/2017-11-30"
        self.problem(trail, what, remedy, "bad-money" if kind.segment == "amount" else "bad-value")
        return None

    def dependent_iri(
        self, owner: str, form: Form, kind: Kind, body: Mapping[str, Any], trail: Trail
    ) -> str | None:
        if not kind.keyed_by:
            return f"{owner[:-1]}/{kebab(form.key)}>"
        names = []
        for key in kind.keyed_by:
            name = self.key_name(body.get(key), self.vocabulary.forms[kind.segment].get(key))
            if name is None:
                if key not in body:
                    what = f"a {kind.segment} without {key} cannot be told apart from others"
                    self.problem(trail, what, f"write `{key}: …`", "bad-value")
                else:
                    self.body(owner, kind, {key: body[key]}, trail, None)
                return None
            names.append(name)
        return f"{owner[:-1]}/{kind.segment}/{'-'.join(names)}>"

    def key_name(self, raw: Any, form: Form | None) -> str | None:
        if not isinstance(raw, str) or form is None:
            return None
        if form.codes:
            return raw if raw in self.vocabulary.codes.get(form.codes, {}) else None
        entry = self.register.find(raw)
        if entry and raw.split("/")[0] in form.kinds:
            return entry.iri.rsplit("/", 1)[-1]
        return None if form.kinds else slug(raw)

    def claim(
        self, subject: str, form: Form, object_: str, trail: Trail, proof: _Proof | None
    ) -> None:
        if proof is None:
            return
        predicate = iri(RDF_TYPE if form.key == "type" else form.iri)
        self.claims.append(
            Claim(
                subject=subject,
                predicate=predicate,
                object=object_,
                status=proof.status,
                rank=proof.rank,
                document=self.document.key if self.document else "",
                evidence=proof.evidence,
                rules=proof.rules,
                sources=proof.sources,
                position=self.record.locate(trail),
            )
        )

    # -- things

    def kind(self, key: str, trail: Trail) -> Kind | None:
        segment = key.split("/")[0]
        kind = self.vocabulary.kinds.get(segment)
        known = [name for name, found in self.vocabulary.kinds.items() if not found.dependent]
        if "/" not in key:
            choices = [*RESERVED, *known]
            self.problem(trail, f"unknown key {key}", _near(key, choices), "unknown-key")
        elif kind is None or kind.dependent:
            self.problem(
                trail,
                f"{key}: there is no kind of thing {segment}",
                _near(segment, known),
                "unknown-kind",
            )
        else:
            return kind
        return None

    def thing(self, key: str, trail: Trail) -> str | None:
        entry = self.register.find(key)
        if entry is None:
            near = self.register.nearest(key)
            new = (
                f"if it is new, run `lod register {key}`"
                if key_is_valid(key)
                else "write a key as kind/name"
            )
            remedy = f"did you mean {near}? {new}" if near else new
            self.problem(trail, f"{key} is not registered", remedy, "unknown-thing")
            return None
        term = iri(self.vocabulary.base + entry.iri)
        self.types.add((term, iri(self.vocabulary.kinds[key.split("/")[0]].class_iri)))
        return term

    # -- small checks

    def language_is_allowed(self, language: str, trail: Trail) -> bool:
        if language in self.settings.languages:
            return True
        self.problem(
            trail,
            f"{language!r} is no language of this publication",
            _near(language, self.settings.languages),
            "bad-language",
        )
        return False

    def problem(
        self,
        trail: Trail,
        what: str,
        remedy: str,
        code: str,
        severity: Severity = Severity.VIOLATION,
    ) -> None:
        place: Position = self.record.locate(trail)
        self.problems.append(
            Problem(place.path, place.line, place.column, what, remedy, code, severity)
        )


def _each(raw: Any, trail: Trail) -> Sequence[tuple[Any, Trail]]:
    if isinstance(raw, list):
        return [(item, (*trail, number)) for number, item in enumerate(raw)]
    return [(raw, trail)]


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = get_close_matches(name, names, 1, 0.65)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}"
