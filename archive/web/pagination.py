"""The page of a list: which slice of the selection it shows, and the links to the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.core.paginator import Paginator

from archive import search
from archive.fast_reverse import fast_reverse
from archive.filters.articles import ArticleFilter
from archive.filters.selection import Selection
from archive.models import Article
from archive.models.page_queries import entries, with_openings
from archive.search.highlight import spans
from archive.text.fold import fold

from .search_position import ARTICLES_A_PAGE, hit_query


@dataclass(frozen=True)
class PageStep:
    """A link of the pagination; the gap between far pages has no address."""

    label: str
    url: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class Numbered:
    """Which of the pages of a list is shown, and the links to the others."""

    number: int
    last: int
    # how many the list has on all pages
    total: int
    # its own address, and those of the others
    url: str
    steps: list[PageStep]
    previous_url: str
    next_url: str

    @classmethod
    def of(cls, selection: Selection, total: int, size: int, address: str, **more) -> Self:
        """The page that `selection` asks for of the list at `address`; BeyondLastPage if there is none.

        `more` is what a subclass tells of it besides.
        """
        number, last = selection.page_of(total, size)
        pages = Paginator(range(total), size)
        base = selection.query.without("page")

        def url(page: int) -> str:
            return f"{address}{base if page == 1 else base.with_value('page', str(page))}"

        return cls(
            number=number,
            last=last,
            total=total,
            url=url(number),
            steps=[
                PageStep(str(n), url(n), n == number) if isinstance(n, int) else PageStep("…")
                for n in pages.get_elided_page_range(number, on_each_side=2, on_ends=1)
            ],
            previous_url=url(number - 1) if number > 1 else "",
            next_url=url(number + 1) if number < last else "",
            **more,
        )


@dataclass(frozen=True)
class ListPage(Numbered):
    """One page of a selection of articles, and the counts of every facet of the whole of it."""

    articles: list[Article]
    counts: Mapping[str, Mapping[str, int]]
    incomplete: str

    def __iter__(self):
        return iter(self.articles)


def page_of(selection: ArticleFilter) -> ListPage:
    """The page asked for; BeyondLastPage when there are not so many."""
    offset = (selection.chosen("page") - 1) * ARTICLES_A_PAGE
    found = selection.results(offset=offset, limit=ARTICLES_A_PAGE, facets=search.COUNTED)
    return ListPage.of(
        selection,
        found.total,
        ARTICLES_A_PAGE,
        fast_reverse("articles"),
        articles=_articles(selection, [hit.ident for hit in found.hits], offset),
        counts=found.facets,
        incomplete=found.incomplete,
    )


def _articles(selection: ArticleFilter, idents: list[str], offset: int) -> list[Article]:
    """The articles of the slice; where words were searched, each with the way back to the list."""
    if not selection.chosen("q"):
        return with_openings(entries(idents))
    found = entries(idents, with_texts=True)
    for number, article in enumerate(found, offset + 1):
        article.hit_query = hit_query(selection, number)
        article.aliases = _aliases(article, selection.parsed.marks)
    return found


def _aliases(article: Article, terms: Sequence[str]) -> list[tuple[str, str]]:
    """(alias, topic) of the topics by whose other names it was found, where its words have none."""
    named = {
        folded: (label, tag.pref_label)
        for tag in article.topics
        for label in tag.alt_labels
        if (folded := fold(label).text) in terms
    }
    if not named:
        return []
    decks = (article.column, article.kicker, article.headline, *article.subheads, article.digest)
    labels = (tag.pref_label for tag in article.topics)
    words = [*decks, *labels, article.full_text.plain if article.text_held else ""]
    return [
        alias for folded, alias in named.items() if not any(spans(text, [folded]) for text in words)
    ]
