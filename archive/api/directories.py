"""The directories of newspapers, people and names as data, paginated."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from archive.filters.directories import (
    DirectoryFilter,
    NamesFilter,
    NewspaperFilter,
    PersonFilter,
)
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import query_params
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import NameList, NewspaperList, PersonList
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import list_page_links
from archive.site_urls import origin


@lifetime(PAGE_LIFETIME)
@query_params(NewspaperFilter.parameters())
def newspapers(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    serialize = Serializer(origin(request)).newspaper
    return _directory(request, representation, NewspaperFilter, "报纸", NewspaperList, serialize)


@lifetime(PAGE_LIFETIME)
@query_params(PersonFilter.parameters())
def people(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    serialize = Serializer(origin(request)).person
    return _directory(request, representation, PersonFilter, "作者", PersonList, serialize)


@lifetime(PAGE_LIFETIME)
@query_params(NamesFilter.parameters())
def names(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    serialize = Serializer(origin(request)).name
    return _directory(
        request, representation, NamesFilter, "文中提到的人物和单位", NameList, serialize
    )


def _directory(
    request: HttpRequest,
    representation: Representation,
    filter_set: type[DirectoryFilter],
    title: str,
    document: type[NewspaperList | PersonList | NameList],
    serialize: Callable[[Any], Any],
) -> HttpResponse | ResponseData:
    selection = filter_set(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    total = selection.qs.count()
    try:
        number, last = selection.page_numbers(total, filter_set.size)
    except BeyondLastPage as beyond:
        return problem_details.bad_parameters(request, [beyond.problem])
    items = [serialize(row) for row in selection.rows_of(number)]
    links = list_page_links(request, representation, selection.query.without("page"), number, last)
    return ResponseData(title, document(total=total, items=items, links=links), items, links)
