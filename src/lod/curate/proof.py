"""The keys of an entry that say how it is known -> status, rank, evidence, rules, sources.

A quote becomes a span of the document's text; whatever cannot stand behind a claim is a problem.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from lod.curate.problems import Problems, Trail, shown
from lod.curate.quotes import Failure, Finder, Quote
from lod.curate.values import MalformedError, check_language, web_address
from lod.model import Document, Evidence, Rank, Span, Status
from lod.ntriples import literal
from lod.privacy import contact_in

RESERVED = ("quote", "occurrence", "prefix", "status", "rule", "source", "rank")
"""The keys of an entry that are no things."""

QUOTE_KEYS = ("text", "occurrence", "prefix")
"""The keys of a quote that is written as a mapping."""

STATED, NORMAL = Status.STATED, Rank.NORMAL
"""The status and the rank of an entry that names none."""

_HINTS = frozenset({"occurrence", "prefix"})
_QUOTING = _HINTS | {"quote"}
_BEYOND_QUOTE = frozenset(RESERVED) - {"quote"}
"""None of these keys: the entry is stated, by one quote, as most are."""
_STATUSES = {STATED.value: STATED} | {status.value: status for status in Status}
_RANKS = {NORMAL.value: NORMAL} | {rank.value: rank for rank in Rank}
_Choice = TypeVar("_Choice", Status, Rank)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a publication allows: languages, the language of rules, the longest quote."""

    languages: tuple[str, ...]
    rule_language: str
    max_quote: int


class Proof(NamedTuple):
    """What stands behind the statements of one entry."""

    status: Status
    rank: Rank
    evidence: tuple[Evidence, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]


