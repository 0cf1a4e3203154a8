"""The whole flow for publications of any size: nothing is held in memory as a whole.

The stages are those of `pipeline`; what is published is the same to the byte.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lod import publication as publications
from lod import reports, shacl, stages
from lod.catalog import output, quality
from lod.catalog.output import Descriptions
from lod.catalog.settings import Settings
from lod.errors import NotPublishable, Problem, Severity, ShapesError
from lod.flow import changes, checking, intake, surveying
from lod.flow.build import Flow, Options
from lod.flow.checking import Checked
from lod.flow.crew import Crew
from lod.flow.files import jsonl_files
from lod.flow.pieces import DUMPS
from lod.flow.placing import Places
from lod.flow.validating import Copy
from lod.publication import Publication
from lod.publish import dumps, sink, staging
from lod.publish.sink import Written
from lod.releases import links, patch
from lod.releases.release import Release
from lod.reports import LocatedReport
from lod.session import Outcome, Session
from lod.stages import State, Summary, Tell
from lod.stores.following import following

_RESULTS = "results"
"""The results by severity of what was published last, in the ledger."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a dataset that lies in chunks; iterating reads them anew."""

    state: changes.State

    def __iter__(self) -> Iterator[str]:
        for stretch in self.state:
            yield from stretch.lines()


def _usual(here: Publication) -> tuple[str, ...]:
    """The dumps where none are asked for: those that many claim files had when they were few."""
    return DUMPS if jsonl_files(here.data) else publications.DUMPS


