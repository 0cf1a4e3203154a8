"""The dataset against the shapes, and where in the claim files each finding comes from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from lod import shacl
from lod.derive.mapping import Minting
from lod.derive.policy import Breach
from lod.errors import Problem, Severity
from lod.memory import Memory
from lod.model import Claim, Position
from lod.ntriples import is_literal, literal_value
from lod.shacl.report import order

ENGINES = ("compiled", "pyshacl")
_CONTRADICTION = "#Conflict-warning>"
_WARNING = "<http://www.w3.org/ns/shacl#Warning>"
_DEPTH = 4
"""How many segments a part may lie below the thing it belongs to: `grant/erdf/amount/…`."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The report, and all findings as problems at the lines of the claim files.

    `others` are the problems that are no results of the report; `remedies` says what to do about
    results, by focus node.
    """

    report: shacl.Report
    problems: tuple[Problem, ...]
    others: tuple[Problem, ...] = ()
    remedies: Mapping[str, str] = field(default_factory=dict)

    @property
    def violations(self) -> tuple[Problem, ...]:
        """The problems that stop a publication."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.VIOLATION)

    def with_problems(self, more: Iterable[Problem]) -> "Findings":
        """These findings and more."""
        added = set(more)
        return replace(
            self,
            problems=tuple(sorted({*self.problems, *added})),
            others=tuple(sorted({*self.others, *added})),
        )

    def explained(self, remedies: Mapping[str, str], mint: Minting, language: str) -> "Findings":
        """These findings, violations that come of a withdrawal as warnings that say so.

        `remedies` are for the focus nodes that lost something: what was withdrawn must go at
        once, whoever has to mend what it leaves behind.
        """
        lost = {one: remedies[one.focus_node] for one in _lacking(self.report, remedies)}
        if not lost:
            return self
        known = {sentence(result, mint, language): remedy for result, remedy in lost.items()}
        results = [
            replace(result, severity=_WARNING) if result in lost else result
            for result in self.report.results
        ]
        problems = {
            replace(problem, remedy=known[problem.what], severity=Severity.WARNING)
            if problem.severity is Severity.VIOLATION and problem.what in known
            else problem
            for problem in self.problems
        }
        return replace(
            self,
            report=replace(self.report, results=tuple(sorted(results, key=order))),
            problems=tuple(sorted(problems)),
            remedies={result.focus_node: remedy for result, remedy in lost.items()},
        )


def _lacking(report: shacl.Report, nodes: Collection[str]) -> list[shacl.Result]:
    """The violations that say that a focus node, one of `nodes`, lacks something."""
    return [
        result
        for result in report.results
        if result.focus_node in nodes
        and severity_of(result.severity) is Severity.VIOLATION
        and (result.value is None or result.value in nodes)
    ]


class _Places:
    """Which lines of the claim files made a statement, or spoke of a thing."""

    def __init__(self, claims: Iterable[Claim], mint: Minting) -> None:
        self.statements: dict[tuple[str, ...], list[Position]] = defaultdict(list)
        for claim in claims:
            subject, predicate, object_ = claim.statement
            for key in (
                (subject, predicate, object_),
                (subject, predicate),
                (subject,),
                (mint.claim(claim),),
            ):
                self.statements[key].append(claim.position)
            for depth in range(1, _DEPTH + 1):
                owner = f"{subject.rsplit('/', depth)[0]}>"
                self.statements[owner, "below"].append(claim.position)

    def find(self, subject: str, predicate: str = "", object_: str = "") -> Position:
        """The most telling place, the earliest where there are several."""
        return min(self.all(subject, predicate, object_), default=Position(""))

    def all(self, subject: str, predicate: str = "", object_: str = "") -> list[Position]:
        """The most telling places."""
        for key in (
            (subject, predicate, object_),
            (subject, predicate),
            (subject,),
            (subject, "below"),
        ):
            if found := self.statements.get(key):
                return found
        return []


def check(
    lines: Sequence[str],
    shapes: str,
    claims: Iterable[Claim],
    mint: Minting,
    *,
    engine: str = "compiled",
    language: str = "en",
    memory: Memory | None = None,
) -> Findings:
    """Validate the dataset; ShapesError where the shapes are ill-formed.

    Of a dataset that `memory` knows from the build before only what changed is validated again.
    """
    report = _report(lines, shapes, engine, memory or Memory())
    places = _Places(claims, mint)
    problems = tuple(
        sorted(
            {
                _problem(result, places, mint, language)
                for result in report.results
                if not is_contradiction(result)
            }
        )
    )
    return Findings(report, problems + failures(report))


@dataclass(frozen=True, slots=True)
class _Validated:
    """A dataset as it was validated: its distinct triples, without the final full stop."""

    shapes: shacl.Shapes
    triples: frozenset[str]
    data: shacl.Data
    report: shacl.Report


