"""Triples -> the triples that follow from them, each with the rule that gave it.

What enters is the ontology and the rule files once, as `Rules`, then the triples of the data;
what leaves is the new triples only. Evaluation is semi-naive: a round joins what the round
before found with all that is known, until a round finds nothing. A set of triples has one
closure, so neither order nor repetition changes it; of several rules that give a triple in the
same round the first in the order of `Rules` is named.

At volume, `stream` applies the rules of one body atom line by line, and only the triples that
match `Rules.join_atoms` need to stay in memory for `infer` to finish the rest.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from lod.derive.closure import ontology_rules
from lod.derive.rulefile import Atom, Rule, Triple, is_variable, parse_all
from lod.ntriples import is_literal

FORMAT = "lod-rules-1"

_Pair = tuple[str, str]
_Row = tuple[str, ...]
_Terms = tuple[str, ...]
_Extend = Callable[["_Relation", Iterable[_Row]], list[_Row]]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a publication, in the order in which explanations prefer them."""

    rules: tuple[Rule, ...]

    @property
    def streaming(self) -> tuple[Rule, ...]:
        """The rules that need to see one triple at a time."""
        return tuple(rule for rule in self.rules if _streams(rule))

    @property
    def joins(self) -> tuple[Rule, ...]:
        """The rules that need to see several triples together."""
        return tuple(rule for rule in self.rules if not _streams(rule))

    @property
    def join_atoms(self) -> frozenset[tuple[str, str]]:
        """What `joins` reads: (predicate, object), the object empty where any will do."""
        return frozenset(
            (predicate, "" if is_variable(object_) else object_)
            for rule in self.joins
            for _, predicate, object_ in rule.body
        )

    def to_json(self) -> str:
        """The rules as text for a cache; equal rules give equal text."""
        rules = [[rule.name, rule.head, rule.body] for rule in self.rules]
        return json.dumps(
            {"format": FORMAT, "rules": rules}, ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str) -> "Rules":
        """The inverse of `to_json`; ValueError where the text is of another version or damaged."""
        try:
            stored = json.loads(text)
            if stored["format"] != FORMAT:
                raise ValueError(f"rules in the format {stored['format']}, not {FORMAT}")
            return cls(
                tuple(
                    Rule(name, _atoms(head), _atoms(body)) for name, head, body in stored["rules"]
                )
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"these are no compiled rules: {error}") from error


def compile(ontology: bytes | Iterable[Triple], rule_files: Mapping[str, str]) -> Rules:  # noqa: A001  # the word of the field
    """The rules of an ontology (Turtle or triples) and of CONSTRUCT files, path -> text.

    Slow, for it imports rdflib and owlrl: keep the result by `Rules.to_json`. ConfigError where
    the ontology cannot be read, InvalidInput with every fault of the rule files.
    """
    from_files = parse_all(rule_files)
    return Rules(ontology_rules(ontology) + from_files)


def infer(triples: Iterable[Triple], rules: Rules) -> dict[Triple, str]:
    """The triples that follow and were not given, in no order, each with the name of its rule."""
    keys, plans = _plans(rules)
    known = _load(triples, keys)
    inferred: dict[Triple, str] = {}
    fresh = _round([plan for plan in plans if plan.begins], known, known)
    while fresh:
        for key, found in fresh.items():
            known[key].add(found)
            inferred.update({key.triple(member): name for member, name in found.items()})
        delta = {key: _Relation(set(found)) for key, found in fresh.items()}
        fresh = _round([plan for plan in plans if plan.start in delta], known, delta)
    return inferred


@lru_cache(maxsize=8)
def _plans(rules: Rules) -> tuple["_Keys", tuple["_Plan", ...]]:
    """The relations that the rules need, and the ways to match them."""
    keys = _Keys(rules.rules)
    return keys, tuple(
        _Plan(rule, start, keys) for rule in rules.rules for start in range(len(rule.body))
    )


def stream(triples: Iterable[Triple], rules: Rules) -> Iterator[tuple[Triple, str]]:
    """What each triple by itself entails under `rules.streaming`, with the name of the rule.

    Needs no memory of other triples, so a result may repeat and may be among the triples given.
    """
    single = Rules(rules.streaming)
    constants = {
        atom[1:] for rule in single.rules for atom in rule.body if not is_variable(atom[2])
    }
    patterns: dict[tuple[str, str], list[tuple[Triple, str]]] = {}
    for subject, predicate, object_ in triples:
        kind = object_ if (predicate, object_) in constants else '"' if is_literal(object_) else ""
        found = patterns.get((predicate, kind))
        if found is None:
            found = patterns[predicate, kind] = _patterns(predicate, kind, single)
        for (s, p, o), name in found:
            yield (_filled(s, subject, object_), p, _filled(o, subject, object_)), name


