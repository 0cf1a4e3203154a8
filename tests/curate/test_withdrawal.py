"""Whatever was withdrawn leaves no trace: no claim, no participation, no quote, no name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from lod import publication
from lod.curate import naming, sources, withdrawal
from lod.curate.sources import Sources
from lod.errors import InvalidInput
from lod.model import Claim
from lod.vocab import Vocabulary

BASE = "https://data.example.org/"
ANNA = f"{BASE}id/person/p-3k9z1a"
SOCIETY = f"{BASE}id/organization/paraugu-biedriba"
MORE = """
  - quote: [Anna Paraudziņa, Projekta „Tilts”]
    project/tilts:
      acronym: TILTS

  - quote: Projekta budžets
    project/tilts:
      goal: Annas Paraudziņas sapnis

  - quote: vadītāja
    status: inferred
    rule: Paraudziņai uzticēja vadību.
    organization/paraugu-biedriba:
      acronym: PB

  - quote: 40 dalībnieku
    source: https://example.org/anna-paraudzina/tilts
    event/tilts-konference:
      topic: tilti

  - quote: Paraugu biedrība un Testa dome
    project/tilts:
      funding: {funder: organization/testa-dome, amount: 1 EUR}
"""
OTHER = """claims:
  - status: external
    source: https://example.org/
    person/anna-paraudzina:
      alternateName: {lv: Anna Tiltiņa}
    event/tilts-konference:
      description: Uzrunu teica A. Tiltiņas kundze
    place/jelgava:
      description: Tiltiņciems ir tuvu
"""

Make = Callable[..., Sources]


@pytest.fixture
def make(copy: Path, vocabulary: Vocabulary) -> Make:
    """The good publication with more claims and a changed register."""

    def sources_with(**states: str) -> Sources:
        path = copy / "data" / "claims" / "tilts.yaml"
        path.write_text(path.read_text(encoding="utf-8") + MORE, encoding="utf-8")
        (copy / "data" / "claims" / "other.yaml").write_text(OTHER, encoding="utf-8")
        path = copy / "data" / "register.tsv"
        rows = path.read_text(encoding="utf-8")
        for name, state in states.items():
            key = name.replace("__", "/").replace("_", "-")
            row = next(row for row in rows.split("\n") if row.startswith(f"{key}\t"))
            rows = rows.replace(row, row + state)
        path.write_text(rows, encoding="utf-8")
        return sources.load(publication.load(copy), vocabulary)

    return sources_with


def test_without_a_withdrawal_the_sources_are_the_same(make: Make) -> None:
    found = make()
    assert withdrawal.without(found, frozenset()) is found
    assert withdrawal.without(found, frozenset({f"{BASE}id/place/nowhere"})) == found


def test_a_withdrawn_person_vanishes_with_participations_quotes_and_names(make: Make) -> None:
    left = _without(make(), ANNA)
    said = _said(left)
    for trace in ("p-3k9z1a", "Anna", "Paraudziņ", "Tiltiņa", "anna-paraudzina", "opener"):
        assert trace not in said
    assert "participation" not in said
    assert not any("Participation" in kind for _, kind in _types(left))


def test_what_has_other_evidence_or_only_looks_alike_stays(make: Make) -> None:
    said = _said(_without(make(), ANNA))
    assert '"TILTS"' in said
    assert "Tiltiņciems ir tuvu" in said
    assert "Projekta „Tilts” atklāšanas konference" in said


def test_what_a_withdrawn_person_proved_alone_goes_too(make: Make) -> None:
    said = _said(_without(make(), ANNA))
    for gone in ("sapnis", '"PB"', '"tilti"', "kundze", "vadītāja"):
        assert gone not in said


def test_the_types_of_things_nobody_speaks_of_any_more_go_too(make: Make) -> None:
    left = _without(make(), ANNA)
    mentioned = {term for claim in left.claims for term in claim.statement}
    assert {thing for thing, _ in _types(left)} <= mentioned


def test_a_withdrawn_organization_takes_along_what_is_told_apart_by_it(make: Make) -> None:
    left = _without(make(), f"{BASE}id/organization/testa-dome")
    said = _said(left)
    assert "testa-dome" not in said
    assert "grant" not in said
    assert "Testa dome" not in said
    assert "participation/opener-p-3k9z1a" in said


def test_of_a_participation_only_the_withdrawn_organization_vanishes(make: Make) -> None:
    found = make()
    left = withdrawal.without(found, frozenset({SOCIETY}))
    node = f"<{BASE}id/event/tilts-konference/participation/opener-p-3k9z1a>"
    assert SOCIETY not in repr([claim.statement for claim in left.claims])
    assert any(claim.subject == node for claim in found.claims)
    assert not any("onBehalfOf" in claim.predicate for claim in left.claims)


def test_a_name_that_ends_like_a_withdrawn_one_stays(make: Make) -> None:
    """`dome` is withdrawn, the participation of `testa-dome` is another's."""
    found = make()
    left = withdrawal.without(found, frozenset({f"{BASE}id/organization/dome"}))
    assert left.claims == found.claims


