"""Records of documents: what they say, and the text that they vouch for."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import documents
from lod.curate.records import Place, Record
from lod.curate.register import Register
from lod.errors import InvalidInput
from lod.model import Document, Position
from lod.ntriples import XSD

BASE = "https://data.example.org/"
VALUES = st.recursive(
    st.none() | st.text(max_size=20) | st.sampled_from(["lv", "2019-03-06", "project/tilts", "7"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


def test_a_record_becomes_a_document(document: Document, text: str) -> None:
    assert document.key == "tilts"
    assert document.iri == f"{BASE}id/document/tilts"
    assert document.text_iri == f"{BASE}id/document/tilts/text"
    assert document.length == len(text)
    assert document.types == ("https://schema.org/Article", "https://schema.org/NewsArticle")
    assert document.position == Position("data/documents/tilts.yaml", 1, 1)
    assert document.statements == (
        ("<https://schema.org/inLanguage>", '"lv"'),
        ("<https://schema.org/headline>", '"Projekts „Tilts” atklāts"@lv'),
        ("<https://schema.org/datePublished>", f'"2019-03-06"^^<{XSD}date>'),
        ("<https://schema.org/publisher>", f"<{BASE}id/organization/paraugu-biedriba>"),
    )


@pytest.mark.parametrize("published", ["2019", "2019-03", "2019-03-06?", "2019-03-XX", "2019/2020"])
def test_a_date_that_is_no_certain_day_is_kept_out_of_date_published(
    published: str, register: Register
) -> None:
    found = _read(register, published=published)
    assert found.published == published
    assert "datePublished" not in repr(found.statements)


def test_rights_may_be_told_in_several_languages(register: Register) -> None:
    found = _read(register, rights={"lv": "Atsauce obligāta", "en": "Credit required"})
    assert ("<https://schema.org/usageInfo>", '"Credit required"@en') in found.statements


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("document", ""),
        ("document", None),
        ("document", ["tilts"]),
        ("document", "cits"),
        ("document", "../tilts"),
        ("language", ""),
        ("language", "LV"),
        ("language", "l v"),
        ("length", ""),
        ("length", "0"),
        ("length", "٧"),
        ("length", "-7"),
        ("length", "9" * 5000),
        ("sha256", ""),
        ("sha256", "A" * 64),
        ("type", "Book"),
        ("title", None),
        ("title", {"lv": "Tilts"}),
        ("published", "06.03.2019"),
        ("modified", "2019-02-30"),
        ("publisher", "place/jelgava"),
        ("publisher", "organization/nezinama"),
        ("url", "example.org"),
        ("rights", {"l v": "x"}),
        ("rights", {"lv": None}),
        ("rights", {"lv": ["x"]}),
        ("extra", "x"),
    ],
)
def test_one_wrong_value_is_one_problem(key: str, value: object, register: Register) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _read(register, **{key: value})
    (problem,) = refusal.value.problems
    assert problem.remedy


@given(st.dictionaries(st.sampled_from(documents.KEYS) | st.text(min_size=1), VALUES, min_size=1))
def test_any_data_of_an_unregistered_document_is_problems(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        documents.read(Record("f", data, Place(1, 1)), Register({}), BASE)
    assert refusal.value.problems


def test_a_text_that_is_not_there_is_none(tmp_path: Path, document: Document) -> None:
    assert documents.text_of(tmp_path, document) is None
    assert documents.text_of(tmp_path / "nowhere", document) is None


def test_the_text_comes_as_it_is(tmp_path: Path, document: Document) -> None:
    text = "\ufeffviens\r\ndivi\u00a0"
    assert documents.text_of(tmp_path, _with_text(tmp_path, document, text.encode())) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"\xff", "not-utf-8"), (b"", "text-differs"), ("a\u0304".encode(), "not-nfc")],
)
def test_a_text_that_is_none_is_a_problem_of_the_record(
    raw: bytes, code: str, tmp_path: Path, document: Document
) -> None:
    recorded = _with_text(tmp_path, document, raw)
    if not raw:
        recorded = replace(recorded, length=1)
    with pytest.raises(InvalidInput) as refusal:
        documents.text_of(tmp_path, recorded)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.path) == (code, document.position.path)


def test_a_language_that_the_publication_does_not_list_is_one_problem(register: Register) -> None:
    allowed = ("lv", "en-GB")
    rights = {"lv": "Atsauce obligāta", "et": "Viide"}
    for language in ("lv", "en-gb", "und"):
        found = documents.read(_record(language=language), register, BASE, allowed)
        assert found.language == language
    with pytest.raises(InvalidInput) as caught:
        documents.read(_record(language="ltg", rights=rights), register, BASE, allowed)
    said = [(problem.code, problem.what) for problem in caught.value.problems]
    assert said == [
        ("bad-language", "'et' is no language of this publication"),
        ("bad-language", "'ltg' is no language of this publication"),
    ]


def test_a_text_that_was_changed_is_a_problem(tmp_path: Path, document: Document) -> None:
    recorded = _with_text(tmp_path, document, b"viens")
    (tmp_path / "tilts.txt").write_bytes(b"vienS")
    with pytest.raises(InvalidInput, match="SHA-256"):
        documents.text_of(tmp_path, recorded)


def _with_text(folder: Path, document: Document, raw: bytes) -> Document:
    (folder / "tilts.txt").write_bytes(raw)
    length = len(raw.decode(errors="replace"))
    return replace(document, length=length, sha256=hashlib.sha256(raw).hexdigest())


def _read(register: Register, **changed: object) -> Document:
    return documents.read(_record(**changed), register, BASE)


def _record(**changed: object) -> Record:
    data: dict[str, object] = {
        "document": "tilts",
        "language": "lv",
        "title": "Tilts",
        "length": "7",
        "sha256": "0" * 64,
    }
    return Record("f", data | changed, Place(1, 1))
