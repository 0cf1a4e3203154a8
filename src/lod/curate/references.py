"""Keys of things, and values that name one -> IRIs.

Registered things have the IRI of the register; dependent ones (a participation, a sum of money)
get theirs from their owner and from what tells them apart.
"""

from collections.abc import Mapping
from typing import Any

from lod.curate.known import Known, Thing, Typed
from lod.curate.problems import Problems, Trail, shown
from lod.curate.proof import RESERVED
from lod.curate.register import Register, key_is_valid, slug
from lod.vocab import Form, Kind, kebab


class References:
    """Resolves the keys of one claim file; `types` gathers (thing, class) terms as it goes."""

    def __init__(self, known: Known, register: Register, problems: Problems) -> None:
        self.known, self.register, self.problems = known, register, problems
        self.vocabulary = known.vocabulary
        self.types: set[Typed] = set()

    def is_reference(self, raw: Any) -> bool:
        """Whether a value has the form of a key of a thing."""
        return isinstance(raw, str) and "/" in raw and raw.split("/")[0] in self.vocabulary.kinds

    def kind(self, key: str, trail: Trail) -> Kind | None:
        """The kind of thing that a key names; None, and a problem, where there is none."""
        segment, slash, _ = key.partition("/")
        kind = self.vocabulary.kinds.get(segment)
        if slash and kind and not kind.dependent:
            return kind
        known = [name for name, found in self.vocabulary.kinds.items() if not found.dependent]
        if not slash:
            remedy = self.problems.near(key, (*RESERVED, *known))
            self.problems.add(trail, f"unknown key {shown(key)}", remedy, "unknown-key")
        else:
            what = f"{shown(key)}: there is no kind of thing {shown(segment)}"
            if kind:
                what = f"{shown(key)}: a thing of the kind {segment} has no key of its own"
            remedy = self.problems.near(segment, known)
            if kind:
                remedy = "write it as a mapping below its owner; see docs/claims.md"
            self.problems.add(trail, what, remedy, "unknown-kind")
        return None

    def thing(self, key: str, trail: Trail) -> Thing | None:
        """The registered thing that a key names; None, and a problem, where there is none."""
        kind = self.kind(key, trail)
        return self._registered(key, kind, trail) if kind else None

    def _registered(self, key: str, kind: Kind, trail: Trail) -> Thing | None:
        thing = self.known.things.get(key) or self.known.recalled_thing(key)
        if thing is None:
            entry = self.register.find(key)
            if entry is None:
                self._unregistered(key, trail)
                return None
            thing = self.known.keep_thing(key, f"<{self.vocabulary.base}{entry.iri}>", kind)
        self.types.add(thing.typed)
        return thing

    def _unregistered(self, key: str, trail: Trail) -> None:
        remedy = "write a key as kind/name, in the letters a to z without accents"
        if key_is_valid(key):
            remedy = f"if it is new, run `lod register {key}`"
        near = self.register.nearest(key) if self.problems.patient else ""
        if near:
            remedy = f"did you mean {near}? {remedy}"
        self.problems.add(trail, f"{shown(key)} is not registered", remedy, "unknown-thing")

    def referred(self, form: Form, raw: Any, trail: Trail) -> str | None:
        """The IRI of the thing that a value names; it must be of a kind that the form allows."""
        if not isinstance(raw, str) or "/" not in raw:
            self._wrong_kind(form, shown(raw), trail)
            return None
        kind = self.kind(raw, trail)
        if kind and kind.segment not in form.kinds:
            self._wrong_kind(form, kind.segment, trail)
            return None
        thing = self._registered(raw, kind, trail) if kind else None
        return thing.term if thing else None

    def _wrong_kind(self, form: Form, given: str, trail: Trail) -> None:
        what = f"{form.key} needs a thing of the kind {' or '.join(form.kinds)}, not {given}"
        self.problems.add(trail, what, f"write {form.kinds[0]}/…", "wrong-kind")

    def dependent(
        self, owner: str, form: Form, kind: Kind, body: Mapping[str, Any]
    ) -> str | tuple[str, str]:
        """The IRI of a dependent thing, or the key that should tell it apart and what is wrong."""
        if not kind.keyed_by:
            return self._typed(f"{owner[:-1]}/{kebab(form.key)}>", kind)
        names = []
        for key in kind.keyed_by:
            if key not in body:
                return key, f"a {kind.segment} without {key} cannot be told apart from others"
            name = self._name(body[key], self.vocabulary.forms[kind.segment].get(key))
            if not name:
                return key, f"{shown(body[key])} as {key} does not tell a {kind.segment} apart"
            names.append(name)
        return self._typed(f"{owner[:-1]}/{kind.segment}/{'-'.join(names)}>", kind)

    def _typed(self, term: str, kind: Kind) -> str:
        typed = (term, f"<{kind.class_iri}>")
        self.types.add(typed)
        self.known.typed(typed)
        return term

    def _name(self, raw: Any, form: Form | None) -> str:
        """What a value adds to the IRI of the thing that it tells apart; empty where it cannot."""
        if not isinstance(raw, str) or form is None:
            return ""
        if form.codes:
            return raw if raw in self.vocabulary.codes.get(form.codes, {}) else ""
        entry = self.register.find(raw)
        if entry and raw.split("/")[0] in form.kinds:
            return entry.iri.rsplit("/", 1)[-1]
        return "" if form.kinds else slug(raw)