def test_a_withdrawn_event_takes_its_participations_and_counts_along(make: Make) -> None:
    left = _without(make(), f"{BASE}id/event/tilts-konference")
    assert "tilts-konference" not in _said(left)
    assert "Anna Paraudziņa" not in _said(left)


def test_a_withdrawn_document_takes_its_claims_along_and_leaves_the_others(make: Make) -> None:
    left = _without(make(), f"{BASE}id/document/tilts")
    assert left.documents == {}
    assert {claim.document for claim in left.claims} == {""}
    assert left.claims


def test_a_person_merged_into_a_withdrawn_one_is_withdrawn(copy: Path, make: Make) -> None:
    path = copy / "data" / "register.tsv"
    row = "person/cita\tid/person/p-000000\t2026-01-31\twithdrawn\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    found = make(person__anna_paraudzina="merged person/cita")
    gone = frozenset(BASE + iri for iri in found.register.withdrawn)
    assert gone == {f"{BASE}id/person/p-000000", ANNA}
    assert "Paraudziņ" not in _said(withdrawal.without(found, gone))


def test_one_edit_of_the_register_withdraws_a_person(make: Make) -> None:
    found = make(person__anna_paraudzina="withdrawn")
    gone = frozenset(BASE + iri for iri in found.register.withdrawn)
    assert gone == {ANNA}
    assert "Paraudziņ" not in _said(withdrawal.without(found, gone))


def test_spans_on_the_editors_disk_stay_as_they_were(make: Make) -> None:
    found = make()
    assert _without(found, ANNA).span_files() == found.span_files()


def test_a_title_that_names_a_withdrawn_person_is_the_editors_to_mend(
    copy: Path, make: Make
) -> None:
    path = copy / "data" / "documents" / "tilts.yaml"
    title = "title: Saruna ar Annu Paraudziņu"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Projekts „Tilts” atklāts", title),
        encoding="utf-8",
    )
    found = make()
    with pytest.raises(InvalidInput) as refusal:
        _without(found, ANNA)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.path) == ("withdrawn-name", "data/documents/tilts.yaml")


@pytest.mark.parametrize(
    ("name", "inflected"),
    [
        ("Jānis Okmanis", "Okmaņa"),
        ("Jānis Okmanis", "Okmanim"),
        ("Jānis Kalniņš", "Kalniņam"),
        ("Anna Muižniece", "Muižnieces"),
        ("Mārtiņš Urdze", "M. Urdzem"),
        ("Juris Lācis", "Lācim"),
        ("Juris Upītis", "Upīša"),
        ("Heiko Naß", "Naß"),
        ("Haiko Nass", "Nasam"),
        ("Uldis Oga", "Oga"),
    ],
)
def test_a_surname_is_known_in_every_case(name: str, inflected: str) -> None:
    named = naming.of([(ANNA, name)], BASE).names
    assert named(f"Runāja {inflected} kundze.")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Jānis Kalns", "uz kalna"),
        ("Jānis Kalns", "Kalnciema iela"),
        ("Anna Liepa", "Liepāja"),
        ("Anna Liepa", "Liepājas dome"),
        ("Anna Oga", "Ogre"),
        ("", "jebkas"),
    ],
)
def test_a_word_that_only_begins_like_a_surname_is_none(name: str, other: str) -> None:
    assert not naming.of([(ANNA, name)], BASE).names(other)


