"""SPARQL on what was published, or on any endpoint: named queries, files, or text.

Enters: a query and a publication or an address. Leaves: rows, or the bytes of a standard format.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from lod import vocab
from lod.errors import CallError, ConfigError, Problem, StoreError
from lod.publication import Publication
from lod.publish import staging
from lod.stores.following import is_wanted
from lod.stores.versions import Versions

Result = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean

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
_ASKED = {
    "csv": "csv",
    "tsv": "tsv",
    "json": "json",
    "xml": "xml",
    "ttl": "turtle",
    "nt": "n3",
    "rdf": "rdf+xml",
    "jsonld": "json-ld",
}
"""Our names of formats -> those of SPARQLWrapper."""
_PATIENCE = 60
"""Seconds that an endpoint may take."""
_SPARQL = re.compile(
    r"(?:\s|#[^\n]*\n)*(?:PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE
)
_SERVICE = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_LONGEST_PATH = 4096


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
    """Read the comments on top: `# title: …`, and a description in each language: `# lv: …`."""
    notes: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.removeprefix("#").partition(":")
        if not line.startswith("#") or not colon:
            break
        notes[key.strip()] = value.strip()
    title = notes.pop("title", name)
    return Query(name, title, notes, text)


def find(publication: Publication, wanted: str) -> str:
    """The SPARQL that `wanted` stands for: a name of `queries/`, a file, or the text itself.

    Of a name such as `01-projects` the number or the rest is enough. A text may use the prefixes
    of the publication without declaring them.
    """
    queries = named(publication)
    found = [name for name in queries if _is_called(name, wanted)]
    if wanted in queries or len(found) == 1:
        return queries[wanted if wanted in queries else found[0]].text
    if found:
        raise CallError(f"several queries are called {wanted}", f"say which: {', '.join(found)}")
    if _SPARQL.match(wanted):
        return with_prefixes(wanted, vocab.load(publication).prefixes)
    path = Path(wanted)
    if len(wanted) < _LONGEST_PATH and path.is_file():
        return publication.read(path)
    names = {short: name for name in queries for short in (name.partition("-")[2], name)}
    near = get_close_matches(wanted, names, 1, 0.4)
    remedy = f"did you mean {names[near[0]]}?" if near else f"known: {', '.join(queries) or 'none'}"
    raise CallError(f"there is no query, file or SPARQL text {wanted!r}", remedy)


def with_prefixes(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with those of the prefixes declared that it uses and does not declare itself."""
    declared = {name.lower() for name in re.findall(r"(?i)\bPREFIX\s+([\w-]*):", sparql)}
    used = set(re.findall(r"(?<![\w<:/-])([A-Za-z][\w-]*):", sparql))
    lacking = [name for name in prefixes if name in used and name.lower() not in declared]
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in lacking) + sparql


def _is_called(name: str, wanted: str) -> bool:
    number, dash, rest = name.partition("-")
    if wanted.isdecimal() and number.isdecimal():
        return int(number) == int(wanted)
    return wanted == name or bool(dash and number.isdecimal() and wanted == rest)


def broken(queries: Mapping[str, str]) -> tuple[Problem, ...]:
    """The queries that are no SPARQL, each at its line: path -> text.

    A query that asks other endpoints is passed over: to look at it would be to ask them.
    """
    empty = ox.Store()
    found = []
    for path, text in queries.items():
        if _SERVICE.search(text):
            continue
        try:
            empty.query(text)
        except SyntaxError as error:
            line, column, what = _at(error)
            found.append(Problem(path, line, column, what, "mend the query", "not-sparql"))
    return tuple(found)


def _at(error: SyntaxError) -> tuple[int, int, str]:
    """Line, column and what is wrong."""
    match = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if not match:
        return (0, 0, str(error))
    what = " ".join(match[3].split())
    if "Prefix not found" in what:
        what = "this prefix is not declared"
    # Of what is expected, classes of characters tell nobody anything.
    return (int(match[1]), int(match[2]), re.sub(r", \[.*", " …", what))


def published_store(publication: Publication) -> ox.Store:
    """The built dataset in memory; ConfigError where nothing has been built.

    Its default graph holds every triple once, whatever named graphs it stands in, so that a query
    without GRAPH counts nothing twice.
    """
    path = _dump(publication)
    if path.suffix == ".zst":
        remedy = "run `lod build`: it makes a store on disk, which `lod query` asks"
        if not is_wanted(publication, path, path.stat().st_size):
            remedy = f'write when = "always" under [store] in lod.toml, and {remedy}'
        raise ConfigError(f"{path} is too large to be read into memory", remedy)
    quads = path.read_text(encoding="utf-8")
    triples = dict.fromkeys(line.rsplit(" ", 2)[0] for line in quads.split("\n") if line)
    store = ox.Store()
    store.bulk_load(quads.encode(), ox.RdfFormat.N_QUADS)
    store.bulk_load(" .\n".join((*triples, "")).encode(), ox.RdfFormat.N_TRIPLES)
    return store


