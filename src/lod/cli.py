"""The command line: parse, call one function, print. stdout is data, stderr is talk.

Exit status: 0 fine, 1 the data is not publishable, 2 the call was wrong.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from lod.errors import LodError, NotPublishable, ProblemsError, Severity


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except ProblemsError as error:
        return _print_problems(error, options)
    except LodError as error:
        print(f"error: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"    → {error.remedy}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("stopped; what was published before is untouched", file=sys.stderr)
        return 130


def _print_problems(error: ProblemsError, options: argparse.Namespace) -> int:
    from lod import terminal

    if getattr(options, "json", False):
        print(
            json.dumps(
                {"problems": [asdict(problem) for problem in error.problems]},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        print(terminal.problems(error.problems), file=sys.stderr)
        count = sum(problem.severity is Severity.VIOLATION for problem in error.problems)
        print(
            f"\n{count} to mend; nothing was published"
            if isinstance(error, NotPublishable)
            else f"\n{count} to mend",
            file=sys.stderr,
        )
    return 1


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
        print(json.dumps(asdict(done), default=str, ensure_ascii=False, indent=2))
        return 0
    if done.findings:
        print(terminal.findings(done.findings), file=sys.stderr)
    print(terminal.summary(done), file=sys.stderr)
    return 0


def validate(options: argparse.Namespace) -> int:
    """Check this publication, or RDF files against its shapes."""
    from lod import check, publication, terminal

    if options.files:
        problems = check.files(
            options.files,
            options.shapes or publication.load(options.root),
            options.engine,
            options.lang,
        )
    else:
        problems = check.publication(
            publication.load(options.root), options.texts, options.engine, options.lang
        )
    if options.json:
        print(
            json.dumps(
                {"conforms": not problems, "results": [asdict(problem) for problem in problems]},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        print(terminal.findings(problems, examples=options.examples) or "conforms: no results")
    return int(any(_at_least(problem.severity, options.fail_on) for problem in problems))


def query(options: argparse.Namespace) -> int:
    """Answer a SPARQL query."""
    from lod import publication, terminal
    from lod import sparql as queries

    here = publication.load(options.root)
    if options.query is None:
        for name, known in queries.named(here).items():
            print(f"{name}\n    {known.title}")
        return 0
    sparql = queries.find(here, options.query)
    if options.endpoint:
        print(terminal.table(queries.from_endpoint(options.endpoint, sparql)))
    elif options.format == "table":
        print(terminal.table(queries.rows(queries.published_store(here), sparql)))
    else:
        sys.stdout.buffer.write(
            queries.serialize(queries.ask(queries.published_store(here), sparql), options.format)
        )
    return 0


def show(options: argparse.Namespace) -> int:
    """Print everything said about a thing."""
    from lod import check, publication, terminal, vocab

    here = publication.load(options.root)
    iri, statements = check.said_about(here, options.thing)
    if options.json:
        print(
            json.dumps(
                [asdict(statement) for statement in statements], ensure_ascii=False, indent=2
            )
        )
    else:
        print(terminal.said(statements, iri, vocab.load(here)))
    return 0


def register(options: argparse.Namespace) -> int:
    """Give new things their IRIs."""
    from lod import minting, publication

    for key, iri in minting.register_keys(
        publication.load(options.root), options.keys, missing=options.missing
    ):
        print(f"{key}\t{iri}")
    return 0


# ---------------------------------------------------------------- the parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lod",
        description="Publish what documents say as linked open data, each fact with the words that prove it.",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = _command(commands, "init", init, "start a publication in a new folder", root=False)
    command.add_argument("folder", type=Path, metavar="NEWDIR")
    command.add_argument(
        "--base",
        default="https://data.example.org/",
        metavar="IRI",
        help="what all IRIs begin with (default: %(default)s)",
    )

    command = _command(commands, "build", build, "check everything and publish into dist/")
    command.add_argument(
        "--texts", type=Path, metavar="DIR", help="where the full texts lie, to check every quote"
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="publish into this folder instead of dist/"
    )
    _checking(command)

    command = _command(
        commands,
        "validate",
        validate,
        "check this publication, or any RDF file against its shapes",
        root=False,
    )
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="RDF files; none: the publication itself"
    )
    command.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )
    command.add_argument(
        "--shapes", type=Path, metavar="FILE", help="other shapes than those of the publication"
    )
    command.add_argument(
        "--texts", type=Path, metavar="DIR", help="where the full texts lie, to check every quote"
    )
    command.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default="violation",
        help="exit with 1 from this severity on",
    )
    command.add_argument(
        "--examples",
        type=int,
        default=3,
        metavar="N",
        help="results to show of each shape (default: %(default)s)",
    )
    _checking(command)

    command = _command(
        commands, "query", query, "ask the published data a SPARQL query", root=False
    )
    command.add_argument(
        "query",
        nargs="?",
        help="a name or number from queries/, a file, or SPARQL text; none: list the names",
    )
    command.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )
    command.add_argument(
        "--format",
        default="table",
        choices=["table", "csv", "tsv", "json", "xml", "ttl", "nt", "rdf", "jsonld"],
        help="default: %(default)s",
    )
    command.add_argument("--endpoint", metavar="URL", help="ask this SPARQL endpoint instead")

    command = _command(
        commands,
        "show",
        show,
        "everything said about a thing, with status, quote and document",
        root=False,
    )
    command.add_argument("thing", help="a key such as project/sempre, or an IRI")
    command.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )
    command.add_argument("--json", action="store_true", help="print JSON")

    command = _command(
        commands,
        "register",
        register,
        "give new things their IRIs in data/register.tsv",
        root=False,
    )
    command.add_argument("keys", nargs="*", metavar="KEY", help="such as project/new-project")
    command.add_argument(
        "--missing", action="store_true", help="register every key that the claim files use"
    )
    command.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )
    return parser


def _command(
    commands: argparse._SubParsersAction,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    *,
    root: bool = True,
) -> argparse.ArgumentParser:  # type: ignore[type-arg]
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + "."
    )
    command.set_defaults(command=run)
    if root:
        command.add_argument(
            "root",
            nargs="?",
            type=Path,
            default=Path(),
            metavar="DIR",
            help="the publication (default: this folder)",
        )
    return command


def _checking(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--engine",
        choices=["compiled", "pyshacl"],
        default="compiled",
        help="the SHACL engine (default: %(default)s)",
    )
    command.add_argument(
        "--lang",
        default="en",
        metavar="TAG",
        help="language of the messages (default: %(default)s)",
    )
    command.add_argument("--json", action="store_true", help="print JSON")


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


def _at_least(severity: Severity, threshold: str) -> bool:
    order = list(Severity)
    return order.index(severity) <= order.index(Severity(threshold))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"lod {version('lod')}"
    except PackageNotFoundError:
        return "lod (not installed)"


if __name__ == "__main__":
    raise SystemExit(main())
