"""The report in Turtle, in SHACL's own vocabulary (SHACL section 3.6).

Enters: a `LocatedReport`. Leaves: Turtle, the same from run to run: a result's label is a digest
of what it says. Blank nodes of the data are labelled `data-…`, those of the shapes graph
`shape-…`, so that they stay apart. What the vocabulary has no words for stands in comments.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from lod.ntriples import literal
from lod.reports import remarks
from lod.reports.finding import LocatedReport
from lod.shacl.paths import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from lod.shacl.report import Result
from lod.shacl.vocabulary import SH

WRAPPERS = {
    Inverse: "inversePath",
    ZeroOrMore: "zeroOrMorePath",
    OneOrMore: "oneOrMorePath",
    ZeroOrOne: "zeroOrOnePath",
}
"""The SHACL properties for paths that change one other path (section 2.3.1)."""


def write(located: LocatedReport, *, language: str = "en") -> Iterator[str]:
    """The report; all messages with their languages, comments in `language`."""
    yield f"@prefix sh: <{SH}> .\n\n"
    for line in remarks.lines(located, language):
        yield f"# {' '.join(line.split())}\n"
    report = located.report
    labels = tuple(result_labels(report.results))
    yield "\n_:report a sh:ValidationReport ;\n"
    yield f"    sh:conforms {'true' if report.conforms else 'false'}"
    for index, label in enumerate(labels):
        yield f"{' ,' if index else ' ;'}\n    {'    ' if index else 'sh:result '}{label}"
    yield " .\n"
    for label, result in zip(labels, report.results, strict=True):
        yield f"\n{label} a sh:ValidationResult ;\n    "
        yield " ;\n    ".join(_statements(result, 1))
        yield " .\n"


def result_labels(results: Iterable[Result]) -> Iterator[str]:
    """A blank node label for each result that depends on what it says and nothing else."""
    seen: Counter[str] = Counter()
    for result in results:
        said = (*result.key, result.source_constraint or "", repr(result.messages))
        digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        seen[digest] += 1
        again = f"-{seen[digest]}" if seen[digest] > 1 else ""
        yield f"_:result-{digest}{again}"


def node(term: str, graph: str) -> str:
    """A term of the data or shapes graph (`graph`) in the report's own blank node labels."""
    return f"_:{graph}-{term[2:]}" if term.startswith("_:") else term


def _statements(result: Result, depth: int) -> Iterator[str]:
    yield f"sh:focusNode {node(result.focus_node, 'data')}"
    if path := _result_path(result):
        yield f"sh:resultPath {path}"
    if result.value is not None:
        yield f"sh:value {node(result.value, 'data')}"
    texts = [literal(text, language=tag) for text, tag in result.messages]
    if texts:
        yield f"sh:resultMessage {' , '.join(texts)}"
    yield f"sh:resultSeverity {_compact(result.severity)}"
    if result.source_constraint is not None:
        yield f"sh:sourceConstraint {node(result.source_constraint, 'shape')}"
    yield f"sh:sourceConstraintComponent {_compact(result.component)}"
    yield f"sh:sourceShape {node(result.source_shape, 'shape')}"
    indent = "    " * (depth + 1)
    for detail in result.details:
        inner = f" ;\n{indent}".join(_statements(detail, depth + 1))
        yield f"sh:detail [ a sh:ValidationResult ;\n{indent}{inner} ]"


def _result_path(result: Result) -> str:
    structure = known_path(result)
    return "" if structure is None else _path(structure)


def known_path(result: Result) -> Path | None:
    """The result path as a value; one that is given as text only counts where it is an IRI."""
    if result.path_structure is not None:
        return result.path_structure
    text = result.path or ""
    is_iri = text.startswith("<") and text.find(">") == len(text) - 1
    return Predicate(text) if is_iri else None


def _path(path: Path) -> str:
    match path:
        case Predicate(iri):
            return _compact(iri)
        case Sequence(steps):
            return f"( {' '.join(_path(step) for step in steps)} )"
        case Alternative(options):
            members = " ".join(_path(option) for option in options)
            return f"[ sh:alternativePath ( {members} ) ]"
        case Inverse(inner) | ZeroOrMore(inner) | OneOrMore(inner) | ZeroOrOne(inner):
            return f"[ sh:{WRAPPERS[type(path)]} {_path(inner)} ]"


def _compact(term: str) -> str:
    """A term of the SHACL vocabulary with its prefix, another as it is."""
    name = term[len(SH) + 1 : -1]
    if term.startswith(f"<{SH}") and name.isascii() and name.isalpha():
        return f"sh:{name}"
    return term
