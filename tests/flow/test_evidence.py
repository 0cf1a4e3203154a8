"""The Turtle of claims and spans by templates is what the general writer makes of their lines."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.curate.claims import Entry
from lod.curate.proof import Proof
from lod.flow import pieces, shards
from lod.flow.claimed import Claimed
from lod.flow.evidence import UNWRITTEN, Evidence, Said
from lod.flow.plan import Bench
from lod.model import Document, Position, Rank, Span, Status
from lod.model import Evidence as Proven
from lod.ntriples import XSD, literal
from lod.publish import rdf12, things, trig
from lod.publish.turtle import Blocks

from .conftest import opened

BASE = "https://data.example.org/"
LANGUAGES = ["lv", "en", "zh-hant", "und"]

texts = st.text(
    st.one_of(
        st.sampled_from('"\\\n\t\x00\x7f %s@^<>.;é漢\u2028\U0001f600\ue000\ue029'),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=9,
)
iris = st.builds(
    "<{}{}>".format,
    st.sampled_from(
        [
            *(f"{BASE}id/{kind}/" for kind in ("project", "person", "claim", "evidence")),
            *(f"{BASE}ont#", f"{BASE}id/project/x/", BASE, XSD),
            *("https://schema.org/", "http://example.com/a?b=", "urn:example:"),
        ]
    ),
    st.sampled_from(["a", "x/y", "x#quote", "a.", "-a", "é", "%20", "%s", "0", "a.b-c_d", ""]),
)
strings = st.one_of(
    texts.map(literal),
    st.builds(lambda text, tag: literal(text, language=tag), texts, st.sampled_from(LANGUAGES)),
)
literals = st.one_of(
    strings,
    st.builds(
        lambda text, name: literal(text, datatype=f"{XSD}{name}"),
        st.sampled_from(["7", "007", "2.50", "true", "2020-01-15", "x"]),
        st.sampled_from(["integer", "decimal", "boolean", "date"]),
    ),
)
statements = st.tuples(iris, iris, st.one_of(iris, literals), st.just(()))
spans = st.builds(
    lambda start, text: Span(start, start + len(text), text), st.integers(0, 130), texts
)
slugs = st.from_regex(r"[ab1]{1,2}([-.][a0-9]{1,2})?", fullmatch=True)


@st.composite
def entries(draw: st.DrawFn, told: Sequence[Proven]) -> Entry:
    """An entry that stands on some of these words, or on none of a document."""
    status = draw(st.sampled_from(Status)) if told else Status.EXTERNAL
    by_rule = status in (Status.INFERRED, Status.COMPUTED)
    rules = st.lists(strings, min_size=by_rule, max_size=2)
    sources = st.lists(iris, min_size=status is Status.EXTERNAL, max_size=2)
    words = st.lists(st.sampled_from(told), min_size=1, max_size=4) if told else st.just([])
    proof = Proof(
        status,
        draw(st.sampled_from(Rank)),
        tuple(draw(words)),
        tuple(draw(rules)) if told else (),
        tuple(draw(sources)),
    )
    return Entry(proof, draw(st.lists(statements, min_size=1, max_size=3)))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Entry]]:
    """A document with what it claims, all told by a few spans."""
    slug, language = draw(slugs), draw(st.sampled_from(LANGUAGES))
    iri = f"{BASE}id/document/{slug}"
    document = Document(slug, iri, language, "", 200, "0" * 64, (), (), Position(""))
    told = [Proven(slug, span) for span in draw(st.lists(spans, min_size=1, max_size=4))]
    return document, draw(st.lists(entries(told), min_size=1, max_size=4))


EXTRA: list[Mapping[str, str]] = [
    {},
    {"quoted": f"{BASE}id/evidence/a-1"},
    {"few": f"{BASE}id/claim/a"},
    {"part": f"{BASE}id/evidence/a#", "deep": f"{BASE}id/project/x/"},
]


@pytest.fixture(scope="module")
def here(invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The bench of a small publication."""
    root = tmp_path_factory.mktemp("evidence") / "p"
    shutil.copytree(invented, root, ignore=shutil.ignore_patterns("flow", "out"))
    work = opened(root)
    yield work.here
    work.close()


