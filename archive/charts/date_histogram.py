"""Count articles by decade, year and month: those certainly dated to it, and, as dates may be
ranges, those possibly so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from archive.text import dates

DAY = timedelta(days=1)


class Span(NamedTuple):
    """First and last possible month or year, as in addresses."""

    first: str
    last: str
    inferred: bool = False


# number of articles by span
Spans = Mapping[Span, int]


@dataclass(frozen=True)
class Unit:
    """A decade, year or month: its value in addresses, first and last day."""

    key: str
    first: date
    last: date


class UnitCounts(NamedTuple):
    """Numbers of articles possibly in a unit of time, and certainly in it: with a stated date
    (`certain`) and with an inferred one.
    """

    possible: int
    certain: int
    inferred: int


def decades(first: int, last: int) -> list[Unit]:
    """Return the decades that cover the years from `first` to `last`."""
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


def parse_spans(counts: Mapping[str, int], length: int | None = None) -> Spans:
    """Parse counts keyed by `first/last`, with "?" appended if the date is inferred.

    `length` truncates days or months to coarser units.
    """
    spans: dict[Span, int] = {}
    for value, count in counts.items():
        first, _, last = value.partition("/")
        inferred = last.endswith("?")
        span = Span(first[:length], last.removesuffix("?")[:length], inferred)
        spans[span] = spans.get(span, 0) + count
    return spans


def counts_per_unit(units: Sequence[Unit], spans: Spans) -> list[UnitCounts]:
    """Count articles in consecutive units, which are at least as coarse as the spans.

    An article that may belong to several units counts as possible in each of them and as certain in
    none.
    """
    if not spans:
        return [UnitCounts(0, 0, 0) for _ in units]
    length = len(next(iter(spans)).first)
    firsts = [unit.first.isoformat()[:length] for unit in units]
    lasts = [unit.last.isoformat()[:length] for unit in units]
    possible, certain, inferred = ([0] * len(units) for _ in range(3))
    for (first, last, is_inferred), count in spans.items():
        start, stop = bisect_left(lasts, first), bisect_right(firsts, last)
        for n in range(start, stop):
            possible[n] += count
        if stop - start == 1 and firsts[start] <= first and last <= lasts[start]:
            (inferred if is_inferred else certain)[start] += count
    return list(map(UnitCounts, possible, certain, inferred))
