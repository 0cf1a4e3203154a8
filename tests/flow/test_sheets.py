"""Files that people edit, read document by document: edits, faults, texts, what is withdrawn."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lod import pipeline, publication, stages, synth, vocab
from lod.curate import register, sources
from lod.errors import InvalidInput, Problem, ProblemsError
from lod.flow import files as folders
from lod.flow.build import Flow, Options
from lod.flow.crew import Crew
from lod.publish import dumps
from lod.session import Outcome, Session

from .conftest import SMALL, afresh, built, contents
from .test_build import BUILD
from .test_verbs import telling
from .test_whole import FAULTS, small, told  # noqa: F401 - a fixture

CHECKOUT = Path(__file__).parents[2]
CASES = CHECKOUT / "tests" / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.txt"))


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every claim file is one too many for memory."""
    monkeypatch.setattr(folders, "MANY", 0)


@dataclass(slots=True)
class Edited:
    """A publication of claim files that is edited at random; `known` are all that there may be."""

    root: Path
    known: Path
    faulty: Path
    chance: random.Random

    def files(self, folder: str) -> list[Path]:
        return sorted((self.root / "data" / folder).iterdir())

    def any(self, folder: str) -> Path:
        return self.chance.choice(self.files(folder))

    def come(self) -> None:
        """A document comes, with its claims."""
        spare = sorted(
            path.stem
            for path in (self.known / "documents").iterdir()
            if not (self.root / "data" / "documents" / path.name).exists()
        )
        for key in spare[:2]:
            for name in (f"documents/{key}.yaml", f"claims/{key}.yaml", f"spans/{key}.tsv"):
                if (self.known / name).exists():
                    shutil.copy(self.known / name, self.root / "data" / name)

    def go(self) -> None:
        """A document goes, with its claims."""
        key = self.any("documents").stem
        for name in (f"documents/{key}.yaml", f"claims/{key}.yaml"):
            (self.root / "data" / name).unlink(missing_ok=True)

    def lose(self) -> None:
        """A record or a claim file goes by itself."""
        self.any(self.chance.choice(("documents", "claims"))).unlink()

    def shift(self) -> None:
        """All lines of a file stand one further below, its words are the same."""
        path = self.any(self.chance.choice(("documents", "claims")))
        path.write_text("# shifted\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    def cut(self) -> None:
        """A claim file loses its last lines."""
        path = self.any("claims")
        lines = path.read_text(encoding="utf-8").split("\n")
        at = self.chance.randrange(3, len(lines)) if len(lines) > 4 else len(lines)
        path.write_text("\n".join((*lines[:at], "")), encoding="utf-8")

    def rename(self) -> None:
        """A file has another name; it may come before those that have been first."""
        path = self.any(self.chance.choice(("documents", "claims")))
        path.rename(path.with_name(self.chance.choice(("a-", "z-")) + path.name))

    def twice(self) -> None:
        """A file is there twice."""
        path = self.any(self.chance.choice(("documents", "claims")))
        shutil.copy(path, path.with_name(f"twice-{path.name}"))

    def fault(self) -> None:
        """A claim file is written as a careless editor would."""
        path = self.any("claims")
        other = self.faulty / "claims" / path.name
        path.write_bytes(other.read_bytes() if other.exists() else b"document: [x")

    def name_otherwise(self) -> None:
        """A claim file names another document, or none."""
        path = self.any("claims")
        line = self.chance.choice(("document: d0000003", "document: d00000033", "document:"))
        rest = path.read_text(encoding="utf-8").split("\n")[1:]
        path.write_text("\n".join((line, *rest)), encoding="utf-8")

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
            rows = text.split("\n")
            rows[self.chance.randrange(1, len(rows) - 1)] += register.WITHDRAWN
            text = "\n".join(rows)
        path.write_text(text, encoding="utf-8")

    def mend(self) -> None:
        """Every file is as it was meant to be."""
        for folder in ("documents", "claims"):
            here = {path.name.removeprefix("a-").removeprefix("z-") for path in self.files(folder)}
            shutil.rmtree(self.root / "data" / folder)
            (self.root / "data" / folder).mkdir()
            for name in sorted(here):
                if (self.known / folder / name).exists():
                    shutil.copy(self.known / folder / name, self.root / "data" / folder / name)
        records = {path.name for path in self.files("documents")}
        for path in self.files("claims"):
            if path.name[0] == "d" and path.name not in records:
                shutil.copy(self.known / "documents" / path.name, self.root / "data" / "documents")


EDITS: tuple[Callable[[Edited], None], ...] = (
    Edited.come,
    Edited.go,
    Edited.lose,
    Edited.shift,
    Edited.cut,
    Edited.rename,
    Edited.twice,
    Edited.fault,
    Edited.name_otherwise,
    Edited.model,
    Edited.withdraw,
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Fourteen invented documents as files, good and faulty; one register for both."""
    folder = tmp_path_factory.mktemp("known")
    seeded = [part for name in FAULTS for part in ("--fault", name)]
    for name, options in (("good", []), ("faulty", ["--faulty", "1", *seeded])):
        out = ["--documents", "14", "--scale", "0.06", "--format", "yaml"]
        assert synth.main([*out, "--out", str(folder / name), *options]) == 0
    shutil.copy(folder / "faulty" / "data" / "register.tsv", folder / "good" / "data")
    return folder / "good", folder / "faulty"


def steps() -> st.SearchStrategy[list[list[Callable[[Edited], None]]]]:
    some = st.lists(st.sampled_from(EDITS), min_size=1, max_size=3)
    return st.lists(some, min_size=3, max_size=5)


@pytest.mark.no_cover
@pytest.mark.usefixtures("small")
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(seed=1, edits=[[Edited.shift], [Edited.rename], [Edited.name_otherwise]])
@example(seed=2, edits=[[Edited.withdraw], [Edited.shift], [Edited.go], [Edited.withdraw]])
@given(seed=st.integers(0, 10_000), edits=steps())
def test_whatever_file_was_edited_a_build_says_and_publishes_what_a_full_one_does(
    known: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    edits: list[list[Callable[[Edited], None]]],
) -> None:
    root = tmp_path_factory.mktemp("sheets") / "p"
    good, faulty = known
    shutil.copytree(good, root)
    edited = Edited(root, good / "data", faulty / "data", random.Random(seed))
    for name in [path.name for path in edited.files("documents")][6:]:
        for folder in ("documents", "claims"):
            (root / "data" / folder / name).unlink(missing_ok=True)
    for some in ([], *edits):
        edited.mend()
        for edit in some:
            if not edited.files("claims"):
                edited.come()
            edit(edited)
        full = root.with_name("full")
        shutil.rmtree(full, ignore_errors=True)
        shutil.copytree(root, full, ignore=shutil.ignore_patterns("flow", "validation"))
        assert told(root, keep_going=False) == told(full, keep_going=False)


# ---------------------------------------------------------------- faults


def problems(root: Path, *, stream: bool) -> tuple[Problem, ...]:
    """What is wrong with the files, as the stream or the reader of all of them tells."""
    here = publication.load(root)
    try:
        if stream:
            mapped(root)
        else:
            sources.load(here, vocab.load(here))
    except InvalidInput as error:
        return error.problems
    return ()


def mapped(root: Path, texts: Path | None = None) -> int:
    """How many documents were mapped of which nothing is kept."""
    here = publication.load(root)
    compiled = stages.compiled_rules(here, dumps.read_model(here))
    options = Options(dumps=publication.DUMPS)  # as the program has them of claim files
    work = Flow(here, compiled, Crew(1), texts=texts, options=options)
    try:
        work.derive(work.read())
        return work.mapped
    finally:
        work.close()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The publication without a fault."""
    root = tmp_path / "case"
    shutil.copytree(CASES / "good", root)
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(CHECKOUT / name, root / name)
    return root


@pytest.mark.no_cover
@pytest.mark.parametrize("name", [name for name in NAMES if name != "several-files"])
def test_the_faults_of_each_case_are_told_as_where_all_are_read(name: str, case: Path) -> None:
    shutil.copytree(CASES / name, case, dirs_exist_ok=True)
    assert problems(case, stream=True) == problems(case, stream=False)


def test_of_several_files_the_register_comes_first(case: Path) -> None:
    shutil.copytree(CASES / "several-files", case, dirs_exist_ok=True)
    (problem,) = problems(case, stream=True)
    assert problem in problems(case, stream=False)
    assert problem.path == "data/register.tsv"


@pytest.fixture
def bridge(case: Path) -> Path:
    """The same, so that it can be published."""
    path = case / "data" / "claims" / "tilts.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "      date: 2019-03-05\n", "      date: 2019-03-05\n      occurrence: held\n"
    )
    path.write_text(text, encoding="utf-8")
    return case


def _folder(root: Path) -> None:
    (root / "data" / "claims" / "x.yaml").mkdir()


def _dangling(root: Path) -> None:
    (root / "data" / "documents" / "x.yaml").symlink_to("nowhere")


def _long_key(root: Path) -> None:
    (root / "data" / "claims" / "x.yaml").write_text(f"document: {'x' * 5000}\nclaims: []\n")


def _near_key(root: Path) -> None:
    (root / "data" / "claims" / "x.yaml").write_text("document: tillts\nclaims: []\n")


def _keys_that_are_none(root: Path) -> None:
    for number, key in enumerate(("[a]", "", '""', '"\\n"', "'a b'", "{a: b}", "../x", "á")):
        for folder in ("documents", "claims"):
            text = f"document: {key}\nclaims: []\n"
            (root / "data" / folder / f"x{number}.yaml").write_text(text, encoding="utf-8")


def _three_of_one(root: Path) -> None:
    for folder in ("documents", "claims"):
        for name in ("a", "z"):
            place = root / "data" / folder
            shutil.copy(place / "tilts.yaml", place / f"{name}.yaml")
    path = root / "data" / "documents" / "a.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "lenght: 3\n", encoding="utf-8")


def _other_text(root: Path) -> None:
    (root / "texts" / "tilts.txt").write_text("x", encoding="utf-8")


def _no_text(root: Path) -> None:
    shutil.rmtree(root / "texts")


def _broken_spans(root: Path) -> None:
    shutil.rmtree(root / "texts")
    (root / "data" / "spans").mkdir()
    (root / "data" / "spans" / "tilts.tsv").write_bytes(b"\xff")


def _key_in_the_end(root: Path) -> None:
    for folder in ("documents", "claims"):
        path = root / "data" / folder / "tilts.yaml"
        lines = path.read_text(encoding="utf-8").split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith("document:"))
        lines.append(lines.pop(at))
        path.write_text("\n".join(("lenght: 3", *lines, "")), encoding="utf-8")


