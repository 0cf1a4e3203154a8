"""What a validation says beside the results: what was not tested, what went elsewhere, and why."""

import subprocess
import sys
import time

import pyoxigraph as ox
import pytest
from tests.shacl.test_reading import PREFIXES

from lod.errors import CallError
from lod.shacl import Report, data_of, read_data, read_shapes, validate
from lod.shacl.report import Failure, Untested

XSD = "http://www.w3.org/2001/XMLSchema#"


def report(shapes: str, data: str, **options: object) -> Report:
    read = read_shapes(PREFIXES + shapes)
    return validate(read, read_data(PREFIXES + data, format="turtle"), **options)  # type: ignore[arg-type]


def found(shapes: str, data: str) -> set[tuple[str, str | None]]:
    return {(result.focus_node, result.value) for result in report(shapes, data).results}


def test_an_empty_graph_conforms_and_nothing_was_tested() -> None:
    given = report("ex:S sh:targetClass ex:C ; sh:class ex:D .", "")
    assert given.conforms
    assert given.untested == (Untested("<http://e/S>", "<http://e/C>"),)


def test_shapes_without_target_test_nothing_and_say_so() -> None:
    assert report("ex:S a sh:NodeShape ; sh:class ex:C .", "ex:a a ex:D .").notes


def test_results_of_any_severity_do_not_conform() -> None:
    given = report("ex:S sh:targetNode ex:a ; sh:class ex:C ; sh:severity sh:Info .", "")
    assert not given.conforms
    assert given.counts == {"<http://www.w3.org/ns/shacl#Info>": 1}


def test_an_own_severity_is_kept() -> None:
    given = report("ex:S sh:targetNode ex:a ; sh:class ex:C ; sh:severity ex:Dire .", "")
    assert given.results[0].severity == "<http://e/Dire>"


def test_messages_keep_their_languages_and_fill_their_places() -> None:
    given = report(
        """ex:S sh:targetNode ex:a ; sh:sparql [ sh:message "{?n} ir par daudz"@lv ,
        "{$n} too many"@en ; sh:select "SELECT $this ?n { $this <http://e/n> ?n }" ] .""",
        "ex:a ex:n 3 .",
    )
    assert given.results[0].messages == (("3 too many", "en"), ("3 ir par daudz", "lv"))
    assert given.results[0].message("lv", "en") == "3 ir par daudz"
    assert given.results[0].message("de") == "3 too many"


def test_a_shape_without_message_has_one_in_both_languages() -> None:
    (result,) = report("ex:S sh:targetNode ex:a ; sh:class ex:C .", "").results
    assert [language for _, language in result.messages] == ["en", "lv"]


def test_details_say_why_a_value_does_not_conform() -> None:
    given = report(
        """ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:N ] .
        ex:N a sh:NodeShape ; sh:property ex:P . ex:P sh:path ex:q ; sh:minCount 1 .""",
        "ex:a ex:p ex:b .",
    )
    (result,) = given.results
    (detail,) = result.details
    assert (detail.focus_node, detail.source_shape) == ("<http://e/b>", "<http://e/P>")


@pytest.mark.parametrize(
    ("written", "datatype", "well_formed"),
    [
        ("07", "integer", True),
        ("12", "byte", True),
        ("300", "byte", False),
        ("5", "nonNegativeInteger", True),
        ("-5", "nonNegativeInteger", False),
        ("1.50", "decimal", True),
        ("1e5", "decimal", False),
        ("2024-02-29", "date", True),
        ("2023-02-29", "date", False),
        ("2024-13-01", "date", False),
        ("24:00:00", "time", True),
        ("2024-01-01T10:00:00", "dateTime", True),
        ("2024-01-01 10:00:00", "dateTime", False),
        ("1", "boolean", True),
        ("yes", "boolean", False),
        ("zz", "hexBinary", False),
        ("123456789012345678901234567890", "integer", True),
        ("--02-30", "gMonthDay", False),
        ("P1Y", "duration", True),
        ("P", "duration", False),
    ],
)
def test_lexical_forms_are_tested(written: str, datatype: str, well_formed: bool) -> None:
    value = f'"{written}"^^<{XSD}{datatype}>'
    shapes = "ex:S sh:targetSubjectsOf ex:p ; "
    shapes += f"sh:property [ sh:path ex:p ; sh:datatype xsd:{datatype} ] ."
    assert found(shapes, f"ex:a ex:p {value} .") == (
        set() if well_formed else {("<http://e/a>", value)}
    )


