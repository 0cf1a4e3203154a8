"""Everything that editors keep under data/ -> Sources, or every problem at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from lod.curate import claims, documents, quotes, records, register
from lod.curate.claims import Reading, Settings
from lod.curate.quotes import Finder, Quote
from lod.curate.records import Record
from lod.curate.register import Register
from lod.errors import InvalidInput, Problem, Severity
from lod.model import Claim, Document, Span
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


def load(publication: Publication, vocabulary: Vocabulary, texts: Path | None = None) -> Sources:
    """Read register, records and claim files; InvalidInput lists every problem of all of them."""
    return _Loader(publication, vocabulary, texts or publication.texts).sources()


class _Loader:
    """Reads file after file and gathers the problems."""

    def __init__(self, publication: Publication, vocabulary: Vocabulary, texts: Path) -> None:
        self.publication, self.vocabulary, self.texts = publication, vocabulary, texts
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.verified: set[str] = set()
        self.register = self.read_register()

    def sources(self) -> Sources:
        found = self.read_documents()
        readings = self.read_claims(found)
        for reading in readings:
            self.problems.extend(reading.problems)
        mendable = [problem for problem in self.problems if problem.severity is Severity.VIOLATION]
        if mendable:
            raise InvalidInput(tuple(self.problems))
        return Sources(
            self.publication,
            self.vocabulary,
            self.register,
            found,
            readings,
            frozenset(self.verified),
            tuple(sorted(self.warnings)),
        )

    def name(self, path: Path) -> str:
        return path.relative_to(self.publication.root).as_posix()

    def read_register(self) -> Register:
        path = self.publication.data / "register.tsv"
        kinds = [kind.segment for kind in self.vocabulary.kinds.values() if not kind.dependent]
        if not path.is_file():
            problem = Problem(
                self.name(path),
                0,
                0,
                "there is no register",
                "run `lod register` to make one",
                "bad-register",
            )
            self.problems.append(problem)
            return Register({})
        found, problems = register.parse(path.read_bytes(), self.name(path), kinds)
        self.problems.extend(problems)
        return found

    def records(self, folder: str) -> Sequence[Record]:
        made = []
        for path in sorted((self.publication.data / folder).glob("*.y*ml")):
            try:
                made.append(records.read(path, self.name(path)))
            except InvalidInput as error:
                self.problems.extend(error.problems)
        return made

    def read_documents(self) -> Mapping[str, Document]:
        found: dict[str, Document] = {}
        for record in self.records("documents"):
            try:
                document = documents.read(record, self.register, self.publication.base)
            except InvalidInput as error:
                self.problems.extend(error.problems)
                continue
            other = found.get(document.key)
            if other:
                what = f"the document {document.key} has a record already, {other.position.path}"
                self.problem(record, ("document",), what, "keep one of the two", "duplicate-record")
            found.setdefault(document.key, document)
        return found

    def read_claims(self, found: Mapping[str, Document]) -> tuple[Reading, ...]:
        readings = []
        files: dict[str, str] = {}
        for record in self.records("claims"):
            key = record.data.get("document")
            if key is not None and key not in found:
                self.no_record(record, str(key), found)
                continue
            if key in files:
                what = f"the document {key} has a claim file already, {files[key]}"
                self.problem(
                    record,
                    ("document",),
                    what,
                    "put all its claims into one file",
                    "duplicate-record",
                )
            if key is not None:
                files[key] = record.path
            readings.append(self.read_file(record, found.get(key) if key else None))
        return tuple(readings)

    def read_file(self, record: Record, document: Document | None) -> Reading:
        settings = Settings(
            self.publication.languages, self.publication.language, self.publication.max_quote
        )
        finder = self.finder(document)
        return claims.read(record, document, self.vocabulary, self.register, finder, settings)

    def finder(self, document: Document | None) -> Finder:
        if document is None:
            return Finder(None, {})
        try:
            text = documents.text_of(self.texts, document)
            if text is not None:
                self.verified.add(document.key)
            return Finder(text, self.recorded(document) if text is None else {})
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return Finder("", {})

    def recorded(self, document: Document) -> Mapping[Quote, Span]:
        path = self.publication.data / "spans" / f"{document.key}.tsv"
        if not path.is_file():
            return {}
        return quotes.parse_spans(path.read_text(encoding="utf-8"), self.name(path))

    def no_record(self, record: Record, key: str, found: Mapping[str, Document]) -> None:
        near = get_close_matches(key, list(found), 1)
        file = f"data/documents/{key}.yaml"
        if (self.publication.root / file).is_file():
            remedy = f"mend its record {file} first"
        else:
            remedy = f"did you mean {near[0]}?" if near else f"write the record {file}"
        self.problem(
            record, ("document",), f"the document {key} has no record", remedy, "no-record"
        )

    def problem(
        self, record: Record, trail: Sequence[str | int], what: str, remedy: str, code: str
    ) -> None:
        place = record.locate(trail)
        self.problems.append(Problem(place.path, place.line, place.column, what, remedy, code))
