"""Queries by name, number, file and text; rows and formats; endpoints; the golden answers."""

import csv
import gc
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from lod import sparql
from lod.errors import CallError, ConfigError
from lod.publication import Publication

GOLDEN = Path(__file__).parent / "golden" / "queries"
QUERIES = sorted(path.stem for path in (Path(__file__).parents[1] / "queries").glob("*.rq"))
NAMES = "SELECT ?name WHERE { ?p a <https://schema.org/Project> ; <https://schema.org/name> ?name }"
GRAPH = (
    "CONSTRUCT { ?p a <https://schema.org/Project> } WHERE { ?p a <https://schema.org/Project> }"
)


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest) -> ox.Store:
    return sparql.published_store(request.getfixturevalue("built"))


# ---------------------------------------------------------------- the competency questions


def test_there_are_twenty_questions_with_a_title_and_a_description_in_two_languages(
    built: Publication,
) -> None:
    queries = sparql.named(built)
    assert len(queries) == 20
    for name, query in queries.items():
        assert query.title != name
        assert query.descriptions.keys() >= {"lv", "en"}


@pytest.mark.parametrize("name", QUERIES)
def test_golden_rows(
    name: str, built: Publication, store: ox.Store, request: pytest.FixtureRequest
) -> None:
    answer = sparql.ask(store, sparql.named(built)[name].text)
    text = sparql.serialize(answer, "csv").decode()
    path = GOLDEN / f"{name}.csv"
    if request.config.getoption("--rewrite-golden"):
        path.write_bytes(text.replace("\r\n", "\n").encode())
    golden = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    found = list(csv.reader(io.StringIO(text)))
    assert found[0] == golden[0]
    assert sorted(found[1:]) == sorted(golden[1:])
    assert len(found) > 1


def test_every_golden_answer_has_its_question() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == set(QUERIES)


def test_a_cell_is_empty_where_its_text_is_empty_or_unbound() -> None:
    found = sparql.rows(ox.Store(), 'SELECT ("" AS ?empty) ?unbound (1 AS ?one) WHERE {}')
    assert found.rows == (("", "", "1"),)


def test_a_fault_that_shows_while_answers_are_read_is_told() -> None:
    silent = "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    with pytest.raises(CallError, match="cannot be answered"):
        sparql.rows(ox.Store(), silent)
    with pytest.raises(CallError, match="cannot be answered"):
        sparql.serialize(sparql.ask(ox.Store(), silent), "csv")


# ---------------------------------------------------------------- finding a query


@pytest.mark.parametrize("wanted", ["01-projects", "01", "1", "projects"])
def test_a_query_is_found_by_its_name_its_number_or_the_rest_of_its_name(
    wanted: str, small: Publication
) -> None:
    assert "Projects with programme" in sparql.find(small, wanted)


@pytest.mark.parametrize(
    "text",
    [
        NAMES,
        "describe <https://data.example.org/id/project/quiet-paths>",
        "# a comment\n\nPREFIX s: <https://schema.org/>\nASK { ?s a s:Project }",
    ],
)
def test_text_that_begins_like_sparql_is_a_query(text: str, small: Publication) -> None:
    assert sparql.find(small, text) == text


def test_a_file_is_a_query_with_the_base_of_the_publication(
    small: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("ASK { <https://data.example.org/id/x> ?p ?o }", encoding="utf-8")
    assert f"<{small.base}id/x>" in sparql.find(small, str(path))


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("01-project", "01-projects"),
        ("event", "02-events"),
        ("99", "01-projects"),
        ("x" * 5000, ""),
    ],
)
def test_an_unknown_name_comes_with_what_is_known(
    wanted: str, near: str, small: Publication
) -> None:
    with pytest.raises(CallError) as caught:
        sparql.find(small, wanted)
    assert near in caught.value.remedy


def test_a_number_of_two_queries_is_no_name(small: Publication) -> None:
    (small.queries / "01-other.rq").write_text(NAMES, encoding="utf-8")
    with pytest.raises(CallError) as caught:
        sparql.find(small, "01")
    assert "01-other, 01-projects" in caught.value.remedy


