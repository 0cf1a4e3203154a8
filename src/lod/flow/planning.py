"""A publication -> the plan of a build: register indexed, rules kept, cut points laid down."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from lod import vocab
from lod.derive import policy
from lod.derive.rulefile import is_variable
from lod.derive.rules import Rules
from lod.errors import InvalidInput, Problem, WriteError
from lod.flow import intake, layout, names
from lod.flow.plan import Bench, Plan, bench
from lod.ntriples import quad_line
from lod.publication import Publication


def planned(
    here: Publication, compiled: Rules, cache: Path, dumps: tuple[str, ...], gzip: int
) -> tuple[Bench, tuple[str, ...]]:
    """The bench of a build, and the keys of what is withdrawn.

    `gzip` is from how many bytes of records on pieces are kept for .gz too, 0 for never.
    """
    model = _model_digest(here, compiled)
    rules = cache / f"rules-{model[:16]}.json"
    if not rules.is_file():
        _put(rules, compiled.to_json())
    vocabulary = vocab.load(here)
    kinds = [kind.segment for kind in vocabulary.kinds.values() if not kind.dependent]
    known = names.update(here.data, cache, kinds)
    cuts = layout.cuts(here.base, kinds, known.cuts, intake.size(here.data))
    path = cache / f"cuts-{hashlib.sha256(repr(cuts).encode()).hexdigest()[:16]}.txt"
    if not path.is_file():
        _put(path, "\n".join(cuts))
    gone = frozenset(here.base + iri for iri in known.gone)
    size = intake.size(here.data)
    zipped = 0 < gzip < size
    plan = Plan(
        str(here.root.resolve()), str(cache), f"{model}{known.epoch}", str(rules),
        str(path), gone, (), dumps, zipped,
    )  # fmt: skip
    return bench(plan), known.gone_keys


def look_at(triples: Iterable[tuple[str, str, str]], here: Bench) -> None:
    """The policy on what no document says, code lists and what rules conclude: InvalidInput."""
    base = f"<{here.publication.base}>"
    heads = [atom for rule in here.rules.rules for atom in rule.head]
    lines = [quad_line(*triple, "<g:g>") for triple in triples]
    for atom in heads:
        subject, predicate, object_ = (base if is_variable(term) else term for term in atom)
        lines.append(quad_line(subject, predicate, object_, "<g:g>"))
    allowed = here.publication.allowed_namespaces
    found = policy.breaches(lines, here.vocabulary, allowed)
    if found:
        raise InvalidInput(
            tuple(
                Problem("ontology", 0, 0, f"{b.subject}: {b.what}", b.remedy, b.code) for b in found
            )
        )


def _model_digest(publication: Publication, compiled: Rules) -> str:
    digest = hashlib.sha256(compiled.to_json().encode())
    folders = (publication.ontology, publication.shapes)
    for path in sorted(path for folder in folders for path in folder.glob("*.*")):
        digest.update(f"{path.name}\0{publication.read(path)}\0".encode())
    settings = (publication.base, publication.language, publication.languages)
    digest.update(repr((settings, publication.max_quote, publication.allowed_namespaces)).encode())
    return digest.hexdigest()


def _put(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise WriteError(f"{path}: {error.strerror}", "make the cache writable") from error
