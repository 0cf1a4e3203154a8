"""The same description for search engines: a schema.org Dataset as JSON-LD.

Enters: what the catalogue is made from. Leaves: the text of `schemaorg.jsonld`, which a page
may carry as it is. Names and descriptions are in the publication's own language, since search
engines read one; the other languages stand as `alternateName`.
"""

import json
from collections.abc import Mapping
from typing import Any

from lod.catalog.dcat import Catalog
from lod.ntriples import literal_value

SHORTEST, LONGEST = 50, 5000
"""How many characters search engines ask of a description."""


def write(here: Catalog) -> str:
    """The JSON-LD text, its members always in the same order."""
    return json.dumps(_without_nothing(_dataset(here)), ensure_ascii=False, indent=2) + "\n"


def _dataset(here: Catalog) -> dict[str, Any]:
    settings, survey, version = here.settings, here.survey, here.version
    language = settings.language if settings.language in settings.title else ""
    title = settings.title.get(language) or next(iter(settings.title.values()), "")
    start, end = survey.start, survey.end
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": here.dataset[1:-1],
        "name": title,
        "alternateName": [text for text in settings.title.values() if text != title],
        "description": settings.description.get(language)
        or next(iter(settings.description.values()), ""),
        "url": settings.base,
        "identifier": here.dataset[1:-1],
        "license": settings.license,
        "isAccessibleForFree": True,
        "keywords": sorted(
            {word for words in (settings.keywords or {}).values() for word in words}
        ),
        "creator": _publisher(here),
        "publisher": _publisher(here),
        "version": version.name if version else "",
        "datePublished": version.issued if version else "",
        "dateModified": version.modified if version else "",
        "inLanguage": sorted(survey.languages),
        "temporalCoverage": f"{start or '..'}/{end or '..'}" if start or end else "",
        "spatialCoverage": [_place(place.names, place.same) for place in survey.places],
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{settings.base}catalog"},
        "isBasedOn": _sources(here),
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": settings.files + dump.file,
                "encodingFormat": dump.compression or dump.media_type,
                "contentSize": str(dump.size),
                "sha256": dump.sha256,
            }
            for dump in here.dumps
        ],
    }


def _sources(here: Catalog) -> list[dict[str, Any]]:
    """The source documents, as a collection where they are too many to list."""
    survey = here.survey
    if survey.documents > len(survey.sources):
        collection = f"{here.dataset[1:-1]}/sources"
        size = survey.documents
        return [{"@type": "Collection", "@id": collection, "collectionSize": size}]
    return [
        {
            "@type": "CreativeWork",
            "@id": source.iri[1:-1],
            "name": _first(source.title),
            "creditText": _first(source.publisher),
            "usageInfo": _first(source.notes),
        }
        for source in survey.sources
    ]


def _publisher(here: Catalog) -> dict[str, Any] | None:
    settings = here.settings
    if not settings.publisher:
        return None
    contact = settings.contact
    return {
        "@type": "Organization",
        "@id": f"{settings.base}catalog/publisher",
        "name": settings.publisher,
        "url": settings.publisher_page,
        "contactPoint": {"@type": "ContactPoint", "url": contact.page} if contact else None,
    }


def _place(names: tuple[str, ...], same: tuple[str, ...]) -> dict[str, Any]:
    return {"@type": "Place", "name": _first(names), "sameAs": [term[1:-1] for term in same]}


def _first(literals: tuple[str, ...]) -> str:
    return literal_value(literals[0]).lexical if literals else ""


def _without_nothing(value: Any) -> Any:
    """The value without empty members."""
    if isinstance(value, Mapping):
        kept = {key: _without_nothing(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in ("", None, [], {})}
    if isinstance(value, list):
        return [_without_nothing(each) for each in value]
    return value
