"""Articles whose day is only roughly known, by decade, year and month: how many surely, how many maybe."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from archive.text import dates

DAY = timedelta(days=1)

# (first, last) month or year in which articles may have appeared, as addresses write them → articles
Spans = Mapping[tuple[str, str], int]


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


def of(counted: Mapping[str, int], length: int | None = None) -> Spans:
    """Of counts by `first/last`, as ISO 8601 writes a span; `length` cuts days or months to what is wanted."""
    found: dict[tuple[str, str], int] = {}
    for value, count in counted.items():
        first, _, last = value.partition("/")
        span = first[:length], last[:length]
        found[span] = found.get(span, 0) + count
    return found


def held(units: Sequence[Unit], spans: Spans) -> list[Held]:
    """What each of the units holds, which follow each other; the spans are no coarser than they are.

    An article that may belong to several units counts in each, and in none of them surely.
    """
    if not spans:
        return [Held(0, 0) for _ in units]
    length = len(next(iter(spans))[0])
    firsts = [unit.first.isoformat()[:length] for unit in units]
    lasts = [unit.last.isoformat()[:length] for unit in units]
    possible, certain = [0] * len(units), [0] * len(units)
    for (first, last), count in spans.items():
        start, stop = bisect_left(lasts, first), bisect_right(firsts, last)
        for n in range(start, stop):
            possible[n] += count
        if stop - start == 1 and firsts[start] <= first and last <= lasts[start]:
            certain[start] += count
    return list(map(Held, possible, certain))
