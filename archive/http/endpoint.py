"""One resource in all its representations: dispatches a URL to the page's view or the data view.

A data view takes (request, representation, **path parameters). It returns ResponseData or Feed,
which the endpoint serializes in that representation, or a response of its own, such as an error or
a redirect.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, URLPattern, path
from django.utils.translation import gettext

from archive.filters.parameters import QueryParams, query_params_of
from archive.formats.representations import DATA, FEEDS, Representation
from archive.formats.response_data import Feed, ResponseData
from archive.formats.response_schema import Links
from archive.languages import in_source_language
from archive.site_urls import fast_reverse, origin

from . import problem_details
from .negotiation import HTML, preferred

PageView = Callable[..., HttpResponseBase]
DataView = Callable[..., HttpResponseBase | ResponseData | Feed]
# media type → (route, last part of the path) of a representation with its own route
Files = Mapping[str, tuple[str, str]]
_NO_FILES: Files = MappingProxyType({})
Views = Mapping[Representation, DataView]
_NO_VIEWS: Views = MappingProxyType({})


def endpoint_paths(
    route: str,
    page: PageView,
    data: DataView,
    feed: DataView | None = None,
    *,
    more: tuple[Representation, ...] = (),
    views: Views = _NO_VIEWS,
    files: Files = _NO_FILES,
    name: str,
) -> Iterator[URLPattern]:
    """Yield the routes of a page and of its data: `articles/` and `articles.json`, `articles.csv`,
    …

    `more` are further representations of the same data, `views` those with their own data view.
    """
    endpoint = Endpoint(page, data, feed, more, views, files)
    yield path(route, endpoint, name=name)
    yield path(
        f"{route.removesuffix('/')}<representation:representation>", endpoint, name=f"{name}-data"
    )


class Endpoint:
    """The view of both routes: negotiates, calls the view for the representation, serializes."""

    def __init__(
        self,
        page: PageView,
        data: DataView,
        feed: DataView | None = None,
        more: tuple[Representation, ...] = (),
        views: Views = _NO_VIEWS,
        files: Files = _NO_FILES,
    ):
        self.page, self.data, self.feed, self.files = page, data, feed, files
        self.views = views
        self.representations = (*DATA, *more, *views, *(FEEDS if feed else ()))
        self._by_type = {
            representation.media_type: representation for representation in self.representations
        }

    def __call__(
        self, request: HttpRequest, representation: Representation | None = None, **parts: Any
    ) -> HttpResponseBase:
        selected = representation or self.preferred(request)
        if selected == HTML:
            return self.page(request, **parts)
        if selected is None:
            return problem_details.not_acceptable(request, self._alternatives(request))
        if isinstance(selected, str):
            return HttpResponse(status=303, headers={"Location": self._file(selected, parts)})
        if selected not in self.representations:
            detail = gettext("这一页没有 %(label)s（%(suffix)s）。") % {
                "label": selected.label,
                "suffix": selected.suffix,
            }
            alternatives = self._alternatives(request)
            return problem_details.not_found(request, detail=detail, near=alternatives)
        data = self.view(selected)(request, selected, **parts)
        if isinstance(data, HttpResponseBase):
            return data
        response = serialize(data, selected)
        if representation is None:
            response.headers["Content-Location"] = data.links.self
        return response

    def select_view(
        self, request: HttpRequest, representation: Representation | None = None, **parts: Any
    ) -> PageView | DataView:
        """Return the view that will be called; the page's if the representation does not exist."""
        selected = representation or self.preferred(request)
        if isinstance(selected, Representation) and selected in self.representations:
            return self.view(selected)
        return self.page

    def alternates(self, request: HttpRequest) -> Iterator[tuple[Representation, str]]:
        """Yield (representation, URL) of the same data, with the parameters that its view takes."""
        query = QueryParams.from_querydict(request.GET) if request.GET else QueryParams()
        for representation in self.representations:
            names = query_params_of(self.view(representation)).keys() - {"page"}
            accepted = QueryParams(pair for pair in query if pair[0] in names)
            yield representation, address(request, representation) + str(accepted)

    def view(self, representation: Representation) -> DataView:
        if representation in self.views:
            return self.views[representation]
        return self.feed if representation.is_feed and self.feed else self.data

    def preferred(self, request: HttpRequest) -> Representation | str | None:
        """Return the choice by the Accept header: a representation, HTML or a media type of
        `files`, else None.
        """
        media_type = preferred(request, (HTML, *self._by_type, *self.files))
        return media_type and self._by_type.get(media_type, media_type)

    def _alternatives(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return (media type, path) of all available alternatives."""
        representations = [
            (representation.media_type, address(request, representation))
            for representation in self.representations
        ]
        parts = {k: v for k, v in resolver_match(request).kwargs.items() if k != "representation"}
        files = [(media_type, self._file(media_type, parts)) for media_type in self.files]
        return [(HTML, address(request)), *representations, *files]

    def _file(self, media_type: str, parts: dict[str, Any]) -> str:
        """Return the path of a representation with its own route."""
        route, last = self.files[media_type]
        return fast_reverse(route, *parts.values(), last)


def resolver_match(request: HttpRequest) -> ResolverMatch:
    """Return the match of a request that has reached a view."""
    assert request.resolver_match is not None
    return request.resolver_match


def address(request: HttpRequest, representation: Representation | None = None) -> str:
    """Return the path of the requested resource in this representation, by default of its page."""
    match = resolver_match(request)
    name = (match.url_name or "").removesuffix("-data")
    parts = [value for part, value in match.kwargs.items() if part != "representation"]
    if representation is None:
        return fast_reverse(name, *parts)
    with in_source_language():
        # the path that `endpoint_paths` gives to the data
        return fast_reverse(name, *parts).removesuffix("/") + representation.suffix


def resource_links(
    request: HttpRequest, representation: Representation, **steps: str | None
) -> Links:
    """Return the links of a resource without query parameters; `steps`: first, prev, next."""
    base = origin(request)
    return Links(
        self=base + address(request, representation), html=base + address(request), **steps
    )


def list_page_links(
    request: HttpRequest, representation: Representation, query: QueryParams, number: int, last: int
) -> Links:
    """Return the links of page `number` of a list; `query` has its other parameters."""
    base = origin(request) + address(request, representation)

    def url(page: int) -> str:
        return base + str(query if page == 1 else query.with_value("page", str(page)))

    return Links(
        self=url(number),
        html=origin(request) + address(request) + str(query),
        first=url(1),
        prev=url(number - 1) if number > 1 else None,
        next=url(number + 1) if number < last else None,
    )


def serialize(data: ResponseData | Feed, representation: Representation) -> HttpResponse:
    """Return the response with the data in this representation, and a Link header."""
    assert representation.write is not None, f"{representation.suffix} is written by its views"
    write = cast(Callable[[ResponseData | Feed], str | bytes], representation.write)
    response = HttpResponse(write(data), content_type=representation.content_type)
    links = [f'<{data.links.html}>; rel="alternate"; type="{HTML}"']
    links += [
        f'<{url}>; rel="{rel}"'
        for rel in ("first", "prev", "next")
        if (url := getattr(data.links, rel))
    ]
    response.headers["Link"] = ", ".join(links)
    return response
