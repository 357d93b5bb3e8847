"""Redirects from any current or former URL of an article to the article."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from archive.api import resolve as data
from archive.filters.parameters import ParameterError, query_params
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.negotiation import wants_data
from archive.models import Article
from archive.permalinks.resolver import PARAMETERS, resolve_address
from archive.site_urls import fast_reverse

from .error_pages import bad_parameters


@lifetime(PAGE_LIFETIME)
@query_params(PARAMETERS)
def resolve(request: HttpRequest) -> HttpResponse:
    if wants_data(request):
        return data.resolve(request)
    resolution = resolve_address(request)
    if isinstance(resolution, ParameterError):
        return bad_parameters(request, [resolution])
    if resolution.address:
        return HttpResponseRedirect(resolution.address)
    if len(resolution.idents) == 1:
        return HttpResponseRedirect(fast_reverse("article", *resolution.idents))
    articles = Article.objects.with_idents(resolution.idents).for_entries()
    missing = sorted(set(resolution.idents) - {article.ident for article in articles})
    context = {"understood": resolution.understood, "articles": articles, "gone": missing}
    return render(request, "errors/resolve.html", context, status=300 if resolution.idents else 404)
