"""Releases, feed and catalogue as people and portals meet them, from `lod init` to the harvest."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pyoxigraph as ox
import pytest
from tests.releases.conftest import GOAL, Bench

from lod import publication
from lod.cli import main
from lod.publication import Publication
from lod.releases import patch

DAY = 86_400
NOON = 1_795_262_400
"""21 November 2026, 12:00 UTC, in seconds since 1970."""
DCAT, SPDX = "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
DCTERMS, TREE = "http://purl.org/dc/terms/", "https://w3id.org/tree#"

TEXT = """Quiet Paths grows

On 5 May 2026 Rowan Pike led a seminar on hedges in the Old Mill.

Published by the Brook Valley Council, 6 May 2026
"""
RECORD = """document: 2026-hedges
type: NewsArticle
language: en
title: Quiet Paths grows
publisher: organization/brook-valley-council
published: 2026-05-06
length: {length}
sha256: {digest}
"""
CLAIMS = """document: 2026-hedges

claims:
  - quote: On 5 May 2026
    event/hedge-seminar:
      date: 2026-05-05
  - quote: a seminar on hedges in the Old Mill
    event/hedge-seminar:
      name: Seminar on hedges
      kind: seminar
      occurrence: held
      location: place/old-mill
  - quote: Rowan Pike led
    person/rowan-pike:
      name: Rowan Pike
    event/hedge-seminar:
      participation: {participant: person/rowan-pike, role: speaker}
"""
MENTION = """
  - quote: project "Quiet Paths"
    event/hedge-seminar:
      eventOf: project/quiet-paths
"""
INFERRED = """
  - quote: {quote}
    status: inferred
    rule: As told of {name}, the project is where its events are.
    project/quiet-paths:
      areaServed: place/brookton
"""
COUNTRY = """
  - quote: in the Old Mill in Brookton
    place/upland:
      name: Upland
      type: Country
  - status: external
    source: http://publications.europa.eu/resource/authority/country/LVA
    place/upland:
      sameAs: http://publications.europa.eu/resource/authority/country/LVA
