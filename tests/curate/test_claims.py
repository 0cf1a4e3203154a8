"""Claim files: what an entry becomes, and that nothing an editor writes ends in a traceback."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lod.curate import claims
from lod.curate.claims import Reading
from lod.curate.proof import RESERVED, Settings
from lod.curate.quotes import Finder
from lod.curate.records import Place, Record, parse
from lod.curate.register import Register
from lod.curate.sources import Sources
from lod.model import Claim, Document, Rank, Status
from lod.vocab import Vocabulary

BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
Claims = Callable[[str], Reading]

KEYS = st.sampled_from(
    [
        *RESERVED,
        *("project/tilts", "event/tilts-konference", "person/anna-paraudzina", "document/tilts"),
        *("name", "date", "totalBudget", "participation", "participant", "role", "count", "value"),
        *("funding", "funder", "amount", "currency", "measuredProperty", "period", "type", "kind"),
        *("location", "url", "topic", "text", "lv", "en", "claims", "document"),
        *("", "/", "amount/x", "project/nezinams", "bridge/tilts"),
    ]
)
SCALARS = (
    st.none()
    | st.text(max_size=8)
    | KEYS
    | st.sampled_from(
        [
            "1 EUR",
            "2019/2020",
            "Projekta „Tilts”",
            "Projekta",
            "1",
            "opener",
            "attendance",
            "stated",
        ]
    )
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=25,
)


def test_a_quote_proves_what_stands_below_it(read: Claims) -> None:
    (claim,) = _claims(read, "project/tilts: {acronym: TILTS}")
    assert claim.statement == (_thing("project/tilts"), f"<{BASE}ont#acronym>", '"TILTS"')
    assert claim.status is Status.STATED
    assert claim.rank is Rank.NORMAL
    assert claim.document == "tilts"
    assert [one.span.exact for one in claim.evidence] == ["Projekta „Tilts”"]


def test_text_has_the_language_of_the_document_unless_it_says_another(read: Claims) -> None:
    found = _claims(read, "project/tilts: {name: Tilts, goal: {lv: pāri upei, en: across}}")
    assert [claim.object for claim in found] == ['"Tilts"@lv', '"pāri upei"@lv', '"across"@en']


def test_a_list_gives_one_claim_for_each_value(read: Claims) -> None:
    found = _claims(read, "project/tilts: {topic: [tilti, upes]}")
    assert [claim.object for claim in found] == ['"tilti"@lv', '"upes"@lv']


def test_every_value_keeps_its_own_place(read: Claims) -> None:
    found = _claims(read, "project/tilts: {topic: [tilti, upes]}")
    assert [(one.position.line, one.position.column) for one in found] == [(4, 29), (4, 36)]


def test_money_in_short_is_money_in_full(read: Claims) -> None:
    short = _claims(read, "project/tilts: {totalBudget: 120000.50 EUR}")
    full = _claims(read, 'project/tilts: {totalBudget: {value: "120000.50", currency: EUR}}')
    assert short == full
    assert [claim.subject for claim in short] == [
        _thing("project/tilts"),
        _thing("project/tilts/total-budget"),
        _thing("project/tilts/total-budget"),
    ]


def test_a_period_in_short_is_a_period_in_full(read: Claims) -> None:
    short = _claims(read, "project/tilts: {period: 2019-03-01/2019-03-05}")
    assert short == _claims(
        read, "project/tilts: {period: {periodStart: 2019-03-01, periodEnd: 2019-03-05}}"
    )


def test_a_dependent_thing_is_named_by_its_owner_and_what_tells_it_apart(read: Claims) -> None:
    part = "{participant: organization/testa-dome, role: partner}"
    found = _claims(read, f"project/tilts: {{participation: {part}}}")
    node = _thing("project/tilts/participation/partner-testa-dome")
    assert {claim.object for claim in found} >= {node, f"<{BASE}voc#partner>"}
    assert {claim.subject for claim in found} == {_thing("project/tilts"), node}


def test_a_count_points_at_what_it_counts(read: Claims) -> None:
    found = _claims(
        read, "event/tilts-konference: {count: {measuredProperty: attendance, value: 40}}"
    )
    owner, node = (
        _thing("event/tilts-konference"),
        _thing("event/tilts-konference/count/attendance"),
    )
    assert found[0].statement == (node, f"<{SCHEMA}observationAbout>", owner)


def test_the_things_named_have_their_classes(read: Claims) -> None:
    found = read(_file("event/tilts-konference: {location: place/jelgava}")).types
    assert found == {
        (_thing("event/tilts-konference"), f"<{SCHEMA}Event>"),
        (_thing("place/jelgava"), f"<{SCHEMA}Place>"),
    }


def test_a_merged_key_is_the_thing_that_it_was_merged_into(
    vocabulary: Vocabulary, document: Document, text: str, register: Register
) -> None:
    entries = dict(register.entries)
    entries["organization/testa-dome"] = replace(
        entries["organization/testa-dome"], state="merged organization/paraugu-biedriba"
    )
    record = parse(
        _file(
            "project/tilts: {participation: {participant: organization/testa-dome, role: partner}}"
        ),
        "f",
    )
    found = claims.read(
        record, document, vocabulary, Register(entries), Finder(text, {}), _settings()
    )
    assert found.problems == ()
    assert _thing("organization/testa-dome") not in repr(found.claims)
    assert _thing("project/tilts/participation/partner-paraugu-biedriba") in repr(found.claims)


def test_a_class_is_written_with_or_without_its_prefix(read: Claims) -> None:
    first = _claims(read, "organization/testa-dome: {type: schema:GovernmentOrganization}")
    assert first == _claims(read, "organization/testa-dome: {type: GovernmentOrganization}")
    assert first[0].object == f"<{SCHEMA}GovernmentOrganization>"


def test_status_rank_rules_and_sources_belong_to_every_claim_of_the_entry(read: Claims) -> None:
    found = read(
        """document: tilts
