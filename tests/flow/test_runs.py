"""Records as they are mapped: nothing that must not be published slips through the fast way."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib import parse

import pytest

from lod import publication, stages
from lod.derive.policy import Inspector
from lod.flow import build as flow
from lod.flow import runs
from lod.flow.crew import Crew
from lod.flow.plan import Plan
from lod.flow.runs import Batch
from lod.publish import dumps

from .conftest import Record, records

Map = Callable[..., runs.Run]

CONTACTS = (
    "anna@example.org",
    "anna＠example．org",
    "anna [at] example [dot] org",
    "anna at example dot org",
    "mailto:anna",
    "tālr. 26 123 456",
    "+371 26123456",
    "tālr. ２６１２３４５６",
)


@pytest.fixture(scope="session")
def plan(invented: Path) -> Iterator[Plan]:
    """The plan of the invented publication."""
    here = publication.load(invented)
    compiled = stages.compiled_rules(here, dumps.read_model(here))
    begun = flow.Flow(here, compiled, Crew(1))
    yield begun.here.plan
    begun.close()


@pytest.fixture
def mapped(plan: Plan, tmp_path: Path) -> Map:
    """Maps records as one batch."""

    def run(*found: Record) -> runs.Run:
        raw = b"\n".join(json.dumps(one, ensure_ascii=False).encode() for one in found)
        path = tmp_path / "records.jsonl"
        path.write_bytes(raw)
        batch = Batch(1, "data/records.jsonl", 1, 0, len(raw), str(path))
        return runs.map_batch(plan, batch, str(tmp_path), 4, keep_going=False)

    return run


@pytest.fixture
def slowly(mapped: Map, monkeypatch: pytest.MonkeyPatch) -> Map:
    """Maps records with no document passing at first sight."""

    def run(*found: Record) -> runs.Run:
        with monkeypatch.context() as patch:
            patch.setattr(Inspector, "passes", lambda *_: False)
            return mapped(*found)

    return run


def whole(root: Path) -> Record:
    """A record that maps without a problem, with something of every kind."""
    record = copy.deepcopy(records(root)[0])
    quote = record["spans"][0][2]
    thing = f"document/{record['document']['document']}"
    record["claims"] += [
        {"quote": quote, thing: {"name": "Vārds"}},
        {"status": "inferred", "rule": "It follows.", "quote": quote, thing: {"name": "Cits"}},
        {"status": "external", "source": "https://example.org/a", thing: {"name": "Trešais"}},
        {"rank": "deprecated", "quote": quote, thing: {"name": "Vecs"}},
    ]
    return record


def planted(record: Record, contact: str) -> Iterator[tuple[str, Record]]:
    """The record with a contact in one place after the other: (place, record)."""
    thing = f"document/{record['document']['document']}"
    address = f"https://example.org/?q=a{parse.quote(f' {contact}')}"

    def changed(change: Callable[[Record], Any]) -> Record:
        made = copy.deepcopy(record)
        change(made)
        return made

    def put(at: int, **values: Any) -> Record:
        return changed(lambda made: made["claims"][at].update(values))

    def exact(made: Record) -> None:
        words = made["spans"][0]
        length = len(contact)
        made["spans"][0] = [words[0], words[0] + length, words[2], contact]
        made["document"]["length"] = str(10_000)

    def quoted(made: Record) -> None:
        made["spans"].append([0, len(contact), contact])
        made["claims"][-4]["quote"] = contact
        made["document"]["length"] = str(10_000)

    yield "name", put(-4, **{thing: {"name": contact}})
    yield "name in words", put(-4, **{thing: {"name": f"Raksti: {contact}, lūdzu"}})
    yield "name in a language", put(-4, **{thing: {"name": {"lv": "labi", "en": contact}}})
    yield "deprecated name", put(-1, **{thing: {"name": contact}})
    yield "rule", put(-3, rule=f"{contact} says so")
    yield "source", put(-2, source=address)
    yield "quote", changed(quoted)
    yield "exact words", changed(exact)
    yield "prefix", put(-4, prefix=contact)
    for field in ("title", "rights", "supplied-title"):
        made = copy.deepcopy(record)
        made["document"][field] = contact
        yield field, made
    made = copy.deepcopy(record)
    made["document"]["url"] = address
    yield "url", made


def test_a_record_with_something_of_every_kind_is_mapped(
    invented: Path, mapped: Map, slowly: Map
) -> None:
    run = mapped(whole(invented))
    assert run.problems == ()
    rows = Path(run.path).read_bytes()
    again = slowly(whole(invented))
    assert again.problems == ()
    assert again.documents == run.documents
    assert Path(again.path).read_bytes() == rows


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_contact_is_found_wherever_it_stands_as_the_slow_way_finds_it(
    invented: Path, mapped: Map, slowly: Map, contact: str
) -> None:
    for place, record in planted(whole(invented), contact):
        found = mapped(record)
        assert found.problems, place
        assert found.problems == slowly(record).problems, place


def test_what_must_not_be_published_is_found_in_every_record(
    invented: Path, mapped: Map, slowly: Map
) -> None:
    address = f"https://example.org/?q=a{parse.quote(' anna@example.org')}"
    found = [one for one in records(invented) if "document" in one][:4]
    thing = next(key for key in found[0]["claims"][0] if key.startswith("event/"))
    for record in found:
        record["claims"].append({"quote": record["spans"][0][2], thing: {"url": address}})
    problems = mapped(*found).problems
    assert [(problem.code, problem.line) for problem in problems] == [
        ("contact", line) for line in range(1, 5)
    ]
    assert problems == slowly(*found).problems


@pytest.mark.parametrize(
    "span",
    [
        [0, 3],
        [0, 3, "ab"],
        [0, 3, "abc", None, None, None],
        [0, 3, "abc", "abc", ["1"]],
        [0, 99_999, "x" * 99_999],
        "abc",
    ],
)
def test_what_is_no_span_is_a_problem(invented: Path, mapped: Map, span: Any) -> None:
    record = whole(invented)
    record["spans"].append(span)
    (problem,) = mapped(record).problems
    assert problem.code == "bad-spans"


def test_a_quote_without_a_span_is_a_problem_to_be_mended_in_the_record(
    invented: Path, mapped: Map
) -> None:
    record = whole(invented)
    record["spans"] = record["spans"][1:]
    (problem,) = mapped(record).problems
    assert problem.code == "quote-unverified"
    assert "`spans` of the record" in problem.remedy