"""
PUBLISHER = """publisher = "Brook Valley Archive"
"""
CATALOG = """
[catalog]
publisher-type = "LocalAuthority"
contact = {name = {en = "Archive desk"}, page = "contact"}
themes = ["SOCI"]
keywords = {en = ["footpaths"]}
"""


@dataclass
class Editor(Bench):
    """Someone who edits a small publication and calls commands, a day after the other."""

    capture: pytest.CaptureFixture[str] | None = None
    clock: pytest.MonkeyPatch | None = None
    seconds: int = NOON
    cuts: list[object] = field(default_factory=list)  # type: ignore[assignment]
    out: str = ""
    err: str = ""

    @property
    def root(self) -> Path:
        return self.here.root

    def calls(self, *arguments: str | Path) -> int:
        """The exit status of a command."""
        assert self.capture
        assert self.clock
        self.clock.setenv("SOURCE_DATE_EPOCH", str(self.seconds))
        self.seconds += DAY
        self.capture.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(str(stop.code or 0))
        self.out, self.err = self.capture.readouterr()
        assert "Traceback" not in self.err
        return status

    def builds(self) -> None:
        assert self.calls("build", self.root) == 0, self.err

    def releases_it(self, *arguments: str) -> None:
        self.builds()
        assert self.calls("release", self.root, *arguments) == 0, self.err

    def adds_a_document(self) -> None:
        """A second document, about a seminar and a person of its own."""
        text = {"length": len(TEXT), "digest": sha256(TEXT.encode()).hexdigest()}
        for path, words in (
            (self.here.texts / "2026-hedges.txt", TEXT),
            (self.here.data / "documents" / "2026-hedges.yaml", RECORD.format(**text)),
            (self.here.data / "claims" / "2026-hedges.yaml", CLAIMS),
        ):
            path.write_text(words, encoding="utf-8")
        assert self.calls("register", "--missing", "--root", self.root) == 0, self.err

    def sets(self, old: str, new: str) -> None:
        """Change lod.toml."""
        path = self.root / "lod.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def editor(
    small: Publication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Editor:
    return Editor(small, capture=capsys, clock=monkeypatch)


# ---------------------------------------------------------------- portals


@dataclass(frozen=True)
class Portal:
    """A program that knows nothing but DCAT: it has the catalogue's quads and gets addresses."""

    catalogue: tuple[ox.Quad, ...]
    get: Callable[[str], bytes]

    @classmethod
    def of(cls, get: Callable[[str], bytes], address: str) -> "Portal":
        quads = ox.parse(get(address), format=ox.RdfFormat.TURTLE)
        return cls(tuple(quads), get)

    def values(self, property_: str, subject: str = "") -> list[str]:
        """The values of a property, of one subject or of all."""
        return [
            quad.object.value  # type: ignore[union-attr]
            for quad in self.catalogue
            if quad.predicate.value == property_ and subject in ("", quad.subject.value)  # type: ignore[union-attr]
        ]

    def download(self, name: str) -> bytes:
        """The dump whose address ends with the name, its size and checksum as stated."""
        found = [
            (quad.subject.value, quad.object.value)  # type: ignore[union-attr]
            for quad in self.catalogue
            if quad.predicate.value == f"{DCAT}downloadURL"
        ]
        assert len(found) >= 6
        ((subject, address),) = [one for one in found if one[1].endswith(f"/{name}")]
        raw = self.get(address)
        assert [str(len(raw))] == self.values(f"{DCAT}byteSize", subject)
        (checksum,) = self.values(f"{SPDX}checksum", subject)
        assert self.values(f"{SPDX}checksumValue", checksum) == [sha256(raw).hexdigest()]
        return raw

    def version(self) -> list[str]:
        return self.values(f"{DCAT}version")


def local(here: Publication) -> Callable[[str], bytes]:
    """Gets addresses below the base from the folders that a web server would serve."""

    def get(address: str) -> bytes:
        path = address.removeprefix(here.base)
        assert path != address
        root = here.root if path.startswith(("releases/", "feed/")) else here.dist
        return (root / path).read_bytes()

    return get


def portal(here: Publication) -> Portal:
    return Portal.of(local(here), f"{here.base}catalog.ttl")


def followed(get: Callable[[str], bytes], root: str) -> frozenset[str]:
    """The current facts, rebuilt by walking the pages of a feed from its root."""
    latest: dict[str, tuple[str, str]] = {}
    content: dict[str, set[str]] = {}
    said: dict[str, dict[str, str]] = {}
    relations = ox.parse(get(root), format=ox.RdfFormat.TRIG)
    pages = {q.object.value for q in relations if q.predicate.value == f"{TREE}node"}
    assert pages
    for page in sorted(pages):
        for quad in ox.parse(get(page), format=ox.RdfFormat.TRIG):
            if isinstance(quad.graph_name, ox.NamedNode):
                triple = f"{quad.subject} {quad.predicate} {quad.object}"
                content.setdefault(quad.graph_name.value, set()).add(triple)
            else:
                about = said.setdefault(quad.subject.value, {})
                about[quad.predicate.value] = quad.object.value
    for version, about in said.items():
        if thing := about.get(f"{DCTERMS}isVersionOf"):
            latest[thing] = max(latest.get(thing, ("", "")), (about[f"{DCTERMS}created"], version))
    return frozenset(t for _, version in latest.values() for t in content.get(version, ()))


def facts(raw: bytes) -> frozenset[str]:
    return frozenset(map(str, ox.parse(raw, format=ox.RdfFormat.TURTLE)))


