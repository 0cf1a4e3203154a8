"""Looks at what there is without publishing: validate, and show a thing.

Enters: a publication, or RDF files and shapes. Leaves: a report, or what is said about a thing.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from lod import describe, lookup, reports, shacl, validator, vocab
from lod.curate import register
from lod.describe import Description
from lod.errors import CallError, InvalidInput
from lod.flow import names
from lod.publication import Publication
from lod.publish import dumps
from lod.reports import LocatedReport


def files(
    paths: Sequence[str],
    shapes: Sequence[str] | Publication,
    *,
    data_format: str = "",
    engine: str = "compiled",
    workers: int | None = 1,
) -> LocatedReport:
    """The report on RDF files taken together, whatever graphs their statements are in.

    `shapes` are shapes files or a publication. CallError, InvalidInput: a file cannot be read.
    """
    if isinstance(shapes, Publication):
        graph, prefixes = _shapes(shapes), vocab.load(shapes).prefixes
    else:
        graph, prefixes = validator.read_shapes(shapes), validator.read_prefixes(shapes)
    report = validator.validate_files(
        paths, graph, data_format=data_format, engine=engine, workers=workers
    )
    nodes = {result.focus_node for result in report.results}
    positions = validator.positions(paths, nodes, data_format=data_format)
    only = paths[0] if len(paths) == 1 and paths[0] != validator.STDIN else ""
    return reports.of_files(report, graph, positions, path=only, prefixes=prefixes)


def _shapes(here: Publication) -> shacl.Shapes:
    text = dumps.joined(dumps.read_model(here).shapes)
    return shacl.read_shapes(text, path=str(here.shapes))


def said_about(here: Publication, thing: str) -> Description:
    """Everything that the published dataset says about a thing: a key, an IRI or its end."""
    published = lookup.source(here)
    keys = _keys(here)
    for iri in _candidates(here, keys, thing):
        lines = lookup.about(published, iri, here.base)
        found = describe.about(lines, iri, here, vocab.load(here).context)
        if found.statements:
            return found
    if keys.find(thing) or ":" in thing:
        raise CallError(f"nothing is published about {thing}", "check the key, or run `lod build`")
    raise CallError(f"{thing} is not registered", _nearest(keys, thing))


def _keys(here: Publication) -> register.Register:
    path = here.data / "register.tsv"
    if not path.is_file():
        return register.Register({})
    raw = path.read_bytes()
    if index := names.known(raw, here.root / ".lod" / "cache" / "flow"):
        return index
    known, problems = register.parse(raw, "data/register.tsv", vocab.load(here).kinds)
    if problems:
        raise InvalidInput(problems)
    return known


def _candidates(here: Publication, keys: register.Register, thing: str) -> Iterator[str]:
    """The IRIs that may be meant, the likeliest first."""
    if ":" in thing:
        yield thing.strip("<>")
        return
    entry = keys.find(thing)
    if entry is not None:
        yield here.base + entry.iri
    path = thing.strip("/")
    yield here.base + path
    yield f"{here.base}id/{path}"


def _nearest(keys: register.Register, thing: str) -> str:
    known = {key.split("/", 1)[1]: key for key in keys.entries}
    near = keys.nearest(thing) or next(
        (known[name] for name in get_close_matches(thing, known, 1)), ""
    )
    return f"did you mean {near}?" if near else "see data/register.tsv"
