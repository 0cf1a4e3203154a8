"""The folder of what builds keep for the next one."""

import shutil
from pathlib import Path

from lod.flow.crew import Crew
from lod.flow.plan import bench
from lod.publication import Publication


def folder(publication: Publication) -> Path:
    """Where the cache of a publication lies."""
    return (publication.root / ".lod" / "cache" / "flow").resolve()


def forget(publication: Publication, crew: Crew) -> None:
    """Delete a cache that is damaged, and what this process and the crew know of it."""
    crew.renew()
    bench.cache_clear()
    shutil.rmtree(folder(publication), ignore_errors=True)
