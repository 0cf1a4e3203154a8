"""What invented documents share: the thing of each rank, the same in every document.

Enters: the seed. Leaves: named things by kind and rank. Ranks are drawn by a Zipf law, so a few
things stand in many documents and most in few.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from lod.curate.register import slug
from lod.synth import words

ORGANIZATIONS, PERSONS, PROJECTS, PLACES = 50_000, 100_000, 20_000, 400
_OPAQUE = 36**6
_MASK = (1 << 64) - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the register: its key, its IRI relative to the base, its name."""

    key: str
    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A town or parish: also its name in the genitive and locative, and its class."""

    thing: Thing
    genitive: str
    locative: str
    type: str


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization: its class (may be empty) and the rank of the place in its name, or -1."""

    thing: Thing
    type: str
    place: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a public role; `position` is what most documents call that person."""

    thing: Thing
    position: str
    organization: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project. Sums are in cents; `contested` says that documents differ about it."""

    thing: Thing
    acronym: str
    theme: int
    programme: int
    first: date
    last: date
    budget: int
    granted: int
    lead: int
    partners: int
    contested: bool


def mix(*numbers: int) -> int:
    """64 bits that look random, the same for the same numbers on every machine."""
    state = 0x9E3779B97F4A7C15
    for number in numbers:
        state = ((state ^ number) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 31)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 29
    return state


def zipf(random: Random, pool: int) -> int:
    """A rank below `pool`; rank r is drawn about as often as 1 / (r + 1) says."""
    return int(pool ** random.random()) - 1


def thing(kind: str, name: str, mark: str) -> Thing:
    """A thing whose key is made of its name and a mark that no other thing of the kind has."""
    key = f"{kind}/{slug(name)[:40].rstrip('-')}-{mark}"
    return Thing(key, f"id/{key}", name)


def person_iri(number: int) -> str:
    """The opaque IRI of a person: another for every number below 36 to the sixth."""
    scrambled = (number * 1_103_515_247 + 12_345) % _OPAQUE
    return f"id/person/p-{_base36(scrambled):0>6}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


class World:
    """The shared things of one seed; each is made when first asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.place = lru_cache(PLACES)(self._place)
        self.organization = lru_cache(20_000)(self._organization)
        self.person = lru_cache(20_000)(self._person)
        self.project = lru_cache(20_000)(self._project)
        self.country = lru_cache(None)(_country)
        self.programme = lru_cache(None)(_programme)
        self.priority = lru_cache(None)(_priority)
        self.group = lru_cache(None)(_group)
        self.venue = lru_cache(4 * PLACES)(self._venue)
        self.funder = thing("organization", "Eiropas Reģionālās attīstības fonds", "eraf")

    def _place(self, rank: int) -> Place:
        if rank < len(words.TOWNS):
            name, genitive, locative = words.TOWNS[rank]
            return Place(thing("place", name, _base36(rank)), genitive, locative, "schema:City")
        stem = words.PARISH_STEMS[rank % len(words.PARISH_STEMS)]
        return Place(
            thing("place", f"{stem} pagasts", _base36(rank)),
            f"{stem} pagasta",
            f"{stem} pagastā",
            "schema:AdministrativeArea",
        )

    def _venue(self, number: int) -> Thing:
        """The venue of that number: four in every place."""
        name = words.SOCIETY[mix(self.seed, 5, number) % len(words.SOCIETY)]
        return thing("place", f"kultūras nams “{name}”", f"v{_base36(number)}")

    def _organization(self, rank: int) -> Organization:
        return self.organization_named(rank, f"r{_base36(rank)}")

    def organization_named(self, number: int, mark: str) -> Organization:
        """An organization made of the bits of a number."""
        bits = mix(self.seed, 1, number)
        pattern, kind = words.BODIES[bits % len(words.BODIES)]
        society = words.SOCIETY[(bits >> 8) % len(words.SOCIETY)]
        place = (bits >> 20) % PLACES if "{town}" in pattern else -1
        town = self.place(place).genitive if place >= 0 else ""
        name = pattern.format(society=society, town=town)
        return Organization(thing("organization", name, mark), kind, place)

    def _person(self, rank: int) -> Person:
        return self.person_named(rank, f"r{_base36(rank)}")

    def person_named(self, number: int, mark: str) -> Person:
        """A person made of the bits of a number, which no other person has."""
        bits = mix(self.seed, 2, number)
        female = bits & 1
        given = (words.FEMALE if female else words.MALE)[(bits >> 1) % len(words.FEMALE)]
        name = f"{given} {words.SURNAMES[(bits >> 8) % len(words.SURNAMES)][female]}"
        position = words.POSITIONS[(bits >> 16) % len(words.POSITIONS)][female]
        key = thing("person", name, mark).key
        iri = person_iri(number)
        share = ((bits >> 24) % 65_536) / 65_536
        return Person(Thing(key, iri, name), position, int(ORGANIZATIONS**share) - 1)

    def _project(self, rank: int) -> Project:
        bits = mix(self.seed, 3, rank)
        syllables = len(words.SYLLABLES)
        acronym = "".join(words.SYLLABLES[(bits >> 5 * i) % syllables] for i in range(3))
        theme = (bits >> 16) % len(words.THEMES)
        name = f"{words.THEMES[theme][0]} {words.REGIONS[(bits >> 20) % len(words.REGIONS)]}"
        key = f"project/{acronym}-{_base36(rank)}"
        first = date(2015 + (bits >> 24) % 7, 1 + (bits >> 28) % 12, 1)
        budget = 5_000_000 + (bits >> 8) % 150_000_000
        return Project(
            thing=Thing(key, f"id/{key}", name[0].upper() + name[1:]),
            acronym=f"{acronym.upper()}{rank}",
            theme=theme,
            programme=(bits >> 36) % len(words.PROGRAMMES),
            first=first,
            last=first + timedelta(days=600 + (bits >> 32) % 500),
            budget=budget,
            granted=budget * 85 // 100,
            lead=(bits >> 40) % 2_000,
            partners=3 + (bits >> 44) % 14,
            contested=rank % 11 == 3,
        )


def _country(number: int) -> Thing:
    return thing("place", words.COUNTRIES[number][0], "valsts")


def _programme(number: int) -> Thing:
    return thing("programme", words.PROGRAMMES[number], f"2014-2020-{number}")


def _priority(number: int) -> Thing:
    """The priorities of programme p have the numbers from 3 p."""
    return thing("priority", words.PRIORITIES[number % 3], str(number))


def _group(number: int) -> Thing:
    return thing("target-group", words.GROUPS[number], str(number))
