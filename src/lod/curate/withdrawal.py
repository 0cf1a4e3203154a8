"""What editors withdrew vanishes: the thing, what was said about it, and the words that named it."""

from collections.abc import Sequence
from dataclasses import replace

from lod.curate.claims import Reading
from lod.curate.sources import Sources
from lod.model import Claim, Evidence


def without(sources: Sources, gone: frozenset[str]) -> Sources:
    """The sources as if nothing had been said about the things with the IRIs in `gone`.

    With a claim goes its evidence, wherever else it is used: the words that name a withdrawn
    person may prove other statements too. What then has no evidence left goes as well.
    """
    if not gone:
        return sources
    documents_left = {
        key: document for key, document in sources.documents.items() if document.iri not in gone
    }
    readings = tuple(
        _reading_without(reading, gone)
        for reading in sources.readings
        if not reading.document or reading.document in documents_left
    )
    return replace(sources, documents=documents_left, readings=readings)


def _reading_without(reading: Reading, gone: frozenset[str]) -> Reading:
    dropped = [claim for claim in reading.claims if _touches(claim, gone)]
    stained = {evidence for claim in dropped for evidence in claim.evidence}
    names = {name for claim in dropped for name in _names(claim, gone)}
    kept = tuple(
        clean
        for claim in reading.claims
        if not _touches(claim, gone)
        for clean in _cleaned(claim, stained, names)
    )
    types = frozenset((thing, kind) for thing, kind in reading.types if not _is_gone(thing, gone))
    return replace(reading, claims=kept, types=types)


def _is_gone(term: str, gone: frozenset[str]) -> bool:
    iri = term[1:-1] if term.startswith("<") else ""
    if not iri:
        return False
    if any(iri == one or iri.startswith(f"{one}/") for one in gone):
        return True
    last = iri.rsplit("/", 1)[-1]
    return "/participation/" in iri and any(
        last.endswith(f"-{one.rsplit('/', 1)[-1]}") for one in gone
    )


def _touches(claim: Claim, gone: frozenset[str]) -> bool:
    return _is_gone(claim.subject, gone) or _is_gone(claim.object, gone)


def _names(claim: Claim, gone: frozenset[str]) -> Sequence[str]:
    is_name = claim.predicate.endswith(("/name>", "/alternateName>"))
    if not is_name or not any(claim.subject == f"<{one}>" for one in gone):
        return ()
    return (claim.object[1:].rsplit('"', 1)[0],)


def _cleaned(claim: Claim, stained: set[Evidence], names: set[str]) -> Sequence[Claim]:
    evidence = tuple(
        one
        for one in claim.evidence
        if not any(_overlap(one, other) for other in stained)
        and not any(name in one.span.exact for name in names)
    )
    if any(name in claim.object or any(name in rule for rule in claim.rules) for name in names):
        return ()
    if claim.evidence and not evidence:
        return ()
    return (replace(claim, evidence=evidence),)


def _overlap(one: Evidence, other: Evidence) -> bool:
    first, second = one.span, other.span
    return one.document == other.document and first.start < second.end and second.start < first.end
