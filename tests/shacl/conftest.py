"""Makes the helpers of these tests importable: `tests.shacl.…` and `benchmarks.…`."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


@pytest.fixture(autouse=True)
def quiet_reference_engine(caplog: pytest.LogCaptureFixture) -> None:
    """rdflib logs a traceback for every ill-formed literal."""
    caplog.set_level("CRITICAL")


def shared() -> Path:
    """The optional folder of conformance material."""
    return Path(os.environ.get("LOD_SHARED", ROOT.parent / "shared"))
