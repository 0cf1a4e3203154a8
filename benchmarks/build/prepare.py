"""Records -> what sides start from that cannot start from records.

    python prepare.py PUBLICATION OUT --tables     OUT/tables/*.json: arrays of flat rows, every
                                                   IRI and digest resolved, all in memory
    python prepare.py PUBLICATION OUT --quads      OUT/quads.nq: sorted, each once

Neither RML nor templates can look keys up in the register or make digests, so who maps records
with these must also run something like `--tables`; its time is told beside theirs. Only the floor
starts from the quads.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from reading import (
    XSD,
    Reader,
    Tables,
    all_tables,
    facts,
    folders,
    lines_of,
    measured,
    quads,
    records,
)

NAMES = {
    "iri": "iri",
    "@lv": "lv",
    "@en": "en",
    "": "string",
    f"{XSD}decimal": "decimal",
    f"{XSD}integer": "integer",
    f"{XSD}date": "date",
    "http://id.loc.gov/datatypes/edtf/EDTF": "edtf",
}

SHORT = {"subject": "s", "predicate": "p", "object": "o"}
"""Morph-KGC keeps its own columns under the long names and loses ours."""


def main() -> None:
    publication, out = folders()
    if "--tables" in sys.argv:
        measured("prepare", lambda: (0, write_tables(publication, tables_folder(out))))
    if "--quads" in sys.argv:
        measured("quads", lambda: (write_quads(publication, out / "quads.nq"), {}))


def write_tables(publication: Path, folder: Path) -> dict[str, Any]:
    """Write the rows of all records, a file a table."""
    folder.mkdir(exist_ok=True)
    count = 0
    for name, rows in rows_of(all_tables(publication)).items():
        text = json.dumps(rows, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        count += len(rows)
    return {"rows": count, "does": "flat tables from the records, unchecked"}


def write_quads(publication: Path, target: Path) -> int:
    """Write the quads of all records, and give their number; they need not fit into memory."""
    reader, unsorted = Reader(publication), target.with_suffix(".unsorted")
    with unsorted.open("w", encoding="utf-8") as file:
        for record in records(publication):
            made = quads(reader.tables(record, Tables()))
            file.writelines(f"{quad}\n" for quad in made)
    by_bytes = {**os.environ, "LC_ALL": "C"}
    command = ["sort", "-u", "-T", str(target.parent), "-o", str(target), str(unsorted)]
    subprocess.run(command, check=True, env=by_bytes)
    unsorted.unlink()
    return lines_of(target)


def rows_of(tables: Tables) -> dict[str, list[dict[str, str]]]:
    """The rows by the name of their file."""
    files: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables.claims.values():
        kept = {SHORT.get(key, key): value for key, value in row.items() if key != "kind"}
        files[f"claims_{NAMES[row['kind']]}"].append(kept)
    for subject, predicate, object_, graph in facts(tables):
        files[f"facts_{NAMES[object_.kind]}"].append(
            {"s": subject, "p": predicate, "o": object_.text, "g": graph}
        )
    for name in ("appearances", "proofs", "rules", "sources"):
        pairs = getattr(tables, name)
        files[name] = [{"claim": claim, "o": object_} for claim, object_ in sorted(pairs)]
    files["evidence"] = [
        {
            **{key: value for key, value in row.items() if key != "language"},
            "quote": f"{row['evidence']}#quote",
            "position": f"{row['evidence']}#position",
        }
        for row in tables.evidence.values()
    ]
    return files


def tables_folder(out: Path) -> Path:
    """Where the tables lie."""
    return out / "tables"


if __name__ == "__main__":
    main()
