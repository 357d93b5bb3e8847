"""The front page: what the archive holds, and every way in."""

from django.shortcuts import render

from archive.filters import ArticleFilter
from archive.models import Article, Issue, Newspaper, Page, Person

from .facets import facets

LATEST = 8


def home(request):
    everything = ArticleFilter({})
    everything.is_valid()
    context = {
        "held": [
            (Newspaper.objects.count(), "种报纸"),
            (Issue.objects.count(), "期"),
            (Page.objects.count(), "个版"),
            (Article.objects.count(), "篇文章"),
            (Person.objects.count(), "位作者"),
        ],
        "ways": {facet.name: facet for facet in facets(everything)},
        "latest": Article.objects.newest_first().for_list()[:LATEST],
    }
    return render(request, "front/home.html", context)
