"""A data graph in a folder that says which state of the dataset it holds.

Enters: the lines of the dataset, later what changed in them. Leaves: `shacl.Data` on disk. What
the store holds and the name of that state change in one transaction, so whatever kills a build
leaves the one state or the other; a store that is only half loaded has no name and is not opened.
"""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lod.flow import looking
from lod.flow.heap import give_back
from lod.shacl import Data
from lod.shacl.store import EXACT_GRAPH, decode, encode
from lod.shacl.vocabulary import EXACT

Statement = tuple[str, str, str]

_HELD = ox.NamedNode("urn:lod:held")
_STATE = ox.NamedNode("urn:lod:state")
_SHADOWED = ox.NamedNode("urn:lod:shadowed")
_STORES = "store-*"

DAMAGE = (OSError, RuntimeError)
"""What a store raises that cannot be read."""


class UnfitError(ValueError):
    """A change that a store cannot take: it must be loaded anew."""


class Held:
    """The data graph, and the name of the state that it holds."""

    def __init__(self, store: ox.Store, path: Path, state: str) -> None:
        self.path, self.state = path, state
        self.data = _data(store, (f"<{name}>" for name in _marks(store, _SHADOWED)))

    def change(
        self, removed: Collection[Statement], added: Collection[Statement], state: str
    ) -> None:
        """Hold another state; UnfitError where the store as it is cannot."""
        shadows = self.data.shadows
        for subject, predicate, object_ in (*removed, *added):
            if subject.startswith("_:") or object_.startswith("_:"):
                raise UnfitError("no update can name a blank node")
            if predicate not in shadows and encode(object_) != object_:
                raise UnfitError(f"{predicate} has no shadow")
        gone = [self._shadow(one) for one in removed if one[1] in shadows]
        come = [self._shadow(one) for one in added if one[1] in shadows]
        again = self._again(removed, frozenset(gone))
        self.data.store.update(
            f"DELETE DATA {{ {_text(removed)} GRAPH {EXACT_GRAPH} {{ {_text(gone)} }} "
            f'GRAPH {_HELD} {{ {_HELD} {_STATE} "{self.state}" }} }} ; '
            f"INSERT DATA {{ {_text([*again, *added])} GRAPH {EXACT_GRAPH} {{ {_text(come)} }} "
            f'GRAPH {_HELD} {{ {_HELD} {_STATE} "{state}" }} }}'
        )
        self.state = state

    def _shadow(self, statement: Statement) -> Statement:
        subject, predicate, object_ = statement
        return subject, self.data.shadows[predicate], encode(object_)

    def _again(
        self, removed: Iterable[Statement], gone: frozenset[Statement]
    ) -> Iterator[Statement]:
        """What another lexical form of a removed value still states."""
        for subject, predicate, _ in removed:
            shadow = self.data.shadows.get(predicate)
            if shadow is not None:
                start, name = ox.NamedNode(subject[1:-1]), ox.NamedNode(shadow[1:-1])
                for quad in self.data.store.quads_for_pattern(start, name, None, EXACT_GRAPH):
                    if (subject, shadow, str(quad.object)) not in gone:
                        yield subject, predicate, decode(str(quad.object))


def opened(folder: Path) -> Held | None:
    """The store in a folder; None where there is none that can be trusted."""
    for path in sorted(folder.glob(_STORES)):
        try:
            store = ox.Store(str(path))
            states = _marks(store, _STATE)
        except DAMAGE:
            continue  # or in use by another program
        if len(states) == 1:
            found = Held(store, path, states[0])
            found.data.tidy()
            return found
    return None


@dataclass(frozen=True, slots=True)
class Bare:
    """A store of the statements and nothing else, which has no name yet."""

    store: ox.Store
    path: Path


def bare(folder: Path, texts: Iterable[bytes]) -> Bare:
    """A new store in place of what is in the folder, of texts of N-Quads, one loaded at a time.

    OSError where the disk refuses.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=_STORES[:-1], dir=folder))
    store = ox.Store(str(path))
    for text in texts:
        # Whoever looks at the statements parses them too, and is not lenient.
        store.bulk_load(looking.triples(text), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        give_back()
    store.flush()
    store.optimize()
    return Bare(store, path)


def named(loaded: Bare, shadows: Iterable[bytes], lossy: Collection[str], state: str) -> Held:
    """The store of a state, with what `looking.shadows` tells of the `lossy` predicates.

    These are at least those with a value that a store would rewrite. OSError where the disk
    refuses.
    """
    store, file = loaded.store, loaded.path.with_suffix(".nt")
    with file.open("wb") as lines:
        lines.writelines(shadows)
    store.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES, to_graph=EXACT_GRAPH)
    file.unlink()
    store.flush()
    names = [ox.Quad(_HELD, _SHADOWED, ox.Literal(name[1:-1]), _HELD) for name in sorted(lossy)]
    store.extend([*names, ox.Quad(_HELD, _STATE, ox.Literal(state), _HELD)])
    return Held(store, loaded.path, state)


def _data(store: ox.Store, lossy: Iterable[str]) -> Data:
    return Data(store, {name: f"<{EXACT}{name[1:-1]}>" for name in sorted(lossy)})


def _marks(store: ox.Store, predicate: ox.NamedNode) -> list[str]:
    found = (quad.object for quad in store.quads_for_pattern(_HELD, predicate, None, _HELD))
    return [mark.value for mark in found if isinstance(mark, ox.Literal)]


def _text(statements: Iterable[Statement]) -> str:
    return "".join(f"{' '.join(statement)} .\n" for statement in statements)
