"""Small publications of invented records, built by the flow."""

import json
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lod import publication, stages, synth
from lod.flow import build as flow
from lod.flow.crew import Crew
from lod.publish import dumps

EVERY = flow.Options(dumps=publication.DUMPS)
"""All dumps, also those that are made only where they are asked for."""

SMALL = replace(EVERY, limit=1, gzip=True)
"""So small a limit that every dump is compressed."""

Record = dict[str, Any]


def built(
    root: Path,
    crew: Crew | None = None,
    options: flow.Options = EVERY,
    tell: Callable[[str], None] = lambda _: None,
) -> flow.Built:
    """Build a publication into `root`/out."""
    here = publication.load(root)
    compiled = stages.compiled_rules(here, dumps.read_model(here))
    crew = crew or Crew(1)
    out = root / "out"
    return flow.build(here, compiled, crew, out=out, options=options, head="h", tell=tell)


def opened(root: Path, crew: Crew | None = None) -> flow.Flow:
    """A flow that is to be closed."""
    here = publication.load(root)
    compiled = stages.compiled_rules(here, dumps.read_model(here))
    return flow.Flow(here, compiled, crew or Crew(1), options=EVERY)


def contents(root: Path) -> Mapping[str, bytes]:
    """The published files by name."""
    return {path.name: path.read_bytes() for path in sorted((root / "out").iterdir())}


def afresh(root: Path, elsewhere: Path, options: flow.Options = EVERY) -> Mapping[str, bytes]:
    """What a full build of the same folder publishes."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("flow", "out"))
    built(elsewhere, options=options)
    return contents(elsewhere)


def records(root: Path) -> list[Record]:
    """The records of a publication."""
    text = (root / "data" / "records.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def write(root: Path, found: list[Record]) -> None:
    """Write the records back."""
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in found]
    path = root / "data" / "records.jsonl"
    path.write_text("\n".join((*lines, "")), encoding="utf-8")


def edited(found: list[Record], spare: list[Record], chance: random.Random) -> list[Record]:
    """The records after one random edit: added, deleted, moved, ranked, cut or emptied."""
    found = [json.loads(json.dumps(one)) for one in found]
    at = chance.randrange(len(found))
    edit = chance.choice(("delete", "add", "move", "rank", "cut", "empty"))
    if edit == "delete" and len(found) > 1:
        found.pop(at)
    elif edit == "add":
        have = {json.dumps(one.get("document", {}).get("document")) for one in found}
        new = [s for s in spare if json.dumps(s.get("document", {}).get("document")) not in have]
        found[at:at] = new[:1]
    elif edit == "move":
        found.insert(chance.randrange(len(found)), found.pop(at))
    elif edit == "rank" and found[at]["claims"]:
        entry = chance.choice(found[at]["claims"])
        entry["rank"] = chance.choice(("preferred", "normal", "deprecated"))
    elif edit == "cut" and found[at]["claims"]:
        found[at]["claims"].pop(chance.randrange(len(found[at]["claims"])))
    elif edit == "empty":
        found[at]["claims"] = found[at]["claims"][:1]
    return found


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of forty invented documents as JSON Lines; not to be changed."""
    folder = tmp_path_factory.mktemp("invented") / "publication"
    assert synth.main(["--documents", "40", "--scale", "0.1", "--out", str(folder)]) == 0
    built(folder)
    return folder


@pytest.fixture
def folder(invented: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the invented publication, without cache and output."""
    count = iter(range(1000))

    def copy() -> Path:
        made = tmp_path / f"p{next(count)}"
        shutil.copytree(invented, made, ignore=shutil.ignore_patterns("flow", "out"))
        return made

    return copy
