"""The pages of the authorities: topics, places and people."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from archive.editions import totals
from archive.editions.cached_lists import provinces, topics_by_group
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.http.lookups import place_lookup
from archive.models import Person, Place, Tag
from archive.models.ledger import LedgerKind
from archive.permalinks import signposting
from archive.site_urls import origin

from . import charts
from .dossier import dossier
from .error_pages import page_ledger_fallback, unknown_place
from .names import naming_articles, network
from .typed_links import render_with_links


def province_names(names: Collection[str]) -> list[str]:
    """Return the provinces of these names, by code, as the language of the page has them."""
    return [place.shown_name for place in provinces() if place.name in names]


@lifetime(PAGE_LIFETIME)
def topics(request: HttpRequest) -> HttpResponse:
    counts = totals.by_topic()
    groups = [
        (group, counts.get(group.pk, 0), [(t, counts.get(t.pk, 0)) for t in group.narrower.all()])
        for group in topics_by_group()
    ]
    pictures = charts.topics.index(groups, totals.articles()), charts.topics.cooccurrence(groups)
    context = {"groups": groups, "charts": [picture for picture in pictures if picture]}
    return render(request, "authorities/topics.html", context)


@lifetime(DATED_PAGE_LIFETIME)
@page_ledger_fallback(LedgerKind.TOPIC)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    row = Tag.objects.with_relatives().get_by_natural_key(slug)
    counts = totals.by_topic()
    context = {
        "topic": row,
        "narrower": [(tag, counts.get(tag.pk, 0)) for tag in row.narrower.all()],
        **dossier(
            request, row, "topic", slug, gettext("主题：%(name)s") % {"name": row.shown_label}
        ),
    }
    if related := charts.topics.related_topics(row, context["total"]):
        context["charts"] = [*context["charts"], related]
    return render_with_links(request, "authorities/topic.html", context, _links(request, row))


@lifetime(PAGE_LIFETIME)
def places(request: HttpRequest) -> HttpResponse:
    counts = totals.by_place(2)
    place_counts = [(place, counts.get(place.code[:2], 0)) for place in provinces()]
    return render(
        request, "authorities/places.html", {"charts": [charts.places.index(place_counts)]}
    )


@lifetime(DATED_PAGE_LIFETIME)
@place_lookup(unknown_place)
def place(request: HttpRequest, row: Place) -> HttpResponse:
    context = {
        "place": row,
        "above": row.lineage[:-1],
        "children": charts.places.inside(Place.objects.counts_of_children(row, totals.by_place)),
        **dossier(
            request,
            row,
            row.level,
            row.slug or row.code,
            gettext("地区：%(name)s") % {"name": row.shown_full_name},
        ),
        **naming_articles("placename", row.code, latest=0),
    }
    return render_with_links(request, "authorities/place.html", context, _links(request, row))


@lifetime(DATED_PAGE_LIFETIME)
@page_ledger_fallback(LedgerKind.PERSON)
def person(request: HttpRequest, slug: str) -> HttpResponse:
    row = Person.objects.get_by_natural_key(slug)
    context = {
        "person": row,
        "roles": row.roles(),
        **dossier(
            request, row, "person", slug, gettext("作者：%(name)s") % {"name": row.shown_name}
        ),
        **naming_articles("named", slug),
        "network": network(row.shown_name, ("named", slug), author=slug),
    }
    return render_with_links(request, "authorities/person.html", context, _links(request, row))


def _links(request: HttpRequest, row: Person | Place | Tag) -> list[signposting.Link]:
    return signposting.authority_links(row, origin(request))
