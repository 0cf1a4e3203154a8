"""The SPARQL endpoint -> a DCAT data service, and its service description.

Enters: the address of the endpoint and the survey. Leaves: statements. The description is what
the endpoint answers to a request without a query (SPARQL 1.1 Service Description, sections 2
and 3).
"""

from collections.abc import Mapping

from lod.catalog.settings import Settings
from lod.catalog.statements import Objects, Statements
from lod.catalog.survey import Survey
from lod.catalog.terms import names, typed
from lod.ntriples import iri

PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
RESULTS = (
    "formats:SPARQL_Results_XML formats:SPARQL_Results_JSON formats:SPARQL_Results_CSV "
    "formats:SPARQL_Results_TSV formats:Turtle formats:N-Triples"
)
"""The result formats (W3C "Unique URIs for File Formats") that the endpoint writes."""
TITLE = {"lv": "SPARQL galapunkts", "en": "SPARQL endpoint"}


def subject_of(settings: Settings) -> str:
    """The term of the service."""
    return iri(f"{settings.base}catalog/sparql")


def data_service(
    into: Statements, settings: Settings, dataset: str, shared: Mapping[str, Objects]
) -> str:
    """Say of the endpoint what DCAT-AP asks; `shared` is what it has in common with the dataset."""
    subject = subject_of(settings)
    into.add(
        subject,
        "dcat:DataService",
        dcat_endpointURL=iri(settings.endpoint),
        dcat_endpointDescription=iri(f"{settings.files}service.ttl"),
        dcat_servesDataset=dataset,
        **shared,
    )
    return subject


def description(
    into: Statements,
    settings: Settings,
    survey: Survey,
    *,
    features: str = "sd:UnionDefaultGraph",
    formats: str = RESULTS,
) -> str:
    """The service description; `features` and `formats` are compact names parted by spaces."""
    subject = subject_of(settings)
    dataset = iri(f"{settings.base}catalog/sparql/dataset")
    default = iri(f"{settings.base}catalog/sparql/default-graph")
    into.add(
        subject,
        "sd:Service",
        sd_endpoint=iri(settings.endpoint),
        sd_supportedLanguage=names("sd:SPARQL11Query"),
        sd_feature=names(features),
        sd_resultFormat=names(formats),
        sd_defaultDataset=dataset,
    )
    into.add(dataset, "sd:Dataset", sd_defaultGraph=default)
    into.add(default, "sd:Graph void:Dataset", void_triples=typed(survey.triples, "integer"))
    for graph, triples in survey.graphs.items():
        if graph:
            named = iri(f"{settings.base}catalog/sparql/{_slug(graph, settings.base)}")
            content = f"{named[:-1]}/content>"
            into.add(dataset, sd_namedGraph=named)
            into.add(named, "sd:NamedGraph", sd_name=graph, sd_graph=content)
            into.add(content, "sd:Graph void:Dataset", void_triples=typed(triples, "integer"))
    return subject


def _slug(graph: str, base: str) -> str:
    return graph[1:-1].removeprefix(base).replace("://", "/").replace("#", "/")
