"""Everything that editors keep under data/ -> Sources, or every problem at once.

A file is read by a Reader, whether all are read together or those of one document by themselves.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from lod.curate import claims, documents, quotes, records, register
from lod.curate.agreement import disagreements
from lod.curate.claims import Reading
from lod.curate.extent import overquoted
from lod.curate.problems import shown
from lod.curate.proof import Settings
from lod.curate.quotes import Finder
from lod.curate.records import Record
from lod.curate.register import Register
from lod.errors import InvalidInput, Problem, Severity
from lod.memory import Memory
from lod.model import Claim, Document, Position
from lod.publication import Publication
from lod.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read. `verified` are the keys of the documents whose text was at hand."""

    publication: Publication
    vocabulary: Vocabulary
    register: Register
    documents: Mapping[str, Document]
    readings: tuple[Reading, ...]
    verified: frozenset[str]
    warnings: tuple[Problem, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, file by file."""
        return tuple(claim for reading in self.readings for claim in reading.claims)

    def span_files(self) -> Mapping[Path, str]:
        """What data/spans/ must hold for the documents whose text was at hand."""
        return {
            self.publication.data / "spans" / f"{reading.document}.tsv": quotes.spans_text(
                reading.spans
            )
            for reading in self.readings
            if reading.document in self.verified
        }


def load(
    publication: Publication,
    vocabulary: Vocabulary,
    texts: Path | None = None,
    memory: Memory | None = None,
    known: Register | None = None,
) -> Sources:
    """Read register, records and claim files; InvalidInput lists every problem of all of them.

    What `memory` has read before is not read again, where publication and vocabulary are the same;
    nor is the register where it is `known`.
    """
    folder = texts or publication.texts
    memory = memory or Memory()
    found, problems = (known, ()) if known else _register(publication, vocabulary, memory)
    if problems and not found.entries:  # nothing could be told right from wrong
        raise InvalidInput(problems)
    reader = Reader(publication, found, folder, memory, list(problems))
    return _Loader(reader, vocabulary).sources()


DOCUMENTS, CLAIMS = "documents", "claims"
"""The folders of data/ that people edit."""

_NOTHING = Finder(None, {})
"""Finds the quotes of a file that belongs to no document, or of which no span was recorded."""


class Orphan(NamedTuple):
    """A claim file whose document has no record that can be used."""

    place: Position
    key: str


def no_records(
    orphans: Iterable[Orphan], usable: Collection[str], publication: Publication
) -> Iterator[Problem]:
    """What is wrong with claim files without a record, where these documents have one."""
    for place, key in orphans:
        near = get_close_matches(key, usable, 1)
        file = f"data/{DOCUMENTS}/{key}.yaml"
        remedy = f"did you mean {near[0]}?" if near else f"write the record {file}"
        if (publication.root / file).is_file():
            remedy = f"mend its record {file} first"
        what = f"the document {shown(key)} has no record"
        yield Problem(place.path, place.line, place.column, what, remedy, "no-record")


def overlooked(publication: Publication) -> Iterator[Problem]:
    """A warning for each file that looks like data and is not read."""
    for name in (DOCUMENTS, CLAIMS):
        folder = publication.data / name
        read = set(records.files(folder))
        for path in folder.iterdir() if folder.is_dir() else ():
            if path not in read and not path.name.startswith(".") and path.suffix != ".md":
                where = path.relative_to(publication.root).as_posix()
                what, remedy = "this file is not read", "name it .yaml, or move it elsewhere"
                yield Problem(where, 0, 0, what, remedy, "not-read", Severity.WARNING)


def remarks(reading: Reading, document: Document | None) -> tuple[Problem, ...]:
    """What an editor is told of the claims of one file, though they can be published."""
    quoted = overquoted(document, reading.spans.values()) if document else ()
    return (*disagreements(reading.claims), *quoted)


def _register(
    publication: Publication, vocabulary: Vocabulary, memory: Memory
) -> tuple[Register, tuple[Problem, ...]]:
    path = publication.data / "register.tsv"
    name = path.relative_to(publication.root).as_posix()
    if not path.is_file():
        what, remedy = "there is no register", "run `lod register --missing` to make one"
        return Register({}), (Problem(name, 0, 0, what, remedy, "bad-register"),)
    kinds = [kind.segment for kind in vocabulary.kinds.values() if not kind.dependent]
    try:
        raw = records.read_bytes(path, name)
    except InvalidInput as error:
        return Register({}), error.problems
    return memory.recall("register", (raw, tuple(kinds)), lambda: register.parse(raw, name, kinds))


@dataclass(slots=True)
class Reader:
    """Reads file after file and gathers the problems, among them whose record is not there.

    `verified` are the keys of documents whose text was at hand, `unusable` those whose record is
    faulty: their claims are checked all the same.
    """

    publication: Publication
    register: Register
    texts: Path
    memory: Memory
    problems: list[Problem] = field(default_factory=list)
    verified: set[str] = field(default_factory=set)
    unusable: dict[str, Document] = field(default_factory=dict)
    orphans: list[Orphan] = field(default_factory=list)

    def documents(self, paths: Iterable[Path]) -> Mapping[str, Document]:
        """The documents that these files describe, by key."""
        found: dict[str, Document] = {}
        for record in self._records(paths):
            try:
                document = self._document(record)
            except InvalidInput as error:
                self.problems.extend(error.problems)
                self._keep_unusable(record)
                continue
            if other := found.get(document.key):
                what = f"the document {document.key} has a record already, {other.position.path}"
                self._problem(record, what, "keep one of the two", "duplicate-record")
            found.setdefault(document.key, document)
        return found

    def claim_files(
        self, paths: Iterable[Path], found: Mapping[str, Document]
    ) -> Iterator[tuple[Record, Document | None]]:
        """Those of the claim files that can be read, with the documents they belong to."""
        files: dict[str, str] = {}
        known = {**self.unusable, **found}
        for record in self._records(paths):
            key = record.data.get("document")
            if "document" in record.data and not (isinstance(key, str) and key in known):
                self._no_record(record, key)
            elif key in files:
                what = f"the document {key} has a claim file already, {files[key]}"
                remedy = "put all its claims into one file"
                self._problem(record, what, remedy, "duplicate-record")
            else:
                if key:
                    files[key] = record.path
                yield record, known[key] if key else None

    def finder(self, document: Document | None) -> Finder | None:
        """What finds the quotes of a document; None where its text or its spans are unusable."""
        if document is None:
            return _NOTHING
        if document is self.unusable.get(document.key):
            return None
        try:
            text = documents.text_of(self.texts, document)
            if text is None:
                return self._recorded(document)
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None
        self.verified.add(document.key)
        found: str = text
        return self.memory.recall(("text", document.key), (found,), lambda: Finder(found, {}))

    def spans_file(self, key: str) -> Path:
        """Where the spans of a document are recorded."""
        return self.publication.data / "spans" / f"{key}.tsv"

    def _name(self, path: Path) -> str:
        return path.relative_to(self.publication.root).as_posix()

    def _records(self, paths: Iterable[Path]) -> Iterator[Record]:
        """Those of the files that can be read."""
        for path in paths:
            try:
                yield self._record(path, self._name(path))
            except InvalidInput as error:
                self.problems.extend(error.problems)

    def _record(self, path: Path, name: str) -> Record:
        raw = records.read_bytes(path, name)
        return self.memory.recall(
            ("record", name), (raw,), lambda: records.parse(records.decode(raw, name), name)
        )

    def _document(self, record: Record) -> Document:
        here = self.publication
        return self.memory.recall(
            ("document", record.path),
            (record, self.register, here.base, here.languages),
            lambda: documents.read(record, self.register, here.base, here.languages),
        )

    def _keep_unusable(self, record: Record) -> None:
        key = record.data.get("document")
        if isinstance(key, str):
            language, place = self.publication.language, record.locate(("document",))
            self.unusable[key] = Document(key, "", language, "", 0, "", (), (), place)

    def _recorded(self, document: Document) -> Finder:
        path = self.spans_file(document.key)
        if not path.is_file():
            return _NOTHING
        name, length = self._name(path), document.length
        raw = records.read_bytes(path, name)

        def make() -> Finder:
            return Finder(None, quotes.parse_spans(records.decode(raw, name), name, length))

        return self.memory.recall(("spans", document.key), (raw, length), make)

    def _no_record(self, record: Record, key: Any) -> None:
        if isinstance(key, str) and register.key_is_valid(f"document/{key}"):
            self.orphans.append(Orphan(record.locate(("document",)), key))
            return
        what = f"{shown(key)} is no key of a document"
        remedy = "write one as in data/documents; delete the line for external claims"
        self._problem(record, what, remedy, "no-record")

    def _problem(self, record: Record, what: str, remedy: str, code: str) -> None:
        """Note a problem of the document that a file names."""
        place = record.locate(("document",))
        self.problems.append(Problem(place.path, place.line, place.column, what, remedy, code))


class _Loader:
    """Reads all files."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary) -> None:
        self.reader, self.vocabulary = reader, vocabulary
        self.publication = reader.publication

    def sources(self) -> Sources:
        reader = self.reader
        found = reader.documents(records.files(self.publication.data / DOCUMENTS))
        paths = records.files(self.publication.data / CLAIMS)
        readings = tuple(self.reading(*one) for one in reader.claim_files(paths, found))
        problems, warnings = reader.problems, list(overlooked(self.publication))
        problems.extend(no_records(reader.orphans, found.keys(), self.publication))
        for number, reading in enumerate(readings):
            problems.extend(reading.problems)
            warnings.extend(self.remarks(number, reading, found.get(reading.document)))
        if problems:
            raise InvalidInput((*problems, *warnings))
        return Sources(
            self.publication,
            self.vocabulary,
            reader.register,
            found,
            readings,
            frozenset(reader.verified),
            tuple(sorted(warnings)),
        )

    def remarks(
        self, number: int, reading: Reading, document: Document | None
    ) -> tuple[Problem, ...]:
        return self.reader.memory.recall(
            ("remarks", number), (reading, document), lambda: remarks(reading, document)
        )

    def reading(self, record: Record, document: Document | None) -> Reading:
        here, register_ = self.publication, self.reader.register
        settings = Settings(here.languages, here.language, here.max_quote)
        finder = self.reader.finder(document)
        return self.reader.memory.recall(
            ("claims", record.path),
            (record, document, self.vocabulary, register_, finder, here),
            lambda: claims.read(record, document, self.vocabulary, register_, finder, settings),
        )
