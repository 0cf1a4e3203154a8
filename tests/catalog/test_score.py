"""The quality score: 405 points for our own catalogue, fewer where something is missing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from lod.catalog import metrics, score, scoreboard
from lod.catalog.metrics import METRICS
from lod.catalog.score import Score
from lod.errors import CallError

from .conftest import BASE, Describe


def answers(_: str) -> int:
    return 200


def earned(found: Score) -> dict[str, int]:
    return {item.metric.name: item.earned for item in found.datasets[0].items}


def test_our_own_catalogue_earns_all_points(describe: Describe) -> None:
    found = score.score(describe().lines, answers)
    assert found.total == found.best == 405
    assert found.datasets[0].rating == "excellent"


def test_addresses_that_nobody_asked_earn_nothing_and_the_board_says_so(
    describe: Describe,
) -> None:
    found = score.score(describe().lines)
    assert (found.total, found.datasets[0].unchecked) == (325, 80)
    assert "not checked: dcat:accessURL answers" in scoreboard.text(found)


def test_addresses_that_do_not_answer_are_named(describe: Describe) -> None:
    found = score.score(describe().lines, lambda address: 404 if "trig" in address else 200)
    assert found.total == 405
    lacking = {i.metric.name: i.lacking for i in found.datasets[0].items if i.lacking}
    trig = (f"{BASE}dataset/distribution/dataset-trig",)
    assert lacking == {"accessUrlStatusCode": trig, "downloadUrlStatusCode": trig}
    assert score.score(describe().lines, lambda _: 404).total == 325


def test_each_address_is_asked_once(describe: Describe) -> None:
    asked: list[str] = []

    def head(address: str) -> int:
        asked.append(address)
        return 200

    score.score(describe().lines, head)
    assert sorted(asked) == sorted(set(asked))
    assert len(asked) == 8


@pytest.mark.parametrize(
    ("predicate", "lost"),
    [
        ("http://www.w3.org/ns/dcat#keyword", 30),
        ("http://www.w3.org/ns/dcat#theme", 30),
        ("http://purl.org/dc/terms/spatial", 20),
        ("http://purl.org/dc/terms/temporal", 20),
        ("http://www.w3.org/ns/dcat#accessURL", 80),  # and DCAT-AP makes it mandatory
        ("http://www.w3.org/ns/dcat#downloadURL", 50),
        ("http://purl.org/dc/terms/format", 35),  # 20, 10 for the vocabulary, 5 as penalty
        ("http://www.w3.org/ns/dcat#mediaType", 25),
        ("http://purl.org/dc/terms/license", 30),
        ("http://purl.org/dc/terms/accessRights", 15),
        ("http://www.w3.org/ns/dcat#contactPoint", 20),
        ("http://purl.org/dc/terms/publisher", 40),
        ("http://purl.org/dc/terms/rights", 5),
        ("http://www.w3.org/ns/dcat#byteSize", 5),
        ("http://purl.org/dc/terms/issued", 5),
        ("http://purl.org/dc/terms/modified", 5),
        ("http://xmlns.com/foaf/0.1/name", 30),
    ],
)
def test_what_is_left_out_costs_its_points(describe: Describe, predicate: str, lost: int) -> None:
    kept = [line for line in describe().lines if f" <{predicate}> " not in line]
    assert score.score(kept, answers).total == 405 - lost


def test_a_missing_setting_costs_what_it_was_said_to_cost(describe: Describe) -> None:
    for removed in (
        'publisher = "lod publication"\n',
        'themes = ["SOCI", "REGI"]\n',
        'license = "https://creativecommons.org/licenses/by/4.0/"\n',
        'keywords = {lv = ["sociālā iekļaušana"], en = ["social inclusion"]}\n',
        "issued = 2026-01-31\nmodified = 2026-02-28\n",
    ):
        made = describe((removed, ""))
        price = sum(
            int(match[1]) for p in made.problems if (match := re.search(r"costs (\d+)", p.what))
        )
        assert score.score(made.lines, answers).total == 405 - price, removed


def test_a_file_scores_as_its_lines(describe: Describe, tmp_path: Path) -> None:
    made = describe()
    made.write(tmp_path)
    for name in ("catalog.ttl", "catalog.jsonld"):
        assert score.score_file(tmp_path / name) == score.score(made.lines)


def test_without_a_dataset_there_is_no_score() -> None:
    with pytest.raises(CallError, match=r"no dcat:Dataset"):
        score.score([])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("broken.ttl", "<a> <b", "broken"),
        ("catalog.docx", "", "extension"),
        ("absent.ttl", None, "absent"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CallError, match=message):
        score.score_file(tmp_path / name)


def test_a_poor_description_gets_a_poor_word() -> None:
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    found = score.score([f"<urn:a> <{rdf_type}> <http://www.w3.org/ns/dcat#Dataset> ."])
    assert (found.total, found.datasets[0].rating) == (0, "bad")
    lacking = {i.metric.name: i.lacking for i in found.datasets[0].items}
    assert lacking["dcatApCompliance"] == (
        "urn:a: dcterms:description is missing",
        "urn:a: dcterms:title is missing",
    )


def test_the_board_shows_every_metric_and_adds_up(describe: Describe) -> None:
    found = score.score(describe(('themes = ["SOCI", "REGI"]\n', "")).lines, answers)
    text = scoreboard.text(found)
    assert text.startswith(f"{BASE}dataset: 375 of 405 points, excellent")
    assert all(metric.name in text for metric in METRICS)
    assert "0 of 30  categoryAvailability  missing: dcat:theme" in text
    said = json.loads(json.dumps(scoreboard.as_json(found)))
    assert sum(item["earned"] for item in said["datasets"][0]["items"]) == said["total"] == 375


def test_the_table_is_that_of_the_european_vocabulary(shared: Path) -> None:
    path = shared / "material" / "mqa" / "piveau-dqv-vocabulary.ttl"
    if not path.is_file():
        pytest.skip("no copy of the vocabulary of metrics")
    pv = rdflib.Namespace("https://piveau.eu/ns/voc#")
    dqv = rdflib.Namespace("http://www.w3.org/ns/dqv#")
    graph = rdflib.Graph().parse(path)
    theirs = {
        str(metric).removeprefix(str(pv)): (
            str(graph.value(metric, dqv.inDimension))
            .removeprefix(str(pv))
            .replace("blity", "bility"),
            int(str(graph.value(metric, pv.trueScore))),
            -int(str(graph.value(metric, pv.falseScore) or 0)),
        )
        for metric in graph.subjects(pv.trueScore)
    }
    assert theirs == {m.name: (m.dimension, m.points, m.penalty) for m in METRICS}


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (351, "excellent"),
        (350, "good"),
        (221, "good"),
        (220, "sufficient"),
        (120, "sufficient"),
        (119, "bad"),
        (-10, "bad"),
    ],
)
def test_ratings_begin_where_the_european_table_says(points: int, word: str) -> None:
    assert metrics.rating(points) == word


def test_the_official_examples_are_read_and_scored(shared: Path) -> None:
    examples = sorted((shared / "material" / "dcat-ap-3.0.1" / "examples").glob("*.ttl"))
    if not examples:
        pytest.skip("no copy of the official examples")
    scored: Callable[[Path], Score] = score.score_file
    totals, refused = {}, []
    for path in examples:
        try:
            totals[path.stem] = scored(path).total
        except CallError:
            refused.append(path.stem)
    # Two of them have a slash in a prefixed name, which is no Turtle.
    assert refused == [
        "example-bee-population-dataset-series-api",
        "example-bee-population-dataset-series-combined",
    ]
    assert all(0 <= total <= 325 for total in totals.values())
    assert totals["example-bee-population"] == 40  # a publisher, and nothing mandatory missing


def test_catalogues_of_others_are_scored_the_fuller_the_higher(shared: Path) -> None:
    folder = shared / "material" / "dcat-ap-es"
    found = {path.stem: score.score_file(path).total for path in folder.rglob("*.ttl")}
    if not found:
        pytest.skip("no copy of the Spanish examples")
    minimal, full = found["E_DCAT-AP-ES_minimal"], found["E_DCAT-AP-ES_full"]
    assert 0 < minimal < full <= 325


@pytest.mark.parametrize(
    ("said", "earned_points"),
    [
        ("dct:format <http://publications.europa.eu/resource/authority/file-type/CSV>", 40),
        ("dct:format <http://publications.europa.eu/resource/authority/file-type/XLSX>", 20),
        ("dct:format <http://publications.europa.eu/resource/authority/file-type/PDF>", 0),
        ('dct:format "CSV"', 40),
        ('dct:format "JSON-LD"', 40),
        ('dcat:mediaType "text/turtle"', 40),
        ("dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv>", 40),
        ("dcat:mediaType <urn:unheard-of>", 0),
    ],
)
def test_a_format_is_known_in_whatever_form_it_is_given(
    tmp_path: Path, said: str, earned_points: int
) -> None:
    path = tmp_path / "catalog.ttl"
    path.write_text(
        f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <urn:a> a dcat:Dataset ; dcat:distribution <urn:d> . <urn:d> {said} .""",
        encoding="utf-8",
    )
    points = earned(score.score_file(path))
    found = points["formatMediaTypeNonProprietary"] + points["formatMediaTypeMachineInterpretable"]
    assert found == earned_points


@pytest.mark.parametrize(
    ("licence", "known"),
    [
        ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", True),
        ("http://creativecommons.org/licenses/by/4.0/", True),
        ("http://opendatacommons.org/licenses/by/1-0", True),
        ("https://example.org/terms", False),
    ],
)
def test_a_licence_is_known_by_code_or_address(
    describe: Describe, licence: str, known: bool
) -> None:
    ours = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
    lines = [line.replace(f"<{ours}>", f"<{licence}>") for line in describe().lines]
    assert earned(score.score(lines))["knownLicence"] == (10 if known else 0)


def test_several_datasets_are_scored_each_and_on_average(tmp_path: Path) -> None:
    path = tmp_path / "catalog.ttl"
    path.write_text(
        """@prefix dcat: <http://www.w3.org/ns/dcat#> .
        <urn:a> a dcat:Dataset ; dcat:keyword "a" . <urn:b> a dcat:Dataset .""",
        encoding="utf-8",
    )
    found = score.score_file(path)
    assert [each.total for each in found.datasets] == [30, 0]
    assert scoreboard.text(found).endswith("2 datasets: 15 of 405 points on average")
