"""Validation reports that one can act on.

Enters: a `shacl.Report` and what is known of its origins, brought together as `LocatedReport`
(`finding.of_claims` for a publication, `finding.of_files` for any RDF file). Leaves: text in one
of the `FORMATS`, piece by piece, the same from run to run.

    located = of_claims(report, shapes, claims, mint, documents=documents)
    sys.stdout.writelines(write(located, "sarif", language="lv"))
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, cast

from lod.errors import CallError
from lod.reports.finding import Finding, LocatedReport, of_claims, of_files
from lod.reports.origins import Origin

__all__ = [
    "FORMATS",
    "Finding",
    "LocatedReport",
    "Origin",
    "of_claims",
    "of_files",
    "write",
]

FORMATS = {
    "text": "text",
    "turtle": "turtle",
    "ttl": "turtle",
    "jsonld": "jsonld",
    "html": "page",
    "junit": "junit",
    "sarif": "sarif",
    "csv": "csv",
    "json": "json",
}
"""The formats by name, each with the module that writes it."""


def write(
    located: LocatedReport, name: str, *, language: str = "en", **options: Any
) -> Iterator[str]:
    """The report in the format of a name; `options` are those of the format's own `write`.

    CallError where the format is unknown.
    """
    if name not in FORMATS:
        raise CallError(f"unknown report format {name!r}", f"one of {', '.join(FORMATS)}")
    writer = import_module(f"lod.reports.{FORMATS[name]}").write
    return cast(Callable[..., Iterator[str]], writer)(located, language=language, **options)
