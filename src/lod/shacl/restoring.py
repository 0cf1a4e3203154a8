"""Lexical forms for the values that SPARQL-based constraints find.

Enters: pairs of focus node and value from a query that read the statements as the store has them
(`12.5`). Leaves: for each pair the literal as it was written (`12.50`), where the focus node
states just one such; the shadows know (see `store`).
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lod.ntriples import literal_value
from lod.shacl.lexical import NORMALISED
from lod.shacl.store import EXACT_GRAPH, Data, decode, decoded

Pair = tuple[str, str]
_AT_ONCE = 500


def written(data: Data, pairs: Iterable[Pair]) -> dict[Pair, str]:
    """The pairs whose value was written in another form, with that form."""
    asked = sorted({pair for pair in pairs if _may_differ(pair)}) if data.shadows else []
    found: dict[Pair, set[str]] = {}
    for begin in range(0, len(asked), _AT_ONCE):
        for pair, form in _forms(data, asked[begin : begin + _AT_ONCE]):
            found.setdefault(pair, set()).add(form)
    return {pair: forms.pop() for pair, forms in found.items() if len(forms) == 1}


def _may_differ(pair: Pair) -> bool:
    focus, value = pair
    return (
        focus.startswith("<")
        and value.startswith('"')
        and literal_value(value).datatype in NORMALISED
    )


def _forms(data: Data, pairs: list[Pair]) -> Iterator[tuple[Pair, str]]:
    values = " ".join(f"({focus} {value})" for focus, value in pairs)
    rows = data.store.query(
        f"SELECT DISTINCT ?this ?plain ?form WHERE {{ VALUES (?this ?plain) {{ {values} }} "
        f"GRAPH {EXACT_GRAPH} {{ ?this ?predicate ?form }} "
        f"FILTER(isLiteral(?form) && sameTerm({decoded('?form')}, ?plain)) }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        yield (str(row[0]), str(row[1])), decode(str(row[2]))
