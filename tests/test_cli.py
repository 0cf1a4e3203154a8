"""Every command as a person calls it: what it prints, where, and the status it leaves."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest

from lod import pipeline, terminal
from lod.cli import main
from lod.curate.schema import DIALECT
from lod.publication import Publication
from lod.watch.files import Files

HEAVY = ("rdflib", "pyoxigraph", "pyshacl", "owlrl", "yaml", "SPARQLWrapper", "jinja2")
COMMANDS = (
    "init",
    "register",
    "build",
    "validate",
    "query",
    "show",
    "diff",
    "release",
    "catalog",
    "schema",
)
ALIEN = """
@prefix schema: <https://schema.org/> .
<https://example.com/p> a <https://data.example.org/ont#Project>, schema:Project ; schema:name 7 .
"""


class Person:
    """Someone at the terminal: calls commands and reads what they print."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.out = self.err = ""

    def calls(self, *arguments: str | Path) -> int:
        """The exit status."""
        self._capture.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(str(stop.code or 0))
        self.out, self.err = self._capture.readouterr()
        assert "Traceback" not in self.err
        return status

    @property
    def data(self) -> Any:
        """What was printed, read as JSON."""
        return json.loads(self.out)


@pytest.fixture
def person(capsys: pytest.CaptureFixture[str]) -> Person:
    return Person(capsys)


# ---------------------------------------------------------------- lod, --help, --version


def test_help_lists_the_commands(person: Person) -> None:
    assert person.calls("--help") == 0
    for command in COMMANDS:
        assert f"  {command} " in person.out


def test_the_readme_lists_the_commands(checkout: Path) -> None:
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"(?m)^\| `lod (\w+)", readme)) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, person: Person) -> None:
    assert person.calls(command, "--help") == 0
    assert "usage: lod" in person.out


def test_version_names_the_program(person: Person) -> None:
    assert person.calls("--version") == 0
    assert person.out.startswith("lod ")


