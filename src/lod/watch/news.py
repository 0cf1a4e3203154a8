"""What one build found and the one before it -> what is new and what is gone.

Enters: problems and an `Outcome`. Leaves: frozen values that a screen or a program can show. A
problem that only moved to another line is the same problem.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lod.describe import Labels
from lod.errors import Problem, Severity
from lod.flow.changes import Change
from lod.ntriples import split
from lod.publish import names, things
from lod.session import Outcome
from lod.vocab import RDF_TYPE, Vocabulary

MANY = 20_000
"""Quads; of a change that is larger only the number is told."""

_TYPE = f"<{RDF_TYPE}>"
_GRAPHS = ("external", "computed", "inferred", "codes")
_DERIVED = ("inferred",)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that came or went, in terms of N-Triples.

    `origin` is empty for what documents state, else the graph that holds it: external, computed,
    inferred or codes.
    """

    added: bool
    subject: str
    predicate: str
    object: str
    origin: str


@dataclass(frozen=True, slots=True)
class ThingNews:
    """What came and went about one thing and its parts; `name` is empty where it has none."""

    iri: str
    name: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the dataset differs from the one that was published last.

    `things` lacks the claims, which are counted: `claims` that came and went, and `quads` of the
    claims graph; `statements` are those of all other graphs, each counted once. `listed` is false
    where there was too much to list.
    """

    things: tuple[ThingNews, ...] = ()
    statements: tuple[int, int] = (0, 0)
    claims: tuple[int, int] = (0, 0)
    quads: tuple[int, int] = (0, 0)
    listed: bool = True
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not any((*self.statements, *self.quads))


@dataclass(frozen=True, slots=True)
class Since:
    """Problems since the build before: new, gone, and by severity how many are the same."""

    new: tuple[Problem, ...] = ()
    gone: tuple[Problem, ...] = ()
    same: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A build has read and checked everything, or found what kept it from doing so.

    `files` were saved before it; empty at the first build. Where the sources could not be read
    there is no `difference`, and `error` says why where that is no problem at a line.
    """

    at: datetime
    files: tuple[str, ...]
    publishable: bool
    problems: Since
    difference: Difference | None
    seconds: float
    error: str = ""
    remedy: str = ""

    @property
    def told(self) -> tuple[Problem, ...]:
        """The problems to show: of the first build those that stop it, later all that are new."""
        return tuple(
            problem
            for problem in self.problems.new
            if self.files or problem.severity is Severity.VIOLATION
        )

    @property
    def counted(self) -> Mapping[str, int]:
        """The problems that need not be shown, by severity."""
        hidden = Counter(problem.severity.value for problem in self.problems.new)
        hidden.subtract(problem.severity.value for problem in self.told)
        hidden.update(self.problems.same)
        return {severity.value: hidden[severity.value] for severity in Severity}


@dataclass(frozen=True, slots=True)
class Published:
    """The build has taken the place of the one before; `left_out` as `lod build --keep-going`."""

    seconds: float
    left_out: tuple[Problem, ...] = ()


Event = Checked | Published


class Known:
    """The problems of the builds so far."""

    def __init__(self) -> None:
        self._reading: tuple[Problem, ...] = ()
        self._found: tuple[Problem, ...] = ()

    def unreadable(self, problems: Sequence[Problem]) -> Since:
        """Where the sources could not be read.

        What was found in the dataset before is neither gone nor there: nobody looked.
        """
        new, same = _parted(problems, (*self._reading, *self._found))
        gone, _ = _parted(self._reading, problems)
        self._reading = tuple(p for p in problems if p.severity is Severity.VIOLATION)
        return Since(new, gone, _counts(same))

    def checked(self, problems: Sequence[Problem]) -> Since:
        """Where the dataset was checked."""
        before = (*self._reading, *self._found)
        new, same = _parted(problems, before)
        gone, _ = _parted(before, problems)
        self._reading, self._found = (), tuple(problems)
        return Since(new, gone, _counts(same))


