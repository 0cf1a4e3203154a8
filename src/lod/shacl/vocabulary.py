"""The names of the vocabularies that shapes are written in, as N-Triples terms.

Enters: nothing. Leaves: constants; `term(SH, "path")` is `<http://www.w3.org/ns/shacl#path>`.
"""

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def term(namespace: str, name: str) -> str:
    """The IRI term of a name in a namespace."""
    return f"<{namespace}{name}>"


def sh(name: str) -> str:
    """The IRI term of a name in the SHACL vocabulary."""
    return term(SH, name)


TYPE = term(RDF, "type")
FIRST = term(RDF, "first")
REST = term(RDF, "rest")
NIL = term(RDF, "nil")
LANG_STRING = term(RDF, "langString")
CLASS = term(RDFS, "Class")
SUBCLASS_OF = term(RDFS, "subClassOf")
VIOLATION = sh("Violation")
WARNING = sh("Warning")
INFO = sh("Info")

EXACT = "urn:lod:exact:"
"""Begins the names of what the store keeps to remember lexical forms (see `store`)."""
