"""What the tests share: the real publication, a small one, the full texts where at hand."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lod import pipeline, publication, template
from lod.publication import Publication

CHECKOUT = Path(__file__).parents[1]
SOURCES = ("ontology", "shapes", "data", "queries")

# A busy machine draws examples slowly; that says nothing about the code under test.
settings.register_profile(
    "busy", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
# `make long`: for nights
settings.register_profile("long", settings.get_profile("busy"), max_examples=2000)
settings.load_profile("busy")


LONGEST = ("test_session", "test_history")
"""Modules whose tests take longest: they begin, so that no worker is alone with them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the golden files anew; review the diff like code",
    )


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether the night is long: oracles that take minutes get all of the data."""
    return settings.get_current_profile_name() == "long"


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Where the sources of this repository lie; tests never write there."""
    return CHECKOUT


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the full texts, which are not part of the repository."""
    folder = Path(os.environ.get("LOD_SHARED", CHECKOUT.parent / "shared")) / "documents"
    if not folder.is_dir():
        pytest.skip(f"the full texts are not at hand: there is no {folder}")
    return folder


def copied(target: Path) -> Publication:
    """The sources of the real publication in another folder."""
    for folder in SOURCES:
        shutil.copytree(CHECKOUT / folder, target / folder)
    shutil.copy(CHECKOUT / "lod.toml", target)
    return publication.load(target)


@pytest.fixture
def real(tmp_path: Path) -> Publication:
    """The sources of the real publication, to be changed at will; nothing is built."""
    return copied(tmp_path / "real")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The real publication, built once; tests only read it."""
    here = copied(tmp_path_factory.mktemp("built") / "real")
    pipeline.build(here)
    return here


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small publication as `lod init` writes it, built once."""
    folder = template.write(tmp_path_factory.mktemp("once") / "small", "https://data.example.org/")
    pipeline.build(publication.load(folder))
    return folder


@pytest.fixture
def small(small_once: Path, tmp_path: Path) -> Publication:
    """A small built publication of one's own."""
    return publication.load(Path(shutil.copytree(small_once, tmp_path / "small")))


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], Mapping[str, bytes]]:
    """The bytes of every file below a folder."""

    def read(folder: Path) -> Mapping[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read
