"""A publication -> its dumps: only what changed is mapped, reasoned about and written again."""

import os
import shutil
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod import vocab
from lod.curate import sources
from lod.derive.rules import Rules
from lod.errors import InvalidInput, Problem
from lod.flow import (
    cache,
    changes,
    copying,
    folders,
    intake,
    planning,
    publishing,
    runs,
    shards,
    sheets,
)
from lod.flow.changes import State, Stretch
from lod.flow.chunks import Chunk
from lod.flow.crew import Crew
from lod.flow.files import doubled, jsonl_files
from lod.flow.folders import Folders
from lod.flow.intake import Intake
from lod.flow.ledger import File, Ledger, Span
from lod.flow.making import WIDTH, Making
from lod.flow.people import People
from lod.flow.pieces import DUMPS
from lod.flow.plan import Plan, bench
from lod.flow.publishing import Before
from lod.flow.rows import Fresh, Gathered
from lod.flow.runs import Batch, Mapped, Run
from lod.flow.twins import Twins
from lod.publication import Publication
from lod.publish import staging
from lod.publish.sink import Written

Tell = Callable[[str], None]

LIMIT = 50_000_000
"""Bytes of a dump above which only its compressed forms are published."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build; nothing here changes a byte of what is published but `dumps` and `limit`."""

    dumps: tuple[str, ...] = DUMPS
    limit: int = LIMIT
    gzip: bool = True
    keep_going: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    documents: int
    mapped: int
    chunks: int
    made: int
    counts: Mapping[str, int]
    left_out: tuple[Problem, ...]
    seconds: Mapping[str, float]
    folder: Path


