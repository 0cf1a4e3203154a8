"""What the readers of claims keep in mind from record to record: keys and values that were fine.

A key or a value means the same wherever it stands, given the model, the register and the language
of the document, so what was read once without a problem is not read again. What is wrong is never
kept, and so it is told at every place.
"""

from typing import NamedTuple

from lod.ntriples import is_iri
from lod.vocab import RDF_TYPE, Form, Kind, Vocabulary

TYPE = f"<{RDF_TYPE}>"

Triple = tuple[str, str, str]
Typed = tuple[str, str]
"""A thing and its class, as terms."""

_MOST = 1 << 14
"""After so many more keys and values those not used since the last time are forgotten."""
_LANGUAGES = 1 << 4


Value = tuple[str, Typed | None]
"""A term, and its class if it is a thing."""


class Thing(NamedTuple):
    """What the key of a registered thing names: its IRI as a term, its kind, its class."""

    term: str
    kind: Kind
    typed: Typed


class Slot:
    """One key of a kind of thing; `values` are those it had: the term, and its class if a thing.

    `older` are those not used for a while, `part` is the kind of dependent thing that a value may
    describe.
    """

    __slots__ = ("form", "older", "part", "predicate", "reverse", "used", "values")

    def __init__(self, form: Form, part: Kind | None) -> None:
        self.form, self.part = form, part
        self.predicate, self.reverse = form.predicate, form.reverse
        self.values: dict[str, Value] = {}
        self.older: dict[str, Value] = {}
        self.used = False


Slots = dict[str, dict[str, Slot]]
"""Segment of a kind -> key -> slot, in one language."""


class Known:
    """The keys and values of one publication; `fresh` gathers statements not known before.

    Each IRI that readers give has stood in one of them since `forget`, as subject, predicate or
    object, so whoever looks at those has looked at all. Literals need not: `values.literal_of`
    makes none that holds a contact detail or is ill-formed.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.things: dict[str, Thing] = {}
        self.older: dict[str, Thing] = {}
        self.fresh: list[Triple] = []
        self._slots: dict[str, Slots] = {}
        self._count = 0

    def slots(self, language: str) -> Slots:
        """The slots in one language, as far as kinds of things occurred."""
        found = self._slots.get(language)
        if found is None:
            if len(self._slots) >= _LANGUAGES:
                self.forget()
            found = self._slots[language] = {}
        return found

    def of_kind(self, segment: str, slots: Slots) -> dict[str, Slot]:
        """The slots of a kind of thing, by key."""
        found = slots.get(segment)
        if found is None:
            parts = self.vocabulary.parts[segment]
            forms = self.vocabulary.forms[segment]
            found = slots[segment] = {k: Slot(form, parts.get(k)) for k, form in forms.items()}
        return found

    def keep_thing(self, key: str, term: str, kind: Kind) -> Thing:
        """Remember what a key names."""
        self._counted()
        typed = (term, f"<{kind.class_iri}>")
        thing = self.things[key] = Thing(term, kind, typed)
        self.typed(typed)
        return thing

    def keep_value(self, slot: Slot, raw: str, term: str) -> None:
        """Remember the one term that a value of a key stands for."""
        typed = None
        if slot.form.kinds and is_iri(term):
            typed = self.things[raw].typed
        self._counted()
        slot.values[raw] = term, typed

    def recalled_thing(self, key: str) -> Thing | None:
        """What a key names that was not used for a while."""
        thing = self.older.get(key)
        if thing is not None:
            self._counted()
            self.things[key] = thing
        return thing

    def recalled_value(self, slot: Slot, raw: str) -> Value | None:
        """The value of a key that was not used for a while."""
        value = slot.older.get(raw)
        if value is not None:
            self._counted()
            slot.values[raw] = value
        return value

    def note(self, slot: Slot, statement: Triple) -> None:
        """Note a statement whose value was not known."""
        slot.used = True
        self.fresh.append(statement)

    def typed(self, typed: Typed) -> None:
        """Note that the class of a thing is stated."""
        self.fresh.append((typed[0], TYPE, typed[1]))

    def forget(self) -> None:
        """Keep nothing of what was read so far."""
        self.things.clear()
        self.older.clear()
        self._count = 0
        for slots in self._slots.values():
            slots.clear()
        self._slots.clear()

    def _counted(self) -> None:
        self._count += 1
        if self._count > _MOST:
            self._count = 0
            self.older, self.things = self.things, {}
            for slots in self._slots.values():
                for of_kind in slots.values():
                    for slot in of_kind.values():
                        slot.older, slot.values = slot.values, {}
