"""A dataset with claims -> Turtle 1.2: each statement followed by the claims that say it.

A claim is the reifier of its statement (RDF 1.2 Turtle, sections on reified triples and
annotations): `s p o ~ <claim> {| … |}` where the statement is asserted, else
`<claim> rdf:reifies <<( s p o )>>`. The file carries the triples of the other dumps and
`rdf:reifies` for every claim, nothing else. Claims are held in memory, the rest streams.
"""

from collections.abc import Iterable, Iterator, Mapping

from lod.ntriples import RDF
from lod.publish import things
from lod.publish.order import TYPE
from lod.publish.things import Node
from lod.publish.turtle import Blocks, preamble, section

REIFIES = f"<{RDF}reifies>"
_STATEMENT = tuple(f"<{RDF}{part}>" for part in ("subject", "predicate", "object"))
_KEPT = {TYPE, *_STATEMENT}


def write(
    lines: Iterable[str],
    claims: Iterable[str],
    prefixes: Mapping[str, str],
    head: str,
    base: str,
) -> Iterator[str]:
    """The annotated Turtle of all `lines`; `claims` are those of them that describe claims.

    `claims` is read first and may hold more than claims: what has no subject, predicate and
    object of its own stands among the things.
    """
    yield preamble(prefixes, head)
    blocks = Blocks(prefixes, base)
    annotations = _Annotations(claims, blocks)
    kind = ""
    for thing in things.read(lines, base):
        rest = [node for node in thing.nodes if node.subject not in annotations.claims]
        if not rest:
            continue
        if thing.kind != kind:
            kind = thing.kind
            yield section(kind)
        for node in rest:
            annotate = annotations if node.subject in annotations.subjects else None
            yield f"\n{blocks.node(node, annotate)}\n"
    yield from annotations.remaining()


class _Annotations:
    """The claims by statement; called while the statements are written, it notes which were."""

    def __init__(self, lines: Iterable[str], blocks: Blocks) -> None:
        self._blocks = blocks
        self._by_statement: dict[tuple[str, str, str], list[Node]] = {}
        self._asserted: set[str] = set()
        self.claims: dict[str, Node] = {}
        self.subjects: set[str] = set()
        for node in things.nodes(lines):
            statement = _statement(node)
            if statement is not None:
                self.claims[node.subject] = node
                self.subjects.add(statement[0])
                self._by_statement.setdefault(statement, []).append(node)

    def __call__(self, subject: str, predicate: str, object_: str) -> str:
        """The reifiers of one statement and what they say, each on a line of its own."""
        claims = self._by_statement.get((subject, predicate, object_), ())
        self._asserted.update(claim.subject for claim in claims)
        return "".join([f"\n        {self._reifier(claim)}" for claim in claims])

    def remaining(self) -> Iterator[str]:
        """The claims themselves: what is not said at their statement."""
        if self.claims:
            yield section("claims")
        for subject, claim in self.claims.items():
            if subject in self._asserted:
                node = _only(claim, kept=True)
            else:
                reified = [self._statement_term(claim)]
                node = Node(subject, [*claim.predicates, REIFIES], [*claim.objects, reified])
            yield f"\n{self._blocks.node(node)}\n"

    def _reifier(self, claim: Node) -> str:
        """`~ claim {| predicate object ; … |}`."""
        said = _only(claim, kept=False)
        name = self._blocks.names[claim.subject]
        return f"~ {name} {{| {self._blocks.inline(said)} |}}" if said.objects else f"~ {name}"

    def _statement_term(self, claim: Node) -> str:
        """`<<( subject predicate object )>>`, the triple term of what is claimed."""
        names = self._blocks.names
        return f"<<( {' '.join([names[term] for term in _statement(claim) or ()])} )>>"


def _only(claim: Node, *, kept: bool) -> Node:
    """The claim with what its own block keeps, or with what stands at its statement."""
    places = [place for place, name in enumerate(claim.predicates) if (name in _KEPT) is kept]
    return Node(
        claim.subject,
        [claim.predicates[place] for place in places],
        [claim.objects[place] for place in places],
    )


def _statement(node: Node) -> tuple[str, str, str] | None:
    """The statement that a claim is about; None where the node is no claim."""
    parts = dict(zip(node.predicates, node.objects, strict=True))
    values = [parts.get(part, []) for part in _STATEMENT]
    if any(len(value) != 1 for value in values):
        return None
    (subject,), (predicate,), (object_,) = values
    if not subject.startswith(("<", "_:")) or not predicate.startswith("<"):
        return None
    return subject, predicate, object_
