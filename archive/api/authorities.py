"""Topics, places and people as data, each with its newest articles."""

from django.http import HttpRequest

from archive.editions import totals
from archive.editions.cached_lists import provinces
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import (
    PersonWithArticles,
    PlaceList,
    PlaceWithArticles,
    TopicList,
    TopicWithArticles,
)
from archive.formats.serialize import Serializer
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.http.lookups import place_lookup
from archive.models import Person, Place, Tag
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .articles import articles_about
from .ledger_responses import data_ledger_fallback, unknown_place
from .names import cooccurrence_or_empty, count_naming


@lifetime(PAGE_LIFETIME)
def topics(request: HttpRequest, representation: Representation) -> ResponseData:
    serializer = Serializer(origin(request))
    counts = totals.by_topic()
    tags = sorted(Tag.objects.with_relatives(), key=_family_order)
    items = [serializer.topic(tag, counts.get(tag.pk, 0)) for tag in tags]
    links = resource_links(request, representation)
    return ResponseData("主题", TopicList(total=len(items), items=items, links=links), items, links)


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.TOPIC)
def topic(request: HttpRequest, representation: Representation, slug: str) -> ResponseData:
    tag = Tag.objects.with_relatives().get_by_natural_key(slug)
    articles = articles_about("topic", slug, origin(request))
    record = Serializer(origin(request)).topic(tag, articles.total)
    return _with_articles(
        request, representation, TopicWithArticles(**record.parts, articles=articles)
    )


@lifetime(PAGE_LIFETIME)
def places(request: HttpRequest, representation: Representation) -> ResponseData:
    serializer = Serializer(origin(request))
    counts = totals.by_place(2)
    items = [serializer.place(place, counts.get(place.code[:2], 0)) for place in provinces()]
    links = resource_links(request, representation)
    return ResponseData("地区", PlaceList(total=len(items), items=items, links=links), items, links)


@lifetime(PAGE_LIFETIME)
@place_lookup(unknown_place)
def place(request: HttpRequest, representation: Representation, row: Place) -> ResponseData:
    children = Place.objects.with_lineage().counts_of_children(row, totals.by_place)
    articles = articles_about(row.level, row.slug or row.code, origin(request))
    mentioning = count_naming("placename", row.code)
    record = Serializer(origin(request)).whole_place(row, articles.total, children, mentioning)
    return _with_articles(
        request, representation, PlaceWithArticles(**record.parts, articles=articles)
    )


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.PERSON)
def person(request: HttpRequest, representation: Representation, slug: str) -> ResponseData:
    author = Person.objects.get_by_natural_key(slug)
    articles = articles_about("person", slug, origin(request))
    serializer = Serializer(origin(request))
    document = PersonWithArticles(
        **serializer.whole_person(author).parts,
        naming_count=count_naming("named", slug),
        together=serializer.together(cooccurrence_or_empty(("named", slug), author=slug)),
        articles=articles,
    )
    return _with_articles(request, representation, document)


def _family_order(tag: Tag) -> tuple[str, bool, str]:
    """Return a sort key: each top topic, followed by its narrower ones."""
    return (tag.broader or tag).slug, tag.broader is not None, tag.slug


def _with_articles(
    request: HttpRequest,
    representation: Representation,
    document: TopicWithArticles | PlaceWithArticles | PersonWithArticles,
) -> ResponseData:
    """Return the document, with its newest articles as rows and a link to the list of all."""
    links = resource_links(request, representation, next=document.articles.links.next)
    return ResponseData(str(document), document, document.articles.items, links)
