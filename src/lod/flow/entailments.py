"""The rules of one body atom, looked up by the shape of a triple.

Enters: compiled rules. Leaves: what a single triple entails, without joining it to any other.
Most inference is of this sort (classes above a class, domains, ranges, inverses), so it is done
where a document is mapped, and only true joins wait until the documents have come together.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from lod.derive import rules
from lod.derive.rulefile import is_variable
from lod.derive.rules import Rules
from lod.ntriples import is_literal

Triple = tuple[str, str, str]

_SUBJECT = "?s"
_OBJECT = "?o"
_LITERAL = '"?o'


class Entailments:
    """Remembers for each predicate and sort of object which triples follow."""

    def __init__(self, compiled: Rules) -> None:
        self._single = Rules(compiled.streaming)
        atoms = [atom for rule in self._single.rules for atom in rule.body]
        self._constants: dict[str, set[str]] = {atom[1]: set() for atom in atoms}
        for _, predicate, object_ in atoms:
            if not is_variable(object_):
                self._constants[predicate].add(object_)
        self._patterns: dict[tuple[str, str], tuple[Triple, ...]] = {}
        self._elsewhere: dict[tuple[str, str], tuple[Triple, ...]] = {}

    @cached_property
    def reaching(self) -> frozenset[str]:
        """The predicates of triples that may entail something about another thing."""
        return frozenset(
            predicate
            for predicate, constants in self._constants.items()
            for kind in (*constants, _LITERAL, "")
            if any(one[0] != _SUBJECT for one in self.pattern(predicate, kind))
        )

    def of(self, subject: str, predicate: str, object_: str) -> Iterator[Triple]:
        """The triples that one triple entails, itself left out; no triple twice."""
        if predicate not in self._constants:
            return
        for pattern in self.pattern(predicate, self._kind(predicate, object_)):
            yield _filled(pattern, subject, object_)

    def elsewhere(self, subject: str, predicate: str, object_: str) -> Sequence[Triple]:
        """Those of the triples that are about another thing than the subject."""
        if predicate not in self._constants:
            return ()
        kind = self._kind(predicate, object_)
        patterns = self._elsewhere.get((predicate, kind))
        if patterns is None:
            patterns = tuple(one for one in self.pattern(predicate, kind) if one[0] != _SUBJECT)
            self._elsewhere[predicate, kind] = patterns
        if not patterns:
            return ()
        triples = [_filled(pattern, subject, object_) for pattern in patterns]
        return [triple for triple in triples if triple[0] != subject]

    def _kind(self, predicate: str, object_: str) -> str:
        """What decides between the patterns of a predicate: a constant, or a mark, or nothing."""
        if object_ in self._constants[predicate]:
            return object_
        return _LITERAL if is_literal(object_) else ""

    def pattern(self, predicate: str, kind: str) -> tuple[Triple, ...]:
        """What a triple of this shape entails, with marks for its subject and object."""
        known = self._patterns.get((predicate, kind))
        if known is None:
            given = (_SUBJECT, predicate, kind or _OBJECT)
            known = tuple(sorted(rules.infer([given], self._single)))
            self._patterns[predicate, kind] = known
        return known


def _filled(pattern: Triple, subject: str, object_: str) -> Triple:
    s, p, o = pattern
    return (
        subject if s == _SUBJECT else object_ if s == _OBJECT else s,
        p,
        subject if o == _SUBJECT else object_ if o in (_OBJECT, _LITERAL) else o,
    )
