"""The files of a build -> distributions: format, compression, size, checksum, address.

Enters: files as they were written. Leaves: statements; a file that is no dump of the data (the
ontology, the shapes, a query) is no distribution. (DCAT-AP 3.0.1, class Distribution.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lod.catalog import authority
from lod.catalog.settings import Settings
from lod.catalog.statements import Objects, Statements
from lod.catalog.terms import texts, typed
from lod.errors import CallError
from lod.ntriples import iri, literal
from lod.publish.sink import Written

SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_CONTENTS = {
    "dataset": (
        {"lv": "viss kopums", "en": "whole dataset"},
        {
            "lv": "Visi apgalvojumi nosauktos grafos, arī to pierādījumi.",
            "en": "All statements in named graphs, with their evidence.",
        },
    ),
    "evidence": (
        {"lv": "pierādījumi", "en": "evidence"},
        {
            "lv": "Apgalvojumi ar statusu, citātu un tā vietu avota tekstā.",
            "en": "Claims with their status, the quote and its place in the source text.",
        },
    ),
    "facts": (
        {"lv": "fakti", "en": "facts"},
        {
            "lv": "Fakti bez pierādījumiem, ērti lasāmi.",
            "en": "The facts without their evidence, easy to read.",
        },
    ),
}
_FORMATS = {
    "csv": ("CSV", "text/csv", "CSV"),
    "jsonld": ("JSON_LD", "application/ld+json", "JSON-LD 1.1"),
    "nq": ("RDF_N_QUADS", "application/n-quads", "N-Quads"),
    "nt": ("RDF_N_TRIPLES", "application/n-triples", "N-Triples"),
    "rdf": ("RDF_XML", "application/rdf+xml", "RDF/XML"),
    "trig": ("RDF_TRIG", "application/trig", "TriG"),
    "ttl": ("RDF_TURTLE", "text/turtle", "Turtle"),
}
_COMPRESSIONS = {"gz": "application/gzip", "zst": "application/zstd"}
_RDF12 = "https://www.w3.org/TR/rdf12-turtle/"


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump file: its name below the address of the files, and what the name tells."""

    file: str
    size: int
    sha256: str
    stem: str
    suffix: str
    compression: str
    rdf12: bool

    @property
    def slug(self) -> str:
        """The last step of the distribution's IRI."""
        return self.file.replace(".", "-").lower()

    @property
    def media_type(self) -> str:
        """The media type of what is in the file, compression aside."""
        return _FORMATS[self.suffix][1]


def dumps(files: Iterable[Written]) -> tuple[Dump, ...]:
    """The dumps among the files of a build; CallError for a dump in a format nobody described."""
    found = (_dump(file) for file in files)
    return tuple(sorted((dump for dump in found if dump), key=lambda dump: dump.file))


def _dump(file: Written) -> Dump | None:
    stem, *suffixes = file.path.name.split(".")
    if stem not in _CONTENTS or file.path.parent.name == "queries":
        return None
    compression = _COMPRESSIONS.get(suffixes[-1], "") if suffixes else ""
    if compression:
        suffixes.pop()
    known = {"rdf12", *_FORMATS}
    if not suffixes or suffixes[-1] not in _FORMATS or not known.issuperset(suffixes):
        raise CallError(
            f"the catalogue has no format for {file.path.name}", f"known: {', '.join(_FORMATS)}"
        )
    rdf12 = "rdf12" in suffixes
    return Dump(file.path.name, file.size, file.sha256, stem, suffixes[-1], compression, rdf12)


def describe(
    into: Statements, dump: Dump, settings: Settings, shared: Mapping[str, Objects]
) -> str:
    """Say everything of one dump; `shared` is what all distributions have in common."""
    subject = iri(f"{settings.base}dataset/distribution/{dump.slug}")
    address = iri(settings.files + dump.file)
    code, media, format_name = _FORMATS[dump.suffix]
    format_name = "Turtle 1.2" if dump.rdf12 else format_name
    packed = f", {dump.compression.rpartition('/')[2]}" if dump.compression else ""
    title, about = _CONTENTS[dump.stem]
    checksum = f"{subject[:-1]}/checksum>"
    into.add(
        subject,
        "dcat:Distribution",
        dcterms_title=texts({tag: f"{format_name}: {text}{packed}" for tag, text in title.items()}),
        dcterms_description=texts(about),
        dcat_accessURL=address,
        dcat_downloadURL=address,
        dcat_byteSize=typed(dump.size, "nonNegativeInteger"),
        dcat_mediaType=authority.media_type(into, media),
        dcat_compressFormat=authority.media_type(into, dump.compression)
        if dump.compression
        else "",
        dcterms_format=authority.describe(into, "file-type", code),
        dcterms_conformsTo=standard(into, _RDF12, {"en": "RDF 1.2 Turtle"}) if dump.rdf12 else "",
        spdx_checksum=checksum,
        **shared,
    )
    into.add(
        checksum,
        "spdx:Checksum",
        spdx_algorithm=iri(SHA256),
        spdx_checksumValue=typed(dump.sha256, "hexBinary"),
    )
    into.add(iri(SHA256), "spdx:ChecksumAlgorithm", rdfs_label=literal("SHA-256"))
    return subject


def standard(into: Statements, address: str, title: dict[str, str], file: str = "") -> str:
    """The term of a standard, ontology or shapes graph; `file` is the address of its text."""
    subject = iri(address)
    into.add(
        subject,
        "dcterms:Standard",
        dcterms_title=texts(title),
        rdfs_seeAlso=iri(file) if file else "",
    )
    return subject
