"""What is counted from the subjects that differ is what is counted from the whole text."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from lod.catalog import counting
from lod.flow import recounting

BASE = "https://data.example.org/"
LINES = st.sets(
    st.tuples(st.sampled_from(["a", "ab", "b", "c/d", "e"]), st.integers(0, 5), st.integers(0, 3)),
    max_size=25,
)
PROPERTIES = ["name", "startDate", "endDate", "sameAs", "about", "isPartOf"]
OBJECTS = [
    ['"ā"@lv', '"2020-01-02"', f"<{BASE}id/t/a>", "<http://example.org/x/y>"],
    ['"2019-01-02"', '"2021-01-02"', '"x"', f"<{BASE}id/t/b>"],
]


def text(found: set[tuple[str, int, int]]) -> bytes:
    lines = {
        f"<{BASE}id/t/{slug}> <https://schema.org/{PROPERTIES[place]}> "
        f"{OBJECTS[place % 2][which]} <{BASE}graph/doc/{which % 2}> .\n"
        for slug, place, which in found
    } | {
        f"<{BASE}id/t/{slug}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        f"<https://schema.org/Place> <{BASE}graph/inferred> .\n"
        for slug, place, _ in found
        if place == 3
    }
    return "".join(sorted(lines)).encode()


def subjects(found: bytes) -> set[bytes]:
    return {line.split(b" ")[0] for line in found.splitlines()}


@given(LINES, LINES, LINES)
def test_what_differs_is_whole_subjects_between_what_is_alike(
    common: set[tuple[str, int, int]],
    one: set[tuple[str, int, int]],
    other: set[tuple[str, int, int]],
) -> None:
    old, new = text(common | one), text(common | other)
    went, came = recounting.differing(old, new)
    before = old.index(went)
    head, tail = old[:before], old[before + len(went) :]
    if old != new:
        assert new == head + came + tail
    assert not subjects(went + came) & subjects(head + tail)


@given(LINES, LINES, LINES)
def test_what_is_recounted_is_what_a_whole_reading_counts(
    common: set[tuple[str, int, int]],
    one: set[tuple[str, int, int]],
    other: set[tuple[str, int, int]],
) -> None:
    old, new = text(common | one), text(common | other)
    was = counting.read((old,), BASE, objects=False, listing=False)
    counts = pickle.loads(pickle.dumps(was.counts))
    found = recounting.recounted(counts, was.notes, old, new, BASE)
    assert found in (None, counting.read((new,), BASE, objects=False, listing=False))


def test_a_subject_amid_others_is_recounted_alone() -> None:
    lines = {(slug, 0, 0) for slug in ("a", "ab", "b", "c/d", "e")}
    old, new = text(lines), text(lines | {("b", 4, 2)})
    went, came = recounting.differing(old, new)
    assert len(subjects(went)) <= 2
    assert len(subjects(came)) <= 2
    was = counting.read((old,), BASE, objects=False, listing=False)
    assert recounting.recounted(was.counts, was.notes, old, new, BASE) is not None
