"""The advanced search form: fields in place of a query language; it redirects to the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.filters.parameters import query_params
from archive.filters.search_form import SearchFormFilter
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.search.query_parser import DEFAULT_GAP, MAX_GAP
from archive.site_urls import fast_reverse
from archive.text import dates
from archive.web.error_pages import bad_parameters


@lifetime(PAGE_LIFETIME)
@query_params(SearchFormFilter.parameters())
def search_form(request: HttpRequest) -> HttpResponse:
    """Return the form; a redirect to the list of articles if it was filled in."""
    selection = SearchFormFilter(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    if str(selection.list_query):
        return redirect(fast_reverse("articles") + str(selection.list_query))
    context = {
        "fields": SearchFormFilter.base_filters,
        "default_gap": DEFAULT_GAP,
        "max_gap": MAX_GAP,
        "date_pattern": dates.INPUT_PATTERN,
    }
    return render(request, "article_list/search_form.html", context)