@contextmanager
def served(here: Path) -> Iterator[int]:
    """A plain web server: dist/ at the root, releases/ and feed/ below it; its port."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            inside = path.split("?")[0].lstrip("/")
            below = inside.startswith(("releases/", "feed/"))
            return str((here if below else here / "dist") / inside)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_portal_harvests_twice_and_takes_only_what_changed(editor: Editor) -> None:
    editor.releases_it()
    first = portal(editor.here)
    old = first.download("dataset.nq")
    assert first.version() == ["2026.11.22"]
    assert first.values(f"{DCAT}previousVersion") == []
    editor.claim(GOAL)
    editor.adds_a_document()
    editor.releases_it()
    second = portal(editor.here)
    new = second.download("dataset.nq")
    assert second.version() == ["2026.11.25"]
    (previous,) = second.values(f"{DCAT}previousVersion")
    assert previous == f"{editor.here.base}releases/2026.11.22/"
    address = f"{editor.here.base}releases/2026.11.25/changes.rdfp"
    made = patch.read(second.get(address).decode().splitlines(keepends=True))
    assert dict(made.header)["prev"] == f"<{previous}>"
    patched = patch.apply(made, old.decode().split("\n")[:-1])
    assert "".join(f"{line}\n" for line in patched).encode() == new != old
    assert len(made.added) < len(new.splitlines()) / 2


def test_every_dump_is_as_the_catalogue_says_in_the_build_and_in_every_release(
    editor: Editor,
) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.releases_it()
    get = local(editor.here)
    places = ("", "releases/2026.11.22/", "releases/2026.11.24/")
    for place in places:
        here = Portal.of(get, f"{editor.here.base}{place}catalog.ttl")
        for address in here.values(f"{DCAT}downloadURL"):
            assert address.startswith(f"{editor.here.base}{place}")
            here.download(address.rpartition("/")[2])


def test_a_follower_of_the_feed_knows_what_the_build_holds(editor: Editor) -> None:
    editor.sets("page-size = 250", "page-size = 20")
    editor.here = publication.load(editor.root)
    editor.releases_it()
    editor.claim(GOAL)
    editor.adds_a_document()
    editor.releases_it()
    here = portal(editor.here)
    (root,) = [a for a in here.values(f"{DCTERMS}relation") if a.endswith("/index.trig")]
    assert len(list((editor.feed / "pages").glob("*.trig"))) > 3
    assert followed(here.get, root) == facts(here.download("facts.ttl"))
    (atom,) = [a for a in here.values(f"{DCTERMS}relation") if a.endswith("/atom.xml")]
    assert here.get(atom).count(b"<entry>") == 2


def test_a_build_after_a_release_gives_the_bytes_that_the_release_left(
    editor: Editor, snapshot: Callable[[Path], Mapping[str, bytes]]
) -> None:
    editor.releases_it()
    left = snapshot(editor.dist)
    editor.builds()
    assert snapshot(editor.dist) == left


def test_a_build_that_is_no_release_has_no_version_but_one_before_it(editor: Editor) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.builds()
    here = portal(editor.here)
    assert here.version() == []
    assert here.values(f"{DCAT}previousVersion") == [f"{editor.here.base}releases/2026.11.22/"]


def test_the_catalogue_of_a_second_release_fits_the_official_shapes(
    editor: Editor, checkout: Path
) -> None:
    shared = Path(os.environ.get("LOD_SHARED", checkout.parent / "shared"))
    folder = shared / "material/dcat-ap-3.0.1/shacl"
    if not folder.is_dir():
        pytest.skip(f"the official shapes are not at hand: there is no {folder}")
    names = ("shapes", "shapes_recommended", "range", "mdr-vocabularies.shape")
    shapes = [f"--shapes={folder / name}.ttl" for name in names]
    editor.sets("language = ", f"{PUBLISHER}language = ")
    editor.sets("\n[documents]", f"{CATALOG}\n[documents]")
    editor.claim(COUNTRY)
    assert editor.calls("register", "--missing", "--root", editor.root) == 0
    editor.releases_it()
    editor.claim(GOAL)
    editor.releases_it()
    for folder in (editor.dist, *editor.releases.iterdir()):
        file = folder / "catalog.ttl"
        assert editor.calls("validate", file, *shapes, "--format", "csv") == 0
        results = editor.out.splitlines()[1:]
        assert results
        assert [r for r in results if not (r.startswith("warning,") and "publisher" in r)] == []


def test_a_served_publication_earns_all_points(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "served"
    with served(root) as port:
        assert main(["init", str(root), "--base", f"http://127.0.0.1:{port}/"]) == 0
        here = publication.load(root)
        editor = Editor(here, capture=capsys, clock=monkeypatch)
        editor.sets("language = ", f"{PUBLISHER}language = ")
        editor.sets("\n[documents]", f"{CATALOG}\n[documents]")
        editor.here = publication.load(root)
        editor.claim(COUNTRY)
        assert editor.calls("register", "--missing", "--root", root) == 0
        editor.releases_it()
        assert editor.calls("catalog", "--score", "--check-addresses", "--root", root) == 0
        assert "dataset: 405 of 405 points, excellent" in editor.out
        assert editor.calls("catalog", "--score", "--root", root) == 0
        assert "325 of 405 points" in editor.out

        def get(address: str) -> bytes:
            with urlopen(address, timeout=10) as answer:
                return bytes(answer.read())

        outside = Portal.of(get, f"{here.base}catalog.ttl")
        (feed,) = [a for a in outside.values(f"{DCTERMS}relation") if a.endswith("/index.trig")]
        assert followed(get, feed) == facts(outside.download("facts.ttl"))
        shutil.move(root / "dist" / "facts.ttl", root / "facts.ttl")
        for name in ("evidence.ttl", "dataset.nq", "dataset.trig", "facts.jsonld"):
            (root / "dist" / name).unlink()
        (root / "dist" / "dataset.rdf12.ttl").unlink()
        assert editor.calls("catalog", "--check-addresses", "--json", "--root", root) == 0
        assert json.loads(editor.out)["total"] == 325


# ---------------------------------------------------------------- withdrawal


def telling(word: str, *folders: Path) -> list[Path]:
    """The files whose bytes or names hold the word."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    raw = word.encode()
    return [path for path in files if raw in path.read_bytes() or word in str(path)]


