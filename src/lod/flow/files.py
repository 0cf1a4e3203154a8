"""data/ -> the files of records there are; nothing is imported to find out that there are none."""

from pathlib import Path


def jsonl_files(data: Path) -> list[Path]:
    """The files of records, by name."""
    found = (*data.glob("records*.jsonl*"), *(data / "records").glob("*.jsonl*"))
    return sorted(path for path in found if path.name.endswith((".jsonl", ".jsonl.zst")))
