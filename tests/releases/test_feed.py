"""A follower of the feed who knows only its root ends with the current state."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.releases.conftest import GOAL, Bench

from lod.errors import CallError
from lod.releases import checksums, commit, feed, release

TREE, LDES = "https://w3id.org/tree#", "https://w3id.org/ldes#"
AS, DCTERMS = "https://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
FORMATS = {"trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
ATOM = "{http://www.w3.org/2005/Atom}"


class Follower:
    """Knows the address of the root and the LDES vocabulary, nothing of how pages are named."""

    def __init__(self, bench: Bench, syntax: str) -> None:
        self.bench, self.syntax = bench, syntax
        self.views: set[str] = set()
        self.versions: dict[str, tuple[str, str, frozenset[str]]] = {}
        self.fetched: list[str] = []
        self.walk(f"{bench.here.base}feed/index.{syntax}")

    def walk(self, address: str) -> None:
        if address in self.fetched:
            return
        self.fetched.append(address)
        path = self.bench.here.root / address.removeprefix(self.bench.here.base)
        quads = list(ox.parse(path.read_bytes(), format=FORMATS[self.syntax]))
        assert not any(isinstance(q.subject, ox.BlankNode) for q in quads)
        plain = [q for q in quads if isinstance(q.graph_name, ox.DefaultGraph)]
        values = {(str(q.subject), q.predicate.value): str(q.object) for q in plain}
        self.views |= {str(q.object) for q in plain if q.predicate.value == f"{TREE}view"}
        for quad in plain:
            if quad.predicate.value == f"{TREE}member":
                version = str(quad.object)
                thing = values[version, f"{DCTERMS}isVersionOf"]
                time = values[version, f"{DCTERMS}created"].split('"')[1]
                assert datetime.fromisoformat(time).tzinfo is not None
                content = frozenset(
                    f"{q.subject} {q.predicate} {q.object}"
                    for q in quads
                    if str(q.graph_name) == version
                )
                kind = values[version, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]
                assert (kind == f"<{AS}Delete>") == (not content)
                self.versions[version] = (thing, time, content)
        for quad in plain:
            if quad.predicate.value == f"{TREE}node":
                self.walk(str(quad.object)[1:-1])

    def state(self) -> frozenset[str]:
        latest: dict[str, tuple[str, frozenset[str]]] = {}
        for thing, time, content in self.versions.values():
            if thing not in latest or latest[thing][0] < time:
                latest[thing] = (time, content)
        return frozenset(triple for _, content in latest.values() for triple in content)


def _facts(bench: Bench) -> frozenset[str]:
    raw = (bench.dist / "facts.ttl").read_bytes()
    return frozenset(str(triple) for triple in ox.parse(raw, format=ox.RdfFormat.TURTLE)) and (
        frozenset(
            f"{t.subject} {t.predicate} {t.object}"
            for t in ox.parse(raw, format=ox.RdfFormat.TURTLE)
        )
    )


def _three_releases(bench: Bench) -> None:
    bench.release()
    bench.claim(GOAL)
    bench.edit("240000 EUR", "250000 EUR")
    bench.build()
    bench.release()
    bench.without_college()
    bench.build()
    bench.release()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.no_cover
@pytest.mark.parametrize("syntax", ["trig", "jsonld"])
def test_walking_from_the_root_rebuilds_the_current_state(bench: Bench, syntax: str) -> None:
    _three_releases(bench)
    found = Follower(bench, syntax)
    assert found.state() == _facts(bench)
    assert len(found.fetched) > 3
    assert found.views == {f"<{bench.here.base}feed/index.{syntax}>"}


def test_both_syntaxes_say_the_same(bench: Bench) -> None:
    _three_releases(bench)
    assert Follower(bench, "trig").versions == Follower(bench, "jsonld").versions


def test_only_what_changed_has_a_new_version(bench: Bench) -> None:
    bench.release()
    before = Follower(bench, "trig").versions
    bench.claim(GOAL)
    bench.build()
    bench.release()
    fresh = Follower(bench, "trig").versions.keys() - before.keys()
    assert fresh == {f"<{bench.here.base}version/2026.11.22/id/project/quiet-paths>"}


def test_a_removed_thing_leaves_a_tombstone_without_content(bench: Bench) -> None:
    _three_releases(bench)
    version = f"<{bench.here.base}version/2026.11.23/id/organization/stonebridge-college>"
    thing, _, content = Follower(bench, "trig").versions[version]
    assert thing == f"<{bench.here.base}id/organization/stonebridge-college>"
    assert not content


def test_closed_pages_never_change_and_one_page_is_open(bench: Bench) -> None:
    bench.release()
    first = feed.read(bench.feed)
    closed = {f"pages/{one.number:06d}.trig" for one in first.extents if one.closed}
    before = _bytes(bench.feed)
    bench.claim(GOAL)
    bench.build()
    bench.release()
    after = _bytes(bench.feed)
    assert closed
    assert all(before[name] == after[name] for name in closed)
    extents = feed.read(bench.feed).extents
    assert [one.closed for one in extents] == [True] * (len(extents) - 1) + [False]
    for one in extents:
        said = f"{LDES}immutable" in str(
            list(ox.parse(after[f"pages/{one.number:06d}.trig"], format=ox.RdfFormat.TRIG))
        )
        assert said == one.closed
        assert one.size == bench.size if one.closed else one.size < bench.size


def test_relations_bound_the_times_of_the_members(bench: Bench) -> None:
    _three_releases(bench)
    for one in feed.read(bench.feed).extents:
        held = feed.read(bench.feed).page(one.number).members
        assert all(one.first <= member.created <= one.last for member in held)


def test_the_feed_that_grew_is_the_feed_that_was_rebuilt(bench: Bench) -> None:
    _three_releases(bench)
    grown = _bytes(bench.feed)
    (bench.feed / "stray.txt").write_text("x", encoding="utf-8")
    feed.rebuild(bench.feed, release.all_in(bench.releases), bench.settings)
    assert _bytes(bench.feed) == grown
    elsewhere = bench.here.root / "elsewhere"
    feed.update(elsewhere, release.all_in(bench.releases), bench.settings)
    assert _bytes(elsewhere) == grown


def test_updating_without_a_new_release_changes_nothing(bench: Bench) -> None:
    bench.release()
    before = _bytes(bench.feed)
    feed.update(bench.feed, release.all_in(bench.releases), bench.settings)
    assert _bytes(bench.feed) == before


@pytest.mark.no_cover
@pytest.mark.parametrize("fault", ["changed", "missing", "added"])
def test_an_edited_feed_is_refused_and_the_file_named(bench: Bench, fault: str) -> None:
    bench.release()
    path = bench.feed / "pages" / ("notes.txt" if fault == "added" else "000001.trig")
    if fault == "missing":
        path.unlink()
    else:
        path.write_text("# mine", encoding="utf-8")
    bench.claim(GOAL)
    bench.build()
    with pytest.raises(CallError, match=rf"edited the feed .*pages/{path.name} (was|is) {fault}"):
        bench.release()
    assert [one.version for one in release.all_in(bench.releases)] == ["2026.11.21"]


def test_the_size_of_pages_may_change_and_closed_ones_stay(bench: Bench) -> None:
    bench.release()
    before = _bytes(bench.feed)
    bench.size = 7
    bench.claim(GOAL)
    bench.build()
    bench.release()
    extents = feed.read(bench.feed).extents
    assert extents[0].size == 4
    assert _bytes(bench.feed)["pages/000001.trig"] == before["pages/000001.trig"]
    assert Follower(bench, "trig").state() == _facts(bench)


def test_a_page_of_no_members_is_refused(bench: Bench) -> None:
    bench.size = 0
    with pytest.raises(CallError, match="page-size"):
        bench.release()


def test_a_killed_update_is_finished_or_forgotten(bench: Bench) -> None:
    bench.release()
    before = _bytes(bench.feed)
    (bench.feed / ".next" / "pages").mkdir(parents=True)
    (bench.feed / ".next" / "pages" / "000001.trig").write_text("half", encoding="utf-8")
    feed.read(bench.feed)
    assert _bytes(bench.feed) == before
    ready = bench.feed / ".ready"
    ready.mkdir()
    (ready / "note.txt").write_text("whole", encoding="utf-8")
    (ready / ".remove").write_text("atom.xml\n", encoding="utf-8")
    commit.recover(bench.feed)
    assert checksums.damage(bench.feed) == ("atom.xml is missing", "note.txt was added")
    assert not ready.exists()


def test_atom_has_what_rfc_4287_demands(bench: Bench) -> None:
    _three_releases(bench)
    root = ET.fromstring((bench.feed / "atom.xml").read_text(encoding="utf-8"))
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = parent.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(parent.findtext(f"{ATOM}updated", "")).tzinfo
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Publisher"
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    titles = [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]
    assert titles[0] == "2026.11.23: 1 changed, 1 removed"
    assert titles[1] == "2026.11.22: 1 changed"
    identifiers = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(identifiers)) == 3


def test_the_root_page_says_how_to_read_the_stream(bench: Bench) -> None:
    bench.release()
    raw = json.loads((bench.feed / "index.jsonld").read_text(encoding="utf-8"))
    assert isinstance(raw["@context"], dict), "inline, so that no parser has to fetch it"
    quads = list(ox.parse((bench.feed / "index.trig").read_bytes(), format=ox.RdfFormat.TRIG))
    said = {(q.predicate.value, q.object.value) for q in quads if "#stream" in str(q.subject)}
    assert (f"{LDES}timestampPath", f"{DCTERMS}created") in said
    assert (f"{LDES}versionOfPath", f"{DCTERMS}isVersionOf") in said
    assert (f"{LDES}versionDeleteObject", f"{AS}Delete") in said
