"""How terms and numbers are written for people."""

from lod.vocab import Vocabulary


def short(iri: str, vocabulary: Vocabulary) -> str:
    """An IRI as people read it; any other text as it is."""
    if " " in iri or ":" not in iri:
        return iri
    for name, namespace in vocabulary.prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(vocabulary.base) or iri


def many(number: int, name: str) -> str:
    """A number with what it counts."""
    return f"{number} {name}{'' if number == 1 else 's'}"
