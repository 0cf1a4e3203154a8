"""Builds of one session publish what a build on its own publishes, to the byte."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lod import pipeline, publication
from lod.errors import LodError, Problem, ProblemsError
from lod.publication import Publication
from lod.session import Session

Snapshot = Callable[[Path], Mapping[str, bytes]]
Edit = Callable[[Path], None]

CLAIMS = "data/claims/002_5f338807786e2a39.yaml"
BUDGET = "totalBudget: 791256.20 EUR"
RULE = "\n  - status: inferred\n    rule: It is so.\n    project/{}\n"


def replaced(name: str, old: str, new: str, count: int = -1) -> Edit:
    def edit(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, name
        (root / name).write_text(text.replace(old, new, count), encoding="utf-8")

    return edit


def appended(name: str, more: str) -> Edit:
    def edit(root: Path) -> None:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(more)

    return edit


def withdrawn(key: str) -> Edit:
    def edit(root: Path) -> None:
        path = root / "data" / "register.tsv"
        rows = path.read_text(encoding="utf-8").split("\n")
        rows = [f"{row}withdrawn" if row.startswith(f"{key}\t") else row for row in rows]
        path.write_text("\n".join(rows), encoding="utf-8")

    return edit


def removed(name: str) -> Edit:
    return lambda root: (root / name).unlink()


DOCUMENT = "data/documents/002_5f338807786e2a39.yaml"
MORE = "socquality:\n      alternateName: SQ"
OTHER = "sempre:\n      totalBudget: 7.00 EUR"
CONTACT = "socquality:\n      alternateName: someone@example.org"
RANKED = f"rank: deprecated\n    project/socquality:\n      {BUDGET}"

EDITS: Mapping[str, Edit] = {
    "a value": replaced(CLAIMS, BUDGET, "totalBudget: 791256.21 EUR"),
    "another lexical form": replaced(CLAIMS, BUDGET, "totalBudget: 791256.2 EUR"),
    "a line more on top": replaced(CLAIMS, "document:", "# read again\n\ndocument:", 1),
    "a claim more": appended(CLAIMS, RULE.format(MORE)),
    "a claim less": replaced(CLAIMS, "      occurrence: planned\n", "", 1),
    "a contradiction": appended(CLAIMS, RULE.format(OTHER)),
    "a rank": replaced(CLAIMS, f"project/socquality:\n      {BUDGET}", RANKED),
    "a wrong key": replaced(CLAIMS, "totalBudget", "totalBudgt", 1),
    "a quote without a span": replaced(CLAIMS, "quote: Rožamalas", "quote: Rožu malas", 1),
    "half a file": appended(CLAIMS, "\n  - quote: ["),
    "a contact detail": appended(CLAIMS, RULE.format(CONTACT)),
    "a file less": removed("data/claims/external.yaml"),
    "a record": replaced(DOCUMENT, "title:", "rights: CC BY 4.0\ntitle:", 1),
    "a withdrawn person": withdrawn("person/aivars-okmanis"),
    "a withdrawn document": withdrawn("document/001_099446ccaf8e5d87"),
    "a line more in the ontology": appended("ontology/coop.ttl", "\n# the end\n"),
    "a stricter shape": replaced("shapes/amount.ttl", "sh:minCount 1", "sh:minCount 2", 1),
    "no shape any more": appended("shapes/project.ttl", "\nthis is no Turtle\n"),
    "a query": replaced("queries/01-projects.rq", "SELECT", "# all of them\nSELECT", 1),
    "the title": replaced("lod.toml", "Interreg projects", "The Interreg projects", 1),
    "another base": replaced(
        "lod.toml", "https://data.example.org/", "https://a.example.net/x/", 1
    ),
}


def sources(root: Path) -> Mapping[Path, bytes]:
    folders = [root / name for name in ("data", "ontology", "shapes", "queries")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in (*files, root / "lod.toml")}


def restore(root: Path, before: Mapping[Path, bytes]) -> None:
    for path in sources(root).keys() - before.keys():
        path.unlink()
    for path, raw in before.items():
        if not path.is_file() or path.read_bytes() != raw:
            path.write_bytes(raw)


def found(root: Path, out: Path, session: Session | None) -> tuple[Problem, ...] | str:
    """The findings of a build, or what kept it from being published."""
    try:
        return pipeline.build(publication.load(root), out=out, session=session).findings
    except ProblemsError as error:
        return f"{type(error).__name__}\n{error}"
    except LodError as error:
        return str(error)


def agree(root: Path, session: Session, snapshot: Snapshot) -> bool:
    """Whether the build was published; both ways of building find and publish the same."""
    warm, cold = root / "dist", root / "elsewhere"
    before = snapshot(warm)
    first, second = found(root, warm, session), found(root, cold, None)
    assert first == second
    published = not isinstance(first, str)
    assert snapshot(warm) == (snapshot(cold) if published else before)
    return published


@pytest.mark.no_cover
def test_a_series_of_edits_gives_the_bytes_of_fresh_builds(
    real: Publication, snapshot: Snapshot
) -> None:
    before, names = sources(real.root), sorted(EDITS)
    chance = random.Random(7)
    chance.shuffle(names)
    failed = set()
    with Session() as session:
        assert agree(real.root, session, snapshot)
        for name in names:
            if chance.random() < 0.7:  # else one edit on top of the other
                restore(real.root, before)
            EDITS[name](real.root)
            if not agree(real.root, session, snapshot):
                failed.add(name)
                restore(real.root, before)
    assert {"a wrong key", "a quote without a span", "half a file", "a contact detail"} <= failed
    assert {"no shape any more", "a stricter shape"} <= failed
    assert not failed & {"a value", "a line more on top", "a withdrawn person", "a record"}
