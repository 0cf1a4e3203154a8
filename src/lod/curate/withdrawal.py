"""What editors withdrew vanishes: the thing, what was said about it, the words that named it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lod.curate import naming
from lod.curate.claims import Reading
from lod.curate.naming import Naming
from lod.curate.register import OPAQUE
from lod.curate.sources import Sources
from lod.errors import InvalidInput, Problem
from lod.model import Claim, Document, Evidence
from lod.ntriples import iri, is_iri, is_literal, literal_value
from lod.vocab import Vocabulary

Names = Callable[[str], bool]
"""Whether a text names something that was withdrawn."""

Missed = Mapping[str, frozenset[str]]
"""The terms that lost statements -> the keys of the withdrawn documents that made those."""


def without(sources: Sources, gone: frozenset[str]) -> Sources:
    """The sources as if nothing had been said about the things with the IRIs in `gone`.

    With a thing go its dependent things, those of others that are told apart by it (its
    participations), and all claims about them. With a claim goes its evidence, wherever else it
    is used: the words that name a withdrawn person may prove other statements too; so does what
    names it in other words. What then has no evidence left goes as well. InvalidInput where the
    title of a document names it, which only an editor can mend.
    """
    if not gone:
        return sources
    claims = sources.claims
    nodes = _nodes(claims, gone, sources.vocabulary)
    dropped = [claim for claim in claims if _touches(claim, nodes, gone)]
    named = naming.of(_names(dropped, gone), sources.vocabulary.base)
    documents = {key: one for key, one in sources.documents.items() if one.iri not in gone}
    among = tuple(_among(named, reading, gone) for reading in sources.readings)
    told = dict(zip((one.document for one in sources.readings), among, strict=True))
    problems = tuple(
        problem
        for one in documents.values()
        for problem in _named_title(one, told.get(one.key, named).names)
    )
    if problems:
        raise InvalidInput(problems)
    stained = _by_document(evidence for claim in dropped for evidence in claim.evidence)
    readings = tuple(
        _reading_without(reading, nodes, gone, stained, here.names)
        for reading, here in zip(sources.readings, among, strict=True)
        if not reading.document or reading.document in documents
    )
    return replace(sources, documents=documents, readings=readings)


def missed(read: Sources, kept: Sources) -> Missed:
    """The terms that lost statements -> the keys of the withdrawn documents that made them.

    No keys are named where something else than a document was withdrawn.
    """
    if read is kept:
        return {}
    remaining = {claim.statement for claim in kept.claims}
    found: dict[str, set[str]] = {}
    for claim in read.claims:
        if claim.statement not in remaining:
            keys = {one.document for one in claim.evidence if one.document not in kept.documents}
            for term in (claim.subject, claim.object):
                found.setdefault(term, set()).update(keys)
    return {term: frozenset(keys) for term, keys in found.items() if is_iri(term)}


def remedies(missed: Missed) -> Mapping[str, str]:
    """What to do about things that lost statements with what was withdrawn, by their terms."""
    remedy = "state it from another source, or withdraw this too"
    return {
        term: f"{_tellers(keys)} said it and is withdrawn: {remedy}"
        if keys
        else f"it went with what data/register.tsv withdraws: {remedy}"
        for term, keys in missed.items()
    }


def _tellers(keys: Iterable[str]) -> str:
    return " and ".join(f"document/{key}" for key in sorted(keys))


def _nodes(claims: Iterable[Claim], gone: frozenset[str], vocabulary: Vocabulary) -> frozenset[str]:
    """The terms of dependent things that are told apart by something withdrawn."""
    telling = {
        (iri(form.iri), f"/{kind.segment}/")
        for kind in vocabulary.kinds.values()
        for key in kind.keyed_by or ()
        if (form := vocabulary.forms[kind.segment].get(key)) and form.kinds
    }
    return frozenset(
        claim.subject
        for claim in claims
        for predicate, segment in telling
        if claim.predicate == predicate
        and segment in claim.subject
        and _is_gone(claim.object, frozenset(), gone)
    )


def _is_gone(term: str, nodes: frozenset[str], gone: frozenset[str]) -> bool:
    """Whether a term is one of the things, of the nodes, or belongs to one of them."""
    if not is_iri(term):
        return False
    thing = term[1:-1]
    while "/" in thing:
        if thing in gone or f"<{thing}>" in nodes:
            return True
        thing = thing.rpartition("/")[0]
    return False


def _touches(claim: Claim, nodes: frozenset[str], gone: frozenset[str]) -> bool:
    return _is_gone(claim.subject, nodes, gone) or _is_gone(claim.object, nodes, gone)


def _reading_without(
    reading: Reading,
    nodes: frozenset[str],
    gone: frozenset[str],
    stained: Mapping[str, tuple[Evidence, ...]],
    named: Names,
) -> Reading:
    kept = tuple(
        clean
        for claim in reading.claims
        if not _touches(claim, nodes, gone)
        for clean in _cleaned(claim, stained, named)
    )
    mentioned = {term for claim in kept for term in (claim.subject, claim.object)}
    types = frozenset((thing, kind) for thing, kind in reading.types if thing in mentioned)
    return replace(reading, claims=kept, types=types)


def _cleaned(
    claim: Claim, stained: Mapping[str, tuple[Evidence, ...]], named: Names
) -> Iterable[Claim]:
    """The claim without evidence that names what is gone; nothing if none is left."""
    if any(named(_text(term)) for term in (claim.object, *claim.rules, *claim.sources)):
        return
    evidence = tuple(
        one
        for one in claim.evidence
        if not named(one.span.exact)
        and not any(_overlap(one, other) for other in stained.get(one.document, ()))
    )
    if evidence or not claim.evidence:
        yield replace(claim, evidence=evidence)


def _by_document(evidence: Iterable[Evidence]) -> Mapping[str, tuple[Evidence, ...]]:
    found: dict[str, dict[Evidence, None]] = {}
    for one in evidence:
        found.setdefault(one.document, {})[one] = None
    return {document: tuple(ones) for document, ones in found.items()}


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def _names(dropped: Iterable[Claim], gone: frozenset[str]) -> Iterable[tuple[str, str]]:
    for claim in dropped:
        thing = claim.subject[1:-1]
        if (
            thing in gone
            and claim.predicate.endswith(naming.PREDICATES)
            and is_literal(claim.object)
        ):
            yield thing, _text(claim.object)


def _among(named: Naming, reading: Reading, gone: frozenset[str]) -> Naming:
    """The same in a file that names other people, for these are meant by their whole names."""
    person = f"<{named.base}id/{OPAQUE}/"
    return named.beside(
        _text(claim.object)
        for claim in reading.claims
        if claim.subject.startswith(person)
        and claim.predicate.endswith(naming.PREDICATES)
        and is_literal(claim.object)
        and claim.subject[1:-1] not in gone
    )


def _text(term: str) -> str:
    return literal_value(term).lexical if is_literal(term) else term[1:-1]


def _named_title(document: Document, named: Names) -> Iterable[Problem]:
    if any(named(_text(term)) for _, term in document.statements):
        place = document.position
        what = "the title, address or rights note of the document names a withdrawn thing"
        remedy = "leave it out, or write `supplied-title: […]` without the name"
        yield Problem(place.path, place.line, place.column, what, remedy, "withdrawn-name")
