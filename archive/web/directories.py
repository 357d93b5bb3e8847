"""The directories of newspapers and people: paginated, by initial, place or newspaper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.editions.cached_lists import provinces
from archive.filters.directories import (
    LETTERS,
    DirectoryFilter,
    NamesFilter,
    NewspaperFilter,
    PersonFilter,
)
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import query_params
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.site_urls import fast_reverse

from .article_list.facets import FacetOptions, chips, plain_facet, sorts
from .error_pages import bad_parameters
from .pagination import NumberedPage

# a directory with at most this many rows is shown without filters
FEW = 12
# number of newspapers offered as filters of the directory of people
MAX_NEWSPAPERS = 10


@dataclass(frozen=True)
class Letter:
    label: str
    count: int
    url: str
    is_here: bool


@lifetime(PAGE_LIFETIME)
@query_params(NewspaperFilter.parameters())
def newspapers(request: HttpRequest) -> HttpResponse:
    return _directory(request, NewspaperFilter, "directories/newspapers.html", _newspaper_context)


@lifetime(PAGE_LIFETIME)
@query_params(PersonFilter.parameters())
def people(request: HttpRequest) -> HttpResponse:
    return _directory(request, PersonFilter, "directories/people.html", _person_context)


@lifetime(PAGE_LIFETIME)
@query_params(NamesFilter.parameters())
def names(request: HttpRequest) -> HttpResponse:
    return _directory(request, NamesFilter, "directories/names.html", _names_context)


def _newspaper_context(selection: NewspaperFilter, rows: Any) -> dict[str, Any]:
    codes = {place.code: place.slug for place in provinces() if place.slug}
    province_counts = selection.without_parameter("province").qs.counts_by_province()
    counts = {codes[code]: n for code, n in province_counts.items() if code in codes}
    return {
        "rows": rows,
        "facets": _useful([plain_facet(selection, "province", counts)]),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
    }


def _person_context(selection: PersonFilter, rows: Any) -> dict[str, Any]:
    newspapers = selection.without_parameter("newspaper").qs.counts_by_newspaper()
    roles = selection.without_parameter("role").qs.counts_by_role()
    return {
        "rows": rows,
        "facets": _useful(
            [
                plain_facet(selection, "role", roles),
                plain_facet(selection, "newspaper", newspapers, MAX_NEWSPAPERS),
            ]
        ),
    }


def _names_context(selection: NamesFilter, rows: Any) -> dict[str, Any]:
    kinds = selection.without_parameter("kind").qs.counts_by_kind()
    sources = selection.without_parameter("source").qs.counts_by_source()
    return {
        "rows": rows,
        "facets": _useful(
            [plain_facet(selection, "kind", kinds), plain_facet(selection, "source", sources)]
        ),
    }


def _directory(
    request: HttpRequest,
    filter_set: type[DirectoryFilter],
    template: str,
    more_context: Callable[[Any, Any], dict[str, Any]],
) -> HttpResponse:
    selection = filter_set(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    try:
        page = NumberedPage.of(
            selection, selection.qs.count(), filter_set.size, fast_reverse(filter_set.route)
        )
    except BeyondLastPage as beyond:
        return bad_parameters(request, [beyond.problem])
    context = {
        "page": page,
        **_controls(selection),
        **more_context(selection, selection.rows_of(page.number)),
    }
    return render(request, template, context)


def _controls(selection: DirectoryFilter) -> dict[str, Any]:
    """Return the context of the letters, the filters and the sort orders."""
    letters = _letters(selection)
    return {
        "q": selection.chosen("q"),
        "chips": chips(selection),
        "letters": letters,
        "is_short": not selection.query.pairs and sum(x.count for x in letters) <= FEW,
        "orders": sorts(selection, selection.orders()),
        "hidden_fields": selection.query.without("q", "from", "to", "page"),
    }


def _useful(facets: list[FacetOptions]) -> list[FacetOptions]:
    """Return the facets with a choice, or with something chosen."""
    return [f for f in facets if len(f.options) > 1 or any(o.chosen for o in f.options)]


def _letters(selection: DirectoryFilter) -> list[Letter]:
    """Return every letter with the number of its names and the URL that selects it instead."""
    base = selection.query.without("letter", "page")
    counts = selection.without_parameter("letter").qs.counts_by_initial()
    letters_chosen = {value.value for value in selection.chosen("letter")}
    return [
        Letter(
            letter.label,
            counts.get(letter.value, 0),
            selection.url(
                base if letter.value in letters_chosen else base.with_value("letter", letter.value)
            ),
            letter.value in letters_chosen,
        )
        for letter in LETTERS.all()
    ]
