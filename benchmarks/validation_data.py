"""Synthetic project and event data with seeded violations of every kind.

Enters: a number of documents and a seed. Leaves: N-Triples lines (about 110 a document) and the
exact results that a validator must find with `validation_shapes.ttl`. Everything is invented.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lod.shacl.report import Key

BASE = "https://data.example.org/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
COOP = "https://data.example.org/ont#"
VOC = "https://data.example.org/voc#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
OA = "http://www.w3.org/ns/oa#"
SHAPES = "https://data.example.org/shapes#"
SH = "http://www.w3.org/ns/shacl#"

TYPE = f"<{RDF}type>"
_HASH = "0123456789abcdef" * 4


def iri(namespace: str, name: str) -> str:
    return f"<{namespace}{name}>"


def typed(text: object, kind: str) -> str:
    return f'"{text}"^^<{XSD}{kind}>'


def text(words: str, language: str = "lv") -> str:
    return f'"{words}"@{language}'


def schema(name: str) -> str:
    return iri(SCHEMA, name)


def coop(name: str) -> str:
    return iri(COOP, name)


def voc(name: str) -> str:
    return iri(VOC, name)


@dataclass(slots=True)
class Document:
    """The things of one document as lists of (predicate, object), and the results expected."""

    number: int
    things: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    expected: list[Key] = field(default_factory=list)

    def id(self, kind: str, name: str = "") -> str:
        return iri(BASE, f"{kind}/{kind[0]}-{self.number}{name}")

    def put(self, subject: str, kind: str, *pairs: tuple[str, str]) -> None:
        self.things.setdefault(subject, []).extend(((TYPE, kind), *pairs))

    def set(self, subject: str, predicate: str, *objects: str) -> None:
        """Give the predicate these objects and no others."""
        kept = [pair for pair in self.things[subject] if pair[0] != predicate]
        self.things[subject] = kept + [(predicate, value) for value in objects]

    def add(self, subject: str, predicate: str, value: str) -> None:
        self.things[subject].append((predicate, value))

    def expect(
        self,
        focus: str,
        path: str,
        value: str,
        component: str,
        shape: str,
        severity: str = "Violation",
    ) -> None:
        self.expected.append(
            (
                focus,
                path,
                value,
                iri(SH, f"{component}ConstraintComponent"),
                iri(SH, severity),
                iri(SHAPES, shape),
            )
        )

    def lines(self) -> Iterator[str]:
        for subject, pairs in self.things.items():
            for predicate, value in pairs:
                yield f"{subject} {predicate} {value} .\n"


def clean(number: int) -> Document:
    """A document without fault."""
    doc = Document(number)
    article, encoding = doc.id("document"), doc.id("encoding")
    title = text(f"Ziņa {number} par sadarbību")
    doc.put(
        article,
        schema("NewsArticle"),
        (schema("inLanguage"), '"lv"'),
        (schema("encoding"), encoding),
        (schema("publisher"), doc.id("organization", "0")),
        (schema("datePublished"), typed(f"2024-{number % 12 + 1:02}-11", "date")),
        (schema("headline"), title),
        (iri(DCTERMS, "title"), title),
    )
    doc.put(encoding, schema("MediaObject"), (schema("sha256"), f'"{_HASH}"'))
    _project(doc)
    for index in range(2):
        _event(doc, index)
    for index in range(4):
        _organization(doc, index)
        _participation(doc, f"o{index}", doc.id("organization", str(index)), index == 0)
    for index in range(3):
        _person(doc, index)
        _participation(doc, f"p{index}", doc.id("person", str(index)), False)
    for index in range(3):
        _claim(doc, index)
    return doc


def _project(doc: Document) -> None:
    project, programme = doc.id("project"), doc.id("programme")
    period, money = doc.id("time"), doc.id("money")
    doc.put(
        project,
        coop("Project"),
        (schema("name"), text(f"Projekts {doc.number}")),
        (schema("name"), text(f"Project {doc.number}", "en")),
        (coop("programme"), programme),
        (iri(DCTERMS, "temporal"), period),
        (coop("totalBudget"), money),
        (schema("identifier"), f'"LL-{doc.number % 100000:05}"'),
        (coop("status"), voc("running")),
    )
    doc.put(programme, coop("Programme"), (schema("name"), text("Interreg")))
    doc.put(
        period,
        iri(DCTERMS, "PeriodOfTime"),
        (iri(DCAT, "startDate"), typed("2023-01-01", "date")),
        (iri(DCAT, "endDate"), typed("2025-12-31", "date")),
    )
    doc.put(
        money,
        schema("MonetaryAmount"),
        (
            schema("value"),
            typed(f"{doc.number * 37 % 900000 + 1}.{doc.number % 100:02}", "decimal"),
        ),
        (schema("currency"), '"EUR"'),
    )


def _event(doc: Document, index: int) -> None:
    event, place = doc.id("event", str(index)), doc.id("place", str(index))
    day = f"2024-{doc.number % 12 + 1:02}-{doc.number % 27 + 1:02}"
    doc.put(
        event,
        schema("Event"),
        (schema("name"), text(f"Seminārs {doc.number}-{index}")),
        (coop("edtfDate"), f'"{day}"'),
        (coop("occurrenceStatus"), voc("held")),
        (schema("startDate"), typed(day, "date")),
        (schema("endDate"), typed(day, "date")),
        (schema("location"), place),
        (schema("url"), iri("https://example.org/e/", f"{doc.number}-{index}")),
    )
    doc.put(
        place,
        schema("Place"),
        (schema("name"), text("Valmiera")),
        (schema("latitude"), typed(f"57.{doc.number % 90 + 10}", "decimal")),
        (schema("addressCountry"), '"LV"'),
    )


def _organization(doc: Document, index: int) -> None:
    doc.put(
        doc.id("organization", str(index)),
        schema("NGO" if index % 2 else "Organization"),
        (schema("name"), text(f"Biedrība {doc.number}-{index}")),
        (schema("name"), text(f"Association {doc.number}-{index}", "en")),
        (schema("sameAs"), iri("http://www.wikidata.org/entity/", f"Q{doc.number + 1}")),
        (schema("legalName"), f'"Biedrība {doc.number}-{index}"'),
    )
    if index:
        parent = doc.id("organization", str(index - 1))
        doc.add(doc.id("organization", str(index)), schema("parentOrganization"), parent)


def _person(doc: Document, index: int) -> None:
    doc.put(
        doc.id("person", str(index)),
        schema("Person"),
        (schema("name"), f'"Persona {doc.number}-{index}"'),
        (schema("alternateName"), f'"P. {doc.number}-{index}"'),
    )
    # an opaque name, as the pattern asks


def _participation(doc: Document, name: str, who: str, is_lead: bool) -> None:
    node = doc.id("role", name)
    doc.put(
        node,
        coop("Participation"),
        (coop("participant"), who),
        (coop("role"), voc("lead-partner" if is_lead else "partner")),
        (schema("roleName"), text("dalībnieks")),
    )
    doc.add(doc.id("project"), coop("participation"), node)


def _claim(doc: Document, index: int) -> None:
    claim, evidence = doc.id("claim", str(index)), doc.id("evidence", str(index))
    selector = doc.id("selector", str(index))
    doc.put(
        claim,
        coop("Claim"),
        (iri(RDF, "subject"), doc.id("project")),
        (iri(RDF, "predicate"), schema("name")),
        (iri(RDF, "object"), text(f"Projekts {doc.number}")),
        (coop("claimStatus"), voc("stated")),
        (coop("rank"), voc("normal")),
        (coop("evidence"), evidence),
    )
    doc.put(
        evidence,
        iri(OA, "SpecificResource"),
        (iri(OA, "hasSource"), doc.id("document")),
        (iri(OA, "hasSelector"), selector),
    )
    start = doc.number % 4000
    doc.put(
        selector,
        iri(OA, "TextQuoteSelector"),
        (iri(OA, "exact"), text(f"projekts Nr. {doc.number}")),
        (iri(OA, "start"), typed(start, "nonNegativeInteger")),
        (iri(OA, "end"), typed(start + 20, "nonNegativeInteger")),
    )


Fault = Callable[[Document], None]
"""Spoils one thing of a document and says what a validator must find."""


def _value(kind: str, predicate: str, value: str, component: str, shape: str, *more: str) -> Fault:
    """The predicate of a thing gets a wrong value; `more` is the thing's name, the severity."""
    name, severity = (*more, "", "Violation")[:2] if len(more) < 2 else more[:2]

    def fault(doc: Document) -> None:
        node = doc.id(kind, name)
        doc.set(node, predicate, value)
        doc.expect(node, predicate, value, component, shape, severity or "Violation")

    return fault


