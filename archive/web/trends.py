"""Trends: up to six lists of articles as lines over time, against what is held."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import search
from archive.charts import line_chart
from archive.charts.line_chart import ChartColumn, LineChart
from archive.editions.cached_lists import has_images
from archive.editions.current import cached_per_edition
from archive.facets.choices import Value
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams, query_params
from archive.filters.trends import (
    MAX_SERIES,
    MEASURES,
    PANELS,
    UNITS,
    Series,
    TrendFilter,
    parse_series,
    series_of,
    trend_query,
)
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.insight.trend_counts import (
    SPARSE_BELOW,
    Line,
    Panel,
    Point,
    TooManyPeriods,
    Trends,
    heading,
    trends,
)
from archive.languages import counted, in_source_language
from archive.models import Article
from archive.models.prepared_queries import entries
from archive.site_urls import fast_reverse
from archive.text import dates

from . import error_pages
from .citations import page_citation

# articles of each of two lists beside one another
MAX_LISTED = 5
# facets that the form offers values of, and the number of values
OFFERED, MAX_OFFERED = ("topic", "province", "newspaper"), 300
# frequent topics that an empty page proposes to compare
EXAMPLES = 2
UNIT_OF = {"share": "%", "count": gettext_lazy("篇"), "million": gettext_lazy("篇/百万字")}


@dataclass(frozen=True)
class ChartedPanel:
    panel: Panel
    chart: LineChart
    # the lists of the line's points, as in the chart
    most_held: int


@dataclass(frozen=True)
class ListedSeries:
    """A series as a list: its newest articles and its address in full."""

    line: Line
    articles: list[Article]


@lifetime(DATED_PAGE_LIFETIME)
@query_params(TrendFilter.parameters())
def trend_page(request: HttpRequest) -> HttpResponse:
    selection = TrendFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    try:
        measured = trends(selection)
    except TooManyPeriods as error:
        return error_pages.bad_parameters(request, [error.problem])
    with in_source_language():
        # an address in Chinese, as the heading
        citation = page_citation(
            request, heading(selection.series_chosen), selection.url(selection.canonical)
        )
    context = {
        "heading": heading(selection.series_chosen),
        "canonical": selection.url(selection.canonical),
        "citation": citation,
        "measured": measured,
        "examples": [] if selection.series_chosen else _examples(),
        **_chart_context(selection, measured),
        **_form_context(selection),
    }
    return render(request, "trends/trends.html", context)


def _chart_context(selection: TrendFilter, measured: Trends | None) -> dict[str, Any]:
    """Return the context of the chart, its table and the lists below it."""
    return {
        "panels": _charted_panels(measured) if measured else [],
        "lists": _newest_of_each(measured) if measured else [],
        "measure_label": _(dict(MEASURES)[selection.chosen_measure]),
        "measure_unit": UNIT_OF[selection.chosen_measure],
        "sparse_below": SPARSE_BELOW,
        "scope": selection.labels_of("newspaper") if selection.newspapers else [],
    }


def trends_url(selection: ArticleFilter) -> str:
    """Return the address of the trends of a list of articles; the empty form for all."""
    series = [series_of(selection)] if selection.conditions else []
    return fast_reverse("trends") + str(trend_query(*series))


def _charted_panels(measured: Trends) -> list[ChartedPanel]:
    """Return the chart of each panel, all on one scale; holdings on a scale of their own."""
    measure = measured.measure
    values = [
        [[point.value(measure) for point in line.points] for line in panel.lines]
        for panel in measured.panels
    ]
    most = max(
        (v.high for panel in values for line in panel for v in line if v is not None), default=0
    )
    tall = line_chart.TALL if len(measured.panels) == 1 else line_chart.SMALL
    charted = []
    for panel, lines in zip(measured.panels, values, strict=True):
        most_held = max((period.held for period in panel.periods), default=0)
        columns = [ChartColumn(p.short, p.held, p.is_held) for p in panel.periods]
        chart = line_chart.line_chart(columns, lines, most, most_held, tall)
        charted.append(ChartedPanel(panel, chart, most_held))
    return charted


def point_title(point: Point, label: str, measure: str) -> str:
    """Return the text of a point: 工会，2021年：12 篇 (3.4%)."""
    values = {"label": label, "period": point.period.label, "count": point_count(point)}
    title = _("%(label)s，%(period)s：%(count)s") % values
    return f"{title} ({shown_value(point, measure)})" if measure != "count" else title


def point_count(point: Point) -> str:
    """Return the number of articles, or from the certain to the possible number."""
    dated, possible = point.dated, point.counts.possible
    if possible == dated:
        return counted("%(num)s 篇", dated)
    certain = f"{dated:,}"
    return counted("%(dated)s—%(num)s 篇", possible, dated=certain)


def shown_value(point: Point, measure: str) -> str:
    """Return the value with its unit, or from the certain to the possible; "" if not held."""
    value = point.value(measure)
    if value is None:
        return ""
    unit = "%" if measure == "share" else ""
    low, high = (_rounded(bound, measure) for bound in value)
    return f"{low}{unit}" if low == high else f"{low}—{high}{unit}"


def _rounded(value: float, measure: str) -> str:
    if measure == "count":
        return f"{value:,.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _newest_of_each(measured: Trends) -> list[ListedSeries]:
    """Return the newest articles of the chosen time of both series, if one chart has two."""
    lines = measured.panels[0].lines
    if len(measured.panels) > 1 or len(lines) != 2:
        return []
    since, until = measured.first.toordinal(), measured.last.toordinal()
    articles = []
    for line in lines:
        query = line.series.selection.search_query(limit=MAX_LISTED)
        query = replace(
            query,
            since=max(query.since or since, since),
            until=min(query.until or until, until),
            sort="date",
        )
        hits = search.search(query).hits if line.url else ()
        articles.append(
            ListedSeries(line, entries([hit.ident for hit in hits], with_images=has_images()))
        )
    return articles


def _form_context(selection: TrendFilter) -> dict[str, Any]:
    series = selection.series_chosen
    return {
        "chosen": selection,
        "series": series,
        "room": MAX_SERIES - len(series),
        "most_series": MAX_SERIES,
        "offered": [(_(BY_NAME[name].label), name, values) for name, values in _offered()],
        "papers": next(values for name, values in _offered() if name == "newspaper"),
        "units": UNITS,
        "measures": MEASURES,
        "panel_kinds": PANELS,
        "date_pattern": dates.INPUT_PATTERN,
    }


@cached_per_edition
def _offered() -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """Return (facet, its most frequent values) of the whole archive; empty if search is down."""
    try:
        facets = search.search(search.Query(limit=0, facets=OFFERED)).facets
    except search.SearchUnavailable:
        return tuple((name, ()) for name in OFFERED)
    offered = []
    for name in OFFERED:
        ranked = sorted(facets[name], key=lambda value: -facets[name][value])[:MAX_OFFERED]
        values = BY_NAME[name].vocabulary.look_up(ranked)
        offered.append((name, tuple(values[value] for value in ranked if value in values)))
    return tuple(offered)


def _examples() -> list[tuple[str, str]]:
    """Return (label, address) of comparisons to begin with."""
    topics, places, papers = (values[:EXAMPLES] for _, values in _offered())
    return [
        (
            _("、").join(value.label for value in values),
            fast_reverse("trends")
            + str(trend_query(*(parse_series(f"{name}={value.value}") for value in values))),
        )
        for name, values in (("topic", topics), ("province", places), ("newspaper", papers))
        if len(values) == EXAMPLES
    ]


def without_series(selection: TrendFilter, series: Series) -> QueryParams:
    """Return the parameters of the page without one of its series."""
    return selection.canonical.without_values("series", [series.text])
