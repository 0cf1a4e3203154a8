"""The whole flow, each stage once, in order.

Claim files -> claims -> one sorted shard a document -> merged dataset -> computed and inferred
statements -> SHACL and policy -> files. Nothing is written before everything has passed.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod import sparql, vocab
from lod.catalog import output, quality, settings
from lod.catalog.output import Descriptions
from lod.catalog.settings import Settings
from lod.curate import sources, withdrawal
from lod.curate.sources import Sources
from lod.derive import conflicts, dataset, mapping, policy, rules, validation
from lod.derive.conflicts import Conflict
from lod.derive.dataset import Dataset, Triple
from lod.derive.mapping import Minting
from lod.derive.validation import Findings
from lod.errors import CallError, NotPublishable, Problem, Severity, ShapesError, WriteError
from lod.publication import Publication
from lod.publish import dumps, sink, staging
from lod.publish.dumps import Model
from lod.publish.sink import Written
from lod.releases import dump, gone, links, release
from lod.releases.release import Release

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Derived:
    """What the sources became: the dataset, its conflicts, and what the checks found."""

    sources: Sources
    model: Model
    dataset: Dataset
    conflicts: tuple[Conflict, ...]
    findings: Findings

    @property
    def publishable(self) -> bool:
        """Whether no check found a violation."""
        return not self.findings.violations

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """The IRIs of what the register withdraws, sorted."""
        base = self.sources.publication.base
        return tuple(sorted(base + path for path in self.sources.register.withdrawn))


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `seconds` is wall time; `verified` documents are those with a text."""

    documents: int
    verified: int
    claims: int
    things: int
    triples: int
    conflicts: int
    unresolved: int
    results: Mapping[str, int]
    findings: tuple[Problem, ...]
    files: tuple[Written, ...]
    spans_changed: tuple[str, ...]
    seconds: float


def derive(
    publication: Publication,
    *,
    texts: Path | None = None,
    engine: str = "compiled",
    language: str = "en",
    tell: Tell = lambda _: None,
) -> Derived:
    """Read, map, merge, infer and check; nothing is written. InvalidInput: input is unreadable."""
    if texts is not None and not texts.is_dir():
        raise CallError(f"there is no folder {texts}", "say with --texts where the full texts lie")
    tell("reading claims")
    vocabulary = vocab.load(publication)
    model = dumps.read_model(publication)
    read = sources.load(publication, vocabulary, texts)
    gone = frozenset(publication.base + path for path in read.register.withdrawn)
    kept = withdrawal.without(read, gone)
    missed = withdrawal.missed(read, kept)
    kept = _ranked(kept)
    tell("mapping")
    mint = Minting(publication.base)
    settled = conflicts.settle(kept.claims, kept.documents, vocabulary)
    shards = [
        mapping.shard(kept.documents.get(reading.document), reading.claims, reading.types, mint)
        for reading in kept.readings
    ]
    tell("inferring")
    compiled = compiled_rules(publication, model)
    made = dataset.assemble(shards, settled, _codes(publication), compiled, mint)
    tell("validating")
    findings = _checked(made, kept, model, mint, engine, language)
    findings = findings.explained(_withdrawn_words(missed), mint, language)
    findings = findings.with_problems(conflicts.problems(settled.conflicts, mint))
    return Derived(kept, model, made, settled.conflicts, findings)


def _ranked(read: Sources) -> Sources:
    ranked = iter(conflicts.with_one_rank(read.claims))
    readings = tuple(
        replace(reading, claims=tuple(next(ranked) for _ in reading.claims))
        for reading in read.readings
    )
    return replace(read, readings=readings)


def _checked(
    made: Dataset, kept: Sources, model: Model, mint: Minting, engine: str, language: str
) -> Findings:
    """What shapes and policy find in the dataset, and in the files published beside it."""
    here = kept.publication
    try:
        findings = validation.check(
            made.lines,
            dumps.joined(model.shapes),
            kept.claims,
            mint,
            engine=engine,
            language=language,
        )
    except ShapesError as error:
        raise ShapesError(tuple(_in_its_file(p, model) for p in error.problems)) from error
    breaches = policy.breaches(made.lines, kept.vocabulary, here.allowed_namespaces)
    about = "\n".join((*here.title.values(), *here.description.values(), here.publisher))
    return findings.with_problems(
        (
            *kept.warnings,
            *validation.located(breaches, kept.claims, mint),
            *policy.contacts(model.files),
            *(replace(problem, line=0) for problem in policy.contacts({"lod.toml": about})),
            *sparql.broken(model.queries),
        )
    )


