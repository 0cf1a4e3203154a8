"""Runs -> chunks: which chunks must be made, and again until none has news for another.

Chunks of things come first, for what they conclude goes to others; then those that hear it, and
the claims. News travels by rounds, see `reason`, so the end is the same wherever one begins.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from lod.flow import chunks as cooking
from lod.flow import exchange, layout
from lod.flow.chunks import Chunk, Wanted
from lod.flow.crew import Crew
from lod.flow.ledger import Ledger, Span
from lod.flow.parts import DATES, ROWS
from lod.flow.plan import Bench
from lod.flow.reason import Incoming
from lod.flow.rows import Frame, Fresh, read

WIDTH = 4
"""Chunks that are one piece of work."""


class Making:
    """Makes chunks and enters them in the ledger; `made` counts them."""

    def __init__(
        self, here: Bench, ledger: Ledger, crew: Crew, cache: str, tell: Callable[[str], None]
    ) -> None:
        self.here, self.ledger, self.crew = here, ledger, crew
        self.cache, self.tell = cache, tell
        self.made = 0
        self.unfinished: set[int] = set()
        self.news: dict[int, Incoming] | None = None

    def all(self, touched: set[Span], fresh: Fresh) -> None:
        """Make the chunks that lie there, and all that hear news of them."""
        cuts = self.here.cuts
        sources, numbers = self._due(touched)
        facts, claims = layout.facts_first(cuts, self.here.publication.base)
        due_facts = [number for number in facts if number in numbers]
        exports_changed = self._make(due_facts, fresh, sources, early=True)
        done = {number for number in facts if number in numbers}
        pending = [number for number in claims if number in numbers]
        while True:
            if exports_changed:
                known = self._known() if self.news is None else self.news
                news = self.news = self._exchange()
                due = {
                    number
                    for number in known.keys() | news.keys()
                    if known.get(number, Incoming()) != news.get(number, Incoming())
                }
            else:
                due = set()
            again = sorted((due & done) | self.unfinished)
            first = sorted((due - done) | set(pending))
            if not again and not first:
                break
            exports_changed = self._make(again, Fresh(), {})
            exports_changed |= self._make(first, fresh, sources)
            done.update(first)
            pending = []
        self.ledger.keep("cuts", cuts)

    def _within(self, span: Span) -> range:
        """The chunks that hold what one did that began and ended so, perhaps when it was larger."""
        cuts, (cut, stop) = self.here.cuts, span
        last = bisect_left(cuts, stop) if stop else len(cuts)
        return range(bisect_right(cuts, cut) - 1, last)

    def _due(self, touched: set[Span]) -> tuple[dict[int, tuple[Frame, ...]], set[int]]:
        """Chunks to make because documents left them or their borders moved, and their old rows."""
        cuts = self.here.cuts
        old_cuts: list[str] = self.ledger.state("cuts") or []
        numbers = {number for span in touched for number in self._within(span)}
        sources: dict[int, tuple[Frame, ...]] = {}
        if old_cuts == cuts or not old_cuts:
            return sources, numbers
        have = self.ledger.chunks()
        same = set(zip(cuts, (*cuts[1:], ""), strict=True)) & set(
            zip(old_cuts, (*old_cuts[1:], ""), strict=True)
        )
        ends = dict(zip(old_cuts, (*old_cuts[1:], "\U0010ffff"), strict=True))
        gone = [
            cut for cut in have if (cut, ends[cut] if ends[cut] != "\U0010ffff" else "") not in same
        ]
        for cut in gone:
            chunk = self.ledger.chunk(cut)
            first, last = bisect_right(cuts, cut) - 1, bisect_right(cuts, ends[cut]) - 1
            rows = tuple(_rows_of(chunk))
            for number in range(first, last + 1):
                if rows and cuts[number] < ends[cut]:
                    sources[number] = (*sources.get(number, ()), *rows)
                    numbers.add(number)
            self.ledger.drop_chunk(cut)
        return sources, numbers

    def _make(
        self,
        numbers: Sequence[int],
        fresh: Fresh,
        sources: Mapping[int, tuple[Frame, ...]],
        *,
        early: bool = False,
    ) -> bool:
        """Make chunks; whether any of them exports something else than before."""
        if not numbers:
            return False
        self.tell(f"making {len(numbers)} chunks")
        cuts = self.here.cuts
        stretches: dict[int, list[Wanted]] = {}
        for number in numbers:
            chunk = self.ledger.chunk(cuts[number])
            old = sources.get(number)
            if old is None:
                old = tuple(_rows_of(chunk))
            before = chunk.digest if chunk else ""
            wanted = Wanted(number, old, self._told(number), before, early)
            stretches.setdefault(number // WIDTH, []).append(wanted)
        heaviest_first = sorted(stretches, key=fresh.weight, reverse=True)
        tasks = (
            (self.here.plan, tuple(stretches[stretch]), fresh, stretch, f"{self.cache}/chunks")
            for stretch in heaviest_first
        )
        changes = False
        remaining = set(numbers)
        for found in self.crew.each(cooking.make, tasks, len(stretches)):
            for chunk in found:
                number = bisect_right(cuts, chunk.cut) - 1
                remaining.discard(number)
                if not chunk.path:
                    continue
                changes |= self.ledger.keep_chunk(chunk, self._told(number))
                self.made += not chunk.unfinished
                (self.unfinished.add if chunk.unfinished else self.unfinished.discard)(number)
        for number in remaining:
            changes |= self.ledger.drop_chunk(cuts[number])
        return changes

    def _told(self, number: int) -> Incoming:
        """The news for a chunk: as it heard them last, until something else is told."""
        if self.news is None:
            return self.ledger.incoming(self.here.cuts[number])
        return self.news.get(number, Incoming())

    def _known(self) -> dict[int, Incoming]:
        """The news that chunks heard last, by their numbers."""
        cuts = self.here.cuts
        heard = self.ledger.with_news().items()
        return {bisect_right(cuts, cut) - 1: news for cut, news in heard}

    def _exchange(self) -> dict[int, Incoming]:
        cuts = self.here.cuts
        exports = {
            bisect_right(cuts, cut) - 1: found for cut, found in self.ledger.exports().items()
        }
        return exchange.exchanged(self.here, exports, self._dates)

    def _dates(self, number: int) -> list[str]:
        chunk = self.ledger.chunk(self.here.cuts[number])
        for part in chunk.parts if chunk else ():
            if chunk and part.name == DATES and part.size:
                return read(chunk.path, part.offset, part.length).decode().split("\n")
        return []


def _rows_of(chunk: Chunk | None) -> Iterator[Frame]:
    for part in chunk.parts if chunk else ():
        if chunk and part.name == ROWS:
            yield Frame(chunk.path, part.offset, part.length)
