"""The pages about the archive itself: what it holds and who publishes it, and its bulk files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from archive import languages
from archive.api.exports import current_dataset
from archive.api.site_info import current_site_info
from archive.editions.cached_lists import span_is_inferred
from archive.editions.collection import collection
from archive.editions.current import cached_per_edition
from archive.formats import dataset_ld
from archive.formats.representations import JSON
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.site_urls import origin
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


@lifetime(PAGE_LIFETIME)
def data(request: HttpRequest) -> HttpResponse:
    """Return the page of the bulk files."""
    dataset = current_dataset(request)
    if dataset is None:
        raise Http404
    context = {
        "dataset": dataset,
        "provinces": province_names(dataset.provinces),
        "facts": dataset_ld.schema_org(dataset, origin(request)),
        "inferred": span_is_inferred(),
    }
    return render(request, "about/downloads.html", context)
