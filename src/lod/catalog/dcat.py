"""Settings, survey and files -> the DCAT-AP description of catalogue, dataset and service.

Enters: values only; no clock is read. Leaves: sorted N-Triples lines without blank nodes, the
same for the same input. (DCAT-AP 3.0.1, classes Catalogue, Dataset, Data Service, Agent.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lod.catalog import authority, distributions, quality, service, void
from lod.catalog.distributions import Dump
from lod.catalog.settings import Settings, Version
from lod.catalog.statements import Objects, Statements
from lod.catalog.survey import Survey
from lod.catalog.tally import Source
from lod.catalog.terms import iris, texts, typed
from lod.ntriples import iri, literal, literal_value

_CATALOG = {"lv": "Datu katalogs: {}", "en": "Data catalogue: {}"}
_ONTOLOGY = {"lv": "Datu kopas ontoloģija", "en": "Ontology of the dataset"}
_SHAPES = {"lv": "Datu kopas SHACL formas", "en": "SHACL shapes of the dataset"}
_RIGHTS = {
    "lv": "Izmantojot datus, jānorāda to izdevējs un avota dokumenti, kas nosaukti pie izcelsmes.",
    "en": "Reuse credits the publisher and the source documents named under provenance.",
}
_SOURCES = {
    "lv": "Dati ņemti no {} avota dokumentiem; katrs no tiem aprakstīts datu kopā: nosaukums, "
    "izdevējs un izmantošanas nosacījumi, ja tie zināmi.",
    "en": "Taken from {} source documents; each is described in the dataset: its title, its "
    "publisher and the conditions of use where they are known.",
}
_NO_PUBLISHER = {"lv": "izdevējs nav nosaukts", "en": "publisher not named"}


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the catalogue is made from.

    `results` are the SHACL results by severity, None where the data were not validated; `feeds`
    are addresses of change feeds and the like.
    """

    settings: Settings
    survey: Survey
    dumps: tuple[Dump, ...]
    results: Mapping[str, int] | None = None
    version: Version | None = None
    feeds: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """What our own IRIs begin with."""
        return self.settings.base

    @property
    def dataset(self) -> str:
        """The term of the dataset."""
        return iri(f"{self.base}dataset")


def describe(here: Catalog) -> tuple[str, ...]:
    """The lines of `catalog.ttl` and `catalog.jsonld`."""
    into = Statements()
    common = _common(into, here)
    _catalog(into, here, common)
    _dataset(into, here, common)
    if here.settings.endpoint:
        _service(into, here, common)
    return into.lines


def _common(into: Statements, here: Catalog) -> dict[str, Objects]:
    """What catalogue, dataset and service share: who, under which licence, since when."""
    version = here.version
    return {
        "dcterms_publisher": _publisher(into, here.settings),
        "dcterms_license": _licence(into, here.settings.license),
        "dcterms_issued": typed(version.issued, "date") if version and version.issued else "",
        "dcterms_modified": typed(version.modified, "date") if version and version.modified else "",
    }


def _catalog(into: Statements, here: Catalog, common: Mapping[str, Objects]) -> None:
    settings = here.settings
    titles = {tag: _CATALOG.get(tag, "{}").format(title) for tag, title in settings.title.items()}
    home = iri(settings.base)
    into.add(home, "foaf:Document", dcterms_title=texts(settings.title))
    into.add(
        iri(f"{settings.base}catalog"),
        "dcat:Catalog",
        dcterms_title=texts(titles),
        dcterms_description=texts(settings.description or settings.title),
        dcterms_language=_languages(into, settings.title),
        dcterms_spatial=_countries(into, here.survey),
        dcat_themeTaxonomy=authority.scheme(into, "data-theme"),
        dcat_dataset=here.dataset,
        dcat_service=service.subject_of(settings) if settings.endpoint else "",
        foaf_homepage=home,
        **common,
    )


