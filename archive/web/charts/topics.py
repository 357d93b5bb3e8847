"""The charts of topics: their shares of a list, and which of them occur together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from django.utils.translation import gettext

from archive import search
from archive.charts import cooccurrence_matrix, horizontal_bars
from archive.charts.chart_items import ChartItem, ColorStep, color_steps
from archive.editions.cached_lists import topics_by_group
from archive.editions.current import served
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.models import Tag
from archive.web.article_list.facets import list_url

from .chart import MIN_ARTICLES, BarChart, Chart, Counts, filter_item

# every top topic is expanded if there are at most this many bars
FEW = 12
# number of most frequent topics that are paired: more would be unreadable, and each pair is a
# search
MAX_PAIRED = 20


@dataclass(frozen=True)
class TopicPairs:
    matrix: cooccurrence_matrix.CooccurrenceMatrix
    steps: list[ColorStep]


# a top topic and its narrower ones
Group = tuple[ChartItem, list[ChartItem]]


def chart(selection: ArticleFilter, counts: Counts, total: int) -> Chart | None:
    """Return the topics as bars that link to filtered lists; None if there are few articles."""
    in_topics = counts["topic"]
    if not in_topics:
        return None

    def item(tag: Tag) -> ChartItem:
        count = in_topics.get(tag.slug, 0)
        return filter_item(selection, "topic", tag.slug, tag.shown_label, count)

    groups = [
        (item(group), [bar for bar in map(item, group.narrower.all()) if bar.url])
        for group in topics_by_group()
    ]
    groups = [(group, narrower) for group, narrower in groups if group.url or narrower]
    if sum(1 + len(narrower) for _, narrower in groups) > FEW:
        groups = [
            (group, narrower if any(bar.chosen for bar in (group, *narrower)) else [])
            for group, narrower in groups
        ]
    if selection.chosen("topic") and not selection.needs_all_of("topic"):
        # the counts ignore the chosen topics, so the total must ignore them, too
        total = search.search(selection.search_query(limit=0).without_filter("topic")).total
    return (
        Chart("topics", gettext("主题"), _lines(groups, total)) if total >= MIN_ARTICLES else None
    )


def index(groups: Iterable[tuple[Tag, int, list[tuple[Tag, int]]]], total: int) -> Chart | None:
    """Return all topics as bars, with links to their pages."""

    def item(tag: Tag, count: int) -> ChartItem:
        return ChartItem(tag.slug, tag.shown_label, count, tag.get_absolute_url())

    bars = [(item(tag, n), [item(*pair) for pair in narrower]) for tag, n, narrower in groups]
    return (
        Chart("topics", gettext("各主题"), _lines(bars, total)) if total >= MIN_ARTICLES else None
    )


def _lines(groups: list[Group], total: int) -> BarChart:
    values = [
        pair
        for group, narrower in groups
        for pair in ((group, 0), *((item, 1) for item in narrower))
    ]
    return BarChart(horizontal_bars.horizontal_bars(values, total))


def cooccurrence(groups: Iterable[tuple[Tag, int, list[tuple[Tag, int]]]]) -> Chart | None:
    """Return the co-occurrence matrix of narrower topics; None if none occur together, or the
    search is down.

    Each pair links to the articles with both.
    """
    narrower = [(tag, count) for _, _, inside in groups for tag, count in inside if count]
    frequent = sorted(narrower, key=lambda pair: -pair[1])[:MAX_PAIRED]
    tags = [tag for tag, count in narrower if (tag, count) in frequent]
    try:
        shared = {
            (a.slug, b.slug): n for a, b in combinations(tags, 2) if (n := _shared(a.slug, b.slug))
        }
    except search.SearchUnavailable:
        return None
    paired = {slug for pair in shared for slug in pair}
    items = [
        ChartItem(tag.slug, tag.shown_label, count, tag.get_absolute_url())
        for tag, count in narrower
        if tag.slug in paired
    ]
    links = {pair: _with_both(*pair) for pair in shared}
    steps = color_steps(max(shared.values(), default=0))
    drawing = TopicPairs(
        cooccurrence_matrix.cooccurrence_matrix(items, shared, links, steps), steps
    )
    return Chart("cooccurrence", gettext("常一起出现的主题"), drawing) if shared else None


def related_topics(tag: Tag, total: int) -> Chart | None:
    """Return topics of the same level that several articles about `tag` also have, most frequent
    first.

    Each links to the articles with both.
    """
    if total < MIN_ARTICLES:
        return None
    candidates = Tag.objects.broadest() if tag.broader is None else Tag.objects.narrower()
    try:
        shared_counts = [
            (candidate, _shared(tag.slug, candidate.slug))
            for candidate in candidates
            if candidate != tag
        ]
    except search.SearchUnavailable:
        return None
    items = [
        ChartItem(
            candidate.slug, candidate.shown_label, count, _with_both(tag.slug, candidate.slug)
        )
        for candidate, count in sorted(shared_counts, key=lambda pair: -pair[1])
        if count > 1
    ]
    drawing = BarChart(horizontal_bars.horizontal_bars([(item, 0) for item in items], total))
    return Chart("related", gettext("常一起出现的主题"), drawing) if items else None


def _with_both(*slugs: str) -> str:
    return list_url(QueryParams([*(("topic", slug) for slug in sorted(slugs)), ("all", "topic")]))


def _shared(slug: str, other_slug: str) -> int:
    """Return the number of articles with both topics, cached with the edition."""
    return served().cached(_Pairs).in_both(*sorted((slug, other_slug)))


class _Pairs:
    """The cache of the number of articles with both of two topics, in one edition."""

    def __init__(self, folder: Path):
        self._counts = dict(_whole(search.Query(limit=0, facets=("topic",))).facets["topic"])
        self.in_both = lru_cache(maxsize=10_000)(self._in_both)

    def _in_both(self, slug: str, other_slug: str) -> int:
        if not (self._counts.get(slug) and self._counts.get(other_slug)):
            return 0
        query = search.Query(limit=0, filters={"topic": (slug, other_slug)}, all_of=("topic",))
        return _whole(query).total


def _whole(query: search.Query) -> search.Results:
    """Return the results; raise SearchUnavailable if incomplete, as these must not be cached."""
    results = search.search(query)
    if results.incomplete:
        raise search.SearchUnavailable(results.incomplete)
    return results
