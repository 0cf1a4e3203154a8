"""`lod init`: a new publication that builds, answers and is explained."""

from pathlib import Path

import pytest

from lod import pipeline, publication, sparql, template
from lod.errors import CallError
from lod.publication import Publication


def test_a_new_publication_conforms_and_all_its_queries_answer(small: Publication) -> None:
    done = pipeline.build(small)
    assert done.results["violation"] == 0
    assert done.documents == done.verified == 1
    store = sparql.published_store(small)
    queries = sparql.named(small)
    assert len(queries) >= 3
    for name, query in queries.items():
        assert len(sparql.rows(store, query.text)) > 0, name


def test_a_new_publication_has_the_base_that_was_asked_for(tmp_path: Path) -> None:
    folder = template.write(tmp_path / "new", "https://lod.example.net/data/")
    here = publication.load(folder)
    assert here.base == "https://lod.example.net/data/"
    pipeline.build(here)
    text = (here.dist / "dataset.nq").read_text(encoding="utf-8")
    assert "https://data.example.org/" not in text
    assert "<https://lod.example.net/data/id/project/quiet-paths>" in text


def test_a_new_publication_has_its_readme_and_keeps_texts_out_of_version_control(
    tmp_path: Path,
) -> None:
    folder = template.write(tmp_path / "new", "https://data.example.org/")
    assert "lod build" in (folder / "README.md").read_text(encoding="utf-8")
    ignored = (folder / ".gitignore").read_text(encoding="utf-8").split()
    assert "/dist/" in ignored
    assert "/texts/" in ignored
    assert not (folder / "gitignore").exists()


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert (template.write(tmp_path, "https://data.example.org/") / "lod.toml").is_file()


def test_a_folder_with_files_or_a_file_will_not(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    for folder in (tmp_path, tmp_path / "mine"):
        with pytest.raises(CallError):
            template.write(folder, "https://data.example.org/")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CallError) as caught:
        template.write(tmp_path / "file" / "new", "https://data.example.org/")
    assert "can be written" in caught.value.remedy


def test_the_wheel_holds_all_that_a_new_publication_needs(checkout: Path, tmp_path: Path) -> None:
    builders = pytest.importorskip("hatchling.builders.wheel")
    builder = builders.WheelBuilder(str(checkout))
    held = {file.distribution_path for file in builder.recurse_included_files()}
    model = {
        path.relative_to(checkout).as_posix()
        for folder in ("ontology", "shapes")
        for path in (checkout / folder).rglob("*")
        if path.is_file()
    }
    written = template.write(tmp_path / "new", "https://data.example.org/")
    made = {"data/register.tsv"}
    needed = {
        path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()
    } - made
    assert model <= needed
    names = {name.replace(".gitignore", "gitignore") for name in needed}
    assert {f"lod/data/template/{name}" for name in names} <= held
    assert {"lod/cli.py", "lod/py.typed", "lod/data/schemaorg-30.0.txt"} <= held
    assert not [name for name in held if "__pycache__" in name or name.startswith("tests")]