class Flow:
    """One build: `read`, `derive`, `publish`, then `commit`; `close` forgets what was not."""

    def __init__(
        self,
        publication: Publication,
        compiled: Rules,
        crew: Crew,
        *,
        texts: Path | None = None,
        options: Options | None = None,
        tell: Tell = lambda _: None,
    ) -> None:
        self.publication, self.crew, self.tell = publication, crew, tell
        self.options = options or Options()
        self.texts = texts or publication.texts
        self.cache = cache.folder(publication)
        self.seconds: Counter[str] = Counter()
        self.ledger = Ledger(self.cache)
        self.work = self.cache / "runs"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        (self.cache / "chunks").mkdir(exist_ok=True)
        self.mapped = self.made = 0
        self.left_out: list[Problem] = []
        self.codes: set[Span] = set()
        self.warnings: tuple[Problem, ...] = ()
        self.folders = Folders()
        self.spans: list[str] = []
        gzip = max(1, self.options.limit >> 5) if self.options.gzip else 0
        try:
            self.here, self.gone_keys = planning.planned(
                publication, compiled, self.cache, self.options.dumps, gzip
            )
        except Exception:
            self.close()
            raise

    # -- reading

    def read(self) -> Intake:
        """Find what is new, what differs and what is gone; InvalidInput lists every problem."""
        with self._timed("read"):
            self.tell("reading")
            self.folders = folders.look(self.publication, self.texts, self.ledger)
            self.warnings = tuple(sources.overlooked(self.publication))
            named = intake.naming(self.here, self.folders, self.texts, self.gone_keys)
            if named:
                self.here = bench(replace(self.here.plan, naming=named))
            if not self._has_same_plan():
                self.ledger.forget()
                self.ledger.keep("plan", self._plan_key())
            work = Intake(self.work)
            intake.of_sheets(self.folders, self.texts, self.ledger, work)
            self._lines(work)
            if work.problems:  # a whole file is too much to be left out
                raise InvalidInput(tuple(work.problems))
            return work

    def _plan_key(self) -> tuple[str, tuple[str, ...], bool]:
        plan = self.here.plan
        return (plan.key, plan.dumps, plan.gzip)

    def _has_same_plan(self) -> bool:
        return bool(self.ledger.state("plan") == self._plan_key())

    def _lines(self, work: Intake) -> None:
        data = self.publication.data
        known = self.ledger.files()
        for path in doubled(data):
            name = path.relative_to(self.publication.root).as_posix()
            what = f"{path.stem} stands beside this file: every record would come twice"
            raise InvalidInput((Problem(name, 0, 0, what, "keep one of the two", "two-forms"),))
        for path in jsonl_files(data):
            name = path.relative_to(self.publication.root).as_posix()
            intake.of_lines(path, name, self.ledger, known.pop(name, None), work)
        for name in known:
            work.gone.update(self.ledger.documents(name))
            self.ledger.drop_file(name)

    # -- deriving

    def derive(self, work: Intake) -> None:
        """Map what changed and make the chunks anew that it touches."""
        with self._timed("map"):
            touched, fresh = self._map(work)
        with self._timed("chunks"):
            making = Making(self.here, self.ledger, self.crew, str(self.cache), self.tell)
            making.all(touched, fresh)
            self.made = making.made

    def _map(self, work: Intake) -> tuple[set[Span], Fresh]:
        """Where the chunks lie that changed documents touch, and the rows that they bring."""
        batches = self._with_codes(work.batches)
        self.tell(f"mapping {len(batches)} batches")
        plan, going = self.here.plan, self.options.keep_going
        tasks = ((plan, batch, str(self.work), WIDTH) for batch in batches)
        runs_ = self.crew.each(_going if going else _stopping, tasks, len(batches))
        problems: list[Problem] = []
        gathered = Gathered(f"{self.work}/ends")
        twins = Twins()
        changed = set(work.gone)
        touched = set(self.codes)
        before = {name: self.ledger.rows_of(name) for name in work.gone}
        for name in work.gone:
            self.ledger.drop_document(name)
        for moved in work.moved:
            self.ledger.moved(*moved)
        self.ledger.relined(work.lines)
        ids = self.ledger.cut_ids(self.here.spans_of_chunks)
        paths = {batch.number: batch.path for batch in batches}
        people = People(self.publication, self.folders, self.ledger, self.warnings)
        for run in runs.in_order(runs_, paths):
            problems.extend(run.problems)
            if paths[run.number] == intake.PEOPLE:
                people.take(run)
            self._twice(run, paths[run.number], changed, twins)
            self.ledger.keep_documents(paths[run.number], run.documents, ids)
            self.mapped += len(run.documents)
            for one in run.documents:
                touched.update(self._touched(one, before.pop(one.ident, {})))
            self.left_out.extend(run.left_out)
            gathered.add(run.number, run.ends)
        problems.extend(people.problems())
        self.spans = people.spans
        problems.extend(twins.problems())
        if problems:
            raise InvalidInput(tuple(problems))
        touched.update(span for rows in before.values() for span in rows)
        for name, file in work.files.items():
            self.ledger.keep_file(name, self._as_read(name, file))
        return touched, gathered.fresh(changed)

    def _touched(self, one: Mapped, before: Mapping[Span, int]) -> Iterator[Span]:
        """Where the chunks lie in which a document has other rows than before."""
        spans = self.here.spans_of_chunks
        numbers, digests = array("I", one.chunks), array("Q", one.rows)
        after = {spans[n]: digest for n, digest in zip(numbers, digests, strict=True)}
        return (s for s in before.keys() | after.keys() if before.get(s) != after.get(s))

    def _as_read(self, name: str, file: File) -> File:
        """The file, unlike itself where lines were left out: they are tried again next time."""
        lines = [problem.line for problem in self.left_out if problem.path == name]
        if not lines:
            return file
        blocks = tuple(
            replace(block, digest=b"")
            if any(block.first <= line < block.first + block.count for line in lines)
            else block
            for block in file.blocks
        )
        return File("", blocks)

    def _twice(self, run: Run, path: str, changed: set[str], twins: Twins) -> None:
        """Note each document that has a record already; else its old rows are void."""
        seen: dict[str, int] = {}
        for one in run.documents:
            place = self.ledger.place(one.ident)
            if one.ident in seen:
                twins.note(one.key, (path, seen[one.ident]), (path, one.line))
            elif place is not None and place != (path, one.line):  # else read again with its twin
                twins.note(one.key, place, (path, one.line))
            if place is not None:
                changed.add(one.ident)
            seen[one.ident] = one.line

    def _with_codes(self, batches: Sequence[Batch]) -> Sequence[Batch]:
        """The code lists are one more document, mapped with the first build of a plan."""
        if self.ledger.state("codes"):
            return batches
        self.ledger.keep("codes", True)
        path = self.publication.ontology / "codes.ttl"
        triples = vocab.triples(self.publication, path)
        planning.look_at(triples, self.here)
        rows = tuple(shards.codes(triples, self.here))
        spans = self.here.spans_of_chunks
        self.codes = {spans[self.here.chunk_of(row.split("\t", 1)[0])] for row in rows}
        return (*batches, Batch(len(batches) + 1_000_000, intake.PEOPLE, 0, extra=rows))

    # -- publishing

    def chunks(self) -> list[Chunk]:
        """All chunks in the order of the dataset."""
        return list(self.ledger.each_chunk())

    def state(self) -> State:
        """The dataset as it is derived now."""
        return changes.state_of(self.ledger.each_chunk())

    def derived(self) -> State:
        """The dataset as the last build derived it, whether it was published or not."""
        return changes.state_of(self.ledger.committed())

    def published(self) -> State:
        """The dataset as it was published last."""
        return tuple(map(Stretch._make, self.ledger.state("published") or ()))

    def lines(self) -> Iterator[str]:
        """The lines of the whole dataset, in order."""
        for stretch in self.state():
            yield from stretch.lines()

    def verified(self) -> int:
        """How many documents had their text at hand."""
        return folders.verified(self.ledger)

    def found_spans(self) -> Iterator[tuple[Path, str]]:
        """The files of data/spans that must be written, by the texts that were at hand."""
        for key in sorted(self.spans):
            found = self.work / sheets.SPANS / f"{key}.tsv"
            yield self.publication.data / "spans" / found.name, found.read_text(encoding="utf-8")

    def counts(self) -> Mapping[str, int]:
        """Quads, triples, claims, conflicts of the dataset."""
        return self.ledger.counts()

    def write(self, folder: Path, target: Path, head: str) -> list[Written]:
        """Write the dumps into a new folder that will take the place of `target`."""
        with self._timed("write"):
            found = publishing.dumps(self.here, self.ledger.each_chunk(), head)
            before: dict[str, Before] = self.ledger.state("before") or {}
            small = [dump for dump in found if dump.size <= self.options.limit]
            large = [dump for dump in found if dump.size > self.options.limit]
            if not self.here.plan.gzip:
                forms: tuple[str, ...] = (copying.ZSTD,)
            else:
                forms = (copying.ZSTD, copying.GZIP)
            one, kept = publishing.write(small, (copying.PLAIN,), folder, target, before)
            two, more = publishing.write(large, forms, folder, target, before)
            self.ledger.keep("before", {**kept, **more})
            state = publishing.state_of(found)
            self.ledger.keep("published", tuple(map(tuple, state)))  # much faster to read
            return [*one, *two]

    def commit(self) -> None:
        """Keep the ledger; chunks are deleted that are neither in it nor published."""
        with self._timed("commit"):
            self.ledger.commit()
            shutil.rmtree(self.work, ignore_errors=True)
            if self.made:
                kept = {path for _, path in self.ledger.chunks().values()}
                kept.update(path for path, _, _ in self.ledger.state("published") or ())
                for folder in (self.cache / "chunks").iterdir():
                    for file in tuple(os.scandir(folder)) if folder.is_dir() else ():
                        if file.path not in kept:
                            Path(file).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the cache; without `commit` it is as it was."""
        self.ledger.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def _timed(self, name: str) -> "_Timer":
        return _Timer(self.seconds, name)


class _Timer:
    def __init__(self, seconds: Counter[str], name: str) -> None:
        self.seconds, self.name = seconds, name

    def __enter__(self) -> None:
        self.begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.name] += time.perf_counter() - self.begun  # type: ignore[assignment]


def build(
    publication: Publication,
    compiled: Rules,
    crew: Crew,
    *,
    texts: Path | None = None,
    out: Path | None = None,
    options: Options | None = None,
    tell: Tell = lambda _: None,
    head: str = "",
) -> Built:
    """Build the dumps and put them in their place; the last publication stays until then."""
    target = (out or publication.dist).resolve()
    flow = Flow(publication, compiled, crew, texts=texts, options=options, tell=tell)
    try:
        work = flow.read()
        intake.room(publication, target)
        flow.derive(work)
        with staging.staged(target) as folder:
            flow.write(folder, target, head)
        documents = flow.ledger.counted()
        counts = flow.counts()
        total = len(flow.ledger.chunks())
        flow.commit()
        return Built(
            documents, flow.mapped, total, flow.made, counts, tuple(flow.left_out),
            dict(flow.seconds), target,
        )  # fmt: skip
    finally:
        flow.close()


def _going(plan: Plan, batch: Batch, folder: str, width: int) -> Run:
    return runs.map_batch(plan, batch, folder, width, keep_going=True)


def _stopping(plan: Plan, batch: Batch, folder: str, width: int) -> Run:
    return runs.map_batch(plan, batch, folder, width, keep_going=False)
