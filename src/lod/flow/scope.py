"""The compiled rules -> what a chunk must know of them, worked out once in each process.

Which rules join several things, what they read, and what single statements entail by their shape.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import NamedTuple

from lod.derive.rulefile import RDF_TYPE, Rule, is_variable
from lod.derive.rules import Rules
from lod.flow.plan import Bench
from lod.publish.order import REMEMBERED

Triple = tuple[str, str, str]

SUPER_EVENT = "<https://schema.org/superEvent>"
TEMPORAL = "<http://purl.org/dc/terms/temporal>"
_PERIOD_OF_TIME = "<http://purl.org/dc/terms/PeriodOfTime>"
EVENT = "<https://schema.org/Event>"
_DATES = (
    SUPER_EVENT,
    TEMPORAL,
    "<http://www.w3.org/ns/dcat#startDate>",
    "<http://www.w3.org/ns/dcat#endDate>",
    "<https://schema.org/startDate>",
    "<https://schema.org/endDate>",
)
SUBJECT, _OBJECT, _LITERAL = "<s:s>", "<o:o>", '"o"'
"""What stands for the terms of a statement where only its shape counts."""


class Shape(NamedTuple):
    """What is to be known of statements of one shape: a predicate, and the object where it counts.

    `dated`, `event` and `joined` say who reads them: dates, the same, and rules that join. `own`
    is what they entail about their subject whatever the object, `rest` are further triples, with
    the marks `SUBJECT` and `mark` for the terms of the statement.
    """

    dated: bool
    event: bool
    joined: bool
    own: tuple[str, ...]
    rest: tuple[Triple, ...]
    mark: str

    @property
    def matters(self) -> bool:
        """Whether anything follows or reads."""
        return any(self[:-1])


class Shapes(dict[str, Shape | None]):
    """Shapes by `predicate object` where the object counts, by predicate and `"` for a literal.

    Where nothing reads a statement and nothing follows from it, its shape is None. `exact` are
    the predicates whose objects count.
    """

    def __init__(
        self, bench: Bench, dates: Collection[str], joined: Callable[[str, str], bool]
    ) -> None:
        super().__init__()
        atoms = [atom for rule in bench.rules.streaming for atom in rule.body]
        self.exact = {RDF_TYPE, *(atom[1] for atom in atoms if not is_variable(atom[2]))}
        self.exact |= {predicate for predicate, object_ in bench.rules.join_atoms if object_}
        self._entailments, self._dates, self._joined = bench.entailments, dates, joined

    def __missing__(self, shape: str) -> Shape | None:
        predicate, _, object_ = shape.partition(" ")
        mark = object_ if predicate in self.exact else _LITERAL if object_ else _OBJECT
        triples = list(self._entailments.of(SUBJECT, predicate, mark))
        own = [(s, p, o) for s, p, o in triples if s == SUBJECT and o not in (SUBJECT, mark)]
        made = Shape(
            predicate in self._dates,
            shape == f"{RDF_TYPE} {EVENT}",
            self._joined(predicate, object_),
            tuple(f"{p} {o}" for _, p, o in own),
            tuple(triple for triple in triples if triple not in own),
            mark,
        )
        found = made if made.matters else None
        if len(self) < REMEMBERED:
            self[shape] = found
        return found


class Scope:
    """Which rules join across things, and what they read; what single statements entail."""

    def __init__(self, bench: Bench) -> None:
        internal = _internal(bench)
        joins = bench.rules.joins
        self.across = Rules(tuple(rule for rule in joins if not _within_a_thing(rule, internal)))
        self.atoms = bench.rules.join_atoms
        self.across_atoms = self.across.join_atoms
        self.rules = _reachable(bench.rules)
        own = f"<{bench.publication.base}ont#edtfDate>"
        self.dates = frozenset({*_DATES, own})
        self.shapes = Shapes(bench, self.dates, self.joined)

    def joined(self, predicate: str, object_: str) -> bool:
        """Whether a rule of several atoms may read such a triple."""
        return (predicate, "") in self.atoms or (predicate, object_) in self.atoms

    def crosses(self, triple: Triple) -> bool:
        """Whether a rule across things may read the triple."""
        return (triple[1], "") in self.across_atoms or triple[1:] in self.across_atoms


def _reachable(compiled: Rules) -> Rules:
    """The rules that join, and those of one atom that may apply to what joins or dates give."""
    chosen = set(compiled.joins)
    heads = {(RDF_TYPE, _PERIOD_OF_TIME), *((date, "") for date in _DATES)}
    grown = True
    while grown:
        heads |= {(atom[1], atom[2]) for rule in chosen for atom in rule.head}
        more = {rule for rule in compiled.streaming if _applies(rule, heads)} - chosen
        chosen |= more
        grown = bool(more)
    return Rules(tuple(rule for rule in compiled.rules if rule in chosen))


def _applies(rule: Rule, heads: set[tuple[str, str]]) -> bool:
    """Whether a rule of one atom may read one of the triples given as (predicate, object)."""
    _, predicate, object_ = rule.body[0]
    anything = is_variable(object_)
    return any(
        p == predicate and (anything or not o or is_variable(o) or o == object_) for p, o in heads
    )


def _internal(bench: Bench) -> frozenset[str]:
    """The properties whose values are always parts of the thing that has them."""
    vocabulary = bench.vocabulary
    uses: dict[str, set[bool]] = defaultdict(set)
    for forms in vocabulary.forms.values():
        for form in forms.values():
            parts = bool(form.kinds) and all(vocabulary.kinds[k].dependent for k in form.kinds)
            uses[f"<{form.iri}>"].add(parts and not form.datatypes)
    return frozenset(predicate for predicate, parts in uses.items() if parts == {True})


def _within_a_thing(rule: Rule, internal: frozenset[str]) -> bool:
    """Whether all subjects of the body are tied together by properties within a thing."""
    subjects = {subject for subject, _, _ in rule.body}
    reached = {rule.body[0][0]}
    grown = True
    while grown:
        grown = False
        for subject, predicate, object_ in rule.body:
            pair = {subject, object_}
            if predicate in internal and pair & reached and not pair <= reached:
                reached |= pair
                grown = True
    return subjects <= reached and all(map(is_variable, subjects))
