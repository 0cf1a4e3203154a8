"""maplib: the mapping alone, as templates on data frames.

Templates cannot look up the register nor make digests, so it starts from the flat tables that
`prepare.py` makes. maplib names a graph for each call, not for each row: the graphs of documents
become one graph of facts, so a fact that several documents state is counted once. Decimals are
numbers in its frames: 762606.50 comes out as 762606.5.
"""

from pathlib import Path
from typing import Any

from prepare import NAMES, tables_folder
from reading import COOP, OA, PROV, RDF, SCHEMA, XSD, folders, measured

TEMPLATES = f"""@prefix t: <urn:t:> . @prefix rdf: <{RDF}> . @prefix coop: <{COOP}> .
@prefix oa: <{OA}> . @prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix xsd: <{XSD}> .
t:Claim [ ottr:IRI ?claim, ottr:IRI ?subject, ottr:IRI ?predicate, ottr:IRI ?status,
          ottr:IRI ?rank ] :: {{
  ottr:Triple(?claim, rdf:type, coop:Claim), ottr:Triple(?claim, rdf:subject, ?subject),
  ottr:Triple(?claim, rdf:predicate, ?predicate), ottr:Triple(?claim, coop:claimStatus, ?status),
  ottr:Triple(?claim, coop:rank, ?rank) }} .
t:Span [ ottr:IRI ?evidence, ottr:IRI ?text, ottr:IRI ?quote, ottr:IRI ?position,
         xsd:integer ?start, xsd:integer ?end ] :: {{
  ottr:Triple(?evidence, rdf:type, oa:SpecificResource),
  ottr:Triple(?evidence, oa:hasSource, ?text), ottr:Triple(?evidence, oa:hasSelector, ?quote),
  ottr:Triple(?evidence, oa:hasSelector, ?position),
  ottr:Triple(?quote, rdf:type, oa:TextQuoteSelector),
  ottr:Triple(?position, rdf:type, oa:TextPositionSelector),
  ottr:Triple(?position, oa:start, ?start), ottr:Triple(?position, oa:end, ?end) }} .
"""


def main() -> None:
    _, out = folders()

    def work() -> tuple[list[Path], dict[str, Any]]:
        import polars as pl
        from maplib import Model

        model, folder = Model(), tables_folder(out)
        model.add_template(TEMPLATES)
        for path in sorted(folder.glob("*.json")):
            if path.stat().st_size > 2:
                long = {"s": "subject", "p": "predicate", "o": "object"}
                _map(model, path, pl.read_json(path).rename(long, strict=False))
        made = {name: out / f"maplib-{name}.nt" for name in ("claims", "facts")}
        for name, target in made.items():
            model.write(target, format="ntriples", graph=f"urn:graph:{name}")
        return [*made.values()], {"does": "mapping from flat tables, N-Triples of two graphs"}

    measured("maplib", work)


def _map(model: Any, path: Path, rows: Any) -> None:
    import polars as pl

    claims, column = "urn:graph:claims", pl.col
    table, _, name = path.stem.partition("_")
    kind = next((kind for kind, known in NAMES.items() if known == name), "")
    if table == "facts":
        unique = rows.select("subject", "predicate", "object").unique()
        _triples(model, unique, None, kind, "urn:graph:facts")
    elif table == "claims":
        fixed = rows.select("claim", "subject", "predicate", "status", "rank")
        model.map("urn:t:Claim", fixed, graph=claims)
        objects = rows.select(column("claim").alias("subject"), "object")
        _triples(model, objects, f"{RDF}object", kind, claims)
    elif table == "evidence":
        spans = rows.select(
            "evidence",
            "text",
            "quote",
            "position",
            column("start").cast(pl.Int64),
            column("end").cast(pl.Int64),
        )
        model.map("urn:t:Span", spans, graph=claims)
        words = rows.select(column("quote").alias("subject"), column("exact").alias("object"))
        _triples(model, words, f"{OA}exact", "@lv", claims)
    else:
        predicate, kind = {
            "appearances": (f"{SCHEMA}appearance", "iri"),
            "proofs": (f"{COOP}evidence", "iri"),
            "rules": (f"{SCHEMA}description", "@en"),
            "sources": (f"{PROV}hadPrimarySource", "iri"),
        }[table]
        pairs = rows.select(column("claim").alias("subject"), "object")
        _triples(model, pairs, predicate, kind, claims)


def _triples(model: Any, rows: Any, predicate: str | None, kind: str, graph: str) -> None:
    import polars as pl
    from maplib import RDFType, SolutionMappings

    types = {"subject": RDFType.IRI}
    if predicate is None:
        types["predicate"] = RDFType.IRI
    if kind == "iri":
        types["object"] = RDFType.IRI
    elif kind.startswith("@"):
        types["object"] = RDFType.Literal(f"{RDF}langString")
        word = pl.struct(pl.col("object").alias(f"<{RDF}langString>"), pl.lit(kind[1:]).alias("l"))
        rows = rows.with_columns(word.alias("object"))
    else:
        types["object"] = RDFType.Literal(kind or f"{XSD}string")
        native = {
            f"{XSD}integer": pl.Int64,
            f"{XSD}decimal": pl.Decimal(38, 12),
        }
        if kind in native:
            rows = rows.with_columns(pl.col("object").cast(native[kind]))
        elif kind == f"{XSD}date":
            rows = rows.with_columns(pl.col("object").str.to_date())
    model.map_triples(SolutionMappings(rows, types), predicate=predicate, graph=graph)


if __name__ == "__main__":
    main()