def _missing(
    kind: str, predicate: str, shape: str, name: str = "", severity: str = "Violation"
) -> Fault:
    def fault(doc: Document) -> None:
        doc.set(doc.id(kind, name), predicate)
        doc.expect(doc.id(kind, name), predicate, "", "MinCount", shape, severity)

    return fault


def _extra(kind: str, predicate: str, value: str, shape: str, name: str = "") -> Fault:
    def fault(doc: Document) -> None:
        doc.add(doc.id(kind, name), predicate, value)
        doc.expect(doc.id(kind, name), predicate, "", "MaxCount", shape)

    return fault


def _cycle(doc: Document) -> None:
    """The parent of the first organization is the last one."""
    doc.add(doc.id("organization", "0"), schema("parentOrganization"), doc.id("organization", "3"))
    for index in range(4):
        node = doc.id("organization", str(index))
        doc.expect(node, "", node, "SPARQL", "Organization")


def _two_leads(doc: Document) -> None:
    doc.set(doc.id("role", "o1"), coop("role"), voc("lead-partner"))
    doc.expect(doc.id("project"), "", doc.id("project"), "SPARQL", "Project")


def _no_lead(doc: Document) -> None:
    doc.set(doc.id("role", "o0"), coop("role"), voc("partner"))
    doc.expect(doc.id("project"), coop("participation"), "", "QualifiedMinCount", "Project-lead")


