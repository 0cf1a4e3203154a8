"""One value of a claim file -> the object terms of its statements.

How a value is written follows from the Form that the shapes give its key: a code, a class, a
thing, a web address, or text, numbers and dates.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from lod.curate.problems import Problems, Trail, shown
from lod.curate.references import References
from lod.curate.values import MalformedError, check_language, literal_of, web_address
from lod.ntriples import iri
from lod.vocab import Form, Kind, Vocabulary, expand, local_name

_MONEY = re.compile(r"(\S+) ([A-Z]{3})")
_MONEY_REMEDY = "write 791256.20 EUR: digits, a decimal point, a currency code"
_PERIOD_REMEDY = "write it as 2017-11-21/2017-11-30"


class Objects:
    """Turns the values of one file into terms; `language` is that of texts without another."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        references: References,
        problems: Problems,
        language: str,
        languages: tuple[str, ...],
    ) -> None:
        self.vocabulary, self.references, self.problems = vocabulary, references, problems
        self.language, self.languages = language, languages

    def terms(self, form: Form, raw: Any, trail: Trail) -> Sequence[str]:
        """The terms that a value stands for: several for a mapping of languages, else one."""
        if isinstance(raw, list):
            self.problems.add(trail, "a list within a list", "write one list", "bad-value")
            return ()
        if raw is None or raw == {}:
            what = f"{form.key} has no value"
            self.problems.add(trail, what, "write the value or delete the key", "bad-value")
            return ()
        if form.key == "type" or form.choices:
            term = self._choice(form, raw, trail)
        elif form.codes:
            term = self._code(form, raw, trail)
        elif form.kinds and (not form.datatypes or self.references.is_reference(raw)):
            term = self.references.referred(form, raw, trail)
        elif form.address:
            term = self._address(form, raw, trail)
        elif isinstance(raw, dict):
            return self._translations(form, raw, trail)
        else:
            term = self._literal(form, raw, self.language, trail, tagged=False)
        return () if term is None else (term,)

    def shorthand(self, kind: Kind, raw: Any, trail: Trail) -> Mapping[str, Any] | None:
        """A dependent thing in one text: money as `1.50 EUR`, a period as `2017/2018`."""
        text = raw if isinstance(raw, str) else ""
        what, remedy, code = f"{shown(raw)} is no {kind.segment}", "write `key: value` below it", ""
        if kind.segment == "amount":
            if match := _MONEY.fullmatch(text):
                return {"value": match[1], "currency": match[2]}
            what, remedy, code = f"{shown(raw)} is no sum of money", _MONEY_REMEDY, "bad-money"
        elif kind.segment == "period":
            if len(ends := text.split("/")) == 2:
                return {"periodStart": ends[0], "periodEnd": ends[1]}
            remedy = _PERIOD_REMEDY
        self.problems.add(trail, what, remedy, code or "bad-value")
        return None

    def _choice(self, form: Form, raw: Any, trail: Trail) -> str | None:
        by_name = _by_name(form.choices)
        value = expand(raw, self.vocabulary.prefixes) if isinstance(raw, str) else ""
        value = by_name.get(value, value)
        if value in form.choices:
            return iri(value)
        remedy = self.problems.near(local_name(value), by_name)
        self.problems.add(trail, f"{shown(raw)} is no {form.key} here", remedy, "bad-value")
        return None

    def _code(self, form: Form, raw: Any, trail: Trail) -> str | None:
        codes = self.vocabulary.codes.get(form.codes, {})
        if isinstance(raw, str) and raw in codes:
            return f"<{codes[raw]}>"
        remedy = self.problems.near(raw, codes)
        self.problems.add(trail, f"{shown(raw)} is no code of {form.codes}", remedy, "bad-code")
        return None

    def _address(self, form: Form, raw: Any, trail: Trail) -> str | None:
        try:
            return web_address(raw)
        except MalformedError as error:
            self._malformed(form, error, trail)
            return None

    def _translations(self, form: Form, raw: Mapping[str, Any], trail: Trail) -> Sequence[str]:
        terms = [
            self._literal(form, text, language, (*trail, language), tagged=True)
            for language, text in raw.items()
        ]
        return [term for term in terms if term is not None]

    def _literal(
        self, form: Form, text: Any, language: str, trail: Trail, *, tagged: bool
    ) -> str | None:
        try:
            if tagged:
                check_language(language, self.languages)
            return literal_of(text, form.datatypes, language, tagged=tagged)
        except MalformedError as error:
            self._malformed(form, error, trail)
            return None

    def _malformed(self, form: Form, error: MalformedError, trail: Trail) -> None:
        self.problems.add(trail, f"{form.key}: {error.what}", error.remedy, error.code)


@lru_cache(maxsize=1 << 8)
def _by_name(choices: tuple[str, ...]) -> Mapping[str, str]:
    return {local_name(choice): choice for choice in choices}
