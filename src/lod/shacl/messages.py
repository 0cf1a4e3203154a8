"""Messages of results: the shape's own, else a plain sentence in English and Latvian.

Enters: a shape, the constraint that was violated, the bindings of the solution. Leaves: texts
with their languages; `{?name}` and `{$name}` in a text are replaced (SHACL section 5.3.2).
"""

import re
from collections.abc import Mapping

from lod.ntriples import literal_value
from lod.shacl import model
from lod.shacl.model import AskConstraint, Constraint, Message, Shape, SparqlConstraint

_PLACE = re.compile(r"\{[?$]([A-Za-z_]\w*)\}")


def of(shape: Shape, constraint: Constraint, bindings: Mapping[str, str]) -> tuple[Message, ...]:
    """The messages of a result, by section 3.6.2.9 and 5.3.2."""
    if isinstance(constraint, SparqlConstraint | AskConstraint):
        own = bindings.get("message")
        if own is not None and own.startswith('"'):
            value = literal_value(own)
            return ((value.lexical, value.language),)
        templates = constraint.messages or shape.messages
        return tuple((fill(text, bindings), tag) for text, tag in templates) or default(constraint)
    return shape.messages or default(constraint, bindings)


def fill(template: str, bindings: Mapping[str, str]) -> str:
    """The template with the values of variables in their places."""

    def value(match: re.Match[str]) -> str:
        term = bindings.get(match.group(1))
        return match.group() if term is None else readable(term)

    return _PLACE.sub(value, template)


def readable(term: str) -> str:
    """A term for people: the text of a literal, the IRI without its brackets."""
    if term.startswith('"'):
        return literal_value(term).lexical
    return term.strip("<>")


def default(
    constraint: Constraint, bindings: Mapping[str, str] | None = None
) -> tuple[Message, ...]:
    """A sentence that says what was expected, in English and Latvian."""
    texts = _TEXTS.get(type(constraint))
    if texts is None:
        return ()
    values = {
        name: _shown(getattr(constraint, name)) for name in type(constraint).__dataclass_fields__
    } | {name: readable(value) for name, value in (bindings or {}).items()}
    return tuple(
        (text.format(**values), tag) for text, tag in zip(texts, ("en", "lv"), strict=True)
    )


def _shown(value: object) -> str:
    match value:
        case str():
            return readable(value)
        case tuple():
            shown = ", ".join(_shown(part) for part in value[:8])
            return shown + (", …" if len(value) > 8 else "")
        case _:
            return str(value)


_RANGE = ("Value must be {name} {bound}.", "Vērtībai jāatbilst nosacījumam {name} {bound}.")
_TEXTS: dict[type, tuple[str, str]] = {
    model.Class: ("Value must be a {iri}.", "Vērtībai jābūt klases {iri} instancei."),
    model.Datatype: (
        "Value must be a well-formed literal of type {iri}.",
        "Vērtībai jābūt pareizi pierakstītam literālim ar tipu {iri}.",
    ),
    model.NodeKind: ("Value must be a {kind}.", "Vērtības veidam jābūt {kind}."),
    model.MinCount: ("At least {count} value(s) expected.", "Vajag vismaz {count} vērtību."),
    model.MaxCount: ("At most {count} value(s) expected.", "Drīkst būt ne vairāk kā {count}."),
    model.Range: _RANGE,
    model.MinLength: (
        "Value must have at least {length} characters.",
        "Vērtībā jābūt vismaz {length} zīmēm.",
    ),
    model.MaxLength: (
        "Value must have at most {length} characters.",
        "Vērtībā drīkst būt ne vairāk kā {length} zīmes.",
    ),
    model.Pattern: ("Value must match {regex}.", "Vērtībai jāatbilst izteiksmei {regex}."),
    model.LanguageIn: (
        "Value must be a text in one of: {ranges}.",
        "Vērtībai jābūt tekstam kādā no valodām: {ranges}.",
    ),
    model.UniqueLang: (
        "More than one value in the language {language}.",
        "Valodā {language} ir vairāk nekā viena vērtība.",
    ),
    model.Equals: (
        "Values must be those of {predicate}.",
        "Vērtībām jāsakrīt ar {predicate} vērtībām.",
    ),
    model.Disjoint: (
        "Value must not be one of {predicate}.",
        "Vērtība nedrīkst būt arī {predicate} vērtība.",
    ),
    model.LessThan: (
        "Value must be less than that of {predicate}.",
        "Vērtībai jābūt mazākai par {predicate} vērtību.",
    ),
    model.LessThanOrEquals: (
        "Value must not be greater than that of {predicate}.",
        "Vērtība nedrīkst būt lielāka par {predicate} vērtību.",
    ),
    model.Not: ("Value must not conform to {shape}.", "Vērtība nedrīkst atbilst formai {shape}."),
    model.And: (
        "Value must conform to all of: {shapes}.",
        "Vērtībai jāatbilst visām formām: {shapes}.",
    ),
    model.Or: (
        "Value must conform to one of: {shapes}.",
        "Vērtībai jāatbilst kādai no formām: {shapes}.",
    ),
    model.Xone: (
        "Value must conform to exactly one of: {shapes}.",
        "Vērtībai jāatbilst tieši vienai no formām: {shapes}.",
    ),
    model.Node: ("Value must conform to {shape}.", "Vērtībai jāatbilst formai {shape}."),
    model.QualifiedMinCount: (
        "At least {count} value(s) must conform to {shape}.",
        "Vismaz {count} vērtībām jāatbilst formai {shape}.",
    ),
    model.QualifiedMaxCount: (
        "At most {count} value(s) may conform to {shape}.",
        "Formai {shape} drīkst atbilst ne vairāk kā {count} vērtības.",
    ),
    model.Closed: (
        "The shape is closed: only {allowed} are allowed.",
        "Forma ir slēgta: atļauts tikai {allowed}.",
    ),
    model.HasValue: ("{node} must be among the values.", "Starp vērtībām jābūt {node}."),
    model.In: ("Value must be one of: {members}.", "Vērtībai jābūt vienai no: {members}."),
    model.SparqlConstraint: (
        "The query of {node} found a violation.",
        "Vaicājums {node} atrada pārkāpumu.",
    ),
    model.AskConstraint: (
        "The test of {component} failed.",
        "Pārbaude {component} nav izturēta.",
    ),
}
