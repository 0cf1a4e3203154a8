"""Records -> a publication folder: model, settings, register and records, in constant memory."""

import heapq
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

import yaml

from lod import template
from lod.curate import quotes, register
from lod.curate.quotes import Quote
from lod.errors import CallError
from lod.model import Span
from lod.synth import Record, faults, scenes
from lod.synth.story import Story
from lod.synth.world import Project, World, mix

BASE = "https://data.example.org/"
FIRST_SEEN = "2026-01-01"
FORMATS = ("jsonl", "jsonl.zst", "yaml")
SCALE = 0.05
"""The default mean size of a document against the real ones: a short notice."""
BATCH = 20
"""So many documents are followed by one record of external claims."""

_SETTINGS = """# An invented publication, made by `lod-synth`.

[publication]
base = "https://data.example.org/"
title = {lv = "Izdomāti projekti un pasākumi", en = "Invented projects and events"}
license = "https://creativecommons.org/publicdomain/zero/1.0/"
language = "en"
languages = ["lv", "en"]
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make.

    `faulty` is the share of documents with one of the `faults`; `duplicate` says how many
    documents stand twice; `texts` asks for the texts as well.
    """

    documents: int
    seed: int = 1
    scale: float = SCALE
    format: str = "jsonl"
    faulty: float = 0.0
    faults: tuple[str, ...] = tuple(faults.SHAPES)
    duplicate: int = 0
    texts: bool = False


@dataclass(slots=True)
class Made:
    """What was made: counts of documents, records, entries, registered things, faults by code."""

    documents: int = 0
    records: int = 0
    entries: int = 0
    things: int = 0
    faults: dict[str, int] = field(default_factory=dict)


class Writer(Protocol):
    """Takes one record after another."""

    def put(self, record: Record, name: str, text: str) -> None: ...


