"""Claims and evidence -> their lines, by templates that the mapping itself wrote.

Nine of ten published lines describe claims and the words that prove them, and they differ only
in a few terms. So the mapping maps one claim of marks for each sort of claim, the rules complete
it, and every further claim of that sort fills in its own terms: the model stands written in
`derive.mapping` and the ontology only, and a line costs a tenth of a microsecond.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from lod.curate.proof import Proof
from lod.derive import mapping, rules
from lod.derive.mapping import Minting
from lod.derive.rules import Rules
from lod.model import Claim, Document, Evidence, Position, Rank, Span, Status
from lod.ntriples import XSD, literal, quad_line, split

Triple = tuple[str, str, str]

UNIT = "\x1f"
"""Parts the terms of a packed claim; no term holds it."""

_UNIT = UNIT.encode()

_SLOTS = 64
_FIRST = 0xE000
"""Marks are characters of the private use area; whether a document uses them does not matter."""

_SUBJECT, _PREDICATE, _OBJECT, _NODE, _DOCUMENT = range(5)
_RULES, _SOURCES, _SPANS = 5, 21, 37
_MOST = 16
_MARK = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _SLOTS)}]")


def mark(slot: int) -> str:
    """The character that stands for a slot until a text becomes a template."""
    return chr(_FIRST + slot)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with slots, written for the operator %, and which value each slot takes."""

    text: str
    slots: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Template":
        """The template of a text with marks."""
        slots = tuple(ord(mark) - _FIRST for mark in _MARK.findall(text))
        return cls(_MARK.sub("%s", text.replace("%", "%%")), slots)

    def filled(self, values: Sequence[str]) -> str:
        """The text with a value in each slot."""
        return self.text % tuple([values[slot] for slot in self.slots])


@dataclass(frozen=True, slots=True)
class Block:
    """Lines in UTF-8 with slots for the operator %, which is fastest there.

    `chosen` takes the value of each slot out of the terms of what the lines are about, and just
    so the column of each slot out of the columns of many such terms.
    """

    text: bytes
    chosen: Callable[[Sequence[Any]], tuple[Any, ...]]

    @classmethod
    def of(cls, text: str, slots: Sequence[int]) -> "Block":
        """The block of a template's text; there are at least two slots."""
        return cls(text.encode(), itemgetter(*slots))

    def filled(self, terms: Sequence[bytes]) -> bytes:
        """The lines with a term in each slot, without the last line end."""
        return self.text % self.chosen(terms)

    def repeated(self, columns: Sequence[Sequence[bytes]]) -> bytes:
        """The lines once for each row of the columns, each time with their last line end.

        All rows are filled in at once, which takes little more than half as long as one by one.
        """
        rows = zip(*self.chosen(columns), strict=True)
        return (self.text + b"\n") * len(columns[0]) % tuple(chain.from_iterable(rows))


class Prototype(NamedTuple):
    """The lines that templates are made of, and the places of its terms among those filled in."""

    lines: Sequence[str]
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Written:
    """A sort of claim: its name, the lines about a claim, what it says of its terms, all others.

    `claim` and `varying`, the lines that differ from document to document, are filled with the
    terms of a packed claim in their order and then its IRI; `prototype` is what they were made of.
    """

    name: str
    prototype: Prototype
    claim: Block
    varying: Block | None
    terms: tuple[tuple[int, Template], ...]
    elsewhere: tuple[Triple, ...]


def packed(proof: Proof, document_iri: str, spans: Sequence[str]) -> str | None:
    """What stands behind a claim, as the end of a packed claim, which begins with its terms.

    None where it repeats itself or is too much.
    """
    _, _, _, rules_, sources = proof
    if len(spans) < 2 and len(rules_) < 2 and len(sources) < 2:
        return UNIT.join(("", document_iri, *rules_, *sources, *spans))
    listed = (rules_, sources, spans)
    distinct = [sorted(set(part)) for part in listed]
    lengths = [len(part) for part in distinct]
    if lengths != [len(part) for part in listed] or max(lengths) > _MOST:
        return None
    return UNIT.join(("", document_iri, *chain.from_iterable(distinct)))