def rows(here: Bench, told: Iterable[tuple[Document | None, Sequence[Entry]]]) -> list[bytes]:
    """The rows about claims and spans of some documents."""
    found = [
        row.encode()
        for document, entries in told
        for row in shards.shard(
            document, entries, (), shards.ident(document.key if document else ""), here
        ).rows
    ]
    return sorted(row for row in found if row.split(b"\t")[2][:1] in b"CEL")


def written(evidence: Evidence, dump: str, blocks: Sequence[Said]) -> list[tuple[str, str]]:
    """What comes out for a dump, by kind, or in TriG by the mark."""
    found = pieces.joined(evidence.pieces((dump,), blocks))
    return [(piece.kind, piece.raw.decode()) for piece in found]


def at_length(dump: str, lines: Iterable[bytes], blocks: Blocks) -> list[tuple[str, str]]:
    """What the general writer makes of lines."""
    every = b"\n".join(lines).decode().split("\n")
    if dump == pieces.TRIG:
        found = trig.of_one_kind(trig.pieces(every, blocks, BASE))
        return [(str(mark), text) for mark, text in found]
    write = partial(rdf12.block, blocks=blocks) if dump == pieces.RDF12 else blocks.thing
    alike = groupby(things.read(every, BASE), key=lambda thing: thing.kind)
    return [(kind, "".join(map(write, group))) for kind, group in alike]


@given(
    told=st.lists(documents(), min_size=1, max_size=3, unique_by=lambda one: one[0].key),
    others=st.lists(entries(()), max_size=2),
    extra=st.sampled_from(EXTRA),
    every=st.integers(2, 9),
)
@settings(deadline=None)
def test_templates_write_the_turtle_that_the_general_writer_writes(
    here: Bench,
    told: list[tuple[Document, list[Entry]]],
    others: list[Entry],
    extra: Mapping[str, str],
    every: int,
) -> None:
    prefixes = {**here.prefixes, **extra}
    evidence = Evidence(here, Blocks(prefixes, BASE))
    packed = rows(here, [*told, (None, others)])
    plain = [lines for lines, _ in Claimed(here).blocks(packed, ())]
    news = [line.decode().rsplit(" ", 2)[0] for line in b"\n".join(plain).split(b"\n")[::every]]
    for more in ((), [*news, f"<{BASE}voc#stated> <p:p> <o:o>"]):
        blocks = list(Claimed(here, evidence).blocks(packed, more))
        lines = [lines for lines, _ in blocks]
        assert lines == [lines for lines, _ in Claimed(here).blocks(packed, more)]
        for dump in (pieces.EVIDENCE, pieces.TRIG, pieces.RDF12):
            expected = at_length(dump, lines, Blocks(prefixes, BASE))
            assert written(evidence, dump, blocks) == expected


def test_a_template_serves_where_one_row_is_a_block_and_names_are_plain(here: Bench) -> None:
    document = Document("a", f"{BASE}id/document/a", "lv", "", 9, "0" * 64, (), (), Position(""))
    proof = Proof(Status.STATED, Rank.NORMAL, (Proven("a", Span(0, 1, "x")),), (), ())
    packed = rows(here, [(document, [Entry(proof, [("<s:s>", "<p:p>", '"o"', ())])])])
    kinds = {
        name: [text.kind for _, text in Claimed(here, evidence).blocks(packed, ())]
        for name, space in (("plain", ""), ("few", "claim/a"), ("some", "evidence/a-0"))
        for evidence in [Evidence(here, Blocks(here.prefixes | {name: f"{BASE}id/{space}"}, BASE))]
    }
    assert kinds == {
        "plain": ["claim", "evidence"],
        "few": ["", "evidence"],
        "some": ["claim", ""],
    }


def test_two_spans_of_one_place_are_left_to_the_general_writer(here: Bench) -> None:
    payload = here.spans.packed(
        Document("a", f"{BASE}id/document/a", "lv", "", 9, "0" * 64, (), (), Position("")),
        [(0, 1, "x"), (0, 1, "y")],
    )
    evidence = Evidence(here, Blocks(here.prefixes, BASE))
    assert evidence.spans(f"<{BASE}id/evidence/a-".encode(), payload.encode()) == UNWRITTEN
