"""Horizontal bars: the share of each value in the total."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from .chart_items import ChartItem, has_latin_names, short_number

# height of a line in em, enough for a finger
LINE = 2.0
# in per cent: left edge and length of the track, which represents the total
TRACK, LONG = 47.0, 39.0
# where names are in Latin letters, and long, the track lies below them
_TALL, _WIDE = 2.6, 86.0


@dataclass(frozen=True)
class HorizontalBar:
    """A bar: y in em, width in per cent of the chart; `depth` is 1 for subordinate values."""

    item: ChartItem
    depth: int
    y: float
    width: float
    total: int
    height: float = LINE
    track: float = TRACK
    long: float = LONG

    @property
    def is_below(self) -> bool:
        """Whether the track lies below the name, not beside it."""
        return self.height > LINE

    @property
    def number(self) -> str:
        return short_number(self.item.count)

    @property
    def description(self) -> str:
        """The text after label and count."""
        return gettext("，占 %(percent)s") % {"percent": self.percent}

    @property
    def percent(self) -> str:
        return percent(self.item.count, self.total)


def percent(count: int, total: int) -> str:
    """Format a share: 12%, 不到 1%."""
    part = 100 * count / total if total else 0
    return gettext("不到 1%") if 0 < part < 0.5 else f"{round(part)}%"


def horizontal_bars(values: Iterable[tuple[ChartItem, int]], total: int) -> list[HorizontalBar]:
    """Return a bar for each (item, depth), in the given order."""
    values = list(values)
    if has_latin_names(item for item, _ in values):
        line, track, long = _TALL, 0.0, _WIDE
    else:
        line, track, long = LINE, TRACK, LONG
    return [
        HorizontalBar(
            item, depth, n * line, _width(item.count, total, long), total, line, track, long
        )
        for n, (item, depth) in enumerate(values)
    ]


def height(lines: list[HorizontalBar]) -> float:
    """Return the height of all bars, in em."""
    return sum(line.height for line in lines)


def _width(count: int, total: int, long: float) -> float:
    # a facet's own selection does not narrow its counts, so they may exceed the total
    return round(long * min(1.0, count / total), 3) if total else 0.0
