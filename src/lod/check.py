"""Looks at what there is without publishing: validate, and show a thing.

Enters: a publication, or RDF files and shapes. Leaves: problems, or what is said about a thing.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from lod import describe, pipeline, shacl, vocab
from lod.curate import register
from lod.derive import validation
from lod.derive.mapping import Minting
from lod.describe import Description
from lod.errors import CallError, ConfigError, InvalidInput, Problem
from lod.publication import Publication
from lod.publish import dumps

_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json": ox.RdfFormat.JSON_LD,
    "n3": ox.RdfFormat.N3,
}


def publication(
    here: Publication, texts: Path | None, engine: str, language: str
) -> tuple[Problem, ...]:
    """The findings on a publication as it stands in its sources."""
    return pipeline.derive(here, texts=texts, engine=engine, language=language).findings.problems


def files(
    paths: Sequence[str], shapes: Path | Publication, engine: str, language: str
) -> tuple[Problem, ...]:
    """The findings on RDF files taken together, whatever graphs their statements are in.

    `shapes` is a shapes file or a publication. CallError, InvalidInput: a file cannot be read.
    """
    graph = _shapes(shapes)
    data = _quads(paths)
    report = shacl.validate(graph, data, engine=engine)
    mint = Minting(shapes.base if isinstance(shapes, Publication) else "")
    place = paths[0] if len(paths) == 1 else "(all files)"
    found = {
        Problem(
            place,
            0,
            0,
            validation.sentence(result, mint, language),
            "",
            result.source_shape.rsplit("#", 1)[-1].rstrip(">"),
            validation.severity_of(result.severity),
        )
        for result in report.results
    }
    return tuple(sorted(found)) + validation.failures(report)


def _shapes(shapes: Path | Publication) -> shacl.Shapes:
    if isinstance(shapes, Publication):
        text = dumps.joined(dumps.read_model(shapes).shapes).encode()
        return shacl.read_shapes(text, path=str(shapes.shapes))
    try:
        return shacl.read_shapes(shapes.read_bytes(), path=str(shapes))
    except OSError as error:
        raise CallError(f"{shapes}: {error.strerror or error}", "check the path") from error


def _quads(paths: Iterable[str]) -> list[ox.Quad]:
    """The statements of all files with their lexical forms; all that do not parse at once."""
    found: list[ox.Quad] = []
    problems: list[Problem] = []
    for path in map(Path, paths):
        try:
            found.extend(_parse(path))
        except SyntaxError as error:
            what = f"does not parse: {error.msg}"
            place = str(path), error.lineno or 0, error.offset or 0
            problems.append(Problem(*place, what, "mend the file", "not-rdf"))
        except OSError as error:
            raise CallError(f"{path}: {error.strerror or error}", "check the path") from error
    if problems:
        raise InvalidInput(tuple(problems))
    return found


def _parse(path: Path) -> Iterator[ox.Quad]:
    format_ = _FORMATS.get(path.suffix.removeprefix(".").lower())
    if format_ is None:
        raise CallError(f"{path}: unknown kind of file", f"name it .{', .'.join(_FORMATS)}")
    base = path.resolve().as_uri()
    return ox.parse(path=str(path), format=format_, base_iri=base, rename_blank_nodes=True)


def said_about(here: Publication, thing: str) -> Description:
    """Everything that the published dataset says about a thing: a key, an IRI or its end."""
    path = here.dist / "dataset.nq"
    if not path.is_file():
        raise ConfigError(f"{path} does not exist", "run `lod build` first")
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    keys = _keys(here)
    for iri in _candidates(here, keys, thing):
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
    kinds = vocab.load(here).kinds
    known, problems = register.parse(path.read_bytes(), "data/register.tsv", kinds)
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
    names = {key.split("/", 1)[1]: key for key in keys.entries}
    near = keys.nearest(thing) or next(
        (names[name] for name in get_close_matches(thing, names, 1)), ""
    )
    return f"did you mean {near}?" if near else "see data/register.tsv"
