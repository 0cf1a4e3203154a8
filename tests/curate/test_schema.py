"""The JSON Schema of claim files: right files pass, faults of form do not."""

from typing import Any

import jsonschema
import pytest
import yaml

from lod.curate import records
from lod.curate.schema import DIALECT, claim_schema
from lod.publication import Publication
from lod.vocab import Vocabulary

RIGHT = """
document: tilts
claims:
  - quote: Projekta
    occurrence: 2
    project/tilts: {name: Tilts, acronym: TILTS}
  - quote: [Projekta „Tilts”, {text: Projekta, occurrence: 1, prefix: "."}]
    rank: preferred
    project/tilts:
      name: {lv: Tilts, en: Bridge}
      goal: [viens, {lv: divi}]
      date: [2018-11-27/2018-11-28, 2017-11-XX, ../2018-01-30, "2018?", 2016]
      totalBudget: [791256.20 EUR, {value: 1.50, currency: EUR}, {value: "1.50", currency: EUR}]
      period: [2019-03-01/2019-03-05, {periodStart: 2019-03-01, periodEnd: 2019-03-05}]
      funding: {funder: organization/x, amount: 1 EUR}
      url: http://www.sempre-project.eu
      topic: [tilti, priority/x]
      participation:
        - {participant: person/x, role: opener, position: vadītāja}
    event/x:
      count: {measuredProperty: attendance, value: 40}
      kind: conference
      startTime: "10:30:00"
    organization/x: {type: [schema:NGO, NGO]}
  - status: inferred
    rule: [It must be so., {lv: Tā vajag.}]
    place/x: {name: Rīga}
  - status: external
    source: https://example.org
    place/x: {sameAs: [http://www.wikidata.org/entity/Q1773]}
"""
ENTRY = "document: tilts\nclaims:\n  - quote: Projekta\n    {}\n"


@pytest.fixture(scope="session")
def schema(vocabulary: Vocabulary) -> jsonschema.Draft202012Validator:
    made = claim_schema(vocabulary)
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def test_the_schema_names_its_dialect_and_describes_our_terms(vocabulary: Vocabulary) -> None:
    made = claim_schema(vocabulary)
    assert made["$schema"] == DIALECT
    project = made["$defs"]["thing-project"]
    assert project["description"]
    assert project["properties"]["totalBudget"]["description"].startswith("total budget")


def test_every_kind_and_key_of_the_vocabulary_is_there(vocabulary: Vocabulary) -> None:
    made = claim_schema(vocabulary)["$defs"]
    for segment, forms in vocabulary.forms.items():
        assert set(made[f"thing-{segment}"]["properties"]) == set(forms)


def test_codes_are_listed(vocabulary: Vocabulary) -> None:
    role = claim_schema(vocabulary)["$defs"]["thing-participation"]["properties"]["role"]
    assert role["anyOf"][0] == {"enum": sorted(vocabulary.codes["roles"])}


def test_the_real_claim_files_pass(
    schema: jsonschema.Draft202012Validator, here: Publication
) -> None:
    paths = records.files(here.data / "claims")
    assert len(paths) >= 5
    for path in paths:
        schema.validate(records.read(path, path.name).data)


def test_a_file_that_uses_every_form_passes(schema: jsonschema.Draft202012Validator) -> None:
    schema.validate(records.parse(RIGHT, "f").data)
    schema.validate(_as_an_editor_sees_it(RIGHT))


@pytest.mark.parametrize(
    "body",
    [
        "project/tilts: {nome: Tilts}",
        "projects/tilts: {name: Tilts}",
        "project/tilts: {}",
        "project/tilts: [name]",
        "project/tilts:",
        "project/ti lts: {name: Tilts}",
        "amount/tilts: {value: 1}",
        "ocurrence: 1",
        "rank: preferred",
        "status: sated\n    project/tilts: {name: Tilts}",
        "status: inferred\n    project/tilts: {name: Tilts}",
        "status: external\n    project/tilts: {name: Tilts}",
        "source: example.org\n    project/tilts: {name: Tilts}",
        "rule: []\n    project/tilts: {name: Tilts}",
        "occurrence: 0\n    project/tilts: {name: Tilts}",
        "project/tilts: {name: [[Tilts]]}",
        "project/tilts: {name: []}",
        "project/tilts: {name: ' '}",
        "project/tilts: {name: {latviski: Tilts}}",
        "project/tilts: {acronym: {lv: TILTS}}",
        "project/tilts: {totalBudget: daudz}",
        "project/tilts: {totalBudget: '791 256,20 EUR'}",
        "project/tilts: {totalBudget: {value: daudz, currency: EUR}}",
        "project/tilts: {date: 27.11.2018}",
        "project/tilts: {date: 2018-13}",
        "project/tilts: {date: 2018-11-32}",
        "project/tilts: {period: 2019}",
        "project/tilts: {programme: project/tilts}",
        "project/tilts: {programme: Interreg}",
        "project/tilts: {url: www.example.org}",
        "project/tilts: {url: 'https://example.org/a b'}",
        "project/tilts: {participation: {role: opener}}",
        "project/tilts: {participation: {participant: person/x, role: opner}}",
        "project/tilts: {participation: organization/x}",
        "project/tilts: {count: {measuredProperty: attendance, value: daudz}}",
        "event/tilts: {kind: konference}",
        "event/tilts: {startTime: '10:30'}",
        "organization/tilts: {type: schema:Goverment}",
    ],
)
def test_a_fault_of_form_does_not_pass(body: str, schema: jsonschema.Draft202012Validator) -> None:
    data = yaml.load(ENTRY.format(body), yaml.BaseLoader)
    assert not schema.is_valid(data)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "document: tilts",
        "document: tilts\nclaims: {}",
        "document: tilts\nclaims: [x]",
        "document: [tilts]\nclaims: []",
        "document: tilts\nclaim: []\nclaims: []",
        "document: tilts\nclaims: [{project/x: {name: x}}]",
        "claims: [{quote: x, project/x: {name: x}}]",
        "document: tilts\nclaims: [{occurrence: 1, status: inferred, rule: x, place/x: {name: x}}]",
        "document: tilts\nclaims: [{quote: [x], occurrence: '1', place/x: {name: x}}]",
        "document: tilts\nclaims: [{quote: {txt: x}, place/x: {name: x}}]",
        "document: tilts\nclaims: [{quote: [], place/x: {name: x}}]",
    ],
)
def test_a_file_of_the_wrong_shape_does_not_pass(
    text: str, schema: jsonschema.Draft202012Validator
) -> None:
    assert not schema.is_valid(yaml.load(text, yaml.BaseLoader))


def test_a_schema_is_plain_json_and_always_the_same(vocabulary: Vocabulary) -> None:
    assert claim_schema(vocabulary) == claim_schema(vocabulary)


def _as_an_editor_sees_it(text: str) -> Any:
    """YAML 1.2 as editors read it: numbers are numbers, dates are text."""

    class Loader(yaml.SafeLoader):
        pass

    unlike = (":timestamp", ":bool")
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(unlike)]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader)
