"""The whole flow, each stage once, in order.

Claim files -> claims -> one sorted shard a document -> merged dataset -> computed and inferred
statements -> SHACL and policy -> files. Nothing is written before everything has passed. Small
publications are held in memory; records in JSON Lines go through `lod.flow`, stage by stage too.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lod import shacl, sparql, vocab
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
from lod.flow.files import jsonl_files
from lod.publication import Publication
from lod.publish import dumps, sink, staging
from lod.publish.dumps import Model
from lod.publish.sink import Written
from lod.releases import dump, gone, links, release
from lod.releases.release import Release

if TYPE_CHECKING:
    from lod.flow.checking import Checked
    from lod.flow.crew import Crew

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
    """What a build did. `seconds` is wall time; `verified` documents are those with a text.

    `left_out` are the problems of records that were left out because the build was to keep going.
    """

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
    left_out: tuple[Problem, ...] = ()


def derive(
    publication: Publication,
    *,
    texts: Path | None = None,
    engine: str = "compiled",
    language: str = "en",
    tell: Tell = lambda _: None,
) -> Derived:
    """Read, map, merge, infer and check; nothing is written. InvalidInput: input is unreadable.

    CallError where records are JSON Lines: only `build` takes them.
    """
    _look_for(texts)
    if records := jsonl_files(publication.data):
        what = f"{records[0]} holds JSON Lines, which are built as a stream"
        raise CallError(what, "run `lod build`, and ask what it publishes")
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


def _look_for(texts: Path | None) -> None:
    if texts is not None and not texts.is_dir():
        raise CallError(f"there is no folder {texts}", "say with --texts where the full texts lie")


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
    located = validation.located(breaches, kept.claims, mint)
    return findings.with_problems((*kept.warnings, *located, *_beside(here, model)))


def _beside(here: Publication, model: Model) -> Iterator[Problem]:
    """What is wrong with the files that are published beside the dataset."""
    about = "\n".join((*here.title.values(), *here.description.values(), here.publisher))
    yield from policy.contacts(model.files)
    yield from (replace(problem, line=0) for problem in policy.contacts({"lod.toml": about}))
    yield from sparql.broken(model.queries)


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
    workers: int = 0,
    scheduler: str = "",
    keep_going: bool = False,
    tell: Tell = lambda _: None,
) -> Summary:
    """Build and publish; whatever error is raised, the last good publication stays as it was.

    `workers` (0: one a core), the address of a Dask `scheduler` and `keep_going`, which leaves out
    records that cannot be read, are for records in JSON Lines. InvalidInput and NotPublishable
    list everything to mend; WriteError: the disk refused.
    """
    begun = time.perf_counter()
    target = out or publication.dist
    staging.recover(target)
    about = settings.read(publication.root / "lod.toml")
    released = release.all_in(publication.releases)
    _look_for(texts)
    if jsonl_files(publication.data):
        from lod.flow import crew as crews

        crew = crews.crew(workers, scheduler)
        try:
            stream = _Stream(publication, crew, texts, tell, keep_going=keep_going)
            return stream.build(target, about, released, engine, language, begun)
        finally:
            crew.close()
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
        placed = _placed(files, folder, target)
    derived = replace(derived, findings=derived.findings.with_problems(described.problems))
    return _summary(derived, placed, spans, time.perf_counter() - begun)


def _placed(files: Iterable[Written], folder: Path, target: Path) -> tuple[Written, ...]:
    return tuple(replace(file, path=target / file.path.relative_to(folder)) for file in files)


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
    return _write_gone(derived.withdrawn, derived.sources.publication, folder)


def _write_gone(iris: Sequence[str], here: Publication, folder: Path) -> tuple[Written, ...]:
    written = []
    for name, text in gone.files(iris, here.base, here.languages).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        written.append(sink.write(folder / name, (text,)))
    return tuple(written)


def record_spans(read: Sources) -> tuple[str, ...]:
    """Keep the spans found in the texts under data/spans/; the names of the files that changed."""
    return _record_spans(read.span_files(), read.publication)


def _record_spans(files: Mapping[Path, str], here: Publication) -> tuple[str, ...]:
    changed = []
    for path, text in sorted(files.items()):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            try:
                path.parent.mkdir(exist_ok=True)
                temporary = path.with_suffix(".tmp")
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
            except OSError as error:
                raise WriteError(f"{path}: {error.strerror}", "make data/spans writable") from error
            changed.append(path.relative_to(here.root).as_posix())
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
        results=_by_severity(derived.findings.problems),
        findings=derived.findings.problems,
        files=files,
        spans_changed=spans,
        seconds=seconds,
    )


def _by_severity(problems: Iterable[Problem]) -> Mapping[str, int]:
    kinds = Counter(problem.severity.value for problem in problems)
    return {severity.value: kinds.get(severity.value, 0) for severity in Severity}


# ---------------------------------------------------------------- records in JSON Lines


class _Stream:
    """The same stages for publications of any size: nothing is held in memory as a whole."""

    def __init__(
        self,
        publication: Publication,
        crew: "Crew",
        texts: Path | None,
        tell: Tell,
        *,
        keep_going: bool,
    ) -> None:
        from lod.flow.build import Flow, Options

        self.publication, self.tell = publication, tell
        self.model = dumps.read_model(publication)
        compiled = compiled_rules(publication, self.model)
        options = Options(keep_going=keep_going)
        self.flow: Flow = Flow(publication, compiled, crew, texts=texts, options=options, tell=tell)

    def build(
        self,
        target: Path,
        about: Settings,
        released: Sequence[Release],
        engine: str,
        language: str,
        begun: float,
    ) -> Summary:
        """Build and publish. What was mapped is kept though the shapes forbid to publish it."""
        from lod.flow.build import room

        flow = self.flow
        try:
            work = flow.read()
            room(self.publication, target)
            flow.derive(work)
            checked = self.checked(engine, language)
            if checked.findings.violations:
                if not flow.spans:
                    flow.commit()
                raise NotPublishable(checked.findings.problems)
            self.tell("writing")
            with staging.staged(target) as folder:
                files = (*flow.write(folder, target, self.head()), *self.beside(folder))
                described = self.described(checked, about, files, released)
                gone_ = _write_gone(sorted(flow.here.plan.gone), self.publication, folder)
                files = (*files, *described.write(folder), *gone_)
                spans = _record_spans(flow.spans, self.publication)
                placed = _placed(files, folder, target)
            findings = checked.findings.with_problems(described.problems)
            summary = self.summary(replace(checked, findings=findings), placed, spans)
            flow.commit()
        finally:
            flow.close()
        return replace(summary, seconds=time.perf_counter() - begun)

    def checked(self, engine: str, language: str) -> "Checked":
        """What shapes and policy find."""
        from lod.flow import checking

        self.tell("validating")
        try:
            shapes = shacl.read_shapes(dumps.joined(self.model.shapes), path="shapes.ttl")
        except ShapesError as error:
            raise ShapesError(tuple(_in_its_file(p, self.model) for p in error.problems)) from error
        found = checking.check(self.flow, shapes, engine=engine, language=language)
        beside = _beside(self.publication, self.model)
        return replace(found, findings=found.findings.with_problems(beside))

    def head(self) -> str:
        """What Turtle files begin with, as a comment."""
        title = self.publication.title
        titles = [title[language] for language in sorted(title)]
        return "\n".join((*titles, f"Licence: {self.publication.license}"))

    def beside(self, folder: Path) -> tuple[Written, ...]:
        """Write the files of the model."""
        model = self.model
        files = {
            "ontology.ttl": dumps.joined(model.ontology),
            "shapes.ttl": dumps.joined(model.shapes),
            "context.jsonld": "".join(model.context.values()),
            **{f"queries/{Path(path).name}": text for path, text in model.queries.items()},
        }
        (folder / "queries").mkdir()
        return tuple(sink.write(folder / name, (text,)) for name, text in sorted(files.items()))

    def described(
        self,
        checked: "Checked",
        about: Settings,
        files: Sequence[Written],
        released: Sequence[Release],
    ) -> Descriptions:
        """The catalogue and the other descriptions of what was built."""
        digest = next((file.sha256 for file in files if file.path.name == dump.NAME), "")
        return output.make(
            about,
            self.flow.lines(),
            files,
            prefixes=self.flow.here.vocabulary.prefixes,
            results=quality.counts(checked.findings.report),
            version=links.current(released, digest, about.base, about.version),
            feeds=links.feeds(about.base) if released else (),
        )

    def summary(
        self, checked: "Checked", files: tuple[Written, ...], spans: tuple[str, ...]
    ) -> Summary:
        """What the build did."""
        flow = self.flow
        counts = flow.counts()
        return Summary(
            documents=flow.ledger.counted()[0],
            verified=flow.verified(),
            claims=counts["claims"],
            things=checked.things,
            triples=counts["triples"],
            conflicts=counts["conflicts"],
            unresolved=counts["unresolved"],
            results=_by_severity(checked.findings.problems),
            findings=checked.findings.problems,
            files=files,
            spans_changed=spans,
            seconds=0.0,
            left_out=tuple(sorted(flow.left_out)),
        )
