"""Work -> results, through the standard Executor interface, whoever stands behind it.

In-process for small work, a pool of processes, or a cluster (`dask.distributed`). A worker that
dies takes its task with it; the task is given to another, and after three deaths the build ends
with an error that says so. At most a few tasks a worker are under way, so memory stays flat.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any, TypeVar

from lod.errors import CallError, LodError
from lod.flow.heap import give_back

Result = TypeVar("Result")
Hire = Callable[[], Executor]

_DEATHS = 3
_WAITING = 2
_FEW = 3
"""So few tasks are done without workers: starting them takes longer."""


_WORK = ("lod.flow.crew", "lod.flow.runs", "lod.flow.chunks")
"""The modules whose functions workers run."""

_Task = tuple[int, tuple[Any, ...]]


class _Board:
    """The tasks that are still to be given out, and how often workers died at them."""

    def __init__(self, tasks: Iterator[tuple[Any, ...]], most: int) -> None:
        self._numbered = enumerate(tasks)
        self._left = most
        self.again: list[_Task] = []

    def next(self) -> _Task | None:
        """A task that came back, or a new one."""
        return self.again.pop() if self.again else next(self._numbered, None)

    def died(self, error: Exception, tasks: Iterable[_Task]) -> None:
        """Take back the tasks that were under way; LodError where workers died too often."""
        self._left -= 1
        if self._left < 0:
            what = f"workers die again and again: {error}"
            raise LodError(what, "give them more memory, or fewer --workers") from error
        self.again.extend(tasks)


class Crew:
    """Runs tasks; `hire` makes an executor, and a new one where the old one broke."""

    def __init__(
        self, workers: int, hire: Hire | None = None, leave: Callable[[], Any] = lambda: None
    ) -> None:
        self.workers, self._leave = workers, leave
        self.few = _FEW
        self._hire = hire or (None if workers == 1 else lambda: _pool(workers))
        self._executor: Executor | None = None

    def each(
        self, work: Callable[..., Result], tasks: Iterable[tuple[Any, ...]], count: int
    ) -> Iterator[Result]:
        """The results, in whatever order they come; a `count` of few tasks needs no worker."""
        if self._hire is None or count <= self.few:
            for task in tasks:
                yield work(*task)
            return
        yield from self._spread(work, iter(tasks))

    def _spread(
        self, work: Callable[..., Result], tasks: Iterator[tuple[Any, ...]]
    ) -> Iterator[Result]:
        """Give out tasks as workers become free; a task whose worker died is given out again."""
        board = _Board(tasks, _DEATHS * self.workers)
        running: dict[Future[Result], _Task] = {}
        try:
            yield from self._results(work, board, running)
        finally:
            for future in running:
                future.cancel()

    def _results(
        self, work: Callable[..., Result], board: "_Board", running: dict[Future[Result], "_Task"]
    ) -> Iterator[Result]:
        while True:
            try:
                self._fill(work, board, running)
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    del running[future]
                    yield result
            except Exception as error:
                if not _is_death(error):
                    raise
                board.died(error, running.values())
                running.clear()
                self._fire()

    def _fill(
        self, work: Callable[..., Result], board: "_Board", running: dict[Future[Result], "_Task"]
    ) -> None:
        """Give out tasks until every worker has one and the next one is waiting."""
        while len(running) < _WAITING * self.workers and (task := board.next()):
            try:
                running[self._executor_now().submit(_done, work, *task[1])] = task
            except BrokenExecutor:
                board.again.append(task)
                raise

    def _executor_now(self) -> Executor:
        if self._executor is None:
            assert self._hire is not None
            self._executor = self._hire()
        return self._executor

    def _fire(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False)
            self._executor = None

    def renew(self) -> None:
        """Let go of workers who remember what is no longer so; others come when there is work."""
        self._fire()

    def close(self) -> None:
        """Stop all work that is still under way."""
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None
        self._leave()


def _done(work: Callable[..., Result], *arguments: Any) -> Result:
    """The result of a task, after which a worker holds no memory that it has no use for."""
    try:
        return work(*arguments)
    finally:
        give_back()


def crew(workers: int = 0, scheduler: str = "") -> Crew:
    """A crew on this machine (0: all cores), or on the cluster of a Dask scheduler."""
    count = workers or _cores()
    if not scheduler:
        return Crew(count)
    try:
        from distributed import Client
    except ImportError:
        remedy = "install it: pip install 'lod-publisher[dask]'"
        raise CallError("--scheduler needs Dask", remedy) from None
    client = Client(scheduler)
    return Crew(
        max(1, len(client.nthreads())), lambda: client.get_executor(retries=_DEATHS), client.close
    )


def _cores() -> int:
    """How many cores this process may use, where the system tells; else how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(workers: int) -> Executor:
    """Workers, for which all is imported once."""
    from concurrent.futures.process import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("forkserver")
    context.set_forkserver_preload(list(_WORK))  # imported once, for all workers
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begin() -> None:
    """A worker ends at Ctrl-C without a word, and when whoever hired it is no more."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if boss := parent_process():
        threading.Thread(target=_follow, args=(boss.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    """Wait for the end of a process, and end too: nobody is left to take a result."""
    from multiprocessing.connection import wait as wait_for

    wait_for([sentinel])
    os._exit(1)


def _is_death(error: Exception) -> bool:
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
