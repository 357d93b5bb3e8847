"""Which articles of a list are asked for: by page number, or from a cursor on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive import search
from archive.editions.current import served
from archive.filters.articles import ArticleAsData
from archive.harvest.cursors import Cursor, CursorPosition
from archive.models import Article


class StaleCursor(Exception):
    """The cursor was good for another edition."""


@dataclass(frozen=True)
class ArticleSlice:
    articles: list[Article]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    incomplete: str
    # (parameter, value) that leads on, and back
    next: tuple[str, str] | None = None
    prev: tuple[str, str] | None = None


def slice_of(selection: ArticleAsData, limit: int) -> ArticleSlice:
    """At most `limit` articles; BeyondLastPage and StaleCursor where what is asked for is not there."""
    facets = tuple(value.value for value in selection.chosen("facet"))
    cursor = selection.chosen("after")
    if cursor is None:
        return _by_number(selection, limit, facets)
    if cursor.order == "relevance" and cursor.edition != _edition():
        raise StaleCursor
    everything = selection.results(limit=0, facets=facets)
    if cursor.order == "relevance":
        articles, rank = _fetch(selection.search_query(), cursor.rank, limit + 1), cursor.rank
    else:
        articles, rank = _behind(selection.search_query(), everything.total, cursor, limit + 1)
    shown = articles[:limit]
    step = None
    if len(articles) > limit:
        step = "after", str(_cursor(selection, shown, rank, cursor.position))
    return ArticleSlice(
        shown, everything.total, everything.facets, everything.incomplete, next=step
    )


def _by_number(selection: ArticleAsData, limit: int, facets) -> ArticleSlice:
    number = selection.chosen("page")
    offset = (number - 1) * limit
    found = selection.results(offset=offset, limit=limit, facets=facets)
    _, last = selection.page_of(found.total, limit)
    articles = _articles(found)
    before = after = None
    if "page" in selection.data:
        before = ("page", str(number - 1)) if number > 1 else None
        after = ("page", str(number + 1)) if number < last else None
    elif last > 1:
        after = "after", str(_cursor(selection, articles, 0, None))
    return ArticleSlice(articles, found.total, found.facets, found.incomplete, after, before)


def _cursor(
    selection: ArticleAsData, shown: list[Article], rank: int, before: CursorPosition | None
) -> Cursor:
    """Behind the last of those shown, which follow the one at `before` with that rank."""
    if selection.order == "relevance":
        return Cursor("relevance", rank + len(shown), edition=_edition())
    positions = [CursorPosition.from_article(article) for article in shown]
    day = positions[-1].earliest
    same = sum(position.earliest == day for position in positions)
    if before and before.earliest == day:
        same += rank
    return Cursor(selection.order, same, positions[-1])


def _behind(
    asked: search.Query, total: int, cursor: Cursor, limit: int
) -> tuple[list[Article], int]:
    """The articles behind the cursor, and its rank among those of its day that are in the list now.

    The list is narrowed to the cursor's day and what follows, where the engine finds it at its rank
    at once; where the edition has changed, by halving.
    """
    day = cursor.position.earliest
    if cursor.order == "date":
        rest, start = replace(asked, until=min(day, asked.until or day)), 0
    else:
        rest = replace(asked, since=max(day, asked.since or day))
        # those that may be as late as that day, but begin before it
        earlier = replace(asked, until=min(day - 1, asked.until or day), limit=0)
        left = search.search(replace(rest, limit=0)).total
        start = max(0, left - total + search.search(earlier).total)
    articles = _fetch(rest, start + cursor.rank - 1, limit + 1)
    if articles and CursorPosition.from_article(articles[0]) == cursor.position:
        return articles[1:], cursor.rank
    first = _first_behind(rest, cursor)
    return _fetch(rest, first, limit), max(0, first - start)


def _first_behind(rest: search.Query, cursor: Cursor) -> int:
    """How many of the list come before or at the cursor's place."""
    here = cursor.position.key(cursor.order)
    low, high = 0, search.search(replace(rest, limit=0)).total
    while low < high:
        middle = (low + high) // 2
        (article,) = _fetch(rest, middle, 1)
        if CursorPosition.from_article(article).key(cursor.order) > here:
            high = middle
        else:
            low = middle + 1
    return low


def _fetch(asked: search.Query, offset: int, limit: int) -> list[Article]:
    return _articles(search.search(replace(asked, offset=offset, limit=limit)))


def _articles(found: search.Results) -> list[Article]:
    return Article.objects.for_data().in_order_of([hit.ident for hit in found.hits])


def _edition() -> str:
    return served().fingerprint[:12]
