"""Seeded faults: what a careless editor writes, each with the one finding it must give.

A fault is a scene of its own about a new thing of its document, so one fault is one finding and
nothing else of the publication changes. `INPUT` faults are found in the records themselves;
`SHAPES` faults only in the graph that they become.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lod.synth.story import Body, Story

Scene = Callable[[Story], str]
"""Adds the fault and gives the key of the thing to blame."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A scene, and the code of the problem that it must give."""

    scene: Scene
    code: str


def event(changed: Body | None = None, without: tuple[str, ...] = ()) -> Scene:
    """An event with some keys changed or left out."""

    def scene(story: Story) -> str:
        key = story.invent("event", "kluda")
        quotes = story.say(
            "Vēl notika apspriede 2017. gada 3. maijā. ", "apspriede 2017. gada 3. maijā"
        )
        body = {"name": "Apspriede", "date": "2017-05-03", "occurrence": "held", **(changed or {})}
        story.claim(quotes, {key: {name: body[name] for name in body if name not in without}})
        return key

    return scene


def project(changed: Body, without: tuple[str, ...] = ()) -> Scene:
    """A project with some keys changed or left out."""

    def scene(story: Story) -> str:
        key = story.invent("project", "kluda")
        quotes = story.say("Sākts projekts “Jaunā taka”. ", "projekts “Jaunā taka”")
        body = {"name": "Jaunā taka", **changed}
        story.claim(quotes, {key: {name: body[name] for name in body if name not in without}})
        return key

    return scene


def _no_quote(story: Story) -> str:
    key = story.invent("event", "kluda")
    story.claim((), {key: {"name": "Apspriede", "date": "2017-05-03", "occurrence": "held"}})
    return key


def _outside(story: Story) -> str:
    above = event()(story)
    key = story.invent("event", "kluda")
    quotes = story.say("Tās daļa bija 2018. gadā. ", "bija 2018. gadā")
    body = {"name": "Daļa", "date": "2018", "occurrence": "held", "superEvent": above}
    story.claim(quotes, {key: body})
    return key


def _nameless_place(story: Story) -> str:
    place = story.invent("place", "kluda")
    event({"location": place})(story)
    return place


_FUNDER = {
    "amount": "900.00 EUR",
    "funder": "organization/eiropas-regionalas-attistibas-fonds-eraf",
}


def _too_much(story: Story) -> str:
    funder = story.world.funder
    story.use(funder)
    quotes = story.say(f"Maksā {funder.name}. ", funder.name)
    story.claim(quotes, {funder.key: {"name": funder.name}})
    return project({"totalBudget": "800.00 EUR", "funding": _FUNDER})(story)


INPUT: Mapping[str, Fault] = {
    "impossible-day": Fault(event({"date": "2017-02-30"}), "bad-date"),
    "no-such-code": Fault(event({"occurrence": "helt"}), "bad-code"),
    "no-such-key": Fault(event({"naem": "Apspriede"}, ("name",)), "unknown-key"),
    "unregistered": Fault(event({"location": "place/nekur"}), "unknown-thing"),
    "wrong-kind": Fault(event({"location": "programme/nav"}), "wrong-kind"),
    "budget-as-text": Fault(project({"totalBudget": "daudz naudas"}), "bad-money"),
    "no-quote": Fault(_no_quote, "no-quote"),
}

SHAPES: Mapping[str, Fault] = {
    "event-without-name": Fault(event(without=("name",)), "name"),
    "event-without-date": Fault(event(without=("date",)), "Event-date"),
    "event-without-status": Fault(event(without=("occurrence",)), "Event-occurrence"),
    "place-without-name": Fault(_nameless_place, "name"),
    "part-outside-event": Fault(_outside, "Event"),
    "sum-below-zero": Fault(project({"totalBudget": "-5.00 EUR"}), "Amount-value"),
    "funding-above-budget": Fault(_too_much, "Project"),
    "untidy-number": Fault(
        project({"count": {"measuredProperty": "partner-count", "value": "-3"}}),
        "Observation-value",
    ),
}

ALL: Mapping[str, Fault] = {**INPUT, **SHAPES}
