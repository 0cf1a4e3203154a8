"""Files -> distributions: what a name tells, and what is no dump."""

from pathlib import Path

import pytest

from lod.catalog.distributions import dumps
from lod.errors import CallError
from lod.publish.sink import Written


def written(name: str) -> Written:
    return Written(Path("dist") / name, 1, "00")


def test_only_dumps_of_the_data_are_distributions(files: list[Written]) -> None:
    assert [dump.file for dump in dumps(files)] == [
        "dataset.nq",
        "dataset.nq.gz",
        "dataset.rdf12.ttl",
        "dataset.trig",
        "evidence.ttl",
        "facts.jsonld",
        "facts.ttl",
        "facts.ttl.gz",
    ]


@pytest.mark.parametrize(
    ("name", "suffix", "compression", "rdf12"),
    [
        ("dataset.nq", "nq", "", False),
        ("dataset.nq.gz", "nq", "application/gzip", False),
        ("dataset.nq.zst", "nq", "application/zstd", False),
        ("dataset.rdf12.ttl", "ttl", "", True),
        ("dataset.rdf12.ttl.gz", "ttl", "application/gzip", True),
    ],
)
def test_the_name_tells_format_and_compression(
    name: str, suffix: str, compression: str, rdf12: bool
) -> None:
    (dump,) = dumps([written(name)])
    assert (dump.suffix, dump.compression, dump.rdf12) == (suffix, compression, rdf12)


@pytest.mark.parametrize("name", ["facts.xyz", "facts", "dataset.gz", "facts.min.ttl"])
def test_a_dump_that_nobody_described_is_refused(name: str) -> None:
    with pytest.raises(CallError, match="no format"):
        dumps([written(name)])
