"""Newspapers, issues and pages as data."""

from django.http import HttpRequest

from archive.formats.representations import EPUB, Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import resource_links
from archive.models import Article, Issue, Newspaper, Page
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.NEWSPAPER)
def newspaper(request: HttpRequest, representation: Representation, newspaper: str) -> ResponseData:
    paper = Newspaper.objects.with_place().get_by_natural_key(newspaper)
    issues = list(paper.issues.with_counts().with_newspaper().newest_first())
    data = Serializer(origin(request)).whole_newspaper(paper, issues)
    return ResponseData(str(data), data, data.issues, resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ISSUE)
def issue(
    request: HttpRequest, representation: Representation, newspaper: str, issue: str
) -> ResponseData:
    serializer = Serializer(origin(request))
    if representation is EPUB:
        row = Issue.objects.for_reading().with_images().get_by_natural_key(newspaper, issue)
        data = serializer.issue_to_read(row)
    else:
        row = Issue.objects.for_data().with_images().get_by_natural_key(newspaper, issue)
        data = serializer.whole_issue(row)
    articles = [article for page in data.pages for article in page.articles]
    return ResponseData(str(data), data, articles, resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.PAGE)
def page(
    request: HttpRequest, representation: Representation, newspaper: str, issue: str, page: str
) -> ResponseData:
    row = Page.objects.with_issue().get_by_natural_key(newspaper, issue, page)
    articles = Article.objects.on_page(row).for_data()
    data = Serializer(origin(request)).page(row, list(articles))
    title = f"{data.newspaper} {data.date} {data.label}"
    return ResponseData(title, data, data.articles, resource_links(request, representation))
