"""One edit of a claim file gives a diff that a person reads at a glance."""

import json

import pytest
from tests.releases.conftest import GOAL, Bench

from lod.releases import changes, dump
from lod.releases.diff import Diff, State, diff


def _after(bench: Bench, text: str = "", edit: tuple[str, str] = ("", "")) -> Diff:
    old = list(dump.find(bench.dist))
    if text:
        bench.claim(text)
    if edit[0]:
        bench.edit(*edit)
    bench.build()
    return diff(old, list(dump.find(bench.dist)), bench.here.base, bench.here.languages)


def test_one_added_statement_gives_a_diff_of_one_statement(bench: Bench) -> None:
    found = _after(bench, GOAL)
    (change,) = found.statements
    assert change.old == ""
    assert change.new == '"fewer cars on old paths"@en'
    (proof,) = change.proofs
    assert proof.quotes == ('project "Quiet Paths"',)
    assert proof.document.endswith("id/document/2026-quiet-paths")
    assert proof.status == "stated"
    assert [thing.state for thing in found.things] == [State.CHANGED]
    assert len(found.patch.added) > 1, "the patch has the claim and what follows as well"


def test_nothing_changed_says_so(bench: Bench) -> None:
    lines = list(dump.find(bench.dist))
    found = diff(lines, lines, bench.here.base)
    assert not found.statements
    assert changes.text(found, bench.here.base) == "Nothing changed.\n"


def test_a_corrected_value_is_shown_from_and_to(bench: Bench) -> None:
    found = _after(bench, edit=("240000 EUR", "250000 EUR"))
    (change,) = [one for one in found.statements if one.predicate.endswith("/value>")]
    assert change.old.startswith('"240000"')
    assert change.new.startswith('"250000"')
    assert "240000 → 250000" in changes.text(found, bench.here.base)


def test_a_new_thing_is_added_and_a_vanished_one_removed(bench: Bench) -> None:
    old = list(dump.find(bench.dist))
    bench.without_college()
    found = _after(bench)
    removed = [thing.thing for thing in found.things if thing.state is State.REMOVED]
    assert removed == [f"<{bench.here.base}id/organization/stonebridge-college>"]
    back = diff(list(dump.find(bench.dist)), old, bench.here.base)
    added = [thing.thing for thing in back.things if thing.state is State.ADDED]
    assert added == removed


def test_a_contradiction_is_opened_and_resolved(bench: Bench) -> None:
    other = """
  - quote: On 3 March 2026
    event/quiet-paths-opening:
      date: 2026-03-04
"""
    opened = _after(bench, other)
    (one,) = opened.opened
    assert [value.split('"')[1] for value in one.values] == ["2026-03-03", "2026-03-04"]
    assert not opened.statements, "the value that loses is not asserted"
    preferred = other.replace("    event", "    rank: preferred\n    event")
    resolved = _after(bench, edit=(other, preferred))
    assert [(o.subject, o.predicate) for o in resolved.resolved] == [(one.subject, one.predicate)]
    assert not resolved.opened


def test_other_evidence_for_a_statement_is_no_statement(bench: Bench) -> None:
    found = _after(
        bench, edit=("- quote: in the Old Mill in Brookton", "- quote: Old Mill in Brookton")
    )
    assert not found.statements
    assert found.reproved
    assert all(change.old == change.new for change in found.reproved)


@pytest.mark.parametrize("render", [changes.text, lambda d, b: changes.markdown(d, b, "T")])
def test_the_claim_and_the_quote_stand_behind_the_statement(bench: Bench, render) -> None:  # type: ignore[no-untyped-def]
    text = render(_after(bench, GOAL), bench.here.base)
    assert "goal: fewer cars on old paths (en)" in text
    assert '“project "Quiet Paths"”' in text
    assert "1 thing changed, 1 statement different." in text


def test_how_statements_are_known_is_told_once_for_all_of_them(bench: Bench) -> None:
    two = f"{GOAL}      alternateName: {{en: Calm Paths}}\n"
    text = changes.text(_after(bench, two), bench.here.base)
    assert "goal: fewer cars on old paths (en)" in text
    assert "alternateName: Calm Paths (en)" in text
    assert text.count('“project "Quiet Paths"”') == 1
    assert "[claims " in text


def test_json_has_the_same_statements(bench: Bench) -> None:
    found = _after(bench, GOAL)
    document = json.loads(changes.as_json(found))
    (thing,) = document["things"]
    (statement,) = thing["statements"]
    assert (statement["from"], statement["to"]) == (None, '"fewer cars on old paths"@en')
    assert statement["proofs"][0]["quotes"] == ['project "Quiet Paths"']
    assert document["counts"]["statements"] == 1
