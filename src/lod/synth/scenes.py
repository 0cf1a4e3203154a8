"""What invented documents tell: projects, events, people, money, with the words that prove it.

Each scene adds sentences and entries to a Story. The means are those of the documents in
data/claims, counted by kind of thing.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lod.synth import events, people, words
from lod.synth.story import Story, Words
from lod.synth.world import ORGANIZATIONS, PROJECTS, Project, World, zipf

Quotes = tuple[Words, ...]

PARTNERS = "A country from which the project has partners is one of its countries."
COUNTED = "Counted from the partners that the text lists."


def tell(world: World, number: int, scale: float) -> tuple[Story, Project]:
    """The document of that number, and the project it is mainly about."""
    story = Story(world, number, scale)
    project = world.project(zipf(story.random, PROJECTS))
    title = f"Par projekta {project.acronym} jaunumiem\n"
    heading = story.say(title, title[:-1])
    occasions = [events.event(story, project)]
    about = [story.use(project.thing), occasions[0].key]
    story.header["title"] = title[:-1]
    story.claim(heading, {f"document/{story.key}": {"headline": title[:-1], "about": about}})
    _published(story, occasions[0])
    _project(story, project)
    occasions += (
        events.event(story, world.project(zipf(story.random, PROJECTS)))
        for _ in range(story.times(0.7))
    )
    for other in {one.project.thing.key: one.project for one in occasions[1:]}.values():
        if other.thing.key != project.thing.key:
            _project(story, other)
    occasions += (events.event(story, project) for _ in range(story.times(2.2)))
    events.parts(story, occasions)
    people.people(story, occasions)
    _details(story, project, occasions)
    return story, project


def external(projects: Mapping[str, Project]) -> dict[str, Any]:
    """A record of external claims about projects that documents named."""
    claims = []
    for key, project in sorted(projects.items()):
        page = f"https://example.org/projects/{project.acronym.lower()}"
        said: dict[str, Any] = {
            "name": {"lv": project.thing.name},
            "identifier": f"SYN-{project.acronym}",
            "subjectOf": page,
        }
        if project.contested:
            said["totalBudget"] = _money(project.budget + 900)
        claims.append({"status": "external", "source": page, key: said})
    return {"claims": claims, "spans": []}


# -- the document and its projects


def _published(story: Story, occasion: events.Occasion) -> None:
    distance = timedelta(days=1 + story.random.randrange(25))
    day = occasion.day + distance if occasion.held else occasion.day - distance
    if story.chance(0.9):
        story.header["published"] = day.isoformat()
    else:
        quotes = story.say(f"Apkopots {day.year}. gadā.\n", f"{day.year}. gadā")
        things = {f"document/{story.key}": {"date": str(day.year)}}
        story.claim(quotes, things, status="inferred", rule="A report is written in its last year.")
    if story.chance(0.9):
        publisher = story.world.organization(zipf(story.random, ORGANIZATIONS))
        key = story.use(publisher.thing)
        story.header["publisher"] = key
        name = publisher.thing.name
        quotes = story.say(f"Publicēja {name}.\n", f"Publicēja {name}", name)
        story.claim(quotes[:1], {f"document/{story.key}": {"publisher": key}})
        story.claim(quotes[1:], {key: people.name_and_type(publisher)})


def _project(story: Story, project: Project) -> None:
    key, name = story.use(project.thing), project.thing.name
    programme = story.world.programme(project.programme)
    quotes = story.say(
        f"Projektu “{name}” ({project.acronym}) īsteno šādi: {programme.name}, 2014.–2020. gads. ",
        f"“{name}” ({project.acronym})",
        f"({project.acronym}) īsteno",
        programme.name,
        "2014.–2020. gads",
    )
    story.claim(quotes[:1], {key: {"name": name, "acronym": project.acronym}})
    story.claim(quotes[1:3], {key: {"programme": story.use(programme)}})
    story.claim(quotes[2:3], {programme.key: {"name": programme.name}})
    story.claim(quotes[3:], {programme.key: {"date": "2014/2020"}})
    if story.chance(0.25 + story.scale / 4):
        _period(story, project)
    if story.chance(0.2 + story.scale / 3):
        _budget(story, project)
    if story.chance(min(0.6, story.scale / 2)):
        _priority(story, project)
    if story.chance(min(0.8, story.scale * 1.4)):
        lv, en = words.THEMES[project.theme]
        quotes = story.say(f"Projekta mērķis ir {lv}. ", f"mērķis ir {lv}")
        story.claim(quotes, {key: {"goal": {"lv": lv, "en": en}}})


def _period(story: Story, project: Project) -> None:
    last = project.last
    if project.contested and story.chance(0.4):
        last += timedelta(days=30)
    sentence = f"Tas ilgst no {_numeric(project.first)} līdz {_numeric(last)}. "
    quotes = story.say(sentence, sentence[4:-2])
    story.claim(quotes, {project.thing.key: {"date": f"{project.first}/{last}"}})


def _budget(story: Story, project: Project) -> None:
    key, granted = project.thing.key, project.granted
    if project.contested and story.chance(0.4):
        granted -= 900
    funder = story.world.funder
    total = f"Kopējais budžets ir {_spaced(project.budget)} EUR"
    share = f"no tiem {_spaced(granted)} EUR"
    quotes = story.say(
        f"{total}, {share} sedz {funder.name} (ERAF). ".replace(" EUR", "\u00a0EUR"),
        total,
        share,
        f"{funder.name} (ERAF)",
    )
    story.claim(quotes[:1], {key: {"totalBudget": _money(project.budget)}})
    funding = {"amount": _money(granted), "funder": story.use(funder)}
    story.claim(quotes[1:], {key: {"funding": funding}})
    story.claim(quotes[2:], {funder.key: {"name": funder.name, "alternateName": "ERAF"}})


def _priority(story: Story, project: Project) -> None:
    number = 3 * project.programme + project.theme % 3
    priority, programme = story.world.priority(number), story.world.programme(project.programme)
    code = str(project.theme % 3 + 1)
    sentence = f"Projekts atbilst {code}. prioritātei “{priority.name}”. "
    quotes = story.say(sentence, sentence[:-2])
    body = {"name": priority.name, "termCode": code, "partOf": story.use(programme)}
    story.claim(quotes, {project.thing.key: {"priority": story.use(priority)}, priority.key: body})


# -- what else a long text has to say


def _details(story: Story, project: Project, occasions: list[events.Occasion]) -> None:
    for number in range(story.times(4.6)):
        _partner(story, project, number, occasions[0].quote)
    for _ in range(story.times(5.2)):
        _group(story, project)
    for _ in range(story.times(3.0)):
        _output(story, project, occasions[0].quote)
    for _ in range(story.times(2.8)):
        _country(story, project, occasions[0].quote)
    for occasion in occasions[: story.times(1.4)]:
        events.attendance(story, occasion)
    if story.chance(min(1.0, story.scale)):
        stated = project.partners + (1 if project.contested and story.chance(0.4) else 0)
        quotes = story.say(f"Projektā darbojas {stated} partneri. ", f"{stated} partneri")
        count = {"measuredProperty": "partner-count", "value": str(stated)}
        story.claim(quotes, {project.thing.key: {"count": count}})
        countries = {
            "measuredProperty": "partner-country-count",
            "value": str(2 + project.theme % 5),
        }
        how = {"status": "computed", "rule": COUNTED}
        story.claim(quotes, {project.thing.key: {"count": countries}}, **how)


def _partner(story: Story, project: Project, number: int, heading: Words) -> None:
    if number:
        organization, key = people.any_organization(story)
        role, called = "partner", "Partneris"
    else:
        organization = story.world.organization(project.lead)
        key, role, called = story.use(organization.thing), "lead-partner", "Vadošais partneris"
    name = organization.thing.name
    quotes = story.say(f"{called}: {name}. ", f"{called}: {name}", name)
    part = {"participant": key, "role": role}
    story.claim((heading, *quotes[:1]), {project.thing.key: {"participation": [part]}})
    people.name_organization(story, key, organization, quotes[1:])


def _group(story: Story, project: Project) -> None:
    group = story.world.group(story.random.randrange(len(words.GROUPS)))
    quotes = story.say(
        f"Projekts domāts šādai grupai: {group.name}. ", f"grupai: {group.name}", group.name
    )
    story.claim(quotes[:1], {project.thing.key: {"targetGroup": story.use(group)}})
    story.claim(quotes[1:], {group.key: {"name": group.name}})


def _output(story: Story, project: Project, heading: Words) -> None:
    made = words.OUTPUTS[story.random.randrange(len(words.OUTPUTS))]
    lv, en = words.THEMES[story.random.randrange(len(words.THEMES))]
    key = story.invent("output", "iznakums")
    quotes = story.say(f"Tapusi {made} “{lv}”. ", f"Tapusi {made}", f"{made} “{lv}”")
    story.claim((heading, *quotes[:1]), {project.thing.key: {"output": key}})
    body = {"name": f"{made} “{lv}”", "description": {"lv": lv, "en": en}}
    story.claim(quotes[1:], {key: body})


def _country(story: Story, project: Project, heading: Words) -> None:
    number = int(len(words.COUNTRIES) ** story.random.random()) - 1
    country, locative = story.world.country(number), words.COUNTRIES[number][1]
    key = story.use(country)
    quotes = story.say(f"Partneri strādā arī {locative}. ", f"arī {locative}")
    rule = {"status": "inferred", "rule": PARTNERS}
    story.claim((heading, *quotes), {project.thing.key: {"areaServed": key}}, **rule)
    story.claim(quotes, {key: {"name": country.name, "type": "schema:Country"}})


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} EUR"


def _spaced(cents: int) -> str:
    """A sum as Latvian texts write it."""
    return f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02}"


def _numeric(day: date) -> str:
    return f"{day:%d.%m.%Y}"
