"""People and organizations of invented documents: who took part, for whom, in which position."""

from typing import Any

from lod.synth import words
from lod.synth.events import Occasion
from lod.synth.story import Story, Words
from lod.synth.world import ORGANIZATIONS, PERSONS, Organization, Thing, zipf

Quotes = tuple[Words, ...]

NAMED_PLACE = "The organization's name holds the name of the place."


def people(story: Story, occasions: list[Occasion]) -> None:
    """Those who opened, spoke, came."""
    bodies: list[Organization] = []
    for number in range(min(60, story.times(6.8))):
        if story.chance(0.5):
            person = story.world.person(zipf(story.random, PERSONS))
            key = story.use(person.thing)
        else:
            mark = PERSONS + 64 * story.number + number
            person = story.world.person_named(mark, f"{number}")
            name = f"person/{story.key}-{person.thing.key[7:]}"
            key = story.adopt(Thing(name, person.thing.iri, person.thing.name))
        if not bodies or not story.chance(0.4):
            bodies.append(story.world.organization(person.organization))
        body = bodies[story.random.randrange(len(bodies))]
        _person(story, occasions, key, person.thing.name, person.position, body)
    for _ in range(story.times(2.6)):
        organization, key = any_organization(story)
        occasion = occasions[story.random.randrange(len(occasions))]
        name = organization.thing.name
        quotes = story.say(f"Ieradās arī {name}. ", f"Ieradās arī {name}", name)
        role = {"participant": key, "role": "attendee"}
        story.claim((quotes[0], occasion.quote), {occasion.key: {"participation": [role]}})
        name_organization(story, key, organization, quotes[1:])


def _person(
    story: Story, occasions: list[Occasion], key: str, name: str, position: str, body: Organization
) -> None:
    random = story.random
    role, did = words.ROLES[random.randrange(len(words.ROLES))]
    lv, en = words.THEMES[random.randrange(len(words.THEMES))]
    whole = body.thing.name
    topic = f" par tematu “{lv}”" if role == "speaker" else ""
    quotes = story.say(
        f"{name}, {position} ({whole}), {did}{topic}. ",
        f"{name}, {position}",
        f"{did}{topic}",
        name,
        whole,
    )
    organization = story.use(body.thing)
    part: dict[str, Any] = {
        "participant": key,
        "role": role,
        "onBehalfOf": organization,
        "position": position,
    }
    if story.chance(0.4):
        part["description"] = {"lv": lv, "en": en}
    first = occasions[random.randrange(len(occasions))]
    things = {first.key: {"participation": [part]}}
    second = occasions[random.randrange(len(occasions))]
    if second.key != first.key and story.chance(0.6):
        things[second.key] = {"participation": [{**part, "role": "attendee"}]}
    story.claim(quotes[:2], things)
    story.claim(quotes[2:3], {key: {"name": name}})
    name_organization(story, organization, body, quotes[3:])


def any_organization(story: Story) -> tuple[Organization, str]:
    """An organization that other documents name too, or one of this document alone."""
    if story.chance(0.75):
        organization = story.world.organization(zipf(story.random, ORGANIZATIONS))
        return organization, story.use(organization.thing)
    number = ORGANIZATIONS + 64 * story.number + len(story.own)
    found = story.world.organization_named(number, f"{len(story.own)}")
    key = f"organization/{story.key}-{found.thing.key[13:]}"
    return found, story.adopt(Thing(key, f"id/{key}", found.thing.name))


def name_organization(story: Story, key: str, organization: Organization, quotes: Quotes) -> None:
    """The organization's name, class and at times place, as the quotes have it."""
    story.claim(quotes, {key: name_and_type(organization)})
    if organization.place >= 0 and story.chance(min(0.5, 0.2 + story.scale / 4)):
        place = story.world.place(organization.place)
        rule = {"status": "inferred", "rule": NAMED_PLACE}
        story.claim(quotes, {key: {"location": story.use(place.thing)}}, **rule)
        story.claim(quotes, {place.thing.key: {"name": place.thing.name, "type": place.type}})


def name_and_type(organization: Organization) -> dict[str, str]:
    """What is said of an organization wherever it is named."""
    name = {"name": organization.thing.name}
    return {**name, "type": organization.type} if organization.type else name
