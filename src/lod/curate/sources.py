"""Everything that editors keep under data/ -> Sources, or every problem at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

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
from lod.model import Claim, Document
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
    return _Loader(publication, vocabulary, folder, memory or Memory(), known).sources()


_NOTHING = Finder(None, {})
"""Finds the quotes of a file that belongs to no document, or of which no span was recorded."""


class _Loader:
    """Reads file after file and gathers the problems."""

    def __init__(
        self,
        publication: Publication,
        vocabulary: Vocabulary,
        texts: Path,
        memory: Memory,
        known: Register | None,
    ) -> None:
        self.publication, self.vocabulary, self.texts = publication, vocabulary, texts
        self.memory = memory
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.verified: set[str] = set()
        self.unusable: dict[str, Document] = {}
        self.register = self.read_register() if known is None else known

    def sources(self) -> Sources:
        if self.problems and not self.register.entries:  # nothing could be told right from wrong
            raise InvalidInput(tuple(self.problems))
        found = self.read_documents()
        readings = self.read_claims(found)
        for number, reading in enumerate(readings):
            self.problems.extend(reading.problems)
            self.warnings.extend(self.remarks(number, reading, found.get(reading.document)))
        if self.problems:
            raise InvalidInput((*self.problems, *self.warnings))
        return Sources(
            self.publication,
            self.vocabulary,
            self.register,
            found,
            readings,
            frozenset(self.verified),
            tuple(sorted(self.warnings)),
        )

    def remarks(
        self, number: int, reading: Reading, document: Document | None
    ) -> tuple[Problem, ...]:
        def make() -> tuple[Problem, ...]:
            quoted = overquoted(document, reading.spans.values()) if document else ()
            return (*disagreements(reading.claims), *quoted)

        return self.memory.recall(("remarks", number), (reading, document), make)

    def name(self, path: Path) -> str:
        return path.relative_to(self.publication.root).as_posix()

    def read_register(self) -> Register:
        path = self.publication.data / "register.tsv"
        name = self.name(path)
        if not path.is_file():
            what, remedy = "there is no register", "run `lod register --missing` to make one"
            self.problems.append(Problem(name, 0, 0, what, remedy, "bad-register"))
            return Register({})
        kinds = [kind.segment for kind in self.vocabulary.kinds.values() if not kind.dependent]
        try:
            raw = records.read_bytes(path, name)
            found, problems = self.memory.recall(
                "register", (raw, tuple(kinds)), lambda: register.parse(raw, name, kinds)
            )
        except InvalidInput as error:
            found, problems = Register({}), error.problems
        self.problems.extend(problems)
        return found

    def records(self, folder: str) -> Iterable[Record]:
        """The files of a folder that can be read, in the order of their names."""
        paths = records.files(self.publication.data / folder)
        self.warnings.extend(self.overlooked(self.publication.data / folder, paths))
        for path in paths:
            try:
                yield self.read_record(path, self.name(path))
            except InvalidInput as error:
                self.problems.extend(error.problems)

    def read_record(self, path: Path, name: str) -> Record:
        raw = records.read_bytes(path, name)
        return self.memory.recall(
            ("record", name), (raw,), lambda: records.parse(records.decode(raw, name), name)
        )

    def overlooked(self, folder: Path, read: Collection[Path]) -> Iterable[Problem]:
        """A warning for each file that looks like data and is not read."""
        for path in folder.iterdir() if folder.is_dir() else ():
            if path not in read and not path.name.startswith(".") and path.suffix != ".md":
                remedy = "name it .yaml, or move it elsewhere"
                what = "this file is not read"
                name = self.name(path)
                yield Problem(name, 0, 0, what, remedy, "not-read", Severity.WARNING)

    def read_documents(self) -> Mapping[str, Document]:
        found: dict[str, Document] = {}
        for record in self.records("documents"):
            try:
                document = self.read_document(record)
            except InvalidInput as error:
                self.problems.extend(error.problems)
                self.keep_unusable(record)
                continue
            if other := found.get(document.key):
                what = f"the document {document.key} has a record already, {other.position.path}"
                self.problem(record, what, "keep one of the two", "duplicate-record")
            found.setdefault(document.key, document)
        return found

    def read_document(self, record: Record) -> Document:
        return self.memory.recall(
            ("document", record.path),
            (record, self.register, self.publication.base, self.publication.languages),
            lambda: documents.read(
                record, self.register, self.publication.base, self.publication.languages
            ),
        )

    def keep_unusable(self, record: Record) -> None:
        """Remember a document whose record is faulty: its claims are checked all the same."""
        key = record.data.get("document")
        if isinstance(key, str):
            language, place = self.publication.language, record.locate(("document",))
            self.unusable[key] = Document(key, "", language, "", 0, "", (), (), place)

    def read_claims(self, found: Mapping[str, Document]) -> tuple[Reading, ...]:
        readings = []
        files: dict[str, str] = {}
        known = {**self.unusable, **found}
        for record in self.records("claims"):
            key = record.data.get("document")
            if "document" in record.data and not (isinstance(key, str) and key in known):
                self.no_record(record, key, found)
            elif key in files:
                what = f"the document {key} has a claim file already, {files[key]}"
                remedy = "put all its claims into one file"
                self.problem(record, what, remedy, "duplicate-record")
            else:
                if key:
                    files[key] = record.path
                readings.append(self.read_file(record, known[key] if key else None))
        return tuple(readings)

    def read_file(self, record: Record, document: Document | None) -> Reading:
        here = self.publication
        settings = Settings(here.languages, here.language, here.max_quote)
        finder = self.finder(document)
        return self.memory.recall(
            ("claims", record.path),
            (record, document, self.vocabulary, self.register, finder, here),
            lambda: claims.read(record, document, self.vocabulary, self.register, finder, settings),
        )

    def finder(self, document: Document | None) -> Finder | None:
        """What finds the quotes of a document; None where its text or its spans are unusable."""
        if document is None:
            return _NOTHING
        if document is self.unusable.get(document.key):
            return None
        try:
            text = documents.text_of(self.texts, document)
            if text is None:
                return self.recorded(document)
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None
        self.verified.add(document.key)
        found: str = text
        return self.memory.recall(("text", document.key), (found,), lambda: Finder(found, {}))

    def recorded(self, document: Document) -> Finder:
        path = self.publication.data / "spans" / f"{document.key}.tsv"
        if not path.is_file():
            return _NOTHING
        name, length = self.name(path), document.length
        raw = records.read_bytes(path, name)

        def make() -> Finder:
            return Finder(None, quotes.parse_spans(records.decode(raw, name), name, length))

        return self.memory.recall(("spans", document.key), (raw, length), make)

    def no_record(self, record: Record, key: Any, found: Mapping[str, Document]) -> None:
        if not isinstance(key, str) or not register.key_is_valid(f"document/{key}"):
            what = f"{shown(key)} is no key of a document"
            remedy = "write one as in data/documents; delete the line for external claims"
            self.problem(record, what, remedy, "no-record")
            return
        near = get_close_matches(key, list(found), 1)
        file = f"data/documents/{key}.yaml"
        remedy = f"did you mean {near[0]}?" if near else f"write the record {file}"
        if (self.publication.root / file).is_file():
            remedy = f"mend its record {file} first"
        self.problem(record, f"the document {shown(key)} has no record", remedy, "no-record")

    def problem(self, record: Record, what: str, remedy: str, code: str) -> None:
        """Note a problem of the document that a file names."""
        place = record.locate(("document",))
        self.problems.append(Problem(place.path, place.line, place.column, what, remedy, code))
