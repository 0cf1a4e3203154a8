"""Codes of the EU authority tables and of ADMS, each described in full where it is used.

Enters: a table and a code. Leaves: the code's term; its class, scheme and labels go into the
statements, as a validator with nothing but the file needs them (DCAT-AP 3.0.1, controlled
vocabularies).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lod.catalog import terms
from lod.catalog.statements import Statements
from lod.catalog.terms import texts
from lod.ntriples import iri, literal

AUTHORITY = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
_ADMS = {"licencetype": "/1.0", "publishertype": "/1.0"}
_CLASSES = {
    "access-right": "dcterms:RightsStatement",
    "country": "dcterms:Location",
    "file-type": "dcterms:MediaTypeOrExtent",
    "frequency": "dcterms:Frequency",
    "language": "dcterms:LinguisticSystem",
    "licence": "dcterms:LicenseDocument",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code: labels by language, and what else its table says of it."""

    table: str
    code: str
    labels: Mapping[str, str]
    detail: str = ""

    @property
    def iri(self) -> str:
        """The address of the code."""
        return f"{_start(self.table)}/{self.code}"


@cache
def tables() -> Mapping[str, Mapping[str, Code]]:
    """Table -> code -> what we know of it; the code "" stands for the table itself."""
    found: dict[str, dict[str, Code]] = {}
    for row in terms.rows("eu-authority.tsv"):
        labels = MappingProxyType({"en": row["en"], "lv": row["lv"]})
        code = Code(row["scheme"], row["code"], labels, row["detail"])
        found.setdefault(code.table, {})[code.code] = code
    return found


def codes(table: str) -> Mapping[str, Code]:
    """The codes of one table."""
    return {code: entry for code, entry in tables()[table].items() if code}


def by_detail(table: str) -> Mapping[str, Code]:
    """The codes of a table by the first word of their detail (language tag, licence address)."""
    return {entry.detail.split()[0]: entry for entry in codes(table).values() if entry.detail}


def describe(
    into: Statements, table: str, code: str, names: Mapping[str, str] | None = None
) -> str:
    """Say what the code is and return its term; `names` serve where the table lacks the code."""
    entry = tables()[table].get(code) or Code(table, code, names or {"en": code})
    subject = iri(entry.iri)
    into.add(
        subject,
        f"skos:Concept {_CLASSES.get(table, '')}",
        skos_inScheme=scheme(into, table),
        skos_prefLabel=texts(entry.labels),
    )
    if table == "licence" and entry.detail:
        address, kind = entry.detail.split()
        into.add(
            subject,
            skos_exactMatch=iri(address),
            dcterms_type=describe(into, "licencetype", kind),
        )
    if table == "country" and entry.detail:
        _locate(into, subject, entry.detail.split())
    return subject


def describe_all(into: Statements, table: str, wanted: Iterable[str]) -> list[str]:
    """The terms of several codes, each described."""
    return [describe(into, table, code) for code in wanted if code]


def scheme(into: Statements, table: str) -> str:
    """Say what the table is and return its term."""
    entry = tables()[table][""]
    subject = iri(_start(table) + _ADMS.get(table, ""))
    into.add(
        subject,
        "skos:ConceptScheme",
        dcterms_title=texts(entry.labels),
        skos_prefLabel=texts(entry.labels),
    )
    return subject


def media_type(into: Statements, media: str) -> str:
    """The term of an IANA media type, described."""
    subject = iri(IANA + media)
    into.add(subject, "dcterms:MediaType", rdfs_label=literal(media))
    return subject


def _start(table: str) -> str:
    return ("http://purl.org/adms/" if table in _ADMS else AUTHORITY) + table


def _locate(into: Statements, subject: str, detail: list[str]) -> None:
    west, south, east, north, longitude, latitude = detail
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ",".join(f"{x} {y}" for x, y in corners)
    wkt = terms.name("geo:wktLiteral")
    into.add(
        subject,
        dcat_bbox=f'"POLYGON(({ring}))"^^{wkt}',
        dcat_centroid=f'"POINT({longitude} {latitude})"^^{wkt}',
    )
