"""Pagination of the article list for programs: by page number or by cursor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive import search
from archive.editions.current import served
from archive.filters.articles import ArticleDataFilter
from archive.filters.cursors import Cursor, CursorPosition
from archive.models import Article
from archive.models.prepared_queries import whole_entries


class StaleCursor(Exception):
    """The cursor belongs to another edition."""


@dataclass(frozen=True)
class ArticleSlice:
    articles: list[Article]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    incomplete: str
    # (parameter, value) of the next and the previous page
    next: tuple[str, str] | None = None
    prev: tuple[str, str] | None = None


def article_slice(selection: ArticleDataFilter, limit: int) -> ArticleSlice:
    """Return at most `limit` articles from the requested page or cursor on.

    Raises BeyondLastPage or StaleCursor.
    """
    facets = tuple(value.value for value in selection.chosen("facet"))
    cursor = selection.chosen("after")
    if cursor is None:
        return _by_number(selection, limit, facets)
    if cursor.order == "relevance" and cursor.edition != _edition():
        raise StaleCursor
    results = selection.results(limit=0, facets=facets)
    if cursor.position is None:
        query = selection.search_query()
        articles, rank = _fetch(selection, query, cursor.rank, limit + 1), cursor.rank
    else:
        articles, rank = _after(selection, results.total, cursor, cursor.position, limit + 1)
    page_articles = articles[:limit]
    step = None
    if len(articles) > limit:
        step = "after", str(_cursor(selection, page_articles, rank, cursor.position))
    return ArticleSlice(page_articles, results.total, results.facets, results.incomplete, next=step)


def _by_number(selection: ArticleDataFilter, limit: int, facets: tuple[str, ...]) -> ArticleSlice:
    number = selection.chosen("page")
    offset = (number - 1) * limit
    results = selection.results(offset=offset, limit=limit, facets=facets)
    _, last = selection.page_numbers(results.total, limit)
    articles = _articles(results)
    before = after = None
    if "page" in selection.data:
        before = ("page", str(number - 1)) if number > 1 else None
        after = ("page", str(number + 1)) if number < last else None
    elif last > 1:
        after = "after", str(_cursor(selection, articles, 0, None))
    return ArticleSlice(articles, results.total, results.facets, results.incomplete, after, before)


def _cursor(
    selection: ArticleDataFilter,
    page_articles: list[Article],
    rank: int,
    before: CursorPosition | None,
) -> Cursor:
    """Return the cursor after the last article shown; the articles start after `before`, whose rank
    is `rank`.
    """
    if selection.order == "relevance":
        return Cursor("relevance", rank + len(page_articles), edition=_edition())
    positions = [CursorPosition.from_article(article) for article in page_articles]
    day = positions[-1].earliest
    same = sum(position.earliest == day for position in positions)
    if before and before.earliest == day:
        same += rank
    return Cursor(selection.order, same, positions[-1])


def _after(
    selection: ArticleDataFilter, total: int, cursor: Cursor, position: CursorPosition, limit: int
) -> tuple[list[Article], int]:
    """Return the articles after the cursor, and its rank among those of its day in the current
    list.

    The list is narrowed to the cursor's day and later. There the article is usually found at its
    rank; if the edition has changed, by binary search.
    """
    query, day = selection.search_query(), position.earliest
    if cursor.order == "date":
        equal_date, start = replace(query, until=min(day, query.until or day)), 0
    else:
        equal_date = replace(query, since=max(day, query.since or day))
        # dates with ranges that begin before the day and may include it
        earlier = replace(query, until=min(day - 1, query.until or day), limit=0)
        remaining = selection.answer(replace(equal_date, limit=0)).total
        start = max(0, remaining - total + selection.answer(earlier).total)
    articles = _fetch(selection, equal_date, start + cursor.rank - 1, limit + 1)
    if articles and CursorPosition.from_article(articles[0]) == position:
        return articles[1:], cursor.rank
    first = _first_after(selection, equal_date, cursor.order, position)
    return _fetch(selection, equal_date, first, limit), max(0, first - start)


def _first_after(
    selection: ArticleDataFilter, query: search.Query, order: str, position: CursorPosition
) -> int:
    """Return the number of articles in the list up to `position`."""
    key = position.key(order)
    low, high = 0, selection.answer(replace(query, limit=0)).total
    while low < high:
        middle = (low + high) // 2
        (article,) = _fetch(selection, query, middle, 1)
        if CursorPosition.from_article(article).key(order) > key:
            high = middle
        else:
            low = middle + 1
    return low


def _fetch(
    selection: ArticleDataFilter, query: search.Query, offset: int, limit: int
) -> list[Article]:
    return _articles(selection.answer(replace(query, offset=offset, limit=limit)))


def _articles(results: search.Results) -> list[Article]:
    return whole_entries([hit.ident for hit in results.hits])


def _edition() -> str:
    return served().fingerprint[:12]