def _parted(
    problems: Iterable[Problem], known: Iterable[Problem]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems that are not among the known ones, and those that are."""
    left = Counter(map(_identity, known))
    new, same = [], []
    for problem in problems:
        identity = _identity(problem)
        if left[identity]:
            left[identity] -= 1
            same.append(problem)
        else:
            new.append(problem)
    return tuple(new), tuple(same)


def _identity(problem: Problem) -> tuple[str, ...]:
    return problem.path, problem.what, problem.code, problem.severity.value


def _counts(problems: Iterable[Problem]) -> Mapping[str, int]:
    return Counter(problem.severity.value for problem in problems)


def difference(outcome: Outcome) -> Difference:
    """What came and went since the last publication."""
    claims_graph = f"<{outcome.vocabulary.base}graph/claims>"
    changes = outcome.changes()
    if not outcome.before:
        return _counted([], changes, claims_graph)
    found = list(islice(changes, MANY + 1))
    if len(found) > MANY:
        return _counted(found, changes, claims_graph)
    quads = [(split(change.text), change.added) for change in found]
    facts = _Facts(outcome, (quad[:3] for quad, _ in quads if quad.graph != claims_graph))
    told = list(facts.statements())
    claims = [(quad, added) for quad, added in quads if quad.graph == claims_graph]
    made = [(q, a) for q, a in claims if q.predicate == _TYPE and q.object.endswith("#Claim>")]
    return Difference(
        facts.by_thing(told),
        _signs(statement.added for statement in told),
        _signs(added for _, added in made),
        _signs(added for _, added in claims),
        prefixes=facts.prefixes(told),
    )


def _counted(found: list[Change], more: Iterator[Change], claims_graph: str) -> Difference:
    counts: Counter[tuple[bool, bool]] = Counter()
    end = f" {claims_graph} ."
    for change in (*found, *more):
        counts[change.text.endswith(end), change.added] += 1
    return Difference(
        statements=(counts[False, True], counts[False, False]),
        quads=(counts[True, True], counts[True, False]),
        listed=False,
    )


def _signs(added: Iterable[bool]) -> tuple[int, int]:
    counts = Counter(added)
    return counts[True], counts[False]


class _Facts:
    """The statements outside the claims graph that changed, each once however many graphs say it.

    A statement that one document gave up and another still makes has neither come nor gone.
    """

    def __init__(self, outcome: Outcome, changed: Iterable[tuple[str, str, str]]) -> None:
        self.vocabulary: Vocabulary = outcome.vocabulary
        self.changed = set(changed)
        self.owners = {
            subject: things.owner(subject, self.vocabulary.base) for subject, _, _ in self.changed
        }
        self.before: dict[tuple[str, str, str], str] = {}
        self.after: dict[tuple[str, str, str], str] = {}
        self.labels = Labels(outcome.publication)
        if self.changed:
            for state, graphs in zip(outcome.differing(), (self.before, self.after), strict=True):
                for part in state:
                    self.read(part.lines(), graphs)

    def read(self, lines: Iterable[str], graphs: dict[tuple[str, str, str], str]) -> None:
        wanted = {*self.owners, *self.owners.values()}
        for line in lines:
            if line[: line.index(" ")] in wanted:
                quad = split(line)
                self.labels.note(quad)
                origin = quad.graph.rsplit("/", 1)[-1][:-1]
                if quad[:3] in self.changed and origin != "claims":
                    origin = origin if origin in _GRAPHS else ""
                    graphs[quad[:3]] = min(graphs.get(quad[:3], origin), origin, key=_rank)

    def statements(self) -> Iterator[Statement]:
        for triple in sorted(self.changed):
            was, now = self.before.get(triple), self.after.get(triple)
            if was is None and now is not None:
                yield Statement(True, *triple, now)
            elif now is None and was is not None:
                yield Statement(False, *triple, was)

    def by_thing(self, told: Iterable[Statement]) -> tuple[ThingNews, ...]:
        """Things of which something is stated first, what only follows from others last."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement in told:
            found[self.owners[statement.subject]].append(statement)
        known = self.labels.of(found)
        made = [
            ThingNews(owner, known.get(owner, ""), tuple(sorted(mine, key=_place)))
            for owner, mine in found.items()
        ]
        return tuple(sorted(made, key=lambda one: (follows(one), one.iri)))

    def prefixes(self, told: Iterable[Statement]) -> Mapping[str, str]:
        """The prefixes that facts.ttl writes these things with."""
        base = self.vocabulary.base
        terms = (term for one in told for term in (one.subject, one.object))
        return dict(self.vocabulary.prefixes) | names.kinds(terms, base)


def follows(thing: ThingNews) -> bool:
    """Whether rules alone changed what is said of the thing."""
    return all(statement.origin in _DERIVED for statement in thing.statements)


def _rank(origin: str) -> int:
    return (_GRAPHS.index(origin) + 1) if origin else 0


def _place(one: Statement) -> tuple[str, bool, str, bool, str]:
    return one.subject[:-1], one.predicate != _TYPE, one.predicate, one.added, one.object