def _conflict(doc: Document) -> None:
    first, second = doc.id("claim", "0"), doc.id("claim", "1")
    doc.set(second, iri(RDF, "predicate"), schema("identifier"))
    doc.add(first, coop("conflictsWith"), second)
    doc.expect(first, "", first, "SPARQL", "Claim")


def _project_is_organization(doc: Document) -> None:
    project = doc.id("project")
    doc.add(project, TYPE, schema("Organization"))
    doc.expect(project, "", project, "Not", "Project")


def _orphan(doc: Document) -> None:
    node = doc.id("role", "p2")
    project = doc.id("project")
    kept = [pair for pair in doc.things[project] if pair != (coop("participation"), node)]
    doc.things[project] = kept
    doc.expect(node, f"^{coop('participation')}", "", "MinCount", "Participation-of")


def _unseen_person(doc: Document) -> None:
    doc.set(doc.id("role", "p1"), coop("participant"), doc.id("person", "0"))
    node = doc.id("person", "1")
    doc.expect(node, f"^{coop('participant')}", "", "MinCount", "Person-participates", "Warning")


def _bad_person_iri(doc: Document) -> None:
    node = iri(BASE, f"person/Janis_{doc.number}")
    doc.put(node, schema("Person"), (schema("name"), '"Persona"'))
    doc.set(doc.id("role", "p0"), coop("participant"), node)
    doc.expect(node, "", node, "Pattern", "Person")
    lost = doc.id("person", "0")
    doc.expect(lost, f"^{coop('participant')}", "", "MinCount", "Person-participates", "Warning")


def _start_after_end(doc: Document) -> None:
    event = doc.id("event", "0")
    late, early = typed("2024-12-30", "date"), typed("2024-01-02", "date")
    doc.set(event, schema("startDate"), late)
    doc.set(event, schema("endDate"), early)
    doc.expect(event, schema("startDate"), late, "LessThanOrEquals", "Event-start")


def _ill_formed_date(doc: Document) -> None:
    event, value = doc.id("event", "1"), typed("2024-02-30", "date")
    doc.set(event, schema("startDate"), value)
    doc.set(event, schema("endDate"))
    doc.expect(event, schema("startDate"), value, "Or", "Event-start")


def _ill_formed_end(doc: Document) -> None:
    event, value = doc.id("event", "0"), typed("2024-06-31", "date")
    doc.set(event, schema("endDate"), value)
    doc.set(event, schema("startDate"))
    doc.expect(event, schema("endDate"), value, "Datatype", "Event-end")


