"""Items of charts: values with their counts and links, and the shade of a count.

Shades are a few steps on a logarithmic scale.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

TEN_THOUSAND = 10_000
# digits that fit into a tile on a small phone
MAX_DIGITS = 5
# shades of the colour scale
STEPS = 4


@dataclass(frozen=True)
class ChartItem:
    """A value, its number of articles, and the URL of their list ("" if there are none)."""

    key: str
    label: str
    count: int
    url: str = ""
    chosen: bool = False


def has_latin_names(items: Iterable[ChartItem]) -> bool:
    """Return whether any label begins in Latin letters, and so is longer than Chinese ones."""
    return any(item.label[:1].isascii() for item in items)


def short_number(count: int) -> str:
    """Abbreviate a number for narrow places: 23, 23456, 123万."""
    if len(str(count)) <= MAX_DIGITS:
        return str(count)
    unit = gettext("万")
    # a language that does not count by ten thousand translates it by its thousand
    if unit != "k":
        return f"{round(count / TEN_THOUSAND)}{unit}"
    return f"{count / 1_000_000:.1f}m" if count >= 1_000_000 else f"{round(count / 1000)}k"


@dataclass(frozen=True)
class ColorStep:
    """A shade from 1 to STEPS and its range of counts, both ends included."""

    shade: int
    least: int
    most: int

    @property
    def label(self) -> str:
        return str(self.most) if self.least == self.most else f"{self.least}–{self.most}"


def color_steps(most: int) -> list[ColorStep]:
    """Return the steps for counts up to `most`, palest first; fewer than STEPS for small counts."""
    ends = sorted({round(most ** (n / STEPS)) for n in range(1, STEPS + 1)}) if most > 0 else []
    starts = [1, *(end + 1 for end in ends)]
    return [
        ColorStep(STEPS - len(ends) + 1 + n, start, end)
        for n, (start, end) in enumerate(zip(starts, ends, strict=False))
    ]


def color_step_of(count: int, steps: list[ColorStep]) -> int:
    """Return the shade of a count; 0 for none."""
    if not count:
        return 0
    return steps[bisect_left(steps, count, key=lambda step: step.most)].shade
