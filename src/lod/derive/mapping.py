"""The claims of one document -> its shard: sorted, distinct N-Quads lines.

A shard depends on nothing but its document, so it can be cached, made by any worker, and
merged with the others in constant memory.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from lod.model import Claim, Document, Evidence, Rank, Status
from lod.ntriples import RDF, XSD, literal, quad_line
from lod.vocab import RDF_TYPE

SCHEMA = "https://schema.org/"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
_TYPE = f"<{RDF_TYPE}>"
_XSD_INTEGER = f"^^<{XSD}integer>"
_ENCODING, _ENCODING_FORMAT = f"<{SCHEMA}encoding>", f"<{SCHEMA}encodingFormat>"
_MEDIA_OBJECT = f"<{SCHEMA}MediaObject>"
_PLAIN_TEXT = literal("text/plain; charset=utf-8")
SHA256 = f"<{SCHEMA}sha256>"

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Minting:
    """How a publication's IRIs begin; every IRI that is not in the register is made here."""

    base: str

    def claim(self, claim: Claim) -> str:
        """The claim's IRI: a digest of what it says, how it is known and, if external, from where.

        The base is left out of the digest, so that moving a publication keeps its claims' names.
        """
        parts = (*claim.statement, claim.status.value, *sorted(claim.sources))
        text = "\n".join(parts).replace(self.base, "")
        return f"<{self.base}id/claim/{hashlib.sha256(text.encode()).hexdigest()[:16]}>"

    def evidence(self, document_iri: str, evidence: Evidence) -> str:
        """The IRI of a span, without the brackets."""
        slug = document_iri.rsplit("/", 1)[-1]
        return f"{self.base}id/evidence/{slug}-{evidence.span.start}-{evidence.span.end}"

    def document_graph(self, document_iri: str) -> str:
        """The graph of what one document states."""
        return f"<{self.base}graph/doc/{document_iri.rsplit('/', 1)[-1]}>"

    def graph(self, name: str) -> str:
        """The graph `inferred`, `computed`, `external`, `claims` or `codes`."""
        return f"<{self.base}graph/{name}>"

    def term(self, name: str) -> str:
        """A term of our ontology."""
        return f"<{self.base}ont#{name}>"

    def code(self, name: str) -> str:
        """A code of our code lists."""
        return f"<{self.base}voc#{name}>"


def shard(
    document: Document | None,
    claims: Iterable[Claim],
    types: Iterable[tuple[str, str]],
    mint: Minting,
) -> tuple[str, ...]:
    """The lines of one document, or of the external claims that belong to none.

    `types` are (thing, class) terms. A deprecated claim is kept as a claim and not asserted.
    """
    lines: set[str] = set()
    claims = tuple(claims)
    home = mint.document_graph(document.iri) if document else mint.graph(Status.EXTERNAL)
    if document:
        lines.update(quad_line(*triple, home) for triple in document_triples(document))
    lines.update(quad_line(thing, _TYPE, class_term, home) for thing, class_term in types)
    for claim in claims:
        if claim.rank is not Rank.DEPRECATED:
            graph = home if claim.status is Status.STATED else mint.graph(claim.status)
            lines.add(quad_line(*claim.statement, graph))
        lines.update(_claim_lines(claim, document, mint))
    return tuple(sorted(lines))


def document_triples(document: Document) -> Iterable[Triple]:
    """What the record of a document says about the document and its text."""
    subject, text = f"<{document.iri}>", f"<{document.text_iri}>"
    for class_iri in document.types:
        yield subject, _TYPE, f"<{class_iri}>"
    for predicate, object_ in document.statements:
        yield subject, predicate, object_
    yield subject, _ENCODING, text
    yield text, _TYPE, _MEDIA_OBJECT
    yield text, _ENCODING_FORMAT, _PLAIN_TEXT
    yield text, SHA256, literal(document.sha256)


def _claim_lines(claim: Claim, document: Document | None, mint: Minting) -> Iterable[str]:
    graph, node = mint.graph("claims"), mint.claim(claim)
    yield quad_line(node, _TYPE, mint.term("Claim"), graph)
    yield quad_line(node, f"<{RDF}subject>", claim.subject, graph)
    yield quad_line(node, f"<{RDF}predicate>", claim.predicate, graph)
    yield quad_line(node, f"<{RDF}object>", claim.object, graph)
    yield quad_line(node, mint.term("claimStatus"), mint.code(claim.status), graph)
    yield quad_line(node, mint.term("rank"), mint.code(claim.rank), graph)
    for rule in claim.rules:
        yield quad_line(node, f"<{SCHEMA}description>", rule, graph)
    for source in claim.sources:
        yield quad_line(node, f"<{PROV}hadPrimarySource>", source, graph)
    if document:
        yield quad_line(node, f"<{SCHEMA}appearance>", f"<{document.iri}>", graph)
        for evidence in claim.evidence:
            span = mint.evidence(document.iri, evidence)
            yield quad_line(node, mint.term("evidence"), f"<{span}>", graph)
            yield from _evidence_lines(evidence, span, document, graph)


def _evidence_lines(evidence: Evidence, span: str, document: Document, graph: str) -> Iterable[str]:
    quote, position = f"<{span}#quote>", f"<{span}#position>"
    yield quad_line(f"<{span}>", _TYPE, f"<{OA}SpecificResource>", graph)
    yield quad_line(f"<{span}>", f"<{OA}hasSource>", f"<{document.text_iri}>", graph)
    yield quad_line(f"<{span}>", f"<{OA}hasSelector>", quote, graph)
    yield quad_line(f"<{span}>", f"<{OA}hasSelector>", position, graph)
    yield quad_line(quote, _TYPE, f"<{OA}TextQuoteSelector>", graph)
    yield quad_line(
        quote, f"<{OA}exact>", literal(evidence.span.exact, language=document.language), graph
    )
    yield quad_line(position, _TYPE, f"<{OA}TextPositionSelector>", graph)
    yield quad_line(position, f"<{OA}start>", f'"{evidence.span.start}"{_XSD_INTEGER}', graph)
    yield quad_line(position, f"<{OA}end>", f'"{evidence.span.end}"{_XSD_INTEGER}', graph)
