"""A diff -> what people and programs read: text, the Markdown of CHANGES.md, JSON.

Enters: a `Diff`, or a `Tally` where there is too much to list, and the base of our IRIs. Leaves:
text. A statement is printed as `property: from → to`; below those that are known in the same way
stands how: status, document, quote.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lod.ntriples import is_literal, literal_value
from lod.releases.background import Contradiction, Proof
from lod.releases.diff import Change, Diff, State, ThingChange
from lod.releases.tally import Tally
from lod.vocab import local_name

_HEADINGS = {State.ADDED: "Added", State.CHANGED: "Changed", State.REMOVED: "Removed"}


_UNLISTED = "So much changed that it is not listed: the RDF patch holds every statement."


def text(diff: Diff | Tally, base: str) -> str:
    """The diff for a terminal; one line says so where nothing changed."""
    return "\n".join(_all(diff, base, markdown=False)) + "\n"


def markdown(diff: Diff | Tally, base: str, title: str, *, first: bool = False) -> str:
    """The diff as a section of CHANGES; a first release is counted, not listed."""
    body = [summary(diff)] if first else _all(diff, base, markdown=True)
    return "\n".join((f"# {title}", "", *body)) + "\n"


def summary(diff: Diff | Tally) -> str:
    """The diff in one sentence."""
    if diff.empty:
        return "Nothing changed."
    counts = diff.counts
    parts = [
        f"{_plural(count, 'thing')} {state.value}"
        for state in _HEADINGS
        if (count := counts[f"things-{state.value}"])
    ]
    parts.append(f"{_plural(counts['statements'], 'statement')} different")
    parts += [
        f"{_plural(count, 'contradiction')} {word}"
        for word in ("opened", "resolved")
        if (count := counts[f"contradictions-{word}"])
    ]
    return ", ".join(parts) + "."


def _all(diff: Diff | Tally, base: str, *, markdown: bool) -> list[str]:
    if isinstance(diff, Tally):
        return [summary(diff), "", _UNLISTED]
    return _Lines(diff, base, markdown=markdown).all()


def as_json(diff: Diff | Tally) -> str:
    """The whole diff, or its counts; keys are stable, terms are N-Triples."""
    document = {"counts": diff.counts, "listed": False} if isinstance(diff, Tally) else _json(diff)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json(diff: Diff) -> Mapping[str, Any]:
    return {
        "counts": diff.counts,
        "things": [_thing_json(thing, diff) for thing in diff.things],
        "contradictions": {
            "opened": [_contradiction_json(one) for one in diff.opened],
            "resolved": [_contradiction_json(one) for one in diff.resolved],
        },
        "reproved": [_change_json(change) for change in diff.reproved],
    }


class _Lines:
    """The lines of a diff, in the order of reading."""

    def __init__(self, diff: Diff, base: str, *, markdown: bool) -> None:
        self.diff, self.base, self.markdown = diff, base, markdown

    def all(self) -> list[str]:
        lines = [summary(self.diff)]
        for state, heading in _HEADINGS.items():
            things = [thing for thing in self.diff.things if thing.state is state]
            if things:
                lines += ["", self.heading(heading)]
                for thing in things:
                    lines += self.thing(thing)
        lines += self.contradictions("Contradictions opened", self.diff.opened)
        lines += self.contradictions("Contradictions resolved", self.diff.resolved)
        if self.diff.reproved:
            lines += ["", self.heading("Other evidence for the same statement")]
            for change in self.diff.reproved:
                lines += (self.change(change, self.name(change.subject)), *self.proofs([change]))
        return lines

    def heading(self, words: str) -> str:
        return f"## {words}\n" if self.markdown else f"{words}:"

    def thing(self, thing: ThingChange) -> Iterator[str]:
        name, iri = self.name(thing.thing), thing.thing[1:-1]
        yield f"- **{name}** (<{iri}>)" if self.markdown else f"  {name}  <{iri}>"
        for together in _by_proof(thing.changes):
            for change in together:
                yield self.change(change, _part(change.subject, iri))
            yield from self.proofs(together)

    def change(self, change: Change, owner: str) -> str:
        words = local_name(change.predicate[1:-1])
        words = f"{owner} {words}" if owner else words
        values = [self.value(value, change.subject) for value in (change.old, change.new) if value]
        sign = "+" if not change.old else "-" if not change.new else "~"
        if change.old == change.new:
            values, sign = values[:1], "="
        margin = "  - " if self.markdown else f"    {sign} "
        label = {"+": "new", "-": "gone", "~": "", "=": ""}[sign] if self.markdown else ""
        return f"{margin}{f'{label}: ' if label else ''}{words}: {' → '.join(values)}"

    def proofs(self, together: Sequence[Change]) -> Iterator[str]:
        """How changes are known that are known in the same way, with the claim of each of them."""
        for same in zip(*(change.proofs for change in together), strict=True):
            yield f"      {self.proof(same[0], [proof.claim for proof in same])}"

    def proof(self, proof: Proof, claims: Iterable[str]) -> str:
        name = self.diff.names.get(f"<{proof.document}>", proof.document.rpartition("/")[2])
        parts = [proof.status if proof.rank in ("", "normal") else f"{proof.status}, {proof.rank}"]
        parts += [name] if name else []
        parts += [f"“{quote}”" for quote in proof.quotes]
        parts += [*proof.rules, *proof.sources]
        names = list(dict.fromkeys(claim.rpartition("/")[2] for claim in claims))
        return f"{' · '.join(parts)} [claim{'s' if len(names) > 1 else ''} {', '.join(names)}]"

    def contradictions(self, heading: str, found: Iterable[Contradiction]) -> Iterator[str]:
        for number, one in enumerate(found):
            if not number:
                yield from ("", self.heading(heading))
            values = " | ".join(self.value(value) for value in one.values)
            what = f"{self.name(one.subject)} {local_name(one.predicate[1:-1])}"
            yield f"{'-' if self.markdown else ' '} {what}: {values}"

    def name(self, term: str) -> str:
        return self.diff.names.get(term) or term[1:-1].removeprefix(self.base).removeprefix("id/")

    def value(self, term: str, owner: str = "") -> str:
        """A value as people read it; a part of its owner without the name of that."""
        if not is_literal(term):
            part = _part(term, owner[1:-1])
            return part if part and term not in self.diff.names else self.name(term)
        value = literal_value(term)
        words = value.lexical.replace("\n", " ")
        return f"{words} ({value.language})" if value.language else words


def _part(term: str, owner: str) -> str:
    """What the name of a part adds to that of its owner; empty where it is none."""
    start, end = f"<{owner}", term[len(owner) + 1 : -1]
    return end.lstrip("/#") if owner and term.startswith(start) and end[:1] in "/#" else ""


def _by_proof(changes: Iterable[Change]) -> Iterable[Sequence[Change]]:
    """The changes that are known in the same way together; first those of which nothing is told."""
    found: dict[object, list[Change]] = {}
    for change in changes:
        how = tuple(replace(proof, claim="") for proof in change.proofs)
        found.setdefault(how or change, []).append(change)
    return sorted(found.values(), key=lambda together: bool(together[0].proofs))


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _thing_json(thing: ThingChange, diff: Diff) -> Mapping[str, Any]:
    return {
        "iri": thing.thing[1:-1],
        "name": diff.names.get(thing.thing, ""),
        "state": thing.state.value,
        "statements": [_change_json(change) for change in thing.changes],
    }


def _change_json(change: Change) -> Mapping[str, Any]:
    return {
        "subject": change.subject[1:-1],
        "predicate": change.predicate[1:-1],
        "from": change.old or None,
        "to": change.new or None,
        "proofs": [
            {
                "claim": proof.claim,
                "status": proof.status,
                "rank": proof.rank,
                "document": proof.document or None,
                "quotes": proof.quotes,
                "rules": proof.rules,
                "sources": proof.sources,
            }
            for proof in change.proofs
        ],
    }


def _contradiction_json(one: Contradiction) -> Mapping[str, Any]:
    return {
        "subject": one.subject[1:-1],
        "predicate": one.predicate[1:-1],
        "values": one.values,
        "resolved": one.resolved,
    }
