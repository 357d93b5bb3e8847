"""Leads from an address that an article has or once had to the article's data."""

from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from archive.filters.parameters import ParameterError, query_params
from archive.formats.representations import JSON
from archive.http.caching import SHOWN, lifetime
from archive.permalinks.resolver import PARAMETERS, Resolution, resolve_address

from . import problem_details


@lifetime(SHOWN)
@query_params(PARAMETERS)
def resolve(request):
    found = resolve_address(request)
    if isinstance(found, ParameterError):
        return problem_details.bad_parameters(request, [found])
    if found.address:
        return HttpResponseRedirect(_as_data(found))
    paths = [(ident, _article(ident)) for ident in found.idents]
    match paths:
        case []:
            detail = f"{found.understood} 不是任何一篇文章的网址。"
            return problem_details.not_found(request, detail=detail)
        case [(_, path)]:
            return HttpResponseRedirect(path)
    detail = f"{found.understood} 对应多篇文章。"
    return problem_details.problem(request, "several", 300, detail, instead=paths)


def _article(ident: str) -> str:
    return reverse("article-data", kwargs={"ident": ident, "form": JSON})


def _as_data(found: Resolution) -> str:
    """A page of ours as data, where it is data as well."""
    try:
        return reverse(f"{found.route.url_name}-data", kwargs=found.route.kwargs | {"form": JSON})
    except NoReverseMatch:
        return found.address