def _dump(publication: Publication) -> Path:
    found = [path for mark in staging.MARKS if (path := publication.dist / mark).is_file()]
    if not found:
        path = publication.dist / staging.MARK
        raise ConfigError(f"{path} does not exist", "run `lod build` first")
    return found[0]


@contextmanager
def published(publication: Publication) -> Iterator[ox.Store]:
    """The built dataset, to be asked: its store on disk, where there is none as `published_store`.

    StoreError, ConfigError: neither can be used.
    """
    handle = Versions(publication.store).open_for(_dump(publication))
    if handle is None:
        yield published_store(publication)
    else:
        with handle:
            yield handle.store


def ask(store: ox.Store, sparql: str) -> Result:
    """Evaluate on the default view; CallError tells where the SPARQL is wrong."""
    with _refusals():
        return store.query(sparql)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the store refuses into CallErrors: some faults show while answers are read."""
    try:
        yield
    except SyntaxError as error:
        line, column, what = _at(error)
        raise CallError(
            f"the query is not SPARQL 1.1: line {line}, column {column}: {what}", "mend the query"
        ) from error
    except (OSError, RuntimeError, ValueError) as error:
        if "Corruption: " in str(error):
            remedy = "delete .lod/store in the publication and run `lod build`: it makes it anew"
            raise StoreError(f"the store is damaged: {error}", remedy) from error
        raise CallError(f"the query cannot be answered: {error}", "mend the query") from error


def rows(store: ox.Store, sparql: str) -> Rows:
    """The answers of a SELECT or ASK as a table of texts."""
    with _refusals():
        return table(ask(store, sparql))


def table(result: Result) -> Rows:
    """Any result as a table; a graph as subject, predicate, object."""
    if isinstance(result, ox.QueryBoolean):
        return Rows(("answer",), (("true" if result else "false",),))
    if isinstance(result, ox.QueryTriples):
        triples = sorted((_text(t.subject), _text(t.predicate), _text(t.object)) for t in result)
        return Rows(("subject", "predicate", "object"), tuple(triples))
    columns = tuple(variable.value for variable in result.variables)
    return Rows(columns, tuple(tuple(_text(solution[c]) for c in columns) for solution in result))


def serialize(result: Result, format_: str) -> bytes:
    """The result in one of the standard formats; CallError where it does not fit the query.

    A graph is sorted, so that the same answer gives the same bytes.
    """
    _check_format(format_, is_graph=isinstance(result, ox.QueryTriples))
    with _refusals():
        if isinstance(result, ox.QueryTriples):
            triples = sorted(result, key=str)
            return ox.serialize(triples, format=GRAPH_FORMATS[format_]) or b""
        return result.serialize(format=RESULT_FORMATS[format_]) or b""


def _check_format(format_: str, *, is_graph: bool) -> None:
    known: Sequence[str] = tuple(GRAPH_FORMATS if is_graph else RESULT_FORMATS)
    if format_ not in known:
        kind = "a graph" if is_graph else "a table"
        raise CallError(
            f"the query gives {kind}, not {format_}", f"use --format {', '.join(known)}"
        )


def from_endpoint(url: str, sparql: str) -> Rows:
    """The answers of a SPARQL endpoint as a table; CallError where it gives none."""
    answer = fetch(url, sparql, "json")
    try:
        return table(ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON))
    except (SyntaxError, ValueError) as error:
        raise CallError(f"{url} gave no table: {error}", "check the address") from error


def fetch(url: str, sparql: str, format_: str) -> bytes:
    """What a SPARQL endpoint answers in one of the standard formats, as it came.

    SPARQLWrapper asks (SPARQL 1.1 Protocol, query operation); CallError says why there is none.
    """
    from http.client import HTTPException
    from urllib.error import URLError

    from SPARQLWrapper import SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    if not url.startswith(("http://", "https://")):
        raise CallError(f"{url} is no address of an endpoint", "write http://… or https://…")
    endpoint = SPARQLWrapper(url, agent="lod")
    endpoint.setQuery(sparql)
    _check_format(format_, is_graph=endpoint.queryType in ("CONSTRUCT", "DESCRIBE"))
    endpoint.setReturnFormat(_ASKED[format_])
    endpoint.setTimeout(_PATIENCE)
    try:
        answer: bytes = endpoint.query().response.read()
    except (SPARQLWrapperException, URLError, OSError, ValueError, HTTPException) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), repr(error))
        raise CallError(
            f"{url} gave no answer: {reason}", "check the address and the query"
        ) from error
    return answer


def _text(term: object) -> str:
    if term is None:
        return ""
    value = getattr(term, "value", None)
    return str(term) if value is None else str(value)
