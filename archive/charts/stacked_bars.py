"""Upright bars in rows for units of time: at the foot what surely appeared then, above it what may have."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .chart_items import ChartItem, short_number
from .date_histogram import DateSpan
from .horizontal_bars import percent

# a row has so many places even if there are fewer bars, and no more
FEWEST, MOST = 6, 12
# in em: the tallest bar, the room above it for its number, and below for its name
TALL, ABOVE, BELOW = 4.5, 1.5, 1.7
FLOOR = ABOVE + TALL
HEIGHT = round(FLOOR + BELOW, 2)
# a bar that stands for anything can be seen
LEAST = 0.15


class BarPeriod(NamedTuple):
    """One unit of time: what it is called in full, the articles shown, and all that are held of it."""

    item: ChartItem
    # where the label says the least: 2021年6月
    name: str
    shown: DateSpan
    # articles; None where no issue of that time is held
    held: int | None


@dataclass(frozen=True)
class BarPart:
    """A piece of a bar, in em: `kind` is certain, inferred or may-be."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One unit of time: x and width in per cent; y, height and top in em."""

    period: BarPeriod
    x: float
    width: float
    # from the foot upwards
    parts: tuple[BarPart, ...]
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
        """Articles of a date that is stated."""
        return self.period.shown.certain

    @property
    def inferred(self) -> int:
        """Articles that editors date to this unit."""
        return self.period.shown.inferred

    @property
    def possible(self) -> int:
        """Articles that may be of this unit or of another."""
        return self.item.count - self.certain - self.inferred

    @property
    def is_held(self) -> bool:
        """Whether anything is, so that nothing shown means that there is nothing."""
        return self.period.held is not None

    @property
    def top(self) -> float:
        return self.parts[-1].y if self.parts else self.floor

    @property
    def number(self) -> str:
        return short_number(self.item.count)

    @property
    def percent(self) -> str:
        """Of what is held of this time."""
        return percent(self.item.count, self.period.held or 0)

    @property
    def says(self) -> str:
        """What is behind its label and count, in words."""
        label = self.item.label
        named = () if self.name in (label, f"{label}年") else (self.name,)
        kinds = (
            ("日期确定", self.certain),
            ("日期推定", self.inferred),
            ("只知大概", self.possible),
        )
        return "".join(f"，{said}" for said in (*named, *(f"{k} {n} 篇" for k, n in kinds if n)))


def stacked_bars(periods: Iterable[BarPeriod], tallest: int) -> list[Bar]:
    """A row of bars; `tallest` is the count of the tallest bar in all rows that are compared."""
    periods = list(periods)
    width = 100 / max(FEWEST, len(periods))
    return [
        Bar(period, round(n * width, 3), round(width, 3), tuple(_parts(period, tallest)))
        for n, period in enumerate(periods)
    ]


def _parts(period: BarPeriod, tallest: int) -> Iterable[BarPart]:
    certain, inferred = period.shown.certain, period.shown.inferred
    counts = (certain, certain + inferred, period.item.count)
    below, height = 0, 0.0
    for kind, count in zip(("certain", "inferred", "may-be"), counts, strict=True):
        if count > below:
            # a part that is too small to be seen lies upon those below it
            top = max(_height(count, tallest), height)
            yield BarPart(kind, round(FLOOR - top, 3), round(top - height, 3))
            below, height = count, top


def _height(count: int, tallest: int) -> float:
    return round(max(LEAST, TALL * count / tallest), 3) if count else 0.0
