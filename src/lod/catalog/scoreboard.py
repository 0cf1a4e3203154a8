"""A score -> the table that `lod catalog --score` prints, and the same as JSON."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lod.catalog.score import DatasetScore, Item, Score

_SHOWN = 3


def text(score: Score) -> str:
    """The points item by item, dimension by dimension, with what is missing."""
    parts = ["\n".join(_dataset(each, score.best)) for each in score.datasets]
    if len(parts) > 1:
        parts.append(f"{len(parts)} datasets: {score.total} of {score.best} points on average")
    return "\n\n".join(parts)


def as_json(score: Score) -> dict[str, Any]:
    """The score as values that JSON can hold."""
    return {
        "total": score.total,
        "best": score.best,
        "datasets": [
            {
                "dataset": each.dataset,
                "total": each.total,
                "unchecked": each.unchecked,
                "rating": each.rating,
                "items": [
                    {
                        "metric": item.metric.name,
                        "dimension": item.metric.dimension,
                        "points": item.metric.points,
                        "earned": item.earned,
                        "checked": item.checked,
                        "lacking": list(item.lacking),
                    }
                    for item in each.items
                ],
            }
            for each in score.datasets
        ],
    }


def _dataset(scored: DatasetScore, best: int) -> Iterator[str]:
    yield f"{scored.dataset}: {scored.total} of {best} points, {scored.rating}"
    if scored.unchecked:
        yield f"  {scored.unchecked} points are for addresses that answer; none was asked"
    for dimension, group in groupby(scored.items, key=lambda item: item.metric.dimension):
        items = list(group)
        earned = sum(item.earned for item in items)
        yield f"  {dimension}  {earned} of {sum(item.metric.points for item in items)}"
        for item in items:
            yield f"    {item.earned:>3} of {item.metric.points:<3} {item.metric.name}{_lack(item)}"


def _lack(item: Item) -> str:
    """What is missing, the first few places by name."""
    if not item.checked:
        return f"  not checked: {item.metric.asks}"
    if not item.lacking:
        return ""
    shown = "; ".join(item.lacking[:_SHOWN])
    more = f"; and {len(item.lacking) - _SHOWN} more" if len(item.lacking) > _SHOWN else ""
    return f"  missing: {item.metric.asks} ({shown}{more})"
