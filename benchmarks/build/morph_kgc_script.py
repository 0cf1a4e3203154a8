"""Morph-KGC: the mapping alone, as RML on JSON.

RML has no register and no digests, so it starts from the flat tables that `prepare.py` makes;
from them it makes every fact, claim and piece of evidence, each in its graph.
"""

import runpy
import sys
from pathlib import Path
from typing import Any

from prepare import NAMES, tables_folder
from reading import CLAIMS, COOP, OA, PROV, RDF, SCHEMA, XSD, folders, measured

HEAD = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def main() -> None:
    _, out = folders()

    def work() -> tuple[list[Path], dict[str, Any]]:
        mapping, target = out / "mapping.rml.ttl", out / "morph_kgc.nq"
        mapping.write_text(HEAD + "".join(_maps(tables_folder(out))), encoding="utf-8")
        settings = out / "morph_kgc.ini"
        settings.write_text(
            "[CONFIGURATION]\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
            f"logging_level: WARNING\noutput_file: {target}\n[tables]\nmappings: {mapping}\n",
            encoding="utf-8",
        )
        target.unlink(missing_ok=True)
        import morph_kgc  # noqa: F401

        sys.argv = ["morph_kgc", str(settings)]
        runpy.run_module("morph_kgc", run_name="__main__")
        return [target], {"does": "mapping from flat tables, N-Quads"}

    measured("morph-kgc", work)


def _maps(folder: Path) -> list[str]:
    maps = []
    for path in sorted(folder.glob("*.json")):
        if path.stat().st_size > 2:
            maps += _MAPS[path.stem.split("_")[0]](path)
    return maps


def _map(name: str, path: Path, subject: str, graph: str, class_: str, parts: str) -> str:
    typed = f" ; rr:class <{class_}>" if class_ else ""
    return f"""
<#{name}> a rr:TriplesMap ;
    rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:JSONPath ;
        rml:iterator "$[*]" ] ;
    rr:subjectMap [ {subject} ; rr:termType rr:IRI ; rr:graphMap [ {graph} ]{typed} ]{parts} .
"""


def _part(predicate: str, column: str, kind: str) -> str:
    return f""" ;
    rr:predicateObjectMap [ rr:predicateMap [ {predicate} ] ;
        rr:objectMap [ {column} ; {_typed(kind)} ] ]"""


def _typed(kind: str) -> str:
    if kind == "iri":
        return "rr:termType rr:IRI"
    if kind.startswith("@"):
        return f'rr:termType rr:Literal ; rr:language "{kind[1:]}"'
    return f"rr:termType rr:Literal ; rr:datatype <{kind}>" if kind else "rr:termType rr:Literal"


def _column(name: str) -> str:
    return f'rml:reference "{name}"'


def _constant(iri: str) -> str:
    return f"rr:constant <{iri}>"


def _kind(path: Path) -> str:
    name = path.stem.split("_")[1]
    return next(kind for kind, known in NAMES.items() if known == name)


def _claims(path: Path) -> list[str]:
    parts = "".join(
        _part(_constant(predicate), _column(column), kind)
        for predicate, column, kind in (
            (f"{RDF}subject", "s", "iri"),
            (f"{RDF}predicate", "p", "iri"),
            (f"{RDF}object", "o", _kind(path)),
            (f"{COOP}claimStatus", "status", "iri"),
            (f"{COOP}rank", "rank", "iri"),
        )
    )
    return [_map(path.stem, path, _column("claim"), _constant(CLAIMS), f"{COOP}Claim", parts)]


def _facts(path: Path) -> list[str]:
    predicate = _column("p") + " ; rr:termType rr:IRI"
    parts = _part(predicate, _column("o"), _kind(path))
    return [_map(path.stem, path, _column("s"), _column("g"), "", parts)]


def _pairs(path: Path) -> list[str]:
    predicate, kind = {
        "appearances": (f"{SCHEMA}appearance", "iri"),
        "proofs": (f"{COOP}evidence", "iri"),
        "rules": (f"{SCHEMA}description", "@en"),
        "sources": (f"{PROV}hadPrimarySource", "iri"),
    }[path.stem]
    parts = _part(_constant(predicate), _column("o"), kind)
    return [_map(path.stem, path, _column("claim"), _constant(CLAIMS), "", parts)]


def _evidence(path: Path) -> list[str]:
    quote, position = _column("quote"), _column("position")
    graph = _constant(CLAIMS)
    span = (
        _part(_constant(f"{OA}hasSource"), _column("text"), "iri")
        + _part(_constant(f"{OA}hasSelector"), quote, "iri")
        + _part(_constant(f"{OA}hasSelector"), position, "iri")
    )
    exact = _part(_constant(f"{OA}exact"), _column("exact"), "@lv")
    ends = _part(_constant(f"{OA}start"), _column("start"), f"{XSD}integer")
    ends += _part(_constant(f"{OA}end"), _column("end"), f"{XSD}integer")
    return [
        _map("span", path, _column("evidence"), graph, f"{OA}SpecificResource", span),
        _map("quote", path, quote, graph, f"{OA}TextQuoteSelector", exact),
        _map("position", path, position, graph, f"{OA}TextPositionSelector", ends),
    ]


_MAPS = {
    "claims": _claims,
    "facts": _facts,
    "appearances": _pairs,
    "proofs": _pairs,
    "rules": _pairs,
    "sources": _pairs,
    "evidence": _evidence,
}


if __name__ == "__main__":
    main()
