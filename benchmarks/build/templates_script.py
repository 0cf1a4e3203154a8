"""lod: the mapping alone, as the templates that its mapping writes, from the prepared tables.

It starts from the tables that Morph-KGC and maplib start from, and does what they do: every row
becomes quads. Which quads, lod's own templates say, which come of running `lod.derive.mapping`:
they are filled once with names of columns, `[claim]`, and each table takes the lines that name
its columns. No rules are given to the templates, so they draw no conclusions: what they write are
just the statements of the tables.
"""

import gc
import mmap
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from prepare import NAMES, tables_folder
from reading import BASE, VOC, folders, measured

BUFFER = 1 << 17
"""Bytes that are written at once."""

LANGUAGE = "@lv"
"""That of the words of all documents; the tables do not say it."""

BEHIND = {
    "appearances": "[appearances]",
    "rules": "[rules]",
    "sources": "<[sources]>",
    "proofs": "<[proofs]>",
}
"""The tables of what stands behind claims, and their column `o` among the terms of a claim."""

Row = dict[str, str]
Lot = tuple[str, Sequence[Row]]
"""Lines with names of columns, and rows that have just these lines."""

_COLUMN = re.compile(r"\[(\w+)\]")


def main() -> None:
    _, out = folders()

    def work() -> tuple[list[Path], dict[str, Any]]:
        gc.disable()  # as lod does where it maps
        mapping, target = _Mapping(), out / "templates.nq"
        with target.open("wb", buffering=BUFFER) as file:
            for path in sorted(tables_folder(out).glob("*.json")):
                if path.stat().st_size > 2:
                    for lines, rows in _read(path, mapping):
                        _write(lines, rows, file)
        return [target], {"does": "mapping from flat tables, N-Quads"}

    measured("lod templates", work)


def _read(path: Path, mapping: "_Mapping") -> Iterator[Lot]:
    """The rows of a table with their lines."""
    rows = _rows(path)
    table, _, name = path.stem.partition("_")
    kind = next((kind for kind, known in NAMES.items() if known == name), "iri")
    object_ = "<[o]>" if kind == "iri" else "[o]"
    if table == "evidence":
        yield mapping.span(), _with_literals(rows, "exact", LANGUAGE)
    elif table == "facts":
        yield mapping.fact(object_), _with_literals(rows, "o", kind)
    elif table == "claims":
        for sort, some in _sorts(_with_literals(rows, "o", kind)).items():
            yield mapping.claim(*sort, object_), some
    else:
        yield mapping.behind(table), _with_literals(rows, "o", "@en" if table == "rules" else kind)


def _rows(path: Path) -> Sequence[Row]:
    import orjson

    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as text,
    ):
        rows: Sequence[Row] = orjson.loads(text)
    return rows


def _with_literals(rows: Sequence[Row], column: str, kind: str) -> Sequence[Row]:
    """The rows, their texts in a column made literals as N-Quads has them."""
    from lod.ntriples import literal

    if kind != "iri":
        language, datatype = (kind[1:], "") if kind.startswith("@") else ("", kind)
        for row in rows:
            row[column] = literal(row[column], language=language, datatype=datatype)
    return rows


def _sorts(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of claims by status and rank, on which their lines depend."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["status"], row["rank"]].append(row)
    return found


def _write(lines: str, rows: Sequence[Row], file: BinaryIO) -> None:
    """Write the lines of each row, with its values for the names of columns."""
    from lod.flow.templates import Block

    columns = list(rows[0])
    slots = [columns.index(name) for name in _COLUMN.findall(lines)]
    block = Block.of(_COLUMN.sub("%s", lines.replace("%", "%%")), slots)
    file.writelines(block.filled([*map(str.encode, row.values())]) for row in rows)


class _Mapping:
    """The lines that lod writes of the rows of each table."""

    def __init__(self) -> None:
        from lod.derive.mapping import Minting
        from lod.derive.rules import Rules
        from lod.flow.templates import Spans, Templates

        mint = Minting(BASE)
        self.templates = Templates(mint, Rules(()))
        self.spans = Spans(self.templates, mint)

    def fact(self, object_: str) -> str:
        from lod.ntriples import quad_line

        return _ended([quad_line("<[s]>", "<[p]>", object_, "<[g]>")])

    def claim(self, status: str, rank: str, object_: str) -> str:
        """What is written of a claim for itself."""
        marks = [f"[{table}]" for table in BEHIND]
        lines = self._of_claim(status.removeprefix(VOC), rank.removeprefix(VOC), object_)
        return _ended([line for line in lines if not any(mark in line for mark in marks)])

    def behind(self, table: str) -> str:
        """What is written of one thing that stands behind a claim, whatever its sort."""
        lines = self._of_claim("stated", "normal", "[o]")
        mark = f"[{table}]"
        return _ended([line.replace(mark, "[o]") for line in lines if mark in line])

    def span(self) -> str:
        from lod.flow.templates import UNIT

        packed = UNIT.join((LANGUAGE[1:], "[text]", "[start]", "[end]", "[exact]"))
        lines = self.spans.unpacked(b"<[evidence]", packed.encode()).decode()
        return _ended([lines.replace("[evidence][start]-[end]", "[evidence]")])

    def _of_claim(self, status: str, rank: str, object_: str) -> list[str]:
        """All lines of a claim with one of each that may stand behind it."""
        from lod.curate.proof import Proof
        from lod.flow.templates import UNIT
        from lod.model import Evidence, Rank, Span, Status

        evidence = (Evidence("d", Span(0, 1, "x")),)
        proof = Proof(Status(status), Rank(rank), evidence, ("",), ("",))
        sort = self.templates.sort_of(proof, of_document=True).name
        packed = UNIT.join(("<[s]>", "<[p]>", object_, *BEHIND.values()))
        return self.templates.unpacked(b"<[claim]>", sort, packed.encode()).decode().split("\n")


def _ended(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
