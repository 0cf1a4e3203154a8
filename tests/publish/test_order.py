"""Predicates -> the order in which people read them."""

from lod.publish.order import REMEMBERED, TYPE, Order


def written(*predicates: str) -> list[str]:
    return [name for _, name in Order(lambda name: (name, name))[predicates]]


def test_classes_then_names_then_phrases_then_the_rest_by_name() -> None:
    assert written(
        "dcat:endDate", "dcat:startDate", "coop:goal", "schema:name", "coop:acronym", TYPE, "a:a"
    ) == [
        TYPE,
        "schema:name",
        "coop:acronym",
        "dcat:startDate",
        "dcat:endDate",
        "a:a",
        "coop:goal",
    ]


def test_each_predicate_keeps_its_place_in_the_node() -> None:
    assert Order(lambda name: (name, name.upper()))["b", "schema:name", "a"] == [
        (1, "SCHEMA:NAME"),
        (2, "A"),
        (0, "B"),
    ]


def test_an_order_is_worked_out_again_after_the_memory_was_emptied() -> None:
    order = Order(lambda name: (name, name))
    for number in range(REMEMBERED + 10):
        order[(str(number),)]
    assert len(order) < REMEMBERED
    assert order["b", "a"] == [(1, "a"), (0, "b")]
