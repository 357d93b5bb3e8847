"""Clippings as JPEG files: an article as it was printed, its headline, and its pictures.

Cut on request from the tiles of the page's image, as only few of a million are ever requested.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from archive import citations
from archive.filters.parameters import Parameter, query_params
from archive.http import problem_details
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.images import clipping
from archive.models import Article
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .ledger_responses import data_ledger_fallback, ledger_response

SUFFIX, HEADLINE_SUFFIX, PICTURE_SUFFIX = "/clipping.jpg", "/headline.jpg", "/picture-{}.jpg"
MEDIA_TYPE = "image/jpeg"


@lifetime(DATED_PAGE_LIFETIME)
@query_params({"caption": Parameter("题注")})
@data_ledger_fallback(LedgerKind.ARTICLE, SUFFIX)
def article(request: HttpRequest, ident: str) -> HttpResponse:
    """Return the clipping, with the article's citation below it unless `caption` is `none`."""
    row = _article(ident)
    if ident != row.ident:
        return redirect("article-clipping", row.ident, permanent=True)
    cutout = clipping.clipping_of(row)
    if request.GET.get("caption") == "none":
        return _jpeg(request, row, cutout)
    picture = clipping.picture(cutout) if cutout else None
    if picture is None:
        return _no_image(request, row)
    facts = citations.item(row, origin(request) + row.get_absolute_url(), timezone.localdate())
    citation = citations.STYLES[0].write(facts)
    response = HttpResponse(clipping.captioned_jpeg(picture, citation), content_type=MEDIA_TYPE)
    disposition = content_disposition_header(False, f"{facts['id']}.jpg")
    response.headers["Content-Disposition"] = str(disposition)
    return response


@lifetime(PAGE_LIFETIME)
@data_ledger_fallback(LedgerKind.ARTICLE, HEADLINE_SUFFIX)
def headline(request: HttpRequest, ident: str) -> HttpResponse:
    """Return the headline as it was printed, small, for lists."""
    row = _article(ident)
    if ident != row.ident:
        return redirect("article-headline", row.ident, permanent=True)
    return _jpeg(request, row, clipping.headline_of(row))


@lifetime(PAGE_LIFETIME)
def picture(request: HttpRequest, ident: str, number: int) -> HttpResponse:
    """Return a photograph or drawing of the article, as it was printed."""
    try:
        row = _article(ident)
    except Article.DoesNotExist:
        return ledger_response(request, PICTURE_SUFFIX.format(number), LedgerKind.ARTICLE, ident)
    if ident != row.ident:
        return redirect("article-picture", row.ident, number, permanent=True)
    return _jpeg(request, row, clipping.picture_of(row, number))


def _article(ident: str) -> Article:
    """Return the article with this ident, in any letter case; raise Article.DoesNotExist."""
    return Article.objects.for_reading().with_idents([ident.lower()]).get()


def _jpeg(request: HttpRequest, article: Article, cutout: clipping.Clipping | None) -> HttpResponse:
    picture = clipping.picture(cutout) if cutout else None
    if picture is None:
        return _no_image(request, article)
    return HttpResponse(clipping.jpeg(picture), content_type=MEDIA_TYPE)


def _no_image(request: HttpRequest, article: Article) -> HttpResponse:
    detail = f"本站没有《{article.headline}》的版面图，或者不知道它在版面上的位置。"
    return problem_details.not_found(request, detail=detail)
