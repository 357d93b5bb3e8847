"""The authorities: topics, places and people."""

from django.shortcuts import redirect, render

from archive import search
from archive.editions import totals
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.http.caching import SHOWN, lifetime
from archive.models import Article, Person, Place, Tag
from archive.models.ledger import Kind
from archive.models.page_queries import entries, provinces, topics_by_group
from archive.permalinks import signposting
from archive.site_origin import origin

from . import charts
from .error_pages import ledger_fallback, unknown_place
from .facets import list_url
from .suggested_filters import suggested_filters_beside
from .typed_links import render_with_links

# an authority's page shows so many and links to the list of all
LATEST = 20


@lifetime(SHOWN)
def topics(request):
    counts = totals.by_topic()
    groups = [
        (group, counts.get(group.pk, 0), [(t, counts.get(t.pk, 0)) for t in group.narrower.all()])
        for group in topics_by_group()
    ]
    pictures = charts.topics.index(groups, totals.articles()), charts.topics.together(groups)
    context = {"groups": groups, "pictures": [picture for picture in pictures if picture]}
    return render(request, "subjects/topics.html", context)


@lifetime(SHOWN)
@ledger_fallback(Kind.TOPIC)
def topic(request, slug):
    shown = Tag.objects.with_family().get_by_natural_key(slug)
    counts = totals.by_topic()
    latest = _latest(Article.objects.about(slug), "topic", slug)
    going = charts.topics.going_with(shown, latest["total"])
    context = {
        "topic": shown,
        "narrower": [(tag, counts.get(tag.pk, 0)) for tag in shown.narrower.all()],
        **latest,
        "pictures": [*latest["pictures"], *([going] if going else [])],
    }
    return render_with_links(request, "subjects/topic.html", context, _links(request, shown))


@lifetime(SHOWN)
def places(request):
    counts = totals.by_place(2)
    counted = [(place, counts.get(place.code[:2], 0)) for place in provinces()]
    return render(request, "subjects/places.html", {"pictures": [charts.places.index(counted)]})


@lifetime(SHOWN)
def place(request, code):
    try:
        shown = Place.objects.with_lineage().get_by_natural_key(code)
    except Place.DoesNotExist:
        return unknown_place(request, code)
    if shown.is_group:
        # 市辖区 and its like are lines of the standard, not places
        return redirect(shown.lineage[-1], permanent=True)
    about = Article.objects.in_places(code)
    value = shown.slug if shown.level == Place.Level.PROVINCE else code
    context = {
        "place": shown,
        "above": shown.lineage[:-1],
        "children": charts.places.inside(Place.objects.counted_inside(shown, totals.by_place)),
        **_latest(about, shown.level, value),
    }
    return render_with_links(request, "subjects/place.html", context, _links(request, shown))


@lifetime(SHOWN)
@ledger_fallback(Kind.PERSON)
def person(request, slug):
    shown = Person.objects.get_by_natural_key(slug)
    context = {
        "person": shown,
        "roles": shown.roles(),
        **_latest(Article.objects.by(slug), "person", slug),
    }
    return render_with_links(request, "subjects/person.html", context, _links(request, shown))


def _links(request, shown) -> list[signposting.Link]:
    return signposting.of_authority(shown, origin(request))


def _latest(articles, parameter: str, value: str) -> dict:
    """The newest articles of an authority, how many there are, where all are listed, the pictures and
    the next steps, from one answer of the search.

    While it is down the articles are `articles`, without pictures and steps.
    """
    selection = ArticleFilter.from_query(QueryParams([(parameter, value)]))
    told = {"all_url": list_url(selection.query), "pictures": [], "narrowing": []}
    drawn = charts.OF[parameter]
    # people are dear to count, and nothing but their picture shows them here
    facets = tuple(n for n in search.COUNTED if n != "person" or n in drawn)
    try:
        found = search.search(selection.search_query(limit=LATEST, facets=facets))
    except search.SearchUnavailable:
        found = None
    if found is None or found.incomplete:
        newest, total = articles.newest_first().slice_of_idents(0, LATEST), articles.count()
    else:
        newest, total = [hit.ident for hit in found.hits], found.total
    told |= {"articles": entries(newest), "total": total}
    if found and found.facets:
        told["pictures"] = charts.beside(selection, found.facets, found.total, drawn)
        told["narrowing"] = suggested_filters_beside(selection, found.facets, found.total)
    return told
