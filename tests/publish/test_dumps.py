"""The files of a publication, and where a line of several files together is."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import vocab
from lod.derive.dataset import Dataset
from lod.errors import ConfigError
from lod.publication import DUMPS, Publication
from lod.publish import dumps

FILES = {
    "context.jsonld",
    "dataset.nq",
    "dataset.rdf12.ttl",
    "dataset.trig",
    "evidence.ttl",
    "facts.jsonld",
    "facts.ttl",
    "ontology.ttl",
    "shapes.ttl",
}


def test_every_dump_is_written_with_its_size_and_digest(small: Publication, tmp_path: Path) -> None:
    from hashlib import sha256

    folder = tmp_path / "out"
    folder.mkdir()
    empty = Dataset((), f"<{small.base}graph/claims>", {})
    model = dumps.read_model(small)
    written = dumps.write(empty, model, small, vocab.load(small), folder)
    names = {file.path.relative_to(folder).as_posix() for file in written}
    assert names == FILES | {Path(path).as_posix() for path in model.queries}
    for file in written:
        data = file.path.read_bytes()
        assert (file.size, file.sha256) == (len(data), sha256(data).hexdigest())


def test_only_the_dumps_that_are_asked_for_are_written(small: Publication, tmp_path: Path) -> None:
    here = replace(small, dumps=("dataset.nq", "facts.ttl"))
    (tmp_path / "out").mkdir()
    empty = Dataset((), f"<{here.base}graph/claims>", {})
    written = dumps.write(empty, dumps.read_model(here), here, vocab.load(here), tmp_path / "out")
    assert {file.path.name for file in written} & set(DUMPS) == {"dataset.nq", "facts.ttl"}


def test_the_files_of_the_model_are_read_with_the_base_of_the_publication(
    small: Publication,
) -> None:
    settings = small.root / "lod.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(small.base, "https://other.example/"), encoding="utf-8")
    from lod import publication

    model = dumps.read_model(publication.load(small.root))
    assert set(model.files) >= {"ontology/coop.ttl", "shapes/thing.ttl", "queries/01-projects.rq"}
    assert not [path for path, text in model.files.items() if small.base in text]


def test_a_file_of_the_model_that_is_not_utf8_is_named(small: Publication) -> None:
    (small.shapes / "odd.ttl").write_bytes(b"# \xff\n")
    with pytest.raises(ConfigError) as caught:
        dumps.read_model(small)
    assert "odd.ttl" in str(caught.value)


@given(st.lists(st.text("ab\n", max_size=9), min_size=1, max_size=5))
def test_every_line_of_joined_files_is_found_in_its_own_file(texts: list[str]) -> None:
    files = {f"file{number}": text for number, text in enumerate(texts)}
    joined = dumps.joined(files).split("\n")
    for number, line in enumerate(joined, 1):
        path, place = dumps.place_of(files, number)
        assert files[path].split("\n")[place - 1] == line
    assert dumps.place_of(files, len(joined) + 1) == ("", 0)
