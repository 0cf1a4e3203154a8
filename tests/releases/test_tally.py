"""A difference that is counted has the numbers of one that is listed."""

import random
from pathlib import Path

import pytest
import zstandard

from lod.errors import CallError
from lod.publication import Publication
from lod.releases import changes, dump, patch, tally
from lod.releases.diff import diff
from lod.releases.dump import Dump
from lod.releases.tally import Tally

from .conftest import GOAL, Bench


def _without(lines: list[str], share: float, chance: random.Random) -> list[str]:
    """The lines without some subjects."""
    subjects = sorted({line.split(" ")[0] for line in lines})
    gone = set(chance.sample(subjects, round(len(subjects) * share)))
    return [line for line in lines if line.split(" ")[0] not in gone]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_are_those_of_the_list(built: Publication, seed: int) -> None:
    chance = random.Random(seed)
    lines = list(dump.find(built.dist))
    old, new = (_without(lines, share, chance) for share in (0.02, 0.2))
    for one, other in ((old, new), (new, old), ([], new), (new, [])):
        listed = diff(one, other, built.base)
        counted = tally.tally(one, other, built.base)
        assert counted.counts == listed.counts
        assert counted.grows == listed.grows
        assert "".join(counted.rows()) == "".join(listed.rows())
        assert changes.summary(counted) == changes.summary(listed)


def _packed(path: Path, lines: list[str]) -> Dump:
    dump.write(path, (f"{line}\n" for line in lines))
    return Dump(path)


def test_large_dumps_are_listed_where_little_changed_and_counted_where_much_did(
    bench: Bench, tmp_path: Path
) -> None:
    old = _packed(tmp_path / "old.nq.zst", list(dump.find(bench.dist)))
    bench.claim(GOAL)
    bench.build()
    new = _packed(tmp_path / "new.nq.gz", list(dump.find(bench.dist)))
    differing = len(list(patch.changes(old, new)))
    listed = tally.compare(old, new, bench.here.base, most=differing)
    counted = tally.compare(old, new, bench.here.base, most=differing - 1)
    assert isinstance(counted, Tally)
    assert not isinstance(listed, Tally)
    assert counted.counts == listed.counts
    assert "not listed" in changes.text(counted, bench.here.base)
    assert '"listed": false' in changes.as_json(counted)


@pytest.mark.parametrize("form", dump.FORMS)
def test_a_dump_is_the_same_in_every_form(form: str, bench: Bench, tmp_path: Path) -> None:
    plain = dump.find(bench.dist)
    other = _packed(tmp_path / f"dataset.nq{form}", list(plain))
    assert dump.find(tmp_path) == other
    assert list(other) == list(plain)
    assert other.digest() == plain.digest() == patch.digest(list(plain))


@pytest.mark.parametrize("form", [".zst", ".gz"])
def test_a_dump_that_is_cut_short_is_told(form: str, bench: Bench, tmp_path: Path) -> None:
    made = _packed(tmp_path / f"dataset.nq{form}", list(dump.find(bench.dist)))
    made.path.write_bytes(made.path.read_bytes()[:-9])
    with pytest.raises(CallError, match="damaged"):
        list(made)


def test_joined_frames_are_one_dump(tmp_path: Path) -> None:
    path = tmp_path / "dataset.nq.zst"
    pack = zstandard.ZstdCompressor().compress
    path.write_bytes(pack(b"<urn:a> <urn:p> <urn:o> <u") + pack(b"rn:g> .\n"))
    assert list(Dump(path)) == ["<urn:a> <urn:p> <urn:o> <urn:g> ."]


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dataset.nq"
    path.write_bytes(b"\xff\n")
    with pytest.raises(CallError, match="no text in UTF-8"):
        list(Dump(path))
