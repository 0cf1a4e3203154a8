"""What the README promises is done: its commands run and print what it shows."""

import re
import shlex
from pathlib import Path

import pytest

from lod import cli
from lod.curate import records
from lod.publication import Publication


@pytest.fixture(scope="module")
def readme(checkout: Path) -> str:
    return (checkout / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", readme)


def test_the_first_query_prints_what_the_readme_shows(
    readme: str,
    built: Publication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command, *shown = blocks(readme, "console")[0].splitlines()
    program, *words = shlex.split(command.removeprefix("$ "))
    assert program.endswith("/lod")
    monkeypatch.chdir(built.root)
    monkeypatch.delenv("COLUMNS", raising=False)
    assert cli.main(words) == 0
    assert capsys.readouterr().out.splitlines() == shown


def test_a_publication_of_ones_own_is_started_as_the_readme_says(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks(readme, "console") for line in block.splitlines()]
    commands = [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ lod ")]
    assert [words[1] for words in commands] == ["init", "build"]
    for words in commands:
        assert cli.main(words[1:]) == 0
    assert (tmp_path / "my-publication" / "dist" / "facts.ttl").is_file()


def test_the_example_claim_is_a_claim_file(readme: str) -> None:
    (block,) = blocks(readme, "yaml")
    assert set(records.parse(block, "README.md").data) == {"document", "claims"}


def test_the_python_example_runs(
    readme: str,
    built: Publication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(built.root)
    (block,) = blocks(readme, "python")
    exec(compile(block, "README.md", "exec"), {})
    assert "SEMPRE Šlēsvigas-Holšteinas Diakonijas centrs" in capsys.readouterr().out
