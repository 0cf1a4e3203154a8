"""How much of a text its quotes repeat: evidence is a phrase here and there, never the text."""

from collections.abc import Iterable

from lod.errors import Problem, Severity
from lod.model import Document, Span

MOST = 0.6
"""The share of a text's code points that its quotes may repeat before an editor is told."""

SHORT = 1000
"""Code points; a shorter notice cannot be proved without being quoted."""


def overquoted(document: Document, spans: Iterable[Span]) -> Iterable[Problem]:
    """A warning at the document's record where its quotes together repeat too much of it."""
    share = covered(spans) / document.length if document.length >= SHORT else 0.0
    if share > MOST:
        place = document.position
        yield Problem(
            place.path,
            place.line,
            place.column,
            f"the quotes repeat {share:.0%} of the text of {document.key}",
            "shorten them to the words that prove; a text may be quoted, not copied",
            "overquoted",
            Severity.WARNING,
        )


def covered(spans: Iterable[Span]) -> int:
    """How many code points lie in at least one of the spans."""
    count = end = 0
    for start, stop in sorted([(span.start, span.end) for span in spans]):
        count += max(0, stop - max(start, end))
        end = max(end, stop)
    return count
