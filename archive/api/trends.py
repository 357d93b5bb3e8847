"""Trends as data: every point of every series, with what is held of its period."""

from django.http import HttpRequest, HttpResponse

from archive.filters.parameters import query_params
from archive.filters.trends import TrendFilter
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Links, TrendPoint, Trends, TrendSeries
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import address
from archive.insight import trend_counts
from archive.insight.trend_counts import Panel, Point, TooManyPeriods, heading
from archive.site_urls import origin


@lifetime(PAGE_LIFETIME)
@query_params(TrendFilter.parameters())
def trends(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    selection = TrendFilter(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    try:
        trend_data = trend_counts.trends(selection)
    except TooManyPeriods as error:
        return problem_details.bad_parameters(request, [error.problem])
    base, query = origin(request), selection.canonical
    lines = trend_data.panels[0].lines if trend_data and len(trend_data.panels) == 1 else ()
    items = (
        [
            _point(base, selection.chosen_measure, *point)
            for point in trend_counts.points(trend_data)
        ]
        if trend_data
        else []
    )
    document = Trends(
        title=heading(selection.series_chosen),
        unit=trend_data.unit if trend_data else selection.chosen("unit") or "year",
        measure=selection.chosen_measure,
        series=[
            TrendSeries(
                number=number,
                label=series.label,
                query=series.text,
                total=lines[number - 1].total if lines else None,
                url=base + lines[number - 1].url if lines and lines[number - 1].url else None,
            )
            for number, series in enumerate(selection.series_chosen, 1)
        ],
        points=items,
        notes=list(trend_data.notes) if trend_data else [],
        links=Links(
            self=f"{base}{address(request, representation)}{query}",
            html=f"{base}{address(request)}{query}",
        ),
    )
    return ResponseData(document.title, document, document.points, document.links)


def _point(base: str, measure: str, panel: Panel, number: int, point: Point) -> TrendPoint:
    value = point.value(measure)
    period = point.period
    return TrendPoint(
        series=number,
        label=panel.lines[number - 1].series.label,
        panel=panel.key,
        first=period.unit.first,
        last=period.unit.last,
        dated=point.dated,
        possible=point.counts.possible,
        held=period.held,
        characters=period.characters,
        is_held=period.is_held,
        value=value and round(value.low, 6),
        most=value and round(value.high, 6),
        url=base + point.url if point.url else None,
    )
