"""Rows of an answer -> columns side by side."""

import os
import shutil
import sys
import unicodedata

from lod.sparql import Rows
from lod.terminal.names import short
from lod.vocab import Vocabulary


def table(rows: Rows, vocabulary: Vocabulary | None = None, width: int | None = None) -> str:
    """Columns side by side; long cells are cut so that a row fits the terminal, if there is one.

    With a vocabulary, IRIs are shortened: ours lose the base, others get a prefix.
    """
    room = width or _room()
    cells = [rows.columns, *(tuple(_cell(c, vocabulary) for c in row) for row in rows.rows)]
    widths = [max(_columns(row[i]) for row in cells) for i in range(len(rows.columns))]
    while sum(widths) + 2 * len(widths) > room and max(widths, default=0) > 12:
        widths[widths.index(max(widths))] -= 1
    lines = [
        "  ".join(_fit(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    rule = "  ".join("─" * size for size in widths)
    count = len(rows.rows)
    return "\n".join((lines[0], rule, *lines[1:], f"({count} row{'' if count == 1 else 's'})"))


def _room() -> int:
    """How many columns a line may have: as many as it needs where nobody is watching."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return sys.maxsize
    return shutil.get_terminal_size((120, 24)).columns


def _cell(text: str, vocabulary: Vocabulary | None) -> str:
    flat = " ".join(text.split())
    return flat if vocabulary is None else short(flat, vocabulary)


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _fit(text: str, width: int) -> str:
    if _columns(text) > width:
        while _columns(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _columns(text))