def test_a_first_release_is_said_to_be_only_counted(editor: Editor) -> None:
    editor.releases_it()
    assert "everything is new, so CHANGES.md only counts" in editor.out


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("person/rowan-pike", ("Rowan", "Pike")),
        ("person/ada-fern", ("Ada", "Fern")),
        ("document/2026-hedges", ("Pike", "on hedges", "Quiet Paths grows")),
    ],
)
def test_what_is_withdrawn_is_in_no_byte(editor: Editor, key: str, words: tuple[str, ...]) -> None:
    editor.releases_it()
    editor.adds_a_document()
    editor.releases_it()
    folders = (editor.dist, editor.releases, editor.feed)
    assert all(telling(word, editor.dist) for word in words)
    assert all(telling(word, editor.releases) for word in words)
    assert all(telling(word, editor.feed) for word in words)
    iri = editor.withdraw(key)
    if key.startswith("document/"):
        editor.withdraw("event/hedge-seminar")
        editor.withdraw("person/rowan-pike")
    editor.releases_it()
    assert "withdrawn things taken out of 2026.11." in editor.out
    for word in words:
        assert telling(word, *folders) == []
    here = portal(editor.here)
    (root,) = [a for a in here.values(f"{DCTERMS}relation") if a.endswith("/index.trig")]
    assert followed(here.get, root) == facts(here.download("facts.ttl"))
    gone = json.loads((editor.dist / "gone.json").read_text(encoding="utf-8"))["gone"]
    (row,) = [row for row in gone if row["iri"] == iri]
    page = here.get(row["page"]).decode()
    assert "withdrawn from publication" in page
    assert iri in page
    for folder in sorted(editor.releases.iterdir()):
        address = f"{editor.here.base}releases/{folder.name}/catalog.ttl"
        Portal.of(here.get, address).download("dataset.nq")
    editor.builds()
    for word in words:
        assert telling(word, *folders) == []


