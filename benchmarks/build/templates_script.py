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
from typing import Any, BinaryIO, NamedTuple

from prepare import NAMES, tables_folder
from reading import BASE, VOC, folders, measured

ROWS = 1 << 9
"""Rows that are filled in and written at once."""

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


class Lot(NamedTuple):
    """Lines with names of columns, and rows that have just these lines.

    The texts of one column are literals of a kind, those of all others are parts of IRIs.
    """

    lines: str
    rows: Sequence[Row]
    column: str
    kind: str


_COLUMN = re.compile(r"\[(\w+)\]")


def main() -> None:
    _, out = folders()

    def work() -> tuple[list[Path], dict[str, Any]]:
        gc.disable()  # as lod does where it maps
        mapping, target = _Mapping(), out / "templates.nq"
        with target.open("wb") as file:
            for path in sorted(tables_folder(out).glob("*.json")):
                if path.stat().st_size > 2:
                    for lot in _read(path, mapping):
                        _write(lot, file)
        return [target], {"does": "mapping from flat tables, N-Quads"}

    measured("lod templates", work)


def _read(path: Path, mapping: "_Mapping") -> Iterator[Lot]:
    """The rows of a table with their lines."""
    rows = _rows(path)
    table, _, name = path.stem.partition("_")
    kind = next((kind for kind, known in NAMES.items() if known == name), "iri")
    object_ = "<[o]>" if kind == "iri" else "[o]"
    if table == "evidence":
        yield Lot(mapping.span(), rows, "exact", LANGUAGE)
    elif table == "facts":
        yield Lot(mapping.fact(object_), rows, "o", kind)
    elif table == "claims":
        for sort, some in _sorts(rows).items():
            yield Lot(mapping.claim(*sort, object_), some, "o", kind)
    else:
        yield Lot(mapping.behind(table), rows, "o", "@en" if table == "rules" else kind)


def _rows(path: Path) -> Sequence[Row]:
    import orjson

    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as text,
    ):
        rows: Sequence[Row] = orjson.loads(text)
    return rows


def _sorts(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of claims by status and rank, on which their lines depend."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["status"], row["rank"]].append(row)
    return found


def _write(lot: Lot, file: BinaryIO) -> None:
    """Write the lines of each row, with its values for the names of columns."""
    from lod.flow.templates import Block

    names = list(lot.rows[0])
    slots = [names.index(name) for name in _COLUMN.findall(lot.lines)]
    block = Block.of(_COLUMN.sub("%s", lot.lines.replace("%", "%%")), slots)
    kinds = [lot.kind if name == lot.column else "iri" for name in names]
    for start in range(0, len(lot.rows), ROWS):
        columns = zip(*map(dict.values, lot.rows[start : start + ROWS]), strict=True)
        file.write(block.repeated([*map(_terms, columns, kinds)]))


def _terms(texts: Sequence[str], kind: str) -> list[bytes]:
    """The texts of a column in UTF-8; those of literals as N-Quads has them."""
    from lod.ntriples import literal

    if kind == "iri":
        return [*map(str.encode, texts)]
    language, datatype = (kind[1:], "") if kind.startswith("@") else ("", kind)
    return [literal(text, language=language, datatype=datatype).encode() for text in texts]


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

        return quad_line("<[s]>", "<[p]>", object_, "<[g]>")

    def claim(self, status: str, rank: str, object_: str) -> str:
        """What is written of a claim for itself."""
        marks = [f"[{table}]" for table in BEHIND]
        lines = self._of_claim(status.removeprefix(VOC), rank.removeprefix(VOC), object_)
        return "\n".join([line for line in lines if not any(mark in line for mark in marks)])

    def behind(self, table: str) -> str:
        """What is written of one thing that stands behind a claim, whatever its sort."""
        lines = self._of_claim("stated", "normal", "[o]")
        mark = f"[{table}]"
        return "\n".join([line.replace(mark, "[o]") for line in lines if mark in line])

    def span(self) -> str:
        from lod.flow.templates import UNIT

        packed = UNIT.join((LANGUAGE[1:], "[text]", "[start]", "[end]", "[exact]"))
        lines = self.spans.unpacked(b"<[evidence]", packed.encode()).decode()
        return lines.replace("[evidence][start]-[end]", "[evidence]")

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


if __name__ == "__main__":
    main()
