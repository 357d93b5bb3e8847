"""A newspaper with its years and its calendar."""

from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http.caching import SHOWN, lifetime
from archive.models import Newspaper
from archive.models.ledger import Kind
from archive.permalinks import signposting
from archive.site_origin import origin

from .error_pages import bad_parameters, ledger_fallback
from .publication_calendar import Year, calendar_of, years_of
from .typed_links import render_with_links

# a title's own page lists so many of its newest issues; a year's page lists all of that year
NEWEST = 50


@lifetime(SHOWN)
@query_params({"year": Parameter("年份")})
@ledger_fallback(Kind.NEWSPAPER)
def newspaper(request, newspaper):
    paper = Newspaper.objects.with_place().get_by_natural_key(newspaper)
    years = years_of(paper)
    asked = request.GET.get("year")
    shown = next((year for year in years if str(year.number) == asked), None)
    if asked and shown is None:
        return bad_parameters(request, [_no_such_year(asked, years)])
    latest = next((known for known in reversed(years) if known.held), None)
    calendar = calendar_of(paper, shown or latest) if shown or latest else None
    context = {
        "newspaper": paper,
        "years": years,
        "chosen": shown,
        "year_query": str(QueryParams([("year", asked)])) if shown else "",
        "calendar": calendar,
        "issues": calendar.issues if shown else paper.issues.with_counts().newest_first()[:NEWEST],
        "newest": NEWEST,
    }
    return render_with_links(request, "papers/newspaper.html", context, _links(request, context))


def _links(request, context) -> list[signposting.Link]:
    paper = context["newspaper"]
    if context["chosen"]:
        # a page of its own, which is no whole newspaper
        address = origin(request) + paper.get_absolute_url() + context["year_query"]
        return [signposting.Link("canonical", address)]
    # a part of the issues would pass for all of them: the link set has them all
    listed = context["issues"] if paper.issue_count <= NEWEST else ()
    return signposting.of_newspaper(paper, listed, origin(request))


def _no_such_year(asked: str, years: list[Year]) -> ParameterError:
    offers = tuple(
        Offer(f"{year.number}年", QueryParams([("year", str(year.number))]))
        for year in years
        if year.held
    )
    span = f"{years[0].number} 到 {years[-1].number}" if years else ""
    says = f"本报收藏的年份为 {span}" if span else "本报暂无收藏"
    return ParameterError(
        "year",
        f"没有“{asked}”年：{says}，请写四位数字。",
        asked,
        others=offers,
        without=QueryParams(),
    )
