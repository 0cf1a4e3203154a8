"""The command line: parse, call one function, print. stdout is data, stderr is talk.

Exit status: 0 fine, 1 the data is not publishable, 2 the call was wrong.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lod import commands
from lod.errors import LodError, NotPublishable, ProblemsError, Severity

if TYPE_CHECKING:
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
        is_build = options.command is commands.build
        return _print_problems(error, as_json=getattr(options, "json", False), is_build=is_build)
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


def _print_problems(error: ProblemsError, *, as_json: bool, is_build: bool) -> int:
    from lod import terminal

    if as_json:
        commands.print_json({"problems": [asdict(problem) for problem in error.problems]})
        return 1
    print(terminal.problems(error.problems), file=sys.stderr)
    count = sum(problem.severity is Severity.VIOLATION for problem in error.problems)
    is_told = is_build or isinstance(error, NotPublishable)
    ending = "; nothing was published" if is_told else ""
    print(f"\n{count} to mend{ending}", file=sys.stderr)
    return 1


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
    into = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _add_init,
        _add_register,
        _add_build,
        _add_validate,
        _add_query,
        _add_show,
        _add_diff,
        _add_release,
        _add_catalog,
        _add_schema,
    ):
        add(into)
    return parser


def _add_init(into: "Commands") -> None:
    command = _command(into, "init", commands.init, "start a publication in a new folder")
    command.add_argument("folder", type=Path, metavar="NEWDIR")
    command.add_argument(
        "--base",
        default="https://data.example.org/",
        metavar="IRI",
        help="what all IRIs begin with (default: %(default)s)",
    )


def _add_build(into: "Commands") -> None:
    summary = "check everything and publish into dist/"
    command = _command(into, "build", commands.build, summary)
    _folder(command)
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="publish into this folder instead of dist/"
    )
    command.add_argument(
        "--watch",
        action="store_true",
        help="build again whenever a source is saved, and tell what that changed, until Ctrl-C",
    )
    _streaming(command)
    _texts(command)
    _checking(command)


def _add_validate(into: "Commands") -> None:
    summary = "check this publication, or any RDF file against its shapes"
    command = _command(into, "validate", commands.validate, summary)
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
        "--workers", type=_number, default=0, metavar="N", help="threads (default: one a core)"
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


def _add_query(into: "Commands") -> None:
    summary = "ask the published data a SPARQL query"
    command = _command(into, "query", commands.query, summary)
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


def _add_show(into: "Commands") -> None:
    summary = "everything said about a thing, with status, quote and document"
    command = _command(into, "show", commands.show, summary)
    command.add_argument("thing", help="a key such as project/sempre, or an IRI")
    _root(command)
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_register(into: "Commands") -> None:
    summary = "give new things their IRIs in data/register.tsv"
    command = _command(into, "register", commands.register, summary)
    command.add_argument("keys", nargs="*", metavar="KEY", help="such as project/new-project")
    command.add_argument(
        "--missing", action="store_true", help="register every key that the claim files use"
    )
    command.add_argument(
        "--anyway", action="store_true", help="also keys that look like a slip in a known one"
    )
    _root(command)


def _add_diff(into: "Commands") -> None:
    summary = "what changed between two builds or releases, with the claims behind it"
    command = _command(into, "diff", commands.diff, summary)
    place = "a folder with a build, the version of a release, or an N-Quads file"
    command.add_argument("old", nargs="?", metavar="A", help=f"{place} (default: the last release)")
    command.add_argument("new", nargs="?", metavar="B", help="the same (default: dist/)")
    _root(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--markdown", action="store_true", help="print Markdown")
    form.add_argument("--patch", action="store_true", help="print an RDF Patch of the quads")


def _add_release(into: "Commands") -> None:
    summary = "freeze the build as a release and tell the followers of the change feed"
    command = _command(into, "release", commands.release, summary)
    _folder(command)
    command.add_argument(
        "--version", metavar="V", default="", help="its version (default: what lod.toml implies)"
    )
    command.add_argument(
        "--rebuild-feed",
        action="store_true",
        help="make feed/ anew from the releases there are, and release nothing",
    )
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_catalog(into: "Commands") -> None:
    summary = "what data portals read about the dataset, and the quality points it earns"
    command = _command(into, "catalog", commands.catalog, summary)
    _root(command)
    command.add_argument(
        "--score",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="FILE",
        help="the European quality points item by item, of any DCAT file (default: our catalogue)",
    )
    command.add_argument(
        "--check-addresses", action="store_true", help="ask whether the addresses answer"
    )
    command.add_argument("--json", action="store_true", help="print JSON")


def _add_schema(into: "Commands") -> None:
    summary = "print a JSON Schema of claim files, for editors that complete and underline"
    _root(_command(into, "schema", commands.schema, summary))


def _command(
    into: "Commands", name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}."
    command = into.add_parser(name, help=summary, description=description)
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


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "root",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the publication (default: this folder)",
    )


def _texts(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--texts", type=Path, metavar="DIR", help="where the full texts lie, to check every quote"
    )


def _streaming(command: argparse.ArgumentParser) -> None:
    """Options for the stream; other publications are too small to need them."""
    command.add_argument(
        "--workers",
        type=_number,
        default=0,
        metavar="N",
        help="processes for JSON Lines and for many claim files (default: one a core)",
    )
    command.add_argument(
        "--scheduler", default="", metavar="URL", help="use the cluster of this Dask scheduler"
    )
    command.add_argument(
        "--keep-going",
        action="store_true",
        help="publish without the JSON Lines that cannot be read, list those and exit with 1",
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


def _examples(text: str) -> int | None:
    """How many results to show of each shape, None for all of them."""
    return None if text == "all" else _number(text)


def _number(text: str) -> int:
    """A number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that costs as much as all the rest."""

    def __init__(self, option_strings: Sequence[str], dest: str, **others: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help=others.get("help"))

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"lod {version('lod-publisher')}")
        except PackageNotFoundError:
            print("lod (not installed)")
        parser.exit()


if __name__ == "__main__":
    raise SystemExit(main())
