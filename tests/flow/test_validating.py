"""What changed is validated; the findings are those of a full run, whatever happened before."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from lod import publication, shacl, stages, synth
from lod.flow import build as flow
from lod.flow import checking, held, looking, validating
from lod.flow.checking import Checked
from lod.flow.crew import Crew
from lod.publish import dumps
from lod.shacl import Report, Shapes, read_data
from lod.shacl.model import Place

from .conftest import edited, records, write

Copy = Callable[[], Path]

SCANS = """
@prefix e: <http://e/> .
e:Names a sh:NodeShape ; sh:targetNode <https://data.example.org/dataset> ; sh:severity sh:Warning ;
    sh:sparql [ sh:message "{?value} is long" ; sh:select '''SELECT DISTINCT $this ?value WHERE {
        ?value <https://schema.org/name> ?name FILTER(STRLEN(?name) > 24) }''' ] ,
      [ sh:message "{?value} is spoken of" ; sh:select '''SELECT DISTINCT $this ?value WHERE {
        { ?value <https://schema.org/url> ?o } UNION { ?s <https://schema.org/about> ?value }
      }''' ] .
"""
"""Scans of the whole dataset that find something in many chunks."""

IN_MEMORY = 10**9
BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.flow.test_validating import checked
checked(Path(sys.argv[1]), commit=True)
"""


@cache
def shapes_of(text: str) -> Shapes:
    return shacl.read_shapes(text)


def opened(root: Path, workers: int = 1) -> flow.Flow:
    here = publication.load(root)
    return flow.Flow(here, stages.compiled_rules(here, dumps.read_model(here)), Crew(workers))


def checked(
    root: Path,
    *,
    small: int = 0,
    workers: int = 1,
    more: str = SCANS,
    commit: bool = True,
) -> Checked:
    """Derive and validate; for `small` see `checking.check`."""
    one = opened(root, workers)
    one.crew.few = 0
    try:
        one.derive(one.read())
        shapes = shapes_of(dumps.joined(dumps.read_model(one.publication).shapes) + more)
        found = checking.check(one, shapes, small=small)
        if commit:
            one.commit()
        return found
    finally:
        one.close()
        one.crew.close()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen invented documents, many with a fault that only the shapes find."""
    root = tmp_path_factory.mktemp("faulty") / "p"
    options = ["--documents", "24", "--scale", "0.1", "--faulty", "0.4", "--out", str(root)]
    assert synth.main(options) == 0
    return root


def both(faulty: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same publication twice: for what is kept, and for full runs in memory."""
    kept, full = tmp_path / "kept", tmp_path / "full"
    for root in (kept, full):
        subprocess.run(["cp", "-r", str(faulty), str(root)], check=True)
    return kept, full


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
def test_after_any_edits_the_findings_are_those_of_a_full_run(
    faulty: Path, tmp_path: Path, seed: int
) -> None:
    kept, full = both(faulty, tmp_path)
    chance, everything = random.Random(seed), records(kept)
    found = everything[: 8 + 12 * seed]
    sizes = set[int]()
    for _ in range(5):
        write(kept, found)
        write(full, found)
        now, expected = checked(kept), checked(full, small=IN_MEMORY)
        assert now == expected
        sizes.add(len(now.findings.report.results))
        for _ in range(chance.randint(1, 3)):
            found = edited(found, everything, chance)
    assert len(sizes) > 2
    assert not (full / ".lod/cache/flow/validation").exists()


@pytest.mark.no_cover
def test_workers_change_nothing(faulty: Path, tmp_path: Path) -> None:
    one, three = both(faulty, tmp_path)
    assert checked(one) == checked(three, workers=3)
    shutil.rmtree(one / ".lod/cache/flow/validation")
    assert checked(one, workers=2) == checked(three)


