"""The command line: parse, call one function, print. stdout is data, stderr is talk.

Exit status: 0 fine, 1 the data is not publishable, 2 the call was wrong.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lod.errors import LodError, NotPublishable, ProblemsError, Severity

if TYPE_CHECKING:
    from lod.publication import Publication
    from lod.sparql import Rows

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - has no other name

REPORT_FORMATS = ("text", "turtle", "jsonld", "html", "junit", "sarif", "csv", "json")
RESULT_FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld")
ENGINES = ("compiled", "pyshacl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status = int(options.command(options))
        sys.stdout.flush()
        return status
    except ProblemsError as error:
        return _print_problems(error, as_json=getattr(options, "json", False))
    except LodError as error:
        print(f"error: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"    → {error.remedy}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read us has enough; keep Python from failing again as it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped; what was published before is untouched", file=sys.stderr)
        return 130


def _print_problems(error: ProblemsError, *, as_json: bool) -> int:
    from lod import terminal

    if as_json:
        _print_json({"problems": [asdict(problem) for problem in error.problems]})
        return 1
    print(terminal.problems(error.problems), file=sys.stderr)
    count = sum(problem.severity is Severity.VIOLATION for problem in error.problems)
    ending = "; nothing was published" if isinstance(error, NotPublishable) else ""
    print(f"\n{count} to mend{ending}", file=sys.stderr)
    return 1


def _print_json(value: object) -> None:
    print(json.dumps(value, default=str, ensure_ascii=False, indent=2))


# ---------------------------------------------------------------- commands


def init(options: argparse.Namespace) -> int:
    """Write a new small publication."""
    from lod import template

    folder = template.write(options.folder, options.base)
    print(f"{folder} is ready: run `lod build {folder}`", file=sys.stderr)
    return 0


def build(options: argparse.Namespace) -> int:
    """Build and publish."""
    from lod import pipeline, publication, terminal

    done = pipeline.build(
        publication.load(options.root),
        texts=options.texts,
        out=options.out,
        engine=options.engine,
        language=options.lang,
        tell=_teller(),
    )
    if options.json:
        _print_json(asdict(done))
        return 0
    if done.findings:
        print(terminal.findings(done.findings), file=sys.stderr)
    print(terminal.summary(done), file=sys.stderr)
    return 0


def validate(options: argparse.Namespace) -> int:
    """Check this publication, or RDF files against its shapes or others."""
    from lod import check, publication, reports

    if options.files:
        found = check.files(
            options.files,
            options.shapes or publication.load(options.root),
            data_format=options.data_format,
            engine=options.engine,
            workers=options.workers or None,
        )
    else:
        here = publication.load(options.root)
        found = check.publication(here, options.texts, options.engine, options.lang)
    name = "json" if options.json else options.format
    sys.stdout.writelines(
        reports.write(found, name, language=options.lang, **_layout(options, name))
    )
    return int(found.fails(Severity(options.fail_on)))


def _layout(options: argparse.Namespace, name: str) -> dict[str, Any]:
    """What only one of the formats of `validate` has."""
    if name == "text":
        return {"examples": options.examples, "colour": sys.stdout.isatty()}
    return {"source": options.source} if name == "html" else {}


def _examples(text: str) -> int | None:
    """How many results to show of each shape, None for all of them."""
    if text == "all":
        return None
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("write a number, or all")
    return int(text)


def query(options: argparse.Namespace) -> int:
    """Answer a SPARQL query."""
    from lod import publication, terminal, vocab
    from lod import sparql as queries

    here = publication.load(options.root)
    if options.query is None:
        for name, known in queries.named(here).items():
            print(f"{name}\n    {known.title}")
        return 0
    text = queries.find(here, options.query)
    if options.format == "table":
        found = _rows(here, text, options.endpoint)
        print(terminal.table(found, vocab.load(here)))
    elif options.endpoint:
        sys.stdout.buffer.write(queries.fetch(options.endpoint, text, options.format))
    else:
        answer = queries.ask(queries.published_store(here), text)
        sys.stdout.buffer.write(queries.serialize(answer, options.format))
    return 0


def _rows(here: "Publication", text: str, endpoint: str | None) -> "Rows":
    from lod import sparql as queries

    if endpoint:
        return queries.from_endpoint(endpoint, text)
    return queries.rows(queries.published_store(here), text)


def show(options: argparse.Namespace) -> int:
    """Print everything said about a thing."""
    from lod import check, publication, terminal, vocab

    here = publication.load(options.root)
    found = check.said_about(here, options.thing)
    if options.json:
        _print_json(asdict(found))
    else:
        print(terminal.said(found, vocab.load(here)))
    return 0


def register(options: argparse.Namespace) -> int:
    """Give new things their IRIs."""
    from lod import minting, publication

    here = publication.load(options.root)
    for key, iri in minting.register_keys(here, options.keys, missing=options.missing):
        print(f"{key}\t{iri}")
    return 0


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of claim files."""
    from lod import publication, vocab
    from lod.curate.schema import claim_schema

    _print_json(claim_schema(vocab.load(publication.load(options.root))))
    return 0