def test_notes_may_be_in_any_language() -> None:
    query = sparql.parse("01-x", "# title: T\n# et: Kirjeldus\nSELECT * {}\n# en: no note")
    assert (query.title, dict(query.descriptions)) == ("T", {"et": "Kirjeldus"})


# ---------------------------------------------------------------- answers


def test_a_query_counts_each_triple_once_in_however_many_graphs_it_stands(
    built: Publication, store: ox.Store
) -> None:
    lines = (built.dist / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]
    distinct = len({line.rsplit(" ", 2)[0] for line in lines})
    counted = sparql.rows(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
    assert int(counted) == distinct < len(lines)


def test_a_query_can_ask_what_one_document_says(store: ox.Store) -> None:
    text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?p a <https://schema.org/Event> } }"
    assert len(sparql.rows(store, text)) > 2


def test_rows_are_dictionaries_when_looped_over(store: ox.Store) -> None:
    rows = sparql.rows(store, "SELECT ?a ?b WHERE { BIND(1 AS ?a) }")
    assert list(rows) == [{"a": "1", "b": ""}]


def test_the_answer_to_ask_and_to_construct_is_a_table_too(store: ox.Store) -> None:
    assert sparql.rows(store, "ASK { ?s ?p ?o }") == sparql.Rows(("answer",), (("true",),))
    table = sparql.rows(store, GRAPH)
    assert table.columns == ("subject", "predicate", "object")
    assert list(table.rows) == sorted(table.rows)


@pytest.mark.parametrize("format_", sparql.RESULT_FORMATS)
def test_a_table_comes_in_every_results_format(format_: str, store: ox.Store) -> None:
    data = sparql.serialize(sparql.ask(store, NAMES), format_)
    assert "Sociālo pakalpojumu pieejamības".encode() in data


@pytest.mark.parametrize("format_", sparql.GRAPH_FORMATS)
def test_a_graph_comes_in_every_rdf_format_with_the_same_bytes(
    format_: str, store: ox.Store
) -> None:
    first, again = (sparql.serialize(sparql.ask(store, GRAPH), format_) for _ in range(2))
    triples = set(ox.parse(first, format=sparql.GRAPH_FORMATS[format_]))
    assert len(triples) == len(sparql.rows(store, GRAPH))
    assert first == again


@pytest.mark.parametrize(("text", "format_"), [(NAMES, "ttl"), (GRAPH, "csv")])
def test_a_format_that_does_not_fit_the_answer_is_an_error_with_those_that_do(
    text: str, format_: str, store: ox.Store
) -> None:
    with pytest.raises(CallError) as caught:
        sparql.serialize(sparql.ask(store, text), format_)
    assert "--format" in caught.value.remedy


def test_wrong_sparql_is_told_with_line_and_column(store: ox.Store) -> None:
    with pytest.raises(CallError) as caught:
        sparql.ask(store, "SELECT ?x\nWHERE { ?x ?y }")
    assert "line 2, column" in caught.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o", 'expected one of ",", '),
        ("SELECT ?s WHERE { ?s nowhere:p ?o }", "this prefix is not declared"),
    ],
)
def test_wrong_sparql_is_told_in_a_line_without_classes_of_characters(
    text: str, told: str, store: ox.Store
) -> None:
    with pytest.raises(CallError, match="line 1, column") as caught:
        sparql.ask(store, text)
    assert told in caught.value.message
    assert "'0'" not in caught.value.message
    assert "\n" not in caught.value.message


def test_an_update_is_no_query(store: ox.Store) -> None:
    with pytest.raises(CallError):
        sparql.ask(store, "DELETE WHERE { ?s ?p ?o }")


def test_nothing_can_be_asked_before_anything_was_built(real: Publication) -> None:
    with pytest.raises(ConfigError) as caught:
        sparql.published_store(real)
    assert "lod build" in caught.value.remedy


def test_a_query_that_asks_other_endpoints_is_not_tried_out() -> None:
    text = "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert sparql.broken({"a.rq": text}) == ()


