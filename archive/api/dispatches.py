"""A dispatch as data: the articles that print it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.dispatch_lookup import OtherAddress, find_dispatch
from archive.http.endpoint import links_of
from archive.http.ledger_decision import lowercase_ident
from archive.models.ledger import Kind
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(Kind.ARTICLE)
def dispatch(request: HttpRequest, form: Representation, ident: str) -> HttpResponse | ResponseData:
    if lower := lowercase_ident(ident):
        return redirect("dispatch-data", ident=lower, form=form, permanent=True)
    try:
        shown = find_dispatch(ident)
    except OtherAddress as other:
        return redirect(f"{other.route}-data", ident=other.ident, form=form)
    record = Serializer(origin(request)).dispatch(*shown)
    return ResponseData(str(record), record, record.printings, links_of(request, form))
