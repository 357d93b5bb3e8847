"""The page that says what this archive holds, in which edition, and whom to ask."""

from django.http import Http404
from django.shortcuts import render

from archive.caching import SHOWN, lifetime
from archive.formats.forms import JSON
from archive.machine.about import described
from archive.models.reading import span_is_inferred


@lifetime(SHOWN)
def about(request):
    told = described(request, JSON)
    if told is None:
        raise Http404
    context = {"about": told, "inferred": span_is_inferred()}
    return render(request, "about/about.html", context)
