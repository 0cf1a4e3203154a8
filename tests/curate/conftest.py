"""The vocabulary of this checkout, the small good publication of tests/cases, and the real one."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lod import publication, vocab
from lod.curate import records, sources
from lod.curate.claims import Reading
from lod.curate.quotes import Finder
from lod.curate.register import Register
from lod.curate.sources import Sources
from lod.model import Document
from lod.publication import Publication
from lod.vocab import Vocabulary

CHECKOUT = Path(__file__).parents[2]
CASES = CHECKOUT / "tests" / "cases"
SHARED = Path(os.environ.get("LOD_SHARED", CHECKOUT.parent / "shared"))

Claims = Callable[[str], Reading]


@pytest.fixture(scope="session")
def here() -> Publication:
    """The publication of this checkout."""
    return publication.load(CHECKOUT)


@pytest.fixture(scope="session")
def vocabulary(here: Publication) -> Vocabulary:
    return vocab.load(here)


@pytest.fixture(scope="session")
def good(vocabulary: Vocabulary) -> Sources:
    """What the publication without a fault gives."""
    return sources.load(publication.load(CASES / "good"), vocabulary)


@pytest.fixture(scope="session")
def text() -> str:
    """The text of its one document."""
    return (CASES / "good" / "texts" / "tilts.txt").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the publication without a fault, to be changed at will."""
    return Path(shutil.copytree(CASES / "good", tmp_path / "publication"))


@pytest.fixture(scope="session")
def register(good: Sources) -> Register:
    return good.register


@pytest.fixture(scope="session")
def document(good: Sources) -> Document:
    return good.documents["tilts"]


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary, good: Sources, text: str) -> Claims:
    """Reads the text of a claim file against the good publication's document and register."""
    from lod.curate import claims
    from lod.curate.proof import Settings

    finder, settings = Finder(text, {}), Settings(("lv", "en"), "en", 120)

    def reading(yaml: str) -> Reading:
        record = records.parse(yaml, "data/claims/tilts.yaml")
        found = good.documents["tilts"] if "document" in record.data else None
        return claims.read(record, found, vocabulary, good.register, finder, settings)

    return reading


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the five real texts, which this repository does not hold."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip(
            f"the texts are not at hand: set LOD_SHARED to the folder that holds {folder.name}/"
        )
    return folder