def test_two_lexical_forms_of_one_value_are_two_values() -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ."
    assert len(found(shapes, 'ex:a ex:p 7 , "07"^^xsd:integer .')) == 1


def test_a_derived_integer_is_another_datatype() -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] ."
    value = f'"7"^^<{XSD}nonNegativeInteger>'
    assert found(shapes, f"ex:a ex:p {value} .") == {("<http://e/a>", value)}


def test_a_store_that_lost_datatypes_is_tested_by_range_and_the_report_says_so() -> None:
    store = ox.Store()
    store.load(
        f'<http://e/a> <http://e/p> "7"^^<{XSD}byte> , "300"^^<{XSD}byte> .'.encode(),
        format=ox.RdfFormat.TURTLE,
    )
    shapes = read_shapes(
        PREFIXES + "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:datatype xsd:byte ] ."
    )
    given = validate(shapes, store)
    assert [result.value for result in given.results] == [f'"300"^^<{XSD}integer>']
    assert "xsd:integer" in given.notes[0]


def test_a_statement_of_two_graphs_counts_once() -> None:
    store = ox.Store()
    for graph in ("http://g/1", "http://g/2"):
        store.add(
            ox.Quad(
                ox.NamedNode("http://e/a"),
                ox.NamedNode("http://e/p"),
                ox.NamedNode("http://e/b"),
                ox.NamedNode(graph),
            )
        )
    shapes = read_shapes(
        PREFIXES
        + """ex:S sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select '''SELECT $this ?n {
        { SELECT $this (COUNT(?x) AS ?n) { $this ?p ?x } GROUP BY $this } FILTER(?n != 1) }'''
        ] ."""
    )
    assert validate(shapes, store).conforms
    assert validate(shapes, data_of(store)).conforms
    assert len(store) == 2


def test_quads_are_read_whatever_graph_they_are_in() -> None:
    shapes = read_shapes(PREFIXES + "ex:S sh:targetSubjectsOf ex:p ; sh:class ex:C .")
    lines = '<http://e/a> <http://e/p> "a <b> \\" c"@en <http://g> .\n'
    lines += "<http://e/b>  <http://e/p> _:x .\n"
    assert len(validate(shapes, lines, format="nquads").results) == 2


def test_focus_narrows_the_targets() -> None:
    shapes = """ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
      ex:T sh:targetNode ex:c ; sh:class ex:D ."""
    data = "ex:a a ex:C . ex:b a ex:C . ex:d a ex:D ."
    given = report(shapes, data, focus=["<http://e/a>", "<http://e/d>"])
    assert {result.focus_node for result in given.results} == {"<http://e/a>"}


def test_focus_reaches_property_shapes_below() -> None:
    shapes = """ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:property
      [ sh:path ex:q ; sh:minCount 1 ] ] ."""
    data = "ex:a a ex:C ; ex:p ex:x . ex:b a ex:C ; ex:p ex:y ."
    given = report(shapes, data, focus=["<http://e/b>"])
    assert {result.focus_node for result in given.results} == {"<http://e/y>"}


def test_many_and_blank_focus_nodes_are_found() -> None:
    shapes = read_shapes(PREFIXES + "ex:S sh:targetClass ex:C ; sh:class ex:D .")
    data = read_data(PREFIXES + "_:x a ex:C . _:y a ex:C .", format="turtle")
    (first, second) = validate(shapes, data).results
    given = validate(shapes, data, focus=[first.focus_node])
    assert given.results == (first,)
    assert second not in given.results


def test_unnameable_constructs_go_to_the_reference_engine_and_the_report_says_so() -> None:
    given = report(
        """ex:S sh:targetNode ex:a ; sh:sparql [
          sh:select "SELECT $this ?value { $this ?p ?value } ORDER BY ?value LIMIT 1" ] .
        ex:T sh:targetNode ex:b ; sh:class ex:C .""",
        "ex:a ex:p 1 , 2 . ex:b ex:p 1 .",
    )
    assert [(d.shape, "LIMIT" in d.reason) for d in given.delegated] == [("<http://e/S>", True)]
    assert {result.source_shape for result in given.results} == {"<http://e/S>", "<http://e/T>"}


def test_a_pattern_with_look_ahead_is_evaluated() -> None:
    shapes = 'ex:S sh:targetObjectsOf ex:p ; sh:pattern "^a(?!b)" .'
    assert found(shapes, 'ex:x ex:p "ab" , "ac" .') == {('"ab"', '"ab"')}