def _not_read(root: Path) -> None:
    _near_key(root)
    (root / "data" / "claims" / "tilts.yaml.orig").write_text("document: tilts\n")


FAULTY = (
    _folder, _dangling, _long_key, _near_key, _keys_that_are_none, _three_of_one, _other_text,
    _no_text, _broken_spans, _key_in_the_end, _not_read,
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTY)
def test_faulty_folders_are_told_as_where_all_are_read(
    fault: Callable[[Path], None], case: Path
) -> None:
    fault(case)
    expected = problems(case, stream=False)
    assert expected
    assert problems(case, stream=True) == expected


# ---------------------------------------------------------------- what is read again


def aged(root: Path) -> None:
    """All files look as if they had been left alone for an hour."""
    for path in root.rglob("*"):
        if path.is_file():
            stamp = path.stat().st_mtime_ns - 3_600_000_000_000
            os.utime(path, ns=(stamp, stamp))


def test_a_file_that_was_left_alone_is_not_read_again(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(bridge)
    pipeline.build(publication.load(bridge), workers=1)
    pipeline.build(publication.load(bridge), workers=1)  # knows the spans
    aged(bridge / "data" / "spans")
    pipeline.build(publication.load(bridge), workers=1)

    def refuse(path: Path) -> bytes:
        raise AssertionError(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        from lod.flow import folders as looking
        from lod.flow.ledger import Ledger

        ledger = Ledger((bridge / ".lod" / "cache" / "flow").resolve())
        try:
            found = looking.look(publication.load(bridge), bridge / "texts", ledger)
            assert found.changed(ledger) == ([], set())
        finally:
            ledger.close()


def test_spans_are_recorded_once_and_again_where_they_were_lost(bridge: Path) -> None:
    def built() -> tuple[tuple[str, ...], int]:
        done = pipeline.build(publication.load(bridge), workers=1)
        return done.spans_changed, done.verified

    name = "data/spans/tilts.tsv"
    assert built() == ((name,), 1)
    text = (bridge / name).read_bytes()
    assert mapped(bridge) == 0
    assert built() == ((), 1)
    (bridge / name).unlink()
    assert built() == ((name,), 1)
    (bridge / name).write_bytes(text + b"x")
    assert built() == ((name,), 1)
    assert (bridge / name).read_bytes() == text
    before = (bridge / "dist" / "dataset.nq").read_bytes()
    shutil.rmtree(bridge / "texts")
    assert built() == ((), 0)
    assert (bridge / "dist" / "dataset.nq").read_bytes() == before


def test_a_validation_with_texts_records_no_spans_and_the_next_build_does(bridge: Path) -> None:
    pipeline.validate(publication.load(bridge), workers=1)
    assert not (bridge / "data" / "spans").exists()
    done = pipeline.build(publication.load(bridge), workers=1)
    assert done.spans_changed == ("data/spans/tilts.tsv",)


def test_a_watch_tells_only_what_was_saved(bridge: Path) -> None:
    came: list[list[str]] = []
    codes: list[set[tuple[str, str]]] = []

    def note(outcome: Outcome) -> None:
        came.append([change.text for change in outcome.changes() if change.added])
        codes.append({(problem.path, problem.code) for problem in outcome.problems})

    path = bridge / "data" / "claims" / "tilts.yaml"
    with Session(note) as session:
        for old, new in (("", ""), ("value: 40}", "value: 41}")):
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            pipeline.build(publication.load(bridge), workers=1, session=session)
    assert any('"41"' in line for line in came[1])
    assert len(came[1]) < len(came[0]) / 3
    assert codes[1] - codes[0] == {("data/claims/tilts.yaml", "value-not-in-quote")}


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2))
def test_a_build_that_is_killed_leaves_output_and_cache_good(
    known: tuple[Path, Path], tmp_path: Path, seed: int
) -> None:
    root = tmp_path / "p"
    shutil.copytree(known[0], root)
    built(root, options=SMALL)
    before = contents(root)
    chance = random.Random(seed)
    edited = Edited(root, known[0] / "data", known[1] / "data", chance)
    for edit in (Edited.shift, Edited.go, Edited.go, Edited.rename):
        edit(edited)
    edited.mend()
    path = str(os.pathsep.join((str(CHECKOUT / "src"), os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root), str(CHECKOUT)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )
    time.sleep(0.4 + chance.random())
    process.kill()
    process.wait()
    expected = afresh(root, root.with_name("full"), SMALL)
    assert contents(root) in (before, expected)
    built(root, options=SMALL)
    assert contents(root) == expected


# ---------------------------------------------------------------- what is withdrawn


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", ["person", "organization", "document", "event"])
def test_what_is_withdrawn_leaves_the_same_as_through_memory(
    kind: str, known: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "p"
    shutil.copytree(known[0], root)
    pipeline.build(publication.load(root), workers=1)
    path = root / "data" / "register.tsv"
    rows = path.read_text(encoding="utf-8").split("\n")
    text = (root / "dist" / "dataset.nq").read_text(encoding="utf-8")
    at = next(
        n for n, row in enumerate(rows) if row.startswith(kind) and row.split("\t")[1] in text
    )
    iri = rows[at].split("\t")[1]
    rows[at] += register.WITHDRAWN
    path.write_text("\n".join(rows), encoding="utf-8")
    said: list[object] = []
    for many in (0, 10**6):
        monkeypatch.setattr(folders, "MANY", many)
        shutil.rmtree(root / "dist", ignore_errors=True)
        try:
            done = pipeline.build(publication.load(root), workers=1)
            said.append((done.documents, done.claims, done.triples))
        except ProblemsError as error:
            said.append((type(error), *error.problems))
        published = root / "dist" / "dataset.nq"
        said.append(published.read_bytes() if published.exists() else b"")
        if not many:
            assert not telling(f"{iri}>", root / "dist", root / ".lod")
    assert said[:2] == said[2:]
