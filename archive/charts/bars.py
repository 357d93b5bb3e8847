"""Upright bars in rows for units of time: the sure part solid, above it what may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from .items import Item, compact

# a row has so many places even if there are fewer bars, and no more
FEWEST, MOST = 6, 12
# in em: the tallest bar, the room above it for its number, and below for its name
TALL, ABOVE, BELOW = 4.5, 1.5, 1.7
FLOOR = ABOVE + TALL
HEIGHT = round(FLOOR + BELOW, 2)
# a bar that stands for anything can be seen
LEAST = 0.15


@dataclass(frozen=True)
class Bar:
    """One unit of time: x and width in per cent; y, height and top in em."""

    item: Item
    # in full, where the label says the least: 2021年6月
    name: str
    certain: int
    x: float
    width: float
    certain_height: float
    possible_height: float
    height: float = HEIGHT
    floor: float = FLOOR

    @property
    def top(self) -> float:
        return round(self.floor - self.possible_height, 3)

    @property
    def certain_top(self) -> float:
        return round(self.floor - self.certain_height, 3)

    @property
    def open_height(self) -> float:
        """Of the part that may be."""
        return round(self.possible_height - self.certain_height, 3)

    @property
    def number(self) -> str:
        return compact(self.item.count)

    @property
    def uncertain(self) -> int:
        return self.item.count - self.certain

    @property
    def says(self) -> str:
        """What is behind its name and count, in words."""
        return f"，其中确定 {self.certain} 篇" if self.uncertain else ""


def bars(periods: Iterable[tuple[Item, str, int]], tallest: int) -> list[Bar]:
    """(item, its name in full, how many of its articles are certain) → a row of bars.

    `tallest` is the count of the tallest bar in all rows that are compared.
    """
    periods = list(periods)
    width = 100 / max(FEWEST, len(periods))
    return [
        Bar(
            item,
            name,
            certain,
            round(n * width, 3),
            round(width, 3),
            _height(certain, tallest),
            _height(item.count, tallest),
        )
        for n, (item, name, certain) in enumerate(periods)
    ]


def _height(count: int, tallest: int) -> float:
    return round(max(LEAST, TALL * count / tallest), 3) if count else 0.0
