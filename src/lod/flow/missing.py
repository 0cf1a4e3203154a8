"""Things that lack something -> what to do, where that went with what was withdrawn.

Nothing of this is kept: what was withdrawn leaves no trace in the cache, so the records are asked
again, but only those that speak of the things in question, and only while there are any.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lod import shacl
from lod.curate import withdrawal
from lod.curate.claims import Reading
from lod.curate.sources import Sources
from lod.curate.withdrawal import Missed
from lod.derive import validation
from lod.errors import Severity
from lod.flow import intake, names
from lod.flow.build import Flow
from lod.flow.remaining import without
from lod.model import Document
from lod.ntriples import is_iri


def remedies(flow: Flow, report: shacl.Report) -> Mapping[str, str]:
    """What to do about the things of which the report says that they lack something."""
    nodes = set(_nodes(report))
    if not flow.here.plan.gone or not nodes:
        return {}
    found: dict[str, frozenset[str]] = {}
    for missed in _of_records(flow, nodes):
        for node in nodes & missed.keys():
            found[node] = found.get(node, frozenset()) | missed[node]
    return withdrawal.remedies(found)


def _nodes(report: shacl.Report) -> Iterator[str]:
    """What the violations of a report are about."""
    for result in report.results:
        if validation.severity_of(result.severity) is Severity.VIOLATION:
            yield result.focus_node
            if result.value and is_iri(result.value):
                yield result.value


def _of_records(flow: Flow, nodes: Iterable[str]) -> Iterator[Missed]:
    """What each record lost that speaks of one of the things."""
    here, base = flow.here, flow.here.publication.base
    owners = {here.owner(node).removeprefix(f"<{base}") for node in nodes}
    keys = names.keys_of(flow.cache, owners)
    among = flow.folders.sheets.values()
    for document, reading in intake.speaking(here, among, flow.texts, keys):
        yield _lost(document, reading, flow)


def _lost(document: Document | None, reading: Reading, flow: Flow) -> Missed:
    here = flow.here
    told = {document.key: document} if document else {}
    read = Sources(
        here.publication, here.vocabulary, here.register, told, (reading,), frozenset(), ()
    )
    kept_document, kept = without(document, reading, here)
    if document and not kept_document:
        return withdrawal.missed(read, replace(read, documents={}, readings=()))
    return withdrawal.missed(read, replace(read, readings=(kept,)))
