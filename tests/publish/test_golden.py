"""Whole dumps of a small dataset, to be reviewed like code.

`make golden` rewrites the files; the difference is reviewed like code.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from lod.publish import jsonld, names, nquads, rdf12, trig, turtle
from lod.publish.context import Context

GOLDEN = Path(__file__).parents[1] / "golden" / "publish"
HEAD = "An example of our own making\nLicence: https://creativecommons.org/licenses/by/4.0/"
FILES = ("facts.ttl", "evidence.ttl", "dataset.trig", "dataset.rdf12.ttl", "facts.jsonld")


def dump(name: str, lines: list[str], known: Context, base: str) -> Iterator[str]:
    graph = f"{base}graph/claims"
    facts, claims = list(nquads.outside(lines, graph)), list(nquads.within(lines, graph))
    everything = {**known.prefixes, **names.kinds(lines, base)}

    def used(some: Iterable[str]) -> dict[str, str]:
        return names.in_use(some, everything)

    if name == "facts.ttl":
        return turtle.write(facts, used(facts), HEAD, base)
    if name == "evidence.ttl":
        return turtle.write(claims, used(claims), HEAD, base)
    if name == "dataset.trig":
        return trig.write(lines, used(lines), HEAD, base)
    if name == "dataset.rdf12.ttl":
        return rdf12.write(lines, used(lines), HEAD, base)
    return jsonld.write(facts, known, base)


@pytest.mark.parametrize("name", FILES)
def test_golden_dump(
    name: str,
    example: list[str],
    small_context: Context,
    base: str,
    request: pytest.FixtureRequest,
) -> None:
    written = "".join(dump(name, example, small_context, base))
    if request.config.getoption("--rewrite-golden"):
        (GOLDEN / name).write_text(written, encoding="utf-8", newline="\n")
    assert written == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_the_same_lines_give_the_same_bytes_whatever_was_written_before(
    name: str, example: list[str], small_context: Context, base: str
) -> None:
    first = "".join(dump(name, example, small_context, base))
    assert "".join(dump(name, list(reversed(example))[::-1], small_context, base)) == first
