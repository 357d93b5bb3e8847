"""The holdings by date as data: years, months, days, and the issues of a day."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse

from archive.filters.dates import DayIssuesFilter
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import query_params
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import DateCount, DateList, DayIssues
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import list_page_links, resource_links
from archive.insight import date_holdings
from archive.insight.date_holdings import (
    ISSUES_A_PAGE,
    Holding,
    day_list,
    day_url,
    month_url,
    year_url,
)
from archive.models import Issue
from archive.site_urls import origin


@lifetime(PAGE_LIFETIME)
def years(request: HttpRequest, representation: Representation) -> ResponseData:
    base = origin(request)
    items = [
        _count(holding, base + year_url(holding.key))
        for holding in date_holdings.held_years()
        if holding.held
    ]
    return _dates(request, representation, "", items)


@lifetime(PAGE_LIFETIME)
def year(request: HttpRequest, representation: Representation, year: str) -> ResponseData:
    first = date_holdings.date_or_404(year, "1", "1")
    base = origin(request)
    items = [
        _count(holding, base + month_url(date.fromisoformat(f"{holding.key}-01")))
        for holding in date_holdings.held_months(first.year)
        if holding.held
    ]
    return _dates(request, representation, year, items)


@lifetime(PAGE_LIFETIME)
def month(
    request: HttpRequest, representation: Representation, year: str, month: str
) -> ResponseData:
    first = date_holdings.date_or_404(year, month, "1")
    base = origin(request)
    items = [
        DateCount(date=day.isoformat(), issues=n, roughly=0, url=base + day_url(day))
        for day, n in sorted(date_holdings.held_days(first.year).items())
        if day.month == first.month
    ]
    return _dates(request, representation, f"{year}-{month}", items)


@lifetime(PAGE_LIFETIME)
@query_params(DayIssuesFilter.parameters())
def day(
    request: HttpRequest, representation: Representation, year: str, month: str, day: str
) -> HttpResponse | ResponseData:
    date = date_holdings.date_or_404(year, month, day)
    roughly = date_holdings.roughly_dated_issues(date, date)
    return _issues(
        request, representation, date.isoformat(), date_holdings.issue_keys_on_day(date), roughly
    )


@lifetime(PAGE_LIFETIME)
@query_params(DayIssuesFilter.parameters())
def on_this_day(
    request: HttpRequest, representation: Representation, month: str, day: str
) -> HttpResponse | ResponseData:
    # a leap year has every day
    date = date_holdings.date_or_404("2000", month, day)
    keys = date_holdings.issue_keys_on_same_day(date.month, date.day)
    return _issues(request, representation, f"--{month}-{day}", keys, ())


def _count(holding: Holding, url: str) -> DateCount:
    return DateCount(date=holding.key, issues=holding.dated, roughly=holding.roughly, url=url)


def _dates(
    request: HttpRequest, representation: Representation, key: str, items: list[DateCount]
) -> ResponseData:
    links = resource_links(request, representation)
    return ResponseData(key or "日期", DateList(date=key, items=items, links=links), items, links)


def _issues(
    request: HttpRequest,
    representation: Representation,
    key: str,
    keys: tuple[int, ...],
    roughly: Sequence[Issue],
) -> HttpResponse | ResponseData:
    selection = DayIssuesFilter(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    try:
        number, last = selection.page_numbers(len(keys), ISSUES_A_PAGE)
    except BeyondLastPage as beyond:
        return problem_details.bad_parameters(request, [beyond.problem])
    serializer = Serializer(origin(request))
    links = list_page_links(request, representation, selection.query.without("page"), number, last)
    document = DayIssues(
        date=key,
        total=len(keys),
        items=[serializer.issue(issue) for issue in day_list(keys, number).issues],
        roughly=[serializer.issue(issue) for issue in roughly],
        links=links,
    )
    return ResponseData(key, document, document.items, links)
