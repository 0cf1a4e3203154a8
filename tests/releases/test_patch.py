"""Laws of the patch: it turns one dump into the other and nothing else into anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.errors import CallError
from lod.releases import patch

_lines = st.sets(
    st.builds(
        lambda s, o, g: f"<urn:s{s}> <urn:p> {o} <urn:g{g}> .",
        st.integers(0, 6),
        st.sampled_from(['"a b"', '"a <b> ."@lv', "<urn:o>", '"A"^^<urn:d>', '"\\n D x"']),
        st.integers(0, 1),
    )
).map(sorted)


@given(_lines, _lines)
def test_patch_turns_the_old_dump_into_the_new_one(old: list[str], new: list[str]) -> None:
    assert list(patch.apply(patch.between(old, new), old)) == new


@given(_lines)
def test_a_dump_differs_in_nothing_from_itself(lines: list[str]) -> None:
    assert patch.between(lines, lines).empty


@given(_lines, _lines)
def test_swapping_the_dumps_swaps_what_is_added_and_removed(old: list[str], new: list[str]) -> None:
    there, back = patch.between(old, new), patch.between(new, old)
    assert (there.added, there.removed) == (back.removed, back.added)


@given(_lines, _lines, _lines)
def test_patches_in_a_row_lead_to_the_last_dump(
    one: list[str], two: list[str], three: list[str]
) -> None:
    first, second = patch.between(one, two), patch.between(two, three)
    assert list(patch.apply(second, patch.apply(first, one))) == three


@given(_lines, _lines)
def test_a_written_patch_reads_as_it_was(old: list[str], new: list[str]) -> None:
    made = patch.between(old, new, (("id", "<urn:x>"), ("from-sha256", '"00"')))
    assert patch.read("".join(patch.write(made)).splitlines()) == made


@given(_lines, _lines, _lines)
def test_a_patch_for_another_dump_is_refused_or_harmless(
    old: list[str], new: list[str], other: list[str]
) -> None:
    made = patch.between(old, new)
    fits = set(made.removed) <= set(other) and not set(made.added) & set(other)
    if fits:
        expected = sorted(set(other) - set(made.removed) | set(made.added))
        assert list(patch.apply(made, other)) == expected
    else:
        with pytest.raises(CallError, match="another dump"):
            list(patch.apply(made, other))


def test_a_patch_cut_short_is_refused() -> None:
    rows = "".join(patch.write(patch.between([], ["<urn:s> <urn:p> <urn:o> <urn:g> ."])))
    with pytest.raises(CallError, match="ends before its commit"):
        patch.read(rows.splitlines()[:-1])


def test_a_row_that_is_no_patch_is_named() -> None:
    with pytest.raises(CallError, match="row 2"):
        patch.read(["TX .", "<html>", "TC ."])
