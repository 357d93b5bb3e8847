"""Horizontal bars: the share of each value in the total."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from .chart_items import ChartItem, short_number

# height of a line in em, enough for a finger
LINE = 2.0
# in per cent: left edge and length of the track, which represents the total
TRACK, LONG = 47.0, 39.0


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
    def number(self) -> str:
        return short_number(self.item.count)

    @property
    def says(self) -> str:
        """The text after label and count."""
        return gettext("，占 %(percent)s") % {"percent": self.percent}

    @property
    def percent(self) -> str:
        return percent(self.item.count, self.total)


def percent(count: int, total: int) -> str:
    """Format a share: 12%, 不到1%."""
    part = 100 * count / total if total else 0
    return gettext("不到1%") if 0 < part < 0.5 else f"{round(part)}%"


def horizontal_bars(values: Iterable[tuple[ChartItem, int]], total: int) -> list[HorizontalBar]:
    """Return a bar for each (item, depth), in the given order."""
    return [
        HorizontalBar(item, depth, n * LINE, _width(item.count, total), total)
        for n, (item, depth) in enumerate(values)
    ]


def height(lines: list[HorizontalBar]) -> float:
    """Return the height of all bars, in em."""
    return len(lines) * LINE


def _width(count: int, total: int) -> float:
    # a facet's own selection does not narrow its counts, so they may exceed the total
    return round(LONG * min(1.0, count / total), 3) if total else 0.0
