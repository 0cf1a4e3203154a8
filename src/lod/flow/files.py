"""data/ -> the files of records there are; nothing is imported to find out that there are none."""

from pathlib import Path


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
