"""One address in all its forms: the page for people, and the same as data, chosen and answered.

A data view takes (request, form, **parts of the address) and returns an Answer, or a response of its
own where there is nothing to answer with.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.urls import path

from archive import fast_reverse
from archive.api import problem_details
from archive.filters.parameters import QueryParams, query_params_of
from archive.formats.listings import Links
from archive.formats.representations import DATA, FEEDS, Representation
from archive.formats.response_data import ResponseData
from archive.site_origin import origin

from .negotiation import HTML, preferred


def in_all_forms(
    route: str,
    page: Callable,
    data: Callable,
    feed: Callable | None = None,
    *,
    more: tuple[Representation, ...] = (),
    elsewhere: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    name: str,
):
    """The routes of a page and of its data: `articles/` and `articles.json`, `articles.csv`, …

    `elsewhere` has the media types that have a route of their own: it, and the last part of its address.
    """
    endpoint = Endpoint(page, data, feed, more, elsewhere)
    yield path(route, endpoint, name=name)
    yield path(f"{route.removesuffix('/')}<form:form>", endpoint, name=f"{name}-data")


class Endpoint:
    def __init__(
        self,
        page: Callable,
        data: Callable,
        feed: Callable | None = None,
        more: tuple[Representation, ...] = (),
        elsewhere: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ):
        self.page, self.data, self.feed = page, data, feed
        self.elsewhere = elsewhere
        self.forms = (*DATA, *more, *(FEEDS if feed else ()))
        self._by_type = {form.media_type: form for form in self.forms}

    def __call__(self, request: HttpRequest, form: Representation | None = None, **parts):
        named = form is not None
        form = form or self.preferred(request)
        if form == HTML:
            return self.page(request, **parts)
        if form in self.elsewhere:
            return HttpResponse(status=303, headers={"Location": self._file(form, parts)})
        if form is None:
            return problem_details.not_acceptable(request, self._offered(request))
        if form not in self.forms:
            detail = f"这一页没有 {form.label}（{form.suffix}）。"
            return problem_details.not_found(request, detail=detail, near=self._offered(request))
        answer = self.view(form)(request, form, **parts)
        if isinstance(answer, HttpResponse):
            return answer
        return _response(answer, form, named)

    def chosen(self, request: HttpRequest, form: Representation | None = None, **parts) -> Callable:
        """The view that will answer, or the page's where none can."""
        form = form or self.preferred(request)
        return self.view(form) if form in self.forms else self.page

    def alternates(self, request: HttpRequest) -> Iterator[tuple[Representation, str]]:
        """Every form with its path, and of the parameters those that it takes."""
        for form in self.forms:
            query = QueryParams.from_querydict(request.GET) if request.GET else QueryParams()
            taken = query_params_of(self.view(form))
            kept = QueryParams(pair for pair in query if pair[0] in taken and pair[0] != "page")
            yield form, address(request, form) + str(kept)

    def view(self, form: Representation) -> Callable:
        return self.feed if form.is_feed else self.data

    def preferred(self, request: HttpRequest) -> Representation | str | None:
        """The form that Accept asks for, HTML or a type of `elsewhere`; None where it takes none."""
        found = preferred(request, (HTML, *self._by_type, *self.elsewhere))
        return self._by_type.get(found, found)

    def _offered(self, request: HttpRequest) -> list[tuple[str, str]]:
        forms = [(form.media_type, address(request, form)) for form in self.forms]
        parts = {k: v for k, v in request.resolver_match.kwargs.items() if k != "form"}
        files = [(media_type, self._file(media_type, parts)) for media_type in self.elsewhere]
        return [(HTML, address(request)), *forms, *files]

    def _file(self, media_type: str, parts: dict) -> str:
        """The path of what has a route of its own."""
        route, last = self.elsewhere[media_type]
        return fast_reverse.fast_reverse(route, *parts.values(), last)


def address(request: HttpRequest, form: Representation | None = None) -> str:
    """The path of what is asked for in this form, or as a page."""
    match = request.resolver_match
    name = match.url_name.removesuffix("-data")
    page = fast_reverse.fast_reverse(
        name, *(value for part, value in match.kwargs.items() if part != "form")
    )
    # as `in_all_forms` has it
    return page.removesuffix("/") + form.suffix if form else page


def links_of(request: HttpRequest, form: Representation, **steps: str | None) -> Links:
    """The addresses of a page that takes no parameters."""
    base = origin(request)
    return Links(self=base + address(request, form), html=base + address(request), **steps)


def links_of_page(
    request: HttpRequest, form: Representation, query: QueryParams, number: int, last: int
) -> Links:
    """The addresses of a page of a list; `query` is what it asks for besides."""
    here = origin(request) + address(request, form)

    def url(page: int) -> str | None:
        if not 1 <= page <= last:
            return None
        return here + str(query if page == 1 else query.with_value("page", str(page)))

    return Links(
        self=url(number),
        html=origin(request) + address(request) + str(query),
        first=url(1),
        prev=url(number - 1),
        next=url(number + 1),
    )


def _response(answer: ResponseData, form: Representation, named: bool) -> HttpResponse:
    response = HttpResponse(form.write(answer), content_type=form.content_type)
    links = [f'<{answer.links.html}>; rel="alternate"; type="{HTML}"']
    links += [
        f'<{url}>; rel="{rel}"'
        for rel in ("first", "prev", "next")
        if (url := getattr(answer.links, rel))
    ]
    response.headers["Link"] = ", ".join(links)
    if not named:
        response.headers["Content-Location"] = answer.links.self
    return response
