"""The days on which a newspaper was published, as far as the catalogue states them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from archive.command_messages import message

# as in entries.PublicationPeriod, in the order of date.weekday()
WEEKDAYS = "一二三四五六日"
_DAYS = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:/([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


def days(value: str) -> tuple[date, date]:
    """Return the first and last day of `2021-02-11` or `2021-02-11/2021-02-17` (an EDTF level 0
    interval).

    ValueError, with a message for the editor, for anything else.
    """
    if match := _DAYS.fullmatch(value):
        try:
            first = date.fromisoformat(match[1])
            last = date.fromisoformat(match[2] or match[1])
        except ValueError:
            pass
        else:
            if first <= last:
                return first, last
    raise ValueError(
        message("%(value)r 不是 2021-02-11 或 2021-02-11/2021-02-17 这样的日子", value=value)
    )


@dataclass(frozen=True)
class PublicationSpan:
    """The publication days from `since` to `until`, both included."""

    since: date
    until: date
    # numbered as by date.weekday()
    weekdays: frozenset[int]
    # of an ordinary issue; None if unknown
    pages: int | None = None
    closed: frozenset[date] = field(default=frozenset())
    also: frozenset[date] = field(default=frozenset())

    def appeared(self, day: date) -> bool:
        return day in self.also or (day.weekday() in self.weekdays and day not in self.closed)


class Publication:
    """A newspaper's publication days; `periods` as in NewspaperEntry.publication."""

    def __init__(self, periods: Sequence[Mapping[str, Any]]):
        self.periods = sorted((_period(item) for item in periods), key=lambda p: p.since)

    def period(self, day: date) -> PublicationSpan | None:
        return next((p for p in self.periods if p.since <= day <= p.until), None)

    def appeared(self, day: date) -> bool | None:
        """Return whether the paper appeared on `day`; None if unknown."""
        period = self.period(day)
        return period.appeared(day) if period else None

    def pages(self, day: date) -> int | None:
        period = self.period(day)
        return period.pages if period else None

    def issues_of(self, year: int) -> int | None:
        """Return the number of publication days in `year`; None if no period covers any of it."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        periods = [p for p in self.periods if p.since <= last and p.until >= first]
        if not periods:
            return None
        return sum(
            period.appeared(day)
            for period in periods
            for day in _between(max(period.since, first), min(period.until, last))
        )

    @property
    def years(self) -> Iterator[int]:
        """Every year that a period covers, wholly or in part."""
        for period in self.periods:
            yield from range(period.since.year, period.until.year + 1)


def _period(item: Mapping[str, Any]) -> PublicationSpan:
    return PublicationSpan(
        since=date.fromisoformat(item["since"]),
        until=date.fromisoformat(item["until"]),
        weekdays=frozenset(WEEKDAYS.index(name) for name in item["weekdays"]),
        pages=item["pages"],
        closed=_expand(item["closed"]),
        also=_expand(item["also"]),
    )


def _expand(values: Sequence[str]) -> frozenset[date]:
    return frozenset(day for value in values for day in _between(*days(value)))


def _between(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(n)
