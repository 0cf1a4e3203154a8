"""The example of the golden files and the context of this publication."""

import json
from pathlib import Path

import pytest

from lod.publish import context
from lod.publish.context import Context

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "publish"


@pytest.fixture(scope="session")
def base() -> str:
    return "https://data.example.org/"


@pytest.fixture(scope="session")
def example() -> list[str]:
    """The lines of a small dataset: a project, an event, people, money, claims, two documents."""
    return (GOLDEN / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.fixture(scope="session")
def small_context() -> Context:
    """A context that changes only together with the golden files."""
    return context.read(json.loads((GOLDEN / "context.jsonld").read_text(encoding="utf-8")))
