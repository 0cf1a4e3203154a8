"""Random small shapes and graphs in Turtle, of constructs on which SHACL leaves no doubt.

Left out because pySHACL departs from the specification there: comparisons of values that cannot
be compared (rdflib orders all literals), sh:minLength 0 on blank nodes, and the inverse of a
sequence path.
"""

from random import Random

PREFIXES = """@prefix ex: <http://e/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = ["ex:a", "ex:b", "ex:c", "ex:d", "_:x", "_:y"]
NUMBERS = [
    *("1", "2", "7", "1.50", "1.5", "1.0E0", "-3"),
    *('"07"^^xsd:integer', '"5"^^xsd:nonNegativeInteger', '"12"^^xsd:byte'),
]
LITERALS = [
    *('"x"', '""', '"hello world"', '"x"@en', '"y"@en', '"x"@lv', '"z"@en-GB'),
    *NUMBERS,
    *('"-1"^^xsd:nonNegativeInteger', '"300"^^xsd:byte', '"x"^^xsd:integer'),
    *('"2024-01-05"^^xsd:date', '"2024-02-30"^^xsd:date', '"2024-03-01"^^xsd:date'),
    *('"2024-01-05T10:00:00Z"^^xsd:dateTime', '"2024-01-05T12:00:00+02:00"^^xsd:dateTime'),
    *("true", '"1"^^xsd:boolean'),
]
PREDICATES = ["ex:p", "ex:q", "ex:r"]
CLASSES = ["ex:C", "ex:D"]
DATATYPES = [
    *("xsd:string", "xsd:integer", "xsd:decimal", "xsd:date", "xsd:dateTime", "xsd:boolean"),
    *("rdf:langString", "xsd:nonNegativeInteger", "xsd:byte", "xsd:double"),
]
KINDS = ["IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
PATTERNS = ["^x", "[0-9]", "^http", "o w", "-0", "^[a-z]+$", "[.]5"]
TARGETS = [
    *("sh:targetClass ex:C", "sh:targetClass ex:D", "sh:targetNode ex:a", "sh:targetNode ex:z"),
    *("sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q"),
    'sh:targetNode "07"^^xsd:integer',
]
MODIFIERS = ["", "", "", "sh:severity sh:Warning ;", "sh:deactivated true ;"]
SIMPLE = ["class", "datatype", "kind", "length", "pattern", "language", "in", "equals", "disjoint"]
NESTED = ["not", "and", "or", "xone", "node", "property", "closed", "hasValue"]


class Shaper:
    """Makes up shapes and data from a source of chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.pick = chance.choice

    def shapes(self) -> str:
        found = []
        for number in range(self.chance.randint(1, 3)):
            parts = [self.constraint(2) for _ in range(self.chance.randint(1, 2))]
            body = " ; ".join(_once([*parts, f"sh:property {self.property(2)}"]))
            target, modifier = self.pick(TARGETS), self.pick(MODIFIERS)
            found.append(f"ex:S{number} a sh:NodeShape ; {target} ; {modifier} {body} .")
        return PREFIXES + "\n".join(found)

    def data(self, *, blank: bool = True) -> str:
        nodes = NODES if blank else NODES[:4]
        found = []
        for _ in range(self.chance.randint(0, 18)):
            subject = self.pick(nodes)
            kind = self.chance.random()
            if kind < 0.25:
                found.append(f"{subject} a {self.pick(CLASSES)} .")
            elif kind < 0.45:
                found.append(f"{subject} {self.pick(['ex:n', 'ex:m'])} {self.pick(NUMBERS)} .")
            else:
                found.append(f"{subject} {self.pick(PREDICATES)} {self.pick(nodes + LITERALS)} .")
        if self.chance.random() < 0.3:
            found.append("ex:D rdfs:subClassOf ex:C .")
        return PREFIXES + "\n".join(found)

    def path(self, depth: int = 2, *, inverse: bool = False) -> str:
        if depth == 0 or self.chance.random() < 0.55:
            return self.pick(PREDICATES)
        kinds = ["inverse", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"]
        kind = self.pick(kinds if inverse else [*kinds, "sequence"])
        inverse = inverse or kind == "inverse"
        parts = [self.path(depth - 1, inverse=inverse) for _ in range(2)]
        if kind == "sequence":
            return f"( {parts[0]} {parts[1]} )"
        if kind == "alternative":
            return f"[ sh:alternativePath ( {parts[0]} {parts[1]} ) ]"
        return f"[ sh:{kind}Path {parts[0]} ]"

    def term(self) -> str:
        return self.pick(["ex:a", "ex:b", "ex:c", *LITERALS])

    def constraint(self, depth: int) -> str:  # noqa: C901 - one case for each component
        kind = self.pick([*SIMPLE, *(NESTED if depth else ["hasValue"])])
        match kind:
            case "class":
                return f"sh:class {self.pick(CLASSES)}"
            case "datatype":
                return f"sh:datatype {self.pick(DATATYPES)}"
            case "kind":
                return f"sh:nodeKind sh:{self.pick(KINDS)}"
            case "length":
                return f"sh:{self.pick(['min', 'max'])}Length {self.chance.randint(1, 6)}"
            case "pattern":
                return f'sh:pattern "{self.pick(PATTERNS)}"{self.pick(["", " ; sh:flags " + QI])}'
            case "language":
                return f'sh:languageIn ( {self.pick(["", LV])} "en" )'
            case "in":
                members = " ".join(self.term() for _ in range(self.chance.randint(0, 4)))
                return f"sh:in ( {members} )"
            case "equals" | "disjoint":
                return f"sh:{kind} {self.pick(PREDICATES)}"
            case "hasValue":
                return f"sh:hasValue {self.term()}"
            case "closed":
                ignored = self.pick(["", "; sh:ignoredProperties ( rdf:type ex:p )"])
                return f"sh:closed true {ignored}"
            case "not":
                return f"sh:not {self.shape(depth - 1)}"
            case "node":
                return f"sh:node {self.node(depth - 1)}"
            case "property":
                return f"sh:property {self.property(depth - 1)}"
        members = " ".join(self.shape(depth - 1) for _ in range(self.chance.randint(1, 3)))
        return f"sh:{kind} ( {members} )"

    def of_property(self, depth: int) -> str:
        kind = self.pick(["min", "max", "unique", "qualifiedMin", "qualifiedMax"])
        if kind == "unique":
            return "sh:uniqueLang true"
        if kind in ("min", "max") or depth == 0:
            return f"sh:{kind[:3] if depth else 'min'}Count {self.chance.randint(0, 5)}"
        disjoint = self.pick(["", "; sh:qualifiedValueShapesDisjoint true"])
        count = self.chance.randint(0, 4)
        return f"sh:qualifiedValueShape {self.shape(depth - 1)} ; sh:{kind}Count {count} {disjoint}"

    def ordering(self) -> str:
        name = self.pick(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"])
        bound = f"sh:{name} {self.pick(NUMBERS)}"
        return self.pick([bound, "sh:lessThan ex:m", "sh:lessThanOrEquals ex:m"])

    def shape(self, depth: int) -> str:
        return self.pick([self.node, self.property])(depth)

    def node(self, depth: int) -> str:
        parts = [self.constraint(depth) for _ in range(self.chance.randint(1, 2))]
        return f"[ {self.pick(MODIFIERS)} {' ; '.join(_once(parts))} ]"

    def property(self, depth: int) -> str:
        if self.chance.random() < 0.2:
            path, parts = "ex:n", [self.ordering(), self.ordering(), self.constraint(0)]
        else:
            path = self.path()
            parts = [
                self.pick([self.constraint, self.of_property])(depth)
                for _ in range(self.chance.randint(1, 3))
            ]
        return f"[ sh:path {path} ; {self.pick(MODIFIERS)} {' ; '.join(_once(parts))} ]"


QI, LV = '"i"', '"lv"'


def _once(parts: list[str]) -> list[str]:
    """The constraints without a second one of a kind, which would be ill-formed."""
    found: dict[str, str] = {}
    for part in parts:
        name = part.split()[0]
        found.setdefault("qualified" if "qualified" in name else name, part)
    return list(found.values())
