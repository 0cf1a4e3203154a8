"""A survey -> VoID: how much there is of what, and where it links to.

Enters: the survey and the addresses of dumps and endpoint. Leaves: statements about the dataset,
its class and property partitions, its subsets and its linksets. Every partition has an IRI below
the dataset's, so descriptions of two versions compare line by line. (W3C Note "Describing
Linked Datasets with the VoID Vocabulary", sections 3 to 5; datatype partitions by void-ext.)
"""

import re
from collections.abc import Iterable, Mapping

from lod.catalog.counting import namespace
from lod.catalog.statements import Statements
from lod.catalog.survey import PropertyUse, Survey
from lod.catalog.terms import context, iris, typed
from lod.ntriples import iri


def summary(into: Statements, survey: Survey, base: str) -> str:
    """The totals, vocabularies and examples of the dataset; its term."""
    dataset = iri(f"{base}dataset")
    into.add(
        dataset,
        "void:Dataset",
        void_triples=_number(survey.triples),
        void_entities=_number(survey.entities),
        void_uriSpace=f'"{base}id/"',
        void_vocabulary=iris(survey.vocabularies),
        void_exampleResource=survey.examples,
    )
    return dataset


def describe(
    into: Statements,
    survey: Survey,
    base: str,
    prefixes: Mapping[str, str],
    dumps: Iterable[str],
) -> None:
    """Everything that VoID can say; `dumps` are addresses."""
    dataset = summary(into, survey, base)
    into.add(
        dataset,
        void_classes=_number(len(survey.classes)),
        void_properties=_number(len(survey.properties)),
        void_distinctSubjects=_number(survey.subjects),
        void_distinctObjects="" if survey.objects is None else _number(survey.objects),
        void_dataDump=iris(dumps),
    )
    slug = _Slugs(base, prefixes)
    _classes(into, survey, dataset, slug)
    for property_, triples in survey.properties.items():
        part = _part(dataset, "property", slug[property_])
        into.add(dataset, void_propertyPartition=part)
        into.add(part, "void:Dataset", void_property=property_, void_triples=_number(triples))
    _linksets(into, survey, dataset, slug)


def _classes(into: Statements, survey: Survey, dataset: str, slug: "_Slugs") -> None:
    for class_, use in survey.classes.items():
        part = _part(dataset, "class", slug[class_])
        into.add(dataset, void_classPartition=part)
        into.add(
            part,
            "void:Dataset",
            void_class=class_,
            void_entities=_number(use.entities),
            void_triples=_number(sum(each.triples for each in use.properties.values())),
        )
        for property_, values in use.properties.items():
            inner = _part(part, "property", slug[property_])
            into.add(part, void_propertyPartition=inner)
            into.add(inner, "void:Dataset", void_property=property_)
            _values(into, inner, values, slug)


def _values(into: Statements, part: str, values: PropertyUse, slug: "_Slugs") -> None:
    """The classes and datatypes of the values of one property."""
    into.add(part, void_triples=_number(values.triples))
    for class_, triples in values.classes.items():
        target = _part(part, "class", slug[class_])
        into.add(part, void_classPartition=target)
        into.add(target, "void:Dataset", void_class=class_, void_triples=_number(triples))
    for datatype, triples in values.datatypes.items():
        target = _part(part, "datatype", slug[datatype])
        into.add(part, voidext_datatypePartition=target)
        into.add(target, "void:Dataset", voidext_datatype=datatype, void_triples=_number(triples))


def _linksets(into: Statements, survey: Survey, dataset: str, slug: "_Slugs") -> None:
    for (predicate, space), triples in survey.links.items():
        where = re.sub(r"[^a-z0-9]+", "-", space.partition("://")[2].lower()).strip("-")
        linkset = _part(dataset, "linkset", f"{slug[predicate]}-{where}")
        target = iri(space)
        into.add(dataset, void_subset=linkset)
        into.add(
            linkset,
            "void:Linkset",
            void_subjectsTarget=dataset,
            void_objectsTarget=target,
            void_linkPredicate=predicate,
            void_triples=_number(triples),
        )
        into.add(target, "void:Dataset", void_uriSpace=f'"{space}"')


class _Slugs(dict[str, str]):
    """Term -> `prefix.local`, the last step of a partition's IRI."""

    def __init__(self, base: str, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        known = {**context().prefixes, **prefixes}
        self._names = {space: name for name, space in known.items()}
        self._base = base

    def __missing__(self, term: str) -> str:
        space = namespace(term)
        local = term[1 + len(space) : -1]
        start = self._names.get(space) or space.removeprefix(self._base).partition("://")[2]
        text = f"{start}.{local}" if start else local
        self[term] = slug = re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-")
        return slug


def _part(whole: str, kind: str, slug: str) -> str:
    return f"{whole[:-1]}/{kind}/{slug}>"


def _number(count: int) -> str:
    return typed(count, "integer")