# ---------------------------------------------------------------- endpoints


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint on the store of its class, for GET and POST (SPARQL 1.1 Protocol)."""

    store = ox.Store()

    def do_GET(self) -> None:
        if self.path.startswith("/page"):
            self.reply(200, "text/html", b"<html>Welcome</html>")
            return
        fields = parse_qs(urlsplit(self.path).query)
        try:
            answer = self.store.query(fields["query"][0])
        except SyntaxError as error:
            self.reply(400, "text/plain", str(error).encode())
            return
        accept = self.headers["Accept"]
        if isinstance(answer, ox.QueryTriples):
            data = answer.serialize(format=ox.RdfFormat.TURTLE)
            self.reply(200, "text/turtle", data or b"")
        elif "csv" in accept:
            self.reply(200, "text/csv", answer.serialize(format=ox.QueryResultsFormat.CSV) or b"")
        else:
            data = answer.serialize(format=ox.QueryResultsFormat.JSON)
            self.reply(200, "application/sparql-results+json", data or b"")

    def reply(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Be quiet."""


@pytest.fixture
def endpoint(store: ox.Store) -> Iterator[str]:
    gc.collect()
    gc.disable()  # answers of this thread must not be dropped by the server's: PyO3 refuses that
    handler = type("OfTheStore", (Endpoint,), {"store": store})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()
    gc.enable()


def test_an_endpoint_gives_the_same_rows_as_the_built_dataset(
    endpoint: str, store: ox.Store, built: Publication
) -> None:
    for name in ("02", "15", "17"):
        text = sparql.find(built, name)
        assert sparql.from_endpoint(endpoint, text) == sparql.rows(store, text)


def test_an_endpoint_can_be_asked_yes_or_no(endpoint: str) -> None:
    assert sparql.from_endpoint(endpoint, "ASK { ?s ?p ?o }").rows == (("true",),)


def test_an_endpoint_can_be_asked_for_a_format(endpoint: str) -> None:
    assert sparql.fetch(endpoint, NAMES, "csv").startswith(b"name\r\n")
    assert b"schema.org/Project" in sparql.fetch(endpoint, GRAPH, "ttl")


@pytest.mark.parametrize(("text", "format_"), [(NAMES, "ttl"), (GRAPH, "csv")])
def test_an_endpoint_is_not_asked_for_a_format_that_does_not_fit(
    text: str, format_: str, endpoint: str
) -> None:
    with pytest.raises(CallError) as caught:
        sparql.fetch(endpoint, text, format_)
    assert "--format" in caught.value.remedy


def test_what_is_no_endpoint_is_told(endpoint: str) -> None:
    with pytest.raises(CallError) as caught:
        sparql.from_endpoint(endpoint.replace("/sparql", "/page"), NAMES)
    assert "gave no table" in caught.value.message


def test_an_endpoint_that_refuses_is_told_with_its_reason(endpoint: str) -> None:
    with pytest.raises(CallError) as caught:
        sparql.from_endpoint(endpoint, "SELECT ?x WHERE { ?x ?y }")
    assert "gave no answer" in caught.value.message


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/sparql", "no address", "file:///dev/null"])
def test_an_endpoint_that_is_not_there_is_told(url: str) -> None:
    with pytest.raises(CallError) as caught:
        sparql.from_endpoint(url, NAMES)
    assert url in caught.value.message


# ---------------------------------------------------------------- prefixes


def test_a_text_may_use_the_prefixes_of_the_publication(
    built: Publication, store: ox.Store
) -> None:
    text = sparql.find(built, "SELECT ?n WHERE { ?p a coop:Project ; schema:name ?n }")
    assert len(sparql.rows(store, text)) > 0


def test_a_prefix_that_is_declared_stays_as_declared() -> None:
    text = "PREFIX schema: <http://other.example/> SELECT * WHERE { ?s schema:name ?o }"
    assert sparql.with_prefixes(text, {"schema": "https://schema.org/"}) == text


def test_an_address_is_no_prefix() -> None:
    text = "SELECT * WHERE { ?s <http://schema.example/x> ?o }"
    assert sparql.with_prefixes(text, {"http": "https://x.example/"}) == text
