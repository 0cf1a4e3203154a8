"""A build -> the store of what it published: edited where little changed, else loaded anew."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lod.publication import Publication
from lod.publish.sink import Written
from lod.publish.staging import MARKS
from lod.stores import loading
from lod.stores.versions import DATA, About, Stamp, Versions, name_of
from lod.stores.writing import Writer, refusals, writing

if TYPE_CHECKING:
    from lod.flow.changes import State
    from lod.stores.ahead import Ahead

LARGE = 50_000_000
"""Bytes of N-Quads, about 270 000 quads, from which on reading them for each query takes seconds.

Where a dump is published compressed only it is larger than that.
"""
HUGE = 150_000_000
"""Bytes of a compressed dump, about 13 million quads, from which on a store takes many minutes to
load and tens of gigabytes of disk, so that it is made only where lod.toml asks for it."""
_SHARE = 2
"""When half as many quads came or went as there are, the store is loaded anew: what was removed
leaves its texts behind."""


@contextmanager
def following(
    here: Publication, target: Path, gone: Iterable[str], tell: Callable[[str], None]
) -> Iterator["Follower"]:
    """Goes around the block that publishes into `target`: the version is made in it, by `make`.

    It becomes the current one when the block has ended without an error. `gone` are the IRIs that
    are withdrawn: no version stays that was made when some of them were not.
    """
    with ExitStack() as stack:
        follower = Follower(here, target, gone, tell, stack)
        yield follower
        follower.switch()


def is_wanted(here: Publication, dump: Path, size: int) -> bool:
    """Whether a build makes a store of a dump of so many bytes."""
    if here.store_when != "large":
        return here.store_when == "always"
    is_packed = dump.name != MARKS[0]
    return size <= HUGE if is_packed else size > LARGE


class Follower:
    """Keeps the store in step with what is published; other folders than dist/ have no store."""

    def __init__(
        self,
        here: Publication,
        target: Path,
        gone: Iterable[str],
        tell: Callable[[str], None],
        stack: ExitStack,
    ) -> None:
        self.here, self.tell = here, tell
        names = "\n".join(sorted(gone)).encode()
        self._gone = sha256(names).hexdigest()[:16] if names else ""
        self.versions = Versions(here.store)
        self._is_ours = target.resolve() == here.dist.resolve()
        self._stack = stack
        self._writer: Writer | None = None
        self._dump = Path()
        self._name = ""
        self._ahead: Ahead | None = None

    def ahead(
        self, folder: Path, before: "State", after: "State", dump: Path, size: int
    ) -> Callable[[ox.Store], None] | None:
        """What to call with a store of the triples of `after`, so that the version is made of it.

        That goes on in the folder, new and on one disk with the store that is given, until `make`
        takes it or the block ends. None where the dump of about this size gets no store, or one
        that is not loaded.
        """
        if not self._is_ours or not is_wanted(self.here, dump, size):
            return None
        if self._base(before) or self._base(after):
            return None
        from lod.stores.ahead import Ahead

        self._ahead = self._stack.enter_context(Ahead(folder, after))
        return self._ahead.begin

    def make(self, files: Sequence[Written], before: "State" = (), after: "State" = ()) -> None:
        """Make the version of the dump that is among the files, unless it is there.

        `before` and `after` are the states published last and now, where they are known.
        WriteError: the disk refuses, or another build is at it.
        """
        dump = next(file for file in files if file.path.name in MARKS)
        if not self._is_ours or not is_wanted(self.here, dump.path, dump.size):
            return
        writer = self._stack.enter_context(writing(self.versions))
        self._writer, self._dump, self._name = writer, dump.path, name_of(dump.sha256)
        with refusals(self.versions.folder):
            if not writer.has(self._name):
                self._make(writer, before, after)

    def _make(self, writer: Writer, before: "State", after: "State") -> None:
        made = writer.fresh()
        try:
            about = self._edited(made / DATA, before, after)
            if about is None:
                about = self._loaded(made / DATA, after)
            writer.place(made, self._name, about)
        finally:
            shutil.rmtree(made, ignore_errors=True)
            self.tell("writing")

    def _edited(self, folder: Path, before: "State", after: "State") -> About | None:
        """The current version brought up to date; None where it is too far away, or damaged."""
        from lod.flow import changes
        from lod.stores import editing

        about = self._base(before)
        if about is None:
            return None
        base = self.versions.current
        self.tell("bringing the store up to date")
        try:
            editing.linked(self.versions.folder / base / DATA, folder)
            editor = editing.Editor(lambda: ox.Store(str(folder)))
            most = about.quads // _SHARE - about.changed
            if editor.edit(changes.groups(before, after), most):
                quads = about.quads + editor.added - editor.removed
                changed = about.changed + editor.added + editor.removed
                return About(changes.digest_of(after), quads, changed, self._gone)
        except (OSError, RuntimeError):
            pass  # what loading finds is told: a full disk, for one
        return None

    def _base(self, state: "State") -> About | None:
        """The current version, where it is of this state and holds nothing that is withdrawn."""
        from lod.flow import changes

        base = self.versions.current
        about = self.versions.about(base) if base else None
        if not state or about is None or about.gone != self._gone:
            return None  # what is edited out leaves its texts behind
        return about if about.state == changes.digest_of(state) else None

    def _loaded(self, folder: Path, after: "State") -> About:
        from lod.flow import changes

        shutil.rmtree(folder, ignore_errors=True)
        self.tell("loading the store")
        quads = self._ahead.move(folder) if self._ahead else None
        if quads is None:
            quads = loading.load(folder, self._dump)
        return About(changes.digest_of(after) if after else "", quads, 0, self._gone)

    def switch(self) -> None:
        """Make what was made the current version; where no store is wanted, there is none."""
        if not self._is_ours:
            return
        if self._writer is None:
            self._retire()
            return
        dump = Stamp.of(self.here.dist / self._dump.name)
        with refusals(self.versions.folder):
            self._writer.switch(self._name, dump, self.here.store_keep)

    def _retire(self) -> None:
        if self.versions.folder.is_dir():
            writer = self._stack.enter_context(writing(self.versions))
            with refusals(self.versions.folder):
                writer.retire()