class Templates:
    """Writes the claims graph; one prototype is mapped for each sort of claim that occurs."""

    def __init__(self, mint: Minting, compiled: Rules) -> None:
        self._mint, self._rules = mint, compiled
        self._known: dict[str, Written] = {}
        self.graph = mint.graph("claims")

    def sort_of(self, proof: Proof, of_document: bool) -> Written:
        """What is written of a claim: status, rank and how many of what stands behind decide."""
        counts = f"{len(proof.rules)} {len(proof.sources)} {len(proof.evidence)}"
        return self.written(f"{proof.status} {proof.rank} {counts} {'d' if of_document else ''}")

    def written(self, name: str) -> Written:
        """A sort of claim by its name."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._write(name)
        return known

    def unpacked(self, node: bytes, sort: str, payload: bytes) -> bytes:
        """The lines about a packed claim, sorted, joined by line ends, in UTF-8."""
        terms = payload.split(_UNIT)
        terms.append(node)
        return self.written(sort).claim.filled(terms)

    def together(self, node: bytes, rows: Iterable[tuple[str, bytes]]) -> bytes:
        """The lines about one claim that several documents make: (sort, packed) of each.

        What follows from the statement and the sort is written once, the rest for each document.
        """
        lines: set[bytes] = set()
        sorts: set[str] = set()
        for sort, payload in rows:
            written = self.written(sort)
            block = written.varying if sort in sorts else written.claim
            sorts.add(sort)
            if block:
                terms = payload.split(_UNIT)
                terms.append(node)
                lines.update(block.filled(terms).split(b"\n"))
        return b"\n".join(sorted(lines))

    def terms(
        self, statement: Triple, sort: Written, node: str, document_iri: str
    ) -> Sequence[tuple[str, str]]:
        """What the claims graph says of the terms of a claim: (subject, `predicate object`)."""
        values = [*statement, node, f"<{document_iri}>"]
        return [(values[slot], template.filled(values)) for slot, template in sort.terms]

    def evidence(self, evidence: Evidence, document: Document) -> str:
        """The lines about one span, sorted."""
        claim = Claim("<s:s>", "<p:p>", "<o:o>", document=document.key, evidence=(evidence,))
        lines = self._lines(claim, document)
        node = self._mint.claim(claim)
        start = f"<{self._mint.evidence(document.iri, evidence)}"
        return "\n".join(
            line for line in lines if line.startswith(start) and not line.startswith(node)
        )

    def at_length(self, statement: Triple, proof: Proof, node: str, document_iri: str) -> str:
        """The lines about a claim that cannot be packed."""
        document = _document(document_iri) if document_iri else None
        claim = Claim(
            *statement, proof.status, proof.rank, "d" if document else "",
            proof.evidence, proof.rules, proof.sources,
        )  # fmt: skip
        return "\n".join(
            line for line in self._lines(claim, document) if line.startswith(f"{node} ")
        )

    def _lines(self, claim: Claim, document: Document | None) -> list[str]:
        """The sorted lines of the claims graph that one claim makes, the inferred ones included."""
        made = mapping.shard(document, (claim,), (), self._mint)
        given = {split(line)[:3] for line in made if line.endswith(f" {self.graph} .")}
        found = given | rules.infer(given, self._rules).keys()
        return sorted(quad_line(*triple, self.graph) for triple in found)

    def _write(self, name: str) -> Written:
        status, rank, rule_count, source_count, span_count, of_document = name.split(" ")
        texts = [f'"{number:02}"' for number in range(_MOST)]
        spans = [Span(number, number + 1, "x") for number in range(int(span_count))]
        key = "d" if of_document else ""
        claim = Claim(
            "<s:s>", "<p:p>", "<o:o>", Status(status), Rank(rank), key,
            tuple(Evidence("d", span) for span in spans),
            tuple(texts[: int(rule_count)]),
            tuple(f"<r:{number:02}>" for number in range(int(source_count))),
        )  # fmt: skip
        document = _document("d:d/d") if of_document else None
        lines = self._lines(claim, document)
        node = self._mint.claim(claim)
        names = {"<s:s>": _SUBJECT, "<p:p>": _PREDICATE, "<o:o>": _OBJECT, node: _NODE}
        names |= {"<d:d/d>": _DOCUMENT}
        names |= {text: _RULES + number for number, text in enumerate(claim.rules)}
        names |= {source: _SOURCES + number for number, source in enumerate(claim.sources)}
        for number, evidence in enumerate(claim.evidence):
            names[f"<{self._mint.evidence('d:d/d', evidence)}>"] = _SPANS + number
        counts = (int(rule_count), int(source_count), int(span_count))
        places = _places(*counts)
        own: list[str] = []
        marked: list[str] = []
        terms: list[tuple[int, Template]] = []
        elsewhere: list[Triple] = []
        start = f"<{self._mint.base}id/evidence/"
        for line in lines:
            subject, predicate, object_, _ = split(line)
            if subject == node:
                own.append(line)
                value = mark(names[object_]) if object_ in names else object_
                marked.append(f"{mark(_NODE)} {predicate} {value} {self.graph} .")
            elif not subject.startswith(start):
                if subject in names:
                    value = mark(names[object_]) if object_ in names else object_
                    terms.append((names[subject], Template.of(f"{predicate} {value}")))
                else:
                    elsewhere.append((subject, predicate, object_))
        varying = [line for line in marked if max(Template.of(line).slots) >= _DOCUMENT]
        return Written(
            name,
            Prototype(own, {term: places[slot] for term, slot in names.items()}),
            _block(marked, places),
            _block(varying, places) if varying else None,
            tuple(terms),
            tuple(elsewhere),
        )


def _places(rules_: int, sources: int, spans: int) -> Mapping[int, int]:
    """The place of each slot among the terms of a packed claim, behind which stands its IRI."""
    places = {_SUBJECT: 0, _PREDICATE: 1, _OBJECT: 2, _DOCUMENT: 3}
    places[_NODE] = 4 + rules_ + sources + spans
    places |= {_RULES + number: 4 + number for number in range(rules_)}
    places |= {_SOURCES + number: 4 + rules_ + number for number in range(sources)}
    places |= {_SPANS + number: 4 + rules_ + sources + number for number in range(spans)}
    return places


def _block(lines: Iterable[str], places: Mapping[int, int]) -> Block:
    """The lines with marks as a block whose slots are places in a packed claim and its IRI."""
    document = mark(_DOCUMENT)
    template = Template.of("\n".join(lines).replace(document, f"<{document}>"))
    return Block.of(template.text, [places[slot] for slot in template.slots])


def _document(document_iri: str) -> Document:
    return Document("d", document_iri, "und", "", 1, "0" * 64, (), (), Position(""))


class _OfSpan(NamedTuple):
    """The lines about a span, and each block of them, in order.

    Their slots are the name of the span, the text, start, end and words.
    """

    together: Block
    apart: tuple[Block, ...]


class Spans:
    """The lines about the spans of documents, from one prototype for each language."""

    def __init__(self, templates: Templates, mint: Minting) -> None:
        self._templates, self._mint = templates, mint
        self._known: dict[bytes, _OfSpan] = {}

    def packed(self, document: Document, spans: Iterable[tuple[int, int, str]]) -> str:
        """The spans of a document as text: start, end and words of each."""
        language = document.language
        found = [
            f"{start}{UNIT}{end}{UNIT}{literal(exact, language=language)}"
            for start, end, exact in spans
        ]
        return UNIT.join([language, document.text_iri, *found])

    def unpacked(self, key: bytes, payload: bytes) -> bytes:
        """The sorted lines about packed spans; `key` is what their IRIs begin with."""
        language, text, *rest = payload.split(_UNIT)
        lines = self._known.get(language)
        if lines is None:
            lines = self._known[language] = self._write(language.decode())
        places = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
        named = [(b"%s%s-%s" % (key, *place[:2]), text, *place) for place in places]
        named.sort()
        names, *_ = columns = [*zip(*named, strict=True)]
        if not any(after.startswith(name) for name, after in pairwise(names)):
            return lines.together.repeated(columns)[:-1]
        found = [block.filled(terms) for terms in named for block in lines.apart]
        found.sort()  # a block is one subject, so the order of blocks is that of their lines
        return b"\n".join(found)

    def prototype(self, language: str) -> tuple[Prototype, Sequence[str]]:
        """The lines about one span, and the ends of the IRIs that begin with the name of a span.

        First come the places of these IRIs, then those of the text, the words, start and end.
        """
        document, evidence, name = self._one(language)
        lines = self._templates.evidence(evidence, document).split("\n")
        ends = sorted({line.split(" ", 1)[0].removeprefix(name) for line in lines})
        terms = [f"{name}{end}" for end in ends]
        terms += [f"<{document.text_iri}>", literal(evidence.span.exact, language=language)]
        terms += [literal(number, datatype=f"{XSD}integer") for number in ("7", "9")]
        return Prototype(lines, {term: place for place, term in enumerate(terms)}), ends

    def _one(self, language: str) -> tuple[Document, Evidence, str]:
        """A document, a span of it, and what the IRIs of the span begin with."""
        document = Document("d", "d:d/d", language, "", 1, "0" * 64, (), (), Position(""))
        evidence = Evidence("d", Span(7, 9, "\ue002\ue002"))
        return document, evidence, f"<{self._mint.evidence(document.iri, evidence)}"

    def _write(self, language: str) -> _OfSpan:
        document, evidence, name = self._one(language)
        text = self._templates.evidence(evidence, document)
        text = text.replace(name, mark(0)).replace(f"<{document.text_iri}>", f"<{mark(1)}>")
        text = text.replace('"7"', f'"{mark(2)}"').replace('"9"', f'"{mark(3)}"')
        text = text.replace(literal(evidence.span.exact, language=language), mark(4))
        blocks: dict[str, list[str]] = defaultdict(list)
        for line in text.split("\n"):
            blocks[line.split(" ", 1)[0]].append(line)
        texts = ["\n".join(lines) for _, lines in sorted(blocks.items())]
        together, *apart = map(Template.of, ("\n".join(texts), *texts))
        return _OfSpan(
            Block.of(together.text, together.slots),
            tuple(Block.of(template.text, template.slots) for template in apart),
        )
