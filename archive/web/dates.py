"""Browsing by date across all newspapers: years, months, days; the same day of every year."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archive.filters.dates import DayIssuesFilter, GoToDateFilter
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import QueryParams, query_params
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.insight import date_holdings
from archive.insight.date_holdings import (
    ISSUES_A_PAGE,
    MAX_ROUGHLY,
    Holding,
    day_list,
    day_url,
    month_url,
    same_day_url,
    year_url,
)
from archive.models import Issue
from archive.site_urls import fast_reverse
from archive.text.dates import INPUT_PATTERN

from . import error_pages
from .article_list.facets import list_url
from .pagination import NumberedPage

_WEEKS = Calendar(firstweekday=0)
# maximum number of years that are not grouped by decade
FEW_YEARS = 20
# number of issues of the same day in other years on the front page
ON_FRONT_PAGE = 4


@dataclass(frozen=True)
class Step:
    """A date above that of the page, for the breadcrumb."""

    shown_name: str
    url: str

    def get_absolute_url(self) -> str:
        return self.url


@dataclass(frozen=True)
class CalendarMonth:
    """A month of the year's page: weeks of days, each with its number of issues; None outside."""

    first: date
    url: str
    approximate: int
    weeks: list[list[tuple[date, int, str] | None]]


@lifetime(PAGE_LIFETIME)
@query_params(GoToDateFilter.parameters())
def years(request: HttpRequest) -> HttpResponse:
    """Return all years; with a date, a redirect to its page."""
    selection = GoToDateFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    if date := selection.chosen("date"):
        return redirect(_url_of(date.value))
    holdings = date_holdings.held_years()
    context = {"decades": decades(holdings), "date_pattern": INPUT_PATTERN}
    return render(request, "dates/years.html", context)


def _url_of(edtf: str) -> str:
    names = {1: "dates-year", 2: "dates-month", 3: "dates-day"}
    parts = edtf.split("-")
    return fast_reverse(names[len(parts)], *parts)


def decades(holdings: tuple[Holding, ...]) -> list[tuple[str, list[tuple[Holding, str]]]]:
    """Return (label, years with their addresses); one unlabelled group if the years are few."""
    grouped: dict[str, list[tuple[Holding, str]]] = {}
    for holding in holdings:
        label = (
            _("%(decade)s年代") % {"decade": f"{holding.key[:3]}0"}
            if len(holdings) > FEW_YEARS
            else ""
        )
        grouped.setdefault(label, []).append((holding, year_url(holding.key)))
    return list(grouped.items())


@lifetime(PAGE_LIFETIME)
def year(request: HttpRequest, year: str) -> HttpResponse:
    first = date_holdings.date_or_404(year, "1", "1")
    counts = date_holdings.held_days(first.year)
    holdings = {int(holding.key): holding for holding in date_holdings.held_years() if holding.held}
    before = [number for number in holdings if number < first.year]
    after = [number for number in holdings if number > first.year]
    context = {
        "year": first.year,
        "months": _months(first.year, counts),
        "dated": sum(counts.values()),
        "approximate": holdings[first.year].roughly if first.year in holdings else 0,
        "previous": _year_step(max(before)) if before else None,
        "next": _year_step(min(after)) if after else None,
        "articles_url": _articles_url(year),
        "above": [Step(pgettext("section", "日期"), fast_reverse("dates"))],
    }
    return render(request, "dates/year.html", context)


def _months(year: int, counts: dict[date, int]) -> list[CalendarMonth]:
    """Return the months of a year; `counts` are its days with their numbers of issues."""
    return [
        CalendarMonth(
            first := date(year, number, 1), month_url(first), holding.roughly, _weeks(first, counts)
        )
        for number, holding in enumerate(date_holdings.held_months(year), 1)
    ]


def _year_step(year: int) -> Step:
    return Step(_("%(number)s年") % {"number": year}, year_url(year))


def _decade(holding: Holding) -> str:
    return _("%(decade)s年代") % {"decade": f"{holding.key[:3]}0"}


def _weeks(first: date, counts: dict[date, int]) -> list[list[tuple[date, int, str] | None]]:
    return [
        [
            (day, counts.get(day, 0), day_url(day) if counts.get(day) else "")
            if day.month == first.month
            else None
            for day in week
        ]
        for week in _WEEKS.monthdatescalendar(first.year, first.month)
    ]


def _articles_url(first: str, last: str = "") -> str:
    return list_url(QueryParams([("from", first), ("to", last or first)]))


