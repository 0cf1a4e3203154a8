"""Validation of any RDF files against any shapes: `lod` as a stand-alone SHACL validator.

Enters: names of files in any syntax that Oxigraph reads, gzip-compressed or not, `-` for the
standard input. Leaves: a `shacl.Report`. RDF that does not parse is `InvalidInput` at the file's
line and column; a file that cannot be read is a `CallError`.
"""

import gzip
import io
import re
import sys
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from lod import shacl
from lod.errors import CallError, InvalidInput, Problem, Severity, ShapesError
from lod.model import Position
from lod.reports.finding import is_at_least, severity_of
from lod.shacl import graph as shapes_graph
from lod.shacl.model import TargetNode
from lod.shacl.read import shapes_of

STDIN = "-"
SYNTAXES: Mapping[str, ox.RdfFormat] = {
    **shapes_graph.FORMATS,
    "json": ox.RdfFormat.JSON_LD,
    "owl": ox.RdfFormat.RDF_XML,
}
"""The syntaxes by name and file ending."""

EMPTY = "the data graph is empty: nothing was targeted"
IDLE = "no node of the data is a target of any shape: nothing was tested"

Peekable = io.BufferedReader | gzip.GzipFile

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_GENERATED = re.compile(r"[0-9a-f]{25,32}")
_RESERVED = re.compile(r"anon\d+_*")
_PREFIX = re.compile(rb"\s*(?:@prefix|prefix)\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)
_SUBJECT = re.compile(rb"(<[^<>\"{}|^`\\\s]*>|_:[^\s,;]+|[^\s\"'#@<:;,\[(]*:[^\s;,]*)\s")


def validate_files(
    sources: Sequence[str],
    shapes: shacl.Shapes | Sequence[str],
    *,
    data_format: str = "",
    engine: str = "compiled",
    workers: int | None = 1,
    stdin: IO[bytes] | None = None,
) -> shacl.Report:
    """The report on the files taken together, each statement once, whatever graph it is in.

    `shapes` are files too, or shapes that were read before; `data_format` is the syntax of all
    sources (a name of `SYNTAXES`), else each file's ending tells; `workers` None: one a core.
    Raises ShapesError (before any data is read), InvalidInput and CallError.
    """
    if not isinstance(shapes, shacl.Shapes):
        shapes = read_shapes(shapes, stdin=None if STDIN in sources else stdin)
    data = read_files(sources, data_format=data_format, stdin=stdin)
    report = shacl.validate(shapes, data, engine=engine, workers=workers)
    notes = tuple(dict.fromkeys((*report.notes, *_notes(shapes, data, report))))
    return replace(report, notes=notes)


def read_shapes(sources: Sequence[str], *, stdin: IO[bytes] | None = None) -> shacl.Shapes:
    """The shapes of one or several files; ShapesError lists all that is ill-formed."""
    if not sources:
        raise CallError("no shapes are given", "name a file with shapes: --shapes FILE")
    found = shapes_graph.Graph()
    for index, name in enumerate(sources):
        source = _source(name, "", stdin)
        with source.opened() as stream:
            raw = stream.read().removeprefix(_BOM)
        found.documents.append((source.label, raw.decode("utf-8", "replace")))
        try:
            found.add(ox.parse(raw, format=source.syntax, base_iri=source.base), index)
        except (SyntaxError, ValueError) as error:
            found.problems.append(_problem(error, source))
    if found.problems:
        raise ShapesError(tuple(found.problems))
    return shapes_of(found)


def read_files(
    sources: Sequence[str], *, data_format: str = "", stdin: IO[bytes] | None = None
) -> shacl.Data:
    """The union of the files as a data graph; InvalidInput where one does not parse.

    A single file of N-Triples or N-Quads is taken as it is; all else streams through the parser.
    """
    if not sources:
        raise CallError("no data is given", "name a file, or - for the standard input")
    opened = [_source(name, data_format, stdin) for name in sources]
    if len(opened) == 1 and opened[0].syntax in _LINES:
        return _read_lines(opened[0])
    problems: list[Problem] = []
    data = shacl.read_data(_all_quads(opened, problems))
    if problems:
        raise InvalidInput(tuple(problems))
    return data


def read_prefixes(sources: Sequence[str], *, data_format: str = "") -> Mapping[str, str]:
    """The prefixes that files declare, for names in reports; files that do not parse have none."""
    found: dict[str, str] = {}
    for name in sources:
        source = _source(name, data_format, None)
        with source.opened() as stream:
            parser = ox.parse(
                cast(IO[bytes], stream), format=source.syntax, base_iri=source.base, lenient=True
            )
            with suppress(SyntaxError, ValueError):
                deque(parser, maxlen=0)
            found = {**parser.prefixes, **found}
    return found


def fails(report: shacl.Report, fail_on: Severity) -> bool:
    """Whether a result is as grave as `fail_on`, or a shape could not be evaluated."""
    return bool(report.failures) or any(
        is_at_least(severity_of(term), fail_on) for term in report.counts
    )


def positions(
    sources: Sequence[str], nodes: Container[str], *, data_format: str = ""
) -> Mapping[str, Position]:
    """The lines of files where nodes begin to be described, as far as a quick look shows.

    Looks at N-Triples, N-Quads, Turtle and TriG, at subjects in the first column, once a file.
    """
    found: dict[str, Position] = {}
    for name in sources:
        if name == STDIN:
            continue
        source = _source(name, data_format, None)
        if source.syntax in (*_LINES, ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
            with source.opened() as stream:
                for node, line in _subjects(stream):
                    if node not in found and node in nodes:
                        found[node] = Position(name, line, 1)
    return found


# ---------------------------------------------------------------- files


@dataclass(frozen=True, slots=True)
class _Source:
    """One file, or a stream that is read once."""

    name: str
    syntax: ox.RdfFormat
    stream: IO[bytes] | None = None

    @property
    def base(self) -> str | None:
        """What relative IRIs are relative to: the file itself (RFC 3986, section 5.1.3)."""
        return None if self.stream else Path(self.name).resolve().as_uri()

    @property
    def label(self) -> str:
        return "(standard input)" if self.stream else self.name

    @contextmanager
    def opened(self) -> Iterator[Peekable]:
        """The content as bytes, decompressed where it is gzip (RFC 1952, section 2.3.1).

        CallError where it cannot be read.
        """
        try:
            with ExitStack() as stack:
                if self.stream is None:
                    raw = stack.enter_context(Path(self.name).open("rb"))
                else:
                    raw = _buffered(self.stream)
                if raw.peek(2)[:2] == _GZIP:
                    yield stack.enter_context(gzip.GzipFile(fileobj=raw))
                else:
                    yield raw
        except gzip.BadGzipFile as error:
            raise CallError(f"{self.label}: {error}", "compress the file again") from error
        except EOFError as error:
            what = f"{self.label}: the compressed file ends early"
            raise CallError(what, "copy it again") from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise CallError(f"{self.label}: {reason}", "check the path") from error


def _source(name: str, data_format: str, stdin: IO[bytes] | None) -> _Source:
    if name == STDIN:
        if not data_format:
            raise CallError(
                "the syntax of the standard input is not known",
                f"say --data-format with one of {_known()}",
            )
        return _Source(name, _syntax(name, data_format), stdin or sys.stdin.buffer)
    path = Path(name)
    if path.is_dir():
        raise CallError(f"{name} is a folder", f"name the files in it, such as {name}/*.ttl")
    if not path.exists():
        raise CallError(f"{name}: No such file or directory", "check the path")
    ending = Path(name.removesuffix(".gz")).suffix.removeprefix(".")
    return _Source(name, _syntax(name, data_format or ending))


def _syntax(name: str, syntax: str) -> ox.RdfFormat:
    found = SYNTAXES.get(syntax.lower()) or ox.RdfFormat.from_media_type(syntax or "-")
    if found is None:
        shown = f": {syntax!r} is no syntax of RDF" if syntax else ", for it has no ending"
        remedy = f"say --data-format with one of {_known()}"
        raise CallError(f"{name}: unknown kind of file{shown}", remedy)
    return found


def _known() -> str:
    return ", ".join(sorted(SYNTAXES))


def _buffered(stream: IO[bytes]) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Raw(stream))


class _Raw(io.RawIOBase):
    """Any readable object as a raw stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


# ---------------------------------------------------------------- RDF


def _read_lines(source: _Source) -> shacl.Data:
    with source.opened() as stream:
        raw = stream.read().removeprefix(_BOM)
    try:
        return shacl.read_data(raw, format=source.syntax)
    except (InvalidInput, SyntaxError, ValueError):
        return shacl.read_data(_checked(raw, source), format=source.syntax)


def _checked(raw: bytes, source: _Source) -> bytes:
    """The same text; InvalidInput at the first place where it does not parse."""
    try:
        deque(ox.parse(raw, format=source.syntax), maxlen=0)
    except (SyntaxError, ValueError) as error:
        raise InvalidInput((_problem(error, source),)) from None
    return raw


def _all_quads(sources: Sequence[_Source], problems: list[Problem]) -> Iterator[ox.Quad]:
    """The statements of all files, blank nodes of each apart; what does not parse is noted."""
    for index, source in enumerate(sources, 1):
        try:
            yield from _quads(source, f"f{index}-" if len(sources) > 1 else "")
        except InvalidInput as error:
            problems.extend(error.problems)


def _quads(source: _Source, prefix: str) -> Iterator[ox.Quad]:
    with source.opened() as stream:
        if stream.peek(len(_BOM))[: len(_BOM)] == _BOM:
            stream.read(len(_BOM))
        rename = _Labels(prefix)
        try:
            for quad in ox.parse(
                cast(IO[bytes], stream), format=source.syntax, base_iri=source.base
            ):
                yield rename.quad(quad)
        except (SyntaxError, ValueError) as error:
            raise InvalidInput((_problem(error, source),)) from None


class _Labels:
    """Labels of blank nodes that are the same in every run: the file's own, else numbered."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.known: dict[str, ox.BlankNode] = {}
        self.unnamed = 0

    def quad(self, quad: ox.Quad) -> ox.Quad:
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = self.node(subject)
        if isinstance(object_, ox.BlankNode):
            object_ = self.node(object_)
        elif subject is quad.subject:
            return quad
        return ox.Quad(subject, quad.predicate, object_)

    def node(self, node: ox.BlankNode) -> ox.BlankNode:
        label = node.value
        if label not in self.known:
            if _GENERATED.fullmatch(label):
                self.unnamed += 1
                name = f"anon{self.unnamed}"
            else:
                name = f"{label}_" if _RESERVED.fullmatch(label) else label
            self.known[label] = ox.BlankNode(self.prefix + name)
        return self.known[label]


def _problem(error: SyntaxError | ValueError, source: _Source) -> Problem:
    line = getattr(error, "lineno", 0) or 0
    column = getattr(error, "offset", 0) or 0
    what = (error.msg or "") if isinstance(error, SyntaxError) else str(error)
    what = re.sub(r"^Parser error (?:at|between) .*?: ", "", what, flags=re.DOTALL)
    remedy = next((text for words, text in _REMEDIES.items() if words in what), "")
    return Problem(
        source.label,
        line,
        column,
        f"does not parse as {source.syntax.name}: {what}",
        remedy or f"mend the file, or say which syntax it is in if it is not {source.syntax.name}",
        "not-rdf",
    )


_REMEDIES = {
    "has not been declared": "declare the prefix: @prefix name: <https://…> .",
    "Unexpected end of file": "close the string or bracket, end the statement with a dot",
    "Invalid IRI code point": "write such characters of an IRI as %XX, a space as %20",
    "No scheme found in an absolute IRI": "write the IRI in full: https://…",
    "UTF-8": "save the file as UTF-8",
    "LoadDocumentCallback": "put the context itself into the file: nothing is fetched",
}


def _notes(shapes: shacl.Shapes, data: shacl.Data, report: shacl.Report) -> Iterable[str]:
    targets = [target for s in shapes.shapes if not s.deactivated for target in s.targets]
    names_nodes = any(isinstance(target, TargetNode) for target in targets)
    if next(iter(data.store), None) is None:
        yield EMPTY
    elif targets and not names_nodes and len(report.untested) == len(targets):
        yield IDLE


def _subjects(stream: Iterable[bytes]) -> Iterator[tuple[str, int]]:
    """Each subject in the first column as a term, with its line."""
    prefixes: dict[bytes, bytes] = {}
    for number, line in enumerate(stream, 1):
        if match := _SUBJECT.match(line):
            token = match[1]
            if token[:1] != b"<" and token[:2] != b"_:":
                prefix, local = token.split(b":", 1)
                if prefix not in prefixes:
                    continue
                token = b"<%s%s>" % (prefixes[prefix], local.replace(b"\\", b""))
            yield token.decode("utf-8", "replace"), number
        elif match := _PREFIX.match(line):
            prefixes[match[1]] = match[2]
