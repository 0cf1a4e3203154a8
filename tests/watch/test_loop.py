"""What happens between two saves: events, and nothing that ends the watch."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lod import pipeline, publication, synth
from lod.errors import ConfigError
from lod.publication import Publication
from lod.session import Session
from lod.stages import Summary
from lod.watch import loop
from lod.watch.files import Files
from lod.watch.news import Checked, Event, Published

CLAIMS = "data/claims/2026-quiet-paths.yaml"
BUDGET = "totalBudget: 240000 EUR"
AT = datetime(2026, 11, 21, tzinfo=UTC)


class Editor:
    """Somebody who edits a small publication and sees what the watch tells."""

    def __init__(self, here: Publication) -> None:
        self.root = here.root
        self.events: list[Event] = []
        self.files = Files(self.root, here.texts)
        self.watch = loop.Watch(
            self.root, self.build, self.events.append, self.files, now=lambda: AT
        )
        self.session = Session(self.watch.checked)
        self.during: Callable[[], object] = lambda: None

    def build(self, session: Session) -> Summary:
        done = pipeline.build(publication.load(self.root), session=session)
        self.during()
        return done

    def saves(self, name: str, old: str, new: str) -> list[Event]:
        """The events that follow."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")
        return self.looks()

    def looks(self) -> list[Event]:
        self.events.clear()
        self.watch.round(self.session, self.files.begin())
        return list(self.events)


@pytest.fixture
def editor(small: Publication) -> Editor:
    found = Editor(small)
    assert [type(event) for event in found.looks()] == [Checked, Published]
    return found


def only(events: list[Event]) -> Checked:
    assert len(events) == 1, "nothing was published"
    assert isinstance(events[0], Checked)
    return events[0]


def dataset(editor: Editor) -> str:
    return (editor.root / "dist" / "dataset.nq").read_text(encoding="utf-8")


def test_a_save_is_checked_told_and_published(editor: Editor) -> None:
    told, published = editor.saves(CLAIMS, BUDGET, "totalBudget: 250000 EUR")
    assert isinstance(told, Checked)
    assert told.files == (CLAIMS,)
    assert told.publishable
    assert told.difference is not None
    [thing] = told.difference.things
    assert [(s.added, s.object[:8]) for s in thing.statements] == [
        (False, '"240000"'),
        (True, '"250000"'),
    ]
    assert [problem.code for problem in told.problems.new] == ["value-not-in-quote"]
    assert isinstance(published, Published)
    assert '"250000"' in dataset(editor)


def test_what_cannot_be_published_is_told_and_the_last_good_publication_stays(
    editor: Editor,
) -> None:
    before = dataset(editor)
    wrong = only(editor.saves(CLAIMS, "totalBudget", "totalBudgt"))
    assert not wrong.publishable
    assert [problem.code for problem in wrong.problems.new] == ["unknown-key"]
    assert dataset(editor) == before
    told, _ = editor.saves(CLAIMS, "totalBudgt", "totalBudget")
    assert isinstance(told, Checked)
    assert told.problems.gone == wrong.problems.new
    assert told.difference is not None
    assert told.difference.empty


def test_a_violation_is_told_with_what_would_change_in_what_is_published(editor: Editor) -> None:
    told = only(editor.saves("shapes/amount.ttl", "sh:minCount 1", "sh:minCount 2"))
    assert not told.publishable
    assert any(problem.path == CLAIMS for problem in told.problems.new)
    editor.saves(CLAIMS, BUDGET, "totalBudget: 250000 EUR")
    again = only(editor.saves(CLAIMS, "totalBudget: 250000 EUR", "totalBudget: 260000 EUR"))
    assert again.difference is not None
    [thing] = again.difference.things
    assert [s.object[:8] for s in thing.statements] == ['"240000"', '"260000"']


def test_settings_that_cannot_be_read_are_told(editor: Editor) -> None:
    told = only(editor.saves("lod.toml", "[publication]", "[publication"))
    assert "lod.toml" in told.error
    assert told.remedy
    assert editor.files.texts == editor.root / "texts"
    assert len(editor.saves("lod.toml", "[publication", "[publication]")) == 2


def test_shapes_that_cannot_be_read_are_told(editor: Editor) -> None:
    told = only(editor.saves("shapes/project.ttl", "sh:property", "sh:property sh:property"))
    assert "project.ttl" in told.error
    assert len(editor.saves("shapes/project.ttl", "sh:property sh:property", "sh:property")) == 2


