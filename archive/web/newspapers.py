"""The page of a newspaper: its articles, its years, the calendar of one year, its issues."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.models import Newspaper
from archive.models.ledger import LedgerKind
from archive.permalinks import signposting
from archive.site_urls import origin

from .dossier import dossier
from .error_pages import bad_parameters, page_ledger_fallback
from .publication_calendar import Year, calendar_of, years_of
from .typed_links import render_with_links

# number of issues listed if no year is chosen; otherwise all issues of the year
NEWEST = 50
# number of articles above the issues
ARTICLES = 6


@lifetime(DATED_PAGE_LIFETIME)
@query_params({"year": Parameter(gettext_lazy("年份"))})
@page_ledger_fallback(LedgerKind.NEWSPAPER)
def newspaper(request: HttpRequest, newspaper: str) -> HttpResponse:
    paper = Newspaper.objects.with_place().get_by_natural_key(newspaper)
    years = years_of(paper)
    typed = request.GET.get("year", "")
    chosen_year = next((year for year in years if str(year.number) == typed), None)
    if typed and chosen_year is None:
        return bad_parameters(request, [_no_such_year(typed, years)])
    context = {
        "newspaper": paper,
        "years": years,
        "chosen": chosen_year,
        "year_query": str(QueryParams([("year", typed)])) if chosen_year else "",
        # the page of one year has only its issues
        "is_part": chosen_year is not None,
        **_issues_context(paper, years, chosen_year),
    }
    if chosen_year is None:
        title = gettext("报纸：%(name)s") % {"name": paper.name}
        context |= dossier(request, paper, "newspaper", paper.slug, title, ARTICLES)
    return render_with_links(
        request, "newspapers/newspaper.html", context, _links(request, context)
    )


def _issues_context(paper: Newspaper, years: list[Year], chosen: Year | None) -> dict[str, Any]:
    """Return the context of the calendar and the issues: of the chosen year, or the newest."""
    year = chosen or next((year for year in reversed(years) if year.held), None)
    calendar = calendar_of(paper, year) if year else None
    of_year = calendar.issues if chosen and calendar else None
    newest = paper.issues.with_counts().newest_first()[:NEWEST]
    return {
        "calendar": calendar,
        "issues": newest if of_year is None else of_year,
        "newest": NEWEST,
    }


def _links(request: HttpRequest, context: dict[str, Any]) -> list[signposting.Link]:
    paper = context["newspaper"]
    if context["chosen"]:
        # the page of one year does not describe the whole newspaper
        address = origin(request) + paper.get_absolute_url() + context["year_query"]
        return [signposting.Link("canonical", address)]
    # all issues or none, as a part would look like all; the link set always has them
    issues = context["issues"] if paper.issue_count <= NEWEST else ()
    return signposting.newspaper_links(paper, issues, origin(request))


def _no_such_year(typed: str, years: list[Year]) -> ParameterError:
    offers = tuple(
        Offer(
            gettext("%(number)s年") % {"number": year.number},
            QueryParams([("year", str(year.number))]),
        )
        for year in years
        if year.held
    )
    span = (
        gettext("%(first)s 到 %(last)s") % {"first": years[0].number, "last": years[-1].number}
        if years
        else ""
    )
    holdings = (
        gettext("本站所藏为 %(span)s") % {"span": span} if span else gettext("本站还没有这种报纸")
    )
    return ParameterError(
        "year",
        gettext("没有“%(wanted)s”年：%(holdings)s，请写四位数字。")
        % {"wanted": typed, "holdings": holdings},
        typed,
        others=offers,
        without=QueryParams(),
    )
