"""The dataset of a flow -> what shapes and editors' contradictions say of it, at its lines.

The policy has looked at every record when it was mapped; here the dataset is looked at as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod import shacl
from lod.derive.validation import Findings
from lod.flow import graph
from lod.flow.build import Flow
from lod.flow.placing import Places
from lod.vocab import RDF_TYPE, Vocabulary


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings, and what was counted on the way: things that do not depend on others."""

    findings: Findings
    things: int


def check(
    flow: Flow,
    shapes: shacl.Shapes,
    *,
    engine: str = "compiled",
    language: str = "en",
    most: int = graph.MOST,
) -> Checked:
    """Validate the dataset that was derived; of more than `most` triples it lies on disk."""
    counted: Counter[str] = Counter()
    lines = _counting(flow.lines(), flow.here.vocabulary, counted)
    folder = flow.work / "graph"
    data = graph.data_graph(lines, flow.counts()["triples"], folder, most)
    report = shacl.validate(shapes, data, engine=engine, workers=flow.crew.workers)
    places = Places(flow.here, flow.ledger, flow.claims())
    findings = Findings(report, places.of_results(report, language))
    told = (*flow.warnings, *flow.ledger.warnings(), *places.of_conflicts())
    return Checked(findings.with_problems(told), counted["things"])


def _counting(lines: Iterable[str], vocabulary: Vocabulary, counted: Counter[str]) -> Iterator[str]:
    """The same lines; the things that documents speak of are counted."""
    kinds = _own_kinds(vocabulary)
    mark, inferred, last = f" <{RDF_TYPE}> <", "/inferred> .", ""
    for line in lines:
        if mark in line and not line.endswith(inferred):
            subject, _, class_, _ = line.split(" ", 3)
            if subject != last and class_[1:-1] in kinds:
                counted["things"] += 1
                last = subject
        yield line


def _own_kinds(vocabulary: Vocabulary) -> frozenset[str]:
    """The classes of things that stand for themselves."""
    kinds = vocabulary.kind_of_class.items()
    return frozenset(class_ for class_, kind in kinds if not kind.dependent)
