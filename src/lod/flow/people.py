"""What batches of sheets told -> what only the look at all of them tells."""

from collections.abc import Iterator, Sequence

from lod.curate import sources
from lod.curate.sources import Orphan
from lod.errors import Problem
from lod.flow import folders
from lod.flow.folders import Folders
from lod.flow.intake import PEOPLE
from lod.flow.ledger import Ledger
from lod.flow.runs import Run
from lod.publication import Publication


class People:
    """Notes claim files without records, and documents whose `spans` must be recorded."""

    def __init__(
        self, here: Publication, sheets: Folders, ledger: Ledger, warnings: Sequence[Problem]
    ) -> None:
        self.here, self.sheets, self.ledger, self.warnings = here, sheets, ledger, warnings
        self.spans: list[str] = []
        self._faulty = False
        self._orphans: list[Orphan] = []
        self._unusable: set[str] = set()

    def take(self, run: Run) -> None:
        """Note what one batch found."""
        self._faulty = self._faulty or bool(run.problems)
        self._orphans.extend(run.orphans)
        self._unusable.update(run.unusable)
        for key, digest, differs in run.spans:
            folders.recorded(self.ledger, key, digest)
            if differs:
                self.spans.append(key)

    def problems(self) -> Iterator[Problem]:
        """Beside what sheets told: the orphans, and all warnings where something is wrong."""
        usable = self.sheets.with_record() - self._unusable
        yield from sources.no_records(self._orphans, usable, self.here)
        if self._faulty or self._orphans:
            yield from (*self.warnings, *self.ledger.warnings(PEOPLE))
