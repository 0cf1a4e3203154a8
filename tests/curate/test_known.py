"""What is kept from record to record: it changes nothing but the time that reading takes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import claims, known
from lod.curate.claims import Entries
from lod.curate.known import Known
from lod.curate.proof import Settings
from lod.curate.quotes import Finder
from lod.curate.records import parse
from lod.curate.register import Register
from lod.model import Document
from lod.ntriples import is_iri
from lod.vocab import Vocabulary

BODIES = st.sampled_from(
    [
        "project/tilts: {name: Tilts, acronym: TILTS}",
        "project/tilts: {name: {lv: Tilts, en: Bridge}}",
        "project/tilts: {name: person/anna-paraudzina}",
        "project/tilts: {totalBudget: 1 EUR}",
        "project/tilts: {totalBudget: daudz}",
        "project/tilts: {url: https://example.org/}",
        "project/tilts: {url: https://example.org/, nome: Tilts}",
        "project/tilts: {participation: {participant: organization/testa-dome, role: partner}}",
        "project/tilts: {participation: {participant: organization/testa-dome, role: nav}}",
        "project/nezinams: {name: Tilts}",
        "event/tilts-konference: {location: place/jelgava, eventOf: project/tilts}",
        "event/tilts-konference: {location: [place/jelgava, place/nav], date: 2017-05-03}",
        "event/tilts-konference: {date: 2017-02-30}",
        "document/tilts: {about: [project/tilts, event/tilts-konference]}",
        "organization/testa-dome: {type: GovernmentOrganization}",
        "place/jelgava: {name: Tilts, type: schema:City}",
    ]
)
FILES = st.lists(st.tuples(st.sampled_from(["lv", "en"]), st.lists(BODIES, min_size=1)), max_size=9)


@given(FILES, st.integers(0, 9))
def test_a_file_reads_the_same_whatever_was_read_before(
    vocabulary: Vocabulary,
    register: Register,
    text: str,
    files: Sequence[tuple[str, Sequence[str]]],
    most: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_MOST", most)
        patch.setattr(known, "_LANGUAGES", 1)
        kept = Known(vocabulary)
        for language, bodies in files:
            found = _read(language, bodies, kept, register, text)
            alone = _read(language, bodies, Known(vocabulary), register, text)
            assert found.reading() == alone.reading()


@given(FILES, st.integers(0, 40))
def test_every_iri_is_in_a_statement_that_was_new(
    vocabulary: Vocabulary,
    register: Register,
    text: str,
    files: Sequence[tuple[str, Sequence[str]]],
    most: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_MOST", most)
        kept = Known(vocabulary)
        looked_at: set[tuple[int, str]] = set()
        for language, bodies in files:
            found = _read(language, bodies, kept, register, text)
            for subject, predicate, object_ in kept.fresh:
                looked_at |= {(0, subject), (1, predicate), (2, subject), (2, object_)}
            for entry in found.entries:
                for subject, predicate, object_, _ in entry.said:
                    used = {(0, subject), (1, predicate)} | (
                        {(2, object_)} if is_iri(object_) else set()
                    )
                    assert used <= looked_at
            assert {(0, thing) for thing, _ in found.types} <= looked_at
            kept.fresh.clear()


def test_what_was_forgotten_is_new_again(
    vocabulary: Vocabulary, register: Register, text: str
) -> None:
    kept = Known(vocabulary)
    body = "project/tilts: {name: Tilts, url: https://example.org/}"
    _read("lv", [body], kept, register, text)
    first = kept.fresh[:]
    kept.fresh.clear()
    _read("lv", [body], kept, register, text)
    assert kept.fresh == []
    kept.forget()
    _read("lv", [body], kept, register, text)
    assert kept.fresh == first


def _read(
    language: str, bodies: Sequence[str], kept: Known, register: Register, text: str
) -> Entries:
    entries = "".join(f"  - quote: Projekta „Tilts”\n    {body}\n" for body in bodies)
    record = parse(f"document: tilts\nclaims:\n{entries}", "f")
    position = record.locate(())
    document = Document("tilts", "d:d", language, "", len(text), "0" * 64, (), (), position)
    settings = Settings(("lv", "en"), "en", 120)
    return claims.entries(record, document, kept, register, Finder(text, {}), settings)
