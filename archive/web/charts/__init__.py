"""The charts beside a list, on the front page and on the pages of authorities."""

from collections.abc import Iterable

from archive import search
from archive.filters.articles import ArticleFilter

from . import people, places, time, topics
from .chart import Chart, Counts

__all__ = ["DOSSIER_FACETS", "FRONT_PAGE_FACETS", "list_charts"]

# facet → the function that returns the chart of its counts, or None
_CHARTS = {
    search.SPAN: time.chart,
    "province": places.chart,
    "topic": topics.chart,
    "person": people.chart,
}
# the facets charted beside a list, on the front page, and on the page of an authority
LIST_FACETS = ("province", search.SPAN, "topic")
FRONT_PAGE_FACETS = ("province", search.SPAN)
DOSSIER_FACETS = {
    "topic": (search.SPAN, "province", "person"),
    "province": (search.SPAN, "person", "topic"),
    "city": (search.SPAN, "person", "topic"),
    "county": (search.SPAN, "person", "topic"),
    "person": (search.SPAN, "province", "person", "topic"),
    "newspaper": (search.SPAN, "province", "person", "topic"),
    "named": (search.SPAN, "province", "topic"),
    "organisation": (search.SPAN, "province", "topic"),
}


def list_charts(
    selection: ArticleFilter, counts: Counts, total: int, facets: Iterable[str] = LIST_FACETS
) -> list[Chart]:
    """Return the charts of a list; their parts are links that add a filter to it.

    `counts` are the counts of the charted facets, `total` is the number of articles in the list.
    """
    charts = (_CHARTS[name](selection, counts, total) for name in facets)
    return [chart for chart in charts if chart]
