"""The dataset of a flow -> what shapes and editors' contradictions say of it, at its lines.

The policy has looked at every record when it was mapped; here the dataset is looked at as a whole.
"""

from dataclasses import dataclass

from lod import shacl
from lod.derive.validation import Findings
from lod.flow import graph, looking, missing, validating
from lod.flow.build import Flow
from lod.flow.placing import Places
from lod.flow.validating import Copy, Validating
from lod.shacl.compile import delegations
from lod.vocab import Vocabulary

SMALL = 200_000
"""Triples up to which a run in memory takes no longer than to find out what changed."""


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
    small: int = SMALL,
    copy: Copy | None = None,
) -> Checked:
    """Validate the dataset that was derived; of more than `small` triples only what changed.

    Where all has to be validated, `copy` is given the store of the triples for a copy.
    """
    kinds = _own_kinds(flow.here.vocabulary)
    count = flow.counts()["triples"]
    if count <= small or engine != "compiled" or delegations(shapes):
        validating.forget(flow)
        data = graph.data_graph(flow.lines(), count, flow.work / "graph")
        report = shacl.validate(shapes, data, engine=engine, workers=flow.crew.workers)
        texts = (stretch.text() for stretch in flow.state())
        things = sum(looking.things(text.splitlines(), kinds) for text in texts)
    else:
        kept = Validating(flow, shapes, kinds, copy).kept()
        report, things = kept.report(shapes), kept.things
    places = Places(flow.here, flow.ledger)
    findings = Findings(report, places.of_results(report, language))
    findings = findings.explained(missing.remedies(flow, report), flow.here.mint, language)
    told = (*flow.warnings, *flow.ledger.warnings(), *places.of_conflicts())
    return Checked(findings.with_problems(told), things)


def _own_kinds(vocabulary: Vocabulary) -> frozenset[str]:
    """The classes of things that stand for themselves."""
    kinds = vocabulary.kind_of_class.items()
    return frozenset(class_ for class_, kind in kinds if not kind.dependent)
