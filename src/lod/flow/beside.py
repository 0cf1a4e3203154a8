"""Work in a thread of its own, beside what goes on in the block that began it.

For work that leaves the interpreter to others most of the time, as the loader of a store does.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Generic, TypeVar

from lod.closing import Closing

Result = TypeVar("Result")


class StoppedError(Exception):
    """Raised in the thread where the work is not wanted any more; nobody else sees it."""


class Beside(Closing, Generic[Result]):
    """Begins the work; when the block ends, the work is stopped where it looks at the event."""

    def __init__(self, work: Callable[[Event], Result]) -> None:
        self._stopped = Event()
        self._pool = ThreadPoolExecutor(1)
        self._work = self._pool.submit(work, self._stopped)

    def result(self) -> Result:
        """The result, when it is there, or the error that the work ended with."""
        return self._work.result()

    def close(self) -> None:
        """Stop the work and wait for the thread."""
        self._stopped.set()
        self._pool.shutdown()
