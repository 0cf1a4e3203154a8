"""An older dataset -> the same as if nothing had ever been said of what was withdrawn.

Enters: sorted N-Quads lines, read several times, and what is gone. Leaves: the lines that may
stay, sorted. The claim files of that time are not at hand, so this works on the dataset itself,
and rather takes too much than too little: with a thing go its parts, its participations, the
claims about it, their words wherever else they prove something, what then has no proof, and
whatever names it. Of what was inferred about things that lost something only that stays which
the current build has too. Only what goes is held in memory, not the dataset.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from lod.derive.mapping import OA, SCHEMA, Minting
from lod.ntriples import RDF, Quad, split
from lod.releases.background import thing_of
from lod.releases.naming import Gone

_RULE = f"<{SCHEMA}description>"
_STATEMENT = tuple(f"<{RDF}{name}>" for name in ("subject", "predicate", "object"))

Triple = tuple[str, ...]
Values = Mapping[str, list[str]]


def purge(lines: Iterable[str], gone: Gone, current: Iterable[str] = ()) -> Iterable[str]:
    """The lines without what is gone, to be read repeatedly; `current` are the current build's."""
    if not gone.things:
        return lines
    return _Purged(lines, gone, current)


class _Purged:
    """What has to go, found pass by pass; iterating gives what remains."""

    def __init__(self, lines: Iterable[str], gone: Gone, current: Iterable[str]) -> None:
        self.lines, self.gone = lines, gone
        self.mint = Minting(gone.base)
        self.claims_end = f" {self.mint.graph('claims')} ."
        self.claim_start = f"<{gone.base}id/claim/"
        self.evidence_start = f"<{gone.base}id/evidence/"
        self.evidence = self.mint.term("evidence")
        self.derived = {self.mint.graph("inferred"), self.mint.graph("computed")}
        self.graphs = {self.mint.document_graph(thing[1:-1]) for thing in gone.things}
        self.nodes = frozenset(self.told_apart())
        self.dead_spans = self.spans()
        self.dead_claims: set[str] = set()
        self.doubtful_rules: set[Triple] = set()
        self.lost = self.statements()
        self.orphans = self.only_of_the_dead()
        self.affected = self.losers()
        self.unproven = self.doubtful(current)

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            quad = split(line)
            if line.endswith(self.claims_end):
                if quad[:3] not in self.unproven and self.keeps_claim_line(quad):
                    yield line
            elif self.keeps_fact(quad) and not (
                quad.graph in self.derived
                and quad[:3] in self.unproven
                and self.affected.intersection(self.owners(quad))
            ):
                yield line

    # -- what goes

    def told_apart(self) -> Iterator[str]:
        """The parts of other things whose IRI ends with the name of a thing that they hold."""
        starts = tuple(f" {thing[:-1]}" for thing in sorted(self.gone.things))
        for line in self.lines:
            if any(start in line for start in starts):
                quad = split(line)
                if (
                    self.gone.holds(quad.object)
                    and thing_of(quad.subject, self.gone.base) != quad.subject
                    and quad.subject[:-1].endswith(quad.object[1:-1].rpartition("/")[2])
                ):
                    yield quad.subject

    def described(self, start: str) -> Iterator[tuple[str, Values]]:
        """The nodes of one kind in the claims graph, with their values by predicate."""
        own = (
            line for line in self.lines if line.startswith(start) and line.endswith(self.claims_end)
        )
        for subject, group in groupby(map(split, own), key=lambda quad: quad.subject):
            values: dict[str, list[str]] = defaultdict(list)
            for quad in group:
                values[quad.predicate].append(quad.object)
            yield subject, values

    def spans(self) -> frozenset[str]:
        """The evidence that cannot stay: its words name, or overlap words that do."""
        dead = {
            span
            for _, values in self.described(self.claim_start)
            if self.touches(values)
            for span in values.get(self.evidence, ())
        }
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for document, start, end in map(_place, dead):
            places[document].append((start, end))
        for node, values in self.described(self.evidence_start):
            span = _span(node)
            document, start, end = _place(span)
            if (
                any(map(self.gone.names_term, values.get(f"<{OA}exact>", ())))
                or any(map(self.holds, values.get(f"<{OA}hasSource>", ())))
                or any(start < stop and begin < end for begin, stop in places.get(document, ()))
            ):
                dead.add(span)
        return frozenset(dead)

    def statements(self) -> set[Triple]:
        """The statements that lost all their claims; notes which claims and rules go."""
        lost: set[Triple] = set()
        for claim, values in self.described(self.claim_start):
            rules = values.get(_RULE, ())
            if self.is_dead(values):
                self.dead_claims.add(claim)
                lost.update(_statement(values))
            elif len(rules) > 1 and not self.dead_spans.isdisjoint(values.get(self.evidence, ())):
                # nobody can tell whose evidence the rule was about
                self.doubtful_rules.update((claim, _RULE, rule) for rule in rules)
        return lost - self.claimed(lost)

    def claimed(self, wanted: set[Triple]) -> set[Triple]:
        """Those of the statements that a claim which stays is about."""
        if not wanted:
            return set()
        return {
            statement
            for claim, values in self.described(self.claim_start)
            if claim not in self.dead_claims
            for statement in _statement(values)
            if statement in wanted
        }

    def only_of_the_dead(self) -> set[str]:
        """The evidence that no claim has which stays."""
        found: set[str] = set()
        used: set[str] = set()
        for node, values in self.described(self.claim_start) if self.dead_claims else ():
            if node in self.dead_claims:
                found.update(values.get(self.evidence, ()))
        for node, values in self.described(self.claim_start) if found else ():
            if node not in self.dead_claims:
                used.update(found.intersection(values.get(self.evidence, ())))
        return found - used

    def losers(self) -> set[str]:
        """The things that lose a fact."""
        affected: set[str] = set()
        for quad in self.facts():
            if not self.keeps_fact(quad):
                affected.update(self.owners(quad))
        return affected

    def doubtful(self, current: Iterable[str]) -> set[Triple]:
        """What follows about those things and is neither claimed nor said by the current build."""
        found: set[Triple] = {
            quad[:3]
            for quad in (self.facts() if self.affected else ())
            if quad.graph in self.derived and self.affected.intersection(self.owners(quad))
        }
        found -= self.claimed(found)
        found |= self.doubtful_rules
        if found:
            found -= {triple for line in current if (triple := split(line)[:3]) in found}
        return found

    def facts(self) -> Iterator[Quad]:
        """The lines that are no claims."""
        return (split(line) for line in self.lines if not line.endswith(self.claims_end))

    # -- what each part is judged by

    def holds(self, term: str) -> bool:
        """Whether a term is withdrawn, with what lies below it."""
        if self.gone.holds(term):
            return True
        while self.nodes and "/" in term:
            if term in self.nodes:
                return True
            term = f"{term.rpartition('/')[0]}>"
        return False

    def touches(self, values: Values) -> bool:
        """Whether a claim is about something withdrawn."""
        return any(map(self.holds, (*values[_STATEMENT[0]], *values[_STATEMENT[2]])))

    def is_dead(self, values: Values) -> bool:
        """Whether a claim goes: about it, naming it, or left without evidence."""
        spans = values.get(self.evidence, ())
        return (
            self.touches(values)
            or any(self.gone.names_term(term) for found in values.values() for term in found)
            or (bool(spans) and all(span in self.dead_spans for span in spans))
        )

    def keeps_fact(self, quad: Quad) -> bool:
        """Whether a statement stays, as far as it can be told without the others."""
        return not (
            quad.graph in self.graphs
            or self.holds(quad.subject)
            or self.holds(quad.object)
            or quad[:3] in self.lost
            or self.gone.names_term(quad.object)
        )

    def keeps_claim_line(self, quad: Quad) -> bool:
        """Whether a line about a claim or its evidence stays."""
        if quad.subject.startswith(self.evidence_start):
            return self.keeps_span(_span(quad.subject))
        if quad.subject in self.dead_claims or quad.object in self.dead_claims:
            return False
        if quad.object.startswith(self.evidence_start):
            return self.keeps_span(quad.object)
        return not (self.holds(quad.object) or self.gone.names_term(quad.object))

    def keeps_span(self, span: str) -> bool:
        """Whether evidence stays."""
        return span not in self.dead_spans and span not in self.orphans

    def owners(self, quad: Quad) -> Iterator[str]:
        """The things that a statement is about."""
        yield thing_of(quad.subject, self.gone.base)
        if quad.object.startswith("<"):
            yield thing_of(quad.object, self.gone.base)


def _statement(values: Values) -> Iterator[Triple]:
    """What a claim says, if it says something."""
    parts = [values.get(name) for name in _STATEMENT]
    if all(parts):
        yield tuple(part[0] for part in parts if part)


def _span(node: str) -> str:
    """The evidence that a node belongs to."""
    return f"{node[:-1].partition('#')[0]}>"


def _place(span: str) -> tuple[str, int, int]:
    """The document, start and end that the IRI of a span is made of."""
    document, start, end = span[1:-1].rpartition("/")[2].rsplit("-", 2)
    return document, int(start), int(end)
