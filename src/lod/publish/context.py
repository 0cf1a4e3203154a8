"""The JSON-LD context -> the prefixes and terms that every dump names things with.

Enters: the document of `context.jsonld`. Leaves: prefixes for Turtle and the terms that JSON-LD
output uses. A term is used where its definition changes nothing but the writing of one value
(`@type` coercion, `@container: @language`); a term that does more (`@reverse`, `@list`, scoped
contexts) is for readers only, and its property is written as a compact IRI (JSON-LD 1.1,
section 4.1.5).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lod.errors import CallError

_HARMLESS = {"@version", "@protected", "@vocab"}
_PREFIX_END = tuple(":/?#[]@")


@dataclass(frozen=True, slots=True)
class Term:
    """How values of one property are written: `coercion` is `@id`, a datatype IRI or empty."""

    name: str
    coercion: str = ""
    by_language: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The inline context with what follows from it; `terms` is keyed by property IRI."""

    definitions: Mapping[str, Any]
    prefixes: Mapping[str, str]
    terms: Mapping[str, Term]
    id: str
    type: str


def read(document: Mapping[str, Any]) -> Context:
    """The context of a JSON-LD document; CallError where it would change what we write."""
    definitions = document.get("@context")
    if not isinstance(definitions, dict):
        raise CallError("the context document has no object under @context", "write one, inline")
    for keyword in definitions:
        if keyword.startswith("@") and keyword not in _HARMLESS:
            raise CallError(f"the context sets {keyword} for everything", "set it on terms instead")
    prefixes = {
        name: value
        for name, value in definitions.items()
        if isinstance(value, str) and ":" in value and value.endswith(_PREFIX_END)
    }
    return Context(
        definitions=definitions,
        prefixes=prefixes,
        terms=dict(_terms(definitions, prefixes)),
        id=_alias(definitions, "@id"),
        type=_alias(definitions, "@type"),
    )


def namespace_pattern(prefixes: Mapping[str, str], local: str) -> re.Pattern[str]:
    """Matches an IRI term as (namespace, local name), the longest namespace first."""
    longest_first = sorted(set(prefixes.values()), key=lambda space: (-len(space), space))
    return re.compile(f"<({'|'.join(map(re.escape, longest_first)) or '(?!)'})({local})>")


def _alias(definitions: Mapping[str, Any], keyword: str) -> str:
    names = (name for name, value in definitions.items() if value == keyword)
    return next(names, keyword)


def _terms(
    definitions: Mapping[str, Any], prefixes: Mapping[str, str]
) -> Iterator[tuple[str, Term]]:
    """Property IRI and term; of two terms for one property the first in the context counts."""
    seen = set()
    for name, value in definitions.items():
        if name.startswith("@") or name in prefixes or value in ("@id", "@type"):
            continue
        definition = {"@id": value} if isinstance(value, str) else value
        if not isinstance(definition, dict) or not _usable(definition):
            continue
        iri = _expand(definition["@id"], prefixes)
        if iri not in seen:
            seen.add(iri)
            coercion = _expand(definition.get("@type", ""), prefixes)
            yield iri, Term(name, coercion, definition.get("@container") == "@language")


def _usable(definition: Mapping[str, Any]) -> bool:
    """Whether the term does no more than name a property and coerce its values."""
    if not isinstance(definition.get("@id"), str) or definition["@id"].startswith("@"):
        return False
    coercion = definition.get("@type", "")
    if definition.keys() - {"@id", "@type", "@container"}:
        return False
    if coercion in ("@json", "@vocab", "@none"):
        return False
    container = definition.get("@container")
    return container in (None, "@set") or (container == "@language" and not coercion)


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    """The IRI that a compact IRI of the context stands for."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name
