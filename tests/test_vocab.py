"""The vocabulary is read from ontology, shapes and context, and from nowhere else."""

import json
import shutil
from pathlib import Path

import pytest

from lod import publication, vocab
from lod.errors import ConfigError
from lod.ntriples import LANG_STRING, XSD, XSD_STRING
from lod.vocab import EDTF, Form, Kind, Vocabulary

ROOT = Path(__file__).parents[1]
BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
@prefix coop: <https://data.example.org/ont#> .
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return vocab.load(publication.load(ROOT))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The model of this checkout, to be changed at will."""
    for part in ("ontology", "shapes"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "lod.toml", tmp_path)
    return tmp_path


def test_kinds_come_from_the_ontology(vocabulary: Vocabulary) -> None:
    assert vocabulary.kinds["project"] == Kind("project", f"{BASE}ont#Project", None)
    assert vocabulary.kinds["participation"].keyed_by == ("role", "participant")
    assert vocabulary.kinds["amount"].keyed_by == ()
    assert vocabulary.kinds["amount"].dependent
    assert not vocabulary.kinds["person"].dependent
    assert vocabulary.kind_of_class[f"{SCHEMA}Person"] is vocabulary.kinds["person"]


def test_forms_come_from_the_shapes_and_keys_from_the_context(vocabulary: Vocabulary) -> None:
    project = vocabulary.forms["project"]
    assert project["name"].datatypes == (LANG_STRING,)
    assert project["acronym"].datatypes == (XSD_STRING,)
    assert project["date"].datatypes == (EDTF,)
    assert project["programme"].kinds == ("programme",)
    assert project["programme"].single
    assert project["url"].address
    assert project["count"] == Form(
        "count", f"{SCHEMA}observationAbout", reverse=True, kinds=("count",)
    )
    assert vocabulary.forms["participation"]["participant"].kinds == ("person", "organization")
    assert vocabulary.forms["count"]["value"].datatypes == (f"{XSD}integer", f"{XSD}decimal")


def test_codes_come_from_the_code_lists(vocabulary: Vocabulary) -> None:
    assert vocabulary.forms["participation"]["role"].codes == "roles"
    assert vocabulary.codes["roles"]["opener"] == f"{BASE}voc#opener"
    assert vocabulary.codes["occurrence"].keys() >= {"planned", "held", "cancelled"}


def test_choices_are_classes_and_individuals(vocabulary: Vocabulary) -> None:
    assert f"{SCHEMA}GovernmentOrganization" in vocabulary.forms["organization"]["type"].choices
    assert vocabulary.forms["organization"]["type"].key == "type"


def test_single_values_are_those_of_which_two_contradict(vocabulary: Vocabulary) -> None:
    single = vocabulary.single_valued["event"]
    assert f"{BASE}ont#occurrenceStatus" in single
    assert f"{SCHEMA}name" not in single


def test_glosses_tell_what_a_term_means(vocabulary: Vocabulary) -> None:
    assert vocabulary.glosses[f"{BASE}ont#Project"].startswith("cooperation project")
    assert vocabulary.glosses[f"{BASE}voc#opener"]


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("project/sempre", "project"),
        ("project/sempre/total-budget", "amount"),
        ("project/sempre/grant/erdf", "grant"),
        ("project/sempre/grant/erdf/amount", "amount"),
        ("event/x/participation/opener-p-1", "participation"),
        ("project/x/participation/partner-y/total-budget", "amount"),
        ("event/x/count/attendance", "count"),
        ("project/x/period", "period"),
        ("project/x/nothing", None),
        ("project/x/total-budget/more", None),
        ("bridge/x", None),
        ("claim/0123456789abcdef", None),
    ],
)
def test_the_kind_of_a_thing_is_told_from_its_iri(
    path: str, segment: str | None, vocabulary: Vocabulary
) -> None:
    kind = vocabulary.kind_of(f"{BASE}id/{path}")
    assert (kind and kind.segment) == segment
    assert vocabulary.kind_of(f"https://elsewhere.example/id/{path}") is None


@pytest.mark.parametrize(
    ("key", "segment"), [("totalBudget", "total-budget"), ("amount", "amount"), ("aBC", "a-b-c")]
)
def test_a_key_becomes_a_segment(key: str, segment: str) -> None:
    assert vocab.kebab(key) == segment


@pytest.mark.parametrize(
    ("compact", "expanded"),
    [
        ("schema:name", f"{SCHEMA}name"),
        ("unknown:name", "unknown:name"),
        ("name", "name"),
        (":", ":"),
    ],
)
def test_a_compact_iri_is_expanded_where_its_prefix_is_known(
    compact: str, expanded: str, vocabulary: Vocabulary
) -> None:
    assert vocab.expand(compact, vocabulary.prefixes) == expanded


def test_the_base_of_lod_toml_is_the_base_of_every_term(copy: Path) -> None:
    settings = copy / "lod.toml"
    text = settings.read_text(encoding="utf-8").replace(BASE, "https://other.example/lod/")
    settings.write_text(text, encoding="utf-8")
    found = vocab.load(publication.load(copy))
    assert found.kinds["project"].class_iri == "https://other.example/lod/ont#Project"
    assert BASE not in repr((found.kinds, found.forms, found.codes, found.prefixes))


def test_a_kind_added_to_the_model_needs_no_code(copy: Path) -> None:
    _write(copy, "ontology/more.ttl", 'schema:Book coop:segment "book" .')
    _write(
        copy,
        "shapes/book.ttl",
        """[] a sh:NodeShape ; sh:targetClass schema:Book ;
        sh:property [ sh:path schema:name ; sh:datatype xsd:string ] , [ sh:path schema:about ;
            sh:or ( [ sh:class coop:Project ] [ sh:class schema:Event ] ) ] .""",
    )
    found = vocab.load(publication.load(copy))
    assert found.forms["book"]["name"].datatypes == (XSD_STRING,)
    assert found.forms["book"]["about"].kinds == ("project", "event")


def test_blank_nodes_of_two_files_are_never_one(copy: Path) -> None:
    for name, kind, path in (("a", "Book", "name"), ("b", "Movie", "url")):
        _write(copy, f"ontology/{name}.ttl", f'schema:{kind} coop:segment "{kind.lower()}" .')
        _write(
            copy,
            f"shapes/{name}.ttl",
            f"_:s sh:targetClass schema:{kind} ; sh:property _:p . _:p sh:path schema:{path} .",
        )
    found = vocab.load(publication.load(copy))
    assert set(found.forms["book"]) == {"name"}
    assert set(found.forms["movie"]) == {"url"}


@pytest.mark.parametrize(
    "list_",
    ["_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .", "_:l a schema:Thing ."],
)
def test_a_list_that_never_ends_ends(list_: str, copy: Path) -> None:
    _write(
        copy,
        "shapes/x.ttl",
        "[] sh:targetClass schema:Event ; sh:property _:p . "
        f"_:p sh:path schema:url ; sh:or _:l . {list_}",
    )
    assert vocab.load(publication.load(copy)).forms["event"]["url"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"@context": []}', '{"@context": {"a": 1}}', "{", "[" * 100_000]
)
def test_a_context_that_is_none_is_told_so(text: str, copy: Path) -> None:
    (copy / "ontology" / "context.jsonld").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"context\.jsonld") as refusal:
        vocab.load(publication.load(copy))
    assert refusal.value.remedy


def test_turtle_that_does_not_parse_is_told_with_its_line(copy: Path) -> None:
    _write(copy, "shapes/x.ttl", "schema:a schema:b .")
    with pytest.raises(ConfigError, match=r"x\.ttl:6"):
        vocab.load(publication.load(copy))
    with pytest.raises(ConfigError, match=r"x\.ttl:6"):
        vocab.triples(publication.load(copy), copy / "shapes" / "x.ttl")


def test_the_triples_of_a_file_are_sorted_terms() -> None:
    here = publication.load(ROOT)
    found = vocab.triples(here, here.ontology / "codes.ttl")
    assert list(found) == sorted(found)
    assert all(subject.startswith(f"<{BASE}voc#") for subject, _, _ in found)


def test_the_context_is_kept_as_it_stands(vocabulary: Vocabulary) -> None:
    written = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    assert vocabulary.context == written["@context"]


def _write(root: Path, path: str, turtle: str) -> None:
    (root / path).write_text(SHAPES + turtle, encoding="utf-8")
