"""SHACL validation: shapes compiled to set-based SPARQL on an Oxigraph store.

    shapes = read_shapes(path.read_bytes(), path=str(path))
    report = validate(shapes, store)

`read_shapes` refuses ill-formed shapes with `ShapesError` before any data is read; `validate`
gives a `Report`; `revalidate` brings a report up to date after a change. Nothing heavy is
imported before it is called.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lod.errors import ShapesError
    from lod.shacl.model import Shape, Shapes
    from lod.shacl.read import read_shapes, read_shapes_of
    from lod.shacl.report import Delegated, Failure, Report, Result, Untested
    from lod.shacl.revalidation import revalidate
    from lod.shacl.store import Data, data_of, read_data
    from lod.shacl.validation import validate

_HOMES = {
    "ShapesError": "lod.errors",
    "Shape": "lod.shacl.model",
    "Shapes": "lod.shacl.model",
    "read_shapes": "lod.shacl.read",
    "read_shapes_of": "lod.shacl.read",
    "revalidate": "lod.shacl.revalidation",
    "Delegated": "lod.shacl.report",
    "Failure": "lod.shacl.report",
    "Report": "lod.shacl.report",
    "Result": "lod.shacl.report",
    "Untested": "lod.shacl.report",
    "Data": "lod.shacl.store",
    "data_of": "lod.shacl.store",
    "read_data": "lod.shacl.store",
    "validate": "lod.shacl.validation",
}

__all__ = [
    "Data",
    "Delegated",
    "Failure",
    "Report",
    "Result",
    "Shape",
    "Shapes",
    "ShapesError",
    "Untested",
    "data_of",
    "read_data",
    "read_shapes",
    "read_shapes_of",
    "revalidate",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
