"""The fallback while the search engine is down: lists without words come from the database."""

import logging
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext, gettext_noop

from archive import search
from archive.models.article_queries import ArticleQuerySet

logger = logging.getLogger(__name__)

# shown to readers in place of facet counts when the database answers
COUNTS_MISSING = gettext_noop("各项筛选条件的篇数暂时无法统计，请稍后重试。")


def search_with_database_fallback(
    query: search.Query, articles: Callable[[], ArticleQuerySet]
) -> search.Results:
    """Search; if the engine fails or answers only in part, return the results of the database.

    `articles()` is the queryset of the query's filters. Results from it have no facet counts.
    SearchUnavailable if there are words to search for, which only the engine can find.
    """
    try:
        results = search.search(query)
    except search.SearchUnavailable as error:
        if query.clauses:
            raise
        logger.error("search is unavailable, the database answers: %s", error)
    else:
        if query.clauses or not results.incomplete:
            return results
    selected = articles().published_between(as_date(query.since), as_date(query.until))
    idents = selected.slice_of_idents(query.offset, query.offset + query.limit)
    return search.Results(
        tuple(search.Hit(ident) for ident in idents),
        selected.count(),
        incomplete=gettext(COUNTS_MISSING) if query.facets else "",
    )


def as_date(ordinal: int | None) -> date | None:
    """Return the date with this proleptic ordinal; None for None."""
    return date.fromordinal(ordinal) if ordinal else None
