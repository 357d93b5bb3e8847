"""Stacked vertical bars by unit of time: certain articles at the bottom, possible ones above."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from .chart_items import ChartItem, short_number
from .date_histogram import UnitCounts
from .horizontal_bars import percent

# minimum and maximum number of bar positions in a row
MIN_BARS, MAX_BARS = 6, 12
# in em: the tallest bar, and the room above for its number and below for its label
TALL, ABOVE, BELOW = 4.5, 1.5, 1.7
FLOOR = ABOVE + TALL
HEIGHT = round(FLOOR + BELOW, 2)
# minimum height of a visible bar
MIN_HEIGHT = 0.15


class BarPeriod(NamedTuple):
    """A unit of time: its full name, the articles shown, and all articles of that time."""

    item: ChartItem
    # the full name if the label is short: 2021年6月
    name: str
    shown: UnitCounts
    # None if the archive has no issue of that time
    held: int | None


@dataclass(frozen=True)
class BarPart:
    """A section of a bar, in em: `kind` is certain, inferred or may-be."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """The bar of a unit of time: x and width in per cent; y, height and top in em."""

    period: BarPeriod
    x: float
    width: float
    # from the bottom up
    parts: tuple[BarPart, ...]
    # of the column that shows how much is held
    held_height: float = 0.0
    height: float = HEIGHT
    floor: float = FLOOR
    tallest: float = ABOVE

    @property
    def item(self) -> ChartItem:
        return self.period.item

    @property
    def name(self) -> str:
        return self.period.name

    @property
    def certain(self) -> int:
        """Articles with a stated date."""
        return self.period.shown.certain

    @property
    def inferred(self) -> int:
        """Articles dated to this unit by editors."""
        return self.period.shown.inferred

    @property
    def possible(self) -> int:
        """Articles that may belong to this unit or to another."""
        return self.item.count - self.certain - self.inferred

    @property
    def is_held(self) -> bool:
        """Whether the archive has issues of this time, so that 0 shown means none."""
        return self.period.held is not None

    @property
    def top(self) -> float:
        return self.parts[-1].y if self.parts else self.floor

    @property
    def number(self) -> str:
        return short_number(self.item.count)

    @property
    def percent(self) -> str:
        """The share of all articles of this time."""
        return percent(self.item.count, self.period.held or 0)

    @property
    def description(self) -> str:
        """The text after label and count."""
        label = self.item.label
        names = () if self.name in (label, f"{label}年") else (self.name,)
        kinds = (
            (gettext("日期确定"), self.certain),
            (gettext("日期推定"), self.inferred),
            (gettext("只知大概"), self.possible),
        )
        counts = (
            ngettext("%(kind)s %(num)s 篇", "%(kind)s %(num)s 篇", n) % {"kind": kind, "num": n}
            for kind, n in kinds
            if n
        )
        return "".join(gettext("，%(part)s") % {"part": part} for part in (*names, *counts))


def stacked_bars(periods: Iterable[BarPeriod], tallest: int, most_held: int = 0) -> list[Bar]:
    """Return a row of bars; `tallest` is the highest count of all rows on the same scale.

    `most_held` is the highest number held, which has a scale of its own; 0 to show no holdings.
    """
    periods = list(periods)
    width = 100 / max(MIN_BARS, len(periods))
    return [
        Bar(
            period,
            round(n * width, 3),
            round(width, 3),
            tuple(_parts(period, tallest)),
            _height(period.held or 0, most_held) if most_held else 0.0,
        )
        for n, period in enumerate(periods)
    ]


def _parts(period: BarPeriod, tallest: int) -> Iterable[BarPart]:
    certain, inferred = period.shown.certain, period.shown.inferred
    counts = (certain, certain + inferred, period.item.count)
    below, height = 0, 0.0
    for kind, count in zip(("certain", "inferred", "may-be"), counts, strict=True):
        if count > below:
            # a section too small to be visible overlaps those below it
            top = max(_height(count, tallest), height)
            yield BarPart(kind, round(FLOOR - top, 3), round(top - height, 3))
            below, height = count, top


def _height(count: int, tallest: int) -> float:
    return round(max(MIN_HEIGHT, TALL * count / tallest), 3) if count else 0.0
