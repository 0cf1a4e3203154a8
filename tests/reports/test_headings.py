import pytest

from lod import shacl
from lod.reports.headings import headings
from lod.reports.names import Names, cut, local_name

BASE = "https://data.example.org/"
S = f"<{BASE}shapes#"


def blank(shapes: shacl.Shapes, word: str) -> str:
    return next(s.id for s in shapes.shapes if s.id.startswith("_:") and word in str(s.path))


@pytest.mark.parametrize(
    ("shape", "language", "label"),
    [("Event", "lv", "pasākums"), ("Event", "de", "event"), ("Event-name", "en", "name")],
)
def test_labels_are_names_or_labels_in_the_language(
    shapes: shacl.Shapes, shape: str, language: str, label: str
) -> None:
    assert headings(shapes, Names(BASE)).label(f"{S}{shape}>", language) == label


def test_a_shape_without_a_name_is_called_by_its_owner_and_path(shapes: shacl.Shapes) -> None:
    known = headings(shapes, Names(BASE))
    shape = blank(shapes, "startDate")
    assert known.label(shape, "lv") == "pasākums: schema:startDate"
    assert known.name(shape) == "Event/schema:startDate"
    assert known.name(blank(shapes, "location")) == "Place/^schema:location"


def test_help_is_the_description_else_the_message(shapes: shacl.Shapes) -> None:
    known = headings(shapes, Names(BASE))
    assert known.help(f"{S}Event-name>", "lv") == "How the event is called."
    assert known.help(f"{S}Event>", "lv") == ""


def test_a_shape_shared_by_two_has_no_owner() -> None:
    text = """
    @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <urn:s/> .
    s:a a sh:NodeShape ; sh:property s:p . s:b a sh:NodeShape ; sh:property s:p .
    s:p sh:path s:q ; sh:minCount 1 .
    """
    known = headings(shacl.read_shapes(text, path="x"), Names())
    assert known.of("<urn:s/p>").owner == ""
    assert known.label("<urn:s/p>", "en") == "urn:s/q"


def test_what_is_no_shape_has_its_own_name() -> None:
    known = headings(None, Names())
    assert known.label("privacy", "lv") == "privacy"
    assert known.name("privacy") == "privacy"


def test_names_tell_texts_from_iris_and_types_from_each_other() -> None:
    names = Names(BASE)
    assert names.term(f"<{BASE}id/event/fair>") == "event/fair"
    assert names.term("<https://schema.org/Event>") == "schema:Event"
    assert names.term("<urn:x>") == "urn:x"
    assert names.term('"7"') == '"7"'
    assert names.term('"7"^^<http://www.w3.org/2001/XMLSchema#integer>') == '"7"^^xsd:integer'
    assert names.term('"a\\nb"@lv') == '"a\nb"@lv'
    assert names.term("_:b0") == "_:b0"
    assert names.path("^<https://schema.org/location>/<urn:x>") == "^schema:location/urn:x"


def test_messages_name_things_without_the_base() -> None:
    text = f"{BASE}id/event/fair clashes with {BASE}shapes#x"
    assert Names(BASE).prose(text) == f"event/fair clashes with {BASE}shapes#x"
    assert Names().prose(text) == text


def test_a_local_name_is_never_empty() -> None:
    assert local_name("<https://example.net/a#b>") == "b"
    assert local_name("<https://example.net/a/>") == "a"
    assert local_name("plain") == "plain"


def test_long_texts_are_cut_on_one_line() -> None:
    assert cut("a\n b", 10) == "a b"
    assert cut("abcdef", 4) == "abc…"