def test_only_what_changed_is_looked_at(
    faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, _ = both(faulty, tmp_path)
    checked(kept, more="")
    looked: list[flow.Flow] = []
    monkeypatch.setattr(looking, "look_at", lambda *_: looked.append(_))
    monkeypatch.setattr(held, "bare", lambda *_: looked.append(_))
    again = checked(kept, more="")
    found = records(kept)
    found[3]["claims"] = found[3]["claims"][:-1]
    write(kept, found)
    assert checked(kept, more="").findings.report.results
    assert again.things > 0
    assert not looked


def test_what_evidence_leads_to_is_asked_of_its_chunk(
    faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, _ = both(faulty, tmp_path)
    asked = set[str]()

    def noted(*given: Any, only: frozenset[Place], **options: Any) -> Report:
        asked.update(name for name, _ in only)
        return shacl.validate(*given, only=only, **options)

    monkeypatch.setattr(validating, "validate", noted)
    checked(kept)
    assert "<https://data.example.org/shapes#Dated-claimed>" in asked
    assert "<https://data.example.org/shapes#Evidence-quote>" not in asked
    assert "<https://data.example.org/shapes#Evidence>" not in asked


def test_other_shapes_are_asked_of_all_and_the_store_stays(faulty: Path, tmp_path: Path) -> None:
    kept, full = both(faulty, tmp_path)
    first = checked(kept)
    stores = sorted((kept / ".lod/cache/flow/validation").glob("store-*"))
    other = checked(kept, more="")
    assert other == checked(full, small=IN_MEMORY, more="")
    assert other != first
    assert sorted((kept / ".lod/cache/flow/validation").glob("store-*")) == stores


def spoil_report(folder: Path) -> None:
    path = folder / "report"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def spoil_store(folder: Path) -> None:
    for path in folder.glob("store-*/*"):
        if path.suffix == ".sst" or path.name.startswith(("MANIFEST", "CURRENT")):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_marker(folder: Path) -> None:
    store = ox.Store(str(next(folder.glob("store-*"))))
    store.remove_graph(ox.NamedNode("urn:lod:held"))


def left_over(folder: Path) -> None:
    store = ox.Store(str(next(folder.glob("store-*"))))
    name, graph = ox.NamedNode("urn:lod:names"), ox.NamedNode("urn:lod:exact")
    store.add(ox.Quad(name, name, ox.NamedNode("http://e/x"), graph))


def no_store(folder: Path) -> None:
    next(folder.glob("store-*")).rename(folder / "gone")


def test_damage_is_mended_by_a_full_run(faulty: Path, tmp_path: Path) -> None:
    kept, full = both(faulty, tmp_path)
    checked(kept)
    found = records(kept)
    for spoil in (spoil_report, spoil_store, no_marker, left_over, no_store):
        spoil(kept / ".lod/cache/flow/validation")
        found = found[2:]
        write(kept, found)
        write(full, found)
        assert checked(kept) == checked(full, small=IN_MEMORY), spoil.__name__
    other = ox.Store(str(next((kept / ".lod/cache/flow/validation").glob("store-*"))))
    assert checked(kept) == checked(full, small=IN_MEMORY), "in use elsewhere"
    assert len(other) > 0


@pytest.mark.no_cover
def test_a_build_that_was_not_committed_does_no_harm(faulty: Path, tmp_path: Path) -> None:
    kept, full = both(faulty, tmp_path)
    everything = records(kept)
    checked(kept)
    for count in (12, 18):
        write(kept, everything[:count])
        checked(kept, commit=False)
    write(full, everything[:18])
    assert checked(kept) == checked(full, small=IN_MEMORY)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
def test_a_kill_at_any_moment_does_no_harm(faulty: Path, tmp_path: Path, seed: int) -> None:
    kept, full = both(faulty, tmp_path)
    checked(kept)
    chance, everything = random.Random(seed), records(kept)
    found = everything
    checkout = str(Path(__file__).parents[2])
    source = os.pathsep.join(filter(None, (f"{checkout}/src", os.environ.get("PYTHONPATH", ""))))
    for _ in range(2):
        for _ in range(4):
            found = edited(found, everything, chance)
        write(kept, found)
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(kept), checkout],
            env={**os.environ, "PYTHONPATH": source},
        )
        time.sleep(0.5 + 1.5 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
    write(full, found)
    assert checked(kept) == checked(full, small=IN_MEMORY)


# -- the store

LINE = b"<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n"


def statement(text: str) -> held.Statement:
    subject, predicate, object_ = text.split(" ", 2)
    return subject, predicate, object_


def loaded(folder: Path, texts: list[bytes], lossy: Collection[str], state: str) -> held.Held:
    found = [looking.shadows_in(looking.triples(text), lossy) for text in texts if lossy]
    return held.named(held.bare(folder, texts), chain(*found), lossy, state)


FORMS = [
    *('"07"^^<http://www.w3.org/2001/XMLSchema#byte>', '"x\\n\\"\\\\u0041"@lv', "<http://e/s0>"),
    '"not <http://e/p0> here"',
    *(f'"{form}"^^<http://www.w3.org/2001/XMLSchema#decimal>' for form in ("2.50", "2.5", "02.5")),
]


@pytest.mark.parametrize("seed", range(5))
def test_a_store_that_changes_holds_what_a_new_one_would(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    every = [f"<http://e/s{s}> <http://e/p{p}> {o}" for s in "012" for p in "01" for o in FORMS]
    lossy = ("<http://e/p0>", "<http://e/p1>")

    def new(name: str, some: set[str]) -> held.Held:
        text = "".join(f"{one} <http://e/g> .\n" for one in sorted(some)).encode()
        return loaded(tmp_path / name, [text[:0], text], lossy, name)

    now = set(chance.sample(every, 12))
    one = new("one", now)
    for number in range(4):
        then = set(chance.sample(every, 12))
        gone, come = map(statement, sorted(now - then)), map(statement, sorted(then - now))
        one.change(list(gone), list(come), str(number))
        now = then
        fresh = new("fresh", now)
        assert set(one.data.store) - marks(one) == set(fresh.data.store) - marks(fresh)
        expected = read_data("".join(f"{text} .\n" for text in sorted(now)))
        assert {q for q in one.data.store if q.graph_name == ox.DefaultGraph()} == {
            q for q in expected.store if q.graph_name == ox.DefaultGraph()
        }
    path = one.path
    del one, fresh
    again = held.opened(path.parent)
    assert again is not None
    assert again.state == "3"


def marks(one: held.Held) -> set[ox.Quad]:
    return {quad for quad in one.data.store if quad.graph_name == ox.NamedNode("urn:lod:held")}


def test_a_store_takes_no_value_that_it_would_rewrite_unseen(tmp_path: Path) -> None:
    one = loaded(tmp_path / "s", [LINE], (), "a")
    with pytest.raises(held.UnfitError):
        one.change([], [statement(f"<http://e/a> <http://e/p> {FORMS[0]}")], "b")
    assert one.state == "a"


def test_a_store_that_is_loaded_by_half_is_none(tmp_path: Path) -> None:
    def texts() -> Iterator[bytes]:
        yield LINE
        raise KeyboardInterrupt

    with pytest.raises(BaseException):  # noqa: B017 - whatever stops the loading
        held.bare(tmp_path / "s", texts())
    assert held.opened(tmp_path / "s") is None