def test_a_rule_goes_with_the_document_that_gave_it(editor: Editor) -> None:
    editor.adds_a_document()
    for name, quote in (("quiet-paths", "in the Old Mill in Brookton"), ("hedges", "the Old Mill")):
        path = editor.here.data / "claims" / f"2026-{name}.yaml"
        text = path.read_text(encoding="utf-8") + INFERRED.format(quote=quote, name=name)
        path.write_text(text, encoding="utf-8")
    editor.releases_it()
    assert telling("As told of hedges", editor.releases)
    for key in ("document/2026-hedges", "event/hedge-seminar", "person/rowan-pike"):
        editor.withdraw(key)
    editor.releases_it()
    assert telling("As told of quiet-paths", editor.releases / "2026.11.23")
    assert telling("As told of hedges", editor.dist, editor.releases, editor.feed) == []


def test_a_release_of_an_old_build_cannot_tell_what_is_withdrawn(editor: Editor) -> None:
    editor.releases_it()
    editor.withdraw("person/ada-fern")
    assert editor.calls("release", editor.root) == 2
    assert "older than the claims" in editor.err
    assert "run `lod build` first" in editor.err


def test_what_lost_its_name_with_a_document_is_told_with_the_document(editor: Editor) -> None:
    editor.adds_a_document()
    other = editor.here.data / "claims" / "2026-quiet-paths.yaml"
    other.write_text(other.read_text(encoding="utf-8") + MENTION, encoding="utf-8")
    editor.builds()
    editor.withdraw("document/2026-hedges")
    assert editor.calls("build", editor.root) == 0
    assert "event/hedge-seminar: " in editor.err
    assert "→ document/2026-hedges said it and is withdrawn" in editor.err


# ---------------------------------------------------------------- lod diff


def test_one_added_statement_is_a_difference_of_one_statement(editor: Editor) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.builds()
    assert editor.calls("diff", "--root", editor.root) == 0
    assert "1 thing changed, 1 statement different." in editor.out
    assert "+ goal: fewer cars on old paths (en)" in editor.out
    assert '“project "Quiet Paths"”' in editor.out
    assert editor.calls("diff", "2026.11.22", editor.dist, "--json", "--root", editor.root) == 0
    assert json.loads(editor.out)["counts"]["statements"] == 1
    assert editor.calls("diff", "--markdown", "--root", editor.root) == 0
    assert editor.out.startswith("# last release → dist\n")
    old = editor.releases / "2026.11.22" / "dataset.nq"
    assert editor.calls("diff", old, editor.dist, "--patch", "--root", editor.root) == 0
    made = patch.read(editor.out.splitlines(keepends=True))
    patched = patch.apply(made, old.read_text(encoding="utf-8").splitlines())
    assert list(patched) == (editor.dist / "dataset.nq").read_text(encoding="utf-8").splitlines()


def test_a_build_that_is_not_there_is_told_with_the_nearest_release(editor: Editor) -> None:
    assert editor.calls("diff", "--root", editor.root) == 2
    assert "there is no release" in editor.err
    editor.releases_it()
    assert editor.calls("diff", "2026.11.32", "--root", editor.root) == 2
    assert "did you mean 2026.11.23?" in editor.err
    assert editor.calls("diff", "1", "--root", editor.root) == 2
    assert "releases: 2026.11.23" in editor.err


# ---------------------------------------------------------------- lod release


