"""The commands: each takes its options, calls one function and prints; the status is returned.

stdout is data, stderr is talk. What is slow to import is imported by the command that needs it.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from lod.errors import CallError, Severity

if TYPE_CHECKING:
    from lod.publication import Publication
    from lod.session import Session
    from lod.sparql import Rows
    from lod.stages import Summary
    from lod.watch.news import Event


def init(options: argparse.Namespace) -> int:
    """Write a new small publication."""
    from lod import template

    folder = template.write(options.folder, options.base)
    print(f"{folder} is ready: run `lod build {folder}`", file=sys.stderr)
    return 0


def build(options: argparse.Namespace) -> int:
    """Build and publish, once or whenever a source is saved."""
    from lod import terminal

    if options.watch:
        _watch(options)
    done = _built(options)
    if options.json:
        print_json(asdict(done))
    else:
        print(terminal.built(done), file=sys.stderr)
    return int(bool(done.left_out))


def _built(options: argparse.Namespace, session: "Session | None" = None) -> "Summary":
    from lod import pipeline, publication, terminal

    return pipeline.build(
        publication.load(options.root),
        texts=options.texts,
        out=options.out,
        engine=options.engine,
        language=options.lang,
        workers=options.workers,
        scheduler=options.scheduler,
        keep_going=options.keep_going,
        tell=terminal.teller(),
        session=session,
    )


def _watch(options: argparse.Namespace) -> NoReturn:
    """Build whenever a source is saved, until Ctrl-C."""
    from lod import terminal
    from lod.watch import loop, screen

    def show(event: "Event") -> None:
        if options.json:
            print(json.dumps(screen.values(event), default=str, ensure_ascii=False), flush=True)
        else:
            terminal.tell(screen.text(event, **terminal.look()))

    loop.run(options.root, lambda session: _built(options, session), show, options.texts)


def validate(options: argparse.Namespace) -> int:
    """Check this publication, or RDF files against its shapes or others."""
    from lod import check, pipeline, publication, reports, terminal

    if options.files:
        found = check.files(
            options.files,
            options.shapes or publication.load(options.root),
            data_format=options.data_format,
            engine=options.engine,
            workers=options.workers or None,
        )
    else:
        found = pipeline.validate(
            publication.load(options.root),
            texts=options.texts,
            engine=options.engine,
            language=options.lang,
            workers=options.workers,
            tell=terminal.teller(),
        )
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
        with queries.published(here) as store:
            answer = queries.ask(store, text)
            sys.stdout.buffer.write(queries.serialize(answer, options.format))
    return 0


def _rows(here: "Publication", text: str, endpoint: str | None) -> "Rows":
    from lod import sparql as queries

    if endpoint:
        return queries.from_endpoint(endpoint, text)
    with queries.published(here) as store:
        return queries.rows(store, text)


def show(options: argparse.Namespace) -> int:
    """Print everything said about a thing."""
    from lod import check, publication, terminal, vocab

    here = publication.load(options.root)
    found = check.said_about(here, options.thing)
    if options.json:
        print_json(asdict(found))
    else:
        print(terminal.said(found, vocab.load(here)))
    return 0


def diff(options: argparse.Namespace) -> int:
    """Tell what changed between two builds."""
    from lod import history, publication
    from lod.releases import changes

    here = publication.load(options.root)
    if options.patch:
        sys.stdout.writelines(history.rdf_patch(here, options.old or "", options.new or ""))
        return 0
    found = history.diff(here, options.old or "", options.new or "")
    if options.json:
        sys.stdout.write(changes.as_json(found))
    elif options.markdown:
        title = f"{options.old or 'last release'} → {options.new or 'dist'}"
        sys.stdout.write(changes.markdown(found, here.base, title))
    else:
        sys.stdout.write(changes.text(found, here.base))
    return 0


def release(options: argparse.Namespace) -> int:
    """Freeze a release, or make the feed anew."""
    from lod import history, publication, terminal

    here = publication.load(options.root)
    if options.rebuild_feed:
        grown = history.rebuild_feed(here, now=_now())
        print(terminal.feed(grown), file=sys.stderr)
        return 0
    made = history.cut(here, now=_now(), version=options.version, tell=terminal.teller())
    if options.json:
        print_json(terminal.cut_values(made))
    else:
        print(terminal.cut(made))
    return 0


def catalog(options: argparse.Namespace) -> int:
    """Say what the catalogue lacks, or score it."""
    from lod import history, publication, terminal
    from lod.catalog import reach, score, scoreboard

    if options.score is None and not options.check_addresses:
        here = publication.load(options.root)
        path, lacking = history.catalog_file(here), history.lacking(here)
        if options.json:
            print_json({"file": path, "problems": [asdict(problem) for problem in lacking]})
        else:
            print(terminal.catalog(path, lacking))
        return 0
    file = options.score
    if not (file and file.name):
        file = history.catalog_file(publication.load(options.root))
    points = score.score_file(file, reach.head if options.check_addresses else None)
    if options.json:
        print_json(scoreboard.as_json(points))
    else:
        print(scoreboard.text(points))
    return 0


def register(options: argparse.Namespace) -> int:
    """Give new things their IRIs."""
    from lod import minting, publication

    here = publication.load(options.root)
    made = minting.register_keys(here, options.keys, missing=options.missing, anyway=options.anyway)
    for key, iri in made:
        print(f"{key}\t{iri}")
    return 0


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of claim files."""
    from lod import publication, vocab
    from lod.curate.schema import claim_schema

    print_json(claim_schema(vocab.load(publication.load(options.root))))
    return 0


def _now() -> datetime:
    """The moment in the zone of this machine, or SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        return datetime.now().astimezone()
    if not stated.isdecimal():
        raise CallError(
            f"SOURCE_DATE_EPOCH is {stated!r}", "set it to seconds since 1970, or to nothing at all"
        )
    return datetime.fromtimestamp(int(stated), UTC)


def print_json(value: object) -> None:
    """Print a value as JSON, for programs."""
    print(json.dumps(value, default=str, ensure_ascii=False, indent=2))
