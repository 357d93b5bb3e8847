"""The front page: what the archive holds, its longest new reports, and every way in."""

from django.shortcuts import render

from archive import search
from archive.editions import totals
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.http.caching import SHOWN, lifetime
from archive.models import Article
from archive.models.page_queries import span_is_inferred

from . import charts
from .facets import facet_of
from .page_layout import article_metrics, lay_out, opening
from .page_stories import PageStory, own_opening

LATEST = 8
# newspapers named at the top; the rest are a link away
PAPERS = 8
# facets listed beside the pictures
WAYS = ("topic", "newspaper", "person")
# of so many of the newest reports, features and roundups the longest are set at the top
FEATURED, AMONG = 3, 200
# characters that are set of them, to the end of a sentence
LEAD_OPENING, OPENING = 360, 130


@lifetime(SHOWN)
def home(request):
    featured, held = _featured(), totals.collection_totals()
    newest = Article.objects.newest_first().slice_of_idents(0, LATEST + len(featured))
    latest = Article.objects.for_list().in_order_of(newest)
    context = {
        "held": [
            (held.newspapers, "种报纸"),
            (held.issues, "期"),
            (held.pages, "个版"),
            (held.articles, "篇文章"),
            (held.people, "位作者"),
        ],
        "span": (held.earliest, held.latest),
        "inferred": span_is_inferred(),
        "papers": PAPERS,
        **_told_by_search(),
        "featured": _made_up(featured),
        "latest": [article for article in latest if article not in featured][:LATEST],
    }
    return render(request, "front/home.html", context)


def _featured() -> list[Article]:
    """The longest of the newest reports, features and roundups, one of each province."""
    newest = Article.objects.features().with_digest().newest_first().with_province()[:AMONG]
    rows = newest.values_list("ident", "province", "length")
    longest = {}
    for ident, province, _ in sorted(rows, key=lambda row: (-row[2], row[0])):
        longest.setdefault(province, ident)
    chosen = Article.objects.for_list().with_openings()
    return chosen.in_order_of(list(longest.values())[:FEATURED])


def _made_up(featured: list[Article]) -> list[PageStory]:
    """Unframed, each with the opening of its text or of its digest; the longest comes first."""
    stories = []
    for n, article in enumerate(featured):
        room = LEAD_OPENING if n == 0 else OPENING
        own = own_opening(article, room)
        stories.append((article, own or opening(article.paragraphs, room), bool(own)))
    copies = [
        article_metrics(article, text)._replace(is_feature=False) for article, text, _ in stories
    ]
    return [
        PageStory(article, setting, text, is_own)
        for (article, text, is_own), setting in zip(stories, lay_out(copies), strict=True)
    ]


def _told_by_search() -> dict:
    """The pictures, and facets by name, of everything; none while the search is down."""
    everything = ArticleFilter.from_query(QueryParams())
    try:
        found = search.search(everything.search_query(limit=0, facets=(*charts.FRONT, *WAYS)))
        pictures = charts.beside(everything, found.facets, found.total, charts.FRONT)
    except search.SearchUnavailable:
        return {"ways": {}, "pictures": []}
    listed = (facet_of(everything, name, found.facets[name]) for name in WAYS)
    return {"ways": {one.name: one for one in listed if one.options}, "pictures": pictures}
