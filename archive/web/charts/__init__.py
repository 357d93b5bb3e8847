"""The charts beside a list, on the front page and on the pages of authorities."""

from collections.abc import Iterable

from archive import search
from archive.filters.articles import ArticleFilter

from . import people, places, time, topics
from .picture import Chart, Counts

__all__ = ["FRONT", "OF", "beside"]

# facet → the function that makes a chart of its counts
_CHARTS = {
    search.SPAN: time.picture,
    "province": places.picture,
    "topic": topics.picture,
    "person": people.picture,
}
# the facets charted beside a list, on the front page, and on the page of an authority
BESIDE = ("province", search.SPAN, "topic")
FRONT = ("province", search.SPAN)
OF = {
    "topic": (search.SPAN, "province", "person"),
    "province": (search.SPAN, "person", "topic"),
    "city": (search.SPAN, "person", "topic"),
    "county": (search.SPAN, "person", "topic"),
    "person": (search.SPAN, "province", "person", "topic"),
    "newspaper": (search.SPAN, "province", "person", "topic"),
    "named": (search.SPAN, "province", "topic"),
    "organisation": (search.SPAN, "province", "topic"),
}


def beside(
    selection: ArticleFilter, counts: Counts, total: int, facets: Iterable[str] = BESIDE
) -> list[Chart]:
    """The charts of a list: they show its filtered articles, and their parts are links that add
    filters.

    `counts` are the counts of the charted facets, `total` is the number of articles in the list.
    """
    charts = (_CHARTS[name](selection, counts, total) for name in facets)
    return [chart for chart in charts if chart]
