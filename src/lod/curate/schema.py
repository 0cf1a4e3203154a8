"""Vocabulary -> the JSON Schema (draft 2020-12) of claim files, for editors that know YAML.

It completes keys and codes and underlines mistakes of form while one types. Less strict than
the reader, which also knows the register, the text and the calendar; never stricter.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lod.curate.proof import QUOTE_KEYS, RESERVED
from lod.model import Rank, Status
from lod.ntriples import LANG_STRING, XSD, XSD_STRING
from lod.vocab import EDTF, Form, Kind, Vocabulary, local_name

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*"
_LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_YEAR = "(-?([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)|Y-?[1-9][0-9]{4,})"
_MONTH = "(0[1-9]|1[0-2]|2[1-4]|XX)"
_DATE = f"{_YEAR}(-{_MONTH}(-(0[1-9]|[12][0-9]|3[01]|XX))?)?[?~%]?"
_END = rf"({_DATE}|\.\.)?"

_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_SHORTHANDS = {
    "amount": {
        "type": "string",
        "pattern": f"^{_DECIMAL} [A-Z]{{3}}$",
        "description": "a sum of money: 791256.20 EUR",
    },
    "period": {
        "type": "string",
        "pattern": f"^{_DAY}/{_DAY}$",
        "description": "first and last day: 2017-11-21/2017-11-30",
    },
}
_DATATYPES: Mapping[str, Schema] = {
    LANG_STRING: {"$ref": "#/$defs/text"},
    XSD_STRING: {"$ref": "#/$defs/plain"},
    f"{XSD}integer": {"type": ["integer", "string"], "pattern": "^[+-]?[0-9]+$"},
    f"{XSD}decimal": {"type": ["number", "string"], "pattern": f"^{_DECIMAL}$"},
    f"{XSD}boolean": {"enum": [True, False, "true", "false"]},
    f"{XSD}date": {"type": "string", "pattern": f"^{_DAY}$"},
    f"{XSD}time": {
        "type": "string",
        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
    },
    EDTF: {"$ref": "#/$defs/date"},
}


def claim_schema(vocabulary: Vocabulary) -> Schema:
    """The schema of one claim file, as docs/claims.md describes it."""
    external = {"properties": {"status": {"const": Status.EXTERNAL.value}}, "required": ["status"]}
    claims: Schema = {"type": "array", "items": {"$ref": "#/$defs/entry"}}
    return {
        "$schema": DIALECT,
        "title": "Claims of one document",
        "type": "object",
        "properties": {
            "document": {
                "type": "string",
                "pattern": f"^{_NAME}$",
                "description": "the key of the document's record in data/documents",
            },
            "claims": claims,
        },
        "required": ["claims"],
        "additionalProperties": False,
        "anyOf": [
            {"required": ["document"]},
            {"properties": {"claims": {"items": external}}},
        ],
        "$defs": {**_shared(vocabulary), **_kinds(vocabulary)},
    }


def _shared(vocabulary: Vocabulary) -> Schema:
    return {
        "plain": _TEXT,
        "text": {
            "anyOf": [
                {**_TEXT, "description": "text in the language of the document"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": _LANGUAGE},
                    "additionalProperties": _TEXT,
                    "description": "text by language: {lv: …, en: …}",
                },
            ]
        },
        "address": {"type": "string", "pattern": r"^https?://[^\s<>\"{}|\\^`]+$"},
        "date": {
            "type": ["string", "integer"],
            "pattern": f"^({_DATE}|{_END}/{_END})$",
            "minimum": 1000,
            "maximum": 9999,
            "description": "EDTF: 2018-11-27, 2018-11, 2018, 2017-11-XX, 2018-11-27/2018-11-28",
        },
        "quote": _quote(),
        "entry": _entry(vocabulary),
    }


def _quote() -> Schema:
    count = {"type": ["integer", "string"], "minimum": 1, "pattern": "^[1-9][0-9]*$"}
    described = dict(zip(QUOTE_KEYS, (_TEXT, count, _TEXT), strict=True))
    return {
        "anyOf": [
            {**_TEXT, "description": "the words of the document that prove it"},
            {
                "type": "object",
                "properties": described,
                "required": ["text"],
                "additionalProperties": False,
            },
        ]
    }


def _entry(vocabulary: Vocabulary) -> Schema:
    """One entry: what proves it, by status, and at least one thing."""
    quote, quote_keys = _quote(), _quote()["anyOf"][1]["properties"]
    own = {
        "quote": _one_or_many(quote),
        "occurrence": quote_keys["occurrence"],
        "prefix": quote_keys["prefix"],
        "status": {"enum": [status.value for status in Status], "default": Status.STATED.value},
        "rule": _one_or_many({"$ref": "#/$defs/text"}),
        "source": _one_or_many({"$ref": "#/$defs/address"}),
        "rank": {"enum": [rank.value for rank in Rank], "default": Rank.NORMAL.value},
    }
    return {
        "type": "object",
        "properties": {key: own[key] for key in RESERVED},
        "patternProperties": {
            f"^{kind.segment}/{_NAME}$": {"$ref": f"#/$defs/{_definition(kind.segment)}"}
            for kind in _registered(vocabulary)
        },
        "additionalProperties": False,
        "not": {"propertyNames": {"enum": list(RESERVED)}},
        "dependentRequired": {"occurrence": ["quote"], "prefix": ["quote"]},
        "allOf": [
            _needs([Status.EXTERNAL], "source"),
            _needs([Status.INFERRED, Status.COMPUTED], "rule"),
            _needs([Status.STATED], "quote"),
            {"anyOf": [{"required": ["status"]}, {"required": ["quote"]}]},
            {
                "if": {"required": ["quote"], "properties": {"quote": {"type": "array"}}},
                "then": {"properties": {"occurrence": False, "prefix": False}},
            },
        ],
    }


def _needs(statuses: Iterable[Status], key: str) -> Schema:
    names = [status.value for status in statuses]
    return {
        "if": {"required": ["status"], "properties": {"status": {"enum": names}}},
        "then": {"required": [key]},
    }


def _kinds(vocabulary: Vocabulary) -> Schema:
    kinds = vocabulary.kinds.items()
    return {_definition(segment): _kind(vocabulary, kind) for segment, kind in kinds}


def _definition(segment: str) -> str:
    return f"thing-{segment}"


def _kind(vocabulary: Vocabulary, kind: Kind) -> Schema:
    schema: Schema = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            key: _described(_one_or_many(_value(vocabulary, form)), vocabulary, form.iri)
            for key, form in sorted(vocabulary.forms[kind.segment].items())
        },
    }
    if kind.keyed_by:
        schema["required"] = list(kind.keyed_by)
    return _described(schema, vocabulary, kind.class_iri)


def _described(schema: Schema, vocabulary: Vocabulary, iri: str) -> Schema:
    gloss = vocabulary.glosses.get(iri)
    return {**schema, "description": gloss} if gloss else schema


def _value(vocabulary: Vocabulary, form: Form) -> Schema:
    """How one value of a key is written; the order is that in which the reader decides."""
    if form.key == "type" or form.choices:
        return {"enum": _choices(vocabulary, form)}
    if form.codes:
        return {"enum": sorted(vocabulary.codes.get(form.codes, {}))}
    if form.address:
        return {"$ref": "#/$defs/address"}
    ways = [_thing(vocabulary, form)] if form.kinds else []
    ways += [_dependent(kind) for kind in _of(vocabulary, form, lambda kind: kind.dependent)]
    ways += [_DATATYPES[datatype] for datatype in form.datatypes if datatype in _DATATYPES]
    if not form.kinds and not form.datatypes:
        ways = [_DATATYPES[LANG_STRING]]
    ways = [way for way in ways if way]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _choices(vocabulary: Vocabulary, form: Form) -> list[str]:
    written = {local_name(choice) for choice in form.choices}
    for prefix, namespace in vocabulary.prefixes.items():
        written |= {
            f"{prefix}:{choice.removeprefix(namespace)}"
            for choice in form.choices
            if choice.startswith(namespace)
        }
    return sorted(written)


def _thing(vocabulary: Vocabulary, form: Form) -> Schema:
    """A reference to a registered thing, empty where the form takes none."""
    kinds = [kind.segment for kind in _of(vocabulary, form, lambda kind: not kind.dependent)]
    if not kinds:
        return {}
    return {
        "type": "string",
        "pattern": f"^({'|'.join(kinds)})/{_NAME}$",
        "description": " or ".join(f"{kind}/…" for kind in kinds),
    }


def _dependent(kind: Kind) -> Schema:
    described = {"$ref": f"#/$defs/{_definition(kind.segment)}"}
    shorthand = _SHORTHANDS.get(kind.segment)
    return {"anyOf": [shorthand, described]} if shorthand else described


def _of(vocabulary: Vocabulary, form: Form, fits: Callable[[Kind], bool]) -> list[Kind]:
    return [kind for segment in form.kinds if fits(kind := vocabulary.kinds[segment])]


def _registered(vocabulary: Vocabulary) -> list[Kind]:
    return [kind for kind in vocabulary.kinds.values() if not kind.dependent]


def _one_or_many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}
