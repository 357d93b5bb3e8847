"""Leads from an address that an article has or once had to the article."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from archive.api import resolve as data
from archive.filters.parameters import ParameterError, query_params
from archive.http.caching import SHOWN, lifetime
from archive.http.negotiation import wants_data
from archive.models import Article
from archive.permalinks.resolver import PARAMETERS, resolve_address

from .error_pages import bad_parameters


@lifetime(SHOWN)
@query_params(PARAMETERS)
def resolve(request):
    if wants_data(request):
        return data.resolve(request)
    found = resolve_address(request)
    if isinstance(found, ParameterError):
        return bad_parameters(request, [found])
    if found.address:
        return HttpResponseRedirect(found.address)
    if len(found.idents) == 1:
        return HttpResponseRedirect(reverse("article", args=found.idents))
    articles = Article.objects.with_idents(found.idents).for_entries()
    gone = sorted(set(found.idents) - {article.ident for article in articles})
    context = {"understood": found.understood, "articles": articles, "gone": gone}
    return render(request, "errors/resolve.html", context, status=300 if found.idents else 404)