def _number_as_string(doc: Document) -> None:
    money, value = doc.id("money"), '"12 000"'
    doc.set(money, schema("value"), value)
    for component in ("Datatype", "MinExclusive", "MaxInclusive"):
        doc.expect(money, schema("value"), value, component, "Money-value")
    doc.expect(doc.id("project"), coop("totalBudget"), money, "Node", "Project-budget")


def _negative_money(doc: Document) -> None:
    money, value = doc.id("money"), typed("-5.00", "decimal")
    doc.set(money, schema("value"), value)
    doc.expect(money, schema("value"), value, "MinExclusive", "Money-value")
    doc.expect(doc.id("project"), coop("totalBudget"), money, "Node", "Project-budget")


def _integer_position(doc: Document) -> None:
    node, value = doc.id("selector", "1"), typed(doc.number % 4000, "integer")
    doc.set(node, iri(OA, "start"), value)
    doc.expect(node, iri(OA, "start"), value, "Datatype", "Selector-start")


def _end_before_start(doc: Document) -> None:
    node, value = doc.id("selector", "0"), typed(4500, "nonNegativeInteger")
    doc.set(node, iri(OA, "start"), value)
    doc.expect(node, iri(OA, "start"), value, "LessThan", "Selector-start")


def _short_quote(doc: Document) -> None:
    value = text("ai")
    doc.set(doc.id("selector", "2"), iri(OA, "exact"), value)
    path = f"{iri(OA, 'hasSelector')}/{iri(OA, 'exact')}"
    doc.expect(doc.id("evidence", "2"), path, value, "MinLength", "Evidence-quote")


def _long_quote(doc: Document) -> None:
    value = text("garš " * 70)
    doc.set(doc.id("selector", "2"), iri(OA, "exact"), value)
    path = f"{iri(OA, 'hasSelector')}/{iri(OA, 'exact')}"
    doc.expect(doc.id("evidence", "2"), path, value, "MaxLength", "Evidence-long", "Warning")


def _two_names(doc: Document) -> None:
    event = doc.id("event", "0")
    doc.add(event, schema("name"), text("Cits nosaukums"))
    doc.expect(event, schema("name"), "", "UniqueLang", "Event-name")


def _open_place(doc: Document) -> None:
    place = doc.id("place", "0")
    doc.add(place, schema("telephone"), '"x"')
    doc.expect(place, schema("telephone"), '"x"', "Closed", "Place")


def _foreign_place(doc: Document) -> None:
    place = doc.id("place", "1")
    doc.set(place, schema("addressCountry"), '"EE"')
    doc.expect(place, schema("addressCountry"), "", "HasValue", "Place-country")


def _title_differs(doc: Document) -> None:
    article = doc.id("document")
    wrong = text("Cits virsraksts")
    right = next(v for p, v in doc.things[article] if p == schema("headline"))
    doc.set(article, iri(DCTERMS, "title"), wrong)
    for value in (wrong, right):
        doc.expect(article, schema("headline"), value, "Equals", "Document-title")


def _same_alternate(doc: Document) -> None:
    node = doc.id("person", "2")
    value = f'"Persona {doc.number}-2"'
    doc.set(node, schema("alternateName"), value)
    doc.expect(node, schema("alternateName"), value, "Disjoint", "Person-alternate")


def _bad_hash(doc: Document) -> None:
    doc.set(doc.id("encoding"), schema("sha256"), '"ABC"')
    path = f"{schema('encoding')}/{schema('sha256')}"
    doc.expect(doc.id("document"), path, '"ABC"', "Pattern", "Document-sha256")


def _no_hash(doc: Document) -> None:
    doc.set(doc.id("encoding"), schema("sha256"))
    path = f"{schema('encoding')}/{schema('sha256')}"
    doc.expect(doc.id("document"), path, "", "MinCount", "Document-sha256")
    for index in range(3):
        long = f"{iri(OA, 'hasSource')}/{path}"
        doc.expect(doc.id("evidence", str(index)), long, "", "MinCount", "Evidence-source")


