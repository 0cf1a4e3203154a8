"""After a withdrawal no byte of dist/, releases/ and feed/ tells of the person or the document."""

import gzip
import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.releases.conftest import GOAL, Bench

from lod.errors import CallError
from lod.ntriples import split
from lod.publication import Publication
from lod.releases import checksums, feed, patch, release
from lod.releases.member import Kind
from lod.releases.withdrawal import Policy

NAME = "Okman"
KEY = "person/aivars-okmanis"


def _telling(word: str, *folders: Path) -> list[str]:
    """The files that hold the word, in any packing."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                raw = path.read_bytes()
                raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
                if word.encode() in raw or word in path.name:
                    found.append(path.relative_to(folder.parent).as_posix())
    return found


def _harvest(bench: Bench) -> frozenset[str]:
    """What a follower of the feed knows: the latest version of each thing."""
    latest = {
        one.thing: one.triples for page in feed.read(bench.feed).pages() for one in page.members
    }
    return frozenset(triple for triples in latest.values() for triple in triples)


def _facts(bench: Bench) -> frozenset[str]:
    raw = (bench.dist / "facts.ttl").read_bytes()
    return frozenset(f"{triple} ." for triple in ox.parse(raw, format=ox.RdfFormat.TURTLE))


def _two_releases(bench: Bench) -> None:
    bench.build()
    (bench.dist / "extra.ttl.gz").write_bytes(
        gzip.compress((bench.dist / "facts.ttl").read_bytes(), mtime=0)
    )
    (bench.dist / "facts.ttl.gz").write_bytes(
        gzip.compress((bench.dist / "facts.ttl").read_bytes(), mtime=0)
    )
    (bench.dist / "page.html").write_text("<p>Aivara Okmaņa runa</p>", encoding="utf-8")
    (bench.dist / "about.html").write_text("<p>About</p>", encoding="utf-8")
    bench.release()
    bench.edit("position: priekšsēdētājs\n", "position: padomes priekšsēdētājs\n")
    bench.build()
    bench.release()


@pytest.fixture(scope="module")
def released(built: Publication, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The real publication with two releases; not to be changed."""
    bench = Bench(built, size=100).copied(tmp_path_factory.mktemp("released") / "real")
    _two_releases(bench)
    return bench