@lifetime(PAGE_LIFETIME)
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    first = date_holdings.date_or_404(year, month, "1")
    unit = date_holdings.month_unit(first.year, first.month)
    counts = date_holdings.held_days(first.year)
    context = {
        "first": first,
        "month": CalendarMonth(first, month_url(first), 0, _weeks(first, counts)),
        "dated": sum(n for day, n in counts.items() if unit.first <= day <= unit.last),
        "approximate": date_holdings.roughly_dated_issues(unit.first, unit.last),
        "max_approximate": MAX_ROUGHLY,
        "articles_url": _articles_url(unit.key),
        "previous": _month_step(first.year, first.month - 1),
        "next": _month_step(first.year, first.month + 1),
        "above": [
            Step(pgettext("section", "日期"), fast_reverse("dates")),
            Step(_("%(number)s年") % {"number": first.year}, year_url(year)),
        ],
    }
    return render(request, "dates/month.html", context)


def _month_step(year: int, month: int) -> Step | None:
    """Return the month before January or after December in the neighbouring year, if held."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not any(int(holding.key) == year for holding in date_holdings.held_years()):
        return None
    first = date(year, month, 1)
    return Step(date_format(first, _("Y年n月")), month_url(first))


@lifetime(PAGE_LIFETIME)
@query_params(DayIssuesFilter.parameters())
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    chosen_day = date_holdings.date_or_404(year, month, day)
    keys = date_holdings.issue_keys_on_day(chosen_day)
    before, after = Issue.objects.nearest_days(chosen_day)
    context = {
        "day": chosen_day,
        "approximate": date_holdings.roughly_dated_issues(chosen_day, chosen_day),
        "max_approximate": MAX_ROUGHLY,
        "previous": before and (before, day_url(before)),
        "next": after and (after, day_url(after)),
        "articles_url": _articles_url(chosen_day.isoformat()),
        "same_day_url": same_day_url(chosen_day),
        "above": [
            Step(pgettext("section", "日期"), fast_reverse("dates")),
            _year_step(chosen_day.year),
            Step(date_format(chosen_day, _("n月")), month_url(chosen_day)),
        ],
    }
    return _list_page(request, "dates/day.html", keys, day_url(chosen_day), context)


@lifetime(PAGE_LIFETIME)
@query_params(DayIssuesFilter.parameters())
def on_this_day(request: HttpRequest, month: str, day: str) -> HttpResponse:
    # a leap year has every day
    chosen_day = date_holdings.date_or_404("2000", month, day)
    keys = date_holdings.issue_keys_on_same_day(chosen_day.month, chosen_day.day)
    context = {
        "day": chosen_day,
        "previous": (before := _shifted(chosen_day, -1), same_day_url(before)),
        "next": (after := _shifted(chosen_day, 1), same_day_url(after)),
        "day_url": day_url,
        "above": [Step(pgettext("section", "日期"), fast_reverse("dates"))],
    }
    return _list_page(request, "dates/on_this_day.html", keys, same_day_url(chosen_day), context)


@lifetime(DATED_PAGE_LIFETIME)
@query_params(DayIssuesFilter.parameters())
def today(request: HttpRequest) -> HttpResponse:
    """Return the page of today's day of the year."""
    now = timezone.localdate()
    return on_this_day(request, f"{now:%m}", f"{now:%d}")


def _shifted(day: date, days: int) -> date:
    """Return a neighbouring day of a leap year, December followed by January."""
    return date.fromordinal(day.toordinal() + days).replace(year=2000)


def _list_page(
    request: HttpRequest, template: str, keys: tuple[int, ...], path: str, context: dict[str, Any]
) -> HttpResponse:
    """Return a page of issues."""
    selection = DayIssuesFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    try:
        page = NumberedPage.of(selection, len(keys), ISSUES_A_PAGE, path)
    except BeyondLastPage as beyond:
        return error_pages.bad_parameters(request, [beyond.problem])
    listing = day_list(keys, page.number)
    context |= {"page": page, "listed": listing}
    return render(request, template, context)


def front_page_dates(day: date) -> dict[str, Any]:
    """Return the context of the front page: the years, and the same day of other years."""
    keys = date_holdings.issue_keys_on_same_day(day.month, day.day)
    holdings = tuple(holding for holding in date_holdings.held_years() if holding.held)
    by_decade = len(holdings) > FEW_YEARS
    links = {
        (_decade(holding) if by_decade else _year_step(int(holding.key)).shown_name): (
            f"{fast_reverse('dates')}#d{holding.key[:3]}0" if by_decade else year_url(holding.key)
        )
        for holding in holdings
    }
    listing = day_list(keys, size=ON_FRONT_PAGE)
    return {
        "date_links": list(links.items()),
        "today": day,
        "today_listed": listing,
        "today_total": len(keys),
        "today_url": same_day_url(day),
    }