claims:
  - quote: [Jelgavā, {text: Projekta, occurrence: 2}, Jelgavā]
    status: inferred
    rank: preferred
    rule: [It must be so., {lv: Tā vajag.}]
    source: https://example.org/tilts
    place/jelgava: {name: Jelgava}
    project/tilts: {name: Tilts}
"""
    )
    assert found.problems == ()
    for claim in found.claims:
        assert claim.status is Status.INFERRED
        assert claim.rank is Rank.PREFERRED
        assert claim.rules == ('"It must be so."@en', '"Tā vajag."@lv')
        assert claim.sources == ("<https://example.org/tilts>",)
        assert [one.span.exact for one in claim.evidence] == ["Jelgavā", "Projekta"]


def test_external_claims_need_no_document(read: Claims) -> None:
    found = read(
        """claims:
  - status: external
    source: https://example.org/tilts
    project/tilts: {identifier: LLI-1}
"""
    )
    assert found.problems == ()
    assert found.document == ""
    assert found.claims[0].document == ""


def test_where_the_text_is_unusable_only_the_form_is_checked(
    vocabulary: Vocabulary, document: Document, register: Register
) -> None:
    record = parse(_file("project/tilts: {name: Tilts, nome: Tilts}"), "f")
    found = claims.read(record, document, vocabulary, register, None, _settings())
    assert [problem.code for problem in found.problems] == ["unknown-key"]
    assert found.claims == ()


def test_an_entry_without_proof_is_still_read_for_other_faults(read: Claims) -> None:
    found = read("document: tilts\nclaims:\n  - project/tilts: {nome: Tilts}\n")
    assert [problem.code for problem in found.problems] == ["no-quote", "unknown-key"]


@pytest.mark.parametrize(
    "body",
    [
        "project/tilts: {participation: {participant: [person/anna-paraudzina], role: partner}}",
        "project/tilts: {participation: {participant: organization/testa-dome, role: [partner]}}",
        "project/tilts: {participation: {participant: {lv: x}, role: partner}}",
        "project/tilts: {participation: {participant: place/jelgava, role: partner}}",
        "project/tilts: {participation: {participant: organization/testa-dome, role: null}}",
        "project/tilts: {participation: []}",
        "project/tilts: {participation: organization/testa-dome}",
        "project/tilts: {participation: {}}",
        "project/tilts: {participation: null}",
        "project/tilts: {totalBudget: {}}",
        "project/tilts: {totalBudget: amount/x}",
        "project/tilts: {totalBudget: 1 ĀBC}",
        "project/tilts: {period: 2019}",
        "project/tilts: {count: {measuredProperty: [attendance], value: 1}}",
        "event/tilts-konference: {count: {measuredProperty: attendance, value: daudz}}",
        "project/tilts: {type: {lv: x}}",
        "organization/testa-dome: {type: {lv: x}}",
        "organization/testa-dome: {type: []}",
        "project/tilts: {kind: [[x]]}",
        "event/tilts-konference: {kind: {lv: x}}",
        "project/tilts: {url: {lv: https://example.org}}",
        "project/tilts: {topic: priority/nezinama}",
    ],
)
def test_no_value_of_the_wrong_shape_passes_in_silence(body: str, read: Claims) -> None:
    found = read(_file(body))
    assert found.problems
    assert all(problem.line == 4 and problem.remedy for problem in found.problems)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("project/tilts: {totalBudget: daudz}", "bad-money"),
        ("project/tilts: {period: 2019}", "bad-value"),
        ("project/tilts: {participation: anna}", "bad-value"),
        ("project/tilts: {programme: project/tilts}", "wrong-kind"),
        ("event/tilts-konference: {occurrence: notika}", "bad-code"),
        ("event/tilts-konference: {date: 2017-02-30}", "bad-date"),
        ("project/tilts: {url: example.org}", "bad-address"),
        ("project/tilts: {name: {xx: Tilts}}", "bad-language"),
        ("project/tils: {name: Tilts}", "unknown-thing"),
        ("projekts/tilts: {name: Tilts}", "unknown-kind"),
    ],
)
def test_each_kind_of_fault_has_its_code(body: str, code: str, read: Claims) -> None:
    assert [problem.code for problem in read(_file(body)).problems] == [code]


def test_an_entry_in_any_order_gives_the_same_claims(good: Sources, read: Claims) -> None:
    path = good.publication.data / "claims" / "tilts.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    for seed in range(20):
        shuffled = _shuffled(data, random.Random(seed))
        found = read(yaml.safe_dump(shuffled, allow_unicode=True, sort_keys=False))
        assert found.problems == ()
        assert _by_statement(found.claims) == _by_statement(good.claims)
        assert found.types == good.readings[0].types
        assert found.spans == good.readings[0].spans


@given(ANYTHING)
def test_any_nested_data_gives_claims_or_problems(
    vocabulary: Vocabulary, document: Document, register: Register, text: str, data: Any
) -> None:
    for entries in ({"claims": data}, {"claims": [data]}, {"claims": [{"project/tilts": data}]}):
        for about in (document, None):
            found = claims.read(
                Record("f", entries, Place(1, 1)),
                about,
                vocabulary,
                register,
                Finder(text, {}),
                _settings(),
            )
            assert found.problems or found.claims or data == []


@given(ANYTHING, st.sampled_from(["name", "totalBudget", "participation", "count", "type", "url"]))
def test_a_proven_value_of_any_shape_is_claimed_or_is_a_problem(
    vocabulary: Vocabulary, document: Document, register: Register, text: str, data: Any, key: str
) -> None:
    entry = {"quote": "Projekta „Tilts”", "project/tilts": {key: data}}
    found = claims.read(
        Record("f", {"claims": [entry]}, Place(1, 1)),
        document,
        vocabulary,
        register,
        Finder(text, {}),
        _settings(),
    )
    assert found.problems or found.claims


@pytest.mark.no_cover
def test_ten_thousand_claims_are_read_in_linear_time(read: Claims) -> None:
    def seconds(entries: int) -> float:
        body = "  - quote: Projekta „Tilts”\n    project/tilts: {{identifier: T-{}}}\n"
        file = "document: tilts\nclaims:\n" + "".join(body.format(n) for n in range(entries))
        begun = time.process_time()
        found = read(file)
        assert len(found.claims) == entries
        assert not found.problems
        return time.process_time() - begun

    small, large = min(seconds(1000) for _ in range(3)), seconds(10_000)
    assert large < 30 * small


@pytest.mark.no_cover
def test_ten_thousand_things_in_one_entry_are_read_in_linear_time(read: Claims) -> None:
    topics = "".join(f"        - temats {number}\n" for number in range(10_000))
    found = read(_file(f"project/tilts:\n      topic:\n{topics}"))
    assert [claim.position.line for claim in found.claims] == list(range(6, 10_006))


@pytest.mark.no_cover
def test_ten_thousand_faulty_entries_are_all_told(read: Claims) -> None:
    body = "  - quote: Projekta „Titls” {}\n    project/tilts{}: {{nome: T}}\n"
    file = "document: tilts\nclaims:\n" + "".join(body.format(n, n) for n in range(10_000))
    begun = time.process_time()
    assert len(read(file).problems) == 20_000
    assert time.process_time() - begun < 60


def _claims(read: Claims, body: str) -> tuple[Claim, ...]:
    found = read(_file(body))
    assert found.problems == ()
    return found.claims


def _file(body: str) -> str:
    return f"document: tilts\nclaims:\n  - quote: Projekta „Tilts”\n    {body}\n"


def _thing(path: str) -> str:
    return f"<{BASE}id/{path}>"


def _settings() -> Settings:
    return Settings(("lv", "en"), "en", 120)


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, _shuffled(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return chance.sample([_shuffled(item, chance) for item in value], len(value))
    return value


def _by_statement(found: tuple[Claim, ...]) -> list[Claim]:
    return sorted(found, key=lambda claim: (claim.statement, claim.evidence))