def test_a_pattern_that_backtracks_without_end_is_a_failure_in_bounded_time() -> None:
    begun = time.monotonic()
    text = "a" * 60
    given = report(
        'ex:S sh:targetObjectsOf ex:p ; sh:pattern "^(?=(a+)+$)b" .', f'ex:x ex:p "{text}!" .'
    )
    assert time.monotonic() - begun < 20
    assert not given.conforms
    assert isinstance(given.failures[0], Failure)
    assert "took too long" in given.failures[0].reason
    assert given.failures[0].shape == "<http://e/S>"


def test_a_pattern_without_backtracking_needs_no_bound() -> None:
    shapes = 'ex:S sh:targetObjectsOf ex:p ; sh:pattern "^(a+)+$" .'
    text = "a" * 5000
    assert len(found(shapes, f'ex:x ex:p "{text}!" .')) == 1


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(CallError):
        report("ex:S sh:targetNode ex:a ; sh:class ex:C .", "", engine="other")


def test_workers_change_nothing() -> None:
    shapes = "".join(
        f"ex:S{n} sh:targetClass ex:C ; sh:property [ sh:path ex:p{n} ; sh:minCount {n} ] ."
        for n in range(8)
    )
    data = "".join(f"ex:a{n} a ex:C ; ex:p{n % 8} {n} ." for n in range(50))
    assert report(shapes, data) == report(shapes, data, workers=4)
    assert report(shapes, data) == report(shapes, data, workers=None)


def test_a_long_list_is_looked_up() -> None:
    members = " ".join(f'"{n}"' for n in range(100))
    shapes = f"ex:S sh:targetObjectsOf ex:p ; sh:in ( {members} ) ."
    assert found(shapes, 'ex:x ex:p "5" , "100" , 7 .') == {
        ('"100"', '"100"'),
        (f'"7"^^<{XSD}integer>', f'"7"^^<{XSD}integer>'),
    }


def test_a_sparql_constraint_below_a_logical_one_is_tested() -> None:
    shapes = """ex:S sh:targetClass ex:C ; sh:not ex:N . ex:N a sh:NodeShape ;
      sh:sparql [ sh:select "SELECT $this { $this <http://e/bad> true }" ] ."""
    assert found(shapes, "ex:a a ex:C ; ex:bad true . ex:b a ex:C .") == {
        ("<http://e/b>", "<http://e/b>")
    }


def test_importing_the_package_imports_no_engine() -> None:
    code = "import lod.shacl, sys; print([m for m in sys.modules if m in ('rdflib', 'pyshacl')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_validating_imports_no_reference_engine() -> None:
    code = """import sys
from lod.shacl import read_shapes, validate
validate(read_shapes('<http://e/S> <http://www.w3.org/ns/shacl#targetNode> <http://e/a> .'), '')
print([m for m in sys.modules if m in ('rdflib', 'pyshacl')])"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_values_of_sparql_constraints_keep_their_lexical_forms() -> None:
    shapes = """ex:S sh:targetClass ex:C ; sh:sparql [
      sh:select "SELECT $this ?value { $this <http://e/p> ?value }" ] ."""
    data = f'ex:a a ex:C ; ex:p 1.50 . ex:b a ex:C ; ex:p 2.5 , "007"^^<{XSD}integer> .'
    assert {value for _, value in found(shapes, data)} == {
        f'"1.50"^^<{XSD}decimal>',
        f'"2.5"^^<{XSD}decimal>',
        f'"007"^^<{XSD}integer>',
    }


@pytest.mark.parametrize("syntax", ["nt", "nquads", "turtle", "trig"])
def test_data_that_does_not_parse_is_refused_with_its_place(syntax: str) -> None:
    text = "<http://e/a> <http://e/p> 'x' .\n" if syntax in ("turtle", "trig") else ""
    text = text or '<http://e/a> <http://e/p> "x" .\n'
    with pytest.raises(SyntaxError) as caught:
        read_data(text + "<http://e/a> <http://e/p> nothing .\n", format=syntax)
    assert caught.value.lineno == 2
    assert (caught.value.offset or 0) > 1


def test_both_engines_say_what_was_not_tested() -> None:
    shapes = "ex:S sh:targetClass ex:C ; sh:class ex:D ."
    assert report(shapes, "", engine="pyshacl").untested == report(shapes, "").untested
