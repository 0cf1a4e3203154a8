"""New things get their IRIs: rows are added to data/register.tsv, none is ever changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lod import vocab
from lod.curate import records, register
from lod.curate.claims import RESERVED
from lod.errors import CallError, InvalidInput
from lod.publication import Publication


def register_keys(
    here: Publication, keys: Sequence[str], *, missing: bool, today: date | None = None
) -> tuple[tuple[str, str], ...]:
    """Add rows for the keys (and, if asked, for all that claim files use); the new (key, IRI) pairs."""
    path = here.data / "register.tsv"
    kinds = {kind.segment for kind in vocab.load(here).kinds.values() if not kind.dependent}
    raw = path.read_bytes() if path.is_file() else "\t".join(register.HEADER).encode()
    known, problems = register.parse(raw, "data/register.tsv", kinds)
    if problems:
        raise InvalidInput(problems)
    wanted = [*keys, *(_used(here, kinds) if missing else ())]
    for key in wanted:
        if not register.key_is_valid(key) or key.split("/")[0] not in kinds:
            raise CallError(
                f"{key!r} is no key", f"write kind/name with a kind of {', '.join(sorted(kinds))}"
            )
    grown = known.mint(dict.fromkeys(wanted), today or date.today())
    temporary = path.with_suffix(".tmp")
    temporary.write_text(grown.text(), encoding="utf-8")
    temporary.replace(path)
    return tuple(
        (key, here.base + entry.iri)
        for key, entry in grown.entries.items()
        if key not in known.entries
    )


def _used(here: Publication, kinds: Iterable[str]) -> Iterable[str]:
    for folder in ("documents", "claims"):
        for path in sorted((here.data / folder).glob("*.y*ml")):
            data = records.read(path, _name(here, path)).data
            if data.get("document"):
                yield f"document/{data['document']}"
            yield from _keys(
                data.get("claims") or data.get("publisher"), tuple(f"{kind}/" for kind in kinds)
            )


def _keys(value: Any, starts: tuple[str, ...]) -> Iterable[str]:
    if isinstance(value, str):
        if value.startswith(starts) and register.key_is_valid(value):
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item, starts)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in RESERVED:
                yield from _keys(key, starts)
                yield from _keys(item, starts)


def _name(here: Publication, path: Path) -> str:
    return path.relative_to(here.root).as_posix()
