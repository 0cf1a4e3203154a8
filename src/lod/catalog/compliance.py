"""What DCAT-AP 3.0.1 makes mandatory, and how often and in which kind values come.

Enters: a described catalogue. Leaves: the breaches. This is the level that portals score by;
ranges and code lists are a matter of the official shapes.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from lod.catalog.described import Described
from lod.catalog.terms import name, names, rows
from lod.ntriples import XSD, is_iri, is_literal, literal_value

_LEAST = {"+": 1, "1": 1, "?": 0, "*": 0}
_RESOURCES = "dcat:Catalog dcat:Dataset dcat:DataService dcat:DatasetSeries"
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_DURATION = (
    r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
    r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)
_WRITTEN = {
    XSD + "date": rf"-?\d{{4,}}-\d\d-\d\d{_ZONE}",
    XSD + "dateTime": rf"-?\d{{4,}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?{_ZONE}",
    XSD + "gYear": rf"-?\d{{4,}}{_ZONE}",
    XSD + "gYearMonth": rf"-?\d{{4,}}-\d\d{_ZONE}",
    XSD + "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    XSD + "duration": _DURATION,
    XSD + "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
    XSD + "nonNegativeInteger": r"\+?\d+|-0+",
}
_DATES = frozenset(XSD + each for each in ("date", "dateTime", "gYear", "gYearMonth"))


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """What a subject lacks or has in the wrong way, the property as a compact name."""

    subject: str
    property: str
    what: str


@dataclass(frozen=True, slots=True)
class _Rule:
    class_: str
    often: str
    kind: str
    property: str


def breaches(described: Described, among: Container[str] | None = None) -> tuple[Breach, ...]:
    """The breaches of the subjects in `among`, of all subjects where it is None."""
    found = (
        Breach(subject, rule.property, what)
        for rule in _rules()
        for subject in described.instances(rule.class_)
        if among is None or subject in among
        for what in _broken(described, rule, subject)
    )
    return tuple(sorted(set(found)))


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(row["class"], row["often"], row["kind"], property_)
        for row in rows("dcat-ap.tsv")
        for property_ in row["properties"].split()
    )


def _broken(described: Described, rule: _Rule, subject: str) -> Iterator[str]:
    values = described.values(subject, rule.property)
    if len(values) < _LEAST[rule.often]:
        yield f"{rule.property} is missing"
    if len(values) > 1 and rule.often in ("1", "?"):
        yield f"{rule.property} stands {len(values)} times"
    for value in values:
        if not _fits(described, rule.kind, value):
            yield f"{rule.property} {value} is no {rule.kind}"


def _fits(described: Described, kind: str, term: str) -> bool:
    if kind == "any":
        return True
    if kind == "literal":
        return is_literal(term)
    if kind == "iri":
        return is_iri(term)
    if kind == "node":
        return not is_literal(term)
    if kind == "resource":
        classes = described.values(term, "rdf:type")
        return any(resource in classes for resource in names(_RESOURCES))
    if not is_literal(term):
        return False
    value = literal_value(term)
    wanted = _DATES if kind == "date" else {name(kind)[1:-1]}
    return value.datatype in wanted and _well_formed(value.lexical, value.datatype)


def _well_formed(lexical: str, datatype: str) -> bool:
    if not re.fullmatch(_WRITTEN[datatype], lexical):
        return False
    if datatype in (XSD + "date", XSD + "dateTime") and lexical[4:5] == "-":
        try:
            date.fromisoformat(lexical[:10])
        except ValueError:
            return False
    return True