@pytest.mark.parametrize("arguments", [[], ["publish"], ["build", "--egine", "x"], ["show"]])
def test_a_wrong_call_exits_with_2_and_says_how_to_call(
    arguments: list[str], person: Person
) -> None:
    assert person.calls(*arguments) == 2
    assert "usage: lod" in person.err
    assert person.out == ""


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"]])
def test_help_does_not_load_what_is_slow(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom lod.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "command", ["build", "validate", "query", "show", "register", "diff", "release", "catalog"]
)
def test_away_from_a_publication_every_command_says_what_to_do(
    command: str, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    extra = ["project/x"] if command == "show" else []
    assert person.calls(command, *extra) == 2
    assert person.err == (
        "error: lod.toml does not exist\n    → run `lod init DIR` to start a publication\n"
    )


def test_an_interrupt_exits_with_130_and_says_that_nothing_was_lost(
    person: Person, small: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "derive", interrupt)
    assert person.calls("build", small.root) == 130
    assert "untouched" in person.err


def test_a_reader_that_has_enough_is_no_error(small: Publication) -> None:
    shell = f"{sys.executable} -m lod.cli query 03 --root '{small.root}' --format csv | head -1"
    done = subprocess.run(shell, shell=True, check=False, capture_output=True, text=True)
    assert done.stdout.strip() == "subject,predicate,object,quote"
    assert done.stderr == ""


# ---------------------------------------------------------------- init and build


def test_init_and_build_make_a_publication_that_answers(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert person.calls("init", folder) == 0
    assert f"lod build {folder}" in person.err
    assert person.calls("build", folder) == 0
    assert "1 document, " in person.err
    assert "quotes checked against all texts, 1 document" in person.err
    assert person.out == ""
    assert person.calls("query", "projects", "--root", folder) == 0
    assert "Quiet Paths" in person.out


def test_init_leaves_a_folder_with_files_alone(person: Person, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    assert person.calls("init", tmp_path) == 2
    assert "is not empty" in person.err


@pytest.mark.parametrize("base", ["data.example.org", "https://example.org/no end/", "https://x#"])
def test_init_refuses_what_is_no_base(base: str, person: Person, tmp_path: Path) -> None:
    assert person.calls("init", tmp_path / "new", "--base", base) == 2
    assert "ends in /" in person.err
    assert not (tmp_path / "new").exists()


def test_build_prints_its_summary_as_json(person: Person, small: Publication) -> None:
    assert person.calls("build", small.root, "--json") == 0
    assert person.data["documents"] == 1
    assert person.data["results"]["violation"] == 0
    paths = {Path(file["path"]) for file in person.data["files"]}
    assert small.dist / "facts.ttl" in paths
    assert all(path.is_file() for path in paths)


def test_build_publishes_where_it_is_told(
    person: Person, small: Publication, tmp_path: Path
) -> None:
    assert person.calls("build", small.root, "--out", tmp_path / "there") == 0
    assert (tmp_path / "there" / "dataset.nq").read_bytes() == (
        small.dist / "dataset.nq"
    ).read_bytes()


def test_what_is_wrong_in_a_claim_file_is_told_with_place_and_remedy(
    person: Person, small: Publication
) -> None:
    claims = small.data / "claims" / "2026-quiet-paths.yaml"
    text = claims.read_text(encoding="utf-8").replace("acronym:", "acronim:")
    claims.write_text(text, encoding="utf-8")
    line = text.split("\n").index("      acronim: Quiet Paths") + 1
    assert person.calls("build", small.root) == 1
    place, remedy, *_ = person.err.splitlines()
    assert place.startswith(f"error: data/claims/2026-quiet-paths.yaml:{line}:")
    assert "acronim" in place
    assert remedy == "    → did you mean acronym?"
    assert person.err.endswith("\n1 to mend; nothing was published\n")
    assert person.calls("build", small.root, "--json") == 1
    (problem,) = person.data["problems"]
    assert (problem["path"], problem["line"]) == ("data/claims/2026-quiet-paths.yaml", line)


def test_what_breaks_a_shape_is_told_and_nothing_is_published(
    person: Person, small: Publication
) -> None:
    claims = small.data / "claims" / "2026-quiet-paths.yaml"
    text = claims.read_text(encoding="utf-8").replace("      name: Stonebridge College\n", "")
    claims.write_text(text, encoding="utf-8")
    assert person.calls("build", small.root) == 1
    assert "organization/stonebridge-college: " in person.err
    assert person.err.endswith("\n1 to mend; nothing was published\n")
    assert person.calls("validate", "--root", small.root) == 1
    assert person.calls("validate", "--root", small.root, "--json") == 1
    assert person.data["conforms"] is False


def test_texts_that_are_not_there_are_told(person: Person, small: Publication) -> None:
    assert person.calls("build", small.root, "--texts", small.root / "nowhere") == 2
    assert "there is no folder" in person.err


def test_settings_that_are_wrong_are_told(person: Person, small: Publication) -> None:
    settings = small.root / "lod.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("max-length", "max-lenght"), encoding="utf-8")
    assert person.calls("build", small.root) == 2
    assert "did you mean max-length?" in person.err


@pytest.fixture
def one_save(small: Publication, monkeypatch: pytest.MonkeyPatch) -> str:
    """A watch sees one save, of the file with this name, and then Ctrl-C."""
    name = "data/claims/2026-quiet-paths.yaml"
    seen: list[str] = []

    def wait(files: Files) -> tuple[str, ...]:
        if seen:
            raise KeyboardInterrupt
        seen.append(name)
        path = small.root / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("totalBudget", "totalBudgt"), encoding="utf-8")
        return files.begin()

    monkeypatch.setattr(Files, "wait", wait)
    return name


def test_watch_tells_of_every_save_until_it_is_stopped(
    person: Person, small: Publication, one_save: str
) -> None:
    assert person.calls("build", "--watch", small.root) == 130
    assert person.out == ""
    assert "first build\npublishable: " in person.err
    assert f"  {one_save}\nnew error: {one_save}:18:7: " in person.err
    assert "did you mean totalBudget?\nnot publishable: " in person.err
    assert person.err.endswith("stopped; what was published before is untouched\n")


def test_watch_prints_a_line_of_json_for_each_event(
    person: Person, small: Publication, one_save: str
) -> None:
    assert person.calls("build", "--watch", "--json", small.root) == 130
    events = [json.loads(line) for line in person.out.splitlines()]
    assert [event["event"] for event in events] == ["checked", "published", "checked"]
    assert events[2]["files"] == [one_save]
    assert events[2]["problems"]["new"][0]["code"] == "unknown-key"


def test_watch_needs_a_publication(person: Person, tmp_path: Path) -> None:
    assert person.calls("build", "--watch", tmp_path) == 2
    assert "lod init" in person.err


@pytest.mark.parametrize(("columns", "told"), [("40", 40), ("", 100)])
def test_what_is_told_fits_the_terminal(
    columns: str, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal.look() == {"width": 0, "colour": False}
    monkeypatch.setattr(sys, "stderr", Screen())
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.look() == {"width": told, "colour": True}
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.look()["colour"]
    terminal.tell("told")
    assert cast("Screen", sys.stderr).getvalue() == "\r\033[Ktold\n"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


# ---------------------------------------------------------------- validate


def test_validate_tells_what_there_is_and_fails_from_the_severity_asked_for(
    person: Person, small: Publication
) -> None:
    assert person.calls("validate", "--root", small.root) == 0
    assert "warning: " in person.out
    assert person.calls("validate", "--root", small.root, "--fail-on", "warning") == 1
    assert person.calls("validate", "--root", small.root, "--json") == 0
    severities = {result["severity"] for result in person.data["results"]}
    assert severities == {"warning", "info"}


@pytest.mark.parametrize(
    "names",
    [
        ["facts.ttl"],
        ["facts.ttl", "evidence.ttl"],
        ["facts.jsonld", "evidence.ttl"],
        ["dataset.trig"],
    ],
)
def test_what_was_published_conforms_in_every_syntax(
    names: list[str], person: Person, small: Publication
) -> None:
    files = [small.dist / name for name in names]
    assert person.calls("validate", *files, "--root", small.root) == 0


def test_the_dataset_by_itself_has_the_results_of_the_publication(
    person: Person, small: Publication
) -> None:
    person.calls("validate", "--root", small.root, "--json")
    whole = sorted(result["message"] for result in person.data["results"])
    person.calls("validate", small.dist / "dataset.nq", "--root", small.root, "--json")
    assert sorted(result["message"] for result in person.data["results"]) == whole


FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "n3": ox.RdfFormat.N3,
}


def alien(folder: Path, suffix: str, *, graph: str = "") -> Path:
    """A file of someone else's: a project whose name is a number, perhaps in a named graph."""
    triples = [quad.triple for quad in ox.parse(ALIEN, format=ox.RdfFormat.TURTLE)]
    path = folder / f"alien.{suffix}"
    if graph:
        named = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in triples]
        ox.serialize(named, path, format=FORMATS[suffix])
    else:
        ox.serialize(triples, path, format=FORMATS[suffix])
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_any_rdf_file_is_checked_against_the_shapes(
    suffix: str, person: Person, small: Publication, tmp_path: Path
) -> None:
    path = alien(tmp_path, suffix)
    assert person.calls("validate", path, "--root", small.root) == 1
    assert "https://example.com/p: " in person.out
    assert str(path) in person.out


@pytest.mark.parametrize("suffix", ["nq", "trig", "jsonld"])
def test_statements_in_named_graphs_are_checked_too(
    suffix: str, person: Person, small: Publication, tmp_path: Path
) -> None:
    path = alien(tmp_path, suffix, graph="https://example.com/g")
    assert person.calls("validate", path, "--root", small.root) == 1


def test_several_files_are_one_graph(person: Person, tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text("_:x a <https://schema.org/Thing> .", encoding="utf-8")
    two.write_text('_:x <https://schema.org/name> "x" .', encoding="utf-8")
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetClass <https://schema.org/Thing> ;\n"
        "  sh:property [ sh:path <https://schema.org/name> ; sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    calls = ("validate", one, two, "--shapes", shapes)
    assert person.calls(*calls) == 1, "blank nodes of two files are two nodes"
    for path in (one, two):
        path.write_text(path.read_text(encoding="utf-8").replace("_:x", "<urn:x>"), "utf-8")
    assert person.calls(*calls) == 0
    assert person.out == "Conforms: no results\n"


def test_lexical_forms_are_checked_as_they_are_written(person: Person, tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("<urn:x> <urn:p> 007 .", encoding="utf-8")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:property\n"
        '  [ sh:path <urn:p> ; sh:pattern "^007$" ] .\n',
        encoding="utf-8",
    )
    assert person.calls("validate", data, "--shapes", shapes) == 0


@pytest.mark.parametrize(
    ("name", "text", "status", "words"),
    [
        ("data.ttl", "<urn:x> <urn:p", 1, "does not parse"),
        ("data.jsonld", "{", 1, "does not parse"),
        ("data.csv", "a,b", 2, "unknown kind of file"),
        ("no-ending", "", 2, "unknown kind of file"),
    ],
)
def test_a_file_that_is_no_rdf_is_told(
    name: str, text: str, status: int, words: str, person: Person, small: Publication
) -> None:
    path = small.root / name
    path.write_text(text, encoding="utf-8")
    assert person.calls("validate", path, "--root", small.root) == status
    assert words in person.err
    assert str(path) in person.err


def test_files_that_do_not_parse_are_told_all_at_once(person: Person, small: Publication) -> None:
    paths = [small.root / name for name in ("a.ttl", "b.ttl")]
    for path in paths:
        path.write_text("\n\n<urn:x> <urn:p", encoding="utf-8")
    assert person.calls("validate", *paths, "--root", small.root) == 1
    assert [f"{path}:3" in person.err for path in paths] == [True, True]


@pytest.mark.parametrize("option", ["", "--shapes"])
def test_a_file_that_does_not_exist_is_told(
    option: str, person: Person, small: Publication
) -> None:
    missing = small.root / "missing.ttl"
    arguments = [small.dist / "facts.ttl", option, missing] if option else [missing]
    assert person.calls("validate", *arguments, "--root", small.root) == 2
    assert "missing.ttl: No such file or directory" in person.err


# ---------------------------------------------------------------- query


def test_query_without_a_name_lists_the_names(person: Person, small: Publication) -> None:
    assert person.calls("query", "--root", small.root) == 0
    assert "01-projects\n    Projects with programme and budget\n" in person.out


def test_a_table_shortens_iris_and_csv_does_not(person: Person, small: Publication) -> None:
    text = "SELECT ?p ?c WHERE { ?p a <https://schema.org/Project>, ?c }"
    assert person.calls("query", text, "--root", small.root) == 0
    assert "id/project/quiet-paths" in person.out
    assert "schema:Project" in person.out
    assert "coop:Project" in person.out
    assert "https://" not in person.out
    assert person.out.endswith("(2 rows)\n")
    assert person.calls("query", text, "--root", small.root, "--format", "csv") == 0
    assert f"{small.base}id/project/quiet-paths,https://schema.org/Project" in person.out


def test_query_reads_a_file(person: Person, small: Publication) -> None:
    path = small.root / "mine.rq"
    path.write_text("SELECT (1 + 1 AS ?two) {}", encoding="utf-8")
    assert person.calls("query", path, "--root", small.root, "--format", "tsv") == 0
    assert person.out.splitlines()[1] == "2"


def test_query_gives_results_as_json(person: Person, small: Publication) -> None:
    assert person.calls("query", "1", "--root", small.root, "--format", "json") == 0
    (row,) = person.data["results"]["bindings"]
    assert row["project"]["value"] == "Quiet Paths"


def test_query_gives_a_graph_as_turtle(person: Person, small: Publication) -> None:
    text = f"DESCRIBE <{small.base}id/project/quiet-paths>"
    assert person.calls("query", text, "--root", small.root, "--format", "ttl") == 0
    assert len(list(ox.parse(person.out, format=ox.RdfFormat.TURTLE))) > 5


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("project", "did you mean 01-projects?"),
        ("SELECT ?x\nWHERE { ?x ?y }", "line 2, column"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "there is no query"),
    ],
)
def test_a_wrong_query_is_told_with_a_remedy(
    wanted: str, words: str, person: Person, small: Publication
) -> None:
    assert person.calls("query", wanted, "--root", small.root) == 2
    assert words in person.err
    assert person.out == ""


