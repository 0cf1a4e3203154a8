"""The floor: pyoxigraph parses the quads and writes them again, term by term, without a store."""

from typing import Any

from reading import folders, measured


def main() -> None:
    _, out = folders()

    def work() -> tuple[int, dict[str, Any]]:
        import pyoxigraph

        count = 0

        def counted() -> Any:
            nonlocal count
            for quad in pyoxigraph.parse(
                path=out / "quads.nq", format=pyoxigraph.RdfFormat.N_QUADS
            ):
                count += 1
                yield quad

        target = str(out / "floor.nq")
        pyoxigraph.serialize(counted(), target, format=pyoxigraph.RdfFormat.N_QUADS)
        return count, {"does": "parse and write N-Quads"}

    measured("floor", work)


if __name__ == "__main__":
    main()