def write(plan: Plan, folder: Path) -> Made:
    """Make the folder, which must be new or empty (CallError)."""
    template.write(folder, BASE)
    for left in ("data", "texts"):
        shutil.rmtree(folder / left, ignore_errors=True)
    (folder / "lod.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "data").mkdir()
    made = Made()
    with ExitStack() as stack:
        rows = _Rows(folder / "data", stack)
        writer = _writer(plan, folder, stack)
        blamed = stack.enter_context((folder / "faults.tsv").open("w", encoding="utf-8"))
        blamed.write("document\tfault\tcode\tthing\n")
        for record, name, story in _records(plan, made, blamed):
            if story:
                rows.add(story)
            writer.put(record, name, story.text if story and plan.texts else "")
            made.records += 1
            made.entries += len(record["claims"])
        made.things = rows.write(folder / "data" / "register.tsv")
    if not made.faults:
        (folder / "faults.tsv").unlink()
    return made


def stories(plan: Plan) -> Iterator[tuple[Story, Project, str]]:
    """The documents in order, each with its main project and the name of its fault, or nothing."""
    world = World(plan.seed)
    for number in range(plan.documents):
        story, project = scenes.tell(world, number, plan.scale)
        spoilt = mix(plan.seed, 7, number) % 1_000_000 < plan.faulty * 1_000_000
        name = plan.faults[mix(plan.seed, 8, number) % len(plan.faults)] if spoilt else ""
        yield story, project, name


def _records(plan: Plan, made: Made, blamed: IO[str]) -> Iterator[tuple[Record, str, Story | None]]:
    every = max(1, plan.documents // plan.duplicate) if plan.duplicate else 0
    batch: dict[str, Project] = {}
    for story, project, name in stories(plan):
        if name:
            fault = faults.ALL[name]
            blamed.write(f"{story.key}\t{name}\t{fault.code}\t{fault.scene(story)}\n")
            made.faults[fault.code] = made.faults.get(fault.code, 0) + 1
        made.documents += 1
        record = story.record()
        yield record, story.key, story
        if every and story.number % every == 0 and story.number // every < plan.duplicate:
            yield record, f"{story.key}-again", None
        batch[project.thing.key] = project
        if (story.number + 1) % BATCH == 0 or story.number + 1 == plan.documents:
            yield scenes.external(batch), f"external-{story.number // BATCH:06d}", None
            batch = {}


class _Rows:
    """The rows of the register: those of shared things in memory, the others in files by kind."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.shared: dict[str, str] = {}
        self.files: dict[str, IO[str]] = {}

    def add(self, story: Story) -> None:
        self.shared.update(story.shared)
        for key, iri in sorted(story.own.items()):
            kind = key[: key.index("/")]
            if kind not in self.files:
                path = self.folder / f"register-{kind}.tmp"
                self.files[kind] = self.stack.enter_context(path.open("w+", encoding="utf-8"))
            self.files[kind].write(_row(key, iri))

    def write(self, path: Path) -> int:
        """Merge all rows, sorted by key; their number."""
        count = 0
        common = sorted(_row(key, iri) for key, iri in self.shared.items())
        with path.open("w", encoding="utf-8") as out:
            out.write("\t".join(register.HEADER) + "\n")
            for file in self.files.values():
                file.seek(0)
            own = (line for kind in sorted(self.files) for line in self.files[kind])
            last = ""
            for line in heapq.merge(common, own):
                if line != last:
                    out.write(line)
                    count += 1
                last = line
        for file in self.files.values():
            Path(file.name).unlink()
        return count


def _row(key: str, iri: str) -> str:
    return f"{key}\t{iri}\t{FIRST_SEEN}\t\n"


def _writer(plan: Plan, folder: Path, stack: ExitStack) -> Writer:
    if plan.format == "yaml":
        return _YamlFiles(folder)
    path = folder / "data" / f"records.{plan.format}"
    if plan.format == "jsonl":
        return _Lines(stack.enter_context(path.open("wb")), folder)
    try:
        import zstandard
    except ImportError:
        raise CallError(
            "the format jsonl.zst needs the package zstandard", "install it, or write jsonl"
        ) from None
    raw = stack.enter_context(path.open("wb"))
    packed = zstandard.ZstdCompressor(level=3).stream_writer(raw)
    return _Lines(stack.enter_context(packed), folder)


class _Lines:
    """One record a line of JSON."""

    def __init__(self, out: Any, folder: Path) -> None:
        self.out, self.folder = out, folder
        self.encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def put(self, record: Record, name: str, text: str) -> None:
        self.out.write(f"{self.encode(record)}\n".encode())
        _put_text(self.folder, name, text)


class _YamlFiles:
    """A record, a claim file and a file of spans for each document."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("documents", "claims", "spans"):
            (folder / "data" / name).mkdir()

    def put(self, record: Record, name: str, text: str) -> None:
        data = self.folder / "data"
        claims: dict[str, Any] = {"claims": record["claims"]}
        if header := record.get("document"):
            claims = {"document": header["document"], **claims}
            if name == header["document"]:
                _save(data / "documents" / f"{name}.yaml", _yaml(header))
            spans = quotes.spans_text(_spans(record["spans"]))
            _save(data / "spans" / f"{header['document']}.tsv", spans)
        _save(data / "claims" / f"{name}.yaml", _yaml(claims))
        _put_text(self.folder, name, text)


class _Dumper(yaml.SafeDumper):
    """Writes every part out, for claim files have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _spans(rows: Iterable[Sequence[Any]]) -> Mapping[Quote, Span]:
    found = {}
    for row in rows:
        start, end, quote = row[:3]
        exact = row[3] if len(row) > 3 else ""
        occurrence = row[4] if len(row) > 4 else 0
        prefix = row[5] if len(row) > 5 else ""
        found[Quote(quote, occurrence, prefix)] = Span(start, end, exact or quote)
    return found


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _put_text(folder: Path, name: str, text: str) -> None:
    if text:
        (folder / "texts").mkdir(exist_ok=True)
        (folder / "texts" / f"{name}.txt").write_bytes(text.encode())