def test_query_before_a_build_says_so(person: Person, real: Publication) -> None:
    assert person.calls("query", "1", "--root", real.root) == 2
    assert "→ run `lod build` first" in person.err


def test_an_endpoint_that_is_not_there_is_told(person: Person, small: Publication) -> None:
    asked = ("query", "1", "--root", small.root, "--endpoint", "http://127.0.0.1:1/sparql")
    assert person.calls(*asked) == 2
    assert person.err.startswith("error: http://127.0.0.1:1/sparql gave no answer: ")
    assert person.calls(*asked, "--format", "csv") == 2


# ---------------------------------------------------------------- show


@pytest.mark.parametrize(
    "thing",
    [
        "project/quiet-paths",
        "id/project/quiet-paths",
        "https://data.example.org/id/project/quiet-paths",
        "<https://data.example.org/id/project/quiet-paths>",
    ],
)
def test_show_takes_a_key_or_an_iri(thing: str, person: Person, small: Publication) -> None:
    assert person.calls("show", thing, "--root", small.root) == 0
    assert person.out.startswith("Quiet Paths\nhttps://data.example.org/id/project/quiet-paths\n")
    assert "stated: “Its total budget is 240 000 EUR” [1]" in person.out


def test_show_finds_a_person_by_key_whose_iri_tells_nothing(
    person: Person, small: Publication
) -> None:
    assert person.calls("show", "person/ada-fern", "--root", small.root) == 0
    assert person.out.startswith("Ada Fern\n")