def _report(lines: Sequence[str], shapes: str, engine: str, memory: Memory) -> shacl.Report:
    graph = memory.recall(
        "shapes", (shapes,), lambda: shacl.read_shapes(shapes.encode(), path="shapes.ttl")
    )
    if engine != "compiled":
        return shacl.validate(graph, data_graph(lines), engine=engine)
    triples = _triples(lines)
    # Taken, for the store is changed: a build that is stopped halfway leaves nothing behind.
    before: _Validated | None = memory.take("validated")
    if before is None or before.shapes is not graph:
        data = _data(triples)
        report = shacl.validate(graph, data)
    else:
        data, known = before.data, before.triples
        removed, added = _quads(known.difference(triples)), _quads(triples.keys() - known)
        data.change(removed, added)
        report = shacl.revalidate(graph, data, before.report, removed=removed, added=added)
    memory.keep("validated", _Validated(graph, frozenset(triples), data, report))
    return report


def _quads(triples: Iterable[str]) -> tuple[ox.Quad, ...]:
    text = " .\n".join((*sorted(triples), ""))
    return tuple(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))


def is_contradiction(result: shacl.Result) -> bool:
    """Whether a result says what `conflicts.problems` tell with all values at once."""
    return result.source_shape.endswith(_CONTRADICTION)


def failures(report: shacl.Report) -> tuple[Problem, ...]:
    """The constraints that could not be evaluated: the data cannot be said to conform."""
    return tuple(
        Problem(failure.shape, 0, 0, failure.reason, "mend the shape", "shape-failed")
        for failure in report.failures
    )


def data_graph(lines: Iterable[str]) -> shacl.Data:
    """The default view as the engines read it: each triple once, lexical forms as written."""
    return _data(_triples(lines))


def _triples(lines: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(line.rsplit(" ", 2)[0] for line in lines)


def _data(triples: Iterable[str]) -> shacl.Data:
    return shacl.read_data(" .\n".join((*triples, "")), format="ntriples")


def located(
    breaches: Iterable[Breach], claims: Iterable[Claim], mint: Minting
) -> tuple[Problem, ...]:
    """Breaches of the policy as problems at the lines that made the statements."""
    found = tuple(breaches)
    placed = zip(found, blamed(found, claims, mint), strict=True)
    return tuple(problem_of(breach, places) for breach, places in placed)


def blamed(
    breaches: Sequence[Breach], claims: Iterable[Claim], mint: Minting
) -> tuple[tuple[Position, ...], ...]:
    """For each breach the places that made the statement or else spoke of the thing."""
    if not breaches:
        return ()  # an index of all claims would be made for nothing
    places = _Places(claims, mint)
    return tuple(
        tuple(dict.fromkeys(places.all(breach.subject, breach.predicate, breach.object)))
        for breach in breaches
    )


def problem_of(breach: Breach, places: Iterable[Position]) -> Problem:
    """A breach as a problem at the first of the places that may be to blame."""
    position = min(places, default=Position(""))
    return Problem(*_place(position), breach.what, breach.remedy, breach.code)


def _problem(result: shacl.Result, places: _Places, mint: Minting, language: str) -> Problem:
    position = places.find(result.focus_node, result.path or "", result.value or "")
    code = result.source_shape.rsplit("#", 1)[-1].rstrip(">")
    what = sentence(result, mint, language)
    return Problem(*_place(position), what, "", code, severity_of(result.severity))


def sentence(result: shacl.Result, mint: Minting, language: str) -> str:
    """A result in words: focus node, message, and the value where the message does not name it."""
    code = result.source_shape.rsplit("#", 1)[-1].rstrip(">")
    message = (result.message(language, "en") or code).replace(f"{mint.base}id/", "")
    value = short(result.value, mint) if result.value and result.value != result.focus_node else ""
    named = f" ({value})" if value and value not in message else ""
    return f"{short(result.focus_node, mint)}: {message}{named}"


def severity_of(iri: str) -> Severity:
    """The severity that an IRI stands for; one that SHACL does not know counts as a violation."""
    names: Mapping[str, Severity] = {"Warning>": Severity.WARNING, "Info>": Severity.INFO}
    return names.get(iri.rsplit("#", 1)[-1], Severity.VIOLATION)


def short(term: str, mint: Minting) -> str:
    """A term as people read it: without the base, without quotation marks."""
    if is_literal(term):
        return literal_value(term).lexical
    return term.strip("<>").removeprefix(f"{mint.base}id/").removeprefix(mint.base)


def _place(position: Position) -> tuple[str, int, int]:
    return position.path or "(the whole graph)", position.line, position.column