def test_a_release_tells_what_it_froze(editor: Editor) -> None:
    editor.releases_it()
    assert editor.out.startswith("release 2026.11.22, the first\n")
    editor.claim(GOAL)
    editor.builds()
    assert editor.calls("release", editor.root, "--json") == 0
    told = json.loads(editor.out)
    assert (told["version"], told["previous"]) == ("2026.11.24", "2026.11.22")
    assert told["counts"]["statements"] == 1


def test_versions_follow_the_scheme_of_the_settings(editor: Editor) -> None:
    editor.sets('scheme = "calendar"', 'scheme = "semantic"')
    editor.releases_it()
    editor.claim(GOAL)
    editor.releases_it()
    assert "release 1.1.0, after 1.0.0" in editor.out
    editor.without_college()
    editor.releases_it("--version", "3.0.0")
    assert "release 3.0.0, after 1.1.0" in editor.out


def test_releases_are_kept_where_the_settings_say_so(editor: Editor) -> None:
    editor.sets('withdraw = "rewrite"', 'withdraw = "keep"')
    editor.releases_it()
    editor.withdraw("person/ada-fern")
    editor.releases_it()
    assert telling("Ada Fern", editor.releases / "2026.11.22")
    assert telling("Fern", editor.dist, editor.feed, editor.releases / "2026.11.24") == []
    assert editor.calls("release", editor.root, "--rebuild-feed") == 0
    assert telling("Fern", editor.feed) == []


def refused(editor: Editor, *arguments: str) -> str:
    """What a release that must not be is told; nothing may change by it."""
    folders = [folder for folder in (editor.releases, editor.feed) if folder.exists()]
    before = {p: p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}
    assert editor.calls("release", editor.root, *arguments) == 2
    after = {p: p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}
    assert after == before
    assert "→" in editor.err
    return editor.err


def test_nothing_built_is_told(editor: Editor) -> None:
    shutil.rmtree(editor.dist)
    assert "run `lod build`" in refused(editor)


def test_nothing_changed_is_told(editor: Editor) -> None:
    editor.releases_it()
    assert "nothing changed since the release 2026.11.22" in refused(editor)


def test_a_version_that_exists_is_told_with_the_next_one(editor: Editor) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.builds()
    message = refused(editor, "--version", "2026.11.22")
    assert "the release 2026.11.22 exists" in message
    assert "such as 2026.11.22-2" in message


def test_a_version_that_is_none_is_told(editor: Editor) -> None:
    assert "write it as 2026.11.21" in refused(editor, "--version", "v1")


def test_a_clock_that_went_backwards_is_told(editor: Editor) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.builds()
    editor.seconds -= 7 * DAY
    assert "set the clock of this machine right" in refused(editor)


def test_a_time_that_is_none_is_told(editor: Editor) -> None:
    editor.seconds = -DAY
    assert "SOURCE_DATE_EPOCH" in refused(editor)


def test_a_feed_that_somebody_edited_is_told_and_can_be_rebuilt(editor: Editor) -> None:
    assert "run `lod release` first" in refused(editor, "--rebuild-feed")
    editor.releases_it()
    editor.claim(GOAL)
    editor.releases_it()
    before = {p: p.read_bytes() for p in editor.feed.rglob("*") if p.is_file()}
    atom = editor.feed / "atom.xml"
    atom.write_text(atom.read_text(encoding="utf-8") + "<!-- hello -->", encoding="utf-8")
    editor.without_college()
    editor.builds()
    message = refused(editor)
    assert "somebody edited the feed" in message
    assert "atom.xml was changed" in message
    assert "lod release --rebuild-feed" in message
    assert editor.calls("release", editor.root, "--rebuild-feed") == 0
    assert {p: p.read_bytes() for p in editor.feed.rglob("*") if p.is_file()} == before
    assert editor.calls("release", editor.root) == 0


