"""What all ways of building share: the files beside the dataset, and what is told of a build."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lod import sparql
from lod.derive import policy, rules
from lod.errors import CallError, Problem, Severity, WriteError
from lod.flow import files
from lod.publication import Publication
from lod.publish import dumps, sink
from lod.publish.dumps import Model
from lod.publish.sink import Written
from lod.releases import gone

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `seconds` is wall time; `verified` documents are those with a text.

    `left_out` are the problems of records that were left out because the build was to keep going;
    `catalogue` is how many of the findings are about the catalogue and not about the data.
    """

    documents: int
    verified: int
    claims: int
    things: int
    triples: int
    conflicts: int
    unresolved: int
    results: Mapping[str, int]
    findings: tuple[Problem, ...]
    files: tuple[Written, ...]
    spans_changed: tuple[str, ...]
    seconds: float
    left_out: tuple[Problem, ...] = ()
    catalogue: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What the sources say now: problems, withdrawn IRIs, results of the shapes by severity.

    `lines` are those of the dataset; they can be read again and again.
    """

    problems: tuple[Problem, ...]
    withdrawn: tuple[str, ...]
    prefixes: Mapping[str, str]
    results: Mapping[str, int]
    lines: Iterable[str]

    @property
    def publishable(self) -> bool:
        """Whether no check found a violation."""
        return not any(problem.severity is Severity.VIOLATION for problem in self.problems)


def look_for(texts: Path | None) -> None:
    """CallError where the folder of the full texts is not there."""
    if texts is not None and not texts.is_dir():
        raise CallError(f"there is no folder {texts}", "say with --texts where the full texts lie")


def beside(here: Publication, model: Model) -> Iterator[Problem]:
    """What is wrong with the files that are published beside the dataset."""
    about = "\n".join((*here.title.values(), *here.description.values(), here.publisher))
    yield from policy.contacts(model.files)
    yield from (replace(problem, line=0) for problem in policy.contacts({"lod.toml": about}))
    yield from sparql.broken(model.queries)
    for path in files.overlooked(here.data):
        what, remedy = "this file is not read", "name it records*.jsonl, or move it elsewhere"
        name = path.relative_to(here.root).as_posix()
        yield Problem(name, 0, 0, what, remedy, "not-read", Severity.WARNING)


def in_its_file(problem: Problem, model: Model) -> Problem:
    """A problem of the joined shapes, at the file and line that it has."""
    path, line = dumps.place_of(model.shapes, problem.line)
    return replace(problem, path=path, line=line) if problem.line else problem


def placed(written: Iterable[Written], folder: Path, target: Path) -> tuple[Written, ...]:
    """The files as they lie when the folder has taken the place of the target."""
    return tuple(replace(file, path=target / file.path.relative_to(folder)) for file in written)


def write_gone(iris: Sequence[str], here: Publication, folder: Path) -> tuple[Written, ...]:
    """Write the list of what was withdrawn, and the pages that answer in its place."""
    written = []
    for name, text in gone.files(iris, here.base, here.languages).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        written.append(sink.write(folder / name, (text,)))
    return tuple(written)


def record_spans(found: Iterable[tuple[Path, str]], here: Publication) -> tuple[str, ...]:
    """Keep the spans found in the texts under data/spans/; the names of the files that changed."""
    changed = []
    for path, text in found:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            try:
                path.parent.mkdir(exist_ok=True)
                temporary = path.with_suffix(".tmp")
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
            except OSError as error:
                raise WriteError(f"{path}: {error.strerror}", "make data/spans writable") from error
            changed.append(path.relative_to(here.root).as_posix())
    return tuple(changed)


def compiled_rules(publication: Publication, model: Model) -> rules.Rules:
    """The rules of the ontology, from the cache where the same ontology was compiled before."""
    files = {
        path.relative_to(publication.root).as_posix(): publication.read(path)
        for path in sorted((publication.ontology / "rules").glob("*.rq"))
    }
    ontology = dumps.joined(model.ontology)
    key = hashlib.sha256(
        repr((rules.FORMAT, ontology, sorted(files.items()))).encode()
    ).hexdigest()[:32]
    cached = publication.root / ".lod" / "cache" / f"rules-{key}.json"
    try:
        return rules.Rules.from_json(cached.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass
    compiled = rules.compile(ontology.encode(), files)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        temporary = cached.with_suffix(".tmp")
        temporary.write_text(compiled.to_json(), encoding="utf-8")
        temporary.replace(cached)
    except OSError:
        pass  # a cache that cannot be kept costs time, nothing else
    return compiled


def by_severity(problems: Iterable[Problem]) -> Mapping[str, int]:
    """How many problems there are of each severity."""
    kinds = Counter(problem.severity.value for problem in problems)
    return {severity.value: kinds.get(severity.value, 0) for severity in Severity}
