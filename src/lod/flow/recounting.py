"""A chunk and what it was before -> its part, counted from the subjects that differ.

A document changes one subject in each of many chunks: what lies before and after it in the text
need not be read again.
"""

from dataclasses import replace

from lod.catalog import counting, tally
from lod.catalog.tally import LISTED, Counts, Notes, Part


def differing(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """What two texts do not begin and end with alike, as whole subjects."""
    if old == new:
        return b"", b""
    start = _subject_before(old, _alike(old, new))
    old, new = old[start:], new[start:]
    tail = _subjects_after(old, _alike(old[::-1], new[::-1]))
    return old[: len(old) - tail], new[: len(new) - tail]


def recounted(counts: Counts, notes: Notes, old: bytes, new: bytes, base: str) -> Part | None:
    """The part of the new text, from what was counted of the old one, which is changed.

    None where it takes the whole text to tell the notes. Neither objects nor listing are there.
    """
    went, came = (
        counting.read((text,), base, objects=False, listing=False) for text in differing(old, new)
    )
    gone = went.notes
    if (
        (gone.start and gone.start == notes.start)
        or (gone.end and gone.end == notes.end)
        or gone.examples.items() & notes.examples.items()
        or len(notes.places) > LISTED
    ):
        return None
    counts.take(went.counts)
    counts.add(came.counts)
    places = tuple(place for place in notes.places if place not in gone.places)
    notes = tally.noted((replace(notes, places=places), came.notes))
    return Part(counts, notes, None, None)


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _subject_before(text: bytes, place: int) -> int:
    """Where the last subject begins of which the text has a whole line before a place."""
    end = text.rfind(b"\n", 0, place)
    line = text.rfind(b"\n", 0, max(end, 0)) + 1
    subject = text[line : text.find(b" ", line) + 1]
    return 0 if text.startswith(subject) else text.find(b"\n" + subject) + 1


def _subjects_after(text: bytes, length: int) -> int:
    """How many of the last bytes are subjects of which nothing stands before them."""
    place = len(text) - length
    line = text.find(b"\n", max(place - 1, 0)) + 1
    if not line or line == len(text):
        return 0
    subject = text[line : text.find(b" ", line) + 1]
    last = text.rfind(b"\n" + subject)
    return len(text) - text.find(b"\n", last + 1) - 1
