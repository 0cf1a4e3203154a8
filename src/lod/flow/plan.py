"""What every worker must know: a small value to send, and what is read from it once a process.

Plan is what travels (folders, digests, cut points); Bench is what a worker makes of it: the
vocabulary, the compiled rules, the templates. A worker keeps one Bench.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from lod import publication as publications
from lod import vocab
from lod.curate.known import Known
from lod.curate.proof import Settings
from lod.derive.mapping import Minting
from lod.derive.policy import Inspector
from lod.derive.rules import Rules
from lod.flow.entailments import Entailments
from lod.flow.names import Index
from lod.flow.templates import Spans, Templates
from lod.publication import Publication
from lod.publish import context, names
from lod.vocab import Vocabulary

VERSION = "lod-flow-7"
"""To be changed whenever what rows, chunks or pieces hold changes."""

Named = tuple[str, str, str]


@dataclass(frozen=True)
class Plan:
    """One build. `model` is the digest of all that is no document; `cuts` names a file."""

    root: str
    cache: str
    model: str
    rules: str
    cuts: str
    gone: frozenset[str]
    naming: tuple[Named, ...]
    dumps: tuple[str, ...]
    gzip: bool

    @property
    def key(self) -> str:
        """A digest of what decides how a document is mapped."""
        what = (VERSION, self.model, sorted(self.gone), self.naming)
        return hashlib.sha256(repr(what).encode()).hexdigest()[:32]


class Bench:
    """All that a worker reads once: model, rules, templates, cut points, register."""

    def __init__(self, plan: Plan, publication: Publication) -> None:
        self.plan, self.publication = plan, publication
        self.mint = Minting(publication.base)
        self.thing = f"<{publication.base}id/"

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocab.load(self.publication)

    @cached_property
    def rules(self) -> Rules:
        return Rules.from_json(Path(self.plan.rules).read_text(encoding="utf-8"))

    @cached_property
    def entailments(self) -> Entailments:
        return Entailments(self.rules)

    @cached_property
    def inspector(self) -> Inspector:
        return Inspector(self.vocabulary, self.publication.allowed_namespaces)

    @cached_property
    def single_valued(self) -> Mapping[str, frozenset[str]]:
        """Segment -> the properties, as terms, of which a thing of that kind has one value."""
        return {
            segment: frozenset(f"<{iri}>" for iri in properties)
            for segment, properties in self.vocabulary.single_valued.items()
        }

    @cached_property
    def known(self) -> Known:
        return Known(self.vocabulary)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self.mint, self.rules)

    @cached_property
    def spans(self) -> Spans:
        return Spans(self.templates, self.mint)

    @cached_property
    def cuts(self) -> list[str]:
        return Path(self.plan.cuts).read_text(encoding="utf-8").split("\n")

    @cached_property
    def spans_of_chunks(self) -> list[tuple[str, str]]:
        """Where each chunk begins, and where the next one does, empty for the last."""
        return list(zip(self.cuts, (*self.cuts[1:], ""), strict=True))

    @cached_property
    def cuts_in_bytes(self) -> list[bytes]:
        """The cut points in UTF-8, which sorts as they do."""
        return [cut.encode() for cut in self.cuts]

    @cached_property
    def register(self) -> Index:
        return Index.open(Path(self.plan.cache))

    @cached_property
    def settings(self) -> Settings:
        here = self.publication
        return Settings(here.languages, here.language, here.max_quote)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Prefixes of the context, then one for each kind of thing."""
        return names.declared(self.vocabulary, self.publication.base)

    @cached_property
    def context(self) -> context.Context:
        return context.read({"@context": self.vocabulary.context})

    def single_of(self, subject: str) -> frozenset[str]:
        """The properties, as terms, of which a thing has one value."""
        kind, _, rest = subject[len(self.thing) : -1].partition("/")
        if "/" not in rest and kind in self.single_valued and subject.startswith(self.thing):
            return self.single_valued[kind]
        found = self.vocabulary.kind_of(subject[1:-1])
        return self.single_valued[found.segment] if found else frozenset()

    def chunk_of(self, subject: str) -> int:
        """The number of the chunk that a subject belongs to."""
        return bisect_right(self.cuts, subject) - 1

    def owner(self, subject: str) -> str:
        """The thing that a subject is part of, as the beginning of its lines."""
        start = len(self.thing)
        if not subject.startswith(self.thing):
            return subject
        slash = subject.find("/", start)
        end = subject.find("/", slash + 1)
        return subject[:end] if slash > 0 and end > 0 else subject[:-1]


@lru_cache(maxsize=2)
def bench(plan: Plan) -> Bench:
    """The bench of a plan, made once in each process."""
    return Bench(plan, publications.load(Path(plan.root)))
