"""Redirects from any current or former URL of an article to the article's data."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from archive.filters.parameters import ParameterError, query_params
from archive.formats.representations import JSON
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.permalinks.resolver import PARAMETERS, Resolution, resolve_address


@lifetime(PAGE_LIFETIME)
@query_params(PARAMETERS)
def resolve(request: HttpRequest) -> HttpResponse:
    resolution = resolve_address(request)
    if isinstance(resolution, ParameterError):
        return problem_details.bad_parameters(request, [resolution])
    if resolution.address:
        return HttpResponseRedirect(_data_path(resolution))
    paths = [(ident, _article(ident)) for ident in resolution.idents]
    match paths:
        case []:
            detail = f"{resolution.understood} 不是任何一篇文章的网址。"
            return problem_details.not_found(request, detail=detail)
        case [(_, path)]:
            return HttpResponseRedirect(path)
    detail = f"{resolution.understood} 对应多篇文章。"
    return problem_details.problem(request, "several", 300, detail, instead=paths)


def _article(ident: str) -> str:
    return reverse("article-data", kwargs={"ident": ident, "representation": JSON})


def _data_path(resolution: Resolution) -> str:
    """Return the JSON of a page of this site, or the page itself if it has none."""
    route = resolution.route
    try:
        if route is not None:
            return reverse(f"{route.url_name}-data", kwargs=route.kwargs | {"representation": JSON})
    except NoReverseMatch:
        pass
    return resolution.address