class Stream:
    """One build: read, derive, check, publish; `why` says what was wrong with the cache."""

    def __init__(
        self,
        publication: Publication,
        session: Session,
        crew: Crew,
        texts: Path | None,
        tell: Tell,
        *,
        keep_going: bool,
        why: str = "",
    ) -> None:
        self.publication, self.session, self.tell = publication, session, tell
        self.model = dumps.read_model(publication)
        compiled = stages.compiled_rules(publication, self.model)
        options = Options(dumps=publication.dumps or _usual(publication), keep_going=keep_going)
        self.why = why
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
        flow = self.flow
        try:
            work = flow.read()
            intake.room(self.publication, target)
            flow.derive(work)
            before, after = flow.published(), flow.state()
            with following(self.publication, target, flow.here.plan.gone, self.tell) as store:
                copy = store.ahead(flow.work / "store", before, after, *self.dump())
                checked = self.checked(engine, language, copy)
                if self.session.checked:
                    self.session.checked(self.outcome(checked))
                if checked.findings.violations:
                    raise NotPublishable(checked.findings.problems)
                self.tell("writing")
                with staging.staged(target) as folder:
                    files = (*flow.write(folder, target, self.head()), *self.beside(folder))
                    results = quality.counts(checked.findings.report)
                    flow.ledger.keep(_RESULTS, (changes.digest_of(after), results))
                    described = self.described(checked, about, files, released)
                    gone = stages.write_gone(sorted(flow.here.plan.gone), self.publication, folder)
                    files = (*files, *described.write(folder), *gone)
                    spans = stages.record_spans(flow.found_spans(), self.publication)
                    store.make(files, before, after)
                    placed = stages.placed(files, folder, target)
            findings = checked.findings.with_problems(described.problems)
            summary = self.summary(replace(checked, findings=findings), placed, spans)
            flow.commit()
        except NotPublishable:
            self._keep()
            raise
        finally:
            flow.close()
        seconds = time.perf_counter() - begun
        return replace(summary, catalogue=len(described.problems), seconds=seconds)

    def validate(self, engine: str, language: str) -> LocatedReport:
        """The report on what the sources say; what was mapped is kept, nothing is published."""
        try:
            self._derive()
            report = self._located(self.checked(engine, language))
            self._keep()
            self.tell("writing")
            return report
        finally:
            self.flow.close()

    @contextmanager
    def state(self) -> Iterator[State]:
        """What the sources say now; until the block ends nobody else builds."""
        flow = self.flow
        try:
            self._derive()
            results = self._published_results()
            problems = tuple(stages.beside(self.publication, self.model))
            if results is None:
                findings = self.checked("compiled", "en").findings
                results, problems = quality.counts(findings.report), findings.problems
            gone = tuple(sorted(flow.here.plan.gone))
            yield State(problems, gone, flow.here.vocabulary.prefixes, results, Lines(flow.state()))
            self._keep()
        finally:
            flow.close()

    def _published_results(self) -> Mapping[str, int] | None:
        """What the shapes found in the dataset that is published, if nothing changed since."""
        flow = self.flow
        digest, results = flow.ledger.state(_RESULTS) or ("", None)
        return results if digest == changes.digest_of(flow.state()) else None

    def _derive(self) -> None:
        flow = self.flow
        work = flow.read()
        intake.room(self.publication, self.publication.root)
        flow.derive(work)

    def _keep(self) -> None:
        """What was mapped stays in the cache, but for texts: only a build records their spans."""
        if not self.flow.spans:
            self.flow.commit()

    def _located(self, checked: Checked) -> LocatedReport:
        flow, findings = self.flow, checked.findings
        places = Places(flow.here, flow.ledger)
        nodes = {result.focus_node for result in findings.report.results}
        told = places.in_files(problem.path for problem in findings.others)
        return reports.of_claims(
            findings.report,
            self.shapes(),
            (*told, *places.claims(nodes)),
            flow.here.mint,
            problems=findings.others,
            remedies=findings.remedies,
            prefixes=flow.here.vocabulary.prefixes,
        )

    def shapes(self) -> shacl.Shapes:
        """The shapes of the model; ShapesError at the file and line where they are ill-formed."""
        try:
            return shacl.read_shapes(dumps.joined(self.model.shapes), path="shapes.ttl")
        except ShapesError as error:
            raise ShapesError(
                tuple(stages.in_its_file(p, self.model) for p in error.problems)
            ) from error

    def checked(self, engine: str, language: str, copy: Copy | None = None) -> Checked:
        """What shapes and policy find; for `copy` see `checking.check`."""
        self.tell("validating")
        shapes = self.shapes()
        found = checking.check(self.flow, shapes, engine=engine, language=language, copy=copy)
        beside = stages.beside(self.publication, self.model)
        return replace(found, findings=found.findings.with_problems((*beside, *self._mended())))

    def _mended(self) -> Iterator[Problem]:
        if self.why:
            what = f"{self.why}: it was made again"
            yield Problem(".lod/cache", 0, 0, what, "", "cache-damaged", Severity.WARNING)

    def outcome(self, checked: Checked) -> Outcome:
        """What was found, and what was published before."""
        flow = self.flow
        return Outcome(
            checked.findings.problems,
            flow.published(),
            flow.state(),
            self.publication,
            flow.here.vocabulary,
        )

    def head(self) -> str:
        """What Turtle files begin with, as a comment."""
        title = self.publication.title
        titles = [title[language] for language in sorted(title)]
        return "\n".join((*titles, f"Licence: {self.publication.license}"))

    def dump(self) -> tuple[Path, int]:
        """The name of the dump that will hold the whole dataset, and its size."""
        parts = [
            p
            for chunk in self.flow.ledger.each_chunk()
            for p in chunk.parts
            if p.name == staging.MARK
        ]
        plain = sum(part.size for part in parts)
        if plain <= self.flow.options.limit:
            return Path(staging.MARK), plain
        return Path(staging.MARKS[1]), sum(part.length for part in parts)

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
        checked: Checked,
        about: Settings,
        files: Sequence[Written],
        released: Sequence[Release],
    ) -> Descriptions:
        """The catalogue and the other descriptions of what was built."""
        digest = patch.digest(Lines(self.flow.state())) if released else ""
        return output.of_survey(
            about,
            surveying.survey(self.flow),
            files,
            prefixes=self.flow.here.vocabulary.prefixes,
            results=quality.counts(checked.findings.report),
            version=links.current(released, digest, about.base, about.version),
            feeds=links.feeds(about.base) if released else (),
        )

    def summary(
        self, checked: Checked, files: tuple[Written, ...], spans: tuple[str, ...]
    ) -> Summary:
        """What the build did."""
        flow = self.flow
        counts = flow.counts()
        return Summary(
            documents=flow.ledger.counted(),
            verified=flow.verified(),
            claims=counts["claims"],
            things=checked.things,
            triples=counts["triples"],
            conflicts=counts["conflicts"],
            unresolved=counts["unresolved"],
            results=stages.by_severity(checked.findings.problems),
            findings=checked.findings.problems,
            files=files,
            spans_changed=spans,
            seconds=0.0,
            left_out=tuple(sorted(flow.left_out)),
        )
