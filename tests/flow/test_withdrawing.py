"""A withdrawal can always be published, and takes along no more than what names the withdrawn."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lod import cli, pipeline, publication
from lod.curate import register
from lod.errors import NotPublishable, Problem, Severity
from lod.flow import ledger
from lod.stages import Summary

from .test_validating import checked
from .test_verbs import telling

Copy = Callable[[], Path]

EVENT = "event/d0000000-workshop-1"
PEOPLE = ("anna-kalnina", "ilze-kalnina", "anna-kalnina-2", "janis-kalnins")


def record(number: int, *claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record whose quotes stand one after the other in its text."""
    spans: list[list[Any]] = []
    for quote in (claim["quote"] for claim in claims):
        start = spans[-1][1] + 1 if spans else 0
        spans.append([start, start + len(quote), quote])
    key = f"d{number:07}"
    told = {"document": key, "type": "NewsArticle", "language": "lv", "title": f"Raksts {number}"}
    size = {"length": "9000", "sha256": f"{number:064}", "published": "2018-09-30"}
    return {"document": {**told, **size}, "claims": list(claims), "spans": spans}


def name(key: str, said: str, quote: str = "") -> Mapping[str, Any]:
    return {"quote": quote or said, f"person/{key}": {"name": said}}


def opens(key: str, quote: str) -> Mapping[str, Any]:
    part = {"participant": f"person/{key}", "role": "opener"}
    return {"quote": quote, EVENT: {"participation": [part]}}


RECORDS = (
    record(0, name("anna-kalnina", "Anna Kalniņa"), name("ilze-kalnina", "Ilze Kalniņa")),
    record(
        1,
        name("ilze-kalnina", "Ilze Kalniņa"),
        {"quote": "Ilzes Kalniņas projekts", "project/nepase-bo": {"goal": "Labs mērķis"}},
        {"quote": "Runāja arī Kalniņa", "project/nepase-bo": {"goal": "Cits mērķis"}},
    ),
    record(2, name("anna-kalnina-2", "Anna Kalniņa"), opens("anna-kalnina-2", "vadītāja teica")),
    record(
        3,
        name("janis-kalnins", "Jānis Kalniņš", "Anna un Jānis Kalniņš"),
        opens("janis-kalnins", "vadītājs teica"),
    ),
)


PEOPLES = {
    "documents": "document: d0000050\nlanguage: lv\ntitle: Raksts\nlength: 90\nsha256: " + "0" * 64,
    "claims": "document: d0000050\nclaims:\n  - quote: Runāja Jānis Kalniņš\n"
    "    person/janis-kalnins:\n      name: Jānis Kalniņš\n",
    "spans": "start\tend\toccurrence\tprefix\tquote\texact\n0\t20\t\t\tRunāja Jānis Kalniņš\t\n",
}
"""One more document, in files that people edit."""


@pytest.fixture
def root(folder: Copy) -> Path:
    """Four articles among the invented ones; two people have one name, three one surname."""
    here = folder()
    with (here / "data" / "records.jsonl").open("a", encoding="utf-8") as file:
        for number, one in enumerate(RECORDS, 9_000_000):
            document = {**one["document"], "document": f"d{number}"}
            file.write(json.dumps({**one, "document": document}, ensure_ascii=False) + "\n")
    with (here / "data" / "register.tsv").open("a", encoding="utf-8") as file:
        for number, key in enumerate(PEOPLE):
            file.write(f"person/{key}\tid/person/p-00000{number}\t2026-01-31\t\n")
        for number in range(len(RECORDS)):
            key = f"document/d{9_000_000 + number}"
            file.write(f"{key}\tid/{key}\t2026-01-31\t\n")
    return here


def withdraw(root: Path, key: str) -> None:
    path = root / "data" / "register.tsv"
    rows = path.read_text(encoding="utf-8").split("\n")
    at = next(number for number, row in enumerate(rows) if row.startswith(f"{key}\t"))
    rows[at] = "\t".join((*rows[at].split("\t")[:3], register.WITHDRAWN))
    path.write_text("\n".join(rows), encoding="utf-8")


