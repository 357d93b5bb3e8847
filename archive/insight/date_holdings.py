"""What is held by year, month and day, across all newspapers: for pages and data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404

from archive.charts.date_histogram import Unit, months
from archive.editions.current import cached_per_edition
from archive.models import Article, Issue
from archive.site_urls import fast_reverse
from archive.text import dates

# issues on a page of a day, and issues of roughly known date shown besides
ISSUES_A_PAGE, MAX_ROUGHLY = 100, 50


@dataclass(frozen=True)
class Holding:
    """A year, month or day: issues known to be of it, and others that may be."""

    key: str
    dated: int
    roughly: int = 0

    @property
    def held(self) -> int:
        return self.dated + self.roughly


@dataclass(frozen=True)
class DayList:
    """Issues of one day, or of the same day of several years, with their leading articles."""

    issues: list[Issue]
    leads: dict[int, Article]

    def by_year(self) -> Iterator[tuple[int, list[Issue]]]:
        for year, issues in groupby(self.issues, key=lambda issue: issue.earliest.year):
            yield year, list(issues)


def year_url(year: int | str) -> str:
    return fast_reverse("dates-year", f"{year:>04}")


def month_url(day: date) -> str:
    return fast_reverse("dates-month", f"{day:%Y}", f"{day:%m}")


def day_url(day: date) -> str:
    return fast_reverse("dates-day", *f"{day:%Y-%m-%d}".split("-"))


def same_day_url(day: date) -> str:
    return fast_reverse("on-this-day", *f"{day:%m-%d}".split("-"))


def date_or_404(year: str, month: str, day: str) -> date:
    """Return the date; Http404 if there is no such day in the calendar."""
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Http404(f"{year}-{month}-{day}") from error
    if not dates.FIRST_YEAR <= parsed.year <= dates.LAST_YEAR:
        raise Http404(year)
    return parsed


@cached_per_edition
def held_years() -> tuple[Holding, ...]:
    """Return every year from the first to the last with issues."""
    dated: dict[int, int] = {}
    roughly: dict[int, int] = {}
    for first, last, is_dated, count in Issue.objects.counts_by_years():
        counts = dated if is_dated else roughly
        for year in range(first, last + 1):
            counts[year] = counts.get(year, 0) + count
    keys = {*dated, *roughly}
    if not keys:
        return ()
    return tuple(
        Holding(str(year), dated.get(year, 0), roughly.get(year, 0))
        for year in range(min(keys), max(keys) + 1)
    )


@cached_per_edition
def held_days(year: int) -> dict[date, int]:
    """Return the number of issues known to be of each day of a year."""
    return Issue.objects.counts_by_day(date(year, 1, 1), date(year, 12, 31))


@cached_per_edition
def held_months(year: int) -> tuple[Holding, ...]:
    """Return the twelve months of a year."""
    days = held_days(year)
    spans = list(
        Issue.objects.possibly_between(date(year, 1, 1), date(year, 12, 31)).values_list(
            "earliest", "latest"
        )
    )
    return tuple(
        Holding(
            unit.key,
            sum(n for day, n in days.items() if unit.first <= day <= unit.last),
            sum(first <= unit.last and last >= unit.first for first, last in spans),
        )
        for unit in months(year)
    )


def month_unit(year: int, month: int) -> Unit:
    return months(year)[month - 1]


def issue_keys_on_day(day: date) -> tuple[int, ...]:
    """Return primary keys of the issues known to be of the day, by newspaper."""
    return tuple(Issue.objects.on_days((day,)).by_newspaper().values_list("pk", flat=True))


@cached_per_edition
def issue_keys_on_same_day(month: int, day: int) -> tuple[int, ...]:
    """Return primary keys of the issues of this day of any year, latest first."""
    years = held_years()
    days = (_day_of(int(year.key), month, day) for year in reversed(years))
    keys: dict[date, list[int]] = {}
    dates = [same_day for same_day in days if same_day]
    rows = Issue.objects.on_days(dates).by_newspaper().values_list("earliest", "pk")
    for earliest, key in rows:
        keys.setdefault(earliest, []).append(key)
    return tuple(key for same_day in dates for key in keys.get(same_day, ()))


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_list(keys: tuple[int, ...], page: int = 1, size: int = ISSUES_A_PAGE) -> DayList:
    """Return one page of issues, in the order of their keys; two queries."""
    page_keys = keys[(page - 1) * size : page * size]
    rows = Issue.objects.with_counts().with_newspaper().in_bulk(list(page_keys))
    leads = {
        article.page.issue_id: article for article in Article.objects.first_of_issues(page_keys)
    }
    return DayList([rows[key] for key in page_keys], leads)


def roughly_dated_issues(first: date, last: date) -> list[Issue]:
    """Return issues of roughly known date that may be of these days, at most MAX_ROUGHLY."""
    issues = Issue.objects.possibly_between(first, last).by_newspaper()
    return list(issues.with_counts().with_newspaper()[:MAX_ROUGHLY])
