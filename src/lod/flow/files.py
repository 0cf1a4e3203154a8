"""data/ -> the files of records there are; nothing is imported to find out that there are none."""

import os
from pathlib import Path

MANY = 200
"""Claim files up to which a publication is built in memory: that takes 2.7 MB each."""

_YAML = (".yaml", ".yml")


def streamed(data: Path) -> bool:
    """Whether a publication goes through the stream: it has JSON Lines, or many claim files.

    What is published does not depend on it.
    """
    return bool(jsonl_files(data)) or _count(data / "claims") > MANY


def _count(folder: Path) -> int:
    """How many files of a folder people edit."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.name.lower().endswith(_YAML) for entry in entries)
    except OSError:
        return 0


def jsonl_files(data: Path) -> list[Path]:
    """The files of records, by name."""
    found = (*data.glob("records*.jsonl*"), *(data / "records").glob("*.jsonl*"))
    return sorted(path for path in found if path.name.endswith((".jsonl", ".jsonl.zst")))


def overlooked(data: Path) -> list[Path]:
    """What looks like records and is not read, by name: another ending, another place."""
    found = {*data.glob("*.json*"), *(data / "records").glob("*")} - set(jsonl_files(data))
    return sorted(path for path in found if path.suffix != ".md" and path.name[0] != ".")


def doubled(data: Path) -> list[Path]:
    """The files that are there compressed and plain."""
    names = {path.with_name(f"{path.name}.zst") for path in jsonl_files(data)}
    return [path for path in jsonl_files(data) if path in names]
