"""Where the dataset is cut into chunks: where its content says so.

A chunk begins at every kind of thing and at things whose IRI's digest ends in zero bits, claims
at prefixes of their own digest. So the cut points follow from what the register names and how
much there is to publish, whatever was built before.
"""

from collections.abc import Iterable

from lod.flow.names import CUT_THINGS, cut_weight

_CLAIMS = 17
"""About 2^17 bytes of records make a chunk of claims."""

_MOST = 16


def cuts(base: str, kinds: Iterable[str], things: Iterable[str], size: int) -> list[str]:
    """The beginnings of all chunks in order; the first is empty.

    `things` are relative IRIs that may be cut points, `size` is that of all records in bytes.
    """
    found = {"", f"<{base}id0"}
    found.update(f"<{base}id/{kind}/" for kind in {*kinds, "claim", "evidence"})
    for thing in things:
        _, kind, slug = thing.split("/", 2)
        if kind == "document":
            found.add(f"<{base}id/evidence/{slug}-")
        if cut_weight(thing) >= CUT_THINGS + 3:
            found.add(f"<{base}{thing}")
    bits = min(_MOST, max(0, (size >> _CLAIMS).bit_length() - 1))
    digits = -(-bits // 4)
    for number in range(1 << bits):
        prefix = f"{number << (4 * digits - bits):0{digits}x}" if bits else ""
        found.add(f"<{base}id/claim/{prefix}")
    return sorted(found)


def facts_first(cuts_: list[str], base: str) -> tuple[list[int], list[int]]:
    """The numbers of the chunks of things, then those of claims and evidence."""
    late = (f"<{base}id/claim/", f"<{base}id/evidence/")
    claims = [number for number, cut in enumerate(cuts_) if cut.startswith(late)]
    told = set(claims)
    return [number for number in range(len(cuts_)) if number not in told], claims
