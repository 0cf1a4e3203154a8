"""What shapes are called and what they are for, for the headings of reports.

Enters: `Shapes`. Leaves: a `Heading` for each shape, from sh:name, rdfs:label, sh:description,
rdfs:comment, or from its path and the shape that it belongs to (SHACL section 2.3.2.1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lod.ntriples import is_literal, literal_value
from lod.reports.names import Names, local_name
from lod.reports.wording import choose
from lod.shacl.model import Message, Shape, Shapes, TargetNode, references
from lod.shacl.paths import sparql
from lod.shacl.vocabulary import RDFS, sh, term

_LABEL = term(RDFS, "label")
_TEXTS = frozenset({_LABEL, term(RDFS, "comment"), sh("description")})


@dataclass(frozen=True, slots=True)
class Heading:
    """A shape as people know it.

    `owner` is the one shape that refers to it, "" where none or several do; `help` what the shape's
    description or, failing that, its own message says; `targets` its targets as terms.
    """

    rule: str
    labels: tuple[Message, ...] = ()
    help: tuple[Message, ...] = ()
    path: str = ""
    owner: str = ""
    severity: str = ""
    targets: tuple[str, ...] = ()
    deactivated: bool = False

    @property
    def name(self) -> str:
        """The local name, by which messages and links speak of the shape."""
        return local_name(self.rule)


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a shapes graph, and one for anything else that is asked for."""

    shapes: Mapping[str, Heading] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def __iter__(self) -> Iterator[Heading]:
        return iter(self.shapes.values())

    def of(self, rule: str) -> Heading:
        """The heading of a shape, or of a check that is no shape."""
        return self.shapes.get(rule) or Heading(rule)

    def name(self, rule: str) -> str:
        """A short name that is unique enough to grep for; a blank node has its owner's."""
        heading = self.of(rule)
        if not rule.startswith("_:"):
            return heading.name
        place = self.names.path(heading.path)
        owner = self.name(heading.owner) if heading.owner else rule
        return f"{owner}/{place}" if place else owner

    def label(self, rule: str, language: str) -> str:
        """The label in the language asked for, else what the shape is about."""
        heading = self.of(rule)
        if chosen := choose(heading.labels, language):
            return chosen
        about = self.names.path(heading.path)
        if heading.owner:
            owner = self.label(heading.owner, language)
            return f"{owner}: {about}" if about else owner
        return about or (self.names.term(rule) if rule.startswith("<") else rule)

    def help(self, rule: str, language: str) -> str:
        """What the shape asks for, in one sentence; "" where it says nothing."""
        return choose(self.of(rule).help, language)


def headings(shapes: Shapes | None, names: Names) -> Headings:
    """The headings of a shapes graph."""
    if shapes is None:
        return Headings({}, names)
    texts = _texts(shapes)
    owners = _owners(shapes)
    return Headings(
        {shape.id: _heading(shape, texts.get(shape.id, {}), owners) for shape in shapes.shapes},
        names,
    )


def _heading(
    shape: Shape, texts: Mapping[str, list[Message]], owners: Mapping[str, str]
) -> Heading:
    described = [text for key in sorted(texts) if key != _LABEL for text in texts[key]]
    return Heading(
        rule=shape.id,
        labels=shape.names or tuple(texts.get(_LABEL, ())),
        help=tuple(described) or shape.messages,
        path=sparql(shape.path) if shape.path else "",
        owner=owners.get(shape.id, ""),
        severity=shape.severity,
        targets=tuple(
            target.node if isinstance(target, TargetNode) else target.iri
            for target in shape.targets
        ),
        deactivated=shape.deactivated,
    )


def _texts(shapes: Shapes) -> Mapping[str, dict[str, list[Message]]]:
    found: dict[str, dict[str, list[Message]]] = {}
    for line in shapes.statements:
        subject, predicate, rest = line.split(" ", 2)
        if predicate in _TEXTS and subject in shapes and is_literal(rest):
            value = literal_value(rest.removesuffix(" ."))
            by_predicate = found.setdefault(subject, {}).setdefault(predicate, [])
            by_predicate.append((value.lexical, value.language))
    return found


def _owners(shapes: Shapes) -> Mapping[str, str]:
    """The one shape that refers to each; a shape that several share belongs to none.

    There is no circle among them, for shapes are not recursive.
    """
    found: dict[str, set[str]] = {}
    for shape in shapes.shapes:
        for constraint in shape.constraints:
            for reference in references(constraint):
                found.setdefault(reference, set()).add(shape.id)
    return {shape: owners.pop() for shape, owners in found.items() if len(owners) == 1}
