"""A publication that is edited, built and released again and again."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lod import pipeline, publication
from lod.curate import records, register
from lod.publication import Publication
from lod.releases import gone
from lod.releases.cut import Cut, cut
from lod.releases.feed import Settings
from lod.releases.withdrawal import Policy

FIRST = datetime(2026, 11, 21, 12, tzinfo=UTC)

GOAL = """
  - quote: project "Quiet Paths"
    project/quiet-paths:
      goal: {en: fewer cars on old paths}
"""


@dataclass
class Bench:
    """One publication with its releases and its feed; each release is a day after the last."""

    here: Publication
    size: int = 4
    now: datetime = FIRST
    cuts: list[Cut] = field(default_factory=list)

    @property
    def dist(self) -> Path:
        return self.here.dist

    @property
    def releases(self) -> Path:
        return self.here.root / "releases"

    @property
    def feed(self) -> Path:
        return self.here.root / "feed"

    @property
    def settings(self) -> Settings:
        here = self.here
        return Settings(here.base, here.title, here.license, "Publisher", "en", self.size)

    def claim(self, text: str) -> None:
        """Add entries to the first claim file."""
        path = min((self.here.data / "claims").glob("*.yaml"))
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        """Replace words of the claim files."""
        found = 0
        for path in (self.here.data / "claims").glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            found += text.count(old)
            path.write_text(text.replace(old, new), encoding="utf-8")
        assert found, f"no claim file holds {old!r}"

    def without_college(self) -> None:
        """Let one thing vanish from the claims."""
        college = "organization/stonebridge-college"
        words = "      name: Stonebridge College\n      type: CollegeOrUniversity\n"
        self.edit(f"    {college}:\n{words}", "")
        self.edit(f"        - {{participant: {college}, role: partner}}\n", "")

    def gone(self) -> Sequence[str]:
        """The IRIs that the register withdraws."""
        path = self.here.data / "register.tsv"
        keys = {line.split("/")[0] for line in path.read_text(encoding="utf-8").splitlines()}
        rows, _ = register.parse(records.read_bytes(path, "register.tsv"), "register.tsv", keys)
        return sorted(self.here.base + iri for iri in rows.withdrawn)

    def withdraw(self, key: str) -> str:
        """Withdraw a thing in the register; its IRI."""
        path = self.here.data / "register.tsv"
        rows = path.read_text(encoding="utf-8").split("\n")
        place = next(i for i, row in enumerate(rows) if row.startswith(f"{key}\t"))
        cells = rows[place].split("\t")
        rows[place] = "\t".join((*cells[:3], "withdrawn"))
        path.write_text("\n".join(rows), encoding="utf-8")
        return self.here.base + cells[1]

    def build(self) -> None:
        """Build, with the pages for what is gone."""
        pipeline.build(self.here)
        for name, text in gone.files(self.gone(), self.here.base, self.here.languages).items():
            (self.dist / name).parent.mkdir(parents=True, exist_ok=True)
            (self.dist / name).write_text(text, encoding="utf-8")

    def release(self, policy: Policy = Policy.REWRITE, name: str = "") -> Cut:
        """Cut a release of what is built."""
        made = cut(
            self.dist,
            self.releases,
            self.feed,
            self.settings,
            now=self.now,
            gone=self.gone(),
            policy=policy,
            name=name,
            languages=self.here.languages,
        )
        self.now += timedelta(days=1)
        self.cuts.append(made)
        return made

    def copied(self, folder: Path) -> "Bench":
        """All of it once more, in another folder."""
        here = publication.load(Path(shutil.copytree(self.here.root, folder)))
        return replace(self, here=here, cuts=list(self.cuts))


@pytest.fixture
def bench(small: Publication) -> Bench:
    """The small publication, built, nothing released yet."""
    return Bench(small)
