"""The chart of the most frequent authors."""

from dataclasses import replace

from django.utils.translation import gettext

from archive import search
from archive.charts import horizontal_bars
from archive.charts.chart_items import ChartItem
from archive.filters.articles import ArticleFilter
from archive.web.article_list.facets import list_url

from .chart import MIN_ARTICLES, BarChart, Chart, Counts, filter_item

MAX_AUTHORS = 10


def chart(selection: ArticleFilter, counts: Counts, total: int) -> Chart | None:
    """Return the authors with more than one article, as bars; None if there are none.

    Of the articles of one author, those who signed with them.
    """
    if total < MIN_ARTICLES:
        return None
    if len(selection.chosen("person")) == 1:
        return _cosigners(selection, total)
    several = [(slug, count) for slug, count in counts["person"].items() if count > 1]
    ranked = sorted(several, key=lambda pair: (-pair[1], pair[0]))[:MAX_AUTHORS]
    names = selection.filters["person"].field.vocabulary.look_up([slug for slug, _ in ranked])
    items = [
        filter_item(selection, "person", slug, names[slug].label, count)
        for slug, count in ranked
        if slug in names
    ]
    if not items:
        return None
    return Chart(
        "people",
        gettext("署名最多的作者"),
        BarChart(horizontal_bars.horizontal_bars([(item, 0) for item in items], total)),
    )


def _cosigners(selection: ArticleFilter, total: int) -> Chart | None:
    """Return the other authors of an author's articles, linked to the articles both signed."""
    (author,) = selection.chosen("person")
    query = selection.search_query(limit=0, facets=("person",))
    counts = search.search(replace(query, all_of=(*query.all_of, "person"))).facets["person"]
    other_authors = {slug: count for slug, count in counts.items() if slug != author.value}
    ranked = sorted(other_authors, key=lambda slug: (-other_authors[slug], slug))[:MAX_AUTHORS]
    names = selection.filters["person"].field.vocabulary.look_up(ranked)
    both_query = selection.query.without("page").with_value("all", "person")
    items = [
        ChartItem(
            slug,
            names[slug].label,
            other_authors[slug],
            list_url(both_query.with_value("person", slug)),
        )
        for slug in ranked
        if slug in names
    ]
    if not items:
        return None
    bars = horizontal_bars.horizontal_bars([(item, 0) for item in items], total)
    return Chart("cosigners", gettext("共同署名"), BarChart(bars))