def test_a_folder_that_went_and_came_back_is_told(editor: Editor, tmp_path: Path) -> None:
    (editor.root / "data").rename(tmp_path / "aside")
    assert not only(editor.looks()).publishable
    (tmp_path / "aside").rename(editor.root / "data")
    assert len(editor.looks()) == 2


def test_an_error_that_nobody_thought_of_is_told_and_forgotten(editor: Editor) -> None:
    def fail() -> None:
        raise ZeroDivisionError("what a pity")

    editor.during = fail
    memory = editor.session.memory
    told = editor.looks()[-1]
    assert isinstance(told, Checked)
    assert told.error == "ZeroDivisionError: what a pity"
    assert editor.session.memory is not memory
    editor.during = lambda: None
    assert len(editor.looks()) == 2


def test_nobody_watching_ends_the_watch(editor: Editor) -> None:
    def fail() -> None:
        raise BrokenPipeError

    editor.during = fail
    with pytest.raises(BrokenPipeError):
        editor.looks()


def test_a_model_that_was_saved_while_it_was_read_is_read_again(editor: Editor) -> None:
    shape = editor.root / "shapes" / "project.ttl"
    memory = editor.session.memory
    editor.looks()
    assert editor.session.memory is memory
    editor.during = lambda: shape.write_text(shape.read_text(encoding="utf-8") + "\n# more\n")
    editor.looks()
    assert editor.session.memory is not memory
    assert editor.files.saved() == ("shapes/project.ttl",)


def test_spans_that_the_build_recorded_ask_for_no_build(editor: Editor) -> None:
    told, _ = editor.saves(CLAIMS, "quote: About 60 people came", "quote: About 60 people")
    assert isinstance(told, Checked)
    assert told.publishable
    assert editor.files.saved() == ()


def test_the_texts_may_move(editor: Editor) -> None:
    (editor.root / "texts").rename(editor.root / "elsewhere")
    editor.saves("lod.toml", '"texts"', '"elsewhere"')
    assert editor.files.texts == editor.root / "elsewhere"
    assert editor.files.saved() == ()


def test_records_are_watched_too(tmp_path: Path) -> None:
    source = tmp_path / "invented"
    assert synth.main(["--documents", "3", "--scale", "0.1", "--out", str(source)]) == 0
    here = publication.load(source)
    person = Editor(here)
    assert [type(event) for event in person.looks()] == [Checked, Published]
    path = source / "data" / "records.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found[0]["claims"].pop()
    path.write_text("".join(f"{json.dumps(one)}\n" for one in found), encoding="utf-8")
    told, _ = person.looks()
    assert isinstance(told, Checked)
    assert told.difference is not None
    assert told.difference.claims[1]
    person.session.__exit__(None, None, None)


def test_where_nothing_is_there_is_nothing_to_watch(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        loop.run(tmp_path, lambda _: pytest.fail("built"), lambda _: None, None)


# ---------------------------------------------------------------- the whole of it


LOD = """
import signal
from lod.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
raise SystemExit(main())
"""
"""The command; a shell that runs tests in the background would keep Ctrl-C from it."""


@pytest.fixture
def process(small: Publication) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", LOD, "build", "--watch", "--json", str(small.root)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        killer = threading.Timer(120, started.kill)
        killer.start()
        yield started
        killer.cancel()
        started.kill()


def events(process: "subprocess.Popen[str]", count: int) -> list[Any]:
    assert process.stdout is not None
    return [json.loads(process.stdout.readline()) for _ in range(count)]


def test_an_editor_s_plugin_hears_of_every_save(
    process: "subprocess.Popen[str]", small: Publication
) -> None:
    first, published = events(process, 2)
    assert (first["files"], first["publishable"], published["event"]) == ([], True, "published")
    path = small.root / CLAIMS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("totalBudget", "totalBudgt"), encoding="utf-8")
    [wrong] = events(process, 1)
    assert (wrong["files"], wrong["publishable"]) == ([CLAIMS], False)
    assert wrong["problems"]["new"][0]["path"] == CLAIMS
    path.write_text(text, encoding="utf-8")
    mended, published = events(process, 2)
    assert (mended["publishable"], published["event"]) == (True, "published")
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 130
    assert talk.endswith("stopped; what was published before is untouched\n")
