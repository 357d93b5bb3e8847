"""Link sets (RFC 9264): all typed links of a page as JSON, however many there are."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.models import Article, Issue, Newspaper, Page
from archive.permalinks import signposting
from archive.site_urls import origin


@lifetime(PAGE_LIFETIME)
def article(request: HttpRequest, ident: str) -> HttpResponse:
    row = _get_or_404(Article.objects.for_reading(), ident)
    return _linkset(signposting.article_links(row, origin(request)))


@lifetime(PAGE_LIFETIME)
def newspaper(request: HttpRequest, newspaper: str) -> HttpResponse:
    row = _get_or_404(Newspaper.objects, newspaper)
    issues = row.issues.newest_first()
    return _linkset(signposting.newspaper_links(row, issues, origin(request)))


@lifetime(PAGE_LIFETIME)
def issue(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    row = _get_or_404(Issue.objects.for_list(), newspaper, issue)
    return _linkset(signposting.issue_links(row, row.pages.all(), origin(request)))


@lifetime(PAGE_LIFETIME)
def page(request: HttpRequest, newspaper: str, issue: str, page: str) -> HttpResponse:
    row = _get_or_404(Page.objects.with_issue(), newspaper, issue, page)
    articles = Article.objects.on_page(row)
    return _linkset(signposting.page_links(row, articles, origin(request)))


def _get_or_404(rows: Any, *key: str) -> Any:
    try:
        return rows.get_by_natural_key(*key)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _linkset(links: list[signposting.Link]) -> HttpResponse:
    return JsonResponse(signposting.linkset(links), content_type=signposting.LINKSET)
