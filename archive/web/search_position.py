"""An article seen as one hit of a list: its place in it, the hits beside it, and the way back."""

from dataclasses import dataclass

from django.urls import reverse

from archive.filters.articles import ArticleAsHit, ArticleFilter

from .facets import list_url

ARTICLES_A_PAGE = 20


@dataclass(frozen=True)
class SearchPosition:
    """Where an article stands in the list that led to it."""

    number: int
    total: int
    list_url: str
    previous_url: str = ""
    next_url: str = ""


def hit_query(selection: ArticleFilter, number: int) -> str:
    """What is put behind an article's address so that its page knows of the list."""
    return str(selection.query.without("page").with_value("hit", str(number)))


def search_position(selection: ArticleAsHit, ident: str) -> SearchPosition | None:
    """The article's place; None where the list is another now, or nothing led here."""
    number = selection.chosen("hit")
    if number is None:
        return None
    first = max(number - 2, 0)
    found = selection.results(offset=first, limit=number - first + 1)
    beside = {first + n: hit.ident for n, hit in enumerate(found.hits, 1)}
    if beside.get(number) != ident:
        return None
    base = selection.query.without("hit")

    def url(to: int) -> str:
        if to not in beside:
            return ""
        behind = base.with_value("hit", str(to))
        return reverse("article", args=[beside[to]]) + str(behind)

    page = (number - 1) // ARTICLES_A_PAGE + 1
    back = base if page == 1 else base.with_value("page", str(page))
    return SearchPosition(number, found.total, list_url(back), url(number - 1), url(number + 1))
