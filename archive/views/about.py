"""The page that says what this archive holds, in which edition, and whom to ask."""

from django.http import Http404
from django.shortcuts import render

from archive.caching import SHOWN, lifetime
from archive.formats.forms import JSON
from archive.machine.about import described


@lifetime(SHOWN)
def about(request):
    told = described(request, JSON)
    if told is None:
        raise Http404
    return render(request, "about/about.html", {"about": told})
