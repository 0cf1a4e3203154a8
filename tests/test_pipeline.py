"""The whole flow on the real data: same bytes, same triples, nothing unproven, nothing lost."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod import ntriples, pipeline, publication, terminal, vocab
from lod.errors import CallError, InvalidInput, NotPublishable, Severity, ShapesError, WriteError
from lod.ntriples import Quad
from lod.publication import Publication

Snapshot = Callable[[Path], Mapping[str, bytes]]
RDF = ntriples.RDF
OTHER_BASE = "http://aaa.example.net/lod/"


def lines_of(here: Publication) -> list[str]:
    return (here.dist / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]


def parsed(here: Publication, name: str, format_: ox.RdfFormat) -> set[ox.Triple]:
    """The triples of a dump as they are written: a store would rewrite literals."""
    return {quad.triple for quad in ox.parse(path=here.dist / name, format=format_)}


@pytest.fixture(scope="module")
def quads(built: Publication) -> list[Quad]:
    return [ntriples.split(line) for line in lines_of(built)]


# ---------------------------------------------------------------- same input, same bytes


def test_two_builds_give_the_same_bytes(
    built: Publication, tmp_path: Path, snapshot: Snapshot
) -> None:
    pipeline.build(built, out=tmp_path / "again")
    assert snapshot(tmp_path / "again") == snapshot(built.dist)


@pytest.mark.parametrize("seed", [1, 2])
def test_claims_in_any_order_give_the_same_bytes(
    seed: int, built: Publication, real: Publication, snapshot: Snapshot
) -> None:
    shuffle(real, random.Random(seed))
    pipeline.build(real)
    assert snapshot(real.dist) == snapshot(built.dist)


@pytest.mark.parametrize("seed", range(5))
def test_claims_of_a_new_publication_in_any_order_give_the_same_bytes(
    seed: int, small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    shuffle(small, random.Random(seed))
    pipeline.build(small)
    assert snapshot(small.dist) == before


def shuffle(here: Publication, order: random.Random) -> None:
    """Other names for the claim files, other places for their entries, other rows first."""
    files = sorted((here.data / "claims").glob("*.yaml"))
    names = [f"{order.random()}.yaml" for _ in files]
    for path, name in zip(files, names, strict=True):
        head, *entries = re.split(
            r"^(?=  - )", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        entries = [entry if entry.endswith("\n") else f"{entry}\n" for entry in entries]
        order.shuffle(entries)
        path.write_text(head + "".join(entries), encoding="utf-8")
        path.rename(path.with_name(name))
    register = here.data / "register.tsv"
    header, *rows = register.read_text(encoding="utf-8").splitlines()
    order.shuffle(rows)
    register.write_text("\n".join((header, *rows, "")), encoding="utf-8")


def test_another_base_changes_every_iri_and_nothing_else(
    built: Publication, real: Publication
) -> None:
    settings = real.root / "lod.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(built.base, OTHER_BASE), encoding="utf-8")
    moved = publication.load(real.root)
    pipeline.build(moved)
    lines = lines_of(moved)
    assert not [line for line in lines if built.base in line]
    assert sorted(line.replace(OTHER_BASE, built.base) for line in lines) == lines_of(built)
    for path in sorted(built.dist.rglob("*")):
        if path.suffix in (".rq", ".jsonld", ".ttl", ".trig"):
            other = (moved.dist / path.relative_to(built.dist)).read_text(encoding="utf-8")
            assert built.base not in other
    for name in ("ontology.ttl", "shapes.ttl", "context.jsonld", "queries/01-projects.rq"):
        there = (moved.dist / name).read_text(encoding="utf-8")
        here = (built.dist / name).read_text(encoding="utf-8")
        assert there.replace(OTHER_BASE, built.base) == here
    back = (moved.dist / "facts.ttl").read_text(encoding="utf-8").replace(OTHER_BASE, built.base)
    triples = {quad.triple for quad in ox.parse(back, format=ox.RdfFormat.TURTLE)}
    assert triples == parsed(built, "facts.ttl", ox.RdfFormat.TURTLE)


# ---------------------------------------------------------------- the dumps agree


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser
def test_facts_read_by_rdflib_and_pyoxigraph_are_isomorphic(
    built: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rdflib
    from rdflib.compare import to_isomorphic

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    turtle = rdflib.Graph().parse(built.dist / "facts.ttl", format="turtle")
    jsonld = rdflib.Graph().parse(built.dist / "facts.jsonld", format="json-ld")
    oxigraph = ox.serialize(
        parsed(built, "facts.jsonld", ox.RdfFormat.JSON_LD), format=ox.RdfFormat.N_TRIPLES
    )
    assert oxigraph is not None
    through = rdflib.Graph().parse(data=oxigraph, format="nt")
    assert len(turtle) > 1000
    assert to_isomorphic(turtle) == to_isomorphic(jsonld) == to_isomorphic(through)


def test_all_syntaxes_carry_the_same_triples_with_the_same_lexical_forms(
    built: Publication,
) -> None:
    nquads = set(ox.parse(path=built.dist / "dataset.nq", format=ox.RdfFormat.N_QUADS))
    trig = set(ox.parse(path=built.dist / "dataset.trig", format=ox.RdfFormat.TRIG))
    assert trig == nquads
    everything = {quad.triple for quad in nquads}
    claims = ox.NamedNode(f"{built.base}graph/claims")
    facts = {quad.triple for quad in nquads if quad.graph_name != claims}
    evidence = {quad.triple for quad in nquads if quad.graph_name == claims}
    assert parsed(built, "facts.ttl", ox.RdfFormat.TURTLE) == facts
    assert parsed(built, "facts.jsonld", ox.RdfFormat.JSON_LD) == facts
    assert parsed(built, "evidence.ttl", ox.RdfFormat.TURTLE) == evidence
    rdf12 = parsed(built, "dataset.rdf12.ttl", ox.RdfFormat.TURTLE)
    reifies = ox.NamedNode(f"{RDF}reifies")
    assert {triple for triple in rdf12 if triple.predicate != reifies} == everything
    assert sum(triple.predicate == reifies for triple in rdf12) == sum(
        triple.predicate == ox.NamedNode(f"{RDF}subject") for triple in everything
    )


def test_sums_of_money_keep_the_digits_that_the_text_has(quads: list[Quad]) -> None:
    values = {quad.object for quad in quads if quad.predicate == "<https://schema.org/value>"}
    assert f'"791256.20"^^<{ntriples.XSD}decimal>' in values


def test_no_dump_of_the_data_holds_a_blank_node(built: Publication) -> None:
    for name, format_ in (
        ("dataset.nq", ox.RdfFormat.N_QUADS),
        ("dataset.trig", ox.RdfFormat.TRIG),
        ("facts.ttl", ox.RdfFormat.TURTLE),
        ("evidence.ttl", ox.RdfFormat.TURTLE),
        ("dataset.rdf12.ttl", ox.RdfFormat.TURTLE),
        ("facts.jsonld", ox.RdfFormat.JSON_LD),
    ):
        for quad in ox.parse(path=built.dist / name, format=format_):
            assert not isinstance(quad.subject, ox.BlankNode)
            assert not isinstance(quad.object, ox.BlankNode)


def test_nothing_is_said_to_be_the_same_as_itself(quads: list[Quad]) -> None:
    assert not [quad for quad in quads if quad.predicate.endswith("#sameAs>")]
    assert not [
        quad
        for quad in quads
        if quad.predicate == "<https://schema.org/sameAs>" and quad.subject == quad.object
    ]


# ---------------------------------------------------------------- nothing unproven


def claims_of(quads: list[Quad]) -> Iterator[dict[str, list[str]]]:
    nodes: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
    return (node for node in nodes.values() if f"<{RDF}subject>" in node)


def test_every_asserted_statement_has_a_claim_a_record_or_a_rule(
    built: Publication, quads: list[Quad]
) -> None:
    claimed = {
        tuple(node[f"<{RDF}{part}>"][0] for part in ("subject", "predicate", "object"))
        for node in claims_of(quads)
    }
    made = pipeline.derive(built).dataset.reasons
    unproven = [
        quad
        for quad in quads
        if quad.graph not in (f"<{built.base}graph/claims>", f"<{built.base}graph/codes>")
        and quad[:3] not in claimed
        and quad[:3] not in made
        and quad.predicate != f"<{RDF}type>"
        and not quad.subject.startswith(f"<{built.base}id/document/")
    ]
    assert len(claimed) > 400
    assert unproven == []


def test_every_stated_claim_has_a_quote_that_stands_in_the_text(
    built: Publication, texts: Path
) -> None:
    sources = pipeline.derive(built, texts=texts).sources
    assert sources.verified == set(sources.documents)
    stated = 0
    for claim in sources.claims:
        if claim.status == "stated":
            assert claim.evidence
            stated += 1
        for evidence in claim.evidence:
            text = (texts / f"{evidence.document}.txt").read_bytes().decode()
            assert text[evidence.span.start : evidence.span.end] == evidence.span.exact
    assert stated > 400


def test_contradictions_are_kept_as_claims_and_one_value_is_asserted(
    built: Publication, quads: list[Quad]
) -> None:
    base, decimal = built.base, f"^^<{ntriples.XSD}decimal>"
    grant = "project/socquality/grant/eiropas-regionalas-attistibas-fonds/amount"
    check_conflict(quads, base, grant, f'"672576.74"{decimal}', f'"672567.74"{decimal}')
    countries, integer = "project/sempre/count/partner-country-count", f"^^<{ntriples.XSD}integer>"
    check_conflict(quads, base, countries, f'"8"{integer}', f'"16"{integer}')


def check_conflict(quads: list[Quad], base: str, thing: str, asserted: str, other: str) -> None:
    subject, value = f"<{base}id/{thing}>", "<https://schema.org/value>"
    nodes = [
        node
        for node in claims_of(quads)
        if node[f"<{RDF}subject>"] == [subject] and node[f"<{RDF}predicate>"] == [value]
    ]
    assert {node[f"<{RDF}object>"][0] for node in nodes} == {asserted, other}
    assert all(node[f"<{base}ont#conflictsWith>"] for node in nodes)
    facts = {q.object for q in quads if q.subject == subject and q.predicate == value}
    assert facts == {asserted}


# ---------------------------------------------------------------- what stops a build


def test_a_build_of_what_cannot_be_read_leaves_the_publication(
    small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    claims = next((small.data / "claims").iterdir())
    claims.write_text(claims.read_text(encoding="utf-8").replace("acronym:", "acronim:"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        pipeline.build(small)
    assert "acronym" in str(caught.value)
    assert snapshot(small.dist) == before


def test_a_build_that_breaks_a_shape_leaves_the_publication(
    small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    claims = next((small.data / "claims").iterdir())
    text = claims.read_text(encoding="utf-8").replace("      name: Stonebridge College\n", "")
    claims.write_text(text, encoding="utf-8")
    with pytest.raises(NotPublishable) as caught:
        pipeline.build(small)
    (problem,) = [p for p in caught.value.problems if p.severity is Severity.VIOLATION]
    assert "organization/stonebridge-college" in problem.what
    assert problem.path == "data/claims/2026-quiet-paths.yaml"
    assert "stonebridge-college" in "".join(text.split("\n")[problem.line - 2 : problem.line])
    assert snapshot(small.dist) == before


def test_ill_formed_shapes_are_named_by_their_own_file_and_line(small: Publication) -> None:
    shape = small.shapes / "thing.ttl"
    text = shape.read_text(encoding="utf-8")
    line = text.count("\n") + 1
    addition = (
        "<https://data.example.org/shapes#Odd> a sh:NodeShape ;\n"
        "  sh:targetClass schema:Thing ;\n"
        '  sh:property [ sh:path schema:name ; sh:minCount "many" ] .\n'
    )
    shape.write_text(text + addition, encoding="utf-8")
    with pytest.raises(ShapesError) as caught:
        pipeline.build(small)
    (problem, *_) = caught.value.problems
    assert problem.path == "shapes/thing.ttl"
    assert line <= problem.line <= line + 3


def test_an_interrupt_at_any_stage_leaves_the_publication(
    small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.root)
    stages: list[str] = []
    pipeline.build(small, tell=stages.append)
    assert len(stages) > 3
    for wanted in stages:

        def interrupt(stage: str, wanted: str = wanted) -> None:
            if stage == wanted:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            pipeline.build(small, tell=interrupt)
        assert snapshot(small.root) == before


def test_spans_that_cannot_be_kept_leave_the_publication(
    small: Publication, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(small.dist)

    def refuse(*_: object) -> tuple[str, ...]:
        raise WriteError("data/spans: Read-only file system")

    monkeypatch.setattr(pipeline, "record_spans", refuse)
    with pytest.raises(WriteError):
        pipeline.build(small)
    assert snapshot(small.dist) == before


def test_texts_that_are_said_to_lie_nowhere_are_an_error(small: Publication) -> None:
    with pytest.raises(CallError) as caught:
        pipeline.build(small, texts=small.root / "nowhere")
    assert "nowhere" in str(caught.value)


def test_a_query_that_is_no_sparql_stops_publication_at_its_line(small: Publication) -> None:
    (small.queries / "04-odd.rq").write_text(
        "# title: Odd\n\nSELEKT ?x\nWHERE { ?x ?y ?z }\n", "utf-8"
    )
    with pytest.raises(NotPublishable) as caught:
        pipeline.build(small)
    (problem,) = [p for p in caught.value.problems if p.code == "not-sparql"]
    assert (problem.path, problem.line) == ("queries/04-odd.rq", 3)


# ---------------------------------------------------------------- privacy

EMAIL, GAPPED, PHONE = (
    "a.fern@example.org",
    "a.fern[at]example.org",
    "+371\u00a026\u00a0123\u00a0456",
)


def plant_in(small: Publication, place: str, contact: str) -> None:
    claims = next((small.data / "claims").iterdir())
    (record,) = (small.data / "documents").iterdir()
    edits = {
        "value": (claims, "Opening conference of Quiet Paths", f"Opening, {contact}"),
        "record": (record, "title: Quiet Paths starts", f"title: {contact} Quiet Paths starts"),
        "query": (small.queries / "01-projects.rq", "# en: Each", f"# en: {contact} Each"),
        "ontology": (small.ontology / "coop.ttl", '"cooperation project"', f'"project {contact}"'),
        "shapes": (small.shapes / "thing.ttl", "@prefix sh:", f"# {contact}\n@prefix sh:"),
        "title": (small.root / "lod.toml", '"Example publication"', f'"Example {contact}"'),
    }
    path, old, new = edits[place]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("contact", [EMAIL, GAPPED, PHONE])
@pytest.mark.parametrize("place", ["value", "record", "query", "ontology", "shapes", "title"])
def test_a_contact_detail_anywhere_stops_publication(
    place: str, contact: str, small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    plant_in(small, place, contact)
    with pytest.raises((NotPublishable, InvalidInput)) as caught:
        pipeline.build(publication.load(small.root))
    assert any("contact" in f"{p.code} {p.what}" for p in caught.value.problems)
    assert snapshot(small.dist) == before


@pytest.mark.parametrize("contact", [EMAIL, GAPPED, PHONE])
def test_a_quote_with_a_contact_detail_stops_publication(
    contact: str, small: Publication, snapshot: Snapshot
) -> None:
    before = snapshot(small.dist)
    (text,) = small.texts.iterdir()
    (record,) = (small.data / "documents").iterdir()
    claims = next((small.data / "claims").iterdir())
    words = f"Ada Fern ({contact})"
    changed = text.read_text(encoding="utf-8").replace("Ada Fern", words)
    text.write_text(changed, encoding="utf-8")
    from hashlib import sha256

    digest = sha256(changed.encode()).hexdigest()
    fields = re.sub(r"sha256: \w+", f"sha256: {digest}", record.read_text(encoding="utf-8"))
    record.write_text(re.sub(r"length: \d+", f"length: {len(changed)}", fields), "utf-8")
    quoted = claims.read_text(encoding="utf-8").replace("by Ada Fern,", f"by {words},")
    claims.write_text(quoted, encoding="utf-8")
    with pytest.raises((NotPublishable, InvalidInput)) as caught:
        pipeline.build(small)
    assert any("contact" in f"{p.code} {p.what}" for p in caught.value.problems)
    assert snapshot(small.dist) == before


# ---------------------------------------------------------------- the summary


def test_the_summary_counts_what_was_published(built: Publication, texts: Path) -> None:
    done = pipeline.build(built, texts=texts, out=built.root / "counted")
    assert done.documents == done.verified == 5
    assert done.conflicts == done.unresolved == 2
    assert done.results["violation"] == 0
    assert {file.path.name for file in done.files} >= {"facts.ttl", "dataset.nq", "17-conflicts.rq"}
    for file in done.files:
        assert file.path.stat().st_size == file.size


def test_a_cache_that_cannot_be_kept_costs_time_and_nothing_else(small: Publication) -> None:
    cache = small.root / ".lod"
    for path in sorted(cache.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    cache.rmdir()
    cache.write_text("a file where the folder should be", encoding="utf-8")
    assert pipeline.build(small).results["violation"] == 0


def test_the_vocabulary_knows_every_class_that_the_claims_use(built: Publication) -> None:
    known = vocab.load(built).kind_of_class
    derived = pipeline.derive(built)
    assert {c[1:-1] for r in derived.sources.readings for _, c in r.types} <= known.keys()


# ---------------------------------------------------------------- what is counted


def test_validation_counts_what_a_build_counts_but_for_the_catalogue(
    built: Publication, tmp_path: Path
) -> None:
    done = pipeline.build(built, out=tmp_path / "again")
    found = pipeline.validate(built)
    told = Counter(finding.rule.rsplit("#", 1)[-1].rstrip(">") for finding in found.findings)
    assert told["contradiction"] == done.unresolved > 0
    counted = Counter(problem.code for problem in done.findings)
    assert (counted - told).total() == done.catalogue
    assert not told - counted


def test_what_the_catalogue_lacks_is_counted_apart(small: Publication) -> None:
    done = pipeline.build(small)
    lacking = [problem for problem in done.findings if problem.path == "lod.toml"]
    assert done.catalogue == len(lacking) > 0
    assert f"({done.catalogue} about the catalogue, as `lod catalog` tells)" in terminal.built(done)
