"""lod through its library: records -> dumps, without shapes and catalogue.

    python lod_script.py PUBLICATION OUT [--workers N] [--dumps dataset.nq …]

With one dump, dataset.nq, this is what comes nearest to the mapping of the other sides; but it
starts from the records, not from prepared tables: it looks keys up, checks every claim, makes the
digests, settles conflicts, applies the rules of the ontology and sorts. N-Quads alone are written
plain, as the others write them; three dumps as they are published, those above 50 MB in zstd.
"""

import argparse
from pathlib import Path
from typing import Any

from reading import measured

NQUADS = "dataset.nq"
THREE = (NQUADS, "facts.ttl", "facts.jsonld")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("publication", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--dumps", nargs="+", default=list(THREE))
    options = parser.parse_args()

    def work() -> tuple[int, dict[str, Any]]:
        from lod import publication, stages
        from lod.flow import build, crew
        from lod.publish import dumps

        here = publication.load(options.publication)
        compiled = stages.compiled_rules(here, dumps.read_model(here))
        alone = options.dumps == [NQUADS]
        how = build.Options(
            dumps=tuple(options.dumps), gzip=False, limit=2**62 if alone else build.LIMIT
        )
        hands = crew.crew(options.workers)
        try:
            built = build.build(here, compiled, hands, out=options.out / "dist", options=how)
        finally:
            hands.close()
        what = "N-Quads" if alone else f"{len(options.dumps)} dumps"
        steps = {name: round(seconds, 3) for name, seconds in built.seconds.items()}
        return built.counts["quads"], {
            "does": f"records checked, mapping, inference, {what}",
            "mapped": built.mapped,
            "step_seconds": steps,
        }

    measured("lod", work)


if __name__ == "__main__":
    main()
