"""Records -> rows, without lod: what the other sides share, as a careful user would write it.

Enters: a folder made by lod-synth with data/records.jsonl. Leaves: for each record the rows of
seven tables, every IRI resolved; `quads` makes the statements of them that lod makes of the same
record before it infers anything (test_synth checks that they are the same).
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
COOP, VOC = f"{BASE}ont#", f"{BASE}voc#"
CLAIMS = f"{BASE}graph/claims"

CLASSES = {
    "project": f"{COOP}Project",
    "programme": f"{COOP}Programme",
    "output": f"{COOP}Output",
    "participation": f"{COOP}Participation",
    "event": f"{SCHEMA}Event",
    "organization": f"{SCHEMA}Organization",
    "person": f"{SCHEMA}Person",
    "place": f"{SCHEMA}Place",
    "target-group": f"{SCHEMA}Audience",
    "priority": f"{SCHEMA}DefinedTerm",
    "document": f"{SCHEMA}Article",
    "grant": f"{SCHEMA}MonetaryGrant",
    "amount": f"{SCHEMA}MonetaryAmount",
    "count": f"{SCHEMA}Observation",
}
CODES = {"kind", "role", "occurrence", "measuredProperty", "qualifier"}
DEPENDENT = {
    "participation": "participation",
    "funding": "grant",
    "count": "count",
    "totalBudget": "amount",
    "amount": "amount",
}
DATATYPES = {
    ("amount", "value"): f"{XSD}decimal",
    ("count", "value"): f"{XSD}integer",
    ("person", "name"): "",
}
RESERVED = ("quote", "status", "rule", "source", "rank")


class Term(NamedTuple):
    """An IRI (`kind` "iri"), or a literal: `kind` is `@` and a language, a datatype, or empty."""

    text: str
    kind: str

    def __str__(self) -> str:
        if self.kind == "iri":
            return f"<{self.text}>"
        text = self.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if self.kind.startswith("@"):
            return f'"{text}"{self.kind}'
        return f'"{text}"^^<{self.kind}>' if self.kind else f'"{text}"'


class Quad(NamedTuple):
    """A statement in a graph; all but the object are IRIs without brackets."""

    subject: str
    predicate: str
    object: Term
    graph: str

    def __str__(self) -> str:
        return f"<{self.subject}> <{self.predicate}> {self.object} <{self.graph}> ."


@dataclass(slots=True)
class Tables:
    """The rows of one or more records."""

    claims: dict[str, dict[str, str]] = field(default_factory=dict)
    asserted: set[tuple[str, str]] = field(default_factory=set)
    appearances: set[tuple[str, str]] = field(default_factory=set)
    proofs: set[tuple[str, str]] = field(default_factory=set)
    rules: set[tuple[str, str]] = field(default_factory=set)
    sources: set[tuple[str, str]] = field(default_factory=set)
    evidence: dict[str, dict[str, str]] = field(default_factory=dict)
    types: set[tuple[str, str, str]] = field(default_factory=set)
    said: set[Quad] = field(default_factory=set)


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of a folder, in order."""
    with (folder / "data" / "records.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


class Reader:
    """Knows the register and the context; gives the tables of a record."""

    def __init__(self, folder: Path) -> None:
        rows = (folder / "data" / "register.tsv").read_text(encoding="utf-8").splitlines()[1:]
        self.register = {row.split("\t")[0]: BASE + row.split("\t")[1] for row in rows}
        text = (folder / "ontology" / "context.jsonld").read_text(encoding="utf-8")
        context = json.loads(text)["@context"]
        self.terms = {key: _term(context, value) for key, value in context.items()}

    def tables(self, record: Mapping[str, Any], into: Tables) -> Tables:
        """Add the rows of one record."""
        _Record(self, record, into).read()
        return into


def _term(context: Mapping[str, Any], value: Any) -> tuple[str, str, bool]:
    """The property's IRI, its @type expanded, and whether it points the other way."""
    entry = {"@id": value} if isinstance(value, str) else value
    if not isinstance(entry, dict):
        return "", "", False
    back = "@reverse" in entry
    kind = entry.get("@type", "@" if "@container" in entry else "")
    return (
        _expand(context, entry.get("@reverse") or entry.get("@id", "")),
        _expand(context, kind),
        back,
    )


def _expand(context: Mapping[str, Any], compact: str) -> str:
    prefix, _, local = compact.partition(":")
    return context[prefix] + local if isinstance(context.get(prefix), str) else compact


class _Record:
    """One record on its way to rows."""

    def __init__(self, reader: Reader, record: Mapping[str, Any], into: Tables) -> None:
        self.reader, self.record, self.into = reader, record, into
        header = record.get("document")
        self.document = reader.register[f"document/{header['document']}"] if header else ""
        name = self.document.rsplit("/", 1)[-1]
        self.home = f"{BASE}graph/doc/{name}" if header else f"{BASE}graph/external"
        self.language = header["language"] if header else "en"
        self.spans = {(span[2], span[4] if len(span) > 4 else 0): span for span in record["spans"]}

    def read(self) -> None:
        if self.document:
            self.header(self.record["document"])
        for entry in self.record["claims"]:
            self.entry(entry)

    def header(self, header: Mapping[str, str]) -> None:
        document, text = self.document, f"{self.document}/text"
        said = [
            (document, f"{RDF}type", Term(f"{SCHEMA}Article", "iri")),
            (document, f"{RDF}type", Term(f"{SCHEMA}{header['type']}", "iri")),
            (document, f"{SCHEMA}inLanguage", Term(header["language"], "")),
            (document, f"{SCHEMA}headline", Term(header["title"], f"@{header['language']}")),
            (document, f"{SCHEMA}encoding", Term(text, "iri")),
            (text, f"{RDF}type", Term(f"{SCHEMA}MediaObject", "iri")),
            (text, f"{SCHEMA}encodingFormat", Term("text/plain; charset=utf-8", "")),
            (text, f"{SCHEMA}sha256", Term(header["sha256"], "")),
        ]
        if day := header.get("published"):
            said.append((document, f"{SCHEMA}datePublished", Term(day, f"{XSD}date")))
        if publisher := header.get("publisher"):
            organization = Term(self.reader.register[publisher], "iri")
            said.append((document, f"{SCHEMA}publisher", organization))
        self.into.said.update(Quad(*triple, self.home) for triple in said)

    def entry(self, entry: Mapping[str, Any]) -> None:
        quotes = _listed(entry.get("quote", []))
        proof = (
            entry.get("status", "stated"),
            entry.get("rank", "normal"),
            [self.evidence(quote) for quote in quotes],
            _listed(entry.get("rule", [])),
            _listed(entry.get("source", [])),
        )
        for key, body in entry.items():
            if key not in RESERVED:
                self.body(self.thing(key), key.split("/")[0], body, proof)

    def evidence(self, quote: str | Mapping[str, str]) -> str:
        if isinstance(quote, str):
            span = self.spans[quote, 0]
        else:
            span = self.spans[quote["text"], int(quote["occurrence"])]
        start, end, text = span[:3]
        name = self.document.rsplit("/", 1)[-1]
        node = f"{BASE}id/evidence/{name}-{start}-{end}"
        self.into.evidence[node] = {
            "evidence": node,
            "text": f"{self.document}/text",
            "exact": (span[3] if len(span) > 3 else "") or text,
            "language": self.language,
            "start": str(start),
            "end": str(end),
        }
        return node

    def thing(self, key: str) -> str:
        iri = self.reader.register[key]
        self.into.types.add((iri, CLASSES[key.split("/")[0]], self.home))
        return iri

    def body(self, subject: str, kind: str, body: Mapping[str, Any], proof: Any) -> None:
        for key, raw in body.items():
            for value in _listed(raw):
                self.value(subject, kind, key, value, proof)

    def value(self, subject: str, kind: str, key: str, value: Any, proof: Any) -> None:
        predicate, datatype, back = self.reader.terms.get(key, ("", "", False))
        if key in DEPENDENT:
            self.dependent(subject, key, value, predicate, back, proof)
        elif key == "type":
            class_ = value.replace("schema:", SCHEMA).replace("org:", "http://www.w3.org/ns/org#")
            self.claim(subject, f"{RDF}type", Term(class_, "iri"), proof)
        elif key in CODES:
            self.claim(subject, predicate, Term(VOC + value, "iri"), proof)
        elif (kind, key) in DATATYPES:
            self.claim(subject, predicate, Term(value, DATATYPES[kind, key]), proof)
        elif datatype == "@id":
            known = value in self.reader.register
            self.claim(
                subject, predicate, Term(self.thing(value) if known else value, "iri"), proof
            )
        elif datatype == "@":
            texts = value if isinstance(value, dict) else {self.language: value}
            for language, text in texts.items():
                self.claim(subject, predicate, Term(text, f"@{language}"), proof)
        else:
            self.claim(subject, predicate, Term(value, datatype), proof)

    def dependent(
        self, owner: str, key: str, value: Any, predicate: str, back: bool, proof: Any
    ) -> None:
        kind = DEPENDENT[key]
        if kind == "amount":
            sum_, currency = value.split(" ")
            value = {"value": sum_, "currency": currency}
            node = f"{owner}/{'total-budget' if key == 'totalBudget' else key}"
        elif kind == "count":
            node = f"{owner}/count/{value['measuredProperty']}"
        else:
            who = value.get("participant") or value["funder"]
            name = self.reader.register[who].rsplit("/", 1)[-1]
            node = (
                f"{owner}/{kind}/{value['role']}-{name}"
                if kind == "participation"
                else f"{owner}/{kind}/{name}"
            )
        self.into.types.add((node, CLASSES[kind], self.home))
        subject, object_ = (node, owner) if back else (owner, node)
        self.claim(subject, predicate, Term(object_, "iri"), proof)
        self.body(node, kind, value, proof)

    def claim(self, subject: str, predicate: str, object_: Term, proof: Any) -> None:
        status, rank, evidence, rules, sources = proof
        parts = (
            f"<{subject}>",
            f"<{predicate}>",
            str(object_),
            status,
            *sorted(f"<{s}>" for s in sources),
        )
        digest = hashlib.sha256("\n".join(parts).replace(BASE, "").encode()).hexdigest()[:16]
        claim = f"{BASE}id/claim/{digest}"
        into = self.into
        into.claims[claim] = {
            "claim": claim,
            "subject": subject,
            "predicate": predicate,
            "object": object_.text,
            "kind": object_.kind,
            "status": VOC + status,
            "rank": VOC + rank,
        }
        graph = self.home if status == "stated" else f"{BASE}graph/{status}"
        if rank != "deprecated":
            into.asserted.add((claim, graph))
        if self.document:
            into.appearances.add((claim, self.document))
        into.proofs.update((claim, node) for node in evidence)
        into.rules.update((claim, rule) for rule in rules)
        into.sources.update((claim, source) for source in sources)


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def facts(tables: Tables) -> set[Quad]:
    """The statements that are about no claim."""
    made = set(tables.said)
    made.update(
        Quad(thing, f"{RDF}type", Term(class_, "iri"), graph)
        for thing, class_, graph in tables.types
    )
    for claim, graph in tables.asserted:
        row = tables.claims[claim]
        made.add(Quad(row["subject"], row["predicate"], Term(row["object"], row["kind"]), graph))
    return made


def quads(tables: Tables) -> set[Quad]:
    """The statements that the tables stand for."""
    made = facts(tables)
    for node, row in tables.claims.items():
        made.update(_claim_quads(node, row))
    for pairs, predicate, kind in (
        (tables.appearances, f"{SCHEMA}appearance", "iri"),
        (tables.proofs, f"{COOP}evidence", "iri"),
        (tables.rules, f"{SCHEMA}description", "@en"),
        (tables.sources, f"{PROV}hadPrimarySource", "iri"),
    ):
        made.update(Quad(node, predicate, Term(text, kind), CLAIMS) for node, text in pairs)
    for node, row in tables.evidence.items():
        made.update(_evidence_quads(node, row))
    return made


def _claim_quads(node: str, row: Mapping[str, str]) -> Iterable[Quad]:
    yield Quad(node, f"{RDF}type", Term(f"{COOP}Claim", "iri"), CLAIMS)
    yield Quad(node, f"{RDF}subject", Term(row["subject"], "iri"), CLAIMS)
    yield Quad(node, f"{RDF}predicate", Term(row["predicate"], "iri"), CLAIMS)
    yield Quad(node, f"{RDF}object", Term(row["object"], row["kind"]), CLAIMS)
    yield Quad(node, f"{COOP}claimStatus", Term(row["status"], "iri"), CLAIMS)
    yield Quad(node, f"{COOP}rank", Term(row["rank"], "iri"), CLAIMS)


def _evidence_quads(node: str, row: Mapping[str, str]) -> Iterable[Quad]:
    quote, position = f"{node}#quote", f"{node}#position"
    yield Quad(node, f"{RDF}type", Term(f"{OA}SpecificResource", "iri"), CLAIMS)
    yield Quad(node, f"{OA}hasSource", Term(row["text"], "iri"), CLAIMS)
    yield Quad(node, f"{OA}hasSelector", Term(quote, "iri"), CLAIMS)
    yield Quad(node, f"{OA}hasSelector", Term(position, "iri"), CLAIMS)
    yield Quad(quote, f"{RDF}type", Term(f"{OA}TextQuoteSelector", "iri"), CLAIMS)
    yield Quad(quote, f"{OA}exact", Term(row["exact"], f"@{row['language']}"), CLAIMS)
    yield Quad(position, f"{RDF}type", Term(f"{OA}TextPositionSelector", "iri"), CLAIMS)
    yield Quad(position, f"{OA}start", Term(row["start"], f"{XSD}integer"), CLAIMS)
    yield Quad(position, f"{OA}end", Term(row["end"], f"{XSD}integer"), CLAIMS)


def measured(side: str, work: Callable[[], tuple[int | Sequence[Path], dict[str, Any]]]) -> None:
    """Run the work of one side and print its line of JSON.

    The work gives how many quads it made, or the files with a quad a line, and remarks.
    `seconds` is its wall time; CPU seconds and memory are counted by who started this process,
    less `cpu_aside`, what was used before the work began and to count quads after it.
    """
    begun, before = time.perf_counter(), time.process_time()
    try:
        made, remarks = work()
    except ImportError as error:
        print(json.dumps({"side": side, "absent": f"needs the package {error.name}"}))
        raise SystemExit(3) from None
    seconds, after = round(time.perf_counter() - begun, 3), time.process_time()
    count = made if isinstance(made, int) else sum(map(lines_of, made))
    aside = round(before + time.process_time() - after, 3)
    line = {"side": side, "quads": count, "seconds": seconds, "cpu_aside": aside}
    print(json.dumps(line | remarks))


def lines_of(path: Path) -> int:
    """The number of lines of a file."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def folders() -> tuple[Path, Path]:
    """The two folders that every side is called with: the publication, and where to write."""
    if len(sys.argv) < 3:
        print(f"usage: {sys.argv[0]} PUBLICATION OUT", file=sys.stderr)
        raise SystemExit(2)
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    return Path(sys.argv[1]), out


def all_tables(folder: Path) -> Tables:
    """The tables of all records together."""
    reader, tables = Reader(folder), Tables()
    for record in records(folder):
        reader.tables(record, tables)
    return tables
