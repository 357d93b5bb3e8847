"""The registers of newspapers and of people as data, some rows a page."""

from collections.abc import Callable

from archive.filters.directories import DirectoryFilter, NewspaperFilter, PersonFilter
from archive.filters.parameters import query_params
from archive.filters.selection import BeyondLastPage
from archive.formats.listings import NewspaperList, PersonList
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import SHOWN, lifetime
from archive.http.endpoint import links_of_page
from archive.site_origin import origin

from . import problem_details


@lifetime(SHOWN)
@query_params(NewspaperFilter.parameters())
def newspapers(request, form):
    records = Serializer(origin(request))
    return _register(request, form, NewspaperFilter, "报纸", NewspaperList, records.newspaper)


@lifetime(SHOWN)
@query_params(PersonFilter.parameters())
def people(request, form):
    records = Serializer(origin(request))
    return _register(request, form, PersonFilter, "作者", PersonList, records.person)


def _register(
    request, form, kind: type[DirectoryFilter], title: str, listing: type, record: Callable
):
    selection = kind(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    total = selection.qs.count()
    try:
        number, last = selection.page_of(total, kind.size)
    except BeyondLastPage as beyond:
        return problem_details.bad_parameters(request, [beyond.problem])
    items = [record(row) for row in selection.rows_of(number)]
    links = links_of_page(request, form, selection.query.without("page"), number, last)
    return ResponseData(title, listing(total=total, items=items, links=links), items, links)
