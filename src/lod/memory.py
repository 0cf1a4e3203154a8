"""What the stages made in the build before, so that the next one makes only what changed.

Enters: a place, the inputs of a stage and how it makes its result. Leaves: the result, the one of
the build before where the inputs are the same. A cold build has an empty memory and runs the same
code. An error is never remembered.
"""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_PLAIN = (bytes, str, int, Path)


class Memory:
    """The last result of each place. Results are values: nobody changes them."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[tuple[object, ...], Any]] = {}

    def recall(self, place: Hashable, inputs: tuple[object, ...], make: Callable[[], T]) -> T:
        """What was made at this place of these very inputs, else what `make` makes now.

        Texts, bytes, numbers, paths and tuples of such are compared by value, all else by
        identity: values that compare as equal may still differ in the lines they come from.
        """
        known = self._made.get(place)
        if known is not None and _are_same(known[0], inputs):
            result: T = known[1]
            return result
        made = make()
        self._made[place] = inputs, made
        return made

    def steady(self, place: Hashable, value: T) -> T:
        """The equal value that was here before, if there is one: what follows knows it again."""
        known = self._made.get(place)
        if known is not None and known[1] == value:
            result: T = known[1]
            return result
        self._made[place] = (), value
        return value

    def take(self, place: Hashable) -> Any:
        """What `keep` put here, or None; it is gone from here, so that it may be changed."""
        return self._made.pop(place, ((), None))[1]

    def keep(self, place: Hashable, value: object) -> None:
        """Put a value here for `take`."""
        self._made[place] = (), value


def _are_same(one: object, other: object) -> bool:
    if one is other:
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_are_same, one, other))
    return isinstance(one, _PLAIN) and type(one) is type(other) and one == other
