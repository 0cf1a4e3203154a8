"""Invented records in any number: `python -m lod.synth --documents N --seed S --out DIR`.

Enters: a number of documents and a seed. Leaves: a publication folder that `lod build` builds,
for benchmarks and tests of volume. What a document says follows the measures of the documents
in data/claims: kinds of things, statements an entry, quotes an entry, shares of inferred,
computed and external claims; `scale` is the mean size of a document against theirs.

A record is one line of data/records.jsonl (or .jsonl.zst):

    {"document": {…}, "claims": [{…}, …], "spans": [[start, end, quote], …]}

* `document` is what data/documents/KEY.yaml holds, `claims` the list of data/claims/KEY.yaml;
  every scalar is a string, as the reader of YAML gives it.
* `spans` says where in the text each quote stands: start and end in Unicode code points, end
  exclusive, and the quote as the claims write it. Where needed three more parts follow: the
  text's own characters if they differ (no-break spaces), the occurrence (from 1, 0 where the
  quote stands once) and the prefix; what is empty at the end is left out.
* A line without `document` holds external claims only.

Document k is the same whatever N: it depends on the seed and on k. What documents share
(organizations, people, projects, places, programmes) is drawn by a Zipf law from pools of fixed
size, so memory does not grow with N. Texts are composed too: digests, lengths and spans are true.
"""

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]
"""One line of the records file, before it is written as JSON."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command `lod-synth`; its exit status."""
    from lod.synth.__main__ import main as run

    return run(arguments)