_SUBJECT = "?s"
_OBJECT = "?o"
_LITERAL_OBJECT = '"?o'


def _patterns(predicate: str, kind: str, single: Rules) -> list[tuple[Triple, str]]:
    """What any triple of a kind entails, written with marks for its subject and object."""
    object_ = _LITERAL_OBJECT if kind == '"' else kind or _OBJECT
    return list(infer([(_SUBJECT, predicate, object_)], single).items())


def _filled(mark: str, subject: str, object_: str) -> str:
    if mark == _SUBJECT:
        return subject
    return object_ if mark in (_OBJECT, _LITERAL_OBJECT) else mark


def _streams(rule: Rule) -> bool:
    subject, _, object_ = rule.body[0]
    return len(rule.body) == 1 and is_variable(subject) and subject != object_


def _atoms(stored: list[list[str]]) -> tuple[Atom, ...]:
    return tuple((subject, predicate, object_) for subject, predicate, object_ in stored)


class _Key(NamedTuple):
    """A relation: the pairs of a predicate or, where `object` is given, what has that object."""

    predicate: str
    object: str

    def triple(self, member: Any) -> Triple:
        """The triple that a member of the relation stands for."""
        if self.object:
            return member, self.predicate, self.object
        return member[0], self.predicate, member[1]


class _Keys:
    """Which relations the rules need.

    A predicate whose objects all rules name, as rdf:type, is kept as one set of subjects for
    each object; the others are kept as sets of pairs.
    """

    __slots__ = ("all", "paired")

    def __init__(self, rules: Iterable[Rule]) -> None:
        atoms = [atom for rule in rules for atom in (*rule.head, *rule.body)]
        self.paired = frozenset(
            predicate for _, predicate, object_ in atoms if is_variable(object_)
        )
        self.all = frozenset(self.of(atom) for atom in atoms)

    def of(self, atom: Atom) -> _Key:
        """The relation that an atom belongs to."""
        return _Key(atom[1], "" if atom[1] in self.paired else atom[2])

    def terms(self, atom: Atom) -> _Terms:
        """The terms of an atom that its relation leaves open: subject, or subject and object."""
        return atom[::2] if atom[1] in self.paired else atom[:1]


class _Relation:
    """The members of one relation, subjects or pairs, indexed from the first time it helps."""

    __slots__ = ("_columns", "_indexes", "members")

    def __init__(self, members: set[Any]) -> None:
        self.members = members
        self._indexes: dict[int, dict[str, list[str]]] = {}
        self._columns: dict[int, set[str]] = {}

    def by(self, position: int) -> Mapping[str, Sequence[str]]:
        """Subjects to objects (position 0) or objects to subjects (position 1)."""
        index = self._indexes.get(position)
        if index is None:
            index = self._indexes[position] = {}
            _index(index, self.members, position)
        return index

    def column(self, position: int) -> set[str]:
        """All subjects (position 0) or all objects (position 1)."""
        if position not in self._columns:
            self._columns[position] = set(map(itemgetter(position), self.members))
        return self._columns[position]

    def add(self, members: Iterable[Any]) -> None:
        """Take in members that are new."""
        self._columns.clear()
        for position, index in self._indexes.items():
            _index(index, members, position)
        self.members.update(members)


def _index(index: dict[str, list[str]], pairs: Iterable[_Pair], position: int) -> None:
    for pair in pairs:
        values = index.get(pair[position])
        if values is None:
            index[pair[position]] = [pair[1 - position]]
        else:
            values.append(pair[1 - position])


def _load(triples: Iterable[Triple], keys: _Keys) -> dict[_Key, _Relation]:
    """The triples by relation, without those that no rule names."""
    pairs: dict[str, set[Any]] = {key.predicate: set() for key in keys.all if not key.object}
    subjects: dict[tuple[str, str], set[Any]] = {key: set() for key in keys.all if key.object}
    for subject, predicate, object_ in triples:
        found = pairs.get(predicate)
        if found is not None:
            found.add((subject, object_))
        elif (predicate, object_) in subjects:
            subjects[predicate, object_].add(subject)
    return {
        key: _Relation(subjects[key] if key.object else pairs[key.predicate]) for key in keys.all
    }


def _round(
    plans: Iterable["_Plan"], known: Mapping[_Key, _Relation], delta: Mapping[_Key, _Relation]
) -> dict[_Key, dict[Any, str]]:
    """Relation -> new member -> the first rule that gave it, with one atom matched in `delta`."""
    fresh: dict[_Key, dict[Any, str]] = {}
    for plan in plans:
        for head, found in plan.matches(known, delta):
            new = found - known[head.key].members
            if head.guarded:
                new = {
                    member
                    for member in new
                    if not is_literal(member if head.key.object else member[0])
                }
            if new:
                already = fresh.setdefault(head.key, {})
                already.update(dict.fromkeys(new - already.keys(), plan.name))
    return fresh


