"""One article as data, and the list of articles with facet counts and links to the next page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from archive.filters.articles import ArticleDataFilter
from archive.filters.parameter_filter_set import BeyondLastPage
from archive.filters.parameters import query_params
from archive.formats.representations import JSON, Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import ArticleList, FacetValue, Links
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.http.lookups import lowercase_redirect
from archive.models.ledger import LedgerKind
from archive.models.prepared_queries import article_to_read
from archive.search.related_articles import related_articles
from archive.site_urls import origin

from .cursor_pagination import ArticleSlice, StaleCursor, article_slice
from .ledger_responses import data_ledger_fallback


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ARTICLE)
@lowercase_redirect
def article(
    request: HttpRequest, representation: Representation, ident: str
) -> HttpResponse | ResponseData:
    row = article_to_read(ident)
    related = related_articles(row) if representation is JSON else []
    data = Serializer(origin(request)).article_with_related(row, related)
    return ResponseData(str(data), data, [data], resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@query_params(ArticleDataFilter.parameters())
def articles(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    selection = ArticleDataFilter(request.GET, representation.max_limit)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    try:
        article_list = _listing(selection, representation, origin(request))
    except BeyondLastPage as beyond:
        return problem_details.bad_parameters(request, [beyond.problem])
    except StaleCursor:
        first = f"{request.path}{selection.query.without('after')}"
        return problem_details.problem(request, "stale-cursor", 410, instead=[("从头获取", first)])
    return ResponseData("文章", article_list, article_list.items, article_list.links)


def articles_about(name: str, value: str, base: str) -> ArticleList:
    """Return the newest articles with one value of a filter; `base` is scheme and host."""
    selection = ArticleDataFilter(QueryDict(urlencode({name: value})), JSON.max_limit)
    selection.is_valid()
    return _listing(selection, JSON, base)


def _listing(
    selection: ArticleDataFilter, representation: Representation, base: str
) -> ArticleList:
    page = article_slice(selection, selection.chosen("limit") or representation.default_limit)
    serializer = Serializer(base)
    return ArticleList(
        total=page.total,
        items=[serializer.article(article) for article in page.articles],
        facets=_facets(selection, page.facets),
        notes=list(selection.parsed.notes),
        incomplete=page.incomplete,
        links=_links(selection, representation, base, page),
    )


def _links(
    selection: ArticleDataFilter, representation: Representation, base: str, page: ArticleSlice
) -> Links:
    path = base + reverse("articles-data", kwargs={"representation": representation})
    query = selection.query.without("after", "page")

    def url(step: tuple[str, str] | None) -> str | None:
        return path + str(query.with_value(*step)) if step else None

    return Links(
        self=path + str(selection.query),
        html=base + reverse("articles") + str(query.without("limit", "facet")),
        first=path + str(query),
        prev=url(page.prev),
        next=url(page.next),
    )


def _facets(
    selection: ArticleDataFilter, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, list[FacetValue]] | None:
    """Return the values of each requested facet, most articles first; None if none was asked."""
    facets = {}
    for name, value_counts in counts.items():
        labels = selection.filters[name].field.vocabulary.look_up(list(value_counts))
        facets[name] = [
            FacetValue(value=value, label=labels[value].label, count=count)
            for value, count in sorted(value_counts.items(), key=lambda pair: (-pair[1], pair[0]))
            if value in labels
        ]
    return facets or None
