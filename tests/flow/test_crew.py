import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.errors import CallError, LodError
from lod.flow.crew import Crew, crew

from .conftest import SMALL, afresh, built, contents

DIE_ONCE = """(
    __import__("pathlib").Path(mark).exists()
    or (__import__("pathlib").Path(mark).touch(), __import__("os")._exit(9))
) and number * 2"""
"""Twice a number; the first worker that comes to it dies."""


@pytest.fixture
def three() -> Iterator[Crew]:
    made = Crew(3)
    yield made
    made.close()


def test_a_killed_worker_loses_nothing(three: Crew, tmp_path: Path) -> None:
    mark = str(tmp_path / "died")
    tasks: list[tuple[str, dict[str, object]]] = [
        (DIE_ONCE, {"mark": mark if number == 5 else str(tmp_path), "number": number})
        for number in range(1, 20)
    ]
    assert sorted(three.each(eval, tasks, 19)) == [2 * number for number in range(1, 20)]
    assert Path(mark).exists()


def test_work_that_kills_every_worker_ends_with_an_error(three: Crew) -> None:
    with pytest.raises(LodError, match="die again and again"):
        list(three.each(os._exit, [(9,)], 9))


def test_workers_end_at_ctrl_c_without_a_word(three: Crew) -> None:
    found = set(three.each(signal.getsignal, [(signal.SIGINT,)] * 9, 9))
    assert found == {signal.SIG_DFL}


HIRE = """
import os, sys
from lod.flow.crew import Crew
if __name__ == "__main__":
    crew = Crew(2)
    print(*set(crew.each(os.getpid, [()] * 20, 20)), flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_workers_end_with_whoever_hired_them_however_that_died() -> None:
    command = [sys.executable, "-c", HIRE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as boss:
        assert boss.stdout
        workers = [int(number) for number in boss.stdout.readline().split()]
        assert workers
        assert all(_runs(worker) for worker in workers)
        boss.kill()
    until = time.monotonic() + 30
    while any(_runs(worker) for worker in workers):
        assert time.monotonic() < until, "workers are left behind"
        time.sleep(0.05)


def _runs(process: int) -> bool:
    """Whether a process is there, and not dead already."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_little_work_needs_no_workers(three: Crew) -> None:
    assert list(three.each(os.getpid, [()], 1)) == [os.getpid()]


def test_an_error_of_the_work_is_raised_as_it_is(three: Crew) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(three.each(int, [("1",), ("x",)], 9))


def test_without_dask_a_scheduler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CallError, match="Dask"):
        crew(scheduler="tcp://127.0.0.1:1")


WORKER = "import sys; from distributed.cli.dask_worker import main; main(sys.argv[1:])"
SCHEDULER = "import sys; from distributed.cli.dask_scheduler import main; main(sys.argv[1:])"


@pytest.mark.no_cover
def test_a_dask_cluster_builds_the_same_though_a_worker_is_killed(
    invented: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    import shutil

    root = tmp_path / "p"
    shutil.copytree(invented, root, ignore=shutil.ignore_patterns("flow", "out"))
    place = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", program, *arguments]
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    local = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [start(SCHEDULER, *local, "--port", "0", "--scheduler-file", str(place))]
    try:
        while not place.exists():
            time.sleep(0.1)
        worker = (*local, "--nthreads", "1", "--no-nanny", "--scheduler-file", str(place))
        processes += [start(WORKER, *worker) for _ in range(2)]
        address = place.read_text(encoding="utf-8").split('"address": "')[1].split('"')[0]
        together = crew(scheduler=address)
        together.few = 0
        killed: list[str] = []

        def tell(text: str) -> None:
            if text.startswith("making") and not killed:
                killed.append(text)
                processes[1].kill()

        built(root, together, SMALL, tell)
        together.close()
        assert killed
        assert contents(root) == afresh(root, tmp_path / "full", SMALL)
    finally:
        for process in processes:
            process.kill()
            process.wait()