class _Head(NamedTuple):
    """One atom of a rule's head; `guarded` where its subject may turn out to be a literal."""

    key: _Key
    terms: _Terms
    guarded: bool


class _Plan:
    """One way to match a rule: from the atom at `start`, then always the best bound one.

    A row holds the rule's constants, then the values of its variables in the order of binding.
    """

    __slots__ = ("_constants", "_heads", "_only", "_slots", "_steps", "begins", "name", "start")

    def __init__(self, rule: Rule, start: int, keys: _Keys) -> None:
        self.name = rule.name
        self.start = keys.of(rule.body[start])
        body = [(keys.of(atom), keys.terms(atom)) for atom in rule.body]
        things = {subject for subject, _, _ in rule.body}
        self._heads = [
            _Head(keys.of(atom), keys.terms(atom), atom[0] not in things) for atom in rule.head
        ]
        every = [*(terms for _, terms in body), *(head.terms for head in self._heads)]
        constants = {term: None for terms in every for term in terms if not is_variable(term)}
        self._constants = tuple(constants)
        self._only = body[0][1] if len(body) == 1 else ()
        self._slots = {term: number for number, term in enumerate(constants)}
        self.begins = start == _most_bound(body, self._slots)
        self._steps: list[tuple[_Key, _Extend]] = []
        while body:
            key, terms = body.pop(_most_bound(body, self._slots) if self._steps else start)
            self._steps.append((key, _step(terms, self._slots)))

    def matches(
        self, known: Mapping[_Key, _Relation], delta: Mapping[_Key, _Relation]
    ) -> Iterator[tuple[_Head, set[Any]]]:
        """What each atom of the head gets from the matches whose first atom is in `delta`."""
        rows: list[_Row] | None = None
        for head in self._heads:
            found = _at_once(delta[self.start], self._only, head.terms)
            if found is None:
                rows = self._rows(known, delta) if rows is None else rows
                found = set(map(itemgetter(*(self._slots[term] for term in head.terms)), rows))
            yield head, found

    def _rows(self, known: Mapping[_Key, _Relation], delta: Mapping[_Key, _Relation]) -> list[_Row]:
        rows = [self._constants]
        source = delta
        for key, extend in self._steps:
            rows = extend(source[key], rows)
            if not rows:
                break
            source = known
        return rows


def _at_once(relation: _Relation, body: _Terms, head: _Terms) -> set[Any] | None:
    """The head of a rule of one body atom, without making rows, where that is possible."""
    if not body or not all(map(is_variable, body)) or len(set(body)) < len(body):
        return None
    if head == body:
        return relation.members
    if len(body) == 2 and head == body[::-1]:
        return set(map(itemgetter(1, 0), relation.members))
    if len(body) == 2 and len(head) == 1 and head[0] in body:
        return relation.column(body.index(head[0]))
    return None


def _most_bound(body: Sequence[tuple[_Key, _Terms]], bound: Mapping[str, int]) -> int:
    """The first of the atoms that have the fewest free terms."""
    return min(range(len(body)), key=lambda i: sum(term not in bound for term in body[i][1]))


def _step(terms: _Terms, slots: dict[str, int]) -> _Extend:
    """How an atom widens rows whose terms stand at `slots`; adds the variables that it binds."""
    at = tuple(slots.get(term) for term in terms)
    for term in terms:
        slots.setdefault(term, len(slots))
    bound = tuple(slot for slot in at if slot is not None)
    if len(bound) == len(terms):
        return _checking(itemgetter(*bound))
    if bound:
        return _following(at.index(bound[0]), bound[0])
    if len(terms) == 1:
        return _each
    return _each_reflexive if terms[0] == terms[1] else _each_pair


def _checking(member_of: Callable[[_Row], Any]) -> _Extend:
    return lambda relation, rows: [row for row in rows if member_of(row) in relation.members]


def _following(position: int, slot: int) -> _Extend:
    def extend(relation: _Relation, rows: Iterable[_Row]) -> list[_Row]:
        index = relation.by(position)
        return [(*row, value) for row in rows for value in index.get(row[slot], ())]

    return extend


def _each(relation: _Relation, rows: Iterable[_Row]) -> list[_Row]:
    return [(*row, member) for row in rows for member in relation.members]


def _each_pair(relation: _Relation, rows: Iterable[_Row]) -> list[_Row]:
    return [(*row, *pair) for row in rows for pair in relation.members]


def _each_reflexive(relation: _Relation, rows: Iterable[_Row]) -> list[_Row]:
    return [(*row, one) for row in rows for one, other in relation.members if one == other]
