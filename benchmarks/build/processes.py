"""A command -> what it took: wall and CPU seconds and memory, of it and all that it starts.

Workers of a pool are no children of the program that asked for them, so the figures of one process
say too little. Here all processes of the command's session are watched, and those that it leaves
behind are inherited and waited for (Linux; elsewhere only the command itself is counted).
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

Line = dict[str, Any]
"""What is known of one run; it goes to JSON as it is."""

ABSENT = 3
"""The exit status of a side whose package is not installed."""

INTERVAL = 0.1
"""Seconds between two looks at the memory, at least; looking takes a twentieth of the time."""

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux."""

PATIENCE = 30.0
"""Seconds that a command's workers have to end after it."""


def run(command: Sequence[str], *, path: Path) -> Line:
    """Run one command with `path` before the packages; its figures and the JSON it printed last.

    `seconds` is wall time, `cpu_seconds` user and system of all processes, `peak_mb` the largest
    process, `total_mb` the largest sum of what all processes held at one time (shared pages
    counted once), and no less than the largest of them. Where it fails, `failed` says why. Python
    may keep the byte code of what lies in `path`, as it does of installed packages.
    """
    environment = {**os.environ, "PYTHONPATH": str(path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        _inheriting(),
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as errors,
    ):
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=errors, start_new_session=True
        )
        with _Memory(process.pid) as memory:
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                _end(process.pid)
                raise
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - begun
        usages = [usage, *_others(process.pid)]
        out.seek(0)
        errors.seek(0)
        printed, tail = (file.read().strip().rsplit("\n", 1)[-1] for file in (out, errors))
    peak = max(used.ru_maxrss for used in usages) // (2**20 if sys.platform == "darwin" else 1024)
    line: Line = {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(sum(used.ru_utime + used.ru_stime for used in usages), 3),
        "peak_mb": peak,
        "total_mb": max(peak, memory.largest_kb // 1024),
    }
    if process.returncode not in (0, ABSENT):
        return {**line, "failed": tail[:200] or f"status {process.returncode}"}
    return _with_its_own(line, printed)


def best_of(times: int, once: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """The lines of what is run so many times, of each the one with the least CPU seconds."""
    for same in zip(*[list(once()) for _ in range(times)], strict=True):
        yield min(same, key=lambda line: line.get("cpu_seconds", 0.0))


def _with_its_own(line: Line, printed: str) -> Line:
    """Add what the command says of itself; what its clock leaves out is taken off."""
    own: Line = json.loads(printed) if printed.startswith("{") else {}
    if "absent" in own:
        return own
    line["cpu_seconds"] = round(line["cpu_seconds"] - own.pop("cpu_aside", 0.0), 3)
    return {**line, **own}


class _Memory:
    """Looks at the memory of all processes of a session again and again."""

    def __init__(self, session: int) -> None:
        self.session, self.largest_kb = session, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        pause = INTERVAL / 10
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            self.largest_kb = max(self.largest_kb, sum(map(_held_kb, _processes(self.session))))
            pause = max(INTERVAL, 20 * (time.perf_counter() - begun))


def _processes(session: int) -> Iterator[int]:
    """The processes of a session that are running."""
    with suppress(FileNotFoundError):
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with suppress(ProcessLookupError, PermissionError):
                    if os.getsid(int(entry.name)) == session:
                        yield int(entry.name)


def _held_kb(process: int) -> int:
    """The memory of a process, what it shares with others divided among them; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def _inheriting() -> Iterator[None]:
    """Meanwhile this process is the parent of those below it whose own parent is gone."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library:
        library.prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        if library:
            library.prctl(_SUBREAPER, 0, 0, 0, 0)


def _others(group: int) -> Iterator[resource.struct_rusage]:
    """What the processes took that a command left behind; those that do not end are ended."""
    until = time.monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while True:
            found, _, usage = os.wait4(-group, os.WNOHANG)
            if found:
                yield usage
            elif time.monotonic() > until:
                os.killpg(group, signal.SIGKILL)
                until = float("inf")
            else:
                time.sleep(0.01)


def _end(group: int) -> None:
    """End all processes of a command that is not to go on."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
    for _ in _others(group):
        pass
