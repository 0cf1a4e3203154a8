"""Looks at what there is without publishing: validate, and show a thing."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from lod import describe, pipeline, shacl, vocab
from lod.curate import register
from lod.derive import validation
from lod.derive.mapping import Minting
from lod.describe import Said
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
    """The findings on RDF files, taken together, against a shapes file or a publication's shapes."""
    if isinstance(shapes, Publication):
        text, base = dumps.read_model(shapes).shapes, shapes.base
    else:
        text, base = shapes.read_text(encoding="utf-8"), ""
    store = ox.Store()
    for path in paths:
        _load(store, Path(path))
    report = shacl.validate(
        shacl.read_shapes(text.encode(), path=str(shapes)), store, engine=engine
    )
    mint = Minting(base)
    place = paths[0] if len(paths) == 1 else "(all files)"
    return tuple(
        Problem(
            place,
            0,
            0,
            f"{validation.short(result.focus_node, mint)}: {result.message(language, 'en')}",
            "",
            result.source_shape.rsplit("#", 1)[-1].rstrip(">"),
            validation.severity_of(result.severity),
        )
        for result in report.results
    )


def _load(store: ox.Store, path: Path) -> None:
    format_ = _FORMATS.get(path.suffix.removeprefix(".").lower())
    if format_ is None:
        raise CallError(f"{path}: unknown kind of file", f"name it .{', .'.join(_FORMATS)}")
    try:
        store.bulk_load(path=str(path), format=format_)
    except SyntaxError as error:
        problem = Problem(
            str(path),
            error.lineno or 0,
            error.offset or 0,
            f"does not parse: {error.msg}",
            "mend the file",
            "not-rdf",
        )
        raise InvalidInput((problem,)) from error
    except OSError as error:
        raise CallError(f"{path}: {error.strerror or error}", "check the path") from error


def said_about(here: Publication, thing: str) -> tuple[str, tuple[Said, ...]]:
    """The IRI of a thing and everything the published dataset says about it."""
    path = here.dist / "dataset.nq"
    if not path.is_file():
        raise ConfigError(f"{path} does not exist", "run `lod build` first")
    iri = _iri(here, thing)
    statements = describe.about(path.read_text(encoding="utf-8").splitlines(), iri, here)
    if not statements:
        raise CallError(f"nothing is published about {thing}", "check the key, or run `lod build`")
    return iri, statements


def _iri(here: Publication, thing: str) -> str:
    if ":" in thing:
        return thing.strip("<>")
    kinds = vocab.load(here).kinds
    known, _ = register.parse((here.data / "register.tsv").read_bytes(), "data/register.tsv", kinds)
    entry = known.find(thing)
    if entry is None:
        names = {key.split("/", 1)[1]: key for key in known.entries}
        near = known.nearest(thing) or next(
            (names[name] for name in get_close_matches(thing, names, 1)), ""
        )
        raise CallError(
            f"{thing} is not registered",
            f"did you mean {near}?" if near else "see data/register.tsv",
        )
    return here.base + entry.iri