def _dataset(into: Statements, here: Catalog, common: Mapping[str, Objects]) -> None:
    settings, survey, version = here.settings, here.survey, here.version
    void.summary(into, survey, here.base)
    into.add(
        here.dataset,
        "dcat:Dataset",
        dcterms_title=texts(settings.title),
        dcterms_description=texts(settings.description or settings.title),
        dcterms_identifier=literal(here.dataset[1:-1]),
        dcterms_language=_languages(into, survey.languages),
        dcterms_spatial=_countries(into, survey),
        dcterms_temporal=_period(into, here),
        dcterms_accrualPeriodicity=authority.describe_all(into, "frequency", [settings.frequency]),
        dcterms_accessRights=authority.describe(into, "access-right", settings.access_rights),
        dcterms_conformsTo=_model(into, settings),
        dcterms_relation=iris(here.feeds),
        dcat_landingPage=iri(settings.base),
        rdfs_seeAlso=iri(f"{settings.files}void.ttl"),
        **_subject_matter(into, settings),
        **common,
    )
    if version:
        into.add(
            here.dataset,
            dcat_version=literal(version.name) if version.name else "",
            dcat_previousVersion=iri(version.previous) if version.previous else "",
            adms_versionNotes=texts(version.notes or {}),
        )
    if here.results is not None:
        quality.describe(into, here.dataset, here.base, here.results)
    _distributions(into, here, common)
    for source in survey.sources:
        _credit(into, here, source)
    if survey.documents > len(survey.sources):
        _credit_many(into, here)


def _service(into: Statements, here: Catalog, common: Mapping[str, Objects]) -> None:
    settings = here.settings
    titles = {
        tag: f"{service.TITLE.get(tag, 'SPARQL')}: {title}" for tag, title in settings.title.items()
    }
    protocol = distributions.standard(into, service.PROTOCOL, {"en": "SPARQL 1.1 Protocol"})
    service.data_service(
        into,
        settings,
        here.dataset,
        {
            **common,
            **_subject_matter(into, settings),
            "dcterms_title": texts(titles),
            "dcterms_description": texts(settings.description or settings.title),
            "dcterms_conformsTo": protocol,
            "dcterms_accessRights": authority.describe(
                into, "access-right", settings.access_rights
            ),
        },
    )
    into.add(here.dataset, void_sparqlEndpoint=iri(settings.endpoint))


def _distributions(into: Statements, here: Catalog, common: Mapping[str, Objects]) -> None:
    settings = here.settings
    rights = iri(f"{here.base}catalog/rights")
    into.add(rights, "dcterms:RightsStatement", rdfs_label=texts(_RIGHTS))
    shared: dict[str, Objects] = {
        key: value for key, value in common.items() if key != "dcterms_publisher"
    }
    shared |= {
        "dcterms_rights": rights,
        "dcterms_language": _languages(into, here.survey.languages),
        "dcatap_availability": authority.describe(
            into, "planned-availability", settings.availability
        ),
    }
    for dump in here.dumps:
        subject = distributions.describe(into, dump, settings, shared)
        into.add(subject, dcterms_conformsTo=_model(into, settings))
        into.add(
            here.dataset,
            dcat_distribution=subject,
            void_dataDump=iri(settings.files + dump.file),
        )


def _publisher(into: Statements, settings: Settings) -> str:
    """The term of the publisher, empty where lod.toml names none."""
    if not settings.publisher:
        return ""
    subject = iri(f"{settings.base}catalog/publisher")
    kinds = authority.describe_all(into, "publishertype", [settings.publisher_type])
    page = settings.publisher_page
    if page:
        into.add(iri(page), "foaf:Document")
    into.add(
        subject,
        "foaf:Agent",
        foaf_name=literal(settings.publisher),
        foaf_homepage=iri(page) if page else "",
        dcterms_type=kinds,
    )
    return subject


def _subject_matter(into: Statements, settings: Settings) -> dict[str, Objects]:
    """Themes, keywords and whom to ask."""
    contact = ""
    if settings.contact:
        contact = iri(f"{settings.base}catalog/contact")
        into.add(
            contact,
            "vcard:Kind vcard:Organization",
            vcard_fn=texts(settings.contact.name),
            vcard_hasURL=iri(settings.contact.page),
        )
    keywords = settings.keywords or {}
    return {
        "dcat_theme": authority.describe_all(into, "data-theme", settings.themes),
        "dcat_keyword": [
            literal(word, language=tag) for tag, words in keywords.items() for word in words
        ],
        "dcat_contactPoint": contact,
    }