@pytest.fixture(scope="module")
def withdrawn(released: Bench, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The same after a person was withdrawn and a third release; not to be changed."""
    bench = released.copied(tmp_path_factory.mktemp("withdrawn") / "real")
    bench.withdraw(KEY)
    bench.build()
    bench.release()
    return bench


def test_a_withdrawn_person_is_in_no_byte_of_any_output(released: Bench, withdrawn: Bench) -> None:
    assert len(_telling(NAME, released.dist, released.releases, released.feed)) > 12
    bench = withdrawn
    (iri,) = bench.gone()
    made = bench.cuts[-1]
    assert made.withdrawn.releases == ("2026.11.21", "2026.11.22")
    folders = (bench.dist, bench.releases, bench.feed)
    for word in (NAME, "Okmaņ", "Aivars Ok"):
        assert _telling(word, *folders) == []
    for one in release.all_in(bench.releases):
        assert checksums.damage(one.folder) == ()
    telling = _telling(iri.rpartition("/")[2], *folders)
    pages = [name for name in telling if name.startswith("feed/pages")]
    assert pages, "tombstones stay"
    assert {name.split("/")[0] for name in telling} <= {"dist", "feed", "releases"}
    old = (bench.releases / "2026.11.21").iterdir()
    assert {"about.html", "facts.ttl.gz"} <= {path.name for path in old}
    assert not (bench.releases / "2026.11.21" / "page.html").exists()
    assert not (bench.releases / "2026.11.21" / "extra.ttl.gz").exists()


def test_followers_of_the_feed_get_to_the_current_state(withdrawn: Bench) -> None:
    bench = withdrawn
    (iri,) = bench.gone()
    assert _harvest(bench) == _facts(bench)
    members = [one for page in feed.read(bench.feed).pages() for one in page.members]
    of_person = [one for one in members if one.thing == f"<{iri}>"]
    assert len(of_person) > 1
    assert {one.kind for one in of_person} == {Kind.DELETE}
    assert of_person[-1].version.startswith(f"<{bench.here.base}version/withdrawn-20261123T")


def test_patches_still_lead_from_release_to_release(withdrawn: Bench) -> None:
    known = release.all_in(withdrawn.releases)
    assert len(known) == 2
    for before, after in pairwise(known):
        text = (after.folder / release.PATCH).read_text(encoding="utf-8")
        made = patch.read(text.splitlines())
        assert made.field("from-sha256") == f'"{before.dataset}"'
        assert tuple(patch.apply(made, before.dump)) == tuple(after.dump)


@pytest.mark.no_cover
def test_a_second_run_changes_nothing(withdrawn: Bench, tmp_path: Path) -> None:
    bench = withdrawn.copied(tmp_path / "real")
    before = {one.version: checksums.of(one.folder) for one in release.all_in(bench.releases)}
    bench.edit("start micro-projects and", "begin micro-projects and")
    bench.build()
    made = bench.release()
    assert made.release
    assert made.withdrawn.releases == ()
    assert not made.withdrawn.feed
    for version, known in before.items():
        assert checksums.of(bench.releases / version) == known


@pytest.mark.no_cover
def test_releases_are_kept_where_the_settings_say_so(released: Bench, tmp_path: Path) -> None:
    bench = released.copied(tmp_path / "real")
    before = checksums.of(bench.releases)
    bench.withdraw(KEY)
    bench.build()
    made = bench.release(Policy.KEEP)
    assert made.withdrawn.releases == ()
    assert made.release
    assert checksums.of(bench.releases).items() >= before.items()
    assert _telling(NAME, bench.dist, bench.feed, made.release.folder) == []
    assert _harvest(bench) == _facts(bench)


@pytest.mark.no_cover
def test_a_withdrawn_document_takes_its_words_along(released: Bench, tmp_path: Path) -> None:
    bench = released.copied(tmp_path / "real")
    university = "https://ror.org/01gzemj61"
    links = f"[{university}, http://www.wikidata.org/entity/Q3498695]"
    entry = f"  - status: external\n    source: {university}\n"
    bench.edit(f"{entry}    organization/liepajas-universitate:\n      sameAs: {links}\n", "")
    iri = bench.withdraw("document/001_099446ccaf8e5d87")
    bench.build()
    made = bench.release()
    slug = iri.rpartition("/")[2]
    current = _literals(bench.dist / "dataset.nq")
    assert made.withdrawn.releases == ("2026.11.21", "2026.11.22")
    for one in release.all_in(bench.releases):
        assert slug not in (one.folder / "dataset.nq").read_text(encoding="utf-8")
        extra = _literals(one.folder / "dataset.nq") - current
        assert {'"priekšsēdētājs"@lv'} >= extra, "only what the edit changed"
    assert _harvest(bench) == _facts(bench)


def test_a_rewritten_release_says_no_more_than_a_build_without_the_person(
    released: Bench, withdrawn: Bench
) -> None:
    before = _literals(released.releases / "2026.11.22" / "dataset.nq")
    current = _literals(withdrawn.dist / "dataset.nq")
    rewritten = _literals(withdrawn.releases / "2026.11.22" / "dataset.nq")
    assert rewritten == current
    assert len(before - rewritten) > 2


def _literals(path: Path) -> set[str]:
    """The literals of a dump; where two words stand is no word."""
    quads = map(split, path.read_text(encoding="utf-8").splitlines())
    found = {quad.object for quad in quads if quad.object.startswith('"')}
    return {term for term in found if not term.endswith("#integer>")}


def test_the_gone_list_names_iris_and_their_pages(bench: Bench) -> None:
    bench.release()
    iri = bench.withdraw("person/ada-fern")
    bench.build()
    document = json.loads((bench.dist / "gone.json").read_text(encoding="utf-8"))
    (row,) = document["gone"]
    assert (row["iri"], row["status"], row["reason"]) == (iri, 410, "withdrawn")
    html = (bench.dist / row["page"].removeprefix(bench.here.base)).read_text(encoding="utf-8")
    assert "withdrawn" in html
    assert iri in html
    assert _telling("Fern", bench.dist) == []


def test_a_withdrawal_alone_is_told_without_a_release(bench: Bench) -> None:
    bench.release()
    bench.withdraw("person/ada-fern")
    bench.build()
    made = bench.release()
    assert made.withdrawn.releases == ("2026.11.21",)
    assert _telling("Fern", bench.dist, bench.releases, bench.feed) == []
    assert _harvest(bench) == _facts(bench)


@pytest.mark.parametrize("policy", list(Policy))
def test_before_the_first_release_there_is_nothing_to_withdraw(
    bench: Bench, policy: Policy
) -> None:
    bench.withdraw("person/ada-fern")
    bench.claim(GOAL)
    bench.build()
    made = bench.release(policy)
    assert made.release
    assert made.withdrawn.releases == ()
    assert _telling("Fern", bench.dist, bench.releases, bench.feed) == []


def test_a_withdrawal_with_a_clock_that_went_backwards_writes_nothing(bench: Bench) -> None:
    bench.release()
    before = (checksums.of(bench.releases), checksums.of(bench.feed))
    bench.withdraw("person/ada-fern")
    bench.build()
    bench.now -= timedelta(days=2)
    with pytest.raises(CallError, match="clock says 2026-11-20"):
        bench.release()
    assert (checksums.of(bench.releases), checksums.of(bench.feed)) == before
