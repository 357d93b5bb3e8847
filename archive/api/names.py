"""The people and organisations that articles name, as data, each with its newest articles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive import search
from archive.formats.listings import NameWithArticles, OrganisationWithArticles
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import links_of
from archive.http.name_lookup import OtherName, find_name, similar_names
from archive.insight.names_together import Key, NamesTogether, named_together
from archive.models import Name, Organisation
from archive.site_urls import origin

from . import problem_details
from .articles import articles_about

# kind of mention → the filter of articles that name one
FILTERS = {"person": "named", "organisation": "organisation"}


@lifetime(PAGE_LIFETIME)
def name(
    request: HttpRequest, form: Representation, kind: str, called: str
) -> HttpResponse | ResponseData:
    try:
        shown = find_name(kind, called)
    except OtherName as other:
        return redirect(_data_url(other.row, form), permanent=True)
    except Name.DoesNotExist:
        near = [(row.label, _data_url(row, form)) for row in similar_names(kind, called)]
        return problem_details.not_found(request, detail=f"没有这个名称：{called}。", near=near)
    key = (FILTERS[kind], shown.key)
    articles = articles_about(*key, origin(request))
    serializer = Serializer(origin(request))
    document = NameWithArticles(
        **serializer.name(shown).parts,
        together=serializer.together(together_or_none(key)),
        articles=articles,
    )
    links = links_of(request, form, next=articles.links.next)
    return ResponseData(str(document), document, articles.items, links)


@lifetime(PAGE_LIFETIME)
def organisation(
    request: HttpRequest, form: Representation, slug: str
) -> HttpResponse | ResponseData:
    try:
        shown = Organisation.objects.get_by_natural_key(slug)
    except Organisation.DoesNotExist:
        return problem_details.not_found(request, detail=f"没有这个单位：{slug}。", near=[])
    key = ("organisation", slug)
    articles = articles_about(*key, origin(request))
    serializer = Serializer(origin(request))
    document = OrganisationWithArticles(
        **serializer.organisation(shown, articles.total).parts,
        together=serializer.together(together_or_none(key)),
        articles=articles,
    )
    links = links_of(request, form, next=articles.links.next)
    return ResponseData(str(document), document, articles.items, links)


def together_or_none(key: Key) -> NamesTogether:
    """Who is named with this one; nobody while the search engine is down."""
    try:
        return named_together(key)
    except search.SearchUnavailable:
        return NamesTogether()


def count_naming(name: str, value: str) -> int | None:
    """The number of articles with a value of a filter; None while the search engine is down."""
    try:
        return search.search(search.Query(filters={name: (value,)}, limit=0)).total
    except search.SearchUnavailable:
        return None


def _data_url(row: Name | Organisation, form: Representation) -> str:
    return row.get_absolute_url().removesuffix("/") + form.suffix
