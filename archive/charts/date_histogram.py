"""Articles whose day is only roughly known, by decade, year and month: what surely appeared then, and what may have."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from archive.text import dates

DAY = timedelta(days=1)


class Span(NamedTuple):
    """The first and last month or year in which articles may have appeared, as addresses write them."""

    first: str
    last: str
    inferred: bool = False


# articles
Spans = Mapping[Span, int]


@dataclass(frozen=True)
class Unit:
    """A decade, year or month: as an address writes it, from its first to its last day."""

    key: str
    first: date
    last: date


class DateSpan(NamedTuple):
    """How many articles may have appeared in a unit, and how many of them in no other: by a date
    that is stated, and by one that is inferred.
    """

    possible: int
    certain: int
    inferred: int


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
    """Of counts by `first/last`, a "?" behind it where the date is inferred.

    `length` cuts days or months to what is wanted.
    """
    found: dict[Span, int] = {}
    for value, count in counted.items():
        first, _, last = value.partition("/")
        inferred = last.endswith("?")
        span = Span(first[:length], last.removesuffix("?")[:length], inferred)
        found[span] = found.get(span, 0) + count
    return found


def held(units: Sequence[Unit], spans: Spans) -> list[DateSpan]:
    """What each of the units holds, which follow each other; the spans are no coarser than they are.

    An article that may belong to several units counts in each as possible, and in none as theirs alone.
    """
    if not spans:
        return [DateSpan(0, 0, 0) for _ in units]
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
    return list(map(DateSpan, possible, certain, inferred))
