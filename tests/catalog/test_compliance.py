"""Our table of what DCAT-AP asks finds what the official shapes find."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod import shacl
from lod.catalog import compliance, described

from .conftest import Describe

PREDICATES = (
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/terms/description",
    "http://purl.org/dc/terms/publisher",
    "http://purl.org/dc/terms/license",
    "http://purl.org/dc/terms/issued",
    "http://www.w3.org/ns/dcat#accessURL",
    "http://www.w3.org/ns/dcat#byteSize",
    "http://www.w3.org/ns/dcat#keyword",
    "http://www.w3.org/ns/dcat#theme",
    "http://www.w3.org/ns/dcat#endpointURL",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://spdx.org/rdf/terms#algorithm",
    "http://spdx.org/rdf/terms#checksumValue",
    "http://xmlns.com/foaf/0.1/name",
)
OBJECTS = (
    "",
    '"text"',
    "<urn:x>",
    "<urn:x> <urn:y>",
    '"zz"^^<http://www.w3.org/2001/XMLSchema#hexBinary>',
    '"-1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>',
    '"2026-02-30"^^<http://www.w3.org/2001/XMLSchema#date>',
    '"2026-02-28"^^<http://www.w3.org/2001/XMLSchema#date>',
    '"2026"^^<http://www.w3.org/2001/XMLSchema#gYear>',
)
_SPDX = "http://spdx.org/rdf/terms#"


@cache
def official(path: Path) -> shacl.Shapes:
    return shacl.read_shapes(path.read_bytes(), path="shapes.ttl")


def expand(breach: compliance.Breach) -> tuple[str, str]:
    from lod.catalog.terms import name

    return breach.subject, name(breach.property)


def test_our_own_catalogue_breaks_nothing(describe: Describe) -> None:
    assert compliance.breaches(described.of_lines(describe().lines)) == ()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(PREDICATES), st.sampled_from(OBJECTS))
def test_it_finds_what_the_official_shapes_find(
    describe: Describe, shared: Path, predicate: str, objects: str
) -> None:
    path = shared / "material" / "dcat-ap-3.0.1" / "shacl" / "shapes.ttl"
    if not path.is_file():
        pytest.skip("no copy of the official shapes")
    changed = []
    for line in describe().lines:
        subject, property_, _ = line.split(" ", 2)
        if property_ == f"<{predicate}>":
            values = objects.split(" ") if objects.startswith("<") else filter(None, [objects])
            changed += [f"{subject} {property_} {value} ." for value in values]
        else:
            changed.append(line)
    report = shacl.validate(official(path), "\n".join(changed).encode(), format="ntriples")
    theirs = {(result.focus_node, result.path) for result in report.results}
    ours = {expand(breach) for breach in compliance.breaches(described.of_lines(changed))}
    assert ours == theirs
