"""Articles whose day is only roughly known, by year and month: how many surely, how many maybe.

It is told totals alone, never an article: `count(since, until)` is how many articles may have
appeared from one day to another, both included; for a day and an earlier one, how many may have
appeared on either side, so that what they span lies between.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from archive.text import dates

Count = Callable[[date, date], int]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Unit:
    """A decade, year or month: as an address writes it, from its first to its last day."""

    key: str
    first: date
    last: date


class Held(NamedTuple):
    """How many articles may have appeared in a unit, and how many of them surely did."""

    possible: int
    certain: int


def decades(first: int, last: int) -> list[Unit]:
    """The decades of the years from `first` to `last`."""
    return [
        Unit(str(year), date(year, 1, 1), date(min(year + 9, dates.LAST_YEAR), 12, 31))
        for year in range(first // 10 * 10, last + 1, 10)
    ]


def years(first: int, last: int) -> list[Unit]:
    return [
        Unit(str(year), date(year, 1, 1), date(year, 12, 31)) for year in range(first, last + 1)
    ]


def months(year: int) -> list[Unit]:
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return [Unit(f"{first:%Y-%m}", first, after - DAY) for first, after in pairwise(firsts)]


def held(
    units: Sequence[Unit],
    count: Count,
    possible: Iterable[int] | None = None,
    whole: int | None = None,
) -> list[Held]:
    """What each of these adjoining units holds, with as few counts as that takes.

    `possible` is given where it is known; `whole`, how many articles there are at all, where none
    lies outside of the units. An article that may belong to several units counts in each, and the
    sum tells how many boundaries are spanned: where days are known there is nothing more to ask.
    """
    maybe = list(possible) if possible else [count(unit.first, unit.last) for unit in units]
    spans = _spans(units, count, maybe, whole)
    return [
        Held(n, n - before - after + _around(unit, before and after, count))
        for unit, n, (before, after) in zip(units, maybe, pairwise(spans), strict=True)
    ]


def _spans(units, count: Count, maybe: list[int], whole: int | None) -> list[int]:
    """How many articles span the start of each unit, and the end of the last."""

    def across(day: date) -> int:
        return count(day, day - DAY)

    outer = (0, 0)
    if whole is None:
        whole = count(units[0].first, units[-1].last)
        outer = (
            across(units[0].first) if maybe[0] else 0,
            across(units[-1].last + DAY) if maybe[-1] else 0,
        )
    left, inner = sum(maybe) - whole, []
    for n, unit in enumerate(units[1:], 1):
        inner.append(across(unit.first) if left and maybe[n - 1] and maybe[n] else 0)
        left -= inner[-1]
    return [outer[0], *inner, outer[1]]


def _around(unit: Unit, may_be: int, count: Count) -> int:
    """How many articles begin before the unit and end after it."""
    return count(unit.last + DAY, unit.first - DAY) if may_be else 0
