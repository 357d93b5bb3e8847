"""Shades for counts: a few steps, each of so many times more than the one before."""

from bisect import bisect_left
from dataclasses import dataclass

STEPS = 4


@dataclass(frozen=True)
class ColorStep:
    """A shade, 1 to STEPS, and the counts from `least` to `most` that have it."""

    shade: int
    least: int
    most: int

    @property
    def label(self) -> str:
        return str(self.most) if self.least == self.most else f"{self.least}–{self.most}"


def color_steps(most: int) -> list[ColorStep]:
    """The steps of counts up to `most`, palest first; fewer than STEPS where counts are small."""
    ends = sorted({round(most ** (n / STEPS)) for n in range(1, STEPS + 1)}) if most > 0 else []
    starts = [1, *(end + 1 for end in ends)]
    return [
        ColorStep(STEPS - len(ends) + 1 + n, start, end)
        for n, (start, end) in enumerate(zip(starts, ends, strict=False))
    ]


def color_step_of(count: int, among: list[ColorStep]) -> int:
    """The shade of a count; 0 for none."""
    if not count:
        return 0
    return among[bisect_left(among, count, key=lambda step: step.most)].shade
