"""SPARQL on what was published, or on any endpoint: named queries, files, or text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from lod.errors import CallError, ConfigError
from lod.publication import Publication

_LANGUAGES = ("lv", "en")
RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Query:
    """One competency question: its name, what it asks in each language, and the SPARQL."""

    name: str
    title: str
    descriptions: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of answers; a cell is text, empty where unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def named(publication: Publication) -> Mapping[str, Query]:
    """The queries of a publication by name (the file name without `.rq`)."""
    return {
        path.stem: parse(path.stem, publication.read(path))
        for path in sorted(publication.queries.glob("*.rq"))
    }


def parse(name: str, text: str) -> Query:
    """Read the comments on top: `# title: …`, `# lv: …`, `# en: …`."""
    notes: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.removeprefix("#").partition(":")
        if not line.startswith("#") or not colon:
            break
        notes[key.strip()] = value.strip()
    descriptions = {language: notes[language] for language in _LANGUAGES if language in notes}
    return Query(name, notes.get("title", name), descriptions, text)


def find(publication: Publication, wanted: str) -> str:
    """The SPARQL that `wanted` stands for: a name (or its number), a file, or the text itself."""
    queries = named(publication)
    numbered = [
        query for name, query in queries.items() if name == wanted or name.split("-")[0] == wanted
    ]
    if numbered:
        return numbered[0].text
    if "{" in wanted or "\n" in wanted:
        return wanted
    path = Path(wanted)
    if path.is_file():
        return publication.read(path)
    near = get_close_matches(wanted, queries, 1, 0.4)
    remedy = f"did you mean {near[0]}?" if near else f"known: {', '.join(queries) or 'none'}"
    raise CallError(f"there is no query, file or SPARQL text {wanted!r}", remedy)


def published_store(publication: Publication) -> ox.Store:
    """The built dataset in memory; ConfigError where nothing has been built.

    Its default graph holds every triple once, whatever named graphs it stands in, so that a query
    without GRAPH counts nothing twice.
    """
    path = publication.dist / "dataset.nq"
    if not path.is_file():
        raise ConfigError(f"{path} does not exist", "run `lod build` first")
    quads = path.read_text(encoding="utf-8")
    triples = dict.fromkeys(line.rsplit(" ", 2)[0] for line in quads.split("\n") if line)
    store = ox.Store()
    store.bulk_load(quads.encode(), ox.RdfFormat.N_QUADS)
    store.bulk_load(" .\n".join((*triples, "")).encode(), ox.RdfFormat.N_TRIPLES)
    return store


def ask(store: ox.Store, sparql: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    """Evaluate on the default view; CallError tells where the SPARQL is wrong."""
    try:
        return store.query(sparql)
    except SyntaxError as error:
        raise CallError(f"the query is not SPARQL 1.1: {error}", "mend the query") from error


def rows(store: ox.Store, sparql: str) -> Rows:
    """The answers of a SELECT or ASK as a table of texts."""
    return table(ask(store, sparql))


def table(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean) -> Rows:
    """Any result as a table; a graph as subject, predicate, object."""
    if isinstance(result, ox.QueryBoolean):
        return Rows(("answer",), (("true" if result else "false",),))
    if isinstance(result, ox.QueryTriples):
        triples = sorted((_text(t.subject), _text(t.predicate), _text(t.object)) for t in result)
        return Rows(("subject", "predicate", "object"), tuple(triples))
    columns = tuple(variable.value for variable in result.variables)
    return Rows(columns, tuple(tuple(_text(solution[c]) for c in columns) for solution in result))


def serialize(result: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, format_: str) -> bytes:
    """The result in one of the standard formats; CallError where the format does not fit the query."""
    is_graph = isinstance(result, ox.QueryTriples)
    known: Sequence[str] = tuple(GRAPH_FORMATS if is_graph else RESULT_FORMATS)
    if format_ not in known:
        kind = "a graph" if is_graph else "a table"
        raise CallError(
            f"the query gives {kind}, not {format_}", f"use --format {', '.join(known)}"
        )
    if isinstance(result, ox.QueryTriples):
        return result.serialize(format=GRAPH_FORMATS[format_]) or b""
    return result.serialize(format=RESULT_FORMATS[format_]) or b""


def from_endpoint(url: str, sparql: str) -> Rows:
    """The answers of a SPARQL endpoint, asked through SPARQLWrapper."""
    from urllib.error import URLError

    from SPARQLWrapper import JSON, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    endpoint = SPARQLWrapper(url, agent="lod")
    endpoint.setQuery(sparql)
    endpoint.setReturnFormat(JSON)
    endpoint.setTimeout(60)
    try:
        answer = endpoint.queryAndConvert()
    except (SPARQLWrapperException, URLError, OSError, ValueError) as error:
        first = str(error).strip().splitlines()
        raise CallError(
            f"{url} gave no answer: {first[0] if first else error!r}",
            "check the address and the query",
        ) from error
    if not isinstance(answer, dict):
        raise CallError(f"{url} gave a graph", "use --endpoint with SELECT or ASK")
    if "boolean" in answer:
        return Rows(("answer",), (("true" if answer["boolean"] else "false",),))
    columns = tuple(answer["head"]["vars"])
    found = tuple(
        tuple(binding[column]["value"] if column in binding else "" for column in columns)
        for binding in answer["results"]["bindings"]
    )
    return Rows(columns, found)


def _text(term: object) -> str:
    if term is None:
        return ""
    return getattr(term, "value", None) or str(term)