# ---------------------------------------------------------------- the parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lod",
        description=(
            "Publish what documents say as linked open data, "
            "each fact with the words that prove it."
        ),
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    adders = (_add_init, _add_build, _add_validate, _add_query, _add_show, _add_register)
    for add in (*adders, _add_schema):
        add(commands)
    return parser


def _add_init(commands: "Commands") -> None:
    command = _command(commands, "init", init, "start a publication in a new folder")
    command.add_argument("folder", type=Path, metavar="NEWDIR")
    command.add_argument(
        "--base",
        default="https://data.example.org/",
        metavar="IRI",
        help="what all IRIs begin with (default: %(default)s)",
    )


def _add_build(commands: "Commands") -> None:
    command = _command(commands, "build", build, "check everything and publish into dist/")
    command.add_argument(
        "root",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="publish into this folder instead of dist/"
    )
    _texts(command)
    _checking(command)


def _add_validate(commands: "Commands") -> None:
    summary = "check this publication, or any RDF file against its shapes"
    command = _command(commands, "validate", validate, summary)
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="RDF files; none: the publication itself"
    )
    _root(command)
    command.add_argument(
        "--shapes",
        action="append",
        metavar="FILE",
        help="other shapes than those of the publication; give it again for more files",
    )
    command.add_argument(
        "--data-format",
        default="",
        metavar="NAME",
        help="the syntax of FILEs, such as turtle; needed for - (the standard input)",
    )
    command.add_argument(
        "--format", default="text", choices=REPORT_FORMATS, help="default: %(default)s"
    )
    command.add_argument(
        "--source",
        default="{path}#L{line}",
        metavar="URL",
        help="where the HTML page finds a line of a file (default: %(default)s)",
    )
    command.add_argument(
        "--workers", type=int, default=0, metavar="N", help="threads (default: one a core)"
    )
    _texts(command)
    command.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default="violation",
        help="exit with 1 from this severity on (default: %(default)s)",
    )
    command.add_argument(
        "--examples",
        type=_examples,
        default=3,
        metavar="N",
        help="results to show of each shape, or all (default: %(default)s)",
    )
    _checking(command)


def _add_query(commands: "Commands") -> None:
    command = _command(commands, "query", query, "ask the published data a SPARQL query")
    command.add_argument(
        "query",
        nargs="?",
        help="a name or number from queries/, a file, or SPARQL text; none: list the names",
    )
    _root(command)
    command.add_argument(
        "--format", default="table", choices=RESULT_FORMATS, help="default: %(default)s"
    )
    command.add_argument("--endpoint", metavar="URL", help="ask this SPARQL endpoint instead")


def _add_show(commands: "Commands") -> None:
    summary = "everything said about a thing, with status, quote and document"
    command = _command(commands, "show", show, summary)
    command.add_argument("thing", help="a key such as project/sempre, or an IRI")
    _root(command)
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_register(commands: "Commands") -> None:
    summary = "give new things their IRIs in data/register.tsv"
    command = _command(commands, "register", register, summary)
    command.add_argument("keys", nargs="*", metavar="KEY", help="such as project/new-project")
    command.add_argument(
        "--missing", action="store_true", help="register every key that the claim files use"
    )
    _root(command)


def _add_schema(commands: "Commands") -> None:
    summary = "print a JSON Schema of claim files, for editors that complete and underline"
    _root(_command(commands, "schema", schema, summary))


def _command(
    commands: "Commands", name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}."
    command = commands.add_parser(name, help=summary, description=description)
    command.set_defaults(command=run)
    return command


def _root(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )


def _texts(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--texts", type=Path, metavar="DIR", help="where the full texts lie, to check every quote"
    )


def _checking(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--engine",
        choices=ENGINES,
        default=ENGINES[0],
        help="the SHACL engine (default: %(default)s)",
    )
    command.add_argument(
        "--lang",
        default="en",
        metavar="TAG",
        help="language of the messages (default: %(default)s)",
    )
    command.add_argument("--json", action="store_true", help="print JSON")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that costs as much as all the rest."""

    def __init__(self, option_strings: Sequence[str], dest: str, **others: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help=others.get("help"))

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"lod {version('lod')}")
        except PackageNotFoundError:
            print("lod (not installed)")
        parser.exit()


def _teller() -> Callable[[str], None]:
    """Says what is being done, where a person is watching."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda stage: print(
        f"\r\033[K{stage} …",
        end="" if stage != "writing" else "\r\033[K",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
