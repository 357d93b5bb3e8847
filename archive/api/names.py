"""The people and organisations that articles name, as data, each with its newest articles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive import search
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import ArticleList, NameWithArticles, OrganisationWithArticles
from archive.formats.schema_parts import Schema
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.http.lookups import NameRedirect, find_name, similar_names
from archive.insight.name_cooccurrence import Key, NameCooccurrence, cooccurring_names
from archive.models import Name, Organisation
from archive.models.ledger import LedgerKind
from archive.models.names import FILTERS
from archive.site_urls import origin

from .articles import articles_about
from .ledger_responses import data_ledger_fallback


@lifetime(PAGE_LIFETIME)
def name(
    request: HttpRequest, representation: Representation, kind: str, called: str
) -> HttpResponse | ResponseData:
    try:
        name_row = find_name(kind, called)
    except NameRedirect as redirection:
        return redirect(_data_url(redirection.row, representation), permanent=True)
    except Name.DoesNotExist:
        near = [(row.label, _data_url(row, representation)) for row in similar_names(kind, called)]
        return problem_details.not_found(request, detail=f"没有这个名称：{called}。", near=near)
    key = (FILTERS[kind], name_row.key)
    articles = articles_about(*key, origin(request))
    record = Serializer(origin(request)).name(name_row)
    return _with_articles(request, representation, NameWithArticles, record, key, articles)


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ORGANISATION)
def organisation(request: HttpRequest, representation: Representation, slug: str) -> ResponseData:
    row = Organisation.objects.get_by_natural_key(slug)
    key = (FILTERS["organisation"], slug)
    articles = articles_about(*key, origin(request))
    record = Serializer(origin(request)).organisation(row, articles.total)
    return _with_articles(request, representation, OrganisationWithArticles, record, key, articles)


def _with_articles(
    request: HttpRequest,
    representation: Representation,
    schema: type[NameWithArticles] | type[OrganisationWithArticles],
    record: Schema,
    key: Key,
    articles: ArticleList,
) -> ResponseData:
    """Return the record with its newest articles, and who is named in them."""
    together = Serializer(origin(request)).together(cooccurrence_or_empty(key))
    document = schema(**record.parts, together=together, articles=articles)
    links = resource_links(request, representation, next=articles.links.next)
    return ResponseData(str(document), document, articles.items, links)


def cooccurrence_or_empty(key: Key, author: str = "") -> NameCooccurrence:
    """Return the names that occur with this one, and the co-signers of this author; empty while the
    search engine is down.
    """
    try:
        return cooccurring_names(key, author)
    except search.SearchUnavailable:
        return NameCooccurrence()


def count_naming(name: str, value: str) -> int | None:
    """Return the number of articles with a value of a filter; None while search is down."""
    try:
        return search.search(search.Query(filters={name: (value,)}, limit=0)).total
    except search.SearchUnavailable:
        return None


def _data_url(row: Name | Organisation, representation: Representation) -> str:
    return row.get_absolute_url().removesuffix("/") + representation.suffix