class ProofReader:
    """Reads the proof of one entry after the other; `finder` is None where the text is unusable."""

    def __init__(
        self,
        document: Document | None,
        finder: Finder | None,
        settings: Settings,
        problems: Problems,
    ) -> None:
        self.document, self.finder = document, finder
        self.settings, self.problems = settings, problems
        self._proven: dict[Quote, Evidence] = {}
        self._plain: dict[str, Proof] = {}

    @property
    def spans(self) -> dict[Quote, Span]:
        """The span of each quote that was found."""
        return {quote: evidence.span for quote, evidence in self._proven.items()}

    def read(self, entry: Mapping[str, Any], trail: Trail) -> Proof | None:
        """What proves an entry; None where that is incomplete, which is a problem."""
        quote = entry.get("quote")
        if isinstance(quote, str) and entry.keys().isdisjoint(_BEYOND_QUOTE) and quote.strip():
            return self._plain.get(quote) or self._quoted(quote, trail)
        before = len(self.problems)
        proof = Proof(
            self._choice(entry, "status", _STATUSES, trail) if "status" in entry else STATED,
            self._choice(entry, "rank", _RANKS, trail) if "rank" in entry else NORMAL,
            self._evidence(entry, trail) if not entry.keys().isdisjoint(_QUOTING) else (),
            self._rules(entry["rule"], (*trail, "rule")) if "rule" in entry else (),
            self._sources(entry["source"], (*trail, "source")) if "source" in entry else (),
        )
        if len(self.problems) == before:
            for what, remedy, code in self._lacks(proof, "quote" in entry):
                self.problems.add(trail, what, remedy, code)
        return proof if len(self.problems) == before and self._is_complete(proof) else None

    def _quoted(self, quote: str, trail: Trail) -> Proof | None:
        """The proof of a stated entry that is one quote, kept for other entries like it."""
        evidence = self._proof_of(Quote(quote, 0, ""), (*trail, "quote"))
        if evidence is None:
            return None
        proof = self._plain[quote] = Proof(STATED, NORMAL, (evidence,), (), ())
        return proof

    def _lacks(self, proof: Proof, quoted: bool) -> Iterable[tuple[str, str, str]]:
        status = proof.status
        if status is STATED and quoted and self.document is not None:
            return
        if status is STATED and not quoted:
            remedy = "quote the words that prove it, or give another `status:`"
            yield "a stated claim has no quote", remedy, "no-quote"
        if status in (Status.INFERRED, Status.COMPUTED) and not proof.rules:
            remedy = "write `rule:` and the reasoning in one sentence"
            yield f"the status is {status}, but there is no rule", remedy, "no-rule"
        if status is Status.EXTERNAL and not proof.sources:
            remedy = "write `source:` and the web address that says so"
            yield "an external claim has no source", remedy, "no-source"
        if self.document is None and status is not Status.EXTERNAL:
            remedy = "name the document, or write `status: external`"
            yield "a file without a document holds external claims only", remedy, "no-document"

    def _is_complete(self, proof: Proof) -> bool:
        return bool(proof.evidence) or proof.status is not STATED

    def _choice(
        self, entry: Mapping[str, Any], key: str, choices: Mapping[str, _Choice], trail: Trail
    ) -> _Choice:
        """One of the choices; the first of them where the value is none, which is a problem."""
        value = entry[key]
        if isinstance(value, str) and value in choices:
            return choices[value]
        remedy = self.problems.near(value, choices)
        self.problems.add((*trail, key), f"{shown(value)} is no {key}", remedy, f"bad-{key}")
        return next(iter(choices.values()))

    # -- quotes

    def _evidence(self, entry: Mapping[str, Any], trail: Trail) -> tuple[Evidence, ...]:
        if not self._hints_fit(entry, trail) or "quote" not in entry:
            return ()
        found: list[Evidence] = []
        for raw, place in each(entry["quote"], (*trail, "quote"), self.problems):
            quote = self._quote(raw, entry, place)
            evidence = self._proof_of(quote, place) if quote else None
            if evidence:
                found.append(evidence)
        return tuple(dict.fromkeys(found) if len(found) > 1 else found)

    def _hints_fit(self, entry: Mapping[str, Any], trail: Trail) -> bool:
        """Whether `occurrence` and `prefix` of the entry belong to one quote."""
        if entry.keys().isdisjoint(_HINTS):
            return True
        if "quote" in entry and not isinstance(entry["quote"], list):
            return True
        hints = [key for key in ("occurrence", "prefix") if key in entry]
        what = f"{hints[0]} belongs to one quote"
        remedy = "write it inside the list: `quote: [{text: …, occurrence: 2}, …]`"
        if "quote" not in entry:
            remedy = "add `quote:`, or delete it"
        self.problems.add((*trail, hints[0]), what, remedy, "bad-quote")
        return False

    def _quote(self, raw: Any, entry: Mapping[str, Any], trail: Trail) -> Quote | None:
        listed = isinstance(entry["quote"], list)
        if isinstance(raw, str) and (listed or entry.keys().isdisjoint(_HINTS)) and raw.strip():
            return Quote(raw, 0, "")
        own = raw if isinstance(raw, dict) else {"text": raw}
        for key in own:
            if key not in QUOTE_KEYS:
                remedy = self.problems.near(key, QUOTE_KEYS)
                what = f"unknown key {shown(key)} of a quote"
                self.problems.add((*trail, key), what, remedy, "unknown-key")
        hints = {**({} if listed else entry), **own}
        text, prefix = own.get("text"), hints.get("prefix", "")
        occurrence = hints.get("occurrence", "")
        if not isinstance(text, str) or not text.strip():
            what = "the quote is empty or no text"
            self.problems.add(trail, what, "write the words of the document", "bad-quote")
        elif not isinstance(prefix, str):
            what, remedy = f"the prefix is {shown(prefix)}", "write the words before the quote"
            self.problems.add(trail, what, remedy, "bad-quote")
        elif "occurrence" in hints and not _is_count(occurrence):
            what = f"occurrence {shown(occurrence)} is no number"
            self.problems.add(trail, what, "count from 1", "bad-quote")
        else:
            return Quote(text, int(occurrence or 0), prefix)
        return None

    def _proof_of(self, quote: Quote, trail: Trail) -> Evidence | None:
        """The evidence that a quote is; a quote that was found is not looked at again."""
        known = self._proven.get(quote)
        if known is not None:
            return known
        problem = self._unfit(quote)
        if problem is None and self.document and self.finder:
            found = self.finder.find(quote)
            if isinstance(found, Span):
                evidence = self._proven[quote] = Evidence(self.document.key, found)
                return evidence
            problem = found
        if problem:
            self.problems.add(trail, problem.what, problem.remedy, problem.code)
        return None

    def _unfit(self, quote: Quote) -> Failure | None:
        text, _, prefix = quote
        most = self.settings.max_quote
        if len(text) > most:
            what = f"the quote has {len(text)} characters"
            remedy = f"keep the shortest phrase that proves it, at most {most}"
            return Failure(what, remedy, "quote-too-long")
        if contact_in(text) or (prefix and contact_in(prefix)):
            what = "the quote holds a contact detail"
            return Failure(what, "cut the quote before it", "quote-has-contact")
        if self.document is None:
            what = "a quote without a document"
            return Failure(what, "name the document at the top: `document: …`", "no-document")
        return None

    # -- rules and sources

    def _rules(self, written: Any, trail: Trail) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for raw, place in each(written, trail, self.problems):
            texts = raw if isinstance(raw, dict) else {self.settings.rule_language: raw}
            for language, text in (texts or {"": None}).items():
                if rule := self._rule(language, text, (*place, language)):
                    found[rule] = None
        return tuple(found)

    def _rule(self, language: str, text: Any, trail: Trail) -> str:
        if not isinstance(text, str) or not text.strip():
            what, remedy = "the rule is empty", "write the reasoning in one sentence"
            self.problems.add(trail, what, remedy, "no-rule")
        elif contact_in(text):
            what = "the rule holds a contact detail"
            self.problems.add(trail, what, "leave it out", "contact")
        else:
            try:
                check_language(language, self.settings.languages)
            except MalformedError as error:
                self.problems.add(trail, error.what, error.remedy, error.code)
            else:
                return literal(text.strip(), language=language)
        return ""

    def _sources(self, written: Any, trail: Trail) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for raw, place in each(written, trail, self.problems):
            try:
                found[web_address(raw)] = None
            except MalformedError as error:
                self.problems.add(place, error.what, error.remedy, error.code)
        return tuple(found)


def each(raw: Any, trail: Trail, problems: Problems) -> Sequence[tuple[Any, Trail]]:
    """The values of a list, or the one value, with the way to each; an empty list is a problem."""
    if not isinstance(raw, list):
        return [(raw, trail)]
    if not raw:
        problems.add(trail, "the list is empty", "write a value or delete the key", "bad-value")
    return [(item, (*trail, number)) for number, item in enumerate(raw)]


def _is_count(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isdigit()
        and 0 < len(value) < 7
        and int(value) > 0
    )
