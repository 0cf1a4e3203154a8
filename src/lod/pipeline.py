"""The whole flow, each stage once, in order.

Claim files -> claims -> one sorted shard a document -> merged dataset -> computed and inferred
statements -> SHACL and policy -> files. Nothing is written before everything has passed. Small
publications are held in memory; JSON Lines, and many claim files, go through `lod.flow`, stage by
stage too.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lod import reports, shacl, vocab
from lod.catalog import output, quality, settings
from lod.catalog.output import Descriptions
from lod.catalog.settings import Settings
from lod.curate import sources, withdrawal
from lod.curate.claims import Reading
from lod.curate.sources import Sources
from lod.derive import conflicts, dataset, mapping, policy, validation
from lod.derive.conflicts import Conflict
from lod.derive.dataset import Dataset, Triple
from lod.derive.mapping import Minting
from lod.derive.validation import Findings
from lod.errors import CacheError, CallError, NotPublishable, ShapesError
from lod.flow.files import jsonl_files, streamed
from lod.memory import Memory
from lod.publication import Publication
from lod.publish import dumps, staging
from lod.publish.dumps import Model
from lod.publish.parts import parts
from lod.publish.sink import Written
from lod.releases import dump, links, release
from lod.releases.dump import Dump
from lod.releases.release import Release
from lod.reports import LocatedReport
from lod.session import Outcome, Session
from lod.stages import (
    State,
    Summary,
    Tell,
    beside,
    by_severity,
    compiled_rules,
    in_its_file,
    look_for,
    placed,
    record_spans,
    write_gone,
)
from lod.stores.following import following

if TYPE_CHECKING:
    from lod.stream import Stream


Result = TypeVar("Result")


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


def derive(
    publication: Publication,
    *,
    texts: Path | None = None,
    engine: str = "compiled",
    language: str = "en",
    tell: Tell = lambda _: None,
    memory: Memory | None = None,
) -> Derived:
    """Read, map, merge, infer and check; nothing is written. InvalidInput: input is unreadable.

    CallError where records are JSON Lines: only `build` takes them. `memory` is what the build
    before this one made.
    """
    look_for(texts)
    memory = memory or Memory()
    publication = memory.steady("publication", publication)
    if records := jsonl_files(publication.data):
        what = f"{records[0]} holds JSON Lines, which are built as a stream"
        raise CallError(what, "run `lod build`, and ask what it publishes")
    tell("reading claims")
    model = memory.steady("model", dumps.read_model(publication))
    vocabulary = memory.recall("vocabulary", (publication, model), lambda: vocab.load(publication))
    read = sources.load(publication, vocabulary, texts, memory)
    gone = frozenset(publication.base + path for path in read.register.withdrawn)
    kept = withdrawal.without(read, gone)
    missed = withdrawal.missed(read, kept)
    kept = _ranked(kept)
    tell("mapping")
    mint = Minting(publication.base)
    settled = conflicts.settle(kept.claims, kept.documents, vocabulary)
    shards = [
        _shard(number, reading, kept, mint, memory) for number, reading in enumerate(kept.readings)
    ]
    tell("inferring")
    compiled = compiled_rules(publication, model)
    made = dataset.assemble(shards, settled, _codes(publication), compiled, mint, memory)
    tell("validating")
    findings = _checked(made, kept, model, mint, engine, language, memory)
    findings = findings.explained(withdrawal.remedies(missed), mint, language)
    findings = findings.with_problems(conflicts.problems(settled.conflicts, mint))
    return Derived(kept, model, made, settled.conflicts, findings)


def _shard(
    number: int, reading: Reading, kept: Sources, mint: Minting, memory: Memory
) -> tuple[str, ...]:
    """The shard of one file, which does not depend on the lines that its claims stand in."""
    document = kept.documents.get(reading.document)
    claims = memory.steady(("claims of", number), reading.claims)
    types = memory.steady(("types of", number), reading.types)
    return memory.recall(
        ("shard", number),
        (document, claims, types, mint.base),
        lambda: mapping.shard(document, claims, types, mint),
    )


def _ranked(read: Sources) -> Sources:
    ranked = iter(conflicts.with_one_rank(read.claims))
    readings = tuple(
        replace(reading, claims=tuple(next(ranked) for _ in reading.claims))
        for reading in read.readings
    )
    return replace(read, readings=readings)


def _checked(
    made: Dataset,
    kept: Sources,
    model: Model,
    mint: Minting,
    engine: str,
    language: str,
    memory: Memory,
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
            memory=memory,
        )
    except ShapesError as error:
        raise ShapesError(tuple(in_its_file(p, model) for p in error.problems)) from error
    breaches = policy.breaches(made.lines, kept.vocabulary, here.allowed_namespaces, memory)
    located = validation.located(breaches, kept.claims, mint)
    return findings.with_problems((*kept.warnings, *located, *beside(here, model)))


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
    session: Session | None = None,
) -> Summary:
    """Build and publish; whatever error is raised, the last good publication stays as it was.

    `workers` (0: one a core) and the address of a Dask `scheduler` are for publications that go
    through the stream, `keep_going`, which leaves out records that cannot be read, for JSON Lines.
    Builds of one `session` make only what changed. InvalidInput and NotPublishable list everything
    to mend; WriteError: the disk refused.
    """
    begun = time.perf_counter()
    target = out or publication.dist
    staging.recover(target)
    about = settings.read(publication.root / "lod.toml")
    released = release.all_in(publication.releases)
    look_for(texts)
    with nullcontext(session) if session else Session() as session:
        if streamed(publication.data):
            return _streamed(
                publication,
                lambda stream: stream.build(target, about, released, engine, language, begun),
                texts,
                tell,
                workers,
                scheduler,
                session,
                keep_going=keep_going,
            )
        derived = derive(
            publication,
            texts=texts,
            engine=engine,
            language=language,
            tell=tell,
            memory=session.memory,
        )
        if session.checked:
            session.checked(_outcome(derived, target))
    if not derived.publishable:
        raise NotPublishable(derived.findings.problems)
    tell("writing")
    with (
        following(publication, target, derived.withdrawn, tell) as store,
        staging.staged(target) as folder,
    ):
        files = dumps.write(
            derived.dataset,
            derived.model,
            publication,
            derived.sources.vocabulary,
            folder,
            session.memory,
        )
        described = describe(derived, about, files, released)
        files += described.write(folder) + write_gone(derived.withdrawn, publication, folder)
        spans = record_spans(sorted(derived.sources.span_files().items()), publication)
        store.make(files)
        final = placed(files, folder, target)
    session.forget_stream(publication)
    derived = replace(derived, findings=derived.findings.with_problems(described.problems))
    done = _summary(derived, final, spans, time.perf_counter() - begun)
    return replace(done, catalogue=len(described.problems))


def _outcome(derived: Derived, target: Path) -> Outcome:
    here = derived.sources.publication
    published = tuple(Dump(target / dump.NAME)) if (target / dump.NAME).is_file() else ()
    return Outcome(
        derived.findings.problems,
        parts(published, here.base),
        parts(derived.dataset.lines, here.base),
        here,
        derived.sources.vocabulary,
    )


def _streamed(
    publication: Publication,
    use: Callable[["Stream"], Result],
    texts: Path | None,
    tell: Tell,
    workers: int = 0,
    scheduler: str = "",
    session: Session | None = None,
    *,
    keep_going: bool = False,
) -> Result:
    """Use the stages of the stream, once more without the cache if it is damaged."""
    from lod.flow import cache
    from lod.flow.disk import refusals
    from lod.flow.packing import trusted
    from lod.stream import Stream

    place = publication.root / ".lod"
    with refusals(place), nullcontext(session) if session else Session() as own:
        crew = own.crew(workers, scheduler)
        try:
            with trusted():
                return use(Stream(publication, own, crew, texts, tell, keep_going=keep_going))
        except CacheError as error:
            why = error.message
        # Not before the error is forgotten, for with it stores are closed that were being written.
        tell("making the cache again")
        cache.forget(publication, crew)
        with trusted():
            return use(Stream(publication, own, crew, texts, tell, keep_going=keep_going, why=why))


def validate(
    publication: Publication,
    *,
    texts: Path | None = None,
    engine: str = "compiled",
    language: str = "en",
    workers: int = 0,
    tell: Tell = lambda _: None,
) -> LocatedReport:
    """The report on the sources as they stand; nothing is published. InvalidInput as for `build`.

    `workers` (0: one a core) are for publications that go through the stream.
    """
    settings.read(publication.root / "lod.toml")
    look_for(texts)
    if streamed(publication.data):
        return _streamed(
            publication, lambda stream: stream.validate(engine, language), texts, tell, workers
        )
    derived = derive(publication, texts=texts, engine=engine, language=language, tell=tell)
    tell("writing")
    return reports.of_claims(
        derived.findings.report,
        shacl.read_shapes(dumps.joined(derived.model.shapes), path=str(publication.shapes)),
        derived.sources.claims,
        Minting(publication.base),
        documents=derived.sources.documents.values(),
        problems=derived.findings.others,
        remedies=derived.findings.remedies,
        prefixes=derived.sources.vocabulary.prefixes,
    )


@contextmanager
def state(publication: Publication, tell: Tell = lambda _: None) -> Iterator[State]:
    """What the sources say now; InvalidInput as for `build`."""
    if streamed(publication.data):
        from lod.stream import Stream

        with Session() as own:
            stream = Stream(publication, own, own.crew(0, ""), None, tell, keep_going=False)
            with stream.state() as now:
                yield now
        return
    derived = derive(publication, tell=tell)
    yield State(
        derived.findings.problems,
        derived.withdrawn,
        derived.sources.vocabulary.prefixes,
        quality.counts(derived.findings.report),
        derived.dataset.lines,
    )


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
        results=by_severity(derived.findings.problems),
        findings=derived.findings.problems,
        files=files,
        spans_changed=spans,
        seconds=seconds,
    )
