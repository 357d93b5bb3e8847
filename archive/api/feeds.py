"""Feeds of the newest additions: all, those of a search, or those of a newspaper, topic, place…"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from archive import search
from archive.editions.collection import collection
from archive.editions.current import served
from archive.filters.articles import ArticleFeedFilter
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import QueryParams, query_params
from archive.formats.feed_entries import feed_entries
from archive.formats.representations import Representation
from archive.formats.response_data import Feed, ResponsePart
from archive.formats.response_schema import Links
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import FEED_LIFETIME, lifetime
from archive.http.endpoint import address
from archive.http.lookups import place_lookup
from archive.models import Article, Issue, Newspaper, Person, Place, Tag
from archive.models.article_queries import ArticleQuerySet
from archive.models.ledger import LedgerKind
from archive.models.prepared_queries import whole_entries
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback, unknown_place

ALL_PARAMETERS = ArticleFeedFilter.parameters()
PAGE_ONLY = {"page": ALL_PARAMETERS["page"]}


@lifetime(FEED_LIFETIME)
@query_params(ALL_PARAMETERS)
def articles(request: HttpRequest, representation: Representation) -> HttpResponse | Feed:
    return _feed(request, representation, ArticleFeedFilter(request.GET))


@lifetime(FEED_LIFETIME)
@query_params(PAGE_ONLY)
@data_ledger_fallback(LedgerKind.NEWSPAPER)
def newspaper(
    request: HttpRequest, representation: Representation, newspaper: str
) -> HttpResponse | Feed:
    paper = Newspaper.objects.get_by_natural_key(newspaper)
    return _feed_of(request, representation, str(paper), "newspaper", newspaper)


@lifetime(FEED_LIFETIME)
@query_params(PAGE_ONLY)
@data_ledger_fallback(LedgerKind.ISSUE)
def issue(
    request: HttpRequest, representation: Representation, newspaper: str, issue: str
) -> HttpResponse | Feed:
    issue_row = Issue.objects.with_newspaper().get_by_natural_key(newspaper, issue)
    return _feed(request, representation, ArticleFeedFilter(request.GET), str(issue_row), issue_row)


@lifetime(FEED_LIFETIME)
@query_params(PAGE_ONLY)
@data_ledger_fallback(LedgerKind.TOPIC)
def topic(request: HttpRequest, representation: Representation, slug: str) -> HttpResponse | Feed:
    tag = Tag.objects.get_by_natural_key(slug)
    return _feed_of(request, representation, str(tag), "topic", slug)


@lifetime(FEED_LIFETIME)
@query_params(PAGE_ONLY)
@place_lookup(unknown_place)
def place(request: HttpRequest, representation: Representation, row: Place) -> HttpResponse | Feed:
    return _feed_of(request, representation, row.full_name, row.level, row.slug or row.code)


@lifetime(FEED_LIFETIME)
@query_params(PAGE_ONLY)
@data_ledger_fallback(LedgerKind.PERSON)
def person(request: HttpRequest, representation: Representation, slug: str) -> HttpResponse | Feed:
    author = Person.objects.get_by_natural_key(slug)
    return _feed_of(request, representation, str(author), "person", slug)


def _feed_of(
    request: HttpRequest, representation: Representation, title: str, name: str, value: str
) -> HttpResponse | Feed:
    """Return the feed of the articles with one value of a filter."""
    data = QueryDict(mutable=True)
    data.update(request.GET)
    data[name] = value
    return _feed(request, representation, ArticleFeedFilter(data), title)


def _feed(
    request: HttpRequest,
    representation: Representation,
    selection: ArticleFeedFilter,
    title: str = "",
    issue: Issue | None = None,
) -> HttpResponse | Feed:
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    number = selection.chosen("page")
    start = (number - 1) * representation.default_limit
    is_search = not issue and selection.has_conditions
    if is_search:
        rows, count = _search_rows(selection, start, representation.default_limit + 1)
    else:
        articles = Article.objects.in_issue(issue).newest_added() if issue else selection.qs
        rows, count = _database_rows(articles, start, representation.default_limit + 1)
    if number > 1 and not rows:
        try:
            selection.page_numbers(count(), representation.default_limit)
        except BeyondLastPage as beyond:
            return problem_details.bad_parameters(request, [beyond.problem])
    feed_rows = rows[: representation.default_limit]
    entries = feed_entries(feed_rows, Serializer(origin(request)))
    links = _links(request, representation, number, len(rows) > representation.default_limit)
    title = "：".join(filter(None, (collection().name, title or selection.in_words)))
    part = ResponsePart(count(), start + 1, representation.default_limit) if is_search else None
    return Feed(title, entries, links, served().made, part)


# (articles of one page of a feed, function that counts all)
Rows = tuple[list[Article], Callable[[], int]]


def _database_rows(articles: ArticleQuerySet, start: int, limit: int) -> Rows:
    """Return a slice of the articles, in their order."""
    idents = articles.slice_of_idents(start, start + limit)
    return whole_entries(idents), articles.count


def _search_rows(selection: ArticleFeedFilter, start: int, limit: int) -> Rows:
    """Return search results in the same order; raise SearchUnavailable if any are missing."""
    results = selection.results(offset=start, limit=limit)
    if results.incomplete:
        raise search.SearchUnavailable(results.incomplete)
    idents = [hit.ident for hit in results.hits]
    return whole_entries(idents), lambda: results.total


def _links(
    request: HttpRequest, representation: Representation, number: int, has_next: bool
) -> Links:
    base = origin(request)
    query = QueryParams.from_querydict(request.GET).without("page")

    def url(page: int) -> str:
        params = query if page == 1 else query.with_value("page", str(page))
        return base + address(request, representation) + str(params)

    return Links(
        self=url(number),
        html=base + address(request) + str(query),
        first=url(1),
        prev=url(number - 1) if number > 1 else None,
        next=url(number + 1) if has_next else None,
    )
