import gzip
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from lod import shacl, validator
from lod.errors import CallError, InvalidInput, Severity, ShapesError
from lod.model import Position
from lod.shacl.report import Failure, Report, Result, report_of

SH = "http://www.w3.org/ns/shacl#"
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix v: <https://example.org/v#> .
"""
SHAPES = f"""{PREFIXES}
v:PersonShape a sh:NodeShape ; sh:targetClass v:Person ;
    sh:property [ sh:path v:name ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path v:age ; sh:datatype xsd:byte ; sh:severity sh:Warning ] .
v:TownShape a sh:NodeShape ; sh:targetClass v:Town ; sh:nodeKind sh:IRI .
"""
DATA = f"""{PREFIXES}
v:ann a v:Person ; v:name "Ann" ; v:age "7"^^xsd:byte .
v:bob a v:Person ; v:age "seven"^^xsd:byte .
"""
FOUND = {
    ("<https://example.org/v#bob>", "MinCountConstraintComponent"),
    ("<https://example.org/v#bob>", "DatatypeConstraintComponent"),
}
SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "n3": ox.RdfFormat.N3,
}


def found(report: Report) -> set[tuple[str, str]]:
    return {(r.focus_node, r.component.strip("<>").removeprefix(SH)) for r in report.results}


def in_syntax(ending: str, text: str = DATA) -> bytes:
    quads = ox.parse(text, format=ox.RdfFormat.TURTLE)
    if ending == "n3":
        return text.encode()
    made = ox.serialize((quad.triple for quad in quads), format=SYNTAXES[ending])
    assert made is not None
    return made


@pytest.fixture
def shapes(tmp_path: Path) -> str:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return str(path)


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


@pytest.mark.parametrize("ending", SYNTAXES)
@pytest.mark.parametrize("packed", [False, True])
def test_every_syntax_gives_the_same_results(
    tmp_path: Path, shapes: str, ending: str, packed: bool
) -> None:
    content = in_syntax(ending)
    name = f"data.{ending}{'.gz' if packed else ''}"
    path = write(tmp_path, name, gzip.compress(content) if packed else content)
    assert found(validator.validate_files([path], [shapes])) == FOUND


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("syntax", ["turtle", "nt", "text/turtle"])
def test_the_standard_input_is_read_in_the_syntax_that_is_named(
    shapes: str, syntax: str, packed: bool
) -> None:
    content = in_syntax("nt" if syntax == "nt" else "ttl")
    stream = io.BytesIO(gzip.compress(content) if packed else content)
    report = validator.validate_files(["-"], [shapes], data_format=syntax, stdin=stream)
    assert found(report) == FOUND


def test_the_reference_engine_agrees(tmp_path: Path, shapes: str) -> None:
    path = write(tmp_path, "data.ttl", DATA)
    compiled = validator.validate_files([path], [shapes])
    assert compiled.keys == validator.validate_files([path], [shapes], engine="pyshacl").keys


def test_a_statement_of_several_graphs_and_files_counts_once(tmp_path: Path, shapes: str) -> None:
    graphs = f"""{PREFIXES}
    v:g {{ v:ann a v:Person ; v:name "Ann" }} v:h {{ v:ann v:name "Ann" }}
    """
    paths = [write(tmp_path, "a.trig", graphs), write(tmp_path, "b.trig", graphs)]
    assert validator.validate_files(paths, [shapes]).conforms
    assert validator.validate_files(paths[:1], [shapes]).conforms


def test_files_are_taken_together(tmp_path: Path, shapes: str) -> None:
    first = write(tmp_path, "a.ttl", f"{PREFIXES} v:ann a v:Person .")
    second = write(
        tmp_path, "b.nt", '<https://example.org/v#ann> <https://example.org/v#name> "A" .'
    )
    assert not validator.validate_files([first], [shapes]).conforms
    assert validator.validate_files([first, second], [shapes]).conforms


def test_blank_nodes_of_different_files_are_different(tmp_path: Path, shapes: str) -> None:
    first = write(tmp_path, "a.ttl", f'{PREFIXES} _:x a v:Person ; v:name "A" .')
    second = write(tmp_path, "b.ttl", f'{PREFIXES} _:x v:name "B" .')
    assert validator.validate_files([first, second], [shapes]).conforms


def test_blank_nodes_have_the_same_labels_in_every_run(tmp_path: Path, shapes: str) -> None:
    text = f"{PREFIXES} [] a v:Person . _:named a v:Person . _:anon1 a v:Person . [] a v:Person ."
    path = write(tmp_path, "a.ttl", text)
    reports = [validator.validate_files([path], [shapes]) for _ in range(2)]
    assert reports[0] == reports[1]
    focus = {result.focus_node for result in reports[0].results}
    assert focus == {"_:anon1", "_:anon2", "_:anon1_", "_:named"}


def test_shapes_may_come_from_several_files(tmp_path: Path) -> None:
    names = f"{PREFIXES} v:P a sh:NodeShape ; sh:targetClass v:Person ; sh:property _:x ."
    names += " _:x sh:path v:name ; sh:minCount 1 ."
    ages = f"{PREFIXES} v:Q a sh:NodeShape ; sh:targetClass v:Person ; sh:property _:x ."
    ages += " _:x sh:path v:age ; sh:datatype xsd:byte ."
    paths = [write(tmp_path, "names.ttl", names), write(tmp_path, "ages.ttl", ages)]
    data = write(tmp_path, "data.ttl", DATA)
    assert found(validator.validate_files([data], paths)) == FOUND
    assert len(found(validator.validate_files([data], paths[:1]))) == 1


def test_shapes_that_were_read_before_may_be_given(tmp_path: Path) -> None:
    data = write(tmp_path, "data.ttl", DATA)
    assert found(validator.validate_files([data], shacl.read_shapes(SHAPES))) == FOUND


def test_relative_iris_are_relative_to_the_file(tmp_path: Path, shapes: str) -> None:
    data = write(tmp_path, "data.ttl", f"{PREFIXES} <#me> a v:Person .")
    (result,) = validator.validate_files([data], [shapes]).results
    assert result.focus_node == f"<{(tmp_path / 'data.ttl').resolve().as_uri()}#me>"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path, shapes: str) -> None:
    for ending in ("ttl", "nt"):
        data = write(tmp_path, f"bom.{ending}", b"\xef\xbb\xbf" + in_syntax(ending))
        assert found(validator.validate_files([data], [shapes])) == FOUND


def test_prefixes_are_those_of_the_files(tmp_path: Path, shapes: str) -> None:
    broken = write(tmp_path, "broken.ttl", "@prefix w: <urn:w/> .\nw:a w:b")
    found = validator.read_prefixes([shapes, broken])
    assert found["v"] == "https://example.org/v#"
    assert found["w"] == "urn:w/"


# ---------------------------------------------------------------- what is not right


@pytest.mark.parametrize(
    ("name", "content", "place", "words"),
    [
        (
            "a.nt",
            b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> c .\n",
            (2, 17),
            "object of a triple",
        ),
        (
            "a.nq",
            b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> c .\n",
            (2, 17),
            "object of a triple",
        ),
        ("a.nt.gz", gzip.compress(b"<urn:a> <urn:b> c .\n", mtime=0), (1, 17), "object"),
        ("a.ttl", b"@prefix v: <urn:v/> .\nv:a v:b w:c .\n", (2, 9), "w: has not been declared"),
        ("a.ttl", b'<urn:a> <urn:b> "open\n', (1, 17), "string"),
        ("a.ttl", b"<urn:a> <urn:b> <urn:c d> .", (1, 17), "IRI"),
        ("a.ttl", b'<urn:a> <urn:b> "\xff" .', (1, 0), "UTF-8"),
        ("a.rdf", b"<rdf:RDF><a></rdf:RDF>", (0, 0), "rdf"),
        ("a.jsonld", b'{"@id": "urn:a", ', (1, 18), "JSON-LD"),
        ("a.jsonld", b'{"@context": "https://example.org/c", "@id": "urn:a"}', (0, 0), "fetched"),
    ],
)
def test_what_does_not_parse_is_a_problem_at_its_place(
    tmp_path: Path, shapes: str, name: str, content: bytes, place: tuple[int, int], words: str
) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(InvalidInput) as caught:
        validator.validate_files([path], [shapes])
    (problem,) = caught.value.problems
    assert problem.path == path
    assert problem.line == place[0]
    assert problem.column == place[1] or not place[1]
    assert words in str(problem)
    assert problem.remedy
    assert "Parser error" not in problem.what


def test_every_file_that_does_not_parse_is_named(tmp_path: Path, shapes: str) -> None:
    paths = [write(tmp_path, f"{n}.ttl", "v:a v:b v:c .") for n in range(3)]
    with pytest.raises(InvalidInput) as caught:
        validator.validate_files(paths, [shapes])
    assert [problem.path for problem in caught.value.problems] == paths


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.ttl", "No such file"),
        ("folder", "is a folder"),
        ("data.xyz", "unknown kind of file: 'xyz' is no syntax of RDF → say --data-format"),
        ("data", "unknown kind of file, for it has no ending"),
    ],
)
def test_files_that_cannot_be_read_are_calls_gone_wrong(
    tmp_path: Path, shapes: str, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    write(tmp_path, "data.xyz", DATA)
    write(tmp_path, "data", DATA)
    with pytest.raises(CallError, match=message):
        validator.validate_files([str(tmp_path / name)], [shapes])


def test_a_named_syntax_goes_before_the_ending(tmp_path: Path, shapes: str) -> None:
    path = write(tmp_path, "data.xyz", DATA)
    assert found(validator.validate_files([path], [shapes], data_format="turtle")) == FOUND
    with pytest.raises(CallError, match="'excel' is no syntax of RDF"):
        validator.validate_files([path], [shapes], data_format="excel")


def test_the_standard_input_needs_a_syntax(shapes: str) -> None:
    with pytest.raises(CallError, match="--data-format"):
        validator.validate_files(["-"], [shapes], stdin=io.BytesIO(b""))


@pytest.mark.parametrize("ending", ["ttl", "nt"])
def test_a_broken_compressed_file_is_named(tmp_path: Path, shapes: str, ending: str) -> None:
    whole = gzip.compress(in_syntax(ending))
    path = write(tmp_path, f"data.{ending}.gz", whole[: len(whole) // 2])
    with pytest.raises(CallError, match="ends early"):
        validator.validate_files([path], [shapes])


def test_data_and_shapes_must_be_given(shapes: str) -> None:
    with pytest.raises(CallError, match="no data"):
        validator.validate_files([], [shapes])
    with pytest.raises(CallError, match="--shapes"):
        validator.validate_files(["x.ttl"], [])


def test_ill_formed_shapes_are_an_error_before_any_data_is_read(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.ttl", f"{PREFIXES} v:S a sh:NodeShape ; sh:minCount 1 .")
    broken = write(tmp_path, "broken.ttl", "v:S a")
    for path in (bad, broken):
        with pytest.raises(ShapesError) as caught:
            validator.validate_files(["missing.ttl"], [path])
        assert caught.value.problems[0].path == path


# ---------------------------------------------------------------- what was tested


@pytest.mark.parametrize("name", ["empty.ttl", "empty.nt"])
def test_an_empty_data_graph_conforms_and_says_that_nothing_was_tested(
    tmp_path: Path, shapes: str, name: str
) -> None:
    report = validator.validate_files([write(tmp_path, name, "")], [shapes])
    assert report.conforms
    assert validator.EMPTY in report.notes
    assert len(report.untested) == 2


def test_targets_that_no_node_has_are_listed(tmp_path: Path, shapes: str) -> None:
    report = validator.validate_files([write(tmp_path, "data.ttl", DATA)], [shapes])
    assert [item.target for item in report.untested] == ["<https://example.org/v#Town>"]
    assert report.notes == ()


def test_data_that_no_shape_is_about_is_told(tmp_path: Path, shapes: str) -> None:
    other = write(tmp_path, "other.ttl", "<urn:a> <urn:b> <urn:c> .")
    report = validator.validate_files([other], [shapes])
    assert report.conforms
    assert report.notes == (validator.IDLE,)


def result(severity: str) -> Result:
    return Result("<urn:a>", None, None, "<urn:c>", severity, "<urn:s>")


@pytest.mark.parametrize(
    ("severity", "failing"),
    [
        (f"<{SH}Violation>", ["violation", "warning", "info"]),
        (f"<{SH}Warning>", ["warning", "info"]),
        (f"<{SH}Info>", ["info"]),
        ("<urn:mine>", ["violation", "warning", "info"]),
    ],
)
def test_the_threshold_decides_what_fails(severity: str, failing: list[str]) -> None:
    report = report_of([result(severity)])
    assert [level for level in Severity if validator.fails(report, level)] == failing


def test_a_shape_that_could_not_be_evaluated_fails() -> None:
    report = report_of([], failures=[Failure("<urn:s>", "<urn:c>", "too long")])
    assert validator.fails(report, Severity.VIOLATION)
    assert not validator.fails(report_of([]), Severity.INFO)


# ---------------------------------------------------------------- where it is


def test_the_lines_of_subjects_are_found_in_line_based_and_turtle_text(tmp_path: Path) -> None:
    turtle = write(
        tmp_path,
        "a.ttl",
        "@prefix v: <https://example.org/v#> .\nPREFIX : <urn:x/>\n\n# v:c comment\n"
        'v:a v:p "x" ;\n    v:q v:b .\n<urn:full> v:p 1 .\n:empty v:p 1 .\nw:no v:p 1 .\n',
    )
    lines = write(tmp_path, "b.nq", "<urn:full> <urn:p> <urn:o> .\n_:b <urn:p> <urn:o> .\n")
    a = "<https://example.org/v#a>"
    wanted = {a, "<urn:full>", "_:b", "<urn:x/empty>", "<https://example.org/v#b>"}
    assert validator.positions([turtle, lines, "-"], wanted) == {
        a: Position(turtle, 5, 1),
        "<urn:full>": Position(turtle, 7, 1),
        "<urn:x/empty>": Position(turtle, 8, 1),
        "_:b": Position(lines, 2, 1),
    }
