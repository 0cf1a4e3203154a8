"""What a claim file may say: kinds of things, keys, value forms and codes.

Enters: the JSON-LD context (key -> property), the ontology (kinds of things, code lists) and
the shapes (which key a kind may have and how its values are written). Leaves: a frozen
Vocabulary. Nothing about the model is written in Python twice.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lod.errors import ConfigError
from lod.publication import Publication

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDF_FIRST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
RDF_REST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
NAME_PREDICATES = (
    "<https://schema.org/name>",
    "<https://schema.org/headline>",
    f"<{SKOS}prefLabel>",
    "<http://purl.org/dc/terms/title>",
    "<https://schema.org/alternateName>",
)
"""What a thing is called by, the most telling property first; N-Triples terms."""
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

Subject = ox.NamedNode | ox.BlankNode
Triples = Mapping[Subject, Mapping[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its IRI segment, its class, and whether it depends on an owner.

    `keyed_by` names the keys that tell dependent things of one owner apart; None marks a kind
    whose things stand in the register.
    """

    segment: str
    class_iri: str
    keyed_by: tuple[str, ...] | None

    @property
    def dependent(self) -> bool:
        """Whether its things get their IRI from an owner."""
        return self.keyed_by is not None


@dataclass(frozen=True, slots=True)
class Form:
    """How the values of one key are written on one kind of thing.

    `datatypes` are datatype IRIs in order of preference, `kinds` segments of the kinds a value
    may be, `codes` the code list, `choices` the only IRIs allowed, `address` whether it is a
    web address; `single` says that two values contradict each other.
    """

    key: str
    iri: str
    reverse: bool = False
    datatypes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    codes: str = ""
    choices: tuple[str, ...] = ()
    address: bool = False
    single: bool = False

    @property
    def predicate(self) -> str:
        """The property as a term."""
        return f"<{self.iri}>"


@dataclass(frozen=True)
class Vocabulary:
    """Kinds by segment, forms by segment and key, code lists by name, prefixes, glosses.

    A gloss says what a class, property or code of ours is called and means, by its IRI.
    """

    base: str
    context: Mapping[str, Any]
    kinds: Mapping[str, Kind]
    forms: Mapping[str, Mapping[str, Form]]
    codes: Mapping[str, Mapping[str, str]]
    prefixes: Mapping[str, str]
    glosses: Mapping[str, str]

    @cached_property
    def kind_of_class(self) -> Mapping[str, Kind]:
        """Kinds by class IRI."""
        return {kind.class_iri: kind for kind in self.kinds.values()}

    @cached_property
    def single_valued(self) -> Mapping[str, frozenset[str]]:
        """Segment -> IRIs of the properties of which a thing of that kind has one value."""
        return {
            segment: frozenset(
                form.iri for form in forms.values() if form.single and not form.reverse
            )
            for segment, forms in self.forms.items()
        }

    @cached_property
    def parts(self) -> Mapping[str, Mapping[str, Kind]]:
        """Segment -> key -> the kind of dependent thing that a value of the key may describe."""
        found: dict[str, dict[str, Kind]] = {segment: {} for segment in self.forms}
        for segment, forms in self.forms.items():
            for key, form in forms.items():
                for kind in (self.kinds[name] for name in form.kinds):
                    if kind.dependent:
                        found[segment].setdefault(key, kind)
        return found

    def kind_of(self, iri: str) -> Kind | None:
        """The kind of one of our things, told from its IRI (owner segments nest)."""
        path = iri.removeprefix(f"{self.base}id/")
        if path == iri:
            return None
        parts = path.split("/")
        kind = self.kinds.get(parts[0])
        rest = parts[2:]
        while rest and kind:
            kind, taken = self._dependent.get((kind.segment, rest[0]), (None, 0))
            rest = rest[taken:]
        return kind

    @cached_property
    def _dependent(self) -> Mapping[tuple[str, str], tuple[Kind, int]]:
        """Owner's segment, first part of the path below it -> the kind, and how many parts."""
        found: dict[tuple[str, str], tuple[Kind, int]] = {}
        for owner, forms in self.forms.items():
            for form in forms.values():
                for segment in form.kinds:
                    kind = self.kinds[segment]
                    if kind.keyed_by:
                        found.setdefault((owner, segment), (kind, 2))
                    elif kind.dependent:
                        found.setdefault((owner, kebab(form.key)), (kind, 1))
        return found


