"""The front page: what the archive holds, and every way in."""

from django.shortcuts import render

from archive import search
from archive.filters import ArticleFilter
from archive.models import Article, Issue, Newspaper, Page, Person

from . import charts
from .facets import Facet, facets

LATEST = 8


def home(request):
    context = {
        "held": [
            (Newspaper.objects.count(), "种报纸"),
            (Issue.objects.count(), "期"),
            (Page.objects.count(), "个版"),
            (Article.objects.count(), "篇文章"),
            (Person.objects.count(), "位作者"),
        ],
        "ways": _ways(),
        "pictures": charts.of_everything(),
        "latest": Article.objects.newest_first().for_list()[:LATEST],
    }
    return render(request, "front/home.html", context)


def _ways() -> dict[str, Facet]:
    """The facets of everything, by name; none while the search is down, as all else can be read."""
    everything = ArticleFilter({})
    everything.is_valid()
    try:
        counts = search.search(everything.asked(limit=0, facets=search.FACETS)).facets
    except search.SearchUnavailable:
        return {}
    return {facet.name: facet for facet in facets(everything, counts)}