@pytest.mark.parametrize(
    ("text", "names_her"),
    [
        ("Ilze Kalniņa", False),
        ("atklāja Ilzes Kalniņas vadītā komanda", False),
        ("Ilze Liepa-Kalniņa un Jānis Kalniņš", False),
        ("Jānim Kalniņam", False),
        ("Anna Kalniņa", True),
        ("Annas Kalniņas", True),
        ("A. Kalniņa", True),
        ("Kalniņa", True),
        ("Kalniņas kundze un Ilze Kalniņa", True),
        ("Ilze un Anna Kalniņas", True),
        ("Anna un Jānis Kalniņš", True),
        ("Anna Ilze Kalniņa", True),
        ("I. Kalniņa", True),
        ("Zane Kalniņa", True),
    ],
)
def test_the_whole_name_of_another_person_does_not_name_the_withdrawn_one(
    text: str, names_her: bool
) -> None:
    named = naming.of([(ANNA, "Anna Kalniņa"), (ANNA, "Kalniņa")], BASE)
    others = ("Ilze Kalniņa", "Ilze Liepa-Kalniņa", "Jānis Kalniņš", "Rīga", "Ilze Liepa")
    assert named.beside(others).names(text) is names_her


@pytest.mark.parametrize("name", ["Anna Kalniņa", "Annas Kalniņas", "A. Kalniņa", "Kalniņa"])
def test_who_may_be_the_withdrawn_person_is_nobody_else(name: str) -> None:
    named = naming.of([(ANNA, "Anna Kalniņa")], BASE)
    assert named.beside([name]) is named
    assert naming.of([(ANNA, "A. Kalniņa")], BASE).beside(["Ilze Kalniņa"]).others


def test_a_title_with_another_person_of_that_surname_stays(copy: Path, make: Make) -> None:
    path = copy / "data" / "documents" / "tilts.yaml"
    title = "title: Saruna ar Ilzi Paraudziņu"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Projekts „Tilts” atklāts", title),
        encoding="utf-8",
    )
    path = copy / "data" / "register.tsv"
    row = "person/ilze\tid/person/p-000000\t2026-01-31\t\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    found = make()
    (told,) = [one for one in found.readings if one.document == "tilts"]
    other = replace(
        told.claims[0],
        subject=f"<{BASE}id/person/p-000000>",
        predicate="<https://schema.org/name>",
        object='"Ilze Paraudziņa"',
    )
    named = replace(told, claims=(*told.claims, other))
    readings = tuple(named if one is told else one for one in found.readings)
    left = _without(replace(found, readings=readings), ANNA)
    assert "Ilze Paraudziņa" in _said(left)


def test_a_place_is_named_by_its_whole_name_only() -> None:
    named = naming.of([(f"{BASE}id/place/riga", "Rīga")], BASE).names
    assert named("Rīga aicina")
    assert not named("Rīgas dome aicina")


def _without(found: Sources, *gone: str) -> Sources:
    return withdrawal.without(found, frozenset(gone))


def _said(found: Sources) -> str:
    """All that the claims say or quote."""
    return "\n".join(part for claim in found.claims for part in _parts(claim))


def _parts(claim: Claim) -> Iterable[str]:
    yield from (*claim.statement, *claim.rules, *claim.sources)
    for one in claim.evidence:
        yield one.span.exact


def _types(found: Sources) -> set[tuple[str, str]]:
    return {pair for reading in found.readings for pair in reading.types}