@lru_cache(maxsize=1 << 10)
def kebab(key: str) -> str:
    """`totalBudget` -> `total-budget`."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in key)


def load(publication: Publication) -> Vocabulary:
    """Read the model of a publication; ConfigError where it cannot be read."""
    context_path = publication.ontology / "context.jsonld"
    context = _context(publication, context_path)
    ontology = _parse(publication, sorted(publication.ontology.glob("*.ttl")))
    shapes = _parse(publication, sorted(publication.shapes.glob("*.ttl")))
    prefixes = _prefixes(context)
    kinds = _kinds(ontology, publication.base)
    terms = _terms(context, prefixes)
    return Vocabulary(
        base=publication.base,
        context=context,
        kinds=kinds,
        forms=_forms(shapes, kinds, terms, _code_lists(ontology, publication.base)),
        codes=_codes(ontology),
        prefixes=prefixes,
        glosses=_glosses(ontology, publication.language),
    )


def _context(publication: Publication, path: Path) -> Mapping[str, Any]:
    remedy = 'write {"@context": {…}} as JSON'
    try:
        document = json.loads(publication.read(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}", remedy) from error
    context = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(context, dict):
        raise ConfigError(f"{path}: there is no context", remedy)
    for key, definition in context.items():
        if not key.startswith("@") and not isinstance(definition, str | dict):
            raise ConfigError(f"{path}: the term {key} has no definition", "write its IRI")
    return context


def _parse(publication: Publication, paths: Iterable[Path]) -> Triples:
    found: dict[Subject, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for path in paths:
        try:
            text = publication.read(path).encode()
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                values = found[quad.subject]
                values[quad.predicate.value] = (*values.get(quad.predicate.value, ()), quad.object)
        except SyntaxError as error:
            raise ConfigError(
                f"{path}:{error.lineno or 0}: {error.msg}", "mend the Turtle"
            ) from error
    return dict(found)


def _prefixes(context: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        name: value
        for name, value in context.items()
        if isinstance(value, str) and value.endswith(("/", "#")) and not name.startswith("@")
    }


def _terms(
    context: Mapping[str, Any], prefixes: Mapping[str, str]
) -> Mapping[tuple[str, bool], str]:
    """(property IRI, reverse) -> key."""
    terms = {}
    for key, definition in context.items():
        if key.startswith("@") or key in prefixes:
            continue
        entry = {"@id": definition} if isinstance(definition, str) else definition
        reverse = "@reverse" in entry
        compact = entry["@reverse"] if reverse else entry.get("@id", key)
        terms[expand(compact, prefixes), reverse] = key
    terms[RDF_TYPE, False] = "type"
    return terms


def expand(compact: str, prefixes: Mapping[str, str]) -> str:
    """`schema:name` -> its IRI; what has no known prefix stays as it is."""
    prefix, colon, local = compact.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else compact


def _kinds(ontology: Triples, base: str) -> Mapping[str, Kind]:
    segment_iri, keyed_by_iri = f"{base}ont#segment", f"{base}ont#keyedBy"
    kinds = {}
    for subject, values in ontology.items():
        for segment in values.get(segment_iri, ()):
            keyed = values.get(keyed_by_iri)
            keys = tuple(keyed[0].value.split()) if keyed else None
            kinds[segment.value] = Kind(segment.value, subject.value, keys)
    return kinds


def _code_lists(ontology: Triples, base: str) -> Mapping[str, str]:
    """Property IRI -> name of its code list."""
    return {
        subject.value: local_name(values[f"{base}ont#codeList"][0].value)
        for subject, values in ontology.items()
        if f"{base}ont#codeList" in values
    }


def _codes(ontology: Triples) -> Mapping[str, Mapping[str, str]]:
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, values in ontology.items():
        for scheme in values.get(f"{SKOS}inScheme", ()):
            lists[local_name(scheme.value)][local_name(subject.value)] = subject.value
    return dict(lists)


def _glosses(ontology: Triples, language: str) -> Mapping[str, str]:
    glosses = {}
    for subject, values in ontology.items():
        said = (
            _in_language(
                (*values.get(f"{RDFS}label", ()), *values.get(f"{SKOS}prefLabel", ())), language
            ),
            _in_language(values.get(f"{SKOS}definition", ()), language),
        )
        if any(said):
            glosses[subject.value] = ": ".join(filter(None, said))
    return glosses


def _in_language(texts: Iterable[Any], language: str) -> str:
    """The text in the language, or any there is; empty where there is none."""
    found = {text.language: text.value for text in texts if isinstance(text, ox.Literal)}
    return str(found.get(language) or next(iter(found.values()), ""))


def local_name(iri: str) -> str:
    """What follows the last `#` or `/`."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _forms(
    shapes: Triples,
    kinds: Mapping[str, Kind],
    terms: Mapping[tuple[str, bool], str],
    code_lists: Mapping[str, str],
) -> Mapping[str, Mapping[str, Form]]:
    by_class = {kind.class_iri: kind.segment for kind in kinds.values()}
    forms: dict[str, dict[str, Form]] = {segment: {} for segment in kinds}
    for values in shapes.values():
        for target in values.get(f"{SH}targetClass", ()):
            segment = by_class.get(target.value)
            if segment is None:
                continue
            for shape in values.get(f"{SH}property", ()):
                form = _form(shapes, shape, by_class, terms, code_lists)
                if form:
                    forms[segment][form.key] = _merge(forms[segment].get(form.key), form)
    return forms


