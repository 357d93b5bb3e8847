"""The page that says what this archive holds, in which edition, and whom to ask."""

from django.http import Http404
from django.shortcuts import render

from archive.api.site_info import described
from archive.formats.representations import JSON
from archive.http.caching import SHOWN, lifetime
from archive.models.page_queries import span_is_inferred


@lifetime(SHOWN)
def about(request):
    told = described(request, JSON)
    if told is None:
        raise Http404
    context = {"about": told, "inferred": span_is_inferred()}
    return render(request, "about/about.html", context)