def _withdrawn_words(missed: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """What to do about things whose statements went with what was withdrawn."""
    remedy = "state it from another source, or withdraw this too"
    return {
        subject: f"{_tellers(keys)} said it and is withdrawn: {remedy}"
        if keys
        else f"it went with what data/register.tsv withdraws: {remedy}"
        for subject, keys in missed.items()
    }


def _tellers(keys: Sequence[str]) -> str:
    return " and ".join(f"document/{key}" for key in keys)


def _in_its_file(problem: Problem, model: Model) -> Problem:
    path, line = dumps.place_of(model.shapes, problem.line)
    return replace(problem, path=path, line=line) if problem.line else problem


def build(
    publication: Publication,
    *,
    texts: Path | None = None,
    out: Path | None = None,
    engine: str = "compiled",
    language: str = "en",
    tell: Tell = lambda _: None,
) -> Summary:
    """Build and publish; whatever error is raised, the last good publication stays as it was.

    InvalidInput and NotPublishable list everything to mend; WriteError: the disk refused.
    """
    begun = time.perf_counter()
    target = out or publication.dist
    staging.recover(target)
    about = settings.read(publication.root / "lod.toml")
    released = release.all_in(publication.releases)
    derived = derive(publication, texts=texts, engine=engine, language=language, tell=tell)
    if not derived.publishable:
        raise NotPublishable(derived.findings.problems)
    tell("writing")
    with staging.staged(target) as folder:
        files = dumps.write(
            derived.dataset, derived.model, publication, derived.sources.vocabulary, folder
        )
        described = describe(derived, about, files, released)
        files += described.write(folder) + write_gone(derived, folder)
        spans = record_spans(derived.sources)
        placed = tuple(replace(file, path=target / file.path.relative_to(folder)) for file in files)
    derived = replace(derived, findings=derived.findings.with_problems(described.problems))
    return _summary(derived, placed, spans, time.perf_counter() - begun)


def describe(
    derived: Derived,
    about: Settings,
    files: tuple[Written, ...],
    released: Sequence[Release] = (),
) -> Descriptions:
    """The catalogue and the other descriptions of what was built, after these releases."""
    digest = next((file.sha256 for file in files if file.path.name == dump.NAME), "")
    return output.make(
        about,
        derived.dataset.lines,
        files,
        prefixes=derived.sources.vocabulary.prefixes,
        results=quality.counts(derived.findings.report),
        version=links.current(released, digest, about.base, about.version),
        feeds=links.feeds(about.base) if released else (),
    )


def write_gone(derived: Derived, folder: Path) -> tuple[Written, ...]:
    """Write the list of what was withdrawn, and the pages that answer in its place."""
    here = derived.sources.publication
    written = []
    for name, text in gone.files(derived.withdrawn, here.base, here.languages).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        written.append(sink.write(folder / name, (text,)))
    return tuple(written)


def record_spans(read: Sources) -> tuple[str, ...]:
    """Keep the spans found in the texts under data/spans/; the names of the files that changed."""
    changed = []
    for path, text in sorted(read.span_files().items()):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            try:
                path.parent.mkdir(exist_ok=True)
                temporary = path.with_suffix(".tmp")
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
            except OSError as error:
                raise WriteError(f"{path}: {error.strerror}", "make data/spans writable") from error
            changed.append(path.relative_to(read.publication.root).as_posix())
    return tuple(changed)


def compiled_rules(publication: Publication, model: Model) -> rules.Rules:
    """The rules of the ontology, from the cache where the same ontology was compiled before."""
    files = {
        path.relative_to(publication.root).as_posix(): publication.read(path)
        for path in sorted((publication.ontology / "rules").glob("*.rq"))
    }
    ontology = dumps.joined(model.ontology)
    key = hashlib.sha256(
        repr((rules.FORMAT, ontology, sorted(files.items()))).encode()
    ).hexdigest()[:32]
    cached = publication.root / ".lod" / "cache" / f"rules-{key}.json"
    try:
        return rules.Rules.from_json(cached.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass
    compiled = rules.compile(ontology.encode(), files)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        temporary = cached.with_suffix(".tmp")
        temporary.write_text(compiled.to_json(), encoding="utf-8")
        temporary.replace(cached)
    except OSError:
        pass  # a cache that cannot be kept costs time, nothing else
    return compiled


def _codes(publication: Publication) -> tuple[Triple, ...]:
    return vocab.triples(publication, publication.ontology / "codes.ttl")


def _summary(
    derived: Derived, files: tuple[Written, ...], spans: tuple[str, ...], seconds: float
) -> Summary:
    kinds = Counter(problem.severity.value for problem in derived.findings.problems)
    things = {
        subject
        for reading in derived.sources.readings
        for subject, class_term in reading.types
        if not derived.sources.vocabulary.kind_of_class[class_term[1:-1]].dependent
    }
    mint = Minting(derived.sources.publication.base)
    return Summary(
        documents=len(derived.sources.documents),
        verified=len(derived.sources.verified & derived.sources.documents.keys()),
        claims=len({mint.claim(claim) for claim in derived.sources.claims}),
        things=len(things),
        triples=len({line.rsplit(" ", 2)[0] for line in derived.dataset.lines}),
        conflicts=len(derived.conflicts),
        unresolved=sum(not conflict.resolved for conflict in derived.conflicts),
        results={severity.value: kinds.get(severity.value, 0) for severity in Severity},
        findings=derived.findings.problems,
        files=files,
        spans_changed=spans,
        seconds=seconds,
    )