def _form(
    shapes: Triples,
    shape: Subject,
    by_class: Mapping[str, str],
    terms: Mapping[tuple[str, bool], str],
    code_lists: Mapping[str, str],
) -> Form | None:
    values = shapes.get(shape, {})
    path = _path(shapes, values)
    if path is None or path not in terms:
        return None
    form = Form(terms[path], path[0], path[1], single=_is_single(values))
    for alternative in (values, *_alternatives(shapes, values)):
        form = _with_types(form, alternative, by_class, code_lists)
    choices = tuple(term.value for term in _list(shapes, values.get(f"{SH}in", ())))
    bare = not (form.datatypes or form.kinds or form.codes or choices)
    node_kind = [term.value for term in values.get(f"{SH}nodeKind", ())]
    return replace(form, choices=choices, address=bare and node_kind == [f"{SH}IRI"])


def _path(shapes: Triples, values: Mapping[str, tuple[Any, ...]]) -> tuple[str, bool] | None:
    for path in values.get(f"{SH}path", ()):
        if isinstance(path, ox.NamedNode):
            return path.value, False
        for inverse in shapes.get(path, {}).get(f"{SH}inversePath", ()):
            if isinstance(inverse, ox.NamedNode):
                return inverse.value, True
    return None


def _is_single(values: Mapping[str, tuple[Any, ...]]) -> bool:
    severities = {term.value for term in values.get(f"{SH}severity", ())}
    most = values.get(f"{SH}maxCount", ())
    return any(term.value == "1" for term in most) and severities <= {f"{SH}Violation"}


def _alternatives(
    shapes: Triples, values: Mapping[str, tuple[Any, ...]]
) -> Iterable[Mapping[str, tuple[Any, ...]]]:
    for member in _list(shapes, values.get(f"{SH}or", ())):
        yield shapes.get(member, {})


def _with_types(
    form: Form,
    values: Mapping[str, tuple[Any, ...]],
    by_class: Mapping[str, str],
    code_lists: Mapping[str, str],
) -> Form:
    datatypes = tuple(term.value for term in values.get(f"{SH}datatype", ()))
    classes = [term.value for term in values.get(f"{SH}class", ())]
    kinds = tuple(by_class[iri] for iri in classes if iri in by_class)
    codes = (
        code_lists.get(form.iri, "")
        if f"{SKOS}Concept" in classes or form.iri in code_lists
        else ""
    )
    return replace(
        form,
        datatypes=form.datatypes + datatypes,
        kinds=form.kinds + kinds,
        codes=form.codes or codes,
    )


def _merge(first: Form | None, second: Form) -> Form:
    if first is None:
        return second
    return replace(
        first,
        datatypes=tuple(dict.fromkeys(first.datatypes + second.datatypes)),
        kinds=tuple(dict.fromkeys(first.kinds + second.kinds)),
        codes=first.codes or second.codes,
        choices=first.choices or second.choices,
        address=(first.address or second.address)
        and not (first.datatypes or second.datatypes or first.kinds or second.kinds),
        single=first.single or second.single,
    )


def _list(shapes: Triples, heads: tuple[Any, ...]) -> Iterable[Any]:
    for head in heads:
        node, seen = head, set()
        while node in shapes and node not in seen:
            seen.add(node)
            yield from shapes[node].get(RDF_FIRST, ())[:1]
            node = next(iter(shapes[node].get(RDF_REST, ())), None)


def triples(publication: Publication, path: Path) -> tuple[tuple[str, str, str], ...]:
    """The triples of one file of the model as N-Triples terms, sorted."""
    try:
        quads = list(ox.parse(publication.read(path).encode(), ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise ConfigError(f"{path}:{error.lineno or 0}: {error.msg}", "mend the Turtle") from error
    return tuple(
        sorted((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)
    )
