"""Reading texts of a shapes graph: messages and names, with their languages.

Enters: a node of the shapes graph. Leaves: (text, language tag) pairs in a fixed order; what is
no text is noted among the graph's problems.
"""

from lod.ntriples import literal_value
from lod.shacl.graph import Graph
from lod.shacl.model import Message
from lod.shacl.vocabulary import XSD, sh


def text_of(value: str) -> str | None:
    """The text of an xsd:string or language-tagged literal; None for all else."""
    if not value.startswith('"'):
        return None
    literal = literal_value(value)
    return literal.lexical if literal.language or literal.datatype == XSD + "string" else None


def read_messages(graph: Graph, node: str) -> tuple[Message, ...]:
    """The sh:message texts of a shape, constraint or validator (section 2.1.5)."""
    return read_texts(graph, node, sh("message"))


def read_texts(graph: Graph, node: str, predicate: str) -> tuple[Message, ...]:
    """The texts of a predicate, by language and text."""
    texts = []
    for value in graph.objects(node, predicate):
        text = text_of(value)
        if text is None:
            name = predicate.rsplit("#", 1)[1].rstrip(">")
            remedy = "give a text, with or without a language tag"
            graph.report(node, f"sh:{name} is {value}", remedy, name)
        else:
            texts.append((text, literal_value(value).language))
    return tuple(sorted(texts, key=lambda text: (text[1], text[0])))
