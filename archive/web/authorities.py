"""The pages of the authorities: topics, places and people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import search
from archive.editions import totals
from archive.editions.cached_lists import has_images, provinces, topics_by_group
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.place_lookup import place_lookup
from archive.models import Person, Place, Tag
from archive.models.ledger import Kind
from archive.models.prepared_queries import entries
from archive.permalinks import signposting
from archive.site_urls import origin

from . import charts
from .error_pages import page_ledger_fallback, unknown_place
from .facets import list_url
from .suggested_filters import suggested_filters_beside
from .typed_links import render_with_links

# number of articles on an authority's page, which links to the list of all
LATEST = 20


@lifetime(PAGE_LIFETIME)
def topics(request: HttpRequest) -> HttpResponse:
    counts = totals.by_topic()
    groups = [
        (group, counts.get(group.pk, 0), [(t, counts.get(t.pk, 0)) for t in group.narrower.all()])
        for group in topics_by_group()
    ]
    pictures = charts.topics.index(groups, totals.articles()), charts.topics.cooccurrence(groups)
    context = {"groups": groups, "pictures": [picture for picture in pictures if picture]}
    return render(request, "authorities/topics.html", context)


@lifetime(PAGE_LIFETIME)
@page_ledger_fallback(Kind.TOPIC)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Tag.objects.with_family().get_by_natural_key(slug)
    counts = totals.by_topic()
    latest = _latest("topic", slug)
    related = charts.topics.related_topics(shown, latest["total"])
    context = {
        "topic": shown,
        "narrower": [(tag, counts.get(tag.pk, 0)) for tag in shown.narrower.all()],
        **latest,
        "pictures": [*latest["pictures"], *([related] if related else [])],
    }
    return render_with_links(request, "authorities/topic.html", context, _links(request, shown))


@lifetime(PAGE_LIFETIME)
def places(request: HttpRequest) -> HttpResponse:
    counts = totals.by_place(2)
    counted = [(place, counts.get(place.code[:2], 0)) for place in provinces()]
    return render(request, "authorities/places.html", {"pictures": [charts.places.index(counted)]})


@lifetime(PAGE_LIFETIME)
@place_lookup(unknown_place)
def place(request: HttpRequest, shown: Place) -> HttpResponse:
    context = {
        "place": shown,
        "above": shown.lineage[:-1],
        "children": charts.places.inside(Place.objects.counted_inside(shown, totals.by_place)),
        **_latest(shown.level, shown.slug or shown.code),
    }
    return render_with_links(request, "authorities/place.html", context, _links(request, shown))


@lifetime(PAGE_LIFETIME)
@page_ledger_fallback(Kind.PERSON)
def person(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Person.objects.get_by_natural_key(slug)
    context = {
        "person": shown,
        "roles": shown.roles(),
        **_latest("person", slug),
    }
    return render_with_links(request, "authorities/person.html", context, _links(request, shown))


def _links(request: HttpRequest, shown: Person | Place | Tag) -> list[signposting.Link]:
    return signposting.of_authority(shown, origin(request))


def _latest(parameter: str, value: str) -> dict[str, Any]:
    """The newest articles of an authority, their number, charts and suggested filters: one search.

    While the search engine is down, there are no charts or suggested filters.
    """
    selection = ArticleFilter.from_query(QueryParams([(parameter, value)]))
    context: dict[str, Any] = {
        "all_url": list_url(selection.query),
        "pictures": [],
        "narrowing": [],
    }
    chart_facets = charts.OF[parameter]
    # counting facets with very many values is slow, and only their chart needs it
    facets = tuple(
        name
        for name in search.COUNTED
        if name in chart_facets or name == search.SPAN or not BY_NAME[name].open_ended
    )
    results = selection.results(limit=LATEST, facets=facets)
    counts, total = results.facets, results.total
    context |= {
        "articles": entries([hit.ident for hit in results.hits], with_images=has_images()),
        "total": total,
    }
    if counts:
        context["pictures"] = charts.beside(selection, counts, total, chart_facets)
        context["narrowing"] = suggested_filters_beside(selection, counts, total)
    return context