def test_show_prints_json(person: Person, small: Publication) -> None:
    assert person.calls("show", "project/quiet-paths", "--root", small.root, "--json") == 0
    said: list[Mapping[str, Any]] = person.data["statements"]
    (name,) = [s for s in said if s["predicate"] == "<https://schema.org/name>"]
    assert name["status"] == "stated"
    assert name["quotes"] == [
        [f"{small.base}id/document/2026-quiet-paths", 'project "Quiet Paths"']
    ]


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("project/quiet-path", "did you mean project/quiet-paths?"),
        ("quiet-paths", "did you mean project/quiet-paths?"),
        ("project/zzz", "see data/register.tsv"),
        ("https://example.com/x", "nothing is published about"),
    ],
)
def test_show_of_what_is_not_there_comes_with_a_remedy(
    thing: str, words: str, person: Person, small: Publication
) -> None:
    assert person.calls("show", thing, "--root", small.root) == 2
    assert words in person.err


# ---------------------------------------------------------------- register


def test_register_prints_the_new_iris_and_only_those(person: Person, small: Publication) -> None:
    keys = ("project/new-one", "person/new-one", "project/quiet-paths")
    assert person.calls("register", *keys, "--root", small.root) == 0
    new = dict(line.split("\t") for line in person.out.splitlines())
    assert new["project/new-one"] == f"{small.base}id/project/new-one"
    assert "new-one" not in new["person/new-one"]
    assert "project/quiet-paths" not in new


def test_register_refuses_what_is_no_key(person: Person, small: Publication) -> None:
    before = (small.data / "register.tsv").read_bytes()
    assert person.calls("register", "projekt/new", "--root", small.root) == 2
    assert "is no key" in person.err
    assert (small.data / "register.tsv").read_bytes() == before


@pytest.mark.parametrize("workers", ["-3", "many"])
def test_validate_refuses_what_is_no_number_of_workers(workers: str, person: Person) -> None:
    assert person.calls("validate", "--workers", workers) == 2
    assert "is no number" in person.err


# ---------------------------------------------------------------- lod schema


def test_schema_prints_a_json_schema_of_claim_files(person: Person, small: Publication) -> None:
    assert person.calls("schema", "--root", small.root) == 0
    assert person.data["$schema"] == DIALECT
    assert "entry" in person.data["$defs"]
