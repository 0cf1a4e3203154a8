"""Whole builds, edit after edit: each says and publishes what one from the beginning would."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lod import pipeline, publication, synth
from lod.curate import register
from lod.errors import ProblemsError
from lod.flow import checking, layout, lines, rows

from .conftest import edited
from .test_stream import files

FAULTS = ("impossible-day", "no-such-key", "unregistered", "event-without-name", "sum-below-zero")


@dataclass(slots=True)
class Invented:
    """What may be written: records by their documents, also with a fault, and as claim files."""

    root: Path
    good: dict[str, str]
    faulty: dict[str, str]
    yaml: Path


@dataclass(slots=True)
class Sources:
    """A publication that is edited at random."""

    root: Path
    known: Invented
    chance: random.Random
    found: list[str]
    people: set[str] = field(default_factory=set)

    def write(self) -> None:
        """Write the records, plain or compressed as they were."""
        raw = "".join(f"{line}\n" for line in self.found).encode()
        packed = self.root / "data" / "records.jsonl.zst"
        if packed.exists():
            packed.write_bytes(zstandard.ZstdCompressor().compress(raw))
        else:
            (self.root / "data" / "records.jsonl").write_bytes(raw)

    def records(self) -> None:
        """One record is added, deleted, moved, ranked, cut or emptied."""
        left = {key for key in self.known.good if key not in self.people}
        spare = [json.loads(self.known.good[key]) for key in sorted(left)]
        good = [json.loads(line) for line in self.found if line != "{"]
        if good:
            self.found = [written(one) for one in edited(good, spare, self.chance)]

    def come(self) -> None:
        """All records are there."""
        left = sorted(self.known.good.keys() - self.people)
        self.found = [self.known.good[key] for key in left]

    def go(self) -> None:
        """The first records go."""
        self.found = self.found[2:]

    def fault(self) -> None:
        """A record is written as a careless editor would."""
        at = self.chance.randrange(len(self.found))
        self.found[at] = self.known.faulty.get(key_of(self.found[at]), "{")

    def mend(self) -> None:
        """No record has a fault any more."""
        faulty = {line: key for key, line in self.known.faulty.items()}
        good = [line for line in self.found if line != "{"]
        self.found = [self.known.good[faulty[line]] if line in faulty else line for line in good]

    def to_people(self) -> None:
        """A record becomes a claim file, or the claim file goes."""
        at = self.chance.randrange(len(self.found))
        key = key_of(self.found[at])
        for name in (f"documents/{key}.yaml", f"claims/{key}.yaml", f"spans/{key}.tsv"):
            path = self.root / "data" / name
            if not (self.known.yaml / name).is_file():
                return
            path.parent.mkdir(exist_ok=True)
            shutil.copy(self.known.yaml / name, path)
        self.people.add(key)
        self.found.pop(at)

    def pack(self) -> None:
        """The records are compressed, or plain again."""
        old = next((self.root / "data").glob("records.jsonl*"))
        new = {".jsonl": "records.jsonl.zst", ".zst": "records.jsonl"}[old.suffix]
        old.rename(old.with_name(new))

    def model(self) -> None:
        with (self.root / "ontology" / "codes.ttl").open("a", encoding="utf-8") as file:
            file.write("# touched\n")

    def withdraw(self) -> None:
        """Something is withdrawn, or what was is given back."""
        path = self.root / "data" / "register.tsv"
        text = path.read_text(encoding="utf-8")
        if register.WITHDRAWN in text:
            text = text.replace(register.WITHDRAWN, "")
        else:
            rows_ = text.split("\n")
            at = self.chance.randrange(1, len(rows_) - 1)
            rows_[at] += register.WITHDRAWN
            text = "\n".join(rows_)
        path.write_text(text, encoding="utf-8")


EDITS: tuple[Callable[[Sources], None], ...] = (
    Sources.records,
    Sources.come,
    Sources.go,
    Sources.fault,
    Sources.to_people,
    Sources.pack,
    Sources.model,
    Sources.withdraw,
)


def written(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def key_of(line: str) -> str:
    record = json.loads(line) if line != "{" else {}
    return str(record.get("document", {}).get("document", ""))


def told(root: Path, *, keep_going: bool) -> tuple[object, ...]:
    """What a build says, and what is published then."""
    said: tuple[object, ...]
    try:
        done = pipeline.build(publication.load(root), workers=1, keep_going=keep_going)
        counts = (done.documents, done.claims, done.things, done.triples, done.conflicts)
        said = (done.findings, done.left_out, done.results, counts, done.catalogue)
    except ProblemsError as error:
        said = (type(error), error.problems)
    return (said, files(root / "dist"))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    """Fourteen invented documents, good, faulty and as claim files; one register for all."""
    folder = tmp_path_factory.mktemp("known")
    seeded = [part for name in FAULTS for part in ("--fault", name)]
    more = {"good": [], "faulty": ["--faulty", "1", *seeded], "yaml": ["--format", "yaml"]}
    for name, options in more.items():
        arguments = ["--documents", "14", "--scale", "0.06", "--out", str(folder / name)]
        assert synth.main([*arguments, *options]) == 0
    by_key = {}
    for name in ("good", "faulty"):
        text = (folder / name / "data" / "records.jsonl").read_text(encoding="utf-8")
        by_key[name] = {key_of(line): line for line in text.splitlines() if key_of(line)}
    shutil.copy(folder / "faulty" / "data" / "register.tsv", folder / "good" / "data")
    return Invented(folder / "good", by_key["good"], by_key["faulty"], folder / "yaml" / "data")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds so low that little data has blocks, chunks and lots, and a store of its own."""
    monkeypatch.setattr(layout, "_CLAIMS", 13)
    monkeypatch.setattr(lines, "_LENGTHS", 5)
    monkeypatch.setattr(rows, "HELD", 1 << 14)
    monkeypatch.setattr(rows, "MOST", 1 << 12)
    defaults = checking.check.__kwdefaults__ or {}
    monkeypatch.setattr(checking.check, "__kwdefaults__", {**defaults, "small": 500})


def steps() -> st.SearchStrategy[list[tuple[list[Callable[[Sources], None]], bool]]]:
    some = st.lists(st.sampled_from(EDITS), min_size=2, max_size=4)
    return st.lists(st.tuples(some, st.booleans()), min_size=3, max_size=4)


@pytest.mark.no_cover
@pytest.mark.usefixtures("small")
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(seed=1, edits=[([Sources.to_people], False), ([Sources.model], False)])
@example(seed=1, edits=[([Sources.come], False), ([Sources.go], False)])
@given(seed=st.integers(0, 10_000), edits=steps())
def test_whatever_was_edited_a_build_says_and_publishes_what_a_full_one_does(
    known: Invented,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    edits: list[tuple[list[Callable[[Sources], None]], bool]],
) -> None:
    root = tmp_path_factory.mktemp("whole") / "p"
    shutil.copytree(known.root, root)
    sources = Sources(root, known, random.Random(seed), list(known.good.values())[:5])
    for some, keep_going in (([], False), *edits):
        sources.mend()
        for edit in some:
            sources.found = sources.found or [next(iter(known.good.values()))]
            edit(sources)
        sources.write()
        full = root.with_name("full")
        shutil.rmtree(full, ignore_errors=True)
        shutil.copytree(root, full, ignore=shutil.ignore_patterns("flow", "validation"))
        assert told(root, keep_going=keep_going) == told(full, keep_going=keep_going)
