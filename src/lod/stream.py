"""The whole flow for publications of any size: nothing is held in memory as a whole.

The stages are those of `pipeline`; what is published is the same to the byte.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lod import shacl, stages
from lod.catalog import output, quality
from lod.catalog.output import Descriptions
from lod.catalog.settings import Settings
from lod.errors import NotPublishable, ShapesError
from lod.flow import checking, surveying
from lod.flow.build import Flow, Options, room
from lod.flow.checking import Checked
from lod.flow.crew import Crew
from lod.publication import Publication
from lod.publish import dumps, sink, staging
from lod.publish.sink import Written
from lod.releases import dump, links
from lod.releases.release import Release
from lod.session import Outcome, Session
from lod.stages import Summary, Tell
from lod.stores.following import following


class Stream:
    """One build: read, derive, check, publish."""

    def __init__(
        self,
        publication: Publication,
        session: Session,
        crew: Crew,
        texts: Path | None,
        tell: Tell,
        *,
        keep_going: bool,
    ) -> None:
        self.publication, self.session, self.tell = publication, session, tell
        self.model = dumps.read_model(publication)
        compiled = stages.compiled_rules(publication, self.model)
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
        flow = self.flow
        try:
            work = flow.read()
            room(self.publication, target)
            flow.derive(work)
            checked = self.checked(engine, language)
            if self.session.checked:
                self.session.checked(self.outcome(checked))
            if checked.findings.violations:
                if not flow.spans:
                    flow.commit()
                raise NotPublishable(checked.findings.problems)
            self.tell("writing")
            before = flow.published()
            with (
                following(self.publication, target, self.tell) as store,
                staging.staged(target) as folder,
            ):
                files = (*flow.write(folder, target, self.head()), *self.beside(folder))
                described = self.described(checked, about, files, released)
                gone_ = stages.write_gone(sorted(flow.here.plan.gone), self.publication, folder)
                files = (*files, *described.write(folder), *gone_)
                spans = stages.record_spans(flow.spans, self.publication)
                store.make(files, before, flow.state())
                placed = stages.placed(files, folder, target)
            findings = checked.findings.with_problems(described.problems)
            summary = self.summary(replace(checked, findings=findings), placed, spans)
            flow.commit()
        finally:
            flow.close()
        return replace(summary, seconds=time.perf_counter() - begun)

    def checked(self, engine: str, language: str) -> Checked:
        """What shapes and policy find."""
        self.tell("validating")
        try:
            shapes = shacl.read_shapes(dumps.joined(self.model.shapes), path="shapes.ttl")
        except ShapesError as error:
            raise ShapesError(
                tuple(stages.in_its_file(p, self.model) for p in error.problems)
            ) from error
        found = checking.check(self.flow, shapes, engine=engine, language=language)
        beside = stages.beside(self.publication, self.model)
        return replace(found, findings=found.findings.with_problems(beside))

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
        digest = next((file.sha256 for file in files if file.path.name == dump.NAME), "")
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
            documents=flow.ledger.counted()[0],
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
