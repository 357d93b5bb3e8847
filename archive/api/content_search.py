"""Search in an issue for image viewers: IIIF Content Search API, versions 2.0 and 1.0."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from archive.catalogue.geometry import PageGeometry
from archive.filters.articles import MAX_QUERY_LENGTH
from archive.filters.parameters import Parameter, ParameterError, QueryParams, query_params
from archive.formats.iiif.content_search import (
    ContentHit,
    ResultPage,
    annotation_list,
    annotation_page,
)
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.models import Article, Issue, Page
from archive.models.ledger import LedgerKind
from archive.search.page_hits import PageHit, page_hits
from archive.search.query_parser import parse
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback

# maximum number of hits in a response
PER_PAGE = 100
# optional parameters of the API, which the response declares as ignored
_IGNORED = {
    name: Parameter(label)
    for name, label in (("motivation", "种类"), ("date", "日期"), ("user", "用户"))
}
_PARAMETERS = {"q": Parameter("检索词"), "page": Parameter("第几页"), **_IGNORED}


@lifetime(PAGE_LIFETIME)
@query_params(_PARAMETERS)
@data_ledger_fallback(LedgerKind.ISSUE, "/search/2")
def version_2(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    return _answer(request, "content-search-2", newspaper, issue, annotation_page)


@lifetime(PAGE_LIFETIME)
@query_params(_PARAMETERS)
@data_ledger_fallback(LedgerKind.ISSUE, "/search/1")
def version_1(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    return _answer(request, "content-search-1", newspaper, issue, annotation_list)


def _answer(
    request: HttpRequest,
    route: str,
    newspaper: str,
    issue: str,
    write: Callable[[ResultPage, str], dict[str, Any]],
) -> HttpResponse:
    issue_row = Issue.objects.for_viewing().get_by_natural_key(newspaper, issue)
    typed = request.GET.get("q", "")
    if len(typed) > MAX_QUERY_LENGTH:
        message = f"检索词有 {len(typed)} 字，最多 {MAX_QUERY_LENGTH} 字。"
        return problem_details.bad_parameters(request, [ParameterError("q", message, typed)])
    hits = list(_hits(issue_row, parse(typed).highlight_terms)) if typed else []
    last = max(1, -(-len(hits) // PER_PAGE))
    page_parameter = request.GET.get("page", "1")
    if page_parameter not in map(str, range(1, last + 1)):
        message = f"没有第“{page_parameter}”页，共 {last} 页。"
        return problem_details.bad_parameters(
            request, [ParameterError("page", message, page_parameter)]
        )
    number = int(page_parameter)
    base = origin(request) + reverse(route, args=[newspaper, issue])
    query = QueryParams([("q", typed)] if typed else ())

    def url(page: int) -> str:
        return base + str(query if page == 1 else query.with_value("page", str(page)))

    start = (number - 1) * PER_PAGE
    results = ResultPage(
        hits[start : start + PER_PAGE],
        len(hits),
        start,
        address=url(number),
        first=url(1),
        last=url(last),
        previous=url(number - 1) if number > 1 else None,
        next=url(number + 1) if number < last else None,
        ignored=[name for name in _IGNORED if name in request.GET],
    )
    return JsonResponse(
        write(results, origin(request)),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _hits(issue: Issue, terms: tuple[str, ...]) -> Iterator[ContentHit]:
    """Yield every hit that is printed in the issue, in the order of its pages and articles."""
    for page in issue.pages.all():
        geometry: PageGeometry | None = None
        is_read = False
        for article in page.articles.all():
            for hit in page_hits(article, terms):
                if not is_read:
                    row = getattr(page, "geometry", None)
                    geometry, is_read = row.unpack() if row else None, True
                yield _hit(article, page, hit, geometry)


def _hit(article: Article, page: Page, hit: PageHit, geometry: PageGeometry | None) -> ContentHit:
    boxes = hit.boxes(geometry) if geometry else []
    return ContentHit(article, page, hit.number, hit.before, hit.words, hit.after, boxes)
