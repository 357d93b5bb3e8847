"""Manifests and collections for image viewers (IIIF Presentation API 3.0)."""

from collections import Counter

from django.http import HttpRequest, HttpResponse

from archive.filters.parameters import Parameter, ParameterError, query_params
from archive.formats import iiif
from archive.formats.iiif import collections, manifests
from archive.formats.iiif.parts import Alternate, Json
from archive.formats.representations import IIIF, Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Links
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.endpoint import Endpoint, address, resolver_match, resource_links
from archive.models import Article, Issue, Newspaper, Page, PageImage
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback

# parameters that links carry for viewers into which they are dragged
_DROPPED = {"manifest": Parameter("清单"), "canvas": Parameter("版面")}


@lifetime(PAGE_LIFETIME)
@query_params({})
def newspapers(request: HttpRequest, representation: Representation) -> ResponseData:
    """Return every newspaper of the archive."""
    rows = Newspaper.objects.by_name()
    content = collections.collection_of_newspapers(rows, _alternates(request), origin(request))
    return _resource(content, resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.NEWSPAPER)
@query_params({"year": Parameter("年份")})
def newspaper(
    request: HttpRequest, representation: Representation, newspaper: str
) -> HttpResponse | ResponseData:
    """Return the newspaper's years; with `year`, the issues of that year."""
    paper = Newspaper.objects.with_place().get_by_natural_key(newspaper)
    years = _years(paper)
    year, base = request.GET.get("year", ""), origin(request)
    if not year:
        content = collections.collection_of_newspaper(paper, years, _alternates(request), base)
        return _resource(content, resource_links(request, representation))
    if year not in map(str, years):
        message = f"没有“{year}”年：本报所藏的年份是 {'、'.join(map(str, sorted(years)))}。"
        return problem_details.bad_parameters(request, [ParameterError("year", message, year)])
    issues = list(paper.issues.of_year(int(year)).with_newspaper().oldest_first())
    covers = PageImage.objects.first_pages_of(issues)
    content = collections.collection_of_year(paper, int(year), issues, covers, base)
    html = f"{base}{address(request)}?year={year}"
    return _resource(content, Links(self=content["id"], html=html))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ISSUE)
@query_params(_DROPPED)
def issue(
    request: HttpRequest, representation: Representation, newspaper: str, issue: str
) -> ResponseData:
    issue_row = Issue.objects.for_viewing().get_by_natural_key(newspaper, issue)
    content = manifests.manifest_of_issue(issue_row, _alternates(request), origin(request))
    return _resource(content, resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.PAGE)
@query_params(_DROPPED)
def page(
    request: HttpRequest, representation: Representation, newspaper: str, issue: str, page: str
) -> ResponseData:
    page_row = Page.objects.with_issue().with_images().get_by_natural_key(newspaper, issue, page)
    articles = list(Article.objects.on_page(page_row).for_reading())
    content = manifests.manifest_of_page(page_row, articles, _alternates(request), origin(request))
    return _resource(content, resource_links(request, representation))


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ARTICLE)
@query_params(_DROPPED)
def article(request: HttpRequest, representation: Representation, ident: str) -> ResponseData:
    article_row = Article.objects.for_reading().get_by_natural_key(ident)
    content = manifests.manifest_of_article(article_row, _alternates(request), origin(request))
    return _resource(content, resource_links(request, representation))


def _resource(content: Json, links: Links) -> ResponseData:
    return ResponseData("", iiif.Resource(content=content), (), links)


def _alternates(request: HttpRequest) -> list[Alternate]:
    """Return the requested resource in every other format."""
    endpoint = resolver_match(request).func
    assert isinstance(endpoint, Endpoint)
    return [
        Alternate(representation.label, representation.media_type, origin(request) + url)
        for representation, url in endpoint.alternates(request)
        if representation is not IIIF
    ]


def _years(paper: Newspaper) -> Counter[int]:
    """Return the number of issues possibly dated to each year."""
    years: Counter[int] = Counter()
    for first, last, _, count in paper.issues.counts_by_years():
        years.update(dict.fromkeys(range(first, last + 1), count))
    return years
