"""Datasets -> the version objects that a change feed is made of.

A member is one thing as one release has it: all facts about the thing and its parts, without
graphs and claims. Its IRI never changes meaning; it is `dcterms:isVersionOf` the thing. A thing
that is gone gets a tombstone, a member without facts. (LDES, section on version objects.)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import SEEK_END
from itertools import groupby
from typing import IO
from urllib.parse import quote

from lod.derive.mapping import Minting
from lod.publish import things


class Kind(StrEnum):
    """What the member tells; the names are those of ActivityStreams 2.0 types."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True)
class Member:
    """`version` and `thing` are IRI terms, `created` an xsd:dateTime with zone.

    `triples` are the N-Triples lines of the thing, sorted; a tombstone has none.
    """

    version: str
    thing: str
    created: str
    kind: Kind
    triples: tuple[str, ...] = ()

    def tombstone(self) -> "Member":
        """The member without its content."""
        return Member(self.version, self.thing, self.created, Kind.DELETE)


State = Mapping[str, str]
"""Thing -> digest of the facts that its latest member has; tombstones are left out."""


def of_dataset(lines: Iterable[str], base: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each thing with the triples about it and its parts, whatever graphs hold them."""
    end = f" {Minting(base).graph('claims')} ."
    facts = (line for line in lines if not line.endswith(end))
    for thing in things.read(facts, base):
        found = [
            f"{node.subject} {predicate} {value} ."
            for node in thing.nodes
            for predicate, values in zip(node.predicates, node.objects, strict=True)
            for value in values
        ]
        yield thing.iri, tuple(sorted(found))


def triples(lines: Iterable[str], base: str) -> Iterator[str]:
    """The triples that members are made of, each once, in the order of the dataset."""
    end = f" {Minting(base).graph('claims')} ."
    facts = (line for line in lines if not line.endswith(end))
    for triple, _ in groupby(line.rsplit(" ", 2)[0] for line in facts):
        yield f"{triple} ."


def digest(triples: Iterable[str]) -> str:
    """What tells the contents of two members apart."""
    return sha256("\n".join(triples).encode()).hexdigest()


class Spool:
    """Members in the order of time and IRI; their triples wait in a file, not in memory."""

    def __init__(self, file: IO[bytes], created: str) -> None:
        self._file, self._created = file, created
        self._rows: list[tuple[str, str, Kind, int, int]] = []

    def add(self, version: str, thing: str, kind: Kind, triples: Iterable[str] = ()) -> None:
        """One more member."""
        raw = "\n".join(triples).encode()
        start = self._file.seek(0, SEEK_END)
        self._file.write(raw)
        self._rows.append((version, thing, kind, start, len(raw)))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Member]:
        for version, thing, kind, start, length in sorted(self._rows):
            self._file.seek(start)
            text = self._file.read(length).decode()
            own = tuple(text.split("\n")) if text else ()
            yield Member(version, thing, self._created, kind, own)


def between(
    known: State, lines: Iterable[str], base: str, label: str, created: str, file: IO[bytes]
) -> tuple[Spool, State]:
    """The members that bring followers from the known state to the dataset, and its state.

    `label` makes the version IRIs unique: the release's version. The content of the members is
    kept in `file`.
    """
    members = Spool(file, created)
    state: dict[str, str] = {}
    for thing, own in of_dataset(lines, base):
        state[thing] = found = digest(own)
        if known.get(thing) != found:
            kind = Kind.UPDATE if thing in known else Kind.CREATE
            members.add(version_iri(thing, base, label), thing, kind, own)
    for thing in known.keys() - state.keys():
        members.add(version_iri(thing, base, label), thing, Kind.DELETE)
    return members, state


def in_time(member: Member) -> tuple[str, str]:
    """What members are put in order by: when they were created, then their IRI."""
    return member.created, member.version


def label_of(version: str, base: str) -> str:
    """The label that a version IRI was made with."""
    return version.removeprefix(f"<{base}version/").partition("/")[0]


def version_iri(thing: str, base: str, label: str) -> str:
    """The IRI of one version of a thing."""
    path = thing[1:-1].removeprefix(base)
    return f"<{base}version/{label}/{quote(path, safe='/')}>"
