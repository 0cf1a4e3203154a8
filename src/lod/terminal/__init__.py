"""What people read in a terminal: tables, problems, summaries, things. Text in, text out."""

from lod.terminal.page import said
from lod.terminal.table import table
from lod.terminal.talk import (
    built,
    catalog,
    cut,
    cut_values,
    feed,
    findings,
    look,
    problems,
    size,
    summary,
    tell,
    teller,
)

__all__ = [
    "built",
    "catalog",
    "cut",
    "cut_values",
    "feed",
    "findings",
    "look",
    "problems",
    "said",
    "size",
    "summary",
    "table",
    "tell",
    "teller",
]
