"""The front page: the size of the archive, dates, featured and latest articles, charts, facets."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from archive.editions import totals
from archive.editions.cached_lists import span_is_inferred
from archive.editions.collection import collection
from archive.editions.current import cached_per_edition
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.models import Article, Tag
from archive.models.prepared_queries import entries, stories, with_openings

from . import charts
from .article_list.facets import build_facet
from .dates import front_page_dates
from .page_layout import article_metrics, lay_out, opening
from .page_stories import PageStory, own_opening

LATEST = 8
# number of newspapers named at the top
PAPERS = 8
# facets listed beside the charts
FACETS = ("topic", "newspaper", "person")
# the number of featured articles: the longest of this many newest reports, features and roundups
FEATURED, CANDIDATES = 3, 200
# maximum characters of their text shown, cut at the end of a sentence
LEAD_OPENING, OPENING = 360, 130


@lifetime(DATED_PAGE_LIFETIME)
def home(request: HttpRequest) -> HttpResponse:
    front, counts = collection().front_page, totals.collection_totals()
    has_featured = "featured" in front.sections
    featured = (stories(front.articles) or stories(_longest_reports())) if has_featured else []
    latest = with_openings(entries(_newest(LATEST + len(featured))))
    context = {
        "holdings": [
            (counts.newspapers, ngettext("种报纸", "种报纸", counts.newspapers)),
            (counts.issues, ngettext("期", "期", counts.issues)),
            (counts.pages, ngettext("个版", "个版", counts.pages)),
            (counts.articles, ngettext("篇文章", "篇文章", counts.articles)),
            (counts.people, ngettext("位作者", "位作者", counts.people)),
        ],
        "span": (counts.earliest, counts.latest),
        "inferred": span_is_inferred(),
        "papers": PAPERS,
        **_charts_and_facets(),
        **front_page_dates(timezone.localdate()),
        "sections": front.sections,
        "chosen": bool(front.articles),
        "featured": _stories(featured),
        "topics": _topics(front.topics) if "topics" in front.sections else [],
        "latest": [article for article in latest if article not in featured][:LATEST],
    }
    return render(request, "front_page/home.html", context)


@cached_per_edition
def _newest(count: int) -> list[str]:
    return Article.objects.newest_first().slice_of_idents(0, count)


def _topics(slugs: Sequence[str]) -> list[tuple[Tag, int]]:
    """Return the topics that the collection names, with their numbers of articles."""
    topics = {tag.slug: tag for tag in Tag.objects.with_slugs(slugs)}
    counts = totals.by_topic()
    return [(topics[slug], counts.get(topics[slug].pk, 0)) for slug in slugs if slug in topics]


@cached_per_edition
def _longest_reports() -> list[str]:
    """Return idents of the longest of the newest reports and features, no two from one province.

    Articles about no place are from no province, so any number of them.
    """
    newest = Article.objects.features().with_digest().newest_first().with_province()[:CANDIDATES]
    rows = newest.values_list("ident", "province", "length")
    longest: dict[str, str] = {}
    for ident, province, _ in sorted(rows, key=lambda row: (-row[2], row[0])):
        longest.setdefault(province or ident, ident)
    return list(longest.values())[:FEATURED]


def _stories(featured: list[Article]) -> list[PageStory]:
    """Return the featured articles without frames, each with the opening of its text or digest."""
    openings = []
    for n, article in enumerate(featured):
        length = LEAD_OPENING if n == 0 else OPENING
        own = own_opening(article, length)
        openings.append((article, own or opening(article.paragraphs, length), bool(own)))
    metrics = [
        article_metrics(article, text)._replace(is_feature=False) for article, text, _ in openings
    ]
    return [
        PageStory(article, setting, text, is_own)
        for (article, text, is_own), setting in zip(openings, lay_out(metrics), strict=True)
    ]


def _charts_and_facets() -> dict[str, Any]:
    """Return the charts and the facets by name of the whole archive; empty if search is down."""
    all_articles = ArticleFilter.from_query(QueryParams())
    results = all_articles.results(limit=0, facets=(*charts.FRONT_PAGE_FACETS, *FACETS))
    if not results.facets:
        return {"facets": {}, "charts": []}
    pictures = charts.list_charts(
        all_articles, results.facets, results.total, charts.FRONT_PAGE_FACETS
    )
    facets = (build_facet(all_articles, name, results.facets[name]) for name in FACETS)
    return {
        "facets": {facet.name: facet for facet in facets if facet.options},
        "charts": pictures,
    }
