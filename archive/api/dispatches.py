"""A dispatch as data: the articles that print it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.http.lookups import DispatchRedirect, find_dispatch, lowercase_redirect
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ARTICLE)
@lowercase_redirect
def dispatch(
    request: HttpRequest, representation: Representation, ident: str
) -> HttpResponse | ResponseData:
    try:
        dispatch_and_printings = find_dispatch(ident)
    except DispatchRedirect as redirection:
        return redirect(
            f"{redirection.route}-data", ident=redirection.ident, representation=representation
        )
    record = Serializer(origin(request)).dispatch(*dispatch_and_printings)
    return ResponseData(
        str(record), record, record.printings, resource_links(request, representation)
    )
