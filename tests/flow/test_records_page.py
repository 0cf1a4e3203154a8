"""The page on records shows a record that is one, and messages that the program has."""

import json
import re
from pathlib import Path

from lod.curate.quotes import Quote
from lod.flow import lines
from lod.model import Span


def test_the_record_of_the_page_is_read(checkout: Path) -> None:
    page = (checkout / "docs" / "records.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"(?ms)^```json\n(.*?)^```", page)
    shown = json.loads(block)
    line = lines.read(json.dumps(shown).encode(), "records.jsonl", 1)
    quote = shown["claims"][0]["quote"]
    assert line.document is not None
    assert line.claims["claims"] == shown["claims"]
    assert line.spans(120) == {Quote(quote): Span(21, 42, quote)}


def test_the_messages_of_the_page_are_those_of_the_program(checkout: Path) -> None:
    page = (checkout / "docs" / "records.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([^`]+)` \| [^|]+\|$", page.partition("## When")[2])
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (checkout / "src" / "lod").rglob("*.py")
    )
    assert len(rows) == 8
    for row in rows:
        words = [part.strip() for part in re.split(r"…|\b[NM]\b|FILE:LINE", row)]
        for part in words:
            for piece in filter(None, re.split(r"[:,] ?$", part)):
                assert piece in source, piece
