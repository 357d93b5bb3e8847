"""Feeds: what came into the archive last, of everything, of any search, and of each subject."""

from collections.abc import Callable

from django.http import HttpRequest, QueryDict
from django.shortcuts import redirect

from archive import search
from archive.editions.current import served
from archive.filters.articles import ArticleAsFeed
from archive.filters.parameters import QueryParams, query_params
from archive.filters.selection import BeyondLastPage
from archive.formats.listings import Links
from archive.formats.moments import feed_entries
from archive.formats.representations import Representation
from archive.formats.response_data import Feed, Part
from archive.formats.serialize import SITE, Serializer
from archive.http.caching import FOLLOWED, lifetime
from archive.http.endpoint import address
from archive.http.ledger_responses import ledger_fallback, unknown_place
from archive.models import Article, Issue, Newspaper, Person, Place, Tag
from archive.models.ledger import Kind
from archive.site_origin import origin

from . import problem_details

EVERYTHING = ArticleAsFeed.parameters()
ONLY_PAGES = {"page": EVERYTHING["page"]}


@lifetime(FOLLOWED)
@query_params(EVERYTHING)
def articles(request, form):
    return _feed(request, form, ArticleAsFeed(request.GET))


@lifetime(FOLLOWED)
@query_params(ONLY_PAGES)
@ledger_fallback(Kind.NEWSPAPER)
def newspaper(request, form, newspaper):
    paper = Newspaper.objects.get_by_natural_key(newspaper)
    return _feed_of(request, form, str(paper), "newspaper", newspaper)


@lifetime(FOLLOWED)
@query_params(ONLY_PAGES)
@ledger_fallback(Kind.ISSUE)
def issue(request, form, newspaper, issue):
    shown = Issue.objects.with_newspaper().get_by_natural_key(newspaper, issue)
    return _feed(request, form, ArticleAsFeed(request.GET), str(shown), shown)


@lifetime(FOLLOWED)
@query_params(ONLY_PAGES)
@ledger_fallback(Kind.TOPIC)
def topic(request, form, slug):
    tag = Tag.objects.get_by_natural_key(slug)
    return _feed_of(request, form, str(tag), "topic", slug)


@lifetime(FOLLOWED)
@query_params(ONLY_PAGES)
def place(request, form, code):
    try:
        shown = Place.objects.with_lineage().get_by_natural_key(code)
    except Place.DoesNotExist:
        return unknown_place(request, code)
    if shown.is_group:
        return redirect("place-data", code=shown.lineage[-1].code, form=form, permanent=True)
    return _feed_of(request, form, shown.full_name, shown.level, shown.slug or code)


@lifetime(FOLLOWED)
@query_params(ONLY_PAGES)
@ledger_fallback(Kind.PERSON)
def person(request, form, slug):
    shown = Person.objects.get_by_natural_key(slug)
    return _feed_of(request, form, str(shown), "person", slug)


def _feed_of(request: HttpRequest, form: Representation, title: str, name: str, value: str):
    """The articles with this value of this filter."""
    data = QueryDict(mutable=True)
    data.update(request.GET)
    data[name] = value
    return _feed(request, form, ArticleAsFeed(data), title)


def _feed(
    request: HttpRequest,
    form: Representation,
    selection: ArticleAsFeed,
    title: str = "",
    issue: Issue | None = None,
):
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    number = selection.chosen("page")
    start = (number - 1) * form.usual
    is_search = not issue and selection.narrows
    if is_search:
        rows, count = _found(selection, start, form.usual + 1)
    else:
        rows, count = _of_the_record(issue, start, form.usual + 1)
    if number > 1 and not rows:
        try:
            selection.page_of(count(), form.usual)
        except BeyondLastPage as beyond:
            return problem_details.bad_parameters(request, [beyond.problem])
    shown = rows[: form.usual]
    entries = feed_entries(shown, Serializer(origin(request)))
    links = _links(request, form, number, len(rows) > form.usual)
    title = "：".join(filter(None, (SITE, title or selection.in_words)))
    found = Part(count(), start + 1, form.usual) if is_search else None
    return Feed(title, entries, links, served().made, found)


# articles of a feed, and what tells how many there are in all
Rows = tuple[list[Article], Callable[[], int]]


def _of_the_record(issue: Issue | None, start: int, limit: int) -> Rows:
    """A part of what is in the issue, or of everything."""
    found = Article.objects.in_issue(issue) if issue else Article.objects.all()
    idents = found.newest_added().slice_of_idents(start, start + limit)
    return Article.objects.for_data().in_order_of(idents), found.count


def _found(selection: ArticleAsFeed, start: int, limit: int) -> Rows:
    """A part of what the search finds, in the same order; half an answer is no feed."""
    found = selection.results(offset=start, limit=limit)
    if found.incomplete:
        raise search.SearchUnavailable(found.incomplete)
    idents = [hit.ident for hit in found.hits]
    return Article.objects.for_data().in_order_of(idents), lambda: found.total


def _links(request: HttpRequest, form: Representation, number: int, more: bool) -> Links:
    base = origin(request)
    whole = QueryParams.from_querydict(request.GET).without("page")

    def url(page: int) -> str:
        query = whole if page == 1 else whole.with_value("page", str(page))
        return base + address(request, form) + str(query)

    return Links(
        self=url(number),
        html=base + address(request) + str(whole),
        first=url(1),
        prev=url(number - 1) if number > 1 else None,
        next=url(number + 1) if more else None,
    )
