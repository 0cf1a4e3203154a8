"""The command `lod-synth`: parse, write a folder, print what was made as one line of JSON."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from lod.errors import LodError
from lod.synth import faults
from lod.synth.folder import FORMATS, SCALE, Plan, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    plan = Plan(
        documents=options.documents,
        seed=options.seed,
        scale=options.scale,
        format=options.format,
        faulty=options.faulty,
        faults=tuple(options.fault or faults.SHAPES),
        duplicate=options.duplicate,
        texts=options.texts,
    )
    try:
        made = write(plan, options.out)
    except LodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(made)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lod-synth", description="Invent a publication of any size, for benchmarks and tests."
    )
    parser.add_argument("--documents", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="default: %(default)s")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="default: %(default)s")
    parser.add_argument(
        "--scale",
        type=float,
        default=SCALE,
        help="mean size of a document against the real ones (default: %(default)s)",
    )
    parser.add_argument(
        "--faulty", type=float, default=0.0, metavar="SHARE", help="share of documents with a fault"
    )
    parser.add_argument(
        "--fault",
        action="append",
        choices=sorted(faults.ALL),
        help="a fault to seed, repeatable (default: all that only the shapes find)",
    )
    parser.add_argument(
        "--duplicate", type=int, default=0, metavar="N", help="so many documents stand twice"
    )
    parser.add_argument("--texts", action="store_true", help="write the texts too")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
