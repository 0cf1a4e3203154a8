"""Work -> results, through the standard Executor interface, whoever stands behind it.

In-process for small work, a pool of processes, or a cluster (`dask.distributed`). A worker that
dies takes its task with it; the task is given to another, and after three deaths the build ends
with an error that says so. At most a few tasks a worker are under way, so memory stays flat.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from concurrent.futures.process import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from lod.errors import CallError, LodError

Result = TypeVar("Result")
Hire = Callable[[], Executor]

_DEATHS = 3
_WAITING = 2


class Crew:
    """Runs tasks; `hire` makes an executor, and a new one where the old one broke."""

    def __init__(self, workers: int, hire: Hire | None = None) -> None:
        self.workers = workers
        self._hire = hire or (None if workers == 1 else lambda: _pool(workers))
        self._executor: Executor | None = None

    def each(
        self, work: Callable[..., Result], tasks: Iterable[tuple[Any, ...]], *, alone: bool = False
    ) -> Iterator[Result]:
        """The results, in whatever order they come; `alone` says that no worker is needed."""
        if self._hire is None or alone:
            for task in tasks:
                yield work(*task)
            return
        yield from self._spread(work, iter(tasks))

    def _spread(
        self, work: Callable[..., Result], tasks: Iterator[tuple[Any, ...]]
    ) -> Iterator[Result]:
        deaths: dict[int, int] = {}
        again: list[tuple[int, tuple[Any, ...]]] = []
        running: dict[Future[Result], tuple[int, tuple[Any, ...]]] = {}
        numbered = enumerate(tasks)
        while True:
            while len(running) < _WAITING * self.workers:
                task = again.pop() if again else next(numbered, None)
                if task is None:
                    break
                try:
                    running[self._executor_now().submit(work, *task[1])] = task
                except BrokenExecutor:
                    again.append(task)
                    self._fire()
                    again.extend(running.values())
                    running.clear()
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                task = running.pop(future)
                try:
                    yield future.result()
                except Exception as error:
                    if not _is_death(error):
                        raise
                    broken = True
                    deaths[task[0]] = deaths.get(task[0], 0) + 1
                    if deaths[task[0]] >= _DEATHS * self.workers:
                        what = f"workers die again and again at the same work: {error}"
                        raise LodError(what, "give them more memory, or fewer --workers") from error
                    again.append(task)
            if broken:
                again.extend(running.values())
                running.clear()
                self._fire()

    def _executor_now(self) -> Executor:
        if self._executor is None:
            assert self._hire is not None
            self._executor = self._hire()
        return self._executor

    def _fire(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def close(self) -> None:
        """Stop all work that is still under way."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def crew(workers: int = 0, scheduler: str = "") -> Crew:
    """A crew on this machine (0: all cores), or on the cluster of a Dask scheduler."""
    count = workers or len(os.sched_getaffinity(0))
    if not scheduler:
        return Crew(count)
    try:
        from distributed import Client
    except ImportError:
        raise CallError("--scheduler needs Dask", "install it: pip install 'lod[dask]'") from None
    client = Client(scheduler)
    return Crew(max(1, len(client.nthreads())), lambda: client.get_executor(retries=_DEATHS))


def _pool(workers: int) -> Executor:
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver"))


def _is_death(error: Exception) -> bool:
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
