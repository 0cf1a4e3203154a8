"""Events of invented documents: their dates, as exact as texts are, their places and parts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lod.synth import words
from lod.synth.story import Story, Words
from lod.synth.world import PLACES, Project, Thing, mix, zipf

YEAR = "The text gives day and month only; the year is that of its publication date."
PART = "A part of the project's event is an event of the same project."
SAME_DAY = "A part of a one-day event has the event's day."


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event as later scenes need it; `edtf` is empty where parts cannot be dated by it."""

    key: str
    project: Project
    day: date
    edtf: str
    held: bool
    quote: Words


def event(story: Story, project: Project) -> Occasion:
    """An event of the project; some are told of by several documents."""
    random, world = story.random, story.world
    shared = random.random() < 0.12
    code, kind = words.KINDS[0 if shared else random.randrange(len(words.KINDS))]
    if shared:
        key = f"event/{project.thing.key[8:]}-nosleguma-konference"
        story.use(Thing(key, f"id/{key}", ""))
        day = project.last - timedelta(days=15)
    else:
        key = story.invent("event", code)
        day = project.first + timedelta(days=30 + random.randrange(500))
    held = random.random() < (0.92 if shared else 0.7)
    verb = "notika" if held else "notiks"
    edtf, spoken, rule = _date(story, day, shared and project.contested)
    sentence = f"{spoken} {verb} projekta {project.acronym} {kind}. "
    said = f"{verb} projekta {project.acronym} {kind}"
    when = spoken.replace("\u00a0", " ")
    quotes = story.say(sentence, said, when)
    name = f"Projekta {project.acronym} {kind}"
    body = {
        "name": name,
        "kind": code,
        "eventOf": story.use(project.thing),
        "occurrence": "held" if held else "planned",
    }
    story.claim(quotes[:1], {key: body})
    story.claim(quotes[1:], {key: {"date": edtf}}, **rule)
    place = random.randrange(4) + 4 * zipf(random, PLACES)
    if shared:
        place = 4 * (mix(world.seed, 6, project.budget) % PLACES)
    _venue(story, key, place)
    if topics := story.times(1.6):
        _topics(story, key, topics)
    safe = "" if shared and project.contested else edtf
    return Occasion(key, project, day, safe, held, quotes[0])


def _date(story: Story, day: date, contested: bool) -> tuple[str, str, dict[str, Any]]:
    """EDTF date, the words for it, and how it is known."""
    month = words.MONTHS[day.month - 1]
    how = story.random.random()
    if contested and how < 0.4:
        day += timedelta(days=1)
    if how < 0.45:
        rule = {"status": "inferred", "rule": YEAR}
        return day.isoformat(), f"{day.day}.\u00a0{month}", rule
    if how < 0.82 or contested:
        return day.isoformat(), f"{day.year}. gada {day.day}. {month}", {}
    if how < 0.92:
        return f"{day:%Y-%m}-XX", f"{day.year}. gada {month}", {}
    return str(day.year), f"{day.year}. gadā", {}


def _venue(story: Story, event: str, number: int) -> None:
    venue, town = story.world.venue(number), story.world.place(number // 4)
    where = story.use(town.thing)
    named = {where: {"name": town.thing.name, "type": town.type}}
    if not story.chance(0.2 + story.scale):
        quotes = story.say(f"Norises vieta: {town.thing.name}. ", f"vieta: {town.thing.name}")
        story.claim(quotes, {event: {"location": where}, **named})
        return
    key = story.use(venue)
    quotes = story.say(
        f"Norises vieta bija {venue.name} {town.locative}. ",
        f"{venue.name} {town.locative}",
        venue.name,
    )
    story.claim(quotes[:1], {event: {"location": key}, **named})
    story.claim(quotes[1:], {key: {"name": venue.name, "containedInPlace": where}})


def _topics(story: Story, event: str, count: int) -> None:
    start = story.random.randrange(len(words.THEMES))
    topics = [words.THEMES[(start + step) % len(words.THEMES)][0] for step in range(min(count, 4))]
    listed = ", ".join(topics)
    quotes = story.say(f"Pārrunātie temati: {listed}. ", listed if len(listed) < 110 else topics[0])
    story.claim(quotes, {event: {"topic": topics[0] if len(topics) == 1 else topics}})


def parts(story: Story, occasions: list[Occasion]) -> None:
    """Parts of the events, each on the day of its event."""
    for number in range(story.times(6.3)):
        above = occasions[story.random.randrange(len(occasions))]
        if not above.edtf:
            continue
        code, kind = words.PARTS[story.random.randrange(len(words.PARTS))]
        key = story.invent("event", code)
        name = f"{number + 1}. {kind}"
        quotes = story.say(f"Tajā ietilpa {name}. ", f"ietilpa {name}")
        held = "held" if above.held else "planned"
        body = {"name": name, "kind": code, "superEvent": above.key, "occurrence": held}
        story.claim(quotes, {key: body})
        both = (*quotes, above.quote)
        rule = {"status": "inferred", "rule": PART}
        story.claim(both, {key: {"eventOf": above.project.thing.key}}, **rule)
        story.claim(both, {key: {"date": above.edtf}}, status="inferred", rule=SAME_DAY)
        if story.chance(0.5):
            _topics(story, key, 1 + story.random.randrange(2))


def attendance(story: Story, occasion: Occasion) -> None:
    """How many came, roughly."""
    number = 20 + 5 * story.random.randrange(30)
    quotes = story.say(f"Piedalījās ap {number} dalībnieku. ", f"ap {number} dalībnieku")
    count = {"measuredProperty": "attendance", "value": str(number), "qualifier": "approximate"}
    story.claim(quotes, {occasion.key: {"count": count}})
