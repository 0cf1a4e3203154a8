"""Claims become sorted, distinct lines, whatever order they come in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import ntriples
from lod.derive import mapping
from lod.derive.mapping import Minting
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status

BASE = "https://data.example.org/"
MINT = Minting(BASE)
DOCUMENT = Document(
    key="a",
    iri=f"{BASE}id/document/a",
    language="lv",
    published="2020-01-10",
    length=100,
    sha256="0" * 64,
    types=("https://schema.org/NewsArticle",),
    statements=(("<https://schema.org/inLanguage>", '"lv"'),),
    position=Position("data/documents/a.yaml"),
)
EVIDENCE = Evidence("a", Span(5, 9, "vārd"))
STATED = Claim(
    f"<{BASE}id/project/p>",
    "<https://schema.org/name>",
    '"Name"@lv',
    document="a",
    evidence=(EVIDENCE,),
)
EXTERNAL = Claim(
    f"<{BASE}id/project/p>",
    "<https://schema.org/identifier>",
    '"LLI-1"',
    status=Status.EXTERNAL,
    sources=("<https://example.com/list>",),
)


def quads(claims: list[Claim], document: Document | None = DOCUMENT) -> list[ntriples.Quad]:
    return [ntriples.split(line) for line in mapping.shard(document, claims, (), MINT)]


def test_a_stated_claim_is_asserted_in_the_graph_of_its_document() -> None:
    assert (*STATED.statement, f"<{BASE}graph/doc/a>") in quads([STATED])


@pytest.mark.parametrize("status", [Status.INFERRED, Status.COMPUTED])
def test_what_an_editor_concludes_is_asserted_apart_from_what_the_document_says(
    status: Status,
) -> None:
    claim = replace(STATED, status=status, rules=('"Because."@en',))
    graphs = {quad.graph for quad in quads([claim]) if quad[:3] == claim.statement}
    assert graphs == {f"<{BASE}graph/{status}>"}


def test_an_external_claim_names_its_source_and_no_document() -> None:
    made = quads([EXTERNAL], None)
    assert (*EXTERNAL.statement, f"<{BASE}graph/external>") in made
    sources = [q.object for q in made if q.predicate.endswith("hadPrimarySource>")]
    assert sources == ["<https://example.com/list>"]
    assert not [quad for quad in made if quad.predicate == "<https://schema.org/appearance>"]


def test_a_deprecated_claim_is_kept_and_not_asserted() -> None:
    made = quads([replace(STATED, rank=Rank.DEPRECATED)])
    graphs = {quad.graph for quad in made if STATED.subject in quad}
    assert graphs == {f"<{BASE}graph/claims>"}


def test_evidence_is_a_quote_and_a_position_in_the_exact_text() -> None:
    made = quads([STATED])
    span = f"<{BASE}id/evidence/a-5-9>"
    said = {quad[1:3] for quad in made if quad.subject.startswith(span[:-1])}
    assert ("<http://www.w3.org/ns/oa#hasSource>", f"<{BASE}id/document/a/text>") in said
    assert ("<http://www.w3.org/ns/oa#exact>", '"vārd"@lv') in said
    assert ("<http://www.w3.org/ns/oa#start>", f'"5"^^<{ntriples.XSD}integer>') in said
    assert ("<http://www.w3.org/ns/oa#end>", f'"9"^^<{ntriples.XSD}integer>') in said


def test_the_text_itself_is_described_by_its_digest_and_never_published() -> None:
    said = {quad[1:3] for quad in quads([]) if quad.subject == f"<{BASE}id/document/a/text>"}
    assert ("<https://schema.org/sha256>", f'"{"0" * 64}"') in said
    assert not [predicate for predicate, _ in said if predicate == "<https://schema.org/text>"]


def test_a_claim_is_named_after_what_it_says_and_how_it_is_known() -> None:
    name = MINT.claim(STATED)
    assert MINT.claim(replace(STATED, rank=Rank.PREFERRED, document="b")) == name
    others = (
        replace(STATED, object='"Name"@en'),
        replace(STATED, status=Status.INFERRED, rules=('"Because."@en',)),
        replace(STATED, status=Status.EXTERNAL, sources=("<https://example.com/a>",)),
        replace(STATED, status=Status.EXTERNAL, sources=("<https://example.com/b>",)),
    )
    assert len({name, *map(MINT.claim, others)}) == 5


def test_a_claim_keeps_its_name_when_the_publication_moves() -> None:
    moved = replace(STATED, subject="<https://elsewhere.example/lod/id/project/p>")
    there = Minting("https://elsewhere.example/lod/").claim(moved)
    assert there.rsplit("/", 1)[-1] == MINT.claim(STATED).rsplit("/", 1)[-1]


texts = st.text(min_size=1, max_size=8)
claims = st.lists(
    st.builds(
        lambda name, start, rank: replace(
            STATED,
            object=ntriples.literal(name),
            rank=rank,
            evidence=(Evidence("a", Span(start, start + len(name), name)),),
        ),
        texts,
        st.integers(0, 99),
        st.sampled_from(list(Rank)),
    ),
    max_size=6,
)


@given(claims, st.randoms(use_true_random=False))
def test_claims_in_any_order_and_repeated_give_the_same_sorted_lines(
    made: list[Claim], order: object
) -> None:
    shuffled = [*made, *made[:2]]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    lines = mapping.shard(DOCUMENT, made, (), MINT)
    assert mapping.shard(DOCUMENT, shuffled, (), MINT) == lines
    assert list(lines) == sorted(set(lines))
    for line in lines:
        assert ntriples.quad_line(*ntriples.split(line)) == line
