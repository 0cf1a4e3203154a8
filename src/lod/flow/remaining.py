"""A document -> what remains of it when what is withdrawn, here or elsewhere, has vanished."""

from dataclasses import replace

from lod.curate import claims, withdrawal
from lod.curate.claims import Entries, Reading
from lod.curate.sources import Sources
from lod.flow.plan import Bench
from lod.model import Claim, Document, Position, Status


def without(
    document: Document | None, reading: Reading, here: Bench
) -> tuple[Document | None, Reading]:
    """A document as if nothing had been said of what is withdrawn, anywhere in the publication."""
    plan = here.plan
    if not plan.gone:
        return document, reading
    told = Reading("", tuple(_told(named) for named in plan.naming), frozenset(), {}, ())
    sources = Sources(
        here.publication, here.vocabulary, here.register,
        {document.key: document} if document else {}, (reading, told), frozenset(), (),
    )  # fmt: skip
    kept = withdrawal.without(sources, plan.gone)
    if document and document.key not in kept.documents:
        return None, reading
    return document, kept.readings[0]


def remaining(
    document: Document | None, found: Entries, here: Bench
) -> tuple[Document | None, Entries]:
    """The same of entries, which become claims only where anything is withdrawn at all."""
    if not here.plan.gone:
        return document, found
    kept, reading = without(document, found.reading(), here)
    entries = tuple(claims.by_entry(reading.claims))
    return kept, replace(found, entries=entries, types=reading.types, spans=reading.spans)


def _told(named: tuple[str, str, str]) -> Claim:
    return Claim(*named, Status.EXTERNAL, sources=("<x:x>",), position=Position(""))
