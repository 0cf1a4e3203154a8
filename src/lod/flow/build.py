"""A publication -> its dumps: only what changed is mapped, reasoned about and written again."""

import hashlib
import shutil
import time
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod import vocab
from lod.derive import policy
from lod.derive.rulefile import is_variable
from lod.derive.rules import Rules
from lod.errors import InvalidInput, Problem, WriteError
from lod.flow import chunks as cooking
from lod.flow import exchange, intake, layout, names, publishing, runs, shards
from lod.flow.chunks import Chunk, Old, Wanted
from lod.flow.crew import Crew
from lod.flow.intake import Intake
from lod.flow.ledger import File, Ledger
from lod.flow.pieces import DUMPS
from lod.flow.plan import Bench, Plan, bench
from lod.flow.publishing import Before
from lod.flow.reason import Incoming
from lod.flow.runs import Batch, Run
from lod.ntriples import quad_line
from lod.publication import Publication
from lod.publish import staging
from lod.publish.sink import Written

Tell = Callable[[str], None]

_WIDTH = 8
"""Chunks that are one piece of work."""

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
        self.cache = (publication.root / ".lod" / "cache" / "flow").resolve()
        self.seconds: Counter[str] = Counter()
        self.ledger = Ledger(self.cache)
        self.work = self.cache / "runs"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        (self.cache / "chunks").mkdir(exist_ok=True)
        self.mapped = self.made = 0
        self.left_out: list[Problem] = []
        self.codes: set[str] = set()
        self.warnings: tuple[Problem, ...] = ()
        self.spans: Mapping[Path, str] = {}
        self.here = self._plan(compiled)

    # -- the plan

    def _plan(self, compiled: Rules) -> Bench:
        here = self.publication
        model = _model_digest(here, compiled)
        rules = self.cache / f"rules-{model[:16]}.json"
        if not rules.is_file():
            _put(rules, compiled.to_json())
        vocabulary = vocab.load(here)
        kinds = [kind.segment for kind in vocabulary.kinds.values() if not kind.dependent]
        known = names.update(here.data, self.cache, kinds)
        cuts = layout.cuts(here.base, kinds, known.cuts, intake.size(here.data))
        path = self.cache / f"cuts-{hashlib.sha256(repr(cuts).encode()).hexdigest()[:16]}.txt"
        if not path.is_file():
            _put(path, "\n".join(cuts))
        gone = frozenset(here.base + iri for iri in known.gone)
        self.gone_keys = known.gone_keys
        zipped = self.options.gzip and intake.size(here.data) > self.options.limit >> 5
        plan = Plan(
            str(here.root.resolve()), str(self.cache), f"{model}{known.epoch}", str(rules),
            str(path), gone, (), self.options.dumps, zipped,
        )  # fmt: skip
        return bench(plan)

    # -- reading

    def read(self) -> Intake:
        """Find what is new, what differs and what is gone; InvalidInput lists every problem."""
        with self._timed("read"):
            self.tell("reading")
            data = self.publication.data
            digest = intake.people_digest(data, self.texts)
            before = self.ledger.state("people")
            same = before is not None and before[0] == digest
            read = None
            if not same or self.gone_keys:
                read = intake.of_publication(self.here, self.texts)
                self.warnings = read.warnings
                self.spans = read.span_files()
                before = (None, read.warnings, len(read.verified))
            else:
                self.warnings = before[1]
            named = intake.naming(read, data, self.here, self.gone_keys)
            if named:
                self.here = bench(replace(self.here.plan, naming=named))
            self._same_plan()
            work = Intake()
            if read is not None:
                kept = intake.kept(read, self.here)
                intake.of_people(kept, 0, self.ledger, work)
            self._lines(work)
            if work.problems and not self.options.keep_going:
                raise InvalidInput(tuple(work.problems))
            self.left_out.extend(work.problems)
            self.ledger.keep("people", (digest, self.warnings, before[2]))
            return work

    def _same_plan(self) -> None:
        plan = self.here.plan
        key = (plan.key, plan.dumps, plan.gzip)
        if self.ledger.state("plan") != key:
            people = self.ledger.state("people")
            self.ledger.forget()
            self.ledger.keep("plan", key)
            del people

    def _lines(self, work: Intake) -> None:
        data = self.publication.data
        known = self.ledger.files()
        for path in intake.jsonl_files(data):
            name = path.relative_to(self.publication.root).as_posix()
            intake.of_lines(path, name, self.ledger, known.pop(name, None), work)
        for name in known:
            work.gone.update(self.ledger.documents(name))
            self.ledger.drop_file(name)

    # -- deriving

    def derive(self, work: Intake) -> None:
        """Map what changed and make the chunks anew that it touches."""
        with self._timed("map"):
            changed, touched, made = self._map(work)
        with self._timed("chunks"):
            self._chunks(changed, touched, made)

    def _map(self, work: Intake) -> tuple[frozenset[str], set[str], list[Run]]:
        """The runs, the documents whose old rows are void, the cuts of the chunks they touch."""
        batches = self._with_codes(work.batches)
        self.tell(f"mapping {len(batches)} batches")
        plan, going = self.here.plan, self.options.keep_going
        tasks = ((plan, batch, str(self.work), _WIDTH) for batch in batches)
        made = sorted(
            self.crew.each(_going if going else _stopping, tasks, len(batches)),
            key=lambda run: run.number,
        )
        problems = [problem for run in made for problem in run.problems]
        changed = set(work.gone)
        touched = set(self.codes)
        for name in work.gone:
            touched.update(self.ledger.cuts_of(name))
        for name in work.gone:
            self.ledger.drop_document(name)
        for moved in work.moved:
            self.ledger.moved(*moved)
        self.ledger.relined(work.lines)
        ids = self.ledger.cut_ids(self.here.cuts)
        paths = {batch.number: batch.path for batch in batches}
        for run in made:
            problems.extend(self._twice(run, paths[run.number], changed, touched))
            self.ledger.keep_documents(paths[run.number], run.documents, ids)
            self.mapped += len(run.documents)
            changed.update(one.ident for one in run.documents)
            for one in run.documents:
                touched.update(self.here.cuts[number] for number in array("I", one.chunks))
            self.left_out.extend(run.left_out)
        if problems:
            raise InvalidInput(tuple(problems))
        for name, file in work.files.items():
            self.ledger.keep_file(name, self._as_read(name, file))
        return frozenset(changed), touched, made

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

    def _twice(
        self, run: Run, path: str, changed: set[str], touched: set[str]
    ) -> Iterator[Problem]:
        """A problem for each document that has a record already; else its old rows are void."""
        seen: dict[str, int] = {}
        for one in run.documents:
            place = self.ledger.place(one.ident)
            if one.ident in seen:
                place = (path, seen[one.ident])
            seen[one.ident] = one.line
            if place is None:
                continue
            if path == intake.PEOPLE == place[0] and one.ident not in changed:
                touched.update(self.ledger.cuts_of(one.ident))
                continue
            where = f"{place[0]}:{place[1]}" if place[1] else place[0]
            what = f"the document {one.key} has a record already, {where}"
            yield Problem(path, one.line, 0, what, "keep one of the two", "duplicate-record")

    def _with_codes(self, batches: Sequence[Batch]) -> Sequence[Batch]:
        """The code lists are one more document, mapped with the first build of a plan."""
        if self.ledger.state("codes"):
            return batches
        self.ledger.keep("codes", True)
        path = self.publication.ontology / "codes.ttl"
        triples = vocab.triples(self.publication, path)
        self._look_at(triples)
        rows = tuple(shards.codes(triples, self.here))
        self.codes = {self.here.cuts[self.here.chunk_of(row.split("\t", 1)[0])] for row in rows}
        return (*batches, Batch(len(batches) + 1_000_000, intake.PEOPLE, 0, extra=rows))

    def _look_at(self, triples: Iterable[tuple[str, str, str]]) -> None:
        """The policy on what no document says: code lists, and what rules conclude."""
        base = f"<{self.publication.base}>"
        heads = [atom for rule in self.here.rules.rules for atom in rule.head]
        lines = [quad_line(*triple, "<g:g>") for triple in triples]
        for atom in heads:
            subject, predicate, object_ = (base if is_variable(term) else term for term in atom)
            lines.append(quad_line(subject, predicate, object_, "<g:g>"))
        allowed = self.publication.allowed_namespaces
        found = policy.breaches(lines, self.here.vocabulary, allowed)
        if found:
            raise InvalidInput(
                tuple(
                    Problem("ontology", 0, 0, f"{b.subject}: {b.what}", b.remedy, b.code)
                    for b in found
                )
            )

    # -- chunks

    def _chunks(self, changed: frozenset[str], touched: set[str], made: list[Run]) -> None:
        cuts = self.here.cuts
        sources, numbers = self._due(touched)
        facts, claims = layout.facts_first(cuts, self.publication.base)
        known = {
            bisect_right(cuts, cut) - 1: news
            for cut, news in self.ledger.with_news().items()
            if cut == cuts[bisect_right(cuts, cut) - 1]
        }
        due_facts = [number for number in facts if number in numbers]
        exports_changed = self._make(due_facts, changed, sources, known, made)
        done = {number for number in facts if number in numbers}
        pending = [number for number in claims if number in numbers]
        while True:
            if exports_changed:
                news = self._exchange()
                due = {
                    number
                    for number in known.keys() | news.keys()
                    if known.get(number, Incoming()) != news.get(number, Incoming())
                }
                known = news
            else:
                due = set()
            again = sorted(due & done)
            first = sorted((due - done) | set(pending))
            if not again and not first:
                break
            exports_changed = self._make(again, frozenset(), {}, known, [])
            exports_changed |= self._make(first, changed, sources, known, made)
            done.update(first)
            pending = []
        self.ledger.keep("cuts", cuts)

    def _due(self, touched: set[str]) -> tuple[dict[int, tuple[Old, ...]], set[int]]:
        """Chunks to make because documents left them or their borders moved, and their old rows."""
        cuts = self.here.cuts
        old_cuts: list[str] = self.ledger.state("cuts") or []
        numbers = {bisect_right(cuts, cut) - 1 for cut in touched}
        sources: dict[int, tuple[Old, ...]] = {}
        if old_cuts == cuts or not old_cuts:
            return sources, numbers
        have = self.ledger.chunks()
        same = set(zip(cuts, (*cuts[1:], ""), strict=True)) & set(
            zip(old_cuts, (*old_cuts[1:], ""), strict=True)
        )
        ends = dict(zip(old_cuts, (*old_cuts[1:], "\U0010ffff"), strict=True))
        gone = [
            cut for cut in have if (cut, ends[cut] if ends[cut] != "\U0010ffff" else "") not in same
        ]
        for cut in gone:
            chunk = self.ledger.chunk(cut)
            first, last = bisect_right(cuts, cut) - 1, bisect_right(cuts, ends[cut]) - 1
            rows = (
                next(part for part in chunk.parts if part.name == cooking.ROWS) if chunk else None
            )
            for number in range(first, last + 1):
                if chunk and rows and cuts[number] < ends[cut]:
                    one = Old(chunk.path, rows.offset, rows.length)
                    sources[number] = (*sources.get(number, ()), one)
                    numbers.add(number)
            self.ledger.drop_chunk(cut)
        return sources, numbers

    def _make(
        self,
        numbers: Sequence[int],
        changed: frozenset[str],
        sources: Mapping[int, tuple[Old, ...]],
        news: Mapping[int, Incoming],
        made: Sequence[Run],
    ) -> bool:
        """Make chunks; whether any of them exports something else than before."""
        if not numbers:
            return False
        self.tell(f"making {len(numbers)} chunks")
        cuts = self.here.cuts
        stretches: dict[int, list[Wanted]] = {}
        known = self.ledger.chunks()
        for number in numbers:
            old = sources.get(number)
            if old is None:
                old = tuple(self._rows_of(cuts[number]))
            before = known.get(cuts[number], ("", ""))[0]
            wanted = Wanted(number, old, news.get(number, Incoming()), before)
            stretches.setdefault(number // _WIDTH, []).append(wanted)
        ends = [(run.path, array("Q", run.ends)) for run in made]
        folder = str(self.cache / "chunks")
        tasks = (
            (self.here.plan, tuple(wanted), tuple(_slices(ends, stretch)), changed, folder)
            for stretch, wanted in stretches.items()
        )
        changes = False
        remaining = set(numbers)
        for found in self.crew.each(cooking.make, tasks, len(stretches)):
            for chunk in found:
                number = bisect_right(cuts, chunk.cut) - 1
                remaining.discard(number)
                if not chunk.path:
                    continue
                changes |= self.ledger.keep_chunk(chunk, news.get(number, Incoming()))
                self.made += 1
        for number in remaining:
            changes |= self.ledger.drop_chunk(cuts[number])
        return changes

    def _rows_of(self, cut: str) -> Iterator[Old]:
        chunk = self.ledger.chunk(cut)
        for part in chunk.parts if chunk else ():
            if chunk and part.name == cooking.ROWS:
                yield Old(chunk.path, part.offset, part.length)

    def _exchange(self) -> dict[int, Incoming]:
        with self._timed("exchange"):
            cuts = self.here.cuts
            exports = {
                bisect_right(cuts, cut) - 1: found for cut, found in self.ledger.exports().items()
            }
            return exchange.exchanged(self.here, exports, self._dates)

    def _dates(self, number: int) -> list[str]:
        chunk = self.ledger.chunk(self.here.cuts[number])
        for part in chunk.parts if chunk else ():
            if chunk and part.name == cooking.DATES and part.size:
                return cooking.read(chunk.path, part.offset, part.length).decode().split("\n")
        return []

    # -- publishing

    def chunks(self) -> list[Chunk]:
        """All chunks in the order of the dataset."""
        return list(self.ledger.each_chunk())

    def lines(self) -> Iterator[str]:
        """The lines of the whole dataset, in order."""
        for chunk in self.ledger.each_chunk():
            for part in chunk.parts:
                if part.name == "dataset.nq" and part.size:
                    text = cooking.read(chunk.path, part.offset, part.length).decode()
                    yield from text[:-1].split("\n")

    def counts(self) -> Mapping[str, int]:
        """Quads, triples, claims, conflicts of the dataset."""
        total: Counter[str] = Counter()
        for chunk in self.ledger.each_chunk():
            total.update(dict(chunk.counts))
        return total

    def write(self, folder: Path, target: Path, head: str) -> list[Written]:
        """Write the dumps into a new folder that will take the place of `target`."""
        with self._timed("write"):
            found = publishing.dumps(self.here, self.chunks(), head)
            before: dict[str, Before] = self.ledger.state("before") or {}
            small = [dump for dump in found if dump.size <= self.options.limit]
            large = [dump for dump in found if dump.size > self.options.limit]
            if not self.here.plan.gzip:
                forms: tuple[str, ...] = (publishing.ZSTD,)
            else:
                forms = (publishing.ZSTD, publishing.GZIP)
            one, kept = publishing.write(small, (publishing.PLAIN,), folder, target, before)
            two, more = publishing.write(large, forms, folder, target, before)
            self.ledger.keep("before", {**kept, **more})
            return [*one, *two]

    def commit(self) -> None:
        """Keep the ledger; chunks that it does not name are deleted."""
        with self._timed("commit"):
            self.ledger.commit()
            shutil.rmtree(self.work, ignore_errors=True)
            if self.made:
                kept = {path for _, path in self.ledger.chunks().values()}
                for path in (self.cache / "chunks").glob("*/*"):
                    if str(path) not in kept:
                        path.unlink(missing_ok=True)

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
        _room(publication, target)
        flow.derive(work)
        with staging.staged(target) as folder:
            flow.write(folder, target, head)
        documents, _ = flow.ledger.counted()
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


def _slices(
    ends: Iterable[tuple[str, "array[int]"]], stretch: int
) -> Iterator[tuple[str, int, int]]:
    for path, stops in ends:
        start = stops[stretch - 1] if stretch else 0
        if stops[stretch] > start:
            yield path, start, stops[stretch]


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


def _room(publication: Publication, target: Path) -> None:
    """Refuse to begin what the disk will not hold: about three times the records, compressed."""
    need = 3 * intake.size(publication.data) + 50_000_000
    place = target if target.exists() else target.parent
    free = shutil.disk_usage(place).free
    if free < need:
        what = (
            f"{place}: {free // 1_000_000} MB are free, the build needs about {need // 1_000_000}"
        )
        raise WriteError(what, "free space or choose another folder")
