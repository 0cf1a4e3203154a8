"""`lod init`: a new folder with a small publication that builds, to be replaced by one's own."""

import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from lod import minting, publication
from lod.errors import CallError
from lod.ntriples import iri_is_valid

_CHECKOUT = Path(__file__).parents[2]


def write(folder: Path, base: str) -> Path:
    """Write the publication into a new or empty folder; CallError where it holds anything."""
    if not iri_is_valid(base) or not base.endswith("/"):
        raise CallError(
            f"{base!r} is no base for IRIs",
            "write an absolute IRI that ends in /, such as https://data.example.org/",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CallError(f"{folder} is not empty", "name a new folder")
    try:
        _copy(folder)
        settings = folder / "lod.toml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("BASE", base), encoding="utf-8"
        )
    except OSError as error:
        raise CallError(
            f"{folder}: {error.strerror or error}", "name a folder that can be written"
        ) from error
    minting.register_keys(publication.load(folder), (), missing=True, today=date.today())
    return folder


def _copy(folder: Path) -> None:
    with as_file(files("lod").joinpath("data", "template")) as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
        for part in ("ontology", "shapes", "docs"):
            if not (source / part).is_dir():
                shutil.copytree(_CHECKOUT / part, folder / part)
    (folder / "gitignore").rename(folder / ".gitignore")
