"""A page of the list of articles, and the position of an article in the list that linked to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive import search
from archive.editions.cached_lists import has_images
from archive.facets.table import FACETS
from archive.filters.articles import ArticleFilter, ArticlePageFilter
from archive.models import Article
from archive.models.prepared_queries import entries, with_openings
from archive.search.highlight import spans
from archive.site_urls import fast_reverse
from archive.text.fold import fold
from archive.web.pagination import NumberedPage

from .facets import list_url

ARTICLES_A_PAGE = 20

# What is counted for every list, and what only for those of at most MAX_COUNTED articles: articles
# name any number of people.
NOT_BESIDE_LISTS = tuple(facet.name for facet in FACETS if not facet.counted_in_lists)
BESIDE_LISTS = tuple(name for name in search.COUNTED if name not in NOT_BESIDE_LISTS)
MAX_COUNTED = 10_000


@dataclass(frozen=True)
class ListPage(NumberedPage):
    """One page of a list of articles, with the facet counts of the whole list."""

    articles: list[Article]
    counts: Mapping[str, Mapping[str, int]]
    incomplete: str

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles)


def list_page(selection: ArticleFilter) -> ListPage:
    """Return the requested page; raises BeyondLastPage."""
    offset = (selection.chosen("page") - 1) * ARTICLES_A_PAGE
    results = selection.results(offset=offset, limit=ARTICLES_A_PAGE, facets=BESIDE_LISTS)
    counts = results.facets
    if counts and 0 < results.total <= MAX_COUNTED:
        rest = selection.search_query(limit=0, facets=NOT_BESIDE_LISTS)
        counts = {**counts, **selection.answer(rest).facets}
    return ListPage.of(
        selection,
        results.total,
        ARTICLES_A_PAGE,
        fast_reverse("articles"),
        articles=_articles(selection, [hit.ident for hit in results.hits], offset),
        counts=counts,
        incomplete=results.incomplete,
    )


def _articles(selection: ArticleFilter, idents: list[str], offset: int) -> list[Article]:
    """Return the articles of the page; in a search, each with the query string that leads back to
    its result.
    """
    if not selection.chosen("q"):
        return with_openings(entries(idents, with_images=has_images()))
    articles = entries(idents, with_texts=True, with_images=has_images())
    for number, article in enumerate(articles, offset + 1):
        # for the template
        vars(article).update(
            hit_query=hit_query(selection, number),
            aliases=_aliases(article, selection.parsed.highlight_terms),
        )
    return articles


def _aliases(article: Article, terms: Sequence[str]) -> list[tuple[str, str]]:
    """Return (alias, topic) of topics matched by an alias that does not occur in the article."""
    matched = {
        folded: (label, tag.shown_label)
        for tag in article.topics
        for label in tag.alt_labels
        if (folded := fold(label).text) in terms
    }
    if not matched:
        return []
    decks = (article.column, article.kicker, article.headline, *article.subheads, article.digest)
    labels = (tag.pref_label for tag in article.topics)
    words = [*decks, *labels, article.full_text.plain if article.text_held else ""]
    return [
        alias
        for folded, alias in matched.items()
        if not any(spans(text, [folded]) for text in words)
    ]


@dataclass(frozen=True)
class SearchPosition:
    """The position of an article in the list that linked to it."""

    number: int
    total: int
    list_url: str
    previous_url: str = ""
    next_url: str = ""


def hit_query(selection: ArticleFilter, number: int) -> str:
    """Return the query string of a link from a list to an article, which identifies the list."""
    return str(selection.query.without("page").with_value("hit", str(number)))


def search_position(selection: ArticlePageFilter, ident: str) -> SearchPosition | None:
    """Return the position; None without a list, if it has changed, or if search is down."""
    number = selection.chosen("hit")
    if number is None:
        return None
    first = max(number - 2, 0)
    try:
        results = selection.results(offset=first, limit=number - first + 1)
    except search.SearchUnavailable:
        return None
    idents = {first + n: hit.ident for n, hit in enumerate(results.hits, 1)}
    if idents.get(number) != ident:
        return None
    base = selection.query.without("hit")

    def url(position: int) -> str:
        if position not in idents:
            return ""
        query = base.with_value("hit", str(position))
        return fast_reverse("article", idents[position]) + str(query)

    page = (number - 1) // ARTICLES_A_PAGE + 1
    back = base if page == 1 else base.with_value("page", str(page))
    return SearchPosition(number, results.total, list_url(back), url(number - 1), url(number + 1))
