"""On which days a newspaper appeared, as far as its record in the catalogue says so."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

# as records.PublicationPeriod writes them; the index is date.weekday()
WEEKDAYS = "一二三四五六日"
_DAYS = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:/([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


def days(written: str) -> tuple[date, date]:
    """The first and last day of `2021-02-11` or `2021-02-11/2021-02-17`.

    ValueError, with a message for the editor, for anything else (an EDTF level 0 interval of days).
    """
    try:
        first, last = _DAYS.fullmatch(written).groups()
        found = date.fromisoformat(first), date.fromisoformat(last or first)
    except (AttributeError, ValueError):
        found = None
    if not found or found[0] > found[1]:
        raise ValueError(f"{written!r} 不是 2021-02-11 或 2021-02-11/2021-02-17 这样的日子")
    return found


@dataclass(frozen=True)
class PublicationSpan:
    """How the paper appeared from `since` to `until`, both included."""

    since: date
    until: date
    # as date.weekday() counts them
    weekdays: frozenset[int]
    # of an ordinary issue; None where it is not known
    pages: int | None = None
    closed: frozenset[date] = field(default=frozenset())
    also: frozenset[date] = field(default=frozenset())

    def appeared(self, day: date) -> bool:
        return day in self.also or (day.weekday() in self.weekdays and day not in self.closed)


class Publication:
    """What is known of a newspaper's days of publication; `periods` as NewspaperRecord has them."""

    def __init__(self, periods: Sequence[Mapping[str, Any]]):
        self.periods = sorted((_period(item) for item in periods), key=lambda p: p.since)

    def period(self, day: date) -> PublicationSpan | None:
        return next((p for p in self.periods if p.since <= day <= p.until), None)

    def appeared(self, day: date) -> bool | None:
        """Whether the paper appeared on `day`; None where nothing says."""
        period = self.period(day)
        return period.appeared(day) if period else None

    def pages(self, day: date) -> int | None:
        period = self.period(day)
        return period.pages if period else None

    def issues_of(self, year: int) -> int | None:
        """Days of the year on which it is known to have appeared; None where nothing says of any."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        known = [p for p in self.periods if p.since <= last and p.until >= first]
        if not known:
            return None
        return sum(
            p.appeared(day)
            for p in known
            for day in _between(max(p.since, first), min(p.until, last))
        )

    @property
    def years(self) -> Iterator[int]:
        """Every year that a period touches."""
        for period in self.periods:
            yield from range(period.since.year, period.until.year + 1)


def _period(item: Mapping[str, Any]) -> PublicationSpan:
    return PublicationSpan(
        since=date.fromisoformat(item["since"]),
        until=date.fromisoformat(item["until"]),
        weekdays=frozenset(WEEKDAYS.index(name) for name in item["weekdays"]),
        pages=item["pages"],
        closed=_expanded(item["closed"]),
        also=_expanded(item["also"]),
    )


def _expanded(written: Sequence[str]) -> frozenset[date]:
    return frozenset(day for one in written for day in _between(*days(one)))


def _between(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(n)