def test_a_release_that_somebody_edited_is_told(editor: Editor) -> None:
    editor.releases_it()
    editor.claim(GOAL)
    editor.builds()
    changes = editor.releases / "2026.11.22" / "CHANGES.md"
    changes.chmod(0o644)
    changes.write_text("nothing", encoding="utf-8")
    assert "CHANGES.md was changed" in refused(editor)


def test_claims_that_break_a_rule_are_not_released(editor: Editor) -> None:
    editor.releases_it()
    editor.edit("      name: Stonebridge College\n", "")
    assert editor.calls("release", editor.root) == 1
    assert "organization/stonebridge-college" in editor.err


# ---------------------------------------------------------------- lod catalog and lod.toml


def test_the_catalogue_tells_what_it_lacks_and_what_that_costs(editor: Editor) -> None:
    assert editor.calls("catalog", "--root", editor.root) == 0
    assert "no publisher: costs 40 of the 405 quality points" in editor.out
    assert "no contact: costs 20 of the 405 quality points" in editor.out
    assert editor.calls("catalog", "--json", "--root", editor.root) == 0
    codes = {problem["code"] for problem in json.loads(editor.out)["problems"]}
    assert {"no-publisher", "no-contact", "no-themes", "no-keywords", "uncovered"} <= codes


def test_a_whole_catalogue_lacks_nothing(built: Publication, editor: Editor) -> None:
    assert editor.calls("catalog", "--root", built.root) == 0
    assert editor.out == f"{built.dist / 'catalog.ttl'} lacks nothing\n"


def test_a_catalogue_before_a_build_says_so(editor: Editor) -> None:
    shutil.rmtree(editor.dist)
    assert editor.calls("catalog", "--root", editor.root) == 2
    assert "run `lod build`" in editor.err
    assert editor.calls("catalog", "--score", "--root", editor.root) == 2
    assert "run `lod build`" in editor.err


def test_a_catalogue_of_others_is_scored(editor: Editor, checkout: Path) -> None:
    shared = Path(os.environ.get("LOD_SHARED", checkout.parent / "shared"))
    example = shared / "material/dcat-ap-3.0.1/examples/example-bee-population.ttl"
    if not example.is_file():
        pytest.skip(f"the official examples are not at hand: there is no {example}")
    assert editor.calls("catalog", "--score", example) == 0
    assert "of 405 points" in editor.out
    assert "missing: " in editor.out
    assert editor.calls("catalog", "--score", example, "--json") == 0
    assert 0 < json.loads(editor.out)["total"] < 325


def test_a_file_without_a_dataset_cannot_be_scored(editor: Editor) -> None:
    assert editor.calls("catalog", "--score", editor.dist / "shapes.ttl") == 2
    assert "no dcat:Dataset is described" in editor.err


@pytest.mark.parametrize(
    ("old", "new", "status", "says"),
    [
        ('license = "https://creativecommons.org/licenses/by/4.0/"', "", 2, "has no license"),
        ('title = {en = "Example publication"}', 'title = "Example"', 2, "title has no languages"),
        ("\n[documents]", '\n[catalog]\nthemes = ["SOCY"]\n[documents]', 1, "did you mean SOCI?"),
        ("\n[documents]", '\n[catalog]\nkeywords = {en = ["a, b"]}\n[documents]', 1, "a comma"),
        ("\n[documents]", '\n[catalog]\nkeywords = ["a"]\n[documents]', 1, "no language"),
    ],
)
def test_settings_that_portals_could_not_use_are_told(
    editor: Editor, old: str, new: str, status: int, says: str
) -> None:
    before = (editor.dist / "catalog.ttl").read_bytes()
    editor.sets(old, new)
    for command in ("build", "release", "catalog", "validate"):
        place = ["--root"] if command in ("catalog", "validate") else []
        assert editor.calls(command, *place, editor.root) == status
        assert says in editor.err
        assert "lod.toml" in editor.err
        assert "→" in editor.err
    assert (editor.dist / "catalog.ttl").read_bytes() == before
