"""The list of articles, which is also the search page, and the page of all values of a facet."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext

from archive import search
from archive.editions.current import served
from archive.filters.articles import SORTS, ArticleFilter, FacetPageFilter
from archive.filters.database_fallback import COUNTS_MISSING
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import query_params
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.languages import counted
from archive.site_urls import fast_reverse
from archive.text import dates
from archive.web import charts, error_pages
from archive.web.pagination import NumberedPage
from archive.web.trends import trends_url

from .autocomplete import Suggested, suggested
from .facets import (
    ValueCounts,
    chips,
    facets,
    list_url,
    plain_facet,
    sorts,
    with_zero_counts,
    without_counts,
)
from .list_page import ListPage, list_page
from .relaxed_filters import relaxed_filters
from .suggested_filters import suggested_filters

VALUES_A_PAGE = 300


@lifetime(PAGE_LIFETIME)
@query_params(ArticleFilter.parameters())
def articles(request: HttpRequest) -> HttpResponse:
    selection = ArticleFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    try:
        page = list_page(selection)
    except BeyondLastPage as beyond:
        return error_pages.bad_parameters(request, [beyond.problem])
    context = {
        "page": page,
        "charts": charts.list_charts(selection, page.counts, page.total) if page.counts else [],
        "q": selection.chosen("q"),
        "terms": selection.parsed.highlight_terms,
        "parsed": selection.parsed,
        "scattered_words": _scattered_words(selection, page),
        "corrections": _corrections(selection, page),
        "matching_names": _matching_names(selection, page),
        "relaxed_filters": None if page.total else relaxed_filters(selection),
        "heading": _heading(selection, page.total),
        "made": served().made,
        "canonical": list_url(selection.canonical),
        "trends_url": trends_url(selection),
        **_controls(selection, page),
    }
    return render(request, "article_list/articles.html", context)


@lifetime(PAGE_LIFETIME)
@query_params(FacetPageFilter.parameters())
def facet(request: HttpRequest, facet: str) -> HttpResponse:
    """Return all values of a facet; with `like`, also those too rare to be listed."""
    selection = FacetPageFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    list_selection = ArticleFilter.from_query(selection.query.without("like", "page"))
    counts = selection.counts_of(facet)
    all_values = plain_facet(
        list_selection, facet, _listed_counts(selection, list_selection, facet, counts)
    )
    try:
        page = NumberedPage.of(
            selection, len(all_values.options), VALUES_A_PAGE, fast_reverse("facet", facet)
        )
    except BeyondLastPage as beyond:
        return error_pages.bad_parameters(request, [beyond.problem])
    first = (page.number - 1) * VALUES_A_PAGE
    context = {
        "facet": all_values,
        "options": all_values.options[first : first + VALUES_A_PAGE],
        "page": page,
        "is_cut": not selection.chosen("like") and len(counts or ()) >= search.most_values(facet),
        "incomplete": gettext(COUNTS_MISSING) if counts is None else "",
        "like": selection.chosen("like"),
        **_list_context(list_selection),
    }
    return render(request, "article_list/facet.html", context)


def _list_context(selection: ArticleFilter) -> dict[str, Any]:
    """Return the context of the list that the values are counted in."""
    return {
        "in_words": selection.in_words,
        "list_url": list_url(selection.query),
        "hidden_fields": selection.query,
    }


def _listed_counts(
    selection: FacetPageFilter,
    list_selection: ArticleFilter,
    facet: str,
    counts: Mapping[str, int] | None,
) -> ValueCounts:
    """Return the counts of the values to list, including zeros unless they are searched by name."""
    if counts is None:
        return without_counts(selection.values_like(facet))
    return counts if selection.chosen("like") else with_zero_counts(list_selection, facet, counts)


def _heading(selection: ArticleFilter, total: int) -> str:
    """Return the conditions in Chinese with the number of articles."""
    if not selection.conditions:
        return pgettext("section", "文章")
    prefix = gettext("检索：") if selection.chosen("q") else ""
    return counted(
        "%(prefix)s%(in_words)s（%(num)s 篇）", total, prefix=prefix, in_words=selection.in_words
    )


def _controls(selection: ArticleFilter, page: ListPage) -> dict[str, Any]:
    """Return the context of the filters, the sorting and the date form."""
    chosen, all_facets = chips(selection), facets(selection, page.counts)
    return {
        "chips": chosen,
        "filters_chosen": len(chosen) - bool(selection.chosen("q")),
        "facets": all_facets,
        "suggested": suggested_filters(selection, page.counts, page.total, all_facets)
        if page.counts
        else [],
        "orders": sorts(selection, SORTS if selection.chosen("q") else SORTS[1:]),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
        "date_pattern": dates.INPUT_PATTERN,
        # hidden fields: the parameters that each form keeps
        "hidden_search_fields": selection.query.without("q", "page"),
        "hidden_date_fields": selection.query.without("from", "to", "page"),
    }


def _corrections(selection: ArticleFilter, page: ListPage) -> list[tuple[str, int, str]]:
    """Return (words, number of results, URL) of other spellings, if nothing was found."""
    if page.total or not selection.parsed.clauses:
        return []
    base = selection.query.without("q", "page")
    return [
        (words, count, list_url(base.with_value("q", words)))
        for words, count in search.spelling_corrections(
            selection.search_query(), selection.chosen("q")
        )
    ]


def _scattered_words(selection: ArticleFilter, page: ListPage) -> tuple[int, str] | None:
    """Return (number of articles, URL) for all the words anywhere, if none has the phrase."""
    if page.total or not selection.parsed.clauses:
        return None
    words, count = search.split_into_words(selection.search_query())
    base = selection.query.without("q", "page")
    return (count, list_url(base.with_value("q", words))) if count else None


def _matching_names(selection: ArticleFilter, page: ListPage) -> list[Suggested]:
    """Return topics, places, people… with matching names, if no article was found."""
    if page.total or not selection.chosen("q"):
        return []
    return suggested(selection.chosen("q"))
