from hypothesis import given
from hypothesis import strategies as st

from lod.flow import facts
from lod.flow.facts import Facts

TERM = st.sampled_from(("<a:a>", "<a:b>", '"x y"@lv', '"ē \\n"', '"1"^^<x:int>'))
GRAPH = st.sampled_from(("<g:doc/1>", "<g:external>", "<g:computed>"))
STATEMENT = st.tuples(st.sampled_from(("<p:p>", "<p:q>")), TERM, GRAPH)
SAID = st.builds("<p:{}> {}".format, st.sampled_from("pq"), TERM)
SUPPORT = st.builds("<s:{}> <p:p> {}".format, st.sampled_from("st"), TERM)


@given(stated=st.sets(STATEMENT), votes=st.sets(st.text("ab", min_size=1)))
def test_what_was_gathered_is_read_again(
    stated: set[tuple[str, str, str]], votes: set[str]
) -> None:
    made = Facts(frozenset())
    for predicate, object_, graph in stated:
        made.stated[graph].add(f"{predicate} {object_}")
    made.votes = votes
    payload = made.payload()
    found = list(facts.statements(payload))
    assert set(found) == stated
    assert len(found) == len(stated)
    assert facts.votes(payload) == sorted(votes)
    assert list(facts.statements(facts.stated(made.stated))) == found


@given(
    entailed=st.dictionaries(SUPPORT, st.sets(SAID, min_size=1), max_size=4),
    lost=st.sets(SUPPORT),
)
def test_what_follows_from_lost_statements_only_is_left_out(
    entailed: dict[str, set[str]], lost: set[str]
) -> None:
    made = Facts(frozenset())
    made.entailed = entailed
    part = made.payload().split("\t")[1]
    expected = {said for support, ends in entailed.items() if support not in lost for said in ends}
    assert facts.following(part.split("\n") if part else (), lost) == expected


@given(stated=st.lists(STATEMENT, unique=True))
def test_a_payload_does_not_depend_on_the_order_of_what_is_gathered(
    stated: list[tuple[str, str, str]],
) -> None:
    payloads = set()
    for order in (stated, stated[::-1]):
        made = Facts(frozenset())
        for predicate, object_, graph in order:
            made.stated[graph].add(f"{predicate} {object_}")
            made.entailed.setdefault(f"{graph} {predicate} {object_}", set()).add(predicate)
        payloads.add(made.payload())
    assert len(payloads) == 1