def _licence(into: Statements, address: str) -> str:
    """The code of the EU licence table for an address, else the address itself."""
    if not address:
        return ""
    known = authority.by_detail("licence").get(address)
    if known:
        return authority.describe(into, "licence", known.code)
    subject = iri(address)
    into.add(
        subject,
        "dcterms:LicenseDocument",
        dcterms_type=authority.describe(into, "licencetype", "UnknownIPR"),
    )
    return subject


def _languages(into: Statements, tags: Iterable[str]) -> list[str]:
    """The EU codes of the languages that have one in our table."""
    known = authority.by_detail("language")
    codes = {known[tag].code for tag in (each.split("-")[0] for each in tags) if tag in known}
    return authority.describe_all(into, "language", sorted(codes))


def _countries(into: Statements, survey: Survey) -> list[str]:
    """The countries that the data speak of, named as the data name them where we know no name."""
    return [
        authority.describe(into, "country", place.country, _tagged(place.names))
        for place in survey.places
        if place.country
    ]


def _period(into: Statements, here: Catalog) -> str:
    """The time from the first to the last date of the data, empty where they have none."""
    start, end = here.survey.start, here.survey.end
    if not start and not end:
        return ""
    subject = iri(f"{here.base}dataset/period")
    into.add(
        subject,
        "dcterms:PeriodOfTime",
        dcat_startDate=typed(start or end, "date"),
        dcat_endDate=typed(end or start, "date"),
    )
    return subject


def _model(into: Statements, settings: Settings) -> list[str]:
    base, files = settings.base, settings.files
    return [
        distributions.standard(into, f"{base}ont", _ONTOLOGY, f"{files}ontology.ttl"),
        distributions.standard(into, f"{base}shapes", _SHAPES, f"{files}shapes.ttl"),
    ]


def _credit(into: Statements, here: Catalog, source: Source) -> None:
    """Name one source document with its publisher and its note on rights."""
    statement = iri(f"{here.base}catalog/provenance/{source.iri[1:-1].rsplit('/', 1)[-1]}")
    notes = _tagged(source.notes)
    title = next(iter(_tagged(source.title).values()), source.iri[1:-1])
    publishers = ", ".join(dict.fromkeys(literal_value(term).lexical for term in source.publisher))
    credit = {
        tag: ". ".join(filter(None, (f"{title} ({publishers or nobody})", notes.get(tag, ""))))
        for tag, nobody in _NO_PUBLISHER.items()
    }
    into.add(
        statement,
        "dcterms:ProvenanceStatement",
        rdfs_label=texts(credit),
        dcterms_source=source.iri,
    )
    into.add(source.iri, "prov:Entity", dcterms_title=source.title)
    into.add(here.dataset, dcterms_provenance=statement, prov_wasDerivedFrom=source.iri)


def _credit_many(into: Statements, here: Catalog) -> None:
    """Say how many source documents there are and where in the dataset they are described."""
    count = here.survey.documents
    statement, sources = iri(f"{here.base}catalog/provenance"), f"{here.dataset[:-1]}/sources>"
    credit = {tag: text.format(count) for tag, text in _SOURCES.items()}
    into.add(
        statement,
        "dcterms:ProvenanceStatement",
        rdfs_label=texts(credit),
        dcterms_source=sources,
    )
    into.add(
        sources,
        "prov:Entity void:Dataset",
        void_uriSpace=literal(f"{here.base}id/document/"),
        void_entities=typed(count, "integer"),
    )
    into.add(
        here.dataset,
        dcterms_provenance=statement,
        prov_wasDerivedFrom=sources,
        void_subset=sources,
    )


def _tagged(literals: Iterable[str]) -> dict[str, str]:
    """Text by language of literals; of two in one language the first counts."""
    found: dict[str, str] = {}
    for term in literals:
        value = literal_value(term)
        found.setdefault(value.language or "en", value.lexical)
    return found
