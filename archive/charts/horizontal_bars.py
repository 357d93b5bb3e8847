"""Level bars, one below another: what share of all each value has."""

from collections.abc import Iterable
from dataclasses import dataclass

from .chart_items import ChartItem, short_number

# a line's height in em, no less than a finger or a pointer needs
LINE = 2.0
# in per cent: where the track begins that stands for all, and how long it is
TRACK, LONG = 47.0, 39.0


@dataclass(frozen=True)
class HorizontalBar:
    """One value: y in em, width in per cent of the picture; `depth` is 1 for a narrower one."""

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
        """What is behind its name and count, in words."""
        return f"，占 {self.percent}"

    @property
    def percent(self) -> str:
        return percent(self.item.count, self.total)


def percent(count: int, total: int) -> str:
    """In words: 12%, 不到1%."""
    part = 100 * count / total if total else 0
    return "不到1%" if 0 < part < 0.5 else f"{round(part)}%"


def horizontal_bars(values: Iterable[tuple[ChartItem, int]], total: int) -> list[HorizontalBar]:
    """(item, depth) and how many articles there are → a line for each, in the order given."""
    return [
        HorizontalBar(item, depth, n * LINE, _width(item.count, total), total)
        for n, (item, depth) in enumerate(values)
    ]


def height(lines: list[HorizontalBar]) -> float:
    """Of all lines together, in em."""
    return len(lines) * LINE


def _width(count: int, total: int) -> float:
    # a facet's own choice does not narrow its counts: they may exceed what is listed
    return round(LONG * min(1.0, count / total), 3) if total else 0.0