def built(root: Path) -> Summary:
    return pipeline.build(publication.load(root), workers=1)


def lacking(done: Summary) -> list[Problem]:
    return [problem for problem in done.findings if "register.tsv withdraws" in problem.remedy]


def test_only_what_names_the_withdrawn_person_goes(root: Path) -> None:
    built(root)
    withdraw(root, "person/anna-kalnina")
    done = built(root)
    text = (root / "dist" / "dataset.nq").read_text(encoding="utf-8")
    assert "Anna" not in text.replace("Annas", "")
    assert '"Ilze Kalniņa"' in text
    assert "Labs mērķis" in text
    assert "Cits mērķis" not in text
    assert "Jānis Kalniņš" not in text
    assert done.results[Severity.VIOLATION] == 0


def test_who_lost_a_name_with_the_withdrawn_person_is_a_warning_with_a_remedy(root: Path) -> None:
    withdraw(root, "person/anna-kalnina")
    told = lacking(built(root))
    named = {problem.what.split(":")[0] for problem in told}
    assert {"person/p-000002", "person/p-000003"} <= named
    assert {problem.severity for problem in told} == {Severity.WARNING}
    assert cli.main(["validate", "--root", str(root), "--workers", "1"]) == 0
    assert lacking(built(root)) == told


def test_who_never_had_a_name_is_an_error_still(root: Path) -> None:
    withdraw(root, "person/anna-kalnina")
    path = root / "data" / "records.jsonl"
    opened = opens("nobody", "Ilze Kalniņa")
    text = path.read_text(encoding="utf-8")
    at = text.index('{"quote": "Ilze Kalniņa"', text.index("Raksts 1"))
    path.write_text(f"{text[:at]}{json.dumps(opened)}, {text[at:]}", encoding="utf-8")
    with (root / "data" / "register.tsv").open("a", encoding="utf-8") as file:
        file.write("person/nobody\tid/person/p-000009\t2026-01-31\t\n")
    with pytest.raises(NotPublishable) as refusal:
        built(root)
    (error,) = (p for p in refusal.value.problems if p.severity is Severity.VIOLATION)
    assert error.what.startswith("person/p-000009: ")
    assert not error.remedy


def test_the_store_of_the_validation_forgets_what_is_withdrawn(root: Path) -> None:
    checked(root)
    folder = root / ".lod" / "cache" / "flow" / "validation"
    assert _holding("Ilze Kalniņa", folder)
    withdraw(root, "person/ilze-kalnina")
    withdraw(root, "person/anna-kalnina")
    checked(root)
    assert not _holding("Ilze Kalniņa", folder)
    assert not _holding("Anna Kalniņa", folder)


def test_no_file_of_the_cache_or_the_publication_holds_a_withdrawn_name(root: Path) -> None:
    for folder, text in PEOPLES.items():
        (root / "data" / folder).mkdir(exist_ok=True)
        (root / "data" / folder / f"d0000050.{'tsv' if folder == 'spans' else 'yaml'}").write_text(
            text, encoding="utf-8"
        )
    with (root / "data" / "register.tsv").open("a", encoding="utf-8") as file:
        file.write("document/d0000050\tid/document/d0000050\t2026-01-31\t\n")
    folders = (root / ".lod", root / "dist")
    built(root)
    assert {path.suffix for path in map(Path, telling("Jānis Kalniņš", *folders))} >= {
        ".sqlite",
        ".chunk",
        ".nq",
    }
    withdraw(root, "person/janis-kalnins")
    built(root)
    assert telling("Jānis Kalniņš", *folders) == []


def test_the_ledger_of_an_earlier_version_does_not_stay(root: Path) -> None:
    old = root / ".lod" / "cache" / "flow" / "ledger-1.sqlite"
    old.parent.mkdir(parents=True)
    old.write_text("Anna Kalniņa", encoding="utf-8")
    checked(root)
    assert not old.exists()
    assert (old.parent / ledger.FILE).exists()


def _holding(word: str, folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if word.encode() in path.read_bytes()]
