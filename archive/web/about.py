"""The about page: the size of the archive, its edition and contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from archive.api.site_info import site_info_of
from archive.editions.cached_lists import span_is_inferred
from archive.editions.collection import collection
from archive.editions.current import cached_per_edition
from archive.formats.representations import JSON
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.text.markdown_html import to_html


@cached_per_edition
def _own_text() -> Markup:
    """What the collection says of itself."""
    return Markup(to_html(collection().about))


@lifetime(PAGE_LIFETIME)
def about(request: HttpRequest) -> HttpResponse:
    site_info = site_info_of(request, JSON)
    if site_info is None:
        raise Http404
    context = {"about": site_info, "inferred": span_is_inferred(), "own_text": _own_text()}
    return render(request, "about/about.html", context)
