"""The about page: the size of the archive, its edition and contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from archive import languages
from archive.api.site_info import current_site_info
from archive.editions.cached_lists import span_is_inferred
from archive.editions.collection import collection
from archive.editions.current import cached_per_edition
from archive.formats.representations import JSON
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.text.markdown_html import to_html

from .authorities import province_names


@cached_per_edition
def _own_text(is_english: bool) -> Markup:
    """Return the collection's text about itself as HTML, in English if wanted and available."""
    about = collection()
    return Markup(to_html((is_english and about.about_en) or about.about))


@lifetime(PAGE_LIFETIME)
def about(request: HttpRequest) -> HttpResponse:
    site_info = current_site_info(request, JSON)
    if site_info is None:
        raise Http404
    context = {
        "about": site_info,
        "provinces": province_names(site_info.provinces),
        "inferred": span_is_inferred(),
        "own_text": _own_text(languages.current() is languages.ENGLISH),
    }
    return render(request, "about/about.html", context)
