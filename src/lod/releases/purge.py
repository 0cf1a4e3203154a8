"""An older dataset -> the same as if nothing had ever been said of what was withdrawn.

Enters: sorted N-Quads lines and what is gone. Leaves: the lines that may stay, sorted. The claim
files of that time are not at hand, so this works on the dataset itself, and rather takes too
much than too little: with a thing go its parts, its participations, the claims about it, their
words wherever else they prove something, what then has no proof, and whatever names it. Of what
was inferred about things that lost something only that stays which the current build has too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from lod.derive.mapping import OA, SCHEMA, Minting
from lod.ntriples import RDF, Quad, is_literal, literal_value, split
from lod.releases.background import thing_of
from lod.releases.naming import Gone

_RULE = f"<{SCHEMA}description>"


def purge(
    lines: Iterable[str], gone: Gone, current: Collection[tuple[str, str, str]] = ()
) -> tuple[str, ...]:
    """The lines without what is gone; `current` are the statements of the current build."""
    known = tuple(lines)
    if not gone.things:
        return known
    return _Dataset(known, gone).remaining(current)


class _Dataset:
    """The quads of one dataset, and what each step finds in them."""

    def __init__(self, lines: tuple[str, ...], gone: Gone) -> None:
        self.lines, self.gone = lines, gone
        self.quads = [split(line) for line in lines]
        self.mint = Minting(gone.base)
        self.claims_graph = self.mint.graph("claims")
        self.derived = {self.mint.graph("inferred"), self.mint.graph("computed")}
        self.graphs = {self.mint.document_graph(thing[1:-1]) for thing in gone.things}
        self.nodes = self.told_apart()
        self.claims = self.described("id/claim/")
        self.dead_spans = self.spans()
        self.dead_claims = {c for c, values in self.claims.items() if self.is_dead(values)}
        self.doubtful_rules = frozenset(self.rules_of_claims_that_lost_evidence())

    def told_apart(self) -> frozenset[str]:
        """The parts of other things whose IRI ends with the name of a thing that they hold."""
        return frozenset(
            quad.subject
            for quad in self.quads
            if self.gone.holds(quad.object)
            and thing_of(quad.subject, self.gone.base) != quad.subject
            and quad.subject[:-1].endswith(quad.object[1:-1].rpartition("/")[2])
        )

    def holds(self, term: str) -> bool:
        """Whether a term is withdrawn, with what lies below it."""
        if self.gone.holds(term):
            return True
        while self.nodes and "/" in term:
            if term in self.nodes:
                return True
            term = f"{term.rpartition('/')[0]}>"
        return False

    def described(self, kind: str) -> Mapping[str, Mapping[str, list[str]]]:
        """The nodes of one kind in the claims graph, with their values by predicate."""
        start = f"<{self.gone.base}{kind}"
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if quad.graph == self.claims_graph and quad.subject.startswith(start):
                found[quad.subject][quad.predicate].append(quad.object)
        return found

    def touches(self, values: Mapping[str, list[str]]) -> bool:
        """Whether a claim is about something withdrawn."""
        terms = [*values[f"<{RDF}subject>"], *values[f"<{RDF}object>"]]
        return any(map(self.holds, terms))

    def spans(self) -> frozenset[str]:
        """The evidence that cannot stay: its words name, or overlap words that do."""
        evidence = self.mint.term("evidence")
        dead = {
            span
            for values in self.claims.values()
            if self.touches(values)
            for span in values.get(evidence, ())
        }
        places = [_place(span) for span in dead]
        for node, values in self.described("id/evidence/").items():
            span = f"{node[:-1].partition('#')[0]}>"
            texts = values.get(f"<{OA}exact>", ())
            sources = values.get(f"<{OA}hasSource>", ())
            if (
                any(self.gone.names(literal_value(text).lexical) for text in texts)
                or any(map(self.holds, sources))
                or any(_overlap(_place(span), place) for place in places)
            ):
                dead.add(span)
        return frozenset(dead)

    def is_dead(self, values: Mapping[str, list[str]]) -> bool:
        """Whether a claim goes: about it, naming it, or left without evidence."""
        spans = values.get(self.mint.term("evidence"), ())
        return (
            self.touches(values)
            or any(self.named(term) for found in values.values() for term in found)
            or (bool(spans) and all(span in self.dead_spans for span in spans))
        )

    def rules_of_claims_that_lost_evidence(self) -> Iterable[tuple[str, str]]:
        """The (claim, rule) pairs of which nobody can tell whose evidence the rule was about."""
        evidence = self.mint.term("evidence")
        for claim, values in self.claims.items():
            rules = values.get(_RULE, ())
            lost = not self.dead_spans.isdisjoint(values.get(evidence, ()))
            if lost and len(rules) > 1 and claim not in self.dead_claims:
                yield from ((claim, rule) for rule in rules)

    def named(self, term: str) -> bool:
        """Whether a term names what is gone."""
        return self.gone.names(literal_value(term).lexical if is_literal(term) else term[1:-1])

    def remaining(self, current: Collection[tuple[str, str, str]]) -> tuple[str, ...]:
        """The lines that stay."""
        used = self.used_spans()
        lost, proven = self.statements()
        affected: set[str] = set()
        kept: list[tuple[str, Quad]] = []
        for line, quad in zip(self.lines, self.quads, strict=True):
            if quad.graph == self.claims_graph:
                doubtful = (
                    quad.predicate == _RULE and (quad.subject, quad.object) in self.doubtful_rules
                )
                if (not doubtful or quad[:3] in current) and self.keeps_claim_line(quad, used):
                    kept.append((line, quad))
            elif self.keeps_fact(quad, lost):
                kept.append((line, quad))
            else:
                affected.update(self.owners(quad))
        return tuple(
            line
            for line, quad in kept
            if quad.graph not in self.derived
            or quad[:3] in proven
            or quad[:3] in current
            or not affected.intersection(self.owners(quad))
        )

    def used_spans(self) -> frozenset[str]:
        evidence = self.mint.term("evidence")
        return frozenset(
            span
            for claim, values in self.claims.items()
            if claim not in self.dead_claims
            for span in values.get(evidence, ())
            if span not in self.dead_spans
        )

    def statements(self) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """The statements that lost all their claims, and those that have one left."""
        lost: set[tuple[str, ...]] = set()
        proven: set[tuple[str, ...]] = set()
        for claim, values in self.claims.items():
            parts = [values[f"<{RDF}{name}>"] for name in ("subject", "predicate", "object")]
            if all(parts):
                statement = tuple(part[0] for part in parts)
                (lost if claim in self.dead_claims else proven).add(statement)
        return lost - proven, proven

    def keeps_fact(self, quad: Quad, lost: Collection[tuple[str, ...]]) -> bool:
        return not (
            quad.graph in self.graphs
            or self.holds(quad.subject)
            or self.holds(quad.object)
            or quad[:3] in lost
            or self.named(quad.object)
        )

    def keeps_claim_line(self, quad: Quad, used: Collection[str]) -> bool:
        if quad.subject.startswith(f"<{self.gone.base}id/evidence/"):
            return f"{quad.subject[:-1].partition('#')[0]}>" in used
        if quad.subject in self.dead_claims or quad.object in self.dead_claims:
            return False
        if quad.object.startswith(f"<{self.gone.base}id/evidence/"):
            return quad.object in used
        return not (self.holds(quad.object) or self.named(quad.object))

    def owners(self, quad: Quad) -> Iterable[str]:
        """The things that a statement is about."""
        yield thing_of(quad.subject, self.gone.base)
        if quad.object.startswith("<"):
            yield thing_of(quad.object, self.gone.base)


def _place(span: str) -> tuple[str, int, int]:
    """The document, start and end that the IRI of a span is made of."""
    document, start, end = span[1:-1].rpartition("/")[2].rsplit("-", 2)
    return document, int(start), int(end)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
