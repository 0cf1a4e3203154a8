"""The dataset of a built or released folder -> its lines, as often as they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.errors import CallError

NAME = "dataset.nq"


@dataclass(frozen=True, slots=True)
class Dump:
    """The N-Quads file of a folder, or the file itself; iterating reads it anew."""

    path: Path

    def __iter__(self) -> Iterator[str]:
        with self.path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.rstrip("\n")


def find(place: Path) -> Dump:
    """The dump of a folder or of a file; CallError where there is none."""
    path = place / NAME if place.is_dir() else place
    if not path.is_file():
        raise CallError(f"there is no {path}", "run `lod build`, or name a folder that holds one")
    return Dump(path)
