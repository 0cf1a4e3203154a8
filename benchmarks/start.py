"""How long the command line keeps a person waiting, as ratios to `python -c pass`.

Run it as `python benchmarks/start.py` from the checkout. Each command runs several times, the
commands in turn, so that a busy minute hits all of them; medians are shown.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).parents[1]
SOURCES = ("ontology", "shapes", "data", "queries")
ROUNDS = 7


def copy_of_the_sources(folder: Path) -> Path:
    for name in SOURCES:
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copy(CHECKOUT / "lod.toml", folder)
    return folder


def seconds(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def medians(commands: Mapping[str, Sequence[str]]) -> Mapping[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    return {name: median(times) for name, times in taken.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = str(copy_of_the_sources(Path(name)))
        lod = [sys.executable, "-m", "lod.cli"]
        seconds([*lod, "build", root])  # the first build compiles the rules and keeps them
        found = medians(
            {
                "python -c pass": [sys.executable, "-c", "pass"],
                "lod --help": [*lod, "--help"],
                "lod build": [*lod, "build", root],
                "lod query 01": [*lod, "query", "01", "--root", root],
                "lod show": [*lod, "show", "project/sempre", "--root", root],
            }
        )
    bare = found["python -c pass"]
    print(f"{'':16}{'ms':>8}{'ratio':>8}   (medians of {ROUNDS})")
    for command, taken in found.items():
        print(f"{command:16}{taken * 1000:8.0f}{taken / bare:8.1f}")


if __name__ == "__main__":
    main()
