"""The watch: build, tell what happened, wait until a source is saved, and again."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from lod import publication
from lod.errors import ConfigError, LodError, NotPublishable, ProblemsError
from lod.session import Outcome, Session
from lod.stages import Summary
from lod.watch import news
from lod.watch.files import Files
from lod.watch.news import Checked, Difference, Event, Known, Published, Since

Build = Callable[[Session], Summary]
"""One build of the folder, with all the errors of `pipeline.build`."""


def run(root: Path, build: Build, show: Callable[[Event], None], texts: Path | None) -> NoReturn:
    """Watch a publication until KeyboardInterrupt; ConfigError where there is none.

    `texts` is where the full texts lie, None: where lod.toml says.
    """
    folder = publication.folder(root)
    if not (folder / "lod.toml").is_file():
        publication.load(root)
    watch = Watch(folder, build, show, Files(folder, texts or texts_of(folder)), fixed=bool(texts))
    with Session(watch.checked) as session:
        saved: tuple[str, ...] = ()
        while True:
            watch.round(session, saved)
            saved = watch.files.wait()


def texts_of(root: Path) -> Path:
    """Where lod.toml says that the texts lie; the usual folder where it cannot be read."""
    try:
        return publication.load(root).texts
    except ConfigError:
        return root / "texts"


def _now() -> datetime:
    return datetime.now().astimezone()


class Watch:
    """Makes events of builds; `fixed` says that the folder of the texts is not lod.toml's."""

    def __init__(
        self,
        root: Path,
        build: Build,
        show: Callable[[Event], None],
        files: Files,
        *,
        fixed: bool = False,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self.root, self.build, self.show, self.files = root, build, show, files
        self.fixed, self.now, self.known = fixed, now, Known()
        self.saved: tuple[str, ...] = ()
        self.begun = 0.0

    def round(self, session: Session, saved: tuple[str, ...]) -> None:
        """Build once, whatever may come of it; `saved` are the files that asked for it."""
        self.saved, self.begun = saved, time.perf_counter()
        if not self.fixed:
            self.files.look_into(texts_of(self.root))
        try:
            done = self.build(session)
        except NotPublishable:
            pass  # `checked` was told
        except ProblemsError as error:
            self.show(self.event(self.known.unreadable(error.problems)))
        except LodError as error:
            self.failed(error.message, error.remedy)
        except BrokenPipeError:
            raise  # nobody is watching any more
        except Exception as error:
            session.forget()
            self.failed(f"{type(error).__name__}: {error}", "save the file again, or start anew")
        else:
            self.files.expect(done.spans_changed)
            self.show(Published(self.seconds(), done.left_out))
        if any(map(self.files.is_model, self.files.saved())):
            session.forget()

    def checked(self, outcome: Outcome) -> None:
        """Tell what a build found, before it writes."""
        difference = news.difference(outcome)
        since = self.known.checked(outcome.problems)
        self.show(self.event(since, publishable=outcome.publishable, difference=difference))

    def failed(self, what: str, remedy: str) -> None:
        """Tell of an error that is no problem at a line."""
        self.show(replace(self.event(Since()), error=what, remedy=remedy))

    def event(
        self, since: Since, *, publishable: bool = False, difference: Difference | None = None
    ) -> Checked:
        """What there is to tell now."""
        return Checked(self.now(), self.saved, publishable, since, difference, self.seconds())

    def seconds(self) -> float:
        """How long the build has taken so far."""
        return time.perf_counter() - self.begun