FAULTS: dict[str, Fault] = {
    "project-without-programme": _missing(
        "project", coop("programme"), "Project-programme-known", "", "Warning"
    ),
    "project-name-untagged": _value(
        "project", schema("name"), '"Projekts"', "Datatype", "Project-name"
    ),
    "project-wrong-programme": _value(
        "project", coop("programme"), voc("held"), "Class", "Project-programme"
    ),
    "project-without-number": _missing(
        "project", schema("identifier"), "Project-identifier", "", "Info"
    ),
    "project-bad-number": _value(
        "project", schema("identifier"), '"12345"', "Pattern", "Project-identifier", "", "Info"
    ),
    "project-status-outside-list": _value(
        "project", coop("status"), voc("lost"), "In", "Project-status"
    ),
    "project-two-leads": _two_leads,
    "project-no-lead": _no_lead,
    "project-is-organization": _project_is_organization,
    "event-without-name": _missing("event", schema("name"), "Event-name", "0"),
    "event-two-names": _two_names,
    "event-two-dates": _extra("event", coop("edtfDate"), '"2024"', "Event-edtf", "0"),
    "event-bad-edtf": _value("event", coop("edtfDate"), '"2024-13"', "Pattern", "Event-edtf", "1"),
    "event-status-outside-list": _value(
        "event", coop("occurrenceStatus"), voc("maybe"), "In", "Event-status", "1"
    ),
    "event-start-after-end": _start_after_end,
    "event-ill-formed-date": _ill_formed_date,
    "event-ill-formed-end": _ill_formed_end,
    "event-without-place": _missing("event", schema("location"), "Event-location", "0", "Warning"),
    "event-url-is-text": _value("event", schema("url"), '"x"', "Xone", "Event-url", "0"),
    "participation-literal": _value(
        "role", coop("participant"), '"Jānis"', "NodeKind", "Participation-participant", "o2"
    ),
    "participation-role-outside-list": _value(
        "role", coop("role"), voc("guest"), "In", "Participation-role", "p1"
    ),
    "participation-orphan": _orphan,
    "participation-language": _value(
        "role",
        schema("roleName"),
        text("Leiter", "de"),
        "LanguageIn",
        "Participation-roleName",
        "o1",
    ),
    "person-unseen": _unseen_person,
    "person-iri": _bad_person_iri,
    "person-email": _extra("person", schema("email"), '"a"', "Person-email", "0"),
    "person-same-name": _same_alternate,
    "organization-same-as": _value(
        "organization",
        schema("sameAs"),
        iri("https://example.org/", "x"),
        "Pattern",
        "Organization-sameAs",
        "2",
    ),
    "organization-cycle": _cycle,
    "money-string": _number_as_string,
    "money-negative": _negative_money,
    "document-language": _value(
        "document", schema("inLanguage"), '"Latvian"', "Pattern", "Document-language"
    ),
    "document-title": _title_differs,
    "document-bad-hash": _bad_hash,
    "document-no-hash": _no_hash,
    "document-ill-formed-date": _value(
        "document",
        schema("datePublished"),
        typed("11.05.2024", "date"),
        "Datatype",
        "Document-published",
        "",
        "Warning",
    ),
    "claim-conflict": _conflict,
    "claim-without-evidence": _missing("claim", coop("evidence"), "Claim-evidence", "2"),
    "claim-two-ranks": _extra("claim", coop("rank"), voc("preferred"), "Claim-rank", "1"),
    "evidence-short": _short_quote,
    "evidence-long": _long_quote,
    "selector-integer": _integer_position,
    "selector-reversed": _end_before_start,
    "place-open": _open_place,
    "place-foreign": _foreign_place,
    "place-latitude": _value(
        "place", schema("latitude"), typed("91.0", "decimal"), "MaxExclusive", "Place-latitude", "0"
    ),
    "programme-without-name": _missing("programme", schema("name"), "Programme-name"),
}


def documents(count: int, seed: int = 1, every: int = 10) -> Iterator[Document]:
    """Documents, one in `every` with a fault; each kind of fault in turn."""
    generator = random.Random(seed)
    names = list(FAULTS)
    generator.shuffle(names)
    for number in range(count):
        doc = clean(number)
        if number % every == every // 2:
            FAULTS[names[(number // every) % len(names)]](doc)
        yield doc


def dataset(count: int, seed: int = 1, every: int = 10) -> tuple[bytes, frozenset[Key]]:
    """The N-Triples of so many documents, and the results that a validator must find."""
    parts: list[str] = []
    expected: list[Key] = []
    for doc in documents(count, seed, every):
        parts.extend(doc.lines())
        expected.extend(doc.expected)
    return "".join(parts).encode(), frozenset(expected)
