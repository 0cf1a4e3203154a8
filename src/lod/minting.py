"""New things get their IRIs: rows are added to data/register.tsv, none is ever changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from typing import Any

from lod import vocab
from lod.curate import records, register
from lod.curate.proof import RESERVED
from lod.errors import CallError, InvalidInput, Problem, WriteError
from lod.flow import lines
from lod.flow.files import jsonl_files
from lod.publication import Publication

_LIKE = 0.9
_HEADER = ("\t".join(register.HEADER) + "\n").encode()


def register_keys(
    here: Publication,
    keys: Sequence[str],
    *,
    missing: bool,
    anyway: bool = True,
    today: date | None = None,
) -> tuple[tuple[str, str], ...]:
    """Add rows for the keys and, if asked, for all that claim files use; the new (key, IRI) pairs.

    CallError where a key is none or, unless `anyway`, looks like a slip in one that is
    registered; InvalidInput where the register or, if asked for, a data file cannot be read;
    WriteError where the register cannot be written. Then nothing has changed.
    """
    path = here.data / "register.tsv"
    name = path.relative_to(here.root).as_posix()
    kinds = {kind.segment for kind in vocab.load(here).kinds.values() if not kind.dependent}
    for key in keys:
        if not register.key_is_valid(key) or key.split("/")[0] not in kinds:
            known = ", ".join(sorted(kinds))
            raise CallError(f"{key!r} is no key", f"write kind/name with a kind of {known}")
    raw = records.read_bytes(path, name) if path.exists() else _HEADER
    known_rows, problems = register.parse(raw, name, kinds)
    if problems:
        raise InvalidInput(problems)
    wanted = (*keys, *(_used(here, kinds) if missing else ()))
    if not anyway:
        _refuse_slips([key for key in wanted if key not in known_rows.entries], known_rows)
    grown = known_rows.mint(dict.fromkeys(wanted), today or date.today())
    if grown.entries.keys() != known_rows.entries.keys() or not path.exists():
        _write(here, grown)
    return tuple(
        (key, here.base + entry.iri)
        for key, entry in grown.entries.items()
        if key not in known_rows.entries
    )


def _refuse_slips(new: Iterable[str], rows: register.Register) -> None:
    """An IRI is for good, so a key that differs little from a known one is asked about first."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in rows.entries:
        by_kind[key.split("/")[0]].append(key)
    pairs = [
        (key, close[0])
        for key in dict.fromkeys(new)
        if (close := get_close_matches(key, by_kind[key.split("/")[0]], 1, _LIKE))
    ]
    if pairs:
        listed = ", ".join(f"{key} looks like {known}" for key, known in pairs)
        remedy = "mend the key, or add --anyway if it is another thing"
        raise CallError(listed, remedy)


def _write(here: Publication, rows: register.Register) -> None:
    path = here.data / "register.tsv"
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(rows.text(), encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise WriteError(f"{path}: {error.strerror or error}", "make it writable") from error


def _used(here: Publication, kinds: Collection[str]) -> Iterable[str]:
    """The keys of things that records and claim files use, in the order of the files."""
    used: dict[str, None] = {}
    problems: list[Problem] = []
    for data in _records(here, problems):
        for key in _named(data):
            if key not in used and register.key_is_valid(key) and key.split("/")[0] in kinds:
                used[key] = None
    if problems:
        raise InvalidInput(tuple(problems))
    return used


def _records(here: Publication, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """The data of every file and of every line of JSON Lines; what cannot be read is noted."""
    for folder in ("documents", "claims"):
        for path in records.files(here.data / folder):
            try:
                yield records.read(path, path.relative_to(here.root).as_posix()).data
            except InvalidInput as error:
                problems.extend(error.problems)
    for path in jsonl_files(here.data):
        name = path.relative_to(here.root).as_posix()
        try:
            for number, line in lines.numbered(path, name):
                try:
                    found = lines.read(line, name, number)
                except InvalidInput as error:
                    problems.extend(error.problems)
                    continue
                yield found.document or {}
                yield found.claims
        except InvalidInput as error:
            problems.extend(error.problems)


def _named(data: dict[str, Any]) -> Iterator[str]:
    """What a record or a claim file names."""
    if isinstance(document := data.get("document"), str):
        yield f"document/{document}"
    yield from _keys(data.get("claims") or data.get("publisher"))


def _keys(value: Any) -> Iterable[str]:
    """All texts of a claim file, keys and values, that its entries say of things."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in RESERVED:
                yield key
                yield from _keys(item)
