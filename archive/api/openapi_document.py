"""The OpenAPI description of this site, at /api/openapi.json."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from archive.editions.collection import collection
from archive.http.caching import PROGRAM_LIFETIME, lifetime
from archive.models import Article
from archive.site_urls import origin

from . import openapi


@lifetime(PROGRAM_LIFETIME)
def description(request: HttpRequest) -> HttpResponse:
    document = openapi_document(request, newest_article())
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def newest_article() -> Article | None:
    """Return the article that examples are taken from."""
    newest = Article.objects.newest_first().slice_of_idents(0, 1)
    return next(iter(Article.objects.for_list().in_order_of(newest)), None)


def openapi_document(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    """Return the description with the addresses of the request's host, in Chinese."""
    example = openapi.Example.from_article(article) if article else openapi.Example()
    return openapi.document(origin(request), example, collection())
